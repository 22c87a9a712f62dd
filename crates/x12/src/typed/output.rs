//! The text that typed values are written to, exactly as they were read or normalised.

use super::origin::Origin;
use crate::delimiters::Delimiters;
use crate::fault::{Place, X12Error};
use crate::writer::LineEnd;

/// What writing changes when it does not give back the bytes that were read: separators of empty
/// elements at the end of segments and composites are left out, numbers and amounts have their
/// shortest form, blanks between segments become one line end, and SE01, GE01 and IEA01 are
/// counted anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Normalise {
    /// The delimiters to write with; `None` keeps those of each interchange.
    pub delimiters: Option<Delimiters>,
    /// What follows each segment.
    pub line_end: LineEnd,
}

/// What the trailers count.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Counts {
    /// Segments since ST, ST included (SE01).
    pub(crate) segments: u32,
    /// Transactions since GS (GE01).
    pub(crate) transactions: u32,
    /// Groups since ISA (IEA01).
    pub(crate) groups: u32,
}

impl Counts {
    fn take(&mut self, id: &str) {
        self.segments = self.segments.saturating_add(1);
        match id {
            "ISA" => self.groups = 0,
            "GS" => {
                self.groups = self.groups.saturating_add(1);
                self.transactions = 0;
            }
            "ST" => {
                self.transactions = self.transactions.saturating_add(1);
                self.segments = 1;
            }
            _ => {}
        }
    }
}

/// Collects the text.
#[derive(Clone, Debug)]
pub(crate) struct Output {
    text: String,
    delimiters: Delimiters,
    line_end: Box<str>,
    normalise: Option<Normalise>,
    /// Separators that wait for the next text, so that those of an empty end can be left out.
    elements: usize,
    repetitions: usize,
    components: usize,
    /// Where the writer stands: segments of the file, and the element within the last one.
    place: Place,
    counts: Counts,
    /// Where the segments written so far stood in their file, when that is asked for.
    origins: Option<Vec<Place>>,
    fault: Option<X12Error>,
}

impl Output {
    pub(crate) fn new(normalise: Option<Normalise>) -> Output {
        Output {
            text: String::new(),
            delimiters: normalise.and_then(|n| n.delimiters).unwrap_or_default(),
            line_end: line_end(normalise),
            normalise,
            elements: 0,
            repetitions: 0,
            components: 0,
            place: Place { line: 1, ..Place::default() },
            counts: Counts::default(),
            origins: None,
            fault: None,
        }
    }

    /// A text with these delimiters that knows where its segments stood before.
    pub(crate) fn tracing(delimiters: Delimiters) -> Output {
        Output { delimiters, origins: Some(Vec::new()), ..Output::new(None) }
    }

    /// The text, and for each of its segments where it stood.
    pub(crate) fn traced(mut self) -> Result<(String, Vec<Place>), X12Error> {
        let text = self.take()?;
        Ok((text, self.origins.unwrap_or_default()))
    }

    /// Takes the delimiters and line end of an interchange, unless others were asked for.
    pub(crate) fn interchange(&mut self, delimiters: Delimiters, line_end: &str) {
        match self.normalise {
            None => {
                self.delimiters = delimiters;
                self.line_end = line_end.into();
            }
            Some(normalise) => self.delimiters = normalise.delimiters.unwrap_or(delimiters),
        }
    }

    pub(crate) fn delimiters(&self) -> Delimiters {
        self.delimiters
    }

    pub(crate) fn normalises(&self) -> bool {
        self.normalise.is_some()
    }

    pub(crate) fn counts(&self) -> Counts {
        self.counts
    }

    /// Blanks before the first interchange of a file.
    pub(crate) fn blanks(&mut self, text: &str) {
        if !self.normalises() {
            self.text.push_str(text);
        }
    }

    /// One segment: its name, its elements by `body`, and the rest as `origin` knows it.
    pub(crate) fn segment(&mut self, id: &str, origin: &Origin, body: impl FnOnce(&mut Output)) {
        let name = id.as_bytes();
        self.place.id = [0; 3];
        self.place.id[..name.len().min(3)].copy_from_slice(&name[..name.len().min(3)]);
        self.place.segment = self.place.segment.saturating_add(1);
        self.place.offset = self.text.len() as u64;
        self.place.element = 0;
        self.counts.take(id);
        if let Some(origins) = &mut self.origins {
            origins.push(origin.place);
        }
        self.text.push_str(id);
        body(self);
        self.elements = if self.normalises() { 0 } else { usize::from(origin.empties) };
        self.flush();
        self.text.push(char::from(self.delimiters.segment));
        let gap = match (&origin.gap, self.normalise) {
            (Some(gap), None) => &**gap,
            _ => &*self.line_end,
        };
        let lines = gap.bytes().filter(|b| *b == b'\n').count();
        self.text.push_str(gap);
        let own = u32::from(self.delimiters.segment == b'\n');
        let lines = u32::try_from(lines).unwrap_or(u32::MAX).saturating_add(own);
        self.place.line = self.place.line.saturating_add(lines);
    }

    pub(crate) fn next_element(&mut self) {
        self.elements += 1;
        self.place.element = self.place.element.saturating_add(1);
    }

    pub(crate) fn next_repetition(&mut self) {
        self.repetitions += 1;
    }

    pub(crate) fn next_component(&mut self) {
        self.components += 1;
    }

    /// Ends a composite that had `empties` separators after its last component.
    pub(crate) fn end_components(&mut self, empties: u8) {
        self.components = if self.normalises() { 0 } else { usize::from(empties) };
        if self.components > 0 {
            self.flush();
        }
    }

    pub(crate) fn end_repetitions(&mut self) {
        if self.normalises() {
            self.repetitions = 0;
        } else if self.repetitions > 0 {
            self.flush();
        }
    }

    /// The text of one element or component.
    pub(crate) fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        if self.fault.is_none() && text.bytes().any(|b| self.refuses(b)) {
            self.fault = Some(X12Error::new(
                "x12.typed.character",
                self.place,
                "the value holds a delimiter or a character that is not ASCII",
                "write with other delimiters, or change the value",
            ));
        }
        self.flush();
        self.text.push_str(text);
    }

    /// A text that was read may hold separators of components where the standard has no
    /// composite (a colon in a note); it goes out as it came in, but never anew.
    fn refuses(&self, byte: u8) -> bool {
        let d = self.delimiters;
        !byte.is_ascii()
            || byte == d.element
            || byte == d.segment
            || (self.normalises() && d.contains(byte))
    }

    /// The delimiters in ISA11 and ISA16, which no other text may hold.
    pub(crate) fn declare(&mut self, delimiter: u8) {
        self.flush();
        self.text.push(char::from(delimiter));
    }

    fn flush(&mut self) {
        let Delimiters { element, repetition, component, .. } = self.delimiters;
        for _ in 0..std::mem::take(&mut self.elements) {
            self.text.push(char::from(element));
        }
        let waiting = std::mem::take(&mut self.repetitions);
        match repetition {
            Some(separator) => (0..waiting).for_each(|_| self.text.push(char::from(separator))),
            None if waiting > 0 && self.fault.is_none() => {
                self.fault = Some(X12Error::new(
                    "x12.typed.repetition",
                    self.place,
                    "the element repeats, and the interchange declares no repetition separator",
                    "write it as version 00501 with a repetition separator in ISA11",
                ));
            }
            None => {}
        }
        for _ in 0..std::mem::take(&mut self.components) {
            self.text.push(char::from(component));
        }
    }

    /// The text since it was last taken.
    pub(crate) fn take(&mut self) -> Result<String, X12Error> {
        match self.fault.take() {
            Some(fault) => Err(fault),
            None => Ok(std::mem::take(&mut self.text)),
        }
    }
}

fn line_end(normalise: Option<Normalise>) -> Box<str> {
    match normalise.map(|n| n.line_end) {
        None | Some(LineEnd::None) => "".into(),
        Some(LineEnd::LineFeed) => "\n".into(),
    }
}

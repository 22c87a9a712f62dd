//! A whole file: segments cut from bytes as they come, the envelope, and each set handed to its
//! guide. Memory does not grow with the file.

use super::Options;
use super::envelope_checks::EnvelopeChecks;
use super::fault::Level;
use super::findings::{At, Draft, Findings};
use super::report::Report;
use super::set::{SetCheck, read_day};
use crate::codes::List;
use crate::delimiters::{Delimiters, ISA_BYTES};
use crate::envelope::{Levels, Part};
use crate::fault::{Place, X12Error};
use crate::guide::{Guide, Shelf};
use crate::reader::MAX_SEGMENT_BYTES;
use crate::segment::Segment;
use crate::tokens::{Classes, Cut, Tokens};

/// Validation of one file, fed piece by piece.
pub(crate) struct FileCheck<'o> {
    findings: Findings<'o>,
    report: Report,
    at: At,
    delimiters: Delimiters,
    classes: Classes,
    /// Lent out while a segment is judged.
    tokens: Option<Box<Tokens>>,
    /// Between ISA and IEA.
    inside: bool,
    done: bool,
    levels: Levels,
    envelope: EnvelopeChecks,
    set: Option<SetCheck<'o>>,
    /// The guides that BHT02 will choose from.
    choosing: Vec<&'o Guide>,
}

impl<'o> FileCheck<'o> {
    pub(crate) fn new(options: &'o Options<'o>) -> FileCheck<'o> {
        FileCheck {
            findings: Findings::new(options),
            report: Report::default(),
            at: At { line: 1, ..At::default() },
            delimiters: Delimiters::default(),
            classes: Classes::new(Delimiters::default()),
            tokens: Some(Box::default()),
            inside: false,
            done: false,
            levels: Levels::default(),
            envelope: EnvelopeChecks::default(),
            set: None,
            choosing: Vec::new(),
        }
    }

    /// Takes as many whole segments as `data` holds and says how many bytes they were. With
    /// `last` the file ends with `data`.
    pub(crate) fn feed(&mut self, data: &[u8], last: bool) -> usize {
        let mut used = 0;
        while !self.done {
            used += self.skip_blank(&data[used..]);
            let rest = &data[used..];
            if rest.is_empty() {
                break;
            }
            let is_isa = rest.starts_with(b"ISA") && !self.is_ordinary_isa(rest);
            if rest.len() < ISA_BYTES && !last && (is_isa || !self.inside) {
                break;
            }
            let taken = if is_isa {
                self.interchange(rest)
            } else if self.inside {
                self.segment(rest, last)
            } else {
                self.not_x12(rest);
                None
            };
            let Some(taken) = taken else { break };
            used += taken;
            self.at.offset += taken as u64;
        }
        used
    }

    /// An `ISA…` that only looks like one: a segment whose name goes on (`ISAX`).
    fn is_ordinary_isa(&self, rest: &[u8]) -> bool {
        rest.get(3).is_some_and(u8::is_ascii_alphanumeric)
    }

    /// Line ends, blanks and the Ctrl-Z of old systems between segments carry no data.
    #[inline]
    fn skip_blank(&mut self, data: &[u8]) -> usize {
        let mut count = 0;
        for byte in data {
            match byte {
                // A terminator that is a line end ends an empty segment, which is blank as well.
                b'\n' => self.at.line = self.at.line.saturating_add(1),
                b'\r' | b' ' | b'\t' | 0x1a => {}
                _ => break,
            }
            count += 1;
        }
        self.at.offset += count as u64;
        count
    }

    fn next_segment(&mut self) {
        self.at.segment = self.at.segment.saturating_add(1);
        self.report.segments += 1;
    }

    fn stop(&mut self, error: X12Error) {
        self.done = true;
        self.report.unreadable = true;
        self.error(error);
    }

    /// A fault of the envelope, told at its level.
    fn error(&mut self, error: X12Error) {
        let (level, position) = (super::envelope_checks::level(error.code), self.at.position);
        let mut draft = Draft::new(
            error.code,
            1,
            At { position, ..At::default() },
            error.place.segment_id().as_bytes(),
            error.message,
            error.action,
        )
        .level(level);
        draft.fault.place = error.place;
        self.findings.add(draft);
    }

    fn interchange(&mut self, rest: &[u8]) -> Option<usize> {
        self.next_segment();
        let place = self.at.place(b"ISA");
        match Delimiters::from_isa(rest, place) {
            Ok(delimiters) => self.delimiters = delimiters,
            Err(error) => {
                self.stop(error);
                return None;
            }
        }
        self.inside = true;
        self.classes = Classes::new(self.delimiters);
        let text = std::str::from_utf8(&rest[..ISA_BYTES - 1]).ok().filter(|t| t.is_ascii());
        let Some(text) = text else {
            let message = "the ISA holds bytes that are not ASCII";
            let action = "have the sender write ASCII";
            self.stop(X12Error::new("x12.character", place, message, action).fatal());
            return None;
        };
        self.part(Segment::new(text, self.delimiters, place));
        Some(ISA_BYTES)
    }

    #[inline]
    fn segment(&mut self, rest: &[u8], last: bool) -> Option<usize> {
        // Taken out for the while of this segment, so that the rest of `self` is free.
        let mut tokens = self.tokens.take().unwrap_or_default();
        let window = &rest[..rest.len().min(MAX_SEGMENT_BYTES + 1)];
        let taken = match tokens.cut(window, &self.classes) {
            Some(length) => {
                let bytes = &rest[..length];
                self.cut_segment(Cut {
                    bytes,
                    tokens: &tokens,
                    component: self.delimiters.component,
                    repetition: self.delimiters.repetition,
                });
                Some(length + 1)
            }
            None => {
                if rest.len() > MAX_SEGMENT_BYTES {
                    self.too_long();
                } else if last {
                    self.truncated();
                }
                None
            }
        };
        self.tokens = Some(tokens);
        taken
    }

    #[inline]
    fn cut_segment(&mut self, cut: Cut<'_>) {
        self.next_segment();
        let name = cut.name();
        match name {
            b"ST" | b"SE" | b"GS" | b"GE" | b"IEA" => self.envelope_segment(cut),
            _ if !self.levels.in_transaction() => self.envelope_segment(cut),
            _ if self.set.is_some() && is_name(name) => {
                self.levels.count_segment();
                self.at.position += 1;
                if let Some(set) = &mut self.set {
                    set.take(&mut self.findings, &cut, self.at);
                }
            }
            _ => self.plain_segment(cut),
        }
        if cut.tokens.bad != 0 {
            let lines = memchr::memchr_iter(b'\n', cut.bytes).count();
            self.at.line = self.at.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        }
    }

    /// A segment within a set that no guide judges, or that has no name.
    fn plain_segment(&mut self, cut: Cut<'_>) {
        self.levels.count_segment();
        self.at.position += 1;
        let name = cut.name();
        if !is_name(name) {
            let message = match cut.bytes.len() {
                0 => "there is an empty segment",
                _ => "a segment does not begin with a name of two or three letters and digits",
            };
            let action = "remove stray terminators and text between the segments";
            let draft = Draft::new("x12.segment.id", 1, self.at, b"", message, action);
            self.findings.add(draft.level(Level::Segment("1")));
        } else if let Some(set) = self.chosen(&cut) {
            self.set = Some(set);
        }
    }

    /// A set whose guide the second segment tells (request or response).
    fn chosen(&mut self, cut: &Cut<'_>) -> Option<SetCheck<'o>> {
        let guides = std::mem::take(&mut self.choosing);
        let tells = |guide: &&&Guide| match &guide.told_by {
            Some((segment, element, codes)) => {
                cut.name() == segment.as_bytes()
                    && codes.iter().any(|c| c.as_bytes() == cut.element(usize::from(*element)))
            }
            None => true,
        };
        let guide = guides.iter().find(tells).or_else(|| guides.first())?;
        let st = self.at_st()?;
        let mut tokens = Tokens::default();
        tokens.cut(st.0.as_bytes(), &self.classes)?;
        let st_cut = Cut { bytes: st.0.as_bytes(), tokens: &tokens, ..*cut };
        let day = self.envelope.day.as_deref().and_then(|d| read_day(d.as_bytes()));
        let mut set = SetCheck::new(guide, &mut self.findings, &st_cut, st.1, day);
        self.name_guide(guide);
        set.take(&mut self.findings, cut, self.at);
        Some(set)
    }

    fn at_st(&self) -> Option<(String, At)> {
        self.envelope.st.clone()
    }

    fn name_guide(&mut self, guide: &Guide) {
        if let Some(set) = self.report.open_set() {
            set.guide = Some(guide.file.clone());
        }
    }

    fn envelope_segment(&mut self, cut: Cut<'_>) {
        let place = self.at.place(cut.name());
        let text = std::str::from_utf8(cut.bytes).ok().filter(|t| t.is_ascii());
        let Some(text) = text.filter(|_| is_name(cut.name())) else {
            self.levels.count_segment();
            let what =
                if text.is_none() { "holds bytes that are not ASCII" } else { "has no name" };
            let message = format!("a segment of the envelope {what}");
            let action = "remove stray terminators and text between the segments";
            let error = X12Error::new("x12.segment.id", place, message, action);
            return self.error(error);
        };
        self.part(Segment::new(text, self.delimiters, place));
    }

    /// A segment of the envelope.
    fn part(&mut self, segment: Segment<'_>) {
        // What closes a set, or comes where it should have closed, ends its checks first.
        let closes = matches!(segment.id(), "ISA" | "GS" | "ST" | "SE" | "GE" | "IEA");
        if segment.id() == "SE" && self.levels.in_transaction() {
            self.at.position += 1;
        }
        if closes {
            self.end_set();
        }
        let part = self.levels.take(segment);
        for error in std::mem::take(&mut self.levels.faults) {
            self.error(error);
        }
        if part == Part::TransactionStart {
            self.at.position = 1;
        }
        let at = At {
            offset: segment.place().offset,
            line: self.at.line,
            segment: segment.place().segment,
            position: self.at.position,
        };
        self.envelope.take(part, segment, at, &mut self.report, &mut self.findings);
        match part {
            Part::TransactionStart => self.start_set(segment, at),
            Part::TransactionEnd | Part::GroupStart | Part::GroupEnd => {
                self.at.position = 0;
                self.findings.within.set = None;
            }
            Part::InterchangeEnd => self.inside = false,
            _ => {}
        }
    }

    /// ST: finds the guide.
    fn start_set(&mut self, segment: Segment<'_>, at: At) {
        (self.findings.errors, self.findings.syntax_errors) = (0, 0);
        let set = segment.element(1).to_owned();
        let version = self.envelope.version(segment.element(3));
        let shelf: &'o Shelf = self.findings.options.shelf;
        let guides: Vec<&'o Guide> = shelf.find(&set, &version);
        self.envelope.st = Some((segment.text().to_owned() + "~", at));
        if let Some(byte) = self.envelope.st.as_mut() {
            byte.0.pop();
            byte.0.push(char::from(self.delimiters.segment));
        }
        match guides.as_slice() {
            [] => self.no_guide(&set, &version, at, shelf.knows_set(&set)),
            [guide] if guide.told_by.is_none() => {
                let text = self.envelope.st.clone().map(|st| st.0).unwrap_or_default();
                let mut tokens = Tokens::default();
                if tokens.cut(text.as_bytes(), &self.classes).is_some() {
                    let cut = Cut {
                        bytes: text.as_bytes(),
                        tokens: &tokens,
                        component: self.delimiters.component,
                        repetition: self.delimiters.repetition,
                    };
                    let day = self.envelope.day.as_deref().and_then(|d| read_day(d.as_bytes()));
                    let check = SetCheck::new(guide, &mut self.findings, &cut, at, day);
                    self.set = Some(check);
                    self.name_guide(guide);
                    self.envelope.check_functional(guide, &self.report, at, &mut self.findings);
                }
            }
            _ => self.choosing = guides,
        }
    }

    fn no_guide(&mut self, set: &str, version: &str, at: At, known: bool) {
        let (message, told) = match known {
            true => (
                format!("version '{version}' of set {set} is not one that is known here"),
                Level::Set("I6"),
            ),
            false => (format!("set {set} is not one that is known here"), Level::Set("1")),
        };
        let action = "only its envelope was checked; send a version of the HIPAA guides (005010)";
        let draft = Draft::new("x12.guide.unknown", 2, at, b"ST", message, action).level(told);
        self.findings.add(draft);
    }

    fn end_set(&mut self) {
        self.choosing.clear();
        let Some(set) = self.set.take() else {
            return self.count_set();
        };
        set.finish(&mut self.findings);
        self.count_set();
    }

    fn count_set(&mut self) {
        let (position, errors) = (self.at.position, self.findings.errors);
        let syntax_errors = self.findings.syntax_errors;
        if self.levels.in_transaction()
            && let Some(set) = self.report.open_set()
        {
            (set.segments, set.errors, set.syntax_errors) = (position, errors, syntax_errors);
        }
    }

    fn too_long(&mut self) {
        let message = format!("no segment terminator within {MAX_SEGMENT_BYTES} bytes");
        let action = "check the segment terminator that the ISA declares";
        self.next_segment();
        let place = self.at.place(b"");
        self.stop(X12Error::new("x12.segment.too-long", place, message, action).fatal());
    }

    fn truncated(&mut self) {
        self.next_segment();
        let place = self.at.place(b"");
        let message = "the file ends within a segment";
        let action = "ask the sender for the whole file";
        self.stop(X12Error::new("x12.segment.truncated", place, message, action).fatal());
    }

    fn not_x12(&mut self, rest: &[u8]) {
        let place = Place { line: self.at.line, ..self.at.place(b"") };
        let error = crate::reader::not_x12(rest, self.at.segment > 0, place);
        self.stop(error);
    }

    /// The file ends.
    pub(crate) fn finish(mut self) -> Report {
        if self.at.segment == 0 && !self.done {
            let place = self.at.place(b"");
            self.stop(X12Error::new("x12.empty", place, "the file is empty", "give an X12 file"));
        }
        // What follows a place that could not be read is unknown: nothing is called missing.
        if !self.done {
            self.end_set();
            self.levels.leave(3, Place { ..self.at.place(b"") });
            for error in std::mem::take(&mut self.levels.faults) {
                self.error(error);
            }
        } else {
            self.count_set();
        }
        let Findings { faults, unlisted, not_checked, .. } = self.findings;
        self.report.faults = faults;
        self.report.unlisted = unlisted;
        self.report.bytes = self.at.offset;
        self.report.not_checked =
            List::ALL.iter().copied().filter(|l| not_checked >> *l as u32 & 1 == 1).collect();
        self.report
    }
}

/// Two or three letters and digits.
#[inline]
fn is_name(name: &[u8]) -> bool {
    matches!(name.len(), 2 | 3) && name.iter().all(u8::is_ascii_alphanumeric)
}

//! X12 in, JSON out: one segment a line, written as it is read.

use super::super::ViewError;
use super::values::{text, texts};
use crate::envelope::Part;
use crate::guide::Shelf;
use crate::steps::{Standing, Step, Steps};
use std::io::{Read, Write};

/// Text that is gathered before it is written.
const PAGE: usize = 1 << 16;

/// Writes a file as JSON that keeps every byte. `name` is what the file is called.
///
/// # Errors
/// When the file cannot be read to its end, or the output cannot be written. Then the JSON is cut
/// off where the file was, so that nobody takes it for the whole.
pub fn to_json(input: impl Read, out: impl Write, name: Option<&str>) -> Result<(), ViewError> {
    let mut steps = Steps::new(input, Shelf::built_in());
    let mut json = JsonText::new(out, name);
    loop {
        match steps.next() {
            Ok(Some(step)) => json.step(&step)?,
            Ok(None) => break,
            Err(error) => {
                json.flush()?;
                return Err(error.into());
            }
        }
        if steps.passed_blanks > 0 {
            break;
        }
    }
    if steps.passed_blanks > 0 {
        json.flush()?;
        let message = "there are more blanks between two segments than are kept; remove them";
        return Err(ViewError::TooMuch(message.to_owned()));
    }
    json.finish()
}

/// A level that is open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Interchange,
    Group,
    Set,
    Loop,
}

/// A level, and whether it has items.
type Level = (Open, bool);

struct JsonText<W> {
    out: W,
    text: String,
    open: Vec<Level>,
    line_end: Vec<u8>,
    /// GS08.
    version: String,
    begun: bool,
}

impl<W: Write> JsonText<W> {
    fn new(out: W, name: Option<&str>) -> JsonText<W> {
        let mut json = JsonText {
            out,
            text: "{".to_owned(),
            open: Vec::new(),
            line_end: Vec::new(),
            version: String::new(),
            begun: false,
        };
        if let Some(name) = name {
            json.text.push_str("\"file\":");
            text(&mut json.text, name.as_bytes());
            json.text.push(',');
        }
        json
    }

    fn step(&mut self, step: &Step<'_, '_>) -> Result<(), ViewError> {
        if !step.before.is_empty() {
            self.member("before", step.before);
        }
        for _ in 0..step.closes {
            self.close();
        }
        match step.part {
            Part::InterchangeStart => self.interchange(step),
            Part::GroupStart => self.group(step),
            Part::TransactionStart => self.set(step),
            Part::TransactionEnd => self.end(step, Open::Set),
            Part::GroupEnd => self.end(step, Open::Group),
            Part::InterchangeEnd => self.end(step, Open::Interchange),
            Part::Inside => self.inside(step),
        }
        if self.text.len() >= PAGE { self.flush() } else { Ok(()) }
    }

    /// A member with a comma after it.
    fn member(&mut self, name: &str, value: &[u8]) {
        self.text.push('"');
        self.text.push_str(name);
        self.text.push_str("\":");
        text(&mut self.text, value);
        self.text.push(',');
    }

    /// A new line, which is an item of the level that is open.
    fn item(&mut self) {
        if let Some((_, has_items)) = self.open.last_mut()
            && std::mem::replace(has_items, true)
        {
            self.text.push(',');
        }
        self.text.push('\n');
        self.text.extend(std::iter::repeat_n(' ', self.open.len() + 1));
    }

    fn close(&mut self) {
        if self.open.pop().is_some() {
            self.text.push_str("]}");
        }
    }

    /// Closes what is open down to one of these.
    fn close_to(&mut self, around: &[Open]) {
        while self.open.last().is_some_and(|(open, _)| !around.contains(open)) {
            self.close();
        }
    }

    /// The items of a level, whose members have been told.
    fn enter(&mut self, level: Open) {
        self.text.push_str("\"items\":[");
        self.open.push((level, false));
    }

    fn interchange(&mut self, step: &Step<'_, '_>) {
        self.close_to(&[]);
        self.text.push_str(if self.begun { "," } else { "\"interchanges\":[" });
        self.begun = true;
        self.item();
        self.text.push('{');
        self.member("interchange", step.cut.element(13));
        self.line_end = step.after.to_vec();
        let set = step.delimiters;
        let all = [
            ("element", vec![set.element]),
            ("repetition", set.repetition.into_iter().collect()),
            ("component", vec![set.component]),
            ("segment", vec![set.segment]),
            ("line_end", self.line_end.clone()),
        ];
        self.text.push_str("\"delimiters\":{");
        for (name, value) in all.iter().filter(|(name, v)| *name != "repetition" || !v.is_empty()) {
            self.member(name, value);
        }
        self.text.pop();
        self.text.push_str("},");
        self.enter(Open::Interchange);
        self.segment(step);
    }

    fn group(&mut self, step: &Step<'_, '_>) {
        self.close_to(&[Open::Interchange]);
        self.item();
        self.text.push('{');
        self.member("group", step.cut.element(1));
        self.member("control", step.cut.element(6));
        self.member("version", step.cut.element(8));
        self.version = String::from_utf8_lossy(step.cut.element(8)).into_owned();
        self.enter(Open::Group);
        self.segment(step);
    }

    fn set(&mut self, step: &Step<'_, '_>) {
        self.close_to(&[Open::Interchange, Open::Group]);
        self.item();
        self.text.push('{');
        self.member("set", step.cut.element(1));
        self.member("control", step.cut.element(2));
        match step.cut.element(3) {
            b"" => self.member("version", self.version.clone().as_bytes()),
            version => self.member("version", version),
        }
        if let Some(guide) = step.guide {
            self.member("guide", guide.file.as_bytes());
            self.member("name", guide.name.as_bytes());
        }
        self.enter(Open::Set);
        self.segment(step);
    }

    /// SE, GE or IEA.
    fn end(&mut self, step: &Step<'_, '_>, level: Open) {
        if let Some(at) = self.open.iter().rposition(|(open, _)| *open == level) {
            while self.open.len() > at + 1 {
                self.close();
            }
        }
        self.segment(step);
        if self.open.last().is_some_and(|(open, _)| *open == level) {
            self.close();
        }
    }

    fn inside(&mut self, step: &Step<'_, '_>) {
        if let Some((_, this)) = step.opens {
            self.item();
            self.text.push('{');
            self.member("loop", this.id.as_bytes());
            self.member("label", this.label.as_bytes());
            self.enter(Open::Loop);
        }
        self.segment(step);
    }

    fn segment(&mut self, step: &Step<'_, '_>) {
        self.item();
        let bytes = step.cut.bytes;
        let mut parts = bytes.split(|b| *b == step.delimiters.element);
        self.text.push_str("{\"id\":");
        text(&mut self.text, parts.next().unwrap_or(&[]));
        self.text.push_str(",\"elements\":[");
        for (index, element) in parts.enumerate() {
            if index > 0 {
                self.text.push(',');
            }
            // The ISA holds the separators themselves.
            match step.part {
                Part::InterchangeStart => text(&mut self.text, element),
                _ => texts(&mut self.text, element, step.delimiters),
            }
        }
        self.text.push(']');
        if step.standing == Standing::NoPlace {
            self.text.push_str(",\"place\":\"none\"");
        }
        if step.after != self.line_end {
            self.text.push_str(",\"after\":");
            text(&mut self.text, step.after);
        }
        self.text.push('}');
    }

    fn flush(&mut self) -> Result<(), ViewError> {
        self.out.write_all(self.text.as_bytes()).map_err(ViewError::Write)?;
        self.text.clear();
        self.out.flush().map_err(ViewError::Write)
    }

    fn finish(&mut self) -> Result<(), ViewError> {
        self.close_to(&[]);
        self.text.push_str("\n]}\n");
        self.flush()
    }
}

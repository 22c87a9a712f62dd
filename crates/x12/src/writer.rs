//! The segment writer: names and elements in, one text with delimiters out.
//!
//! It trims trailing empty elements and components, counts the segments of each transaction for
//! SE01, and takes every control number from outside. It does not judge values: the claim writers
//! do that, with the field's name at hand.

use crate::delimiters::Delimiters;
use crate::segment::Segment;
use model::Date;

/// What follows each segment terminator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineEnd {
    /// Nothing: one long line.
    None,
    /// A line feed, so that people can read the file.
    #[default]
    LineFeed,
}

/// Test or production data (ISA15).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Usage {
    /// `T`.
    #[default]
    Test,
    /// `P`.
    Production,
}

/// The numbers, the moment and the usage that one interchange is written with. Nothing here is
/// made up by the writer: a registry, a clock and a setting outside give them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ControlNumbers {
    /// Interchange control number (ISA13), 1 to 999,999,999.
    pub interchange: u32,
    /// Group control number (GS06), from 1.
    pub group: u32,
    /// Control number of the first transaction (ST02), from 1; the next ones count up.
    pub transaction: u32,
    /// The sender's name for the batch (BHT03); a second transaction gets `-2`, and so on.
    pub reference: String,
    /// Day of writing (ISA09, GS04, BHT04).
    pub date: Date,
    /// Hour of writing, 0 to 23 (ISA10, GS05, BHT05).
    pub hour: u8,
    /// Minute of writing, 0 to 59.
    pub minute: u8,
    /// Test or production data.
    pub usage: Usage,
}

/// Writes segments.
#[derive(Clone, Debug)]
pub struct SegmentWriter {
    text: String,
    delimiters: Delimiters,
    line_end: LineEnd,
    since_st: u32,
}

/// What ISA and GS say besides the control numbers: for each side its qualifier, interchange
/// identifier and application code, and the guide's identifier.
pub(crate) struct Frame<'a> {
    pub sender: [String; 3],
    pub receiver: [String; 3],
    pub version: &'a str,
}

impl SegmentWriter {
    /// An empty text.
    #[must_use]
    pub fn new(delimiters: Delimiters, line_end: LineEnd) -> SegmentWriter {
        SegmentWriter { text: String::new(), delimiters, line_end, since_st: 0 }
    }

    /// Writes one segment; trailing empty elements are left out. Elements that are composite
    /// come joined, with [`SegmentWriter::composite`].
    pub fn segment(&mut self, id: &str, elements: &[&str]) {
        let used = elements.iter().rposition(|e| !e.is_empty()).map_or(0, |i| i + 1);
        self.text.push_str(id);
        for element in &elements[..used] {
            self.text.push(char::from(self.delimiters.element));
            self.text.push_str(element);
        }
        self.end_segment();
    }

    /// Joins components; trailing empty ones are left out.
    #[must_use]
    pub fn composite(&self, parts: &[&str]) -> String {
        join(parts, self.delimiters.component)
    }

    /// Writes a segment that was read, with this writer's delimiters in place of its own. An ISA
    /// is written with the new delimiters in ISA11 and ISA16.
    ///
    /// # Errors
    /// When the data holds a character that is a delimiter here: the index of its byte within
    /// the segment. Nothing is written then.
    pub fn copy(&mut self, segment: &Segment<'_>) -> Result<(), usize> {
        let from = segment.delimiters();
        let start = self.text.len();
        for (i, byte) in segment.text().bytes().enumerate() {
            let mapped = match byte {
                b if b == from.element => self.delimiters.element,
                b if b == from.component => self.delimiters.component,
                b if Some(b) == from.repetition => self.delimiters.repetition.unwrap_or(b),
                b => b,
            };
            if mapped == byte && self.delimiters.contains(byte) && !from.contains(byte) {
                self.text.truncate(start);
                return Err(i);
            }
            self.text.push(char::from(mapped));
        }
        self.end_segment();
        Ok(())
    }

    fn end_segment(&mut self) {
        self.text.push(char::from(self.delimiters.segment));
        if self.line_end == LineEnd::LineFeed {
            self.text.push('\n');
        }
        self.since_st = self.since_st.saturating_add(1);
    }

    /// Appends segments that were drafted elsewhere with the same delimiters.
    pub(crate) fn append(&mut self, drafted: &str, segments: u32) {
        self.text.push_str(drafted);
        self.since_st = self.since_st.saturating_add(segments);
    }

    pub(crate) fn start(&mut self, control: &ControlNumbers, frame: &Frame<'_>) {
        let day = control.date.to_x12();
        let time = format!("{:02}{:02}", control.hour, control.minute);
        let repetition = self.delimiters.repetition.map_or("U".to_owned(), one);
        let usage = match control.usage {
            Usage::Test => "T",
            Usage::Production => "P",
        };
        let blank = " ".repeat(10);
        self.segment(
            "ISA",
            &[
                "00",
                &blank,
                "00",
                &blank,
                &frame.sender[0],
                &format!("{:<15}", frame.sender[1]),
                &frame.receiver[0],
                &format!("{:<15}", frame.receiver[1]),
                day.get(2..).unwrap_or(""),
                &time,
                &repetition,
                "00501",
                &format!("{:09}", control.interchange),
                "0",
                usage,
                &one(self.delimiters.component),
            ],
        );
        let group = control.group.to_string();
        let (from, to) = (&frame.sender[2], &frame.receiver[2]);
        self.segment("GS", &["HC", from, to, &day, &time, &group, "X", frame.version]);
    }

    /// Opens a transaction; its segments are counted from here.
    pub(crate) fn start_transaction(&mut self, number: u32, version: &str) {
        self.since_st = 0;
        self.segment("ST", &["837", &format!("{number:04}"), version]);
    }

    pub(crate) fn end_transaction(&mut self, number: u32) {
        let count = self.since_st.saturating_add(1).to_string();
        self.segment("SE", &[&count, &format!("{number:04}")]);
    }

    pub(crate) fn finish(mut self, control: &ControlNumbers, transactions: u32) -> String {
        self.segment("GE", &[&transactions.to_string(), &control.group.to_string()]);
        self.segment("IEA", &["1", &format!("{:09}", control.interchange)]);
        self.text
    }

    /// The text written so far.
    #[must_use]
    pub fn into_text(self) -> String {
        self.text
    }
}

fn one(byte: u8) -> String {
    char::from(byte).to_string()
}

pub(crate) fn join<S: AsRef<str>>(parts: &[S], separator: u8) -> String {
    let used = parts.iter().rposition(|p| !p.as_ref().is_empty()).map_or(0, |i| i + 1);
    let mut text = String::new();
    for (i, part) in parts[..used].iter().enumerate() {
        if i > 0 {
            text.push(char::from(separator));
        }
        text.push_str(part.as_ref());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Place;

    #[test]
    fn trims_and_joins() {
        let mut writer = SegmentWriter::new(Delimiters::default(), LineEnd::None);
        let composite = writer.composite(&["HC", "99213", "", "25", ""]);
        writer.segment("SV1", &[&composite, "125", "", ""]);
        writer.segment("HL", &[]);
        assert_eq!(writer.into_text(), "SV1*HC:99213::25*125~HL~");
    }

    #[test]
    fn copies_with_other_delimiters() {
        let from = Segment::new("SV1*HC:99213*A|B", Delimiters::default(), Place::default());
        let to = Delimiters { element: b'|', ..Delimiters::default() };
        let mut writer = SegmentWriter::new(to, LineEnd::None);
        assert_eq!(writer.copy(&from), Err(14));
        let to = Delimiters { element: b'!', component: b'>', ..Delimiters::default() };
        let mut writer = SegmentWriter::new(to, LineEnd::None);
        writer.copy(&from).unwrap();
        assert_eq!(writer.into_text(), "SV1!HC>99213!A|B~");
    }
}

//! The segment reader: bytes in, borrowed segments with their places out.
//!
//! It takes any legal delimiters, line ends or none, and several interchanges, each with its own
//! delimiters. Memory does not grow with the file. After a fault that is not `fatal` it goes on
//! with the next segment, so that one pass lists all faults.

use crate::delimiters::{Delimiters, ISA_BYTES};
use crate::fault::{Place, X12Error};
use crate::segment::Segment;

/// The longest segment that is read, in bytes. The longest that a 005010 guide can ask for (an
/// HI of twelve composites, a PWK, a NTE) stays under 2,000; a longer one is not claim data.
pub const MAX_SEGMENT_BYTES: usize = 65_536;

/// Iterates over the segments of a file.
#[derive(Clone, Debug)]
pub struct Segments<'a> {
    data: &'a [u8],
    offset: usize,
    line: u32,
    number: u32,
    delimiters: Option<Delimiters>,
    done: bool,
}

impl<'a> Segments<'a> {
    /// A reader at the start of a file.
    #[must_use]
    pub fn new(data: &'a [u8]) -> Segments<'a> {
        Segments { data, offset: 0, line: 1, number: 0, delimiters: None, done: false }
    }

    /// Where the reader stands: after the last segment that it gave.
    #[must_use]
    pub fn place(&self) -> Place {
        Place {
            offset: self.offset as u64,
            segment: self.number,
            line: self.line,
            ..Place::default()
        }
    }

    /// Line ends, blanks and the Ctrl-Z of old systems between segments carry no data.
    fn skip_blank(&mut self) {
        while let Some(byte) = self.data.get(self.offset) {
            match byte {
                b'\n' => self.line = self.line.saturating_add(1),
                b'\r' | b' ' | b'\t' | 0x1a => {}
                _ => break,
            }
            self.offset += 1;
        }
    }

    fn stop<T>(&mut self, error: X12Error) -> Result<T, X12Error> {
        self.done = true;
        Err(error.fatal())
    }

    /// Starts an interchange at the reader's place, which holds `ISA`.
    fn interchange(&mut self) -> Result<Segment<'a>, X12Error> {
        self.number = self.number.saturating_add(1);
        let place = Place { id: *b"ISA", ..self.place() };
        let rest = &self.data[self.offset..];
        let delimiters = match Delimiters::from_isa(rest, place) {
            Ok(delimiters) => delimiters,
            Err(error) => return self.stop(error),
        };
        self.delimiters = Some(delimiters);
        self.take(&rest[..ISA_BYTES - 1], delimiters, place)
    }

    fn segment(&mut self, delimiters: Delimiters) -> Result<Segment<'a>, X12Error> {
        self.number = self.number.saturating_add(1);
        let place = self.place();
        let rest = &self.data[self.offset..];
        let window = &rest[..rest.len().min(MAX_SEGMENT_BYTES + 1)];
        if let Some(length) = memchr::memchr(delimiters.segment, window) {
            return self.take(&rest[..length], delimiters, place);
        }
        if rest.len() > MAX_SEGMENT_BYTES {
            let message = format!("no segment terminator within {MAX_SEGMENT_BYTES} bytes");
            let action = "check the segment terminator that the ISA declares";
            return self.stop(X12Error::new("x12.segment.too-long", place, message, action));
        }
        let message = "the file ends within a segment";
        let action = "ask the sender for the whole file";
        self.stop(X12Error::new("x12.segment.truncated", place, message, action))
    }

    /// Moves past `bytes` and its terminator, and checks what every segment must be.
    fn take(
        &mut self,
        bytes: &'a [u8],
        delimiters: Delimiters,
        mut place: Place,
    ) -> Result<Segment<'a>, X12Error> {
        let next = self.offset + bytes.len() + 1;
        let lines = memchr::memchr_iter(b'\n', &self.data[self.offset..next]).count();
        self.line = self.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        self.offset = next;
        // After an IEA only another ISA may come.
        if bytes.starts_with(b"IEA") && bytes.get(3).is_none_or(|b| *b == delimiters.element) {
            self.delimiters = None;
        }
        let id_length = memchr::memchr(delimiters.element, bytes).unwrap_or(bytes.len());
        let id = &bytes[..id_length];
        if let (2..=3, true) = (id.len(), id.iter().all(u8::is_ascii_alphanumeric)) {
            place.id[..id.len()].copy_from_slice(id);
        } else {
            let message = match bytes.len() {
                0 => "there is an empty segment",
                _ => "a segment does not begin with a name of two or three letters and digits",
            };
            let action = "remove stray terminators and text between the segments";
            return Err(X12Error::new("x12.segment.id", place, message, action));
        }
        match std::str::from_utf8(bytes) {
            Ok(text) if text.is_ascii() => Ok(Segment::new(text, delimiters, place)),
            _ => Err(not_ascii(bytes, delimiters, place)),
        }
    }

    fn not_x12(&mut self) -> X12Error {
        self.done = true;
        not_x12(&self.data[self.offset..], self.number > 0, self.place())
    }
}

/// A file that does not begin with an ISA, or goes on with something else after an IEA
/// (`after`): says what it seems to be.
pub(crate) fn not_x12(rest: &[u8], after: bool, place: Place) -> X12Error {
    let guess = match rest {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [_, 0, _, 0, ..] | [0, _, 0, _, ..] => {
            "; it looks like UTF-16"
        }
        [0xef, 0xbb, 0xbf, ..] => "; it begins with a UTF-8 byte order mark",
        [b'%', b'P', b'D', b'F', ..] => "; it looks like a PDF",
        [b'P', b'K', 3, 4, ..] => "; it looks like a ZIP file",
        [b'U', b'N', b'A' | b'B', ..] => "; it looks like EDIFACT",
        [b'<' | b'{' | b'[', ..] => "; it looks like XML or JSON",
        _ => "",
    };
    let (code, what) = match after {
        false => ("x12.isa.missing", "the file does not begin with an ISA segment"),
        true => ("x12.trailing-data", "there is data after the end of the interchange"),
    };
    let action = "give the X12 file as ASCII text, from its first ISA to its last IEA";
    X12Error::new(code, place, format!("{what}{guess}"), action).fatal()
}

fn not_ascii(bytes: &[u8], delimiters: Delimiters, place: Place) -> X12Error {
    let at = bytes.iter().position(|b| !b.is_ascii()).unwrap_or(0);
    let separators = memchr::memchr_iter(delimiters.element, &bytes[..at]).count();
    let element = u8::try_from(separators).unwrap_or(u8::MAX);
    let message = format!("byte {:#04x} is not an ASCII character", bytes[at]);
    let place = Place { offset: place.offset + at as u64, ..place.at(element) };
    X12Error::new(
        "x12.character",
        place,
        message,
        "have the sender write letters without accents, in the extended X12 character set",
    )
}

impl<'a> Iterator for Segments<'a> {
    type Item = Result<Segment<'a>, X12Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        self.skip_blank();
        let rest = &self.data[self.offset..];
        if rest.is_empty() {
            self.done = true;
            let message = "the file is empty";
            let error = X12Error::new("x12.empty", self.place(), message, "give an X12 file");
            return (self.number == 0).then(|| Err(error.fatal()));
        }
        // No other segment is called ISA, so one that comes without an IEA before it still
        // starts an interchange with its own delimiters; the envelope reports the missing IEA.
        if rest.starts_with(b"ISA") {
            return Some(self.interchange());
        }
        match self.delimiters {
            Some(delimiters) => Some(self.segment(delimiters)),
            None => Some(Err(self.not_x12())),
        }
    }
}

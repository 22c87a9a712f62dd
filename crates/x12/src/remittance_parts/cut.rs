//! Segments cut from a stream, each with its place.

use crate::delimiters::{Delimiters, ISA_BYTES};
use crate::fault::{Place, X12Error};
use crate::reader::MAX_SEGMENT_BYTES;
use crate::window::Window;
use std::io::Read;

/// A segment that was copied out of the stream, without its terminator.
#[derive(Clone, Debug, Default)]
pub(super) struct Piece {
    pub text: String,
    pub place: Place,
    delimiters: Delimiters,
}

impl Piece {
    /// A segment that the file does not have.
    pub(super) fn of(text: String) -> Piece {
        Piece { text, ..Piece::default() }
    }

    pub(super) fn id(&self) -> &str {
        self.element(0)
    }

    /// Element by number; 0 is the name. Empty when absent.
    pub(super) fn element(&self, number: usize) -> &str {
        let separator = char::from(self.delimiters.element);
        self.text.split(separator).nth(number).unwrap_or("")
    }

    pub(super) fn element_separator(&self) -> u8 {
        self.delimiters.element
    }

    pub(super) fn segment_terminator(&self) -> u8 {
        self.delimiters.segment
    }
}

/// Cuts segments.
pub(super) struct Cutter<R> {
    window: Window<R>,
    delimiters: Option<Delimiters>,
    place: Place,
}

impl<R: Read> Cutter<R> {
    pub(super) fn new(input: R) -> Cutter<R> {
        let place = Place { line: 1, ..Place::default() };
        Cutter { window: Window::new(input), delimiters: None, place }
    }

    /// Where it stands: at the segment that it gave last.
    pub(super) fn place(&self) -> Place {
        self.place
    }

    fn pass(&mut self, count: usize) {
        let lines = self.window.rest()[..count].iter().filter(|b| **b == b'\n').count();
        self.place.line = self.place.line.saturating_add(u32::try_from(lines).unwrap_or(0));
        self.place.offset += count as u64;
        self.window.pass(count);
    }

    /// Line ends, blanks and the Ctrl-Z of old systems between segments carry no data.
    fn pass_blanks(&mut self) -> std::io::Result<()> {
        loop {
            let blank = |b: &&u8| matches!(**b, b'\n' | b'\r' | b' ' | b'\t' | 0x1a);
            let rest = self.window.rest();
            let count = rest.iter().take_while(blank).count();
            let all = count == rest.len();
            self.pass(count);
            if !all || !self.window.more()? {
                return Ok(());
            }
        }
    }

    /// The next segment; `None` at the end of the file.
    pub(super) fn next(&mut self) -> std::io::Result<Option<Result<Piece, X12Error>>> {
        self.pass_blanks()?;
        self.window.want(MAX_SEGMENT_BYTES + 1)?;
        if self.window.rest().is_empty() {
            return Ok(None);
        }
        self.place.segment = self.place.segment.saturating_add(1);
        (self.place.id, self.place.element) = ([0; 3], 0);
        Ok(Some(self.cut()))
    }

    fn cut(&mut self) -> Result<Piece, X12Error> {
        let place = self.place;
        let rest = self.window.rest();
        if rest.starts_with(b"ISA") {
            let delimiters = Delimiters::from_isa(rest, Place { id: *b"ISA", ..place })?;
            self.delimiters = Some(delimiters);
            return self.take(ISA_BYTES - 1, delimiters);
        }
        let Some(delimiters) = self.delimiters else {
            let message = "the file does not begin with an ISA segment";
            let action = "give an X12 file; an 835 begins with ISA";
            return Err(X12Error::new("x12.isa.missing", place, message, action).fatal());
        };
        let window = &rest[..rest.len().min(MAX_SEGMENT_BYTES + 1)];
        match memchr::memchr(delimiters.segment, window) {
            Some(length) => self.take(length, delimiters),
            None => {
                let message = "the last segment has no end, or it is too long to be one";
                let action = "ask the sender for the whole file";
                Err(X12Error::new("x12.segment.cut", place, message, action).fatal())
            }
        }
    }

    fn take(&mut self, length: usize, delimiters: Delimiters) -> Result<Piece, X12Error> {
        let bytes = &self.window.rest()[..length];
        let text = std::str::from_utf8(bytes).map(str::to_owned);
        let mut place = self.place;
        for (slot, byte) in place.id.iter_mut().zip(bytes) {
            if byte.is_ascii_alphanumeric() {
                *slot = *byte;
            } else {
                break;
            }
        }
        self.pass(length + 1);
        self.place.id = place.id;
        let told = |_| {
            let message = "the segment has characters that are no text";
            let action = "ask the sender for a file in ASCII";
            X12Error::new("x12.characters", place, message, action)
        };
        Ok(Piece { text: text.map_err(told)?, place, delimiters })
    }
}

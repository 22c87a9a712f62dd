//! The segments of a file while typed values are read from them: one segment of look-ahead.

use super::origin::Origin;
use super::value::Elements;
use crate::delimiters::Delimiters;
use crate::fault::{Place, X12Error};
use crate::reader::Segments;
use crate::segment::Segment;

/// Segments of one transaction that are held as typed values. The largest legal one, an 837 of
/// 5,000 claims with fifty lines each, stays far under it.
pub const MAX_TRANSACTION_SEGMENTS: u32 = 10_000_000;

/// Reads segments one by one.
#[derive(Clone, Debug)]
pub(crate) struct Input<'a> {
    data: &'a [u8],
    segments: Segments<'a>,
    next: Option<Result<Segment<'a>, X12Error>>,
    /// The blanks that follow most segments of this interchange.
    line_end: &'a str,
    /// For messages: the loop that was entered last, and the segment that was taken last.
    loop_id: &'static str,
    last: Place,
    taken: u32,
}

impl<'a> Input<'a> {
    pub(crate) fn new(data: &'a [u8]) -> Input<'a> {
        let mut segments = Segments::new(data);
        let next = segments.next();
        let last = Place::default();
        Input { data, segments, next, line_end: "", loop_id: "", last, taken: 0 }
    }

    /// The next segment, when it can be read.
    pub(crate) fn peek(&self) -> Option<&Segment<'a>> {
        self.next.as_ref()?.as_ref().ok()
    }

    /// The fault that stands where the next segment should, when there is one.
    pub(crate) fn take_fault(&mut self) -> Option<X12Error> {
        if !matches!(self.next, Some(Err(_))) {
            return None;
        }
        std::mem::replace(&mut self.next, self.segments.next())?.err()
    }

    pub(crate) fn place(&self) -> Place {
        self.peek().map_or_else(|| self.segments.place(), Segment::place)
    }

    /// Blanks before the first segment of the file.
    pub(crate) fn blanks_before(&self) -> &'a str {
        text(&self.data[..blank(self.data)])
    }

    /// Takes the next segment and what it was in the file.
    pub(crate) fn take(&mut self) -> Option<(Segment<'a>, Origin)> {
        let segment = *self.peek()?;
        self.next = self.segments.next();
        self.taken = self.taken.saturating_add(1);
        let place = segment.place();
        self.last = place;
        let start = usize::try_from(place.offset).unwrap_or(usize::MAX);
        let rest = self.data.get(start + segment.text().len() + 1..).unwrap_or(&[]);
        let gap = text(&rest[..blank(rest)]);
        if segment.id() == "ISA" {
            self.line_end = gap;
        }
        let gap = (gap != self.line_end).then(|| gap.into());
        Some((segment, Origin { place, empties: 0, gap }))
    }

    /// The line end of the interchange whose ISA was taken last.
    pub(crate) fn line_end(&self) -> &'a str {
        self.line_end
    }

    /// Begins a transaction: counts its segments and names its loops from here.
    pub(crate) fn start_transaction(&mut self) {
        self.taken = 0;
        self.loop_id = "";
    }

    pub(crate) fn enter(&mut self, loop_id: &'static str) {
        self.loop_id = loop_id;
    }

    pub(crate) fn too_long(&self) -> bool {
        self.taken > MAX_TRANSACTION_SEGMENTS
    }

    pub(crate) fn too_long_fault(&self) -> X12Error {
        let message = format!("a transaction has more than {MAX_TRANSACTION_SEGMENTS} segments");
        X12Error::new("x12.typed.length", self.last, message, "have the sender split the file")
    }

    /// Why `wanted` cannot be read here.
    pub(crate) fn missing(&mut self, wanted: &str) -> X12Error {
        if let Some(fault) = self.take_fault() {
            return fault;
        }
        let within = match self.loop_id {
            "" => String::new(),
            id => format!(" (loop {id})"),
        };
        let after = match self.last.segment_id() {
            "" => "at the start of the file".to_owned(),
            id => format!("after {id}{within}"),
        };
        let Some(found) = self.peek() else {
            let message = format!("the file ends {after}, where {wanted} is needed");
            let action = "ask the sender for the whole file";
            return X12Error::new("x12.typed.missing", self.segments.place(), message, action);
        };
        let (place, id) = (found.place(), found.id());
        // SE ends every transaction, so that what stands in its place has no place at all.
        if wanted == "SE" {
            let message = format!("{id} has no place {after}");
            let action = "put the segments in the order of the standard";
            return X12Error::new("x12.typed.order", place, message, action);
        }
        let message = format!("{wanted} is needed {after}, but {id} stands there");
        X12Error::new("x12.typed.missing", place, message, "add the missing segment")
    }
}

/// Bytes at the start of `data` that carry nothing: what the segment reader skips.
fn blank(data: &[u8]) -> usize {
    let carries = |b: &u8| !matches!(b, b'\n' | b'\r' | b' ' | b'\t' | 0x1a);
    data.iter().position(carries).unwrap_or(data.len())
}

fn text(blanks: &[u8]) -> &str {
    std::str::from_utf8(blanks).unwrap_or("")
}

/// The elements of a segment, and the fault of one that has no place in it.
pub(crate) fn elements<'a>(text: &'a str, delimiters: Delimiters) -> Elements<'a> {
    Elements::new(text, delimiters)
}

pub(crate) fn surplus(place: Place, element: u8) -> X12Error {
    X12Error::new(
        "x12.typed.element",
        place.at(element),
        "the segment or composite has more elements than the standard gives it",
        "remove what has no place there",
    )
}

//! Segments as they are drafted: values that no reader could misread, and their count.

use crate::delimiters::Delimiters;
use crate::writer::{LineEnd, SegmentWriter};
use std::borrow::Cow;

/// An element of a segment.
#[derive(Clone, Copy)]
pub(super) enum Element<'a> {
    /// A value.
    One(&'a str),
    /// The components of a composite.
    Many(&'a [&'a str]),
}

/// Segments of one document or of a part of it.
pub(super) struct Draft {
    writer: SegmentWriter,
    delimiters: Delimiters,
    line_end: LineEnd,
    segments: u32,
    altered: bool,
}

impl Draft {
    pub(super) fn new(delimiters: Delimiters, line_end: LineEnd) -> Draft {
        let writer = SegmentWriter::new(delimiters, line_end);
        Draft { writer, delimiters, line_end, segments: 0, altered: false }
    }

    /// An empty draft with the same delimiters, to be appended later.
    pub(super) fn part(&self) -> Draft {
        Draft::new(self.delimiters, self.line_end)
    }

    pub(super) fn delimiters(&self) -> Delimiters {
        self.delimiters
    }

    /// Writes a segment of values.
    pub(super) fn segment(&mut self, id: &str, values: &[&str]) {
        let elements: Vec<Element<'_>> = values.iter().map(|value| Element::One(value)).collect();
        self.write(id, &elements);
    }

    /// Writes a segment of values and composites.
    pub(super) fn write(&mut self, id: &str, elements: &[Element<'_>]) {
        let texts: Vec<Cow<'_, str>> = elements
            .iter()
            .map(|element| match element {
                Element::One(value) => self.safe(value),
                Element::Many(parts) => {
                    let parts: Vec<Cow<'_, str>> = parts.iter().map(|p| self.safe(p)).collect();
                    let parts: Vec<&str> = parts.iter().map(AsRef::as_ref).collect();
                    Cow::Owned(self.writer.composite(&parts))
                }
            })
            .collect();
        let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
        self.writer.segment(id, &texts);
        self.segments = self.segments.saturating_add(1);
    }

    /// Writes a segment whose values are separators themselves or padded to a length.
    pub(super) fn verbatim(&mut self, id: &str, values: &[&str]) {
        self.writer.segment(id, values);
        self.segments = self.segments.saturating_add(1);
    }

    /// A value without delimiters and without what is no printable ASCII. Blanks at its end are
    /// left out: they carry nothing (X12.6, string data elements).
    fn safe<'v>(&mut self, value: &'v str) -> Cow<'v, str> {
        let fits = |c: char| c == ' ' || c.is_ascii_graphic();
        let separates = |c: char| u8::try_from(c).is_ok_and(|b| self.delimiters.contains(b));
        let value = value.trim_end();
        if value.chars().all(|c| fits(c) && !separates(c)) {
            return Cow::Borrowed(value);
        }
        let altered = value.chars().any(separates);
        let kept = |c| if fits(c) && !separates(c) { c } else { ' ' };
        let text: String = value.chars().map(kept).collect();
        self.altered |= altered;
        Cow::Owned(text.trim_end().to_owned())
    }

    /// Segments so far.
    pub(super) fn segments(&self) -> u32 {
        self.segments
    }

    /// True when a value held a delimiter and was changed.
    pub(super) fn altered(&self) -> bool {
        self.altered
    }

    pub(super) fn append(&mut self, part: Draft) {
        self.segments = self.segments.saturating_add(part.segments);
        self.altered |= part.altered;
        self.writer.append(&part.writer.into_text(), part.segments);
    }

    pub(super) fn into_text(self) -> String {
        self.writer.into_text()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_cannot_be_misread() {
        let mut draft = Draft::new(Delimiters::default(), LineEnd::None);
        draft.write("IK4", &[Element::Many(&["2", "1"]), Element::One("a\u{e9}\tb  ")]);
        assert!(!draft.altered());
        draft.segment("X", &["a*b"]);
        assert!(draft.altered());
        let mut whole = draft.part();
        whole.append(draft);
        assert!(whole.altered());
        assert_eq!(whole.segments(), 2);
        assert_eq!(whole.into_text(), "IK4*2:1*a  b~X*a b~");
    }
}

//! One segment, borrowed from the file: its name, elements, repetitions and components.

use crate::delimiters::Delimiters;
use crate::fault::Place;

/// A segment without its terminator. Nothing is copied; elements are found when asked for.
#[derive(Clone, Copy, Debug)]
pub struct Segment<'a> {
    text: &'a str,
    delimiters: Delimiters,
    place: Place,
}

impl<'a> Segment<'a> {
    pub(crate) fn new(text: &'a str, delimiters: Delimiters, place: Place) -> Segment<'a> {
        Segment { text, delimiters, place }
    }

    /// The segment's name: `CLM`.
    #[must_use]
    pub fn id(&self) -> &'a str {
        self.split(self.text, self.delimiters.element).next().unwrap_or("")
    }

    /// The whole segment as it stands in the file, without terminator.
    #[must_use]
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// Where it stands; `Place::at` names an element of it.
    #[must_use]
    pub fn place(&self) -> Place {
        self.place
    }

    /// The delimiters it was read with.
    #[must_use]
    pub fn delimiters(&self) -> Delimiters {
        self.delimiters
    }

    /// The elements in order, from element 1.
    pub fn elements(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.split(self.text, self.delimiters.element).skip(1)
    }

    /// Element `number` (from 1); empty when absent.
    #[must_use]
    pub fn element(&self, number: u8) -> &'a str {
        let count = usize::from(number);
        self.split(self.text, self.delimiters.element).nth(count).unwrap_or("")
    }

    /// The components of element `number` (from 1), in order; one empty one when it is absent.
    pub fn components(&self, number: u8) -> impl Iterator<Item = &'a str> + use<'a> {
        self.split(self.element(number), self.delimiters.component)
    }

    /// Component `part` (from 1) of element `number` (from 1); empty when absent.
    #[must_use]
    pub fn component(&self, number: u8, part: u8) -> &'a str {
        match part {
            0 => "",
            _ => self.components(number).nth(usize::from(part) - 1).unwrap_or(""),
        }
    }

    /// The repetitions of element `number` (from 1), in order.
    pub fn repetitions(&self, number: u8) -> impl Iterator<Item = &'a str> + use<'a> {
        // A separator that cannot occur stands for "no repetitions" before version 00402.
        self.split(self.element(number), self.delimiters.repetition.unwrap_or(0x7f))
    }

    fn split(&self, text: &'a str, separator: u8) -> std::str::Split<'a, char> {
        text.split(char::from(separator))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_components_repetitions() {
        let segment = Segment::new("SV1*HC:99213:25**A^B", Delimiters::default(), Place::default());
        assert_eq!(segment.id(), "SV1");
        assert_eq!(segment.element(1), "HC:99213:25");
        assert_eq!(segment.component(1, 2), "99213");
        assert_eq!(segment.component(1, 0), "");
        assert_eq!(segment.component(1, 9), "");
        assert_eq!(segment.element(2), "");
        assert_eq!(segment.element(9), "");
        assert_eq!(segment.repetitions(3).collect::<Vec<_>>(), ["A", "B"]);
        assert_eq!(segment.elements().count(), 3);
    }
}

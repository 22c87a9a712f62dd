//! One segment cut into elements in a single pass over its bytes, without copying.
//!
//! This is the innermost loop of validation: each byte is looked up once in a table of classes
//! that the interchange's delimiters make.

use crate::delimiters::Delimiters;

/// Elements whose bounds are kept; no segment of the standard has more than 60.
const MAX_ELEMENTS: usize = 63;

const ELEMENT: u8 = 1;
const COMPONENT: u8 = 2;
const REPETITION: u8 = 3;
const TERMINATOR: u8 = 4;
const BAD: u8 = 5;

/// What each byte is under the delimiters of an interchange.
#[derive(Clone, Debug)]
pub(crate) struct Classes([u8; 256]);

impl Classes {
    pub(crate) fn new(delimiters: Delimiters) -> Classes {
        let mut classes = [0; 256];
        for (byte, class) in classes.iter_mut().enumerate() {
            // X12.5 basic and extended character sets: printable ASCII.
            if !(0x20..0x7f).contains(&byte) {
                *class = BAD;
            }
        }
        let mut set = |byte: u8, class| classes[usize::from(byte)] = class;
        set(delimiters.element, ELEMENT);
        set(delimiters.component, COMPONENT);
        if let Some(repetition) = delimiters.repetition {
            set(repetition, REPETITION);
        }
        set(delimiters.segment, TERMINATOR);
        Classes(classes)
    }
}

/// The bounds of a segment's elements.
#[derive(Clone, Debug)]
pub(crate) struct Tokens {
    /// Start of each element; element n ends one before the start of n + 1.
    starts: [u32; MAX_ELEMENTS + 2],
    /// Elements after the name, empty ones too.
    pub(crate) count: usize,
    /// Bit n: element n is not empty.
    pub(crate) present: u64,
    /// Bit n: element n has a component separator.
    pub(crate) composite: u64,
    /// Bit n: element n has a repetition separator.
    pub(crate) repeated: u64,
    /// Bit n: element n has a byte outside the character set.
    pub(crate) bad: u64,
}

impl Default for Tokens {
    fn default() -> Tokens {
        Tokens {
            starts: [0; MAX_ELEMENTS + 2],
            count: 0,
            present: 0,
            composite: 0,
            repeated: 0,
            bad: 0,
        }
    }
}

impl Tokens {
    /// Cuts the segment that begins at `data[0]`; the length up to its terminator, or `None`
    /// when `data` ends first.
    #[inline]
    pub(crate) fn cut(&mut self, data: &[u8], classes: &Classes) -> Option<usize> {
        let (mut present, mut composite, mut repeated, mut bad) = (0u64, 0u64, 0u64, 0u64);
        let mut element = 0usize;
        let mut start = 0usize;
        for (at, byte) in data.iter().enumerate() {
            let class = classes.0[usize::from(*byte)];
            if class == 0 {
                continue;
            }
            let bit = 1u64 << element;
            match class {
                ELEMENT => {
                    present |= u64::from(at > start) << element;
                    start = at + 1;
                    // What lies beyond the last kept element counts as one long element.
                    if element < MAX_ELEMENTS {
                        element += 1;
                        self.starts[element] = start as u32;
                    }
                }
                COMPONENT => composite |= bit,
                REPETITION => repeated |= bit,
                TERMINATOR => {
                    present |= u64::from(at > start) << element;
                    self.starts[element + 1] = at as u32 + 1;
                    self.count = element;
                    self.present = present;
                    self.composite = composite;
                    self.repeated = repeated;
                    self.bad = bad;
                    return Some(at);
                }
                _ => bad |= bit,
            }
        }
        None
    }
}

/// A cut segment with its bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cut<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) tokens: &'a Tokens,
    pub(crate) component: u8,
    pub(crate) repetition: Option<u8>,
}

impl<'a> Cut<'a> {
    /// The segment's name.
    pub(crate) fn name(&self) -> &'a [u8] {
        self.element(0)
    }

    /// Element `number` (from 1; 0 is the name); empty when absent.
    #[inline]
    pub(crate) fn element(&self, number: usize) -> &'a [u8] {
        if number > self.tokens.count {
            return &[];
        }
        let start = self.tokens.starts[number] as usize;
        let end = self.tokens.starts[number + 1] as usize - 1;
        self.bytes.get(start..end).unwrap_or(&[])
    }

    pub(crate) fn has(&self, number: usize) -> bool {
        self.tokens.present >> number & 1 == 1
    }

    /// Component `part` (from 1) of the first repetition of element `number`; the whole element
    /// for 0.
    #[inline]
    pub(crate) fn component(&self, number: usize, part: usize) -> &'a [u8] {
        let mut value = self.element(number);
        if self.tokens.repeated >> number & 1 == 1 {
            let separator = self.repetition.unwrap_or(0);
            value = value.split(|b| *b == separator).next().unwrap_or(&[]);
        }
        if part == 0 {
            return value;
        }
        if self.tokens.composite >> number & 1 == 0 {
            return if part == 1 { value } else { &[] };
        }
        value.split(|b| *b == self.component).nth(part - 1).unwrap_or(&[])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, see: impl Fn(&Cut<'_>)) {
        let classes = Classes::new(Delimiters::default());
        let mut tokens = Tokens::default();
        let length = tokens.cut(text.as_bytes(), &classes).expect("a terminator");
        let bytes = &text.as_bytes()[..length];
        see(&Cut { bytes, tokens: &tokens, component: b':', repetition: Some(b'^') });
    }

    #[test]
    fn elements_components_and_masks() {
        cut("SV1*HC:99213:25**A^B*~rest", |s| {
            assert_eq!((s.name(), s.tokens.count), (b"SV1".as_slice(), 4));
            assert_eq!(s.component(1, 2), b"99213");
            assert_eq!(s.component(1, 9), b"");
            assert_eq!(s.element(2), b"");
            assert_eq!(s.component(3, 1), b"A");
            assert_eq!(s.tokens.present, 0b1011);
            assert_eq!((s.tokens.composite, s.tokens.repeated), (0b10, 0b1000));
        });
        cut("A\nB*C~", |s| assert_eq!(s.tokens.bad, 1));
        let long = "X".to_owned() + &"*1".repeat(200) + "~";
        cut(&long, |s| {
            assert_eq!(s.tokens.count, MAX_ELEMENTS);
            assert_eq!(s.element(62), b"1");
            assert!(s.element(63).len() > 100);
        });
    }

    #[test]
    fn waits_for_the_terminator() {
        let mut tokens = Tokens::default();
        assert_eq!(tokens.cut(b"NM1*85", &Classes::new(Delimiters::default())), None);
    }
}

//! One segment cut into elements in a single pass over its bytes, without copying.
//!
//! This is the innermost loop of validation: eight bytes are compared at once with the element
//! separator, and only segments that hold something else of note are looked at byte by byte.

use crate::delimiters::Delimiters;

/// Elements whose bounds are kept; no segment of the standard has more than 60.
const MAX_ELEMENTS: usize = 63;

const COMPONENT: u8 = 2;
const REPETITION: u8 = 3;
const BAD: u8 = 5;

/// What each byte is under the delimiters of an interchange.
#[derive(Clone, Debug)]
pub(crate) struct Classes {
    of: [u8; 256],
    element: u8,
    component: u8,
    /// The component separator once more where there is no repetition separator.
    repetition: u8,
    terminator: u8,
}

impl Classes {
    pub(crate) fn new(delimiters: Delimiters) -> Classes {
        let mut of = [0; 256];
        for (byte, class) in of.iter_mut().enumerate() {
            // X12.5 basic and extended character sets: printable ASCII.
            if !(0x20..0x7f).contains(&byte) {
                *class = BAD;
            }
        }
        let mut set = |byte: u8, class| of[usize::from(byte)] = class;
        set(delimiters.component, COMPONENT);
        if let Some(repetition) = delimiters.repetition {
            set(repetition, REPETITION);
        }
        Classes {
            of,
            element: delimiters.element,
            component: delimiters.component,
            repetition: delimiters.repetition.unwrap_or(delimiters.component),
            terminator: delimiters.segment,
        }
    }

    /// Not 0 when a word may hold a component or repetition separator or a byte outside the
    /// character sets.
    #[inline]
    fn others(&self, word: u64) -> u64 {
        let controls = !((word << 2) | (word << 1)) & HIGH;
        equal(word, self.component)
            | equal(word, self.repetition)
            | equal(word, 0x7f)
            | controls
            | (word & HIGH)
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
        let length = memchr::memchr(classes.terminator, data)?;
        let bytes = &data[..length];
        let (mut element, mut others) = (0usize, 0u64);
        let mut words = bytes.chunks_exact(WORD);
        let mut base = 0u32;
        for word in &mut words {
            let word = u64::from_le_bytes(word.try_into().unwrap_or_default());
            others |= classes.others(word);
            element = self.split(equal(word, classes.element), base, element);
            base += WORD as u32;
        }
        let rest = words.remainder();
        if !rest.is_empty() {
            // Blanks fill the last word: they are no delimiter and in every character set.
            let mut last = [b' '; WORD];
            last[..rest.len()].copy_from_slice(rest);
            let word = u64::from_le_bytes(last);
            others |= classes.others(word);
            element = self.split(equal(word, classes.element), base, element);
        }
        self.starts[element + 1] = length as u32 + 1;
        self.count = element;
        (self.composite, self.repeated, self.bad) = (0, 0, 0);
        let mut present = 0;
        for number in 0..=element {
            let filled = self.starts[number + 1] > self.starts[number] + 1;
            present |= u64::from(filled) << number;
        }
        self.present = present;
        if others != 0 {
            self.sort_out(bytes, classes);
        }
        Some(length)
    }

    /// Begins an element after each separator of a word.
    #[inline]
    fn split(&mut self, mut separators: u64, base: u32, mut element: usize) -> usize {
        while separators != 0 {
            let at = separators.trailing_zeros() / 8;
            separators &= separators - 1;
            // What lies beyond the last kept element counts as one long element.
            if element < MAX_ELEMENTS {
                element += 1;
                self.starts[element] = base + at + 1;
            }
        }
        element
    }

    /// Finds the elements that hold components, repetitions or bytes that are in no character
    /// set; most segments have none.
    fn sort_out(&mut self, bytes: &[u8], classes: &Classes) {
        for number in 0..=self.count {
            let (start, end) = (self.starts[number], self.starts[number + 1] - 1);
            let bit = 1u64 << number;
            for byte in &bytes[start as usize..end as usize] {
                match classes.of[usize::from(*byte)] {
                    COMPONENT => self.composite |= bit,
                    REPETITION => self.repeated |= bit,
                    BAD => self.bad |= bit,
                    _ => {}
                }
            }
        }
    }
}

/// Bytes that are looked at together.
const WORD: usize = 8;

const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The top bit of each byte of a word that is that byte.
#[inline]
fn equal(word: u64, byte: u8) -> u64 {
    let differs = word ^ (LOW * u64::from(byte));
    // Exact: no carry runs from one byte into the next.
    !(((differs & !HIGH) + !HIGH) | differs) & HIGH
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

    proptest::proptest! {
        /// Eight bytes at once find what byte by byte finds.
        #[test]
        fn cuts_as_splitting_does(
            text in proptest::collection::vec(
                proptest::prop_oneof![
                    proptest::prelude::Just(b'*'),
                    proptest::prelude::Just(b':'),
                    proptest::prelude::Just(b'^'),
                    proptest::prelude::any::<u8>(),
                    b'A'..=b'Z',
                ],
                0..120,
            ),
        ) {
            let text: Vec<u8> = text.into_iter().filter(|b| *b != b'~').collect();
            let mut data = text.clone();
            data.push(b'~');
            let mut tokens = Tokens::default();
            let classes = Classes::new(Delimiters::default());
            proptest::prop_assert_eq!(tokens.cut(&data, &classes), Some(text.len()));
            let cut =
                Cut { bytes: &text, tokens: &tokens, component: b':', repetition: Some(b'^') };
            let parts: Vec<&[u8]> = text.split(|b| *b == b'*').collect();
            for (number, part) in parts.iter().enumerate().take(MAX_ELEMENTS) {
                let has = |bits: u64| bits >> number & 1 == 1;
                proptest::prop_assert_eq!(cut.element(number), *part);
                proptest::prop_assert_eq!(has(tokens.present), !part.is_empty());
                proptest::prop_assert_eq!(has(tokens.composite), part.contains(&b':'));
                proptest::prop_assert_eq!(has(tokens.repeated), part.contains(&b'^'));
                let bad = part.iter().any(|b| !(0x20..0x7f).contains(b));
                proptest::prop_assert_eq!(has(tokens.bad), bad);
            }
        }
    }

    #[test]
    fn waits_for_the_terminator() {
        let mut tokens = Tokens::default();
        assert_eq!(tokens.cut(b"NM1*85", &Classes::new(Delimiters::default())), None);
    }
}

//! Sets of short codes as bits, filled when the crate is compiled: one look-up is a few shifts,
//! and nothing is built when the program starts.

/// Digits and capital letters, with blank before them: codes of one and two characters.
const DIGITS: usize = 37;

/// Bits of all codes of up to two characters, in words.
const PAIR_WORDS: usize = (DIGITS * DIGITS).div_ceil(64);

/// Bits of all codes of three letters, in words.
const TRIPLE_WORDS: usize = (26usize * 26 * 26).div_ceil(64);

/// Codes of one or two characters.
pub(super) struct Pairs([u64; PAIR_WORDS]);

impl Pairs {
    /// The codes of a text, with blanks or line ends between them. Compiling fails on a code that
    /// is longer, or stands there twice.
    pub(super) const fn of(codes: &str) -> Pairs {
        let bytes = codes.as_bytes();
        let mut words = [0; PAIR_WORDS];
        let mut at = 0;
        while at < bytes.len() {
            if is_blank(bytes[at]) {
                at += 1;
                continue;
            }
            let ends = at + 1 == bytes.len() || is_blank(bytes[at + 1]);
            let second = if ends { b' ' } else { bytes[at + 1] };
            let Some(bit) = pair(bytes[at], second) else { panic!("not a short code") };
            assert!(words[bit / 64] & (1 << (bit % 64)) == 0, "a code stands there twice");
            words[bit / 64] |= 1 << (bit % 64);
            at += if ends { 1 } else { 2 };
            assert!(at == bytes.len() || is_blank(bytes[at]), "a code is too long");
        }
        Pairs(words)
    }

    /// Whether the code is one of the set.
    #[inline]
    pub(super) const fn has(&self, code: &[u8]) -> bool {
        let bit = match code {
            [first] => pair(*first, b' '),
            [first, second] if *second != b' ' => pair(*first, *second),
            _ => None,
        };
        match bit {
            Some(bit) => self.0[bit / 64] & (1 << (bit % 64)) != 0,
            None => false,
        }
    }
}

/// Codes of three capital letters.
pub(super) struct Triples([u64; TRIPLE_WORDS]);

impl Triples {
    /// The codes of a text, with blanks between them.
    pub(super) const fn of(codes: &str) -> Triples {
        let bytes = codes.as_bytes();
        let mut words = [0; TRIPLE_WORDS];
        let mut at = 0;
        while at < bytes.len() {
            if is_blank(bytes[at]) {
                at += 1;
                continue;
            }
            assert!(at + 3 <= bytes.len(), "a code is too short");
            let Some(bit) = triple(bytes[at], bytes[at + 1], bytes[at + 2]) else {
                panic!("not three capital letters")
            };
            assert!(words[bit / 64] & (1 << (bit % 64)) == 0, "a code stands there twice");
            words[bit / 64] |= 1 << (bit % 64);
            at += 3;
            assert!(at == bytes.len() || is_blank(bytes[at]), "a code is too long");
        }
        Triples(words)
    }

    /// Whether the code is one of the set.
    #[inline]
    pub(super) const fn has(&self, code: &[u8]) -> bool {
        let [a, b, c] = code else { return false };
        match triple(*a, *b, *c) {
            Some(bit) => self.0[bit / 64] & (1 << (bit % 64)) != 0,
            None => false,
        }
    }
}

const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n')
}

const fn digit(byte: u8) -> Option<usize> {
    match byte {
        b' ' => Some(0),
        b'0'..=b'9' => Some((byte - b'0') as usize + 1),
        b'A'..=b'Z' => Some((byte - b'A') as usize + 11),
        _ => None,
    }
}

const fn pair(first: u8, second: u8) -> Option<usize> {
    match (digit(first), digit(second)) {
        (Some(first), Some(second)) if first > 0 => Some(first * DIGITS + second),
        _ => None,
    }
}

const fn triple(a: u8, b: u8, c: u8) -> Option<usize> {
    if a.is_ascii_uppercase() && b.is_ascii_uppercase() && c.is_ascii_uppercase() {
        Some(((a - b'A') as usize * 26 + (b - b'A') as usize) * 26 + (c - b'A') as usize)
    } else {
        None
    }
}

/// Whether a text is made of digits and capital letters, `least` to `most` of them.
#[inline]
pub(super) fn is_plain(code: &[u8], least: usize, most: usize) -> bool {
    (least..=most).contains(&code.len())
        && code.iter().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
}

/// Whether a text is `least` to `most` digits.
#[inline]
pub(super) fn is_digits(code: &[u8], least: usize, most: usize) -> bool {
    (least..=most).contains(&code.len()) && code.iter().all(u8::is_ascii_digit)
}

/// The number that up to nine digits stand for; `None` for anything else.
#[inline]
pub(super) fn number(code: &[u8]) -> Option<u32> {
    let digits = is_digits(code, 1, 9);
    digits.then(|| code.iter().fold(0, |all, digit| all * 10 + u32::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_and_two_characters() {
        static SET: Pairs = Pairs::of("1 01 Z9\n  AA\nZ");
        for (code, has) in [
            ("1", true),
            ("01", true),
            ("Z9", true),
            ("AA", true),
            ("Z", true),
            ("A", false),
            ("1 ", false),
            (" 1", false),
            ("", false),
            ("AAA", false),
            ("aa", false),
            ("é", false),
        ] {
            assert_eq!(SET.has(code.as_bytes()), has, "{code}");
        }
    }

    #[test]
    fn three_letters() {
        static SET: Triples = Triples::of("AAA USD ZZZ");
        for (code, has) in
            [("AAA", true), ("USD", true), ("ZZZ", true), ("USA", false), ("US", false)]
        {
            assert_eq!(SET.has(code.as_bytes()), has, "{code}");
        }
        assert!(!SET.has(b"U1D") && !SET.has(b"usd") && !SET.has(b""));
    }

    #[test]
    fn numbers() {
        for (text, value) in
            [("0", Some(0)), ("0450", Some(450)), ("", None), ("4A", None), ("1234567890", None)]
        {
            assert_eq!(number(text.as_bytes()), value, "{text}");
        }
    }
}

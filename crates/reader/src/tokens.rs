//! The words of a document with their numbers and what stands between them.

use crate::vocabulary::{Vocabulary, WordId};
use codesets::words;

/// What stands before a word, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gap(pub u16);

impl Gap {
    /// A comma.
    pub const COMMA: u16 = 1;
    /// A semicolon.
    pub const SEMICOLON: u16 = 1 << 1;
    /// A colon.
    pub const COLON: u16 = 1 << 2;
    /// A full stop, question or exclamation mark.
    pub const STOP: u16 = 1 << 3;
    /// A slash.
    pub const SLASH: u16 = 1 << 4;
    /// A bracket, round or square.
    pub const BRACKET: u16 = 1 << 5;
    /// A dash with space around it, or an arrow.
    pub const DASH: u16 = 1 << 6;
    /// A line end.
    pub const LINE: u16 = 1 << 7;
    /// An empty line.
    pub const BLANK: u16 = 1 << 8;
    /// A question mark.
    pub const QUESTION: u16 = 1 << 9;
    /// A plus sign, as in `+fever`.
    pub const PLUS: u16 = 1 << 10;
    /// A minus sign directly before the word, as in `-fever`, or a `(-)`.
    pub const MINUS: u16 = 1 << 11;
    /// A hyphen inside a compound, as in `post-operative`.
    pub const HYPHEN: u16 = 1 << 12;

    /// True when any of the bits is set.
    #[must_use]
    pub fn has(self, bits: u16) -> bool {
        self.0 & bits != 0
    }
}

/// One word of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Number of the word.
    pub word: WordId,
    /// What stands between the word before and this one.
    pub gap: Gap,
}

impl Token {
    /// The words of the document behind this token.
    #[must_use]
    pub fn text<'a>(&self, document: &'a str) -> &'a str {
        document.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

/// The normal forms of a document's words, one after the other: found once, read by every room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forms {
    text: String,
    ends: Vec<u32>,
}

impl Forms {
    fn push(&mut self, form: &str) {
        self.text.push_str(form);
        self.ends.push(self.text.len() as u32);
    }

    /// The form of a word by its position; empty past the last.
    #[must_use]
    pub fn get(&self, at: usize) -> &str {
        let start = at.checked_sub(1).map_or(0, |before| self.end(before));
        self.text.get(start..self.end(at)).unwrap_or_default()
    }

    fn end(&self, at: usize) -> usize {
        self.ends.get(at).map_or(self.text.len(), |end| *end as usize)
    }

    /// All forms, in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|at| self.get(at))
    }
}

/// The words of a document.
#[must_use]
pub fn tokenize(text: &str, vocabulary: &Vocabulary) -> Vec<Token> {
    read(text, vocabulary).0
}

/// The words of a document with their normal forms.
#[must_use]
pub fn read(text: &str, vocabulary: &Vocabulary) -> (Vec<Token>, Forms) {
    let mut tokens = Vec::with_capacity(text.len() / 6);
    let mut forms = Forms::default();
    forms.text.reserve(text.len());
    let mut before = 0usize;
    words::each_word(text, |word, form| {
        forms.push(form);
        let between = &text.as_bytes()[before..word.start];
        let genus = tokens.last().is_some_and(|last| is_genus(text, last, between, word.start));
        tokens.push(Token {
            start: word.start as u32,
            end: word.end as u32,
            word: vocabulary.get(form),
            gap: if genus { Gap(0) } else { gap(between) },
        });
        before = word.end;
    });
    (tokens, forms)
}

/// "E. coli", "C. difficile": the stop behind the letter of a genus ends nothing.
fn is_genus(text: &str, last: &Token, between: &[u8], start: usize) -> bool {
    let bytes = text.as_bytes();
    between == b". "
        && last.end - last.start == 1
        && bytes[last.start as usize].is_ascii_uppercase()
        && bytes.get(start).is_some_and(u8::is_ascii_lowercase)
        && bytes.get(start + 1).is_some_and(u8::is_ascii_lowercase)
}

fn gap(between: &[u8]) -> Gap {
    if between == b" " {
        return Gap(0);
    }
    let mut bits = 0;
    let mut lines = 0;
    for byte in between {
        bits |= match byte {
            b',' => Gap::COMMA,
            b';' => Gap::SEMICOLON,
            b':' => Gap::COLON,
            b'.' | b'!' => Gap::STOP,
            b'?' => Gap::QUESTION,
            b'/' => Gap::SLASH,
            b'(' | b')' | b'[' | b']' => Gap::BRACKET,
            b'+' => Gap::PLUS,
            b'\n' => {
                lines += 1;
                Gap::LINE
            }
            _ => 0,
        };
    }
    if lines > 1 {
        bits |= Gap::BLANK;
    }
    let trimmed = between.trim_ascii_end();
    match trimmed {
        [.., b'-'] if between.ends_with(b"-") => {
            // "-fever" and "(-) fever" deny; "post-operative" is one word in two.
            let spaced = between.len() > 1;
            bits |= if spaced { Gap::MINUS } else { Gap::HYPHEN };
        }
        [.., b'-', b')'] => bits |= Gap::MINUS,
        [.., b'-'] | [.., b'>'] => bits |= Gap::DASH,
        _ if between.windows(3).any(|w| w == "—".as_bytes() || w == "–".as_bytes()) => {
            bits |= Gap::DASH;
        }
        _ => {}
    }
    Gap(bits)
}

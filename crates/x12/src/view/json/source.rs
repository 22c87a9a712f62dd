//! A JSON text as a stream of tokens, with its place for messages. Bounded: texts by
//! [`MAX_JSON_TEXT`], nesting by the reader.

use std::fmt;
use std::io::{ErrorKind, Read};

/// Bytes of one text in the JSON. A longer one would be longer than a segment.
pub const MAX_JSON_TEXT: usize = 65_536;

/// Bytes read at once.
const CHUNK: usize = 1 << 16;

/// What is wrong with a JSON text.
#[derive(Debug, thiserror::Error)]
pub enum JsonError {
    /// Something in it is not what is wanted there.
    #[error("{message} (at {path}, line {line})")]
    Wrong {
        /// What, and what to do.
        message: String,
        /// Where: `interchanges[0].items[2].elements[1]`.
        path: String,
        /// Line of the JSON, from 1.
        line: u64,
    },
    /// The input fails.
    #[error("it cannot be read: {0}")]
    Read(#[source] std::io::Error),
    /// The output fails.
    #[error("the output cannot be written: {0}")]
    Write(#[source] std::io::Error),
}

/// A step on the way to a value.
#[derive(Clone, Debug)]
pub(super) enum Part {
    Member(String),
    Index(usize),
}

/// The tokens of a JSON text.
pub(super) struct Source<R> {
    input: R,
    chunk: Vec<u8>,
    at: usize,
    end: usize,
    line: u64,
    pub(super) path: Vec<Part>,
}

struct Path<'p>(&'p [Part]);

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("the top");
        }
        for (index, part) in self.0.iter().enumerate() {
            match part {
                Part::Member(name) if index > 0 => write!(f, ".{name}")?,
                Part::Member(name) => f.write_str(name)?,
                Part::Index(number) => write!(f, "[{number}]")?,
            }
        }
        Ok(())
    }
}

impl<R: Read> Source<R> {
    pub(super) fn new(input: R) -> Source<R> {
        Source { input, chunk: vec![0; CHUNK], at: 0, end: 0, line: 1, path: Vec::new() }
    }

    pub(super) fn wrong<T>(&self, message: impl Into<String>) -> Result<T, JsonError> {
        let path = Path(&self.path).to_string();
        Err(JsonError::Wrong { message: message.into(), path, line: self.line })
    }

    /// The next byte, which stays.
    fn peek(&mut self) -> Result<Option<u8>, JsonError> {
        while self.at == self.end {
            match self.input.read(&mut self.chunk) {
                Ok(0) => return Ok(None),
                Ok(count) => (self.at, self.end) = (0, count),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(JsonError::Read(error)),
            }
        }
        Ok(Some(self.chunk[self.at]))
    }

    fn next(&mut self) -> Result<u8, JsonError> {
        match self.peek()? {
            Some(byte) => {
                self.at += 1;
                self.line += u64::from(byte == b'\n');
                Ok(byte)
            }
            None => self.wrong("the JSON ends here; give the whole of it"),
        }
    }

    /// The first byte of the next token, which stays; `None` at the end.
    pub(super) fn token(&mut self) -> Result<Option<u8>, JsonError> {
        while let Some(byte) = self.peek()? {
            match byte {
                b' ' | b'\t' | b'\r' | b'\n' => {
                    self.next()?;
                }
                _ => return Ok(Some(byte)),
            }
        }
        Ok(None)
    }

    /// Takes a byte that must come; `what` tells what it begins or ends.
    pub(super) fn expect(&mut self, wanted: u8, what: &str) -> Result<(), JsonError> {
        match self.token()? {
            Some(here) if here != wanted => self.wrong(format!("{what} is wanted here")),
            _ => self.next().map(|_| ()),
        }
    }

    /// Takes that byte when it comes.
    pub(super) fn take(&mut self, wanted: u8) -> Result<bool, JsonError> {
        let here = self.token()? == Some(wanted);
        if here {
            self.next()?;
        }
        Ok(here)
    }

    /// After an item of a list or an object: `true` when another follows.
    pub(super) fn another(&mut self, end: u8) -> Result<bool, JsonError> {
        if self.take(b',')? {
            return Ok(true);
        }
        let what = if end == b']' { "a comma or the end of the list" } else { "a comma or }" };
        self.expect(end, what)?;
        Ok(false)
    }

    /// A text.
    pub(super) fn text(&mut self) -> Result<String, JsonError> {
        self.expect(b'"', "a text in quotation marks")?;
        let mut bytes = Vec::new();
        loop {
            match self.next()? {
                b'"' => break,
                b'\\' => {
                    let c = self.escape()?;
                    bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                }
                0..=0x1f => return self.wrong("a text holds a control character; write \\u00XX"),
                byte => bytes.push(byte),
            }
            if bytes.len() > MAX_JSON_TEXT {
                return self.wrong(format!("a text is longer than {MAX_JSON_TEXT} bytes"));
            }
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(text),
            Err(_) => self.wrong("a text is not UTF-8"),
        }
    }

    fn escape(&mut self) -> Result<char, JsonError> {
        Ok(match self.next()? {
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => return self.unicode(),
            byte @ (b'"' | b'\\' | b'/') => char::from(byte),
            _ => return self.wrong("a text has an escape that JSON does not know"),
        })
    }

    /// `\u00e9`, or two of them for a character beyond the first plane.
    fn unicode(&mut self) -> Result<char, JsonError> {
        let first = self.hex()?;
        let code = match first {
            0xd800..=0xdbff => {
                let escaped = self.next()? == b'\\' && self.next()? == b'u';
                let second = if escaped { self.hex()? } else { 0 };
                match second {
                    0xdc00..=0xdfff => 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00),
                    _ => first,
                }
            }
            code => code,
        };
        match char::from_u32(code) {
            Some(c) => Ok(c),
            None => self.wrong("a text has half of a pair of \\u escapes"),
        }
    }

    fn hex(&mut self) -> Result<u32, JsonError> {
        let mut code = 0;
        for _ in 0..4 {
            match char::from(self.next()?).to_digit(16) {
                Some(digit) => code = code * 16 + digit,
                None => return self.wrong("\\u wants four digits of base sixteen"),
            }
        }
        Ok(code)
    }

    /// The name of a member and its colon.
    pub(super) fn member(&mut self) -> Result<String, JsonError> {
        let name = self.text()?;
        self.expect(b':', "a colon")?;
        Ok(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_their_escapes() {
        for (json, expected) in [
            (r#""""#, Some("")),
            (r#" "a\"\\\/\n\t\u00e9""#, Some("a\"\\/\n\té")),
            (r#""\ud83d\ude00""#, Some("😀")),
            (r#""\ud83d""#, None),
            (r#""\ud83dxx""#, None),
            (r#""\u12g4""#, None),
            (r#""\x""#, None),
            ("\"a\nb\"", None),
            ("\"open", None),
            ("1", None),
        ] {
            let read = Source::new(json.as_bytes()).text();
            assert_eq!(read.ok().as_deref(), expected, "{json}");
        }
        let long = format!("\"{}\"", "x".repeat(MAX_JSON_TEXT + 1));
        assert!(Source::new(long.as_bytes()).text().is_err());
    }
}

//! Bytes as lower-case hexadecimal text.

use sha2::{Digest, Sha256};
use std::fmt::Write;

/// The text of bytes.
pub(crate) fn print(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing to a String does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The bytes of a text; `None` unless it is lower-case hexadecimal of whole bytes. Upper case is
/// refused, so that one value has one text.
pub(crate) fn parse(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let pairs = text.as_bytes().chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return None;
    }
    pairs.map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}

/// The SHA-256 of bytes, as text.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    print(&Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_has_one_text() {
        assert_eq!(print(&[0, 15, 255]), "000fff");
        assert_eq!(parse("000fff"), Some(vec![0, 15, 255]));
        for bad in ["0", "0g", "FF", "é0"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
        // FIPS 180-4, example of one block.
        assert!(sha256(b"abc").starts_with("ba7816bf8f01cfea"));
    }
}

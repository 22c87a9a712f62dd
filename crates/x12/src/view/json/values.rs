//! Elements as JSON.

use crate::delimiters::Delimiters;
use std::fmt::Write as _;

/// Writes a text; `{"latin1": …}` when the bytes are no UTF-8.
pub(super) fn text(out: &mut String, value: &[u8]) {
    match std::str::from_utf8(value) {
        Ok(value) => quoted(out, value.chars()),
        Err(_) => {
            out.push_str("{\"latin1\":");
            quoted(out, value.iter().map(|byte| char::from(*byte)));
            out.push('}');
        }
    }
}

fn quoted(out: &mut String, value: impl Iterator<Item = char>) {
    out.push('"');
    for c in value {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

/// Writes an element: a text, its components, or a list of its repetitions.
pub(super) fn texts(out: &mut String, element: &[u8], delimiters: Delimiters) {
    match delimiters.repetition.filter(|separator| element.contains(separator)) {
        None => one(out, element, delimiters.component),
        Some(separator) => {
            let all = element.split(|b| *b == separator);
            list(out, all, |out, value| one(out, value, delimiters.component));
        }
    }
}

fn one(out: &mut String, value: &[u8], component: u8) {
    if !value.contains(&component) {
        return text(out, value);
    }
    out.push_str("{\"components\":");
    list(out, value.split(|b| *b == component), text);
    out.push('}');
}

fn list<'v>(
    out: &mut String,
    values: impl Iterator<Item = &'v [u8]>,
    mut write: impl FnMut(&mut String, &'v [u8]),
) {
    out.push('[');
    for (index, value) in values.enumerate() {
        if index > 0 {
            out.push(',');
        }
        write(out, value);
    }
    out.push(']');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_as_json() {
        for (element, expected) in [
            (b"".as_slice(), r#""""#),
            (b"A\"\\\x01", r#""A\"\\\u0001""#),
            (b"HC:99213::", r#"{"components":["HC","99213","",""]}"#),
            (b"A^B:C^", r#"["A",{"components":["B","C"]},""]"#),
            (b"\xc9T", r#"{"latin1":"ÉT"}"#),
            ("É:A".as_bytes(), r#"{"components":["É","A"]}"#),
        ] {
            let mut out = String::new();
            texts(&mut out, element, Delimiters::default());
            assert_eq!(out, expected);
        }
    }
}

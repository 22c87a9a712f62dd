//! What a file is, by its first bytes: notes and FHIR are read, everything else is named.

/// What the first bytes show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Look {
    /// Begins like a JSON object or an array of objects.
    Json,
    /// Text as far as can be seen.
    Text,
    /// Something that is not a note; the name is for people.
    Other(&'static str),
}

/// Byte signatures at the very start of a file.
const SIGNATURES: [(&[u8], &str); 17] = [
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\0", "a program"),
    (b"ID3", "a sound recording"),
    (b"OggS", "a sound recording"),
];

/// Marks after optional white space, for formats that are text but no note.
const TEXT_FORMATS: [(&[u8], &str); 8] = [
    (b"<?xml", "an XML document (C-CDA or FHIR XML; export it as FHIR R4 JSON)"),
    (b"<ClinicalDocument", "a C-CDA document (export it as FHIR R4 JSON or plain text)"),
    (b"<Bundle", "a FHIR Bundle in XML (export it as JSON)"),
    (b"<!DOCTYPE", "a web page (save it as plain text)"),
    (b"<html", "a web page (save it as plain text)"),
    (b"MSH|", "an HL7 v2 message"),
    (b"ISA*00*", "an X12 interchange (see `cleanclaim x12 show`)"),
    (b"%!PS", "a PostScript document"),
];

/// Bytes of the beginning that the share of control characters is judged on.
const SAMPLE: usize = 8 * 1024;

pub(crate) const UTF8_BOM: &[u8] = b"\xef\xbb\xbf";

/// Judges the beginning of a file.
pub(crate) fn look(bytes: &[u8]) -> Look {
    if let Some((_, name)) = SIGNATURES.iter().find(|(mark, _)| bytes.starts_with(mark)) {
        return Look::Other(name);
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Look::Text;
    }
    if bytes.get(128..132) == Some(b"DICM") {
        return Look::Other("a DICOM image");
    }
    let body = bytes.strip_prefix(UTF8_BOM).unwrap_or(bytes).trim_ascii_start();
    if let Some((_, name)) = TEXT_FORMATS.iter().find(|(mark, _)| body.starts_with(mark)) {
        return Look::Other(name);
    }
    if begins_like_json(body) {
        return Look::Json;
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    if memchr::memchr(0, sample).is_some() {
        return Look::Other("binary data (it holds NUL bytes)");
    }
    let control = |b: &&u8| **b < 0x20 && !matches!(**b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b);
    // A note may hold a stray control character; every tenth byte is no note.
    if sample.iter().filter(control).count() * 10 > sample.len() {
        return Look::Other("binary data (mostly control characters)");
    }
    Look::Text
}

/// `{"`, `{}` or `[{"`: a note may begin with `{name}` or `[**Date**]`, JSON never does.
fn begins_like_json(body: &[u8]) -> bool {
    let after_brace = |rest: &[u8]| {
        let rest = rest.trim_ascii_start();
        rest.is_empty() || rest.starts_with(b"\"") || rest.starts_with(b"}")
    };
    match body.first() {
        Some(b'{') => after_brace(&body[1..]),
        Some(b'[') => body[1..].trim_ascii_start().strip_prefix(b"{").is_some_and(after_brace),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_by_content() {
        for (bytes, want) in [
            (&b"CC: cough"[..], Look::Text),
            (b"", Look::Text),
            (b"{name} comes in today", Look::Text),
            (b"[**2026-01-01**] Admission", Look::Text),
            (b" \n{ \"resourceType\"", Look::Json),
            (b"\xef\xbb\xbf{\"a\":1}", Look::Json),
            (b"[ {\"a\":1}]", Look::Json),
            (b"%PDF-1.7\n", Look::Other("a PDF")),
            (b"{\\rtf1\\ansi", Look::Other("an RTF document")),
            (b"abc\0def", Look::Other("binary data (it holds NUL bytes)")),
            (b"\x01\x02ab\x03", Look::Other("binary data (mostly control characters)")),
            (b"\xff\xfea\0", Look::Text),
        ] {
            assert_eq!(look(bytes), want, "{:?}", String::from_utf8_lossy(bytes));
        }
        assert!(matches!(look(b"MSH|^~\\&|"), Look::Other(_)));
        assert!(matches!(look(b"PK\x03\x04zip"), Look::Other(_)));
    }
}

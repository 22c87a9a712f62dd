//! Plain-text notes: bytes become a document whose offsets match the file.

use crate::error::IntakeError;
use crate::sniff::{Look, UTF8_BOM, look};
use model::{Document, IntakeWarning};

/// Largest note that is read; a 50 MB note must pass, a disk image must not.
pub const MAX_NOTE_BYTES: usize = 64 * 1024 * 1024;

/// Most faults of encoding that are listed one by one; the last warning counts the rest.
const MAX_LISTED_FAULTS: usize = 20;

/// Makes a document of the bytes of a note.
///
/// Valid UTF-8 is kept byte for byte: line ends, a byte order mark and trailing space stay, so
/// that offsets into `Document::text` are offsets into the file. Invalid UTF-8 is decoded with
/// U+FFFD and UTF-16 (with its mark) is transcoded; a warning then says that offsets point into
/// the decoded text and where the faults were.
///
/// # Errors
/// When the note is empty, larger than [`MAX_NOTE_BYTES`], binary, or another format.
pub fn document(bytes: Vec<u8>, name: &str) -> Result<(Document, Vec<IntakeWarning>), IntakeError> {
    if bytes.len() > MAX_NOTE_BYTES {
        return Err(too_large(name));
    }
    let mut warnings = Vec::new();
    let text = match bytes.get(..2) {
        Some(b"\xff\xfe") => from_utf16(&bytes[2..], u16::from_le_bytes, name, &mut warnings),
        Some(b"\xfe\xff") => from_utf16(&bytes[2..], u16::from_be_bytes, name, &mut warnings),
        _ => {
            refuse_other_formats(&bytes, name)?;
            from_utf8(bytes, name, &mut warnings)
        }
    };
    if text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() {
        let message = "the note is empty; give the file that holds the text";
        return Err(IntakeError::new("text.empty", name, "byte 0", message));
    }
    if let Some(at) = memchr::memchr(0, text.as_bytes()) {
        let message = "binary data (a NUL byte) within the text; export the note as plain text";
        return Err(IntakeError::new("text.binary", name, format!("byte {at}"), message));
    }
    let document = Document {
        id: file_name(name).into(),
        title: title_of(name),
        text,
        source: name.to_owned(),
        ..Document::default()
    };
    Ok((document, warnings))
}

pub(crate) fn too_large(name: &str) -> IntakeError {
    let limit = MAX_NOTE_BYTES / (1024 * 1024);
    let message = format!("the note is larger than {limit} MiB; split it into documents");
    IntakeError::new("text.too_large", name, format!("byte {MAX_NOTE_BYTES}"), message)
}

fn refuse_other_formats(bytes: &[u8], name: &str) -> Result<(), IntakeError> {
    match look(bytes) {
        Look::Other(what) => {
            let message = format!("looks like {what}, not a note; export the note as UTF-8 text");
            Err(IntakeError::new("text.binary", name, "byte 0", message))
        }
        Look::Json | Look::Text => Ok(()),
    }
}

/// The file name without folders.
fn file_name(name: &str) -> String {
    let path = std::path::Path::new(name);
    path.file_name().map_or_else(|| name.to_owned(), |file| file.to_string_lossy().into_owned())
}

/// The file name without folders and ending.
pub(crate) fn title_of(name: &str) -> String {
    let path = std::path::Path::new(name);
    path.file_stem().map_or_else(|| name.to_owned(), |stem| stem.to_string_lossy().into_owned())
}

fn from_utf8(bytes: Vec<u8>, name: &str, warnings: &mut Vec<IntakeWarning>) -> String {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return text,
        Err(fault) => fault.into_bytes(),
    };
    let mut text = String::with_capacity(bytes.len());
    let mut faults = 0;
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        at += chunk.valid().len();
        if chunk.invalid().is_empty() {
            continue;
        }
        text.push(char::REPLACEMENT_CHARACTER);
        if faults < MAX_LISTED_FAULTS {
            let shown: Vec<String> = chunk.invalid().iter().map(|b| format!("0x{b:02X}")).collect();
            warnings.push(IntakeWarning {
                code: "utf8.replaced".into(),
                message: format!(
                    "not valid UTF-8 ({}); read as U+FFFD, and later offsets point into the \
                     decoded text. Save the note as UTF-8",
                    shown.join(" ")
                ),
                place: format!("{name}, byte {at}"),
            });
        }
        faults += 1;
        at += chunk.invalid().len();
    }
    if faults > MAX_LISTED_FAULTS {
        warnings.push(IntakeWarning {
            code: "utf8.replaced".into(),
            message: format!("{} more places are not valid UTF-8", faults - MAX_LISTED_FAULTS),
            place: name.to_owned(),
        });
    }
    text
}

fn from_utf16(
    bytes: &[u8],
    unit: fn([u8; 2]) -> u16,
    name: &str,
    warnings: &mut Vec<IntakeWarning>,
) -> String {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let mut replaced = bytes.len() % 2;
    let mut text: String = char::decode_utf16(units)
        .map(|c| {
            replaced += usize::from(c.is_err());
            c.unwrap_or(char::REPLACEMENT_CHARACTER)
        })
        .collect();
    if bytes.len() % 2 == 1 {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    let faults = match replaced {
        0 => String::new(),
        n => format!(" ({n} faulty units read as U+FFFD)"),
    };
    warnings.push(IntakeWarning {
        code: "utf16.decoded".into(),
        message: format!("UTF-16 was read{faults}; offsets point into its UTF-8 form"),
        place: format!("{name}, byte 0"),
    });
    text
}

/// The bytes after a UTF-8 byte order mark, which JSON must not carry but exports do.
pub(crate) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(UTF8_BOM).unwrap_or(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn valid_text_is_kept_byte_for_byte() {
        for text in ["CC: cough\r\nPlan: rest\r\n", "\u{feff}HPI: déjà vu ", "x"] {
            let (document, warnings) = document(text.as_bytes().to_vec(), "a/note.txt").unwrap();
            assert_eq!(document.text, text);
            assert_eq!(document.title, "note");
            assert!(warnings.is_empty());
        }
    }

    #[test]
    fn invalid_utf8_is_decoded_with_its_offset() {
        let (read, warnings) = document(b"caf\xe9 at \xc3\x28 noon".to_vec(), "n.txt").unwrap();
        assert_eq!(read.text, "caf\u{fffd} at \u{fffd}( noon");
        let places: Vec<&str> = warnings.iter().map(|w| w.place.as_str()).collect();
        assert_eq!(places, ["n.txt, byte 3", "n.txt, byte 8"]);
        let (_, warnings) = document(b"word \xff\n".repeat(500), "n.txt").unwrap();
        assert_eq!(warnings.len(), MAX_LISTED_FAULTS + 1);
        assert!(warnings.last().unwrap().message.starts_with("480 more"));
    }

    #[test]
    fn utf16_is_decoded_with_a_warning() {
        let little: Vec<u8> = "\u{feff}Fièvre".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "\u{feff}Fièvre".encode_utf16().flat_map(u16::to_be_bytes).collect();
        for bytes in [little, big] {
            let (document, warnings) = document(bytes, "n").unwrap();
            assert_eq!(document.text, "Fièvre");
            assert_eq!(warnings[0].code, "utf16.decoded");
        }
        let (document, _) = document(b"\xff\xfea\0\x00\xd8b".to_vec(), "n").unwrap();
        assert_eq!(document.text, "a\u{fffd}\u{fffd}");
    }

    #[test]
    fn refuses_what_is_no_note() {
        let late_nul = [b"a long note ".repeat(1000), vec![0]].concat();
        for (bytes, code, words) in [
            (vec![], "text.empty", "byte 0"),
            (b"\xef\xbb\xbf \r\n\t".to_vec(), "text.empty", "empty"),
            (b"%PDF-1.4".to_vec(), "text.binary", "a PDF"),
            (b"\x89PNG\r\n\x1a\n".to_vec(), "text.binary", "PNG"),
            (late_nul, "text.binary", "byte 12000"),
        ] {
            let fault = document(bytes, "x.txt").unwrap_err();
            assert_eq!(fault.code, code);
            let shown = fault.to_string();
            assert!(shown.starts_with("x.txt: ") && shown.contains(words), "{shown}");
        }
    }
}

//! The segment that a fault is about, as it stands in the file, with the bad element marked.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use x12::validate::Fault;

/// Bytes of a segment that are shown.
const SHOWN: usize = 160;

/// Bytes of an ISA with its terminator; positions of its separators.
const ISA_BYTES: usize = 106;

/// A file to quote from; nothing is quoted from standard input.
pub struct Source {
    file: Option<File>,
}

impl Source {
    /// Opens the file once more. When that fails nothing is quoted.
    pub fn open(path: &Path) -> Source {
        let file = if path.as_os_str() == "-" { None } else { File::open(path).ok() };
        Source { file }
    }

    /// Lines like a compiler's: the segment, a mark under the element, and the beginning of the
    /// note that follows. Only the latter where there is nothing to show.
    pub fn excerpt(&mut self, fault: &Fault) -> String {
        self.quoted(fault).unwrap_or_else(|| "   =".to_owned())
    }

    fn quoted(&mut self, fault: &Fault) -> Option<String> {
        let bytes = self.read(fault.place.offset)?;
        let (element, terminator) = self.delimiters()?;
        let end = bytes.iter().position(|b| *b == terminator || *b == b'\n');
        let segment = &bytes[..end.unwrap_or(bytes.len())];
        if segment.is_empty() || !segment.iter().all(|b| (0x20..0x7f).contains(b)) {
            return None;
        }
        let text = String::from_utf8_lossy(segment);
        let number = fault.place.segment.to_string();
        let gutter = " ".repeat(number.len());
        let (start, length) = marked(segment, element, fault.place.element);
        let mark = format!("{}{}", " ".repeat(start), "^".repeat(length.max(1)));
        Some(format!(" {gutter} |\n {number} | {text}\n {gutter} | {mark}\n {gutter} ="))
    }

    fn read(&mut self, offset: u64) -> Option<Vec<u8>> {
        let file = self.file.as_mut()?;
        file.seek(SeekFrom::Start(offset)).ok()?;
        let mut bytes = Vec::with_capacity(SHOWN);
        file.take(SHOWN as u64).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }

    /// The element separator and segment terminator of the file's first ISA.
    fn delimiters(&mut self) -> Option<(u8, u8)> {
        let start = self.read(0)?;
        let begin = start.iter().position(|b| !b.is_ascii_whitespace())?;
        let isa = start.get(begin..begin + ISA_BYTES)?;
        Some((isa[3], isa[ISA_BYTES - 1]))
    }
}

/// Start and length of an element within its segment; the segment's name for element 0, the end
/// for one that is not there.
fn marked(segment: &[u8], separator: u8, element: u8) -> (usize, usize) {
    let mut start = 0;
    for (number, part) in segment.split(|b| *b == separator).enumerate() {
        if number == usize::from(element) {
            return (start, part.len());
        }
        start += part.len() + 1;
    }
    (segment.len(), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_the_element() {
        let segment = b"NM1*85*2";
        assert_eq!(marked(segment, b'*', 0), (0, 3));
        assert_eq!(marked(segment, b'*', 1), (4, 2));
        assert_eq!(marked(segment, b'*', 2), (7, 1));
        assert_eq!(marked(segment, b'*', 9), (8, 1));
    }
}

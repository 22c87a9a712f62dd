//! The bytes of a pack, mapped from its file or held in memory.
//!
//! The one place of unsafe code in the workspace. A procedure pair table is asked for a few rows
//! a claim out of millions: mapped, a process starts without reading it, and many processes on one
//! machine share its pages.

use std::fs::File;
use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;

/// Bytes that are read and never changed; a clone is another view of the same bytes.
#[derive(Clone)]
pub struct PackBytes {
    source: Arc<Source>,
    start: usize,
    end: usize,
}

enum Source {
    Held(Vec<u8>),
    Mapped(memmap2::Mmap),
}

impl Source {
    fn bytes(&self) -> &[u8] {
        match self {
            Source::Held(bytes) => bytes,
            Source::Mapped(map) => map,
        }
    }
}

impl PackBytes {
    /// Bytes in memory.
    #[must_use]
    pub fn held(bytes: Vec<u8>) -> PackBytes {
        let end = bytes.len();
        PackBytes { source: Arc::new(Source::Held(bytes)), start: 0, end }
    }

    /// The bytes of a file, read only where they are touched.
    ///
    /// # Errors
    /// When the file can't be opened or mapped.
    pub fn mapped(path: &Path) -> std::io::Result<PackBytes> {
        let file = File::open(path)?;
        if file.metadata()?.len() == 0 {
            return Ok(PackBytes::held(Vec::new()));
        }
        let map = map(&file)?;
        let end = map.len();
        Ok(PackBytes { source: Arc::new(Source::Mapped(map)), start: 0, end })
    }

    /// A part of these bytes; what lies beyond their end is left out.
    #[must_use]
    pub fn part(&self, start: usize, length: usize) -> PackBytes {
        let start = self.start.saturating_add(start).min(self.end);
        let end = start.saturating_add(length).min(self.end);
        PackBytes { source: Arc::clone(&self.source), start, end }
    }
}

impl Deref for PackBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.source.bytes()[self.start..self.end]
    }
}

impl std::fmt::Debug for PackBytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PackBytes({} bytes)", self.len())
    }
}

/// Maps a whole file for reading.
#[allow(unsafe_code)]
fn map(file: &File) -> std::io::Result<memmap2::Mmap> {
    // SAFETY: a mapping is sound as long as nobody shortens or rewrites the file below it. Packs
    // are written under another name and renamed into place (`library::replace`), and removed by
    // unlinking; both leave the mapped file as it is until the mapping ends. Readers take bytes
    // only through bounds-checked slices and trust none of them: a pack changed in place by
    // someone else gives wrong rows, not undefined reads, unless it is cut short while mapped.
    unsafe { memmap2::Mmap::map(file) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_stay_inside() {
        let bytes = PackBytes::held(b"0123456789".to_vec());
        let part = bytes.part(2, 5);
        assert_eq!(&part[..], b"23456");
        assert_eq!(&part.part(3, 100)[..], b"56");
        assert!(part.part(9, 1).is_empty());
        assert!(part.part(usize::MAX, usize::MAX).is_empty());
    }

    #[test]
    fn a_file_that_was_replaced_or_removed_is_still_read() {
        let folder = tempfile::tempdir().unwrap();
        let (path, other) = (folder.path().join("a"), folder.path().join("b"));
        std::fs::write(&path, b"first").unwrap();
        let bytes = PackBytes::mapped(&path).unwrap();
        std::fs::write(&other, b"2nd").unwrap();
        std::fs::rename(&other, &path).unwrap();
        assert_eq!(&bytes[..], b"first");
        assert_eq!(&PackBytes::mapped(&path).unwrap()[..], b"2nd");
        std::fs::remove_file(&path).unwrap();
        assert_eq!(&bytes[..], b"first");
        assert!(PackBytes::mapped(&path).is_err());
        std::fs::write(&path, b"").unwrap();
        assert!(PackBytes::mapped(&path).unwrap().is_empty());
    }
}

//! A file into a folder: whole or not at all, and never over another.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// Writes a file under another name and renames it. A file of that name with the same bytes is
/// what was wanted; one with other bytes is a fault.
pub(crate) fn put(folder: &Path, name: &str, text: &str) -> Result<(), String> {
    let path = folder.join(name);
    let told = |fault: io::Error| format!("{}: {fault}", path.display());
    match fs::read(&path) {
        Ok(there) if there == text.as_bytes() => return Ok(()),
        Ok(_) => return Err(format!("{}: is there and says something else", path.display())),
        Err(fault) if fault.kind() == ErrorKind::NotFound => {}
        Err(fault) => return Err(told(fault)),
    }
    // The draft has a name of its own for each process; a partner reads no name with a dot first.
    let draft = folder.join(format!(".{name}.{}", std::process::id()));
    let write = || -> io::Result<()> {
        let mut file = File::create(&draft)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&draft, &path)?;
        // The name is durable when the folder is.
        File::open(folder)?.sync_all()
    };
    write().map_err(|fault| {
        // What failed is told; a draft that cannot be removed either adds nothing to it.
        let _ = fs::remove_file(&draft);
        told(fault)
    })
}

#[cfg(test)]
mod tests {
    use super::put;

    #[test]
    fn a_file_is_written_once_and_never_over_another() {
        let folder = tempfile::tempdir().unwrap();
        put(folder.path(), "a.837p", "one").unwrap();
        put(folder.path(), "a.837p", "one").unwrap();
        assert!(put(folder.path(), "a.837p", "two").unwrap_err().contains("something else"));
        assert_eq!(std::fs::read(folder.path().join("a.837p")).unwrap(), b"one");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no draft is left");
        let gone = folder.path().join("gone");
        assert!(put(&gone, "a.837p", "one").is_err());
    }
}

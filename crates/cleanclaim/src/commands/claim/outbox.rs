//! Files on their way in and out: read within a bound, written whole or not at all.

use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

/// Writes a file under another name first, so that nobody ever reads half of it.
pub fn put(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let said = |fault: std::io::Error| format!("{}: cannot be written ({fault})", path.display());
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(said)?;
    let mut draft = path.as_os_str().to_owned();
    draft.push(format!(".{}.new", std::process::id()));
    let draft = Path::new(&draft);
    let write = || -> std::io::Result<()> {
        let mut file = File::create(draft)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(draft, path)
    };
    write().map_err(|fault| {
        // What failed is reported; a draft that cannot be removed either adds nothing to it.
        let _ = fs::remove_file(draft);
        said(fault)
    })
}

/// Writes several files, but none over a file that says something else: it may have been sent.
/// All are looked at before the first is written.
pub fn put_new(files: &[(PathBuf, String)]) -> Result<(), String> {
    let mut missing = Vec::new();
    for (path, text) in files {
        match fs::read(path) {
            Ok(there) if there == text.as_bytes() => {}
            Ok(_) => {
                return Err(format!(
                    "{}: exists already and says something else; take the next control number \
                     with --control, or another folder with --out",
                    path.display()
                ));
            }
            Err(fault) if fault.kind() == ErrorKind::NotFound => missing.push((path, text)),
            Err(fault) => return Err(format!("{}: cannot be read ({fault})", path.display())),
        }
    }
    missing.into_iter().try_for_each(|(path, text)| put(path, text.as_bytes()))
}

/// Reads a file of at most `most` bytes; `-` is standard input.
pub fn read_bounded(path: &Path, most: u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = if path.as_os_str() == "-" {
        std::io::stdin().lock().take(most + 1).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(most + 1).read_to_end(&mut bytes))
    };
    match read {
        Err(fault) => Err(format!(
            "{}: cannot be read ({fault}); check the name and the permissions",
            path.display()
        )),
        Ok(_) if bytes.len() as u64 > most => {
            Err(format!("{}: larger than {most} bytes; split it", path.display()))
        }
        Ok(_) => Ok(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_may_have_been_sent_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/claims.837p");
        let other = folder.path().join("deep/claims.json");
        let file = |path: &Path, text: &str| (path.to_owned(), text.to_owned());
        put_new(&[file(&path, "one")]).unwrap();
        put_new(&[file(&path, "one")]).unwrap();
        let fault = put_new(&[file(&other, "new"), file(&path, "two")]).unwrap_err();
        assert!(fault.contains("--control"), "{fault}");
        assert!(!other.exists(), "nothing is written when one file is in the way");
        assert_eq!(fs::read(&path).unwrap(), b"one");
        put(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        let names: Vec<_> = fs::read_dir(path.parent().unwrap()).unwrap().collect();
        assert_eq!(names.len(), 1, "no draft is left");
    }

    #[test]
    fn reading_is_bounded() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        fs::write(&path, "12345").unwrap();
        assert_eq!(read_bounded(&path, 5).unwrap(), b"12345");
        assert!(read_bounded(&path, 4).unwrap_err().contains("larger than 4 bytes"));
        assert!(read_bounded(&folder.path().join("y"), 4).unwrap_err().contains("cannot be read"));
    }
}

//! The files of the repository: those that git tracks, and those that it would track.

use std::path::Path;
use std::process::Command;

/// Largest file that is looked at, in bytes; nothing larger belongs into the repository.
const LARGEST_FILE: u64 = 64 * 1024 * 1024;

/// One file.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Path from the workspace root, with `/`.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl SourceFile {
    /// The content as text; `None` for a binary file.
    pub fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok().filter(|text| !text.contains('\0'))
    }

    /// Whether it is Rust.
    pub fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// The text of a Rust file.
    pub fn rust(&self) -> Option<&str> {
        if self.is_rust() { self.text() } else { None }
    }

    #[cfg(test)]
    pub fn new(path: &str, text: &str) -> SourceFile {
        SourceFile { path: path.to_owned(), bytes: text.as_bytes().to_vec() }
    }
}

/// Every tracked file and every untracked one that is not ignored, by path.
pub fn files(root: &Path) -> Result<Vec<SourceFile>, String> {
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .map_err(|fault| format!("git does not run: {fault}; install git"))?;
    if !listed.status.success() {
        let why = String::from_utf8_lossy(&listed.stderr);
        return Err(format!("git ls-files: {}; run tidy in a clone", why.trim()));
    }
    let mut paths: Vec<String> = listed
        .stdout
        .split(|byte| *byte == 0)
        .filter(|path| !path.is_empty())
        .map(|path| String::from_utf8_lossy(path).into_owned())
        .collect();
    paths.sort();
    paths.dedup();
    paths.into_iter().filter_map(|path| read(root, path).transpose()).collect()
}

/// One file; `None` when it is deleted in the work tree, or no plain file.
fn read(root: &Path, path: String) -> Result<Option<SourceFile>, String> {
    let full = root.join(&path);
    let Ok(about) = std::fs::symlink_metadata(&full) else { return Ok(None) };
    if !about.is_file() {
        return Ok(None);
    }
    if about.len() > LARGEST_FILE {
        return Err(format!("{path}: {} bytes; files this large do not belong here", about.len()));
    }
    let bytes = std::fs::read(&full).map_err(|fault| format!("{path}: {fault}"))?;
    Ok(Some(SourceFile { path, bytes }))
}

/// The text of the file at a path.
pub fn text_of<'a>(files: &'a [SourceFile], path: &str) -> Option<&'a str> {
    files.iter().find(|file| file.path == path).and_then(SourceFile::text)
}

/// The first line, from 1, that holds some words; 1 when none does.
pub fn line_with(text: &str, words: &str) -> usize {
    text.lines().position(|line| line.contains(words)).map_or(1, |index| index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_lines() {
        let file = SourceFile::new("a/b.rs", "one\ntwo words\n");
        assert_eq!((file.rust(), file.is_rust()), (Some("one\ntwo words\n"), true));
        assert_eq!(SourceFile::new("a.txt", "one").rust(), None);
        assert_eq!(SourceFile::new("a.rs", "one\0").text(), None);
        assert_eq!(line_with("one\ntwo words\n", "words"), 2);
        assert_eq!(line_with("one\n", "none"), 1);
        assert_eq!(text_of(std::slice::from_ref(&file), "a/b.rs"), file.text());
        assert_eq!(text_of(&[file], "b.rs"), None);
    }

    #[test]
    fn lists_tracked_and_new_files_but_no_ignored_or_deleted_ones() {
        let folder = tempfile::tempdir().unwrap();
        let git = |arguments: &[&str]| {
            let done = Command::new("git").args(arguments).current_dir(folder.path()).output();
            assert!(done.unwrap().status.success(), "git {arguments:?}");
        };
        let write = |name: &str| std::fs::write(folder.path().join(name), name).unwrap();
        git(&["init", "--quiet"]);
        std::fs::write(folder.path().join(".gitignore"), "ignored\n").unwrap();
        for name in ["tracked", "gone", "ignored", "new"] {
            write(name);
        }
        git(&["add", ".gitignore", "tracked", "gone"]);
        std::fs::remove_file(folder.path().join("gone")).unwrap();
        let found: Vec<String> =
            files(folder.path()).unwrap().into_iter().map(|file| file.path).collect();
        assert_eq!(found, [".gitignore", "new", "tracked"]);
    }
}

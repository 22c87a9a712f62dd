//! Puts the test sets that `cleanclaim eval` runs by default into the binary, so that anybody
//! can measure a build without the repository: `fixtures/assertion`, `fixtures/coding` and the
//! notes of the latter, as tables of name and text.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Name of the table, folder below `fixtures`, and ending of its files.
const SETS: [(&str, &str, &str); 3] = [
    ("ASSERTION", "assertion", "tsv"),
    ("CODING", "coding", "tsv"),
    ("CODING_NOTES", "coding/notes", "txt"),
];

fn main() -> io::Result<()> {
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let fixtures = manifest.join("../../fixtures");
    let mut source = String::new();
    for (table, folder, ending) in SETS {
        let folder = fixtures.join(folder);
        println!("cargo::rerun-if-changed={}", folder.display());
        let _ = writeln!(source, "/// Files of `fixtures`: name and text.");
        let _ = writeln!(source, "pub const {table}: &[(&str, &str)] = &[");
        for path in files(&folder, ending)? {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let path = path.display().to_string();
            let _ = writeln!(source, "    ({name:?}, include_str!({path:?})),");
        }
        let _ = writeln!(source, "];");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("test_sets.rs"), source)
}

/// The files of a folder with this ending, in name order; none when there is no such folder.
fn files(folder: &Path, ending: &str) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if folder.is_dir() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|e| e == ending) {
                found.push(path.canonicalize()?);
            }
        }
    }
    found.sort();
    Ok(found)
}

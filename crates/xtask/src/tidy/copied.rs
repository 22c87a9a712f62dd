//! No file of the repository is a copy of one in the folder beside it that holds releases and
//! charts for tests only.

use super::fault::Fault;
use super::tree::SourceFile;
use codesets::container::sha256_hex;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The folder, from the workspace root.
pub const SHARED: &str = "../shared";

/// Most files and folders that are looked at there.
const MOST_ENTRIES: usize = 1_000_000;

/// Faults of files that are byte for byte the same as one in `shared`.
pub fn check(files: &[SourceFile], shared: &Path) -> Result<Vec<Fault>, String> {
    // Only what has the size of one of our files can be its copy, and only that is hashed.
    let sizes: BTreeSet<u64> =
        files.iter().map(|file| file.bytes.len() as u64).filter(|size| *size > 0).collect();
    let mut theirs: BTreeMap<String, PathBuf> = BTreeMap::new();
    for path in files_below(shared, &sizes)? {
        let bytes = std::fs::read(&path).map_err(|fault| format!("{}: {fault}", path.display()))?;
        theirs.entry(sha256_hex(&bytes)).or_insert(path);
    }
    let copy_of = |file: &SourceFile| {
        let path = theirs.get(&sha256_hex(&file.bytes)).filter(|_| !file.bytes.is_empty())?;
        let name = path.strip_prefix(shared).unwrap_or(path).display();
        let message = format!(
            "is a copy of {SHARED}/{name}; remove it, and let the test read it there (shown as \
             ignored where the folder is missing)"
        );
        Some(Fault::new(&file.path, 1, message))
    };
    Ok(files.iter().filter_map(copy_of).collect())
}

/// Every file below a folder whose size is one of those given.
fn files_below(folder: &Path, sizes: &BTreeSet<u64>) -> Result<Vec<PathBuf>, String> {
    let (mut found, mut left, mut entries) = (Vec::new(), vec![folder.to_owned()], 0_usize);
    while let Some(folder) = left.pop() {
        let fault = |fault: std::io::Error| format!("{}: {fault}", folder.display());
        for entry in std::fs::read_dir(&folder).map_err(fault)? {
            let entry = entry.map_err(fault)?;
            let about = entry.metadata().map_err(fault)?;
            entries += 1;
            if entries > MOST_ENTRIES {
                return Err(format!("{}: more than {MOST_ENTRIES} files", folder.display()));
            }
            if about.is_dir() {
                left.push(entry.path());
            } else if about.is_file() && sizes.contains(&about.len()) {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_copies_whatever_their_name() {
        let shared = tempfile::tempdir().unwrap();
        std::fs::create_dir(shared.path().join("eval")).unwrap();
        std::fs::write(shared.path().join("eval/note.txt"), "Chest pain").unwrap();
        std::fs::write(shared.path().join("empty"), "").unwrap();
        let files = [
            SourceFile::new("fixtures/a.txt", "Chest pain"),
            SourceFile::new("fixtures/b.txt", "Chest pai!"),
            SourceFile::new("fixtures/c.txt", "Chest pain."),
            SourceFile::new("fixtures/d.txt", ""),
        ];
        let [fault] = &check(&files, shared.path()).unwrap()[..] else { panic!("one fault") };
        assert_eq!((fault.path.as_str(), fault.line), ("fixtures/a.txt", 1));
        assert!(fault.message.contains("../shared/eval/note.txt"), "{}", fault.message);
        assert!(check(&files, &shared.path().join("none")).is_err());
    }
}

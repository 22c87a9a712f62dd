//! The sets of our own that are measured by default (see `build.rs`), and folders given instead.

use std::path::Path;

/// Largest file of a set.
const LARGEST_FILE: u64 = 64 * 1024 * 1024;

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/test_sets.rs"));
}

pub use embedded::{ASSERTION, CODING, CODING_NOTES};

/// Name and text of a file.
pub type NamedText = (String, String);

/// The files of a folder with this ending in name order, or those inside the binary.
///
/// # Errors
/// When the folder or a file of it can't be read, or it holds none.
pub fn texts(
    folder: Option<&Path>,
    ending: &str,
    embedded: &[(&str, &str)],
) -> Result<Vec<NamedText>, String> {
    let Some(folder) = folder else {
        let owned = embedded.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        return Ok(owned.collect());
    };
    let fault = |fault: std::io::Error| format!("{}: {fault}", folder.display());
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(fault)? {
        let path = entry.map_err(fault)?.path();
        if path.extension().is_some_and(|e| e == ending) {
            paths.push(path);
        }
    }
    paths.sort();
    if paths.is_empty() {
        return Err(format!("{}: holds no .{ending} file", folder.display()));
    }
    paths.iter().map(|path| text_of(path)).collect()
}

/// Name and text of one file.
pub fn text_of(path: &Path) -> Result<NamedText, String> {
    let place = path.display();
    let size = std::fs::metadata(path).map_err(|fault| format!("{place}: {fault}"))?.len();
    if size > LARGEST_FILE {
        return Err(format!("{place}: is larger than {LARGEST_FILE} bytes"));
    }
    let text = std::fs::read_to_string(path).map_err(|fault| format!("{place}: {fault}"))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok((name, text))
}

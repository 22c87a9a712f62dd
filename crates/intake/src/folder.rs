//! A folder: an export of Bulk Data, or files and sub-folders that are charts.

use crate::error::IntakeError;
use crate::fhir_r4::{Line, MAX_RESOURCE_BYTES, kind_of_line, read_line};
use crate::inputs::head_of;
use crate::sniff::{Look, look};
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

/// Most entries of one folder.
const MAX_ENTRIES: usize = 1_000_000;
/// Bytes that tell JSON from a note.
const GLANCE: u64 = 512;

/// Lines that are looked at to tell an export from other JSON.
const LINES_SEEN: usize = 10;
/// Stands for the kind of a resource on a line that cannot be read.
const DAMAGED: &str = "?";

/// The entries of a folder in name order; hidden ones and what file managers leave are passed
/// over.
pub(crate) struct Folder {
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
}

/// What a folder turned out to be.
pub(crate) enum Found {
    /// Bulk Data NDJSON: its files, and an error for each other file that is left out.
    Export { parts: Vec<PathBuf>, others: Vec<IntakeError> },
    /// Charts.
    Files { files: Vec<PathBuf>, folders: Vec<PathBuf> },
}

impl Folder {
    pub fn read(path: &Path) -> Result<Folder, IntakeError> {
        let unreadable = |fault: std::io::Error| IntakeError::unreadable(path, &fault);
        let mut folder = Folder { files: Vec::new(), folders: Vec::new() };
        for (number, entry) in std::fs::read_dir(path).map_err(unreadable)?.enumerate() {
            let entry = entry.map_err(unreadable)?;
            if number >= MAX_ENTRIES {
                let message = format!("more than {MAX_ENTRIES} entries; split the folder");
                let name = path.display().to_string();
                return Err(IntakeError::new("folder.too_large", name, "", message));
            }
            if is_passed_over(&entry.file_name().to_string_lossy()) {
                continue;
            }
            let path = entry.path();
            let list = if path.is_dir() { &mut folder.folders } else { &mut folder.files };
            list.push(path);
        }
        folder.files.sort();
        folder.folders.sort();
        if folder.files.is_empty() && folder.folders.is_empty() {
            let message = "the folder holds no document; name the folder of the notes";
            let name = path.display().to_string();
            return Err(IntakeError::new("folder.empty", name, "", message));
        }
        Ok(folder)
    }

    /// A folder is an export when one of its files holds Patients or Encounters a line each.
    /// Sub-folders of an export are not read: they hold attachments, and a document whose text
    /// lies there says so.
    pub fn recognise(self) -> Found {
        let kinds: Vec<Option<String>> = self.files.iter().map(|p| kind_of(p)).collect();
        let is_core =
            |kind: &Option<String>| matches!(kind.as_deref(), Some("Patient" | "Encounter"));
        if !kinds.iter().any(is_core) {
            return Found::Files { files: self.files, folders: self.folders };
        }
        let (mut parts, mut others) = (Vec::new(), Vec::new());
        for (path, kind) in self.files.into_iter().zip(kinds) {
            match kind.as_deref() {
                // A manifest or a log of the export: JSON, but no resource.
                Some("") => {}
                Some("Bundle") | None => {
                    let message = "lies beside Bulk Data NDJSON and is left out; move it to a \
                                   folder of its own";
                    let name = path.display().to_string();
                    others.push(IntakeError::new("bulk.other_file", name, "", message));
                }
                Some(_) => parts.push(path),
            }
        }
        Found::Export { parts, others }
    }
}

/// The kind of resource on the first lines; empty for other JSON, `None` for what is no JSON.
fn kind_of(path: &Path) -> Option<String> {
    let head = head_of(path, GLANCE).ok()?;
    // A first line that is damaged must not hide the rest of an export: here, and only here,
    // the name decides, and the line is reported when the file is read.
    let named = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("ndjson"));
    if look(&head) != Look::Json {
        return named.then(|| DAMAGED.to_owned());
    }
    let mut reader = BufReader::new(File::open(path).ok()?);
    let mut buffer = Vec::new();
    let mut is_damaged = false;
    for _ in 0..LINES_SEEN {
        let (line, _) = read_line(&mut reader, &mut buffer, MAX_RESOURCE_BYTES).ok()?;
        if line == Line::End {
            break;
        }
        match kind_of_line(&buffer) {
            Some(kind) if !kind.is_empty() => return Some(kind),
            Some(_) => {}
            None => is_damaged = true,
        }
    }
    Some(if is_damaged && named { DAMAGED.to_owned() } else { String::new() })
}

fn is_passed_over(name: &str) -> bool {
    name.starts_with('.')
        || name.ends_with('~')
        || matches!(name, "Thumbs.db" | "desktop.ini" | "__MACOSX")
}

//! From named inputs to charts, one after another.

use crate::error::IntakeError;
use crate::fhir_r4::{self, BulkCharts, BundleLines, Line, MAX_BUNDLE_BYTES, read_line};
use crate::folder::{Folder, Found};
use crate::joined;
use crate::options::Options;
use crate::sniff::{Look, look};
use crate::stated_date;
use crate::text::{self, MAX_NOTE_BYTES};
use model::Chart;
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

/// Name of standard input in messages.
pub(crate) const STANDARD_INPUT: &str = "standard input";
/// Bytes that a file is recognised by.
const HEAD: u64 = 8 * 1024;

type Item = Result<Chart, IntakeError>;

/// The charts of all inputs; see [`charts`].
pub struct Charts<'a> {
    options: Options<'a>,
    waiting: VecDeque<Work>,
    current: Box<dyn Iterator<Item = Item> + 'a>,
}

/// What is still to be opened.
enum Work {
    Fault(IntakeError),
    /// A named file or folder, or `-`.
    Input(PathBuf),
    /// A file of a folder.
    File(PathBuf),
    /// A sub-folder: one chart, or an export of its own.
    SubFolder(PathBuf),
    /// Files of one chart, and its name.
    Joined {
        files: Vec<PathBuf>,
        name: String,
        named: bool,
    },
}

/// Makes charts of files, folders and standard input (`-`), in the order given.
///
/// Each file is one chart, except that a FHIR Bundle gives one for each Encounter; in a folder
/// each file is one chart and each sub-folder one whose files are its documents in name order;
/// a folder of Bulk Data NDJSON gives one chart for each Encounter. `options.one_chart` joins
/// all named files. Files are opened as the iterator reaches them, and an error takes the
/// place of the chart it concerns; the others still come.
#[must_use]
pub fn charts<'a>(inputs: &[PathBuf], options: &Options<'a>) -> Charts<'a> {
    let mut waiting = VecDeque::new();
    let given = options.date.and_then(|date| options.fault_of(date, 0));
    if let Some(message) = given {
        let fault = IntakeError::new("date.given", "command line", "--date", message);
        waiting.push_back(Work::Fault(fault));
    } else if options.one_chart && !inputs.is_empty() {
        let name = inputs[0].display().to_string();
        waiting.push_back(Work::Joined { files: inputs.to_vec(), name, named: true });
    } else {
        waiting.extend(inputs.iter().cloned().map(Work::Input));
    }
    Charts { options: *options, waiting, current: Box::new(std::iter::empty()) }
}

impl Iterator for Charts<'_> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(item) = self.current.next() {
                return Some(item);
            }
            let work = self.waiting.pop_front()?;
            match self.begin(work) {
                Ok(items) => self.current = items,
                Err(fault) => return Some(Err(fault)),
            }
        }
    }
}

impl<'a> Charts<'a> {
    fn begin(&mut self, work: Work) -> Result<Box<dyn Iterator<Item = Item> + 'a>, IntakeError> {
        match work {
            Work::Fault(fault) => Err(fault),
            Work::Input(path) if path.as_os_str() == "-" => {
                let bytes = read_standard_input()?;
                Ok(Box::new(charts_of_bytes(bytes, STANDARD_INPUT, &self.options).into_iter()))
            }
            Work::Input(path) if path.is_dir() => self.begin_folder(&path, false),
            Work::SubFolder(path) => self.begin_folder(&path, true),
            Work::Input(path) | Work::File(path) => charts_of_file(&path, self.options),
            Work::Joined { files, name, named } => {
                Ok(Box::new(joined::charts(&files, &name, named, &self.options).into_iter()))
            }
        }
    }

    fn begin_folder(
        &mut self,
        path: &Path,
        is_sub_folder: bool,
    ) -> Result<Box<dyn Iterator<Item = Item> + 'a>, IntakeError> {
        let name = path.display().to_string();
        match Folder::read(path)?.recognise() {
            Found::Export { parts, others } => {
                for fault in others.into_iter().rev() {
                    self.waiting.push_front(Work::Fault(fault));
                }
                Ok(Box::new(BulkCharts::open(&name, parts, self.options)?))
            }
            Found::Files { files, folders } if is_sub_folder => {
                for folder in folders.into_iter().rev() {
                    let folder = folder.display().to_string();
                    let message = "a folder within the folder of a chart; name it on its own";
                    let fault = IntakeError::new("folder.nested", folder, "", message);
                    self.waiting.push_front(Work::Fault(fault));
                }
                if !files.is_empty() {
                    self.waiting.push_front(Work::Joined { files, name, named: false });
                }
                Ok(Box::new(std::iter::empty()))
            }
            Found::Files { files, folders } => {
                let mut all: Vec<Work> = files.into_iter().map(Work::File).collect();
                all.extend(folders.into_iter().map(Work::SubFolder));
                for work in all.into_iter().rev() {
                    self.waiting.push_front(work);
                }
                Ok(Box::new(std::iter::empty()))
            }
        }
    }
}

/// Recognises one file by its content and opens it.
fn charts_of_file<'a>(
    path: &Path,
    options: Options<'a>,
) -> Result<Box<dyn Iterator<Item = Item> + 'a>, IntakeError> {
    let name = path.display().to_string();
    let head = head_of(path, HEAD)?;
    if look(&head) != Look::Json {
        let chart = read_bounded(path, MAX_NOTE_BYTES, text::too_large)
            .and_then(|bytes| note(bytes, &name, &options));
        return Ok(Box::new(std::iter::once(chart)));
    }
    match ndjson_kind(path)?.as_deref() {
        Some("Bundle") => Ok(Box::new(BundleLines::open(path, options)?)),
        Some("") => {
            let message = "NDJSON without `resourceType` is not FHIR Bulk Data";
            Err(IntakeError::new("fhir.not_fhir", name, "line 1", message))
        }
        Some(_) => Ok(Box::new(BulkCharts::open(&name, vec![path.to_owned()], options)?)),
        None => {
            let bytes = read_bounded(path, MAX_BUNDLE_BYTES, fhir_r4::too_large)?;
            Ok(Box::new(fhir_r4::charts_from_bundle(&bytes, &name, &options).into_iter()))
        }
    }
}

fn charts_of_bytes(bytes: Vec<u8>, name: &str, options: &Options<'_>) -> Vec<Item> {
    if look(&bytes) != Look::Json {
        return vec![note(bytes, name, options)];
    }
    let mut store = fhir_r4::MemoryStore::new(name);
    match joined::take_json(&bytes, name, false, &mut store) {
        Ok(()) => fhir_r4::charts_of(store, name, options),
        Err(fault) => vec![Err(fault)],
    }
}

/// A note that is a chart of its own, with the day of service that it states.
///
/// # Errors
/// As [`text::document`].
pub fn note(bytes: Vec<u8>, name: &str, options: &Options<'_>) -> Item {
    let (document, warnings) = text::document(bytes, name)?;
    let mut chart = Chart {
        id: text::title_of(name).into(),
        documents: vec![document],
        warnings,
        ..Chart::default()
    };
    options.apply(&mut chart.encounter);
    stated_date::read(&mut chart, options);
    Ok(chart)
}

/// The first bytes of a file.
pub(crate) fn head_of(path: &Path, length: u64) -> Result<Vec<u8>, IntakeError> {
    let unreadable = |fault: io::Error| IntakeError::unreadable(path, &fault);
    let mut head = Vec::new();
    File::open(path)
        .and_then(|file| file.take(length).read_to_end(&mut head))
        .map_err(unreadable)?;
    Ok(head)
}

/// The kind of the first resource when the file is NDJSON: its first line is a whole JSON
/// object and another line follows.
fn ndjson_kind(path: &Path) -> Result<Option<String>, IntakeError> {
    let read = || -> io::Result<Option<String>> {
        let mut reader = BufReader::new(File::open(path)?);
        let mut line = Vec::new();
        let (read, _) = read_line(&mut reader, &mut line, MAX_BUNDLE_BYTES)?;
        if read != Line::Read || !line.trim_ascii_end().ends_with(b"}") {
            return Ok(None);
        }
        let Some(kind) = fhir_r4::kind_of_line(&line) else { return Ok(None) };
        // Blank lines may follow the last resource; anything else is another one.
        let more = reader.bytes().find(|b| !b.as_ref().is_ok_and(u8::is_ascii_whitespace));
        Ok(more.transpose()?.map(|_| kind))
    };
    read().map_err(|fault| IntakeError::unreadable(path, &fault))
}

/// Reads a file of at most `limit` bytes.
pub(crate) fn read_bounded(
    path: &Path,
    limit: usize,
    too_large: fn(&str) -> IntakeError,
) -> Result<Vec<u8>, IntakeError> {
    let unreadable = |fault: io::Error| IntakeError::unreadable(path, &fault);
    let file = File::open(path).map_err(unreadable)?;
    let stated = file.metadata().map_err(unreadable)?.len();
    let mut bytes = Vec::new();
    if stated <= limit as u64 {
        bytes.reserve_exact(usize::try_from(stated).unwrap_or(0) + 1);
        file.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    }
    if stated > limit as u64 || bytes.len() > limit {
        return Err(too_large(&path.display().to_string()));
    }
    Ok(bytes)
}

pub(crate) fn read_standard_input() -> Result<Vec<u8>, IntakeError> {
    let mut bytes = Vec::new();
    let input = io::stdin().lock().take(MAX_BUNDLE_BYTES as u64 + 1);
    { input }
        .read_to_end(&mut bytes)
        .map_err(|fault| IntakeError::unreadable(Path::new(STANDARD_INPUT), &fault))?;
    Ok(bytes)
}

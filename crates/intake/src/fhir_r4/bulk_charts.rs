//! The charts of NDJSON, one after another, without holding the export in memory.

use super::bulk::BulkStore;
use super::chart::assemble;
use super::index::Entry;
use super::lines::{Line, MAX_RESOURCE_BYTES, read_line};
use super::record::of_encounter;
use super::store::Located;
use super::view::kind;
use crate::error::IntakeError;
use crate::options::Options;
use model::Chart;
use serde_json::Value;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

type Item = Result<Chart, IntakeError>;

/// One chart for each Encounter of a Bulk Data export.
pub(crate) struct BulkCharts<'a> {
    store: BulkStore,
    faults: std::vec::IntoIter<IntakeError>,
    files: std::vec::IntoIter<u32>,
    current: Option<Cursor>,
    options: Options<'a>,
}

struct Cursor {
    file: u32,
    reader: BufReader<File>,
    offset: u64,
    line: u32,
}

impl<'a> BulkCharts<'a> {
    pub fn open(
        name: &str,
        files: Vec<PathBuf>,
        options: Options<'a>,
    ) -> Result<BulkCharts<'a>, IntakeError> {
        let (store, mut faults) = BulkStore::open(name, files)?;
        let files = store.encounter_files();
        if files.is_empty() {
            let message = "no Encounter in this NDJSON; give the folder that holds \
                           Encounter.ndjson beside Patient.ndjson";
            faults.push(IntakeError::new("bulk.no_encounter", name, "", message));
        }
        let (faults, files) = (faults.into_iter(), files.into_iter());
        Ok(BulkCharts { store, faults, files, current: None, options })
    }

    /// The next Encounter; lines that hold anything else were dealt with by the index.
    fn next_encounter(&mut self) -> Option<Result<Located, IntakeError>> {
        let mut buffer = Vec::new();
        loop {
            if self.current.is_none() {
                let file = self.files.next()?;
                let path = self.store.path(file);
                match File::open(path) {
                    Err(fault) => return Some(Err(IntakeError::unreadable(path, &fault))),
                    Ok(opened) => {
                        let reader = BufReader::new(opened);
                        self.current = Some(Cursor { file, reader, offset: 0, line: 0 });
                    }
                }
            }
            let cursor = self.current.as_mut()?;
            let (line, taken) = match read_line(&mut cursor.reader, &mut buffer, MAX_RESOURCE_BYTES)
            {
                Ok(read) => read,
                Err(fault) => {
                    let path = self.store.path(cursor.file);
                    let fault = IntakeError::unreadable(path, &fault);
                    self.current = None;
                    return Some(Err(fault));
                }
            };
            cursor.line += 1;
            let entry =
                Entry { hash: 0, file: cursor.file, offset: cursor.offset, line: cursor.line };
            cursor.offset += taken;
            if line == Line::End {
                self.current = None;
            } else if line == Line::Read && is_encounter(&buffer) {
                return Some(self.store.located(&buffer, entry));
            }
        }
    }
}

/// A quick look before the whole line is read.
fn is_encounter(line: &[u8]) -> bool {
    #[derive(serde::Deserialize)]
    struct Kind {
        #[serde(rename = "resourceType")]
        kind: Value,
    }
    let line = crate::text::without_mark(line);
    serde_json::from_slice::<Kind>(line).is_ok_and(|k| k.kind == "Encounter")
}

impl Iterator for BulkCharts<'_> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        if let Some(fault) = self.faults.next() {
            return Some(Err(fault));
        }
        let encounter = match self.next_encounter()? {
            Ok(encounter) => encounter,
            Err(fault) => return Some(Err(fault)),
        };
        let id = format!("line-{}", encounter.order.1);
        let record = of_encounter(&mut self.store, encounter);
        Some(record.and_then(|r| assemble(r, &id, &self.options)))
    }
}

/// NDJSON in which each line is a Bundle of its own.
pub(crate) struct BundleLines<'a> {
    name: String,
    reader: Option<BufReader<File>>,
    line: u32,
    ready: std::vec::IntoIter<Item>,
    options: Options<'a>,
}

impl<'a> BundleLines<'a> {
    pub fn open(path: &Path, options: Options<'a>) -> Result<BundleLines<'a>, IntakeError> {
        let file = File::open(path).map_err(|fault| IntakeError::unreadable(path, &fault))?;
        Ok(BundleLines {
            name: path.display().to_string(),
            reader: Some(BufReader::new(file)),
            line: 0,
            ready: Vec::new().into_iter(),
            options,
        })
    }

    fn charts_of_line(&self, line: &[u8]) -> Vec<Item> {
        let id = format!("{}-{}", crate::text::title_of(&self.name), self.line);
        let mut store = super::MemoryStore::new(&self.name);
        let unpacked = super::json(line, &self.name)
            .and_then(|bundle| super::unpack(bundle, &self.name, &mut store));
        let found = match unpacked {
            Ok(()) => super::charts_of(store, &id, &self.options),
            Err(fault) => vec![Err(fault)],
        };
        let placed = |fault: IntakeError| IntakeError {
            place: format!("line {}: {}", self.line, fault.place),
            ..fault
        };
        found.into_iter().map(|item| item.map_err(placed)).collect()
    }
}

impl Iterator for BundleLines<'_> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        let mut buffer = Vec::new();
        loop {
            if let Some(item) = self.ready.next() {
                return Some(item);
            }
            let reader = self.reader.as_mut()?;
            self.line += 1;
            match read_line(reader, &mut buffer, MAX_RESOURCE_BYTES) {
                Err(fault) => {
                    self.reader = None;
                    return Some(Err(IntakeError::unreadable(Path::new(&self.name), &fault)));
                }
                Ok((Line::End, _)) => self.reader = None,
                Ok((Line::TooLong, _)) => return Some(Err(super::too_large(&self.name))),
                Ok((Line::Read, _)) if buffer.trim_ascii().is_empty() => {}
                Ok((Line::Read, _)) => self.ready = self.charts_of_line(&buffer).into_iter(),
            }
        }
    }
}

/// The kind of resource on one line of JSON, when the line is a whole JSON object.
pub(crate) fn kind_of_line(line: &[u8]) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Kind {
        #[serde(rename = "resourceType", default)]
        kind: Value,
    }
    let found = serde_json::from_slice::<Kind>(crate::text::without_mark(line)).ok()?;
    Some(kind(&serde_json::json!({ "resourceType": found.kind })).to_owned())
}

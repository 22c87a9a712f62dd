//! Several files that are one chart: a sub-folder, or what `--one-chart` names.

use crate::error::IntakeError;
use crate::fhir_r4::{self, MAX_BUNDLE_BYTES, MemoryStore};
use crate::inputs::{STANDARD_INPUT, read_bounded, read_standard_input};
use crate::options::Options;
use crate::sniff::{Look, look};
use crate::stated_date;
use crate::text;
use memchr::memchr;
use model::{Chart, Document, IntakeWarning};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Most files of one chart.
const MAX_FILES: usize = 10_000;

type Item = Result<Chart, IntakeError>;

/// The chart of several files. JSON that is no FHIR is an error of its own in a folder, where
/// it may lie by chance; among files that were `named` it fails the chart, as does any file
/// that cannot be read: a chart coded without one of its documents would be wrong.
pub(crate) fn charts(
    files: &[PathBuf],
    name: &str,
    named: bool,
    options: &Options<'_>,
) -> Vec<Item> {
    let mut parts = Parts { store: MemoryStore::new(name), notes: Vec::new(), bytes: 0 };
    let mut faults = Vec::new();
    if files.len() > MAX_FILES {
        let message = format!("more than {MAX_FILES} files in one chart; split it");
        return vec![Err(IntakeError::new("folder.too_large", name, "", message))];
    }
    for path in files {
        match parts.take(path) {
            Ok(()) => {}
            Err(fault) if !named && fault.code == "fhir.not_fhir" => faults.push(Err(fault)),
            Err(fault) => return vec![Err(fault)],
        }
    }
    let is_empty = parts.notes.is_empty() && parts.store.all().is_empty();
    if !is_empty || faults.is_empty() {
        faults.extend(parts.into_charts(name, named, options));
    }
    faults
}

struct Parts {
    store: MemoryStore,
    notes: Vec<(Document, Vec<IntakeWarning>)>,
    bytes: usize,
}

impl Parts {
    fn take(&mut self, path: &Path) -> Result<(), IntakeError> {
        let (name, bytes) = match path.as_os_str() == "-" {
            true => (STANDARD_INPUT.to_owned(), read_standard_input()?),
            false => {
                let bytes = read_bounded(path, MAX_BUNDLE_BYTES, fhir_r4::too_large)?;
                (path.display().to_string(), bytes)
            }
        };
        self.bytes += bytes.len();
        if self.bytes > MAX_BUNDLE_BYTES {
            return Err(fhir_r4::too_large(&name));
        }
        if look(&bytes) == Look::Json {
            return take_json(&bytes, &name, true, &mut self.store);
        }
        self.notes.push(text::document(bytes, &name)?);
        Ok(())
    }

    fn into_charts(self, name: &str, named: bool, options: &Options<'_>) -> Vec<Item> {
        let (notes, warnings): (Vec<Document>, Vec<Vec<IntakeWarning>>) =
            self.notes.into_iter().unzip();
        // A folder's name may hold dots that begin no ending.
        let id = if named { text::title_of(name) } else { folder_name(name) };
        if self.store.all().is_empty() {
            let mut chart = Chart { id: id.into(), ..Chart::default() };
            options.apply(&mut chart.encounter);
            chart.documents = notes;
            chart.warnings = warnings.concat();
            stated_date::read(&mut chart, options);
            return vec![Ok(chart)];
        }
        let mut charts = fhir_r4::charts_of(self.store, name, options);
        match charts.as_mut_slice() {
            [Ok(chart)] => {
                chart.documents.extend(notes);
                chart.warnings.extend(warnings.concat());
                charts
            }
            [Err(_)] => charts,
            _ => {
                let message = format!(
                    "{} Encounters in what should be one chart; give each its own folder",
                    charts.len()
                );
                vec![Err(IntakeError::new("chart.many_encounters", name, "", message))]
            }
        }
    }
}

fn folder_name(name: &str) -> String {
    let last = std::path::Path::new(name).file_name();
    last.map_or_else(|| name.to_owned(), |n| n.to_string_lossy().into_owned())
}

/// Puts a Bundle, NDJSON or (where `lone` resources may be parts of a chart) one resource into
/// the store.
pub(crate) fn take_json(
    bytes: &[u8],
    name: &str,
    lone: bool,
    store: &mut MemoryStore,
) -> Result<(), IntakeError> {
    let end = memchr(b'\n', bytes).unwrap_or(bytes.len());
    let (first, rest) = bytes.split_at(end);
    let is_lines = !rest.trim_ascii().is_empty() && fhir_r4::kind_of_line(first).is_some();
    if is_lines {
        let file: Arc<str> = name.into();
        for (number, line) in bytes.split(|b| *b == b'\n').enumerate() {
            if line.trim_ascii().is_empty() {
                continue;
            }
            let place = |fault: IntakeError| IntakeError {
                place: format!("line {}: {}", number + 1, fault.place),
                ..fault
            };
            let value = fhir_r4::json(line, name).map_err(place)?;
            let kind = fhir_r4::check_resource(&value, name).map_err(place)?.to_owned();
            match kind.as_str() {
                "Bundle" => fhir_r4::unpack(value, name, store).map_err(place)?,
                _ => store.add(value, &file, format!("line {}: {kind}", number + 1), None),
            }
        }
        return Ok(());
    }
    let value = fhir_r4::json(bytes, name)?;
    let kind = fhir_r4::check_resource(&value, name)?.to_owned();
    if lone && kind != "Bundle" {
        store.add(value, &name.into(), kind, None);
        return Ok(());
    }
    fhir_r4::unpack(value, name, store)
}

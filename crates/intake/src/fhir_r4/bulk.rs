//! A folder of Bulk Data NDJSON, joined by reference in bounded memory: one pass notes where
//! each resource stands, then each Encounter reads again what belongs to it.

use super::index::{Builder, Entry, Index, MAX_ENTRIES_IN_MEMORY};
use super::lines::{Line, MAX_RESOURCE_BYTES, read_line};
use super::store::{Link, Located, ResourceStore, short_reference, ties};
use super::version;
use super::view::kind;
use crate::error::IntakeError;
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Most faulty lines reported one by one.
const MAX_FAULTS: usize = 100;
/// Most files open at a time.
const MAX_OPEN_FILES: usize = 64;
/// Most answers kept for providers, organisations and locations, which many charts name.
const MAX_REMEMBERED: usize = 1024;

/// The members of a resource that the index needs; the rest of the line is passed over.
#[derive(Deserialize)]
struct Head {
    #[serde(rename = "resourceType")]
    kind: Option<Value>,
    id: Option<Value>,
    subject: Option<Value>,
    patient: Option<Value>,
    beneficiary: Option<Value>,
    encounter: Option<Value>,
    context: Option<Value>,
    practitioner: Option<Value>,
    category: Option<Value>,
}

impl Head {
    fn into_value(self) -> Value {
        let members = [
            ("resourceType", self.kind),
            ("id", self.id),
            ("subject", self.subject),
            ("patient", self.patient),
            ("beneficiary", self.beneficiary),
            ("encounter", self.encounter),
            ("context", self.context),
            ("practitioner", self.practitioner),
            ("category", self.category),
        ];
        let present = members.into_iter().filter_map(|(name, v)| Some((name.to_owned(), v?)));
        Value::Object(present.collect())
    }
}

struct Part {
    path: PathBuf,
    name: Arc<str>,
    holds_encounters: bool,
}

/// The folder with its index.
pub(crate) struct BulkStore {
    name: String,
    parts: Vec<Part>,
    index: Index,
    open: BTreeMap<u32, (BufReader<File>, u64)>,
    remembered: BTreeMap<String, Vec<Located>>,
}

fn hash(link: Link, canonical: &str) -> u64 {
    // The fixed keys of `DefaultHasher::new` make this the same in every run; hits are compared
    // with the resource itself, and answers are in source order, so no result hangs on it.
    let mut hasher = DefaultHasher::new();
    (link as u8, canonical).hash(&mut hasher);
    hasher.finish()
}

fn disk_fault(name: &str, fault: &io::Error) -> IntakeError {
    let message = format!("cannot be read or indexed ({fault}); check the disk and try again");
    IntakeError::new("bulk.unreadable", name, "", message)
}

impl BulkStore {
    /// Reads every file once. Faulty lines are reported beside the store and left out.
    pub fn open(
        folder: &str,
        files: Vec<PathBuf>,
    ) -> Result<(BulkStore, Vec<IntakeError>), IntakeError> {
        BulkStore::open_within(folder, files, MAX_ENTRIES_IN_MEMORY)
    }

    fn open_within(
        folder: &str,
        files: Vec<PathBuf>,
        limit: usize,
    ) -> Result<(BulkStore, Vec<IntakeError>), IntakeError> {
        let mut builder = Builder::new(limit);
        let mut faults = Faults { listed: Vec::new(), more: 0 };
        let mut parts = Vec::with_capacity(files.len());
        for (number, path) in files.into_iter().enumerate() {
            let name: Arc<str> = path.display().to_string().into();
            let mut part = Part { path, name, holds_encounters: false };
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            index_file(&mut part, number, &mut builder, &mut faults)?;
            parts.push(part);
        }
        let index = builder.finish().map_err(|fault| disk_fault(folder, &fault))?;
        let store = BulkStore {
            name: folder.to_owned(),
            parts,
            index,
            open: BTreeMap::new(),
            remembered: BTreeMap::new(),
        };
        Ok((store, faults.into_errors(folder)))
    }

    /// The files that hold Encounters, by number.
    pub fn encounter_files(&self) -> Vec<u32> {
        let numbered = (0_u32..).zip(&self.parts);
        numbered.filter(|(_, part)| part.holds_encounters).map(|(number, _)| number).collect()
    }

    pub fn path(&self, number: u32) -> &Path {
        &self.parts[number as usize].path
    }

    /// A resource out of a line that was already found to be JSON.
    pub fn located(&self, line: &[u8], entry: Entry) -> Result<Located, IntakeError> {
        let part = &self.parts[entry.file as usize];
        let line = crate::text::without_mark(line);
        let value: Value = serde_json::from_slice(line).map_err(|fault| {
            let place = format!("line {}", entry.line);
            let message = format!("not a readable resource ({fault}); export it again");
            IntakeError::new("bulk.line", &*part.name, place, message)
        })?;
        let place = format!("line {}: {}", entry.line, kind(&value));
        let key = ties(&value).name.unwrap_or_else(|| format!("#{}-{}", entry.file, entry.line));
        let file = Arc::clone(&part.name);
        Ok(Located { value, file, place, order: (entry.file, entry.offset), key })
    }

    fn read(&mut self, entry: Entry) -> Result<Located, IntakeError> {
        let name = Arc::clone(&self.parts[entry.file as usize].name);
        let line = self.line_at(entry).map_err(|fault| disk_fault(&name, &fault))?;
        self.located(&line, entry)
    }

    fn line_at(&mut self, entry: Entry) -> io::Result<Vec<u8>> {
        if !self.open.contains_key(&entry.file) {
            if self.open.len() >= MAX_OPEN_FILES {
                self.open.clear();
            }
            let file = File::open(&self.parts[entry.file as usize].path)?;
            self.open.insert(entry.file, (BufReader::new(file), 0));
        }
        let Some((reader, at)) = self.open.get_mut(&entry.file) else { return Ok(Vec::new()) };
        // A relative seek keeps what is buffered when the next resource is near.
        reader.seek_relative(entry.offset.cast_signed() - at.cast_signed())?;
        let mut line = Vec::new();
        let (_, taken) = read_line(reader, &mut line, MAX_RESOURCE_BYTES)?;
        *at = entry.offset + taken;
        Ok(line)
    }

    fn matches(&self, found: &Located, link: Link, canonical: &str) -> bool {
        match link {
            Link::Own => found.key == canonical,
            _ => ties(&found.value)
                .links
                .iter()
                .any(|(l, reference)| *l == link && self.canonical(reference) == canonical),
        }
    }
}

impl ResourceStore for BulkStore {
    fn linked(&mut self, link: Link, reference: &str) -> Result<Vec<Located>, IntakeError> {
        let canonical = self.canonical(reference);
        let shared = matches!(link, Link::Own | Link::RoleOf);
        let remembered_as = format!("{} {canonical}", link as u8);
        if let Some(known) = self.remembered.get(&remembered_as).filter(|_| shared) {
            return Ok(known.clone());
        }
        let entries = self.index.find(hash(link, &canonical));
        let entries = entries.map_err(|fault| disk_fault(&self.name, &fault))?;
        let mut found = Vec::with_capacity(entries.len());
        for entry in entries {
            let resource = self.read(entry)?;
            if self.matches(&resource, link, &canonical) {
                found.push(resource);
            }
        }
        let names = ["Practitioner", "Organization", "Location"];
        if shared && names.iter().any(|name| canonical.starts_with(name)) {
            if self.remembered.len() >= MAX_REMEMBERED {
                self.remembered.clear();
            }
            self.remembered.insert(remembered_as, found.clone());
        }
        Ok(found)
    }

    fn count(&mut self, link: Link, reference: &str) -> Result<usize, IntakeError> {
        let entries = self.index.find(hash(link, &self.canonical(reference)));
        Ok(entries.map_err(|fault| disk_fault(&self.name, &fault))?.len())
    }

    fn canonical(&self, reference: &str) -> String {
        short_reference(reference).to_owned()
    }

    fn name(&self) -> &str {
        &self.name
    }
}

/// Faults of lines, the first ones listed and the rest counted.
struct Faults {
    listed: Vec<IntakeError>,
    more: usize,
}

impl Faults {
    fn add(&mut self, part: &Part, line: u32, message: String) {
        if self.listed.len() >= MAX_FAULTS {
            self.more += 1;
            return;
        }
        let place = format!("line {line}");
        self.listed.push(IntakeError::new("bulk.line", &*part.name, place, message));
    }

    fn into_errors(mut self, folder: &str) -> Vec<IntakeError> {
        if self.more > 0 {
            let message = format!("{} more lines could not be read; export again", self.more);
            self.listed.push(IntakeError::new("bulk.line", folder, "", message));
        }
        self.listed
    }
}

fn index_file(
    part: &mut Part,
    number: u32,
    builder: &mut Builder,
    faults: &mut Faults,
) -> Result<(), IntakeError> {
    let failed = |fault: io::Error, name: &str| disk_fault(name, &fault);
    let file = File::open(&part.path).map_err(|fault| failed(fault, &part.name))?;
    let mut reader = BufReader::with_capacity(256 * 1024, file);
    let (mut offset, mut buffer) = (0, Vec::new());
    for line in 1.. {
        let (read, taken) = read_line(&mut reader, &mut buffer, MAX_RESOURCE_BYTES)
            .map_err(|fault| failed(fault, &part.name))?;
        let head = match read {
            Line::End => break,
            Line::TooLong => Err("a resource larger than 128 MiB; export it in parts".to_owned()),
            Line::Read if buffer.trim_ascii().is_empty() => {
                offset += taken;
                continue;
            }
            Line::Read => head_of(&buffer),
        };
        match head {
            Err(message) => faults.add(part, line, message),
            Ok(head) => {
                part.holds_encounters |= kind(&head) == "Encounter";
                let ties = ties(&head);
                let links = ties.name.map(|name| (Link::Own, name)).into_iter().chain(ties.links);
                for (link, reference) in links {
                    let hash = hash(link, short_reference(&reference));
                    let entry = Entry { hash, file: number, offset, line };
                    builder.add(entry).map_err(|fault| failed(fault, &part.name))?;
                }
            }
        }
        offset += taken;
    }
    Ok(())
}

fn head_of(line: &[u8]) -> Result<Value, String> {
    let head: Head = serde_json::from_slice(crate::text::without_mark(line)).map_err(|fault| {
        format!("not one JSON object ({fault}); NDJSON holds one resource a line")
    })?;
    let head = head.into_value();
    if kind(&head).is_empty() {
        return Err("an object without `resourceType`; NDJSON holds FHIR resources".to_owned());
    }
    match version::hint(&head) {
        Some(hint) => Err(hint.message()),
        None => Ok(head),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn folder(lines: usize) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("Observation.ndjson");
        let mut file = File::create(&path).unwrap();
        for i in 0..lines {
            let encounter = i % 7;
            let reference = format!("http://ehr.example/fhir/Encounter/e{encounter}");
            let line = serde_json::json!({"resourceType": "Observation", "id": format!("o{i}"),
                "encounter": {"reference": reference}});
            writeln!(file, "{line}").unwrap();
        }
        writeln!(file, "{{\"resourceType\": \"Observation\", \"id\": ").unwrap();
        (folder, path)
    }

    #[test]
    fn a_spilled_index_finds_the_same_resources() {
        let (_folder, path) = folder(1_000);
        let keys = |limit: usize| {
            let opened = BulkStore::open_within("f", vec![path.clone()], limit);
            let (mut store, faults) = opened.unwrap();
            assert_eq!(faults.len(), 1, "{faults:?}");
            assert_eq!(faults[0].place, "line 1001");
            let found = store.linked(Link::OfEncounter, "Encounter/e3").unwrap();
            assert_eq!(store.linked(Link::Own, "Observation/o17").unwrap().len(), 1);
            assert!(store.linked(Link::Own, "Observation/none").unwrap().is_empty());
            found.into_iter().map(|r| r.key).collect::<Vec<_>>()
        };
        let want: Vec<String> =
            (3..1_000).step_by(7).map(|i| format!("Observation/o{i}")).collect();
        assert_eq!(keys(usize::MAX), want);
        assert_eq!(keys(50), want);
    }
}

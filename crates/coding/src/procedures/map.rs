//! The procedure map: `data/procedures/*.toml`, validated and indexed when the coder starts.

use crate::draft::Facts;
use crate::procedures::entry::{Procedure, ProcedureKind};
use crate::procedures::phrases::{GroupId, Phrases};
use codesets::words;
use hashbrown::HashSet;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Most entries of a map.
const MOST_ENTRIES: usize = 20_000;

/// The files of the map, by name.
#[cfg(feature = "cpt-map")]
const FILES: &[(&str, &str)] = &[
    ("administration.toml", include_str!("../../../../data/procedures/administration.toml")),
    ("endoscopy.toml", include_str!("../../../../data/procedures/endoscopy.toml")),
    ("laboratory.toml", include_str!("../../../../data/procedures/laboratory.toml")),
    ("office.toml", include_str!("../../../../data/procedures/office.toml")),
    ("orthopaedics.toml", include_str!("../../../../data/procedures/orthopaedics.toml")),
    ("pathology.toml", include_str!("../../../../data/procedures/pathology.toml")),
    ("radiology.toml", include_str!("../../../../data/procedures/radiology.toml")),
    ("surgery.toml", include_str!("../../../../data/procedures/surgery.toml")),
];
#[cfg(not(feature = "cpt-map"))]
const FILES: &[(&str, &str)] = &[];

/// Why a map could not be read.
#[derive(Debug, thiserror::Error)]
pub enum MapError {
    /// Not of the form that `data/procedures/README.md` describes.
    #[error("{file}: {fault}")]
    Form {
        /// The file.
        file: String,
        /// What the TOML reader says.
        fault: String,
    },
    /// An entry that contradicts itself.
    #[error("{file}: entry {code} ({name}): {fault}")]
    Entry {
        /// The file.
        file: String,
        /// The number of the entry.
        code: String,
        /// Its name.
        name: String,
        /// What is wrong and what to do.
        fault: String,
    },
    /// More entries than a map may hold.
    #[error("the map holds more than {MOST_ENTRIES} entries; split it or raise the bound")]
    TooMany,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    procedure: Vec<Procedure>,
}

/// What the engine needs to know of an entry while it matches.
#[derive(Clone, Debug)]
pub(super) struct Groups {
    pub all: Vec<GroupId>,
    pub none: Option<GroupId>,
}

/// The map, ready to be matched. Made once, used for any number of charts and threads.
pub struct ProcedureMap {
    pub(super) entries: Vec<Procedure>,
    pub(super) groups: Vec<Groups>,
    /// For each group, the entries of which it is the rarest group.
    pub(super) keyed: Vec<Vec<u32>>,
    pub(super) phrases: Phrases,
    /// A word of each phrase by which a drug is found.
    openers: HashSet<String>,
}

impl ProcedureMap {
    /// The map inside the binary; empty when it was built without it.
    ///
    /// # Errors
    /// When an embedded file is not of its form; a test reads them all.
    pub fn embedded() -> Result<ProcedureMap, MapError> {
        ProcedureMap::from_files(FILES)
    }

    /// A map that knows no procedure.
    #[must_use]
    pub fn empty() -> ProcedureMap {
        ProcedureMap::build(Vec::new())
    }

    /// A map from files: name and text.
    ///
    /// # Errors
    /// When a file is not of the map's form, or an entry contradicts itself.
    pub fn from_files(files: &[(&str, &str)]) -> Result<ProcedureMap, MapError> {
        let mut entries = Vec::new();
        for (name, text) in files {
            let file: File = toml::from_str(text)
                .map_err(|e| MapError::Form { file: (*name).into(), fault: e.to_string() })?;
            for entry in file.procedure {
                if let Some(fault) = entry.fault() {
                    let (file, code, name) = ((*name).into(), entry.code, entry.name);
                    return Err(MapError::Entry { file, code, name, fault });
                }
                entries.push(entry);
            }
            if entries.len() > MOST_ENTRIES {
                return Err(MapError::TooMany);
            }
        }
        Ok(ProcedureMap::build(entries))
    }

    fn build(entries: Vec<Procedure>) -> ProcedureMap {
        let mut phrases = Phrases::default();
        let mut groups = Vec::with_capacity(entries.len());
        let mut uses: BTreeMap<GroupId, usize> = BTreeMap::new();
        for entry in &entries {
            let all: Vec<GroupId> = entry.all.iter().map(|g| phrases.group(g)).collect();
            let none = (!entry.none.is_empty()).then(|| phrases.group(&entry.none));
            for group in &all {
                *uses.entry(*group).or_default() += 1;
            }
            groups.push(Groups { all, none });
        }
        let mut keyed = vec![Vec::new(); phrases.groups()];
        let mut openers = HashSet::new();
        for (at, group) in groups.iter().enumerate() {
            let rarest = group.all.iter().min_by_key(|g| (uses[g], **g));
            if let Some(rarest) = rarest {
                keyed[*rarest as usize].push(at as u32);
                if entries[at].kind == ProcedureKind::Drug {
                    let own = entries[at].all.iter().zip(&group.all).filter(|(_, g)| *g == rarest);
                    openers.extend(own.flat_map(|(texts, _)| texts).filter_map(|t| telling(t)));
                }
            }
        }
        ProcedureMap { entries, groups, keyed, phrases, openers }
    }

    /// True when a word of the chart may be of the name of a drug.
    #[must_use]
    pub fn names_drug(&self, facts: &Facts<'_>) -> bool {
        let documents = &facts.reading.documents;
        documents.iter().any(|d| d.forms.iter().any(|form| self.openers.contains(form)))
    }

    /// The entries, in the order of the files.
    #[must_use]
    pub fn entries(&self) -> &[Procedure] {
        &self.entries
    }

    /// True when it knows no procedure.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The first entry of a number.
    #[must_use]
    pub fn entry(&self, code: &str) -> Option<&Procedure> {
        self.entries.iter().find(|e| e.code == code)
    }
}

/// The first word of a phrase that holds more than a number: a number may be written in more ways
/// than one (".9", "1,000"). A phrase of numbers alone is told by its first.
fn telling(phrase: &str) -> Option<String> {
    let forms = words::forms(phrase);
    let number = |form: &String| form.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let worded = forms.iter().find(|form| !number(form)).or(forms.first());
    worded.map(|form| form.strip_prefix("0.").unwrap_or(form).to_owned())
}

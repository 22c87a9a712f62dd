//! Exports of the Medicare Coverage Database: a ZIP that holds a ZIP of CSV tables. They make
//! sense together only: documents (articles), their procedure codes, their diagnoses, and which
//! contractors serve which states. All that are given at once become one pack.
//!
//! Since 2020 the codes stand in the articles; local coverage determinations (LCD) are read from
//! exports where they have codes of their own.

mod policies;
mod rows;
mod tables;

use super::{ImportError, Imported};
use crate::container::{PackHeader, PackKind, sha256_hex};
use crate::coverage::{Diagnosis, payload};
use model::Date;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap};

pub use tables::{Part, Series, part};

/// Most rows of one table: a full export has half a million.
pub const MOST_ROWS: usize = 4_000_000;

/// Which document: its series, number and version.
type Key = (Series, u32, u32);

/// An article or a determination.
#[derive(Clone, Debug)]
struct Document {
    id: String,
    title: String,
    from: u32,
    to: Option<u32>,
    /// A draft, or retired without a day: it judges nothing.
    idle: bool,
}

/// A contractor in one of its versions.
type Contractor = (u32, u32, u32);

/// The tables of an export, as they come in.
#[derive(Default)]
pub struct Export {
    files: Vec<(String, [u8; 32])>,
    parts: BTreeSet<Part>,
    broken: Option<ImportError>,
    newest: Option<Date>,
    documents: BTreeMap<Key, Document>,
    /// Document, first and last code, group.
    codes: Vec<(Key, [u8; 5], [u8; 5], u16)>,
    /// Document, first and last diagnosis, group, not covered.
    diagnoses: Vec<(Key, Diagnosis, Diagnosis, u16, bool)>,
    paragraphs: Vec<(Key, u16, String)>,
    links: BTreeMap<Key, BTreeSet<Contractor>>,
    jurisdictions: BTreeMap<Contractor, BTreeSet<u32>>,
    states: HashMap<u32, [u8; 2]>,
    retired: HashMap<(Series, u32), u32>,
}

impl Export {
    /// True when no table was given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// Takes in one table. One that fails makes the whole export fail: the others lack it.
    ///
    /// # Errors
    /// When the file is no table of the export, is cut, or has cells of another form.
    pub fn add(&mut self, file: &str, bytes: &[u8]) -> Result<(), ImportError> {
        self.files.push((file.to_owned(), Sha256::digest(bytes).into()));
        let read = rows::read(self, file, bytes);
        if let Err(fault) = &read {
            self.broken.get_or_insert(fault.clone());
        }
        read
    }

    /// The tables that others lack, by name; none when all are there.
    fn missing(&self) -> Vec<String> {
        let has = |part: Part| self.parts.contains(&part);
        let mut missing = Vec::new();
        let mut complete = false;
        for series in [Series::Article, Series::Lcd] {
            let name = series.name();
            let needs = [
                (has(Part::Documents(series)), format!("{name}.csv")),
                (has(Part::Codes(series)), format!("{name}_x_hcpc_code.csv")),
                (
                    has(Part::Diagnoses(series, false)) || has(Part::Diagnoses(series, true)),
                    series.diagnoses_name().to_owned(),
                ),
            ];
            let given = needs.iter().filter(|(given, _)| *given).count();
            complete |= given == needs.len();
            // Determinations without diagnoses are no fault beside articles that have them.
            let idle = series == Series::Lcd && complete && !needs[2].0;
            if given > 0 && !idle {
                missing.extend(needs.into_iter().filter(|n| !n.0).map(|n| n.1));
            }
        }
        if !complete && missing.is_empty() {
            let names = ["article.csv", "article_x_hcpc_code.csv", "article_x_icd10_covered.csv"];
            missing.extend(names.map(str::to_owned));
        }
        let links = [Series::Article, Series::Lcd].map(|series| has(Part::Contractors(series)));
        if links.contains(&true) {
            for (part, name) in [
                (Part::Jurisdictions, "contractor_jurisdiction.csv"),
                (Part::States, "state_lookup.csv"),
            ] {
                missing.extend((!has(part)).then(|| name.to_owned()));
            }
        }
        missing
    }

    /// Makes the pack. The release is the newest day on which a row was changed, unless one is
    /// given.
    ///
    /// # Errors
    /// When a table failed or is missing, or nothing in them tells the release.
    pub fn import(mut self, release: Option<Date>) -> Result<Imported, ImportError> {
        let first = self.files.first().map_or_else(String::new, |(name, _)| name.clone());
        if let Some(fault) = self.broken.take() {
            return Err(fault);
        }
        let missing = self.missing();
        if !missing.is_empty() {
            let missing = missing.join(", ");
            return Err(ImportError::Incomplete { file: first, missing });
        }
        let starts = release
            .or(self.newest)
            .ok_or_else(|| ImportError::NoRelease { file: first.clone() })?;
        let whole = |message: String| ImportError::Broken {
            file: first.clone(),
            place: "the whole export".into(),
            message,
        };
        let mut digests: Vec<[u8; 32]> = self.files.iter().map(|(_, digest)| *digest).collect();
        digests.sort_unstable();
        let source_sha256 = sha256_hex(&digests.concat());
        let source = match self.files.len() {
            1 => first.clone(),
            more => format!("{first} and {} more", more - 1),
        };
        let mut policies = policies::join(self);
        let count = |of: fn(&crate::coverage::PolicyRow) -> usize| -> u64 {
            policies.iter().map(|policy| of(policy) as u64).sum()
        };
        let rows = BTreeMap::from([
            ("policies".to_owned(), policies.len() as u64),
            ("procedures".to_owned(), count(|policy| policy.codes.len())),
            ("diagnoses".to_owned(), count(|policy| policy.diagnoses.len())),
            ("ranges".to_owned(), count(|policy| policy.ranges.len())),
        ]);
        if rows["procedures"] == 0 || rows["diagnoses"] + rows["ranges"] == 0 {
            let message = "no document of it has both procedure codes and diagnoses";
            return Err(whole(message.to_owned()));
        }
        let payload = payload(&mut policies).map_err(|fault| whole(fault.to_string()))?;
        let header = PackHeader {
            kind: PackKind::Coverage,
            label: starts.to_string(),
            starts,
            source,
            source_sha256,
            rows,
            payload_sha256: String::new(),
        };
        Ok(Imported { header, payload })
    }
}

#[cfg(test)]
mod tests;

//! One of the World Health Organization's tables between ICD-10 and ICD-11. They speak of WHO's
//! ICD-10, not of the clinical modification.
//!
//! Rows of the pack are lines: `L` with the licence, then `M` with the code that is looked up, the
//! code that it leads to, and that code's title.

use super::{cell, licensed};
use crate::container::{PackError, PackHeader};
use std::collections::BTreeMap;

/// Where a code leads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// A code, or a cluster of ICD-11.
    pub code: String,
    /// Its title as the table gives it; may be empty.
    pub title: String,
}

/// A table, by the code that is looked up.
#[derive(Clone, Debug)]
pub struct Icd11Map {
    /// What its pack says of itself; its kind tells the direction.
    pub header: PackHeader,
    rows: BTreeMap<String, Vec<Target>>,
}

/// The rows as the payload of a pack.
#[must_use]
pub fn payload(rows: &[(String, Target)]) -> Vec<u8> {
    let mut lines = vec![format!("L\t{}", super::LICENCE)];
    for (from, Target { code, title }) in rows {
        lines.push(format!("M\t{}\t{}\t{}", cell(from), cell(code), cell(title)));
    }
    lines.join("\n").into_bytes()
}

impl Icd11Map {
    /// Reads the rows of a pack.
    ///
    /// # Errors
    /// When a row is not of the layout.
    pub fn read(header: PackHeader, payload: &[u8]) -> Result<Icd11Map, PackError> {
        let mut rows: BTreeMap<String, Vec<Target>> = BTreeMap::new();
        for line in licensed(payload)? {
            let cells: Vec<&str> = line.split('\t').collect();
            let &["M", from, code, title] = &cells[..] else { return Err(PackError::Damaged) };
            let target = Target { code: code.to_owned(), title: title.to_owned() };
            rows.entry(from.to_owned()).or_default().push(target);
        }
        Ok(Icd11Map { header, rows })
    }

    /// Where a code leads, in the order of the table: an ICD-10 code without its dot, or an
    /// ICD-11 code as it is written.
    #[must_use]
    pub fn targets(&self, code: &str) -> &[Target] {
        self.rows.get(code).map_or(&[], Vec::as_slice)
    }
}

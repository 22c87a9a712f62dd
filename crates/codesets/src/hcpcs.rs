//! HCPCS Level II: codes and modifiers with their descriptions.
//!
//! Rows of the pack are lines: `P` (procedure) or `M` (modifier), code, short, long description.

use crate::container::{PackError, PackHeader};
use std::collections::BTreeMap;

/// One HCPCS code or modifier.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HcpcsEntry {
    /// Five characters, or two for a modifier.
    pub code: String,
    /// True for a modifier.
    pub modifier: bool,
    /// Short description.
    pub short: String,
    /// Long description.
    pub long: String,
}

/// A release of HCPCS Level II.
#[derive(Clone, Debug)]
pub struct Hcpcs {
    /// What its pack says of itself.
    pub header: PackHeader,
    entries: BTreeMap<String, HcpcsEntry>,
}

/// The rows as the payload of a pack.
#[must_use]
pub fn payload(entries: &[HcpcsEntry]) -> Vec<u8> {
    let clean = |text: &str| text.replace(['\t', '\n', '\r'], " ");
    let lines: Vec<String> = entries
        .iter()
        .map(|e| {
            let kind = if e.modifier { "M" } else { "P" };
            format!("{kind}\t{}\t{}\t{}", clean(&e.code), clean(&e.short), clean(&e.long))
        })
        .collect();
    lines.join("\n").into_bytes()
}

impl Hcpcs {
    /// Reads the rows of a pack.
    ///
    /// # Errors
    /// When a row is not of the layout.
    pub fn read(header: PackHeader, payload: &[u8]) -> Result<Hcpcs, PackError> {
        let text = std::str::from_utf8(payload).map_err(|_| PackError::Damaged)?;
        let mut entries = BTreeMap::new();
        for line in text.lines() {
            let cells: Vec<&str> = line.split('\t').collect();
            let &[kind, code, short, long] = &cells[..] else { return Err(PackError::Damaged) };
            let entry = HcpcsEntry {
                code: code.to_owned(),
                modifier: kind == "M",
                short: short.to_owned(),
                long: long.to_owned(),
            };
            entries.insert(code.to_owned(), entry);
        }
        Ok(Hcpcs { header, entries })
    }

    /// The entry of a code or modifier.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&HcpcsEntry> {
        self.entries.get(code)
    }

    /// All entries in code order.
    pub fn entries(&self) -> impl Iterator<Item = &HcpcsEntry> {
        self.entries.values()
    }
}

//! The ICD-10-CM tabular list, read straight from the bytes of a pack: nothing is parsed at start.
//!
//! Layout of the payload (all integers little endian), written by [`build`]:
//! five `u32` counts (nodes, notes, sevenths, dates, validity rows) and the length of the text,
//! then the tables in that order, then the text. Offsets are checked when the pack is opened, so
//! that a lookup can't fail.

pub mod build;
mod choices;
mod node;
pub mod notes;
mod validity;

pub use choices::Choice;
pub use node::{Node, NoteKind};
pub use validity::{AgeGroup, Attributes, Validity};

use crate::container::{self, PackError, PackHeader};
use crate::words;
use model::Date;
use std::borrow::Cow;

/// Bytes of one node record.
pub(crate) const NODE: usize = 36;
/// Bytes of one note record.
pub(crate) const NOTE: usize = 8;
/// Bytes of one seventh-character record.
pub(crate) const SEVENTH: usize = 8;
/// Bytes of one validity record.
pub(crate) const VALIDITY: usize = 14;

/// First byte of the key of a chapter or block: after every code.
pub(crate) const BLOCK_KEY: u8 = 0xFF;

/// The bytes of the embedded pack.
static EMBEDDED: &[u8] = include_bytes!("../../../../data/packs/icd10cm.pack");

/// The tabular list with the validity of every code by date.
pub struct Icd10Cm {
    header: PackHeader,
    entries: usize,
    bytes: Cow<'static, [u8]>,
    nodes: Table,
    notes: Table,
    sevenths: Table,
    dates: Table,
    validity: Table,
    text: Table,
    read: choices::WordsRead,
}

/// Where one table lies in the payload.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table {
    pub(crate) at: usize,
    pub(crate) rows: usize,
    pub(crate) width: usize,
}

impl Icd10Cm {
    /// The pack inside the binary.
    ///
    /// # Panics
    /// Never in a released binary: a test opens the embedded pack.
    #[must_use]
    pub fn embedded() -> Icd10Cm {
        match Icd10Cm::open(Cow::Borrowed(EMBEDDED)) {
            Ok(pack) => pack,
            Err(fault) => panic!("the embedded ICD-10-CM pack is damaged: {fault}"),
        }
    }

    /// Opens the bytes of a pack file, checking its hash (an imported release).
    ///
    /// # Errors
    /// When the bytes are not a whole, unchanged pack.
    pub fn from_pack(bytes: Vec<u8>) -> Result<Icd10Cm, PackError> {
        container::split_checked(&bytes)?;
        Icd10Cm::open(Cow::Owned(bytes))
    }

    fn open(bytes: Cow<'static, [u8]>) -> Result<Icd10Cm, PackError> {
        let (header, payload) = container::split(&bytes)?;
        let mut at = bytes.len() - payload.len();
        let counts: Vec<usize> = (0..6)
            .map(|i| payload.get(i * 4..i * 4 + 4).map_or(usize::MAX, |b| u32_at(b, 0) as usize))
            .collect();
        at += 24;
        let mut tables = Vec::with_capacity(6);
        for (rows, width) in counts.into_iter().zip([NODE, NOTE, SEVENTH, 4, VALIDITY, 1]) {
            let size = rows.checked_mul(width).ok_or(PackError::Damaged)?;
            let end = at.checked_add(size).ok_or(PackError::Damaged)?;
            if end > bytes.len() {
                return Err(PackError::Damaged);
            }
            tables.push(Table { at, rows, width });
            at = end;
        }
        let &[nodes, notes, sevenths, dates, validity, text] = &tables[..] else {
            return Err(PackError::Damaged);
        };
        let read = choices::WordsRead::default();
        let entries = 0;
        let mut pack =
            Icd10Cm { header, entries, bytes, nodes, notes, sevenths, dates, validity, text, read };
        pack.entries = pack.first_node_at_or_after(&[BLOCK_KEY; 8]);
        Ok(pack)
    }

    /// What the pack says of itself.
    #[must_use]
    pub fn header(&self) -> &PackHeader {
        &self.header
    }

    /// The release's label, as `2026-04`.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.header.label
    }

    /// Number of entries of the tabular list (chapters and blocks are not entries).
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries
    }

    /// True for a pack without entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries == 0
    }

    /// All entries, in code order.
    pub fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        (0..self.entries).map(|row| Node::new(self, row))
    }

    /// The entry at a position of the code order.
    #[must_use]
    pub fn node_at(&self, row: usize) -> Option<Node<'_>> {
        (row < self.nodes.rows).then(|| Node::new(self, row))
    }

    /// The entry of exactly this code (with or without its dot).
    #[must_use]
    pub fn node(&self, code: &str) -> Option<Node<'_>> {
        let key = key(code)?;
        let row = self.first_node_at_or_after(&key);
        (row < self.entries && self.row(self.nodes, row)[..8] == key).then(|| Node::new(self, row))
    }

    fn first_node_at_or_after(&self, key: &[u8; 8]) -> usize {
        let (mut low, mut high) = (0, self.nodes.rows);
        while low < high {
            let middle = (low + high) / 2;
            if self.row(self.nodes, middle)[..8] < key[..] {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// The entry that a code hangs on: itself, or for a code with a 7th character the entry that
    /// the character extends.
    #[must_use]
    pub fn base(&self, code: &str) -> Option<Node<'_>> {
        if let Some(node) = self.node(code) {
            return Some(node);
        }
        let plain = crate::code::undotted(code);
        if plain.len() != crate::code::LONGEST || !plain.is_ascii() {
            return None;
        }
        let stem = plain[..6].trim_end_matches('X');
        // The placeholder may also belong to the code itself (O36.0XX0 keeps none, T36.0X1 one).
        (stem.len()..=6).rev().find_map(|n| self.node(&plain[..n]))
    }

    /// The official title of a code, with the meaning of its 7th character.
    #[must_use]
    pub fn title(&self, code: &str) -> Option<String> {
        let (title, meaning) = self.title_parts(code)?;
        Some(meaning.map_or_else(|| title.to_owned(), |meaning| format!("{title}, {meaning}")))
    }

    /// The title of a code, and apart from it the meaning of its 7th character.
    fn title_parts(&self, code: &str) -> Option<(&str, Option<&str>)> {
        let plain = crate::code::undotted(code);
        let node = self.base(&plain)?;
        if node.code().len() == plain.len() {
            return Some((node.title(), None));
        }
        let letter = plain.chars().last()?;
        let meaning = node.seventh_characters().into_iter().find(|(c, _)| *c == letter)?.1;
        Some((node.title(), Some(meaning)))
    }

    /// True when the title of a code holds these words (in lower case), capitals aside.
    #[must_use]
    pub fn title_has(&self, code: &str, words: &str) -> bool {
        match self.title_parts(code) {
            None => false,
            Some((title, None)) => words::has_ascii(title, words),
            Some((title, Some(meaning))) => words::has_ascii(&format!("{title}, {meaning}"), words),
        }
    }

    /// When a billable code was and is valid; `None` for headings and unknown codes.
    #[must_use]
    pub fn validity(&self, code: &str) -> Option<Validity> {
        self.validities(code).last()
    }

    /// The validity of a code that covers a day.
    #[must_use]
    pub fn validity_on(&self, code: &str, on: Date) -> Option<Validity> {
        self.validities(code).find(|v| v.starts <= on && on <= v.ends)
    }

    /// True when the code can be billed for a service of that day.
    #[must_use]
    pub fn is_billable(&self, code: &str, on: Date) -> bool {
        self.validity_on(code, on).is_some()
    }

    /// Number of codes that can be billed on a day.
    #[must_use]
    pub fn count_billable(&self, on: Date) -> usize {
        (0..self.validity.rows)
            .map(|row| validity::read(self, row))
            .filter(|v| v.starts <= on && on <= v.ends)
            .count()
    }

    /// True when the code is or was billable in some year, or is a heading of the list.
    #[must_use]
    pub fn is_known(&self, code: &str) -> bool {
        self.validity(code).is_some() || self.node(code).is_some()
    }

    /// All rows of the validity table, in code order.
    #[must_use]
    pub fn validity_rows(&self) -> Vec<build::ValidityRow> {
        (0..self.validity.rows)
            .map(|row| {
                let Validity { starts, ends, attributes } = validity::read(self, row);
                let code = validity::code(self, row).to_owned();
                build::ValidityRow { code, starts, ends, attributes }
            })
            .collect()
    }

    /// All billable codes that begin with these characters on a day, in code order.
    #[must_use]
    pub fn billable_below(&self, prefix: &str, on: Date) -> Vec<String> {
        let prefix = crate::code::undotted(prefix);
        let Some(first) = key(&prefix).map(|key| validity::first_at_or_after(self, &key)) else {
            return Vec::new();
        };
        let mut codes = Vec::new();
        for row in first..self.validity.rows {
            let code = validity::code(self, row);
            if !code.starts_with(&prefix) {
                break;
            }
            let v = validity::read(self, row);
            if v.starts <= on && on <= v.ends && codes.last().is_none_or(|last| last != code) {
                codes.push(code.to_owned());
            }
        }
        codes
    }

    /// Every span in which a code can be billed, oldest first; none for headings and unknown codes.
    pub fn validities(&self, code: &str) -> impl Iterator<Item = Validity> + '_ {
        let key = key(code);
        let first = key.map_or(self.validity.rows, |key| validity::first_at_or_after(self, &key));
        (first..self.validity.rows)
            .take_while(move |row| key.is_some_and(|key| self.row(self.validity, *row)[..8] == key))
            .map(|row| validity::read(self, row))
    }

    pub(crate) fn row(&self, table: Table, row: usize) -> &[u8] {
        let at = table.at + row * table.width;
        &self.bytes[at..at + table.width]
    }

    /// A piece of the text; empty when the pack points outside it.
    pub(crate) fn text(&self, at: u32, length: u16) -> &str {
        let start = self.text.at + (at as usize).min(self.text.rows);
        let end = (start + length as usize).min(self.bytes.len());
        std::str::from_utf8(&self.bytes[start..end]).unwrap_or_default()
    }
}

/// The sort key of a code: eight bytes, padded with zeros. `None` when it can't be a code.
pub(crate) fn key(code: &str) -> Option<[u8; 8]> {
    let mut key = [0; 8];
    let mut length = 0;
    for c in code.chars().filter(|c| *c != '.' && !c.is_whitespace()) {
        *key.get_mut(length).filter(|_| c.is_ascii())? = c.to_ascii_uppercase() as u8;
        length += 1;
    }
    (length > 0).then_some(key)
}

pub(crate) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

pub(crate) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    bytes.get(at..at + 2).map_or(0, |b| u16::from_le_bytes([b[0], b[1]]))
}

#[cfg(test)]
mod tests;

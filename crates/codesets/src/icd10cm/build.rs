//! Writes the tabular list and the validity table into the payload that [`super::Icd10Cm`] reads.

use super::node::{NO_ROW, NoteKind};
use super::{Attributes, BLOCK_KEY, key};
use model::Date;
use std::collections::BTreeMap;

/// One heading or code of the tabular list, as an importer read it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Code without its dot; empty for a chapter or block.
    pub code: String,
    /// Official title.
    pub title: String,
    /// Position in the list of the heading above.
    pub parent: Option<usize>,
    /// Chapter number.
    pub chapter: u8,
    /// Its own notes.
    pub notes: Vec<(NoteKind, String)>,
    /// Its own 7th characters.
    pub sevenths: Vec<(char, String)>,
}

/// One row of the validity table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidityRow {
    /// Code without its dot.
    pub code: String,
    /// First day on which it can be billed.
    pub starts: Date,
    /// Last day.
    pub ends: Date,
    /// Attribute names.
    pub attributes: Attributes,
}

/// Text that is stored once however often it occurs.
#[derive(Default)]
struct Texts {
    bytes: Vec<u8>,
    seen: BTreeMap<String, u32>,
}

impl Texts {
    fn add(&mut self, text: &str) -> (u32, u16) {
        let mut cut = text.len().min(usize::from(u16::MAX));
        while !text.is_char_boundary(cut) {
            cut -= 1;
        }
        let text = &text[..cut];
        let at = *self.seen.entry(text.to_owned()).or_insert_with(|| {
            let at = self.bytes.len() as u32;
            self.bytes.extend_from_slice(text.as_bytes());
            at
        });
        (at, text.len() as u16)
    }
}

/// The payload of an ICD-10-CM pack. `entries` stand in the order of the book; the codes among
/// them are sorted here, chapters and blocks go to the end.
#[must_use]
pub fn payload(entries: &[Entry], validity: &[ValidityRow], starts: Date) -> Vec<u8> {
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by_key(|i| (entries[*i].code.is_empty(), &entries[*i].code, *i));
    let mut row_of = vec![0u32; entries.len()];
    for (row, i) in order.iter().enumerate() {
        row_of[*i] = row as u32;
    }
    let known = codes_in_force(validity, starts);
    let (mut texts, mut seventh_sets) = (Texts::default(), BTreeMap::new());
    let (mut nodes, mut notes, mut sevenths) = (Vec::new(), Vec::new(), Vec::new());
    for (row, i) in order.iter().enumerate() {
        let entry = &entries[*i];
        let first_note = notes.len() / super::NOTE;
        for (kind, text) in &entry.notes {
            let (at, length) = texts.add(text);
            notes.extend_from_slice(&at.to_le_bytes());
            notes.extend_from_slice(&length.to_le_bytes());
            notes.extend_from_slice(&[*kind as u8, 0]);
        }
        let end = subtree_end(entries, &order, row);
        let set = match end == row + 1 && !entry.code.is_empty() {
            true => seventh_set(entries, *i, &known),
            false => Vec::new(),
        };
        let set = *seventh_sets.entry(set.clone()).or_insert_with(|| {
            let first = sevenths.len() / super::SEVENTH;
            for (letter, meaning) in &set {
                let (at, length) = texts.add(meaning);
                sevenths.extend_from_slice(&at.to_le_bytes());
                sevenths.extend_from_slice(&length.to_le_bytes());
                sevenths.extend_from_slice(&[*letter as u8, 0]);
            }
            (first as u16, set.len() as u16)
        });
        let (at, length) = texts.add(&entry.title);
        let block = entry.code.is_empty();
        let own = if block { [BLOCK_KEY; 8] } else { key(&entry.code).unwrap_or_default() };
        nodes.extend_from_slice(&own);
        nodes.extend_from_slice(&at.to_le_bytes());
        nodes.extend_from_slice(&length.to_le_bytes());
        nodes.extend_from_slice(&[entry.chapter, u8::from(block)]);
        let parent = entry.parent.map_or(NO_ROW, |p| row_of[p]);
        for number in [parent, end as u32, first_note as u32, (notes.len() / super::NOTE) as u32] {
            nodes.extend_from_slice(&number.to_le_bytes());
        }
        nodes.extend_from_slice(&set.0.to_le_bytes());
        nodes.extend_from_slice(&set.1.to_le_bytes());
    }
    let (dates, rows) = validity_table(validity);
    let counts = [
        nodes.len() / super::NODE,
        notes.len() / super::NOTE,
        sevenths.len() / super::SEVENTH,
        dates.len() / 4,
        rows.len() / super::VALIDITY,
        texts.bytes.len(),
    ];
    let mut payload = Vec::new();
    for count in counts {
        payload.extend_from_slice(&(count as u32).to_le_bytes());
    }
    for table in [nodes, notes, sevenths, dates, rows, texts.bytes] {
        payload.extend_from_slice(&table);
    }
    payload
}

/// One past the last row whose code begins with the code of `row`.
fn subtree_end(entries: &[Entry], order: &[usize], row: usize) -> usize {
    let code = &entries[order[row]].code;
    if code.is_empty() {
        return row + 1;
    }
    let below = order[row + 1..]
        .iter()
        .take_while(|i| entries[**i].code.len() > code.len() && entries[**i].code.starts_with(code))
        .count();
    row + 1 + below
}

fn codes_in_force(validity: &[ValidityRow], on: Date) -> Vec<&str> {
    let in_force = validity.iter().filter(|row| row.starts <= on && on <= row.ends);
    let mut codes: Vec<&str> = in_force.map(|row| row.code.as_str()).collect();
    codes.sort_unstable();
    codes
}

/// The 7th characters that a leaf takes: those of the nearest heading that defines any, kept
/// where the code is in force when the release starts (the book's note also covers S06.2X7 with
/// D and S, which ended in 2017).
fn seventh_set(entries: &[Entry], leaf: usize, known: &[&str]) -> Vec<(char, String)> {
    let mut heading = Some(leaf);
    while let Some(i) = heading {
        if !entries[i].sevenths.is_empty() {
            let exists = |letter: char| {
                let code = format!("{:X<6}{letter}", entries[leaf].code);
                known.binary_search(&code.as_str()).is_ok()
            };
            let set = entries[i].sevenths.iter();
            return set.filter(|(letter, _)| exists(*letter)).cloned().collect();
        }
        heading = entries[i].parent;
    }
    Vec::new()
}

fn validity_table(validity: &[ValidityRow]) -> (Vec<u8>, Vec<u8>) {
    let mut days: Vec<i32> =
        validity.iter().flat_map(|v| [v.starts, v.ends]).map(|d| d.days_since_2000()).collect();
    days.sort_unstable();
    days.dedup();
    let position = |date: Date| {
        let at = days.binary_search(&date.days_since_2000()).unwrap_or_default();
        u8::try_from(at).unwrap_or(u8::MAX)
    };
    let mut sorted: Vec<&ValidityRow> = validity.iter().collect();
    sorted.sort_by(|a, b| (&a.code, a.starts).cmp(&(&b.code, b.starts)));
    let mut rows = Vec::new();
    for row in sorted {
        rows.extend_from_slice(&key(&row.code).unwrap_or_default());
        rows.extend_from_slice(&[position(row.starts), position(row.ends)]);
        rows.extend_from_slice(&row.attributes.0.to_le_bytes());
    }
    (days.iter().flat_map(|d| d.to_le_bytes()).collect(), rows)
}

//! The CDC's alphabetic index and external-cause index as XML (`icd10cm_index_YYYY.xml`,
//! `icd10cm_eindex_YYYY.xml`) and its tables (`_neoplasm_`, `_drug_`): `mainTerm` and nested
//! `term level="n"` with `title` (and `nemod` in it), `see`, `seeAlso`, `code` or `cell col="n"`.

use super::xml::{Step, Xml, squeeze};
use super::{ImportError, Imported};
use crate::container::{PackHeader, PackKind, sha256_hex};
use crate::index::{self, IndexEntry};
use model::Date;
use std::collections::BTreeMap;

/// First and last column of a table's codes in the XML.
const COLUMNS: std::ops::RangeInclusive<usize> = 2..=7;

/// Reads the entries; returns the year that the file says it is of.
///
/// # Errors
/// When the file is cut or not well-formed.
pub fn read_entries(
    file: &str,
    bytes: &[u8],
) -> Result<(Option<String>, Vec<IndexEntry>), ImportError> {
    let mut xml = Xml::new(file, bytes);
    let (mut year, mut entries) = (None, Vec::<IndexEntry>::new());
    // Positions of the terms that are open, lead term first.
    let mut open: Vec<usize> = Vec::new();
    loop {
        match xml.step()? {
            Step::Start(name) => match name.as_str() {
                "version" => year = Some(xml.text()?),
                "indexHeading" => xml.skip()?,
                "mainTerm" | "term" => {
                    let level = u8::try_from(open.len()).unwrap_or(u8::MAX);
                    entries.push(IndexEntry { level, ..IndexEntry::default() });
                    open.push(entries.len() - 1);
                }
                "title" if !open.is_empty() => {
                    let (title, nonessential) = title(&mut xml)?;
                    if let Some(entry) = open.last().map(|i| &mut entries[*i]) {
                        (entry.title, entry.nonessential) = (title, nonessential);
                    }
                }
                "see" | "seeAlso" | "code" | "cell" | "manif" => {
                    let column = xml.attribute("col").and_then(|c| c.parse::<usize>().ok());
                    let text = xml.text()?;
                    if let Some(entry) = open.last().map(|i| &mut entries[*i]) {
                        place(entry, &name, column, text);
                    }
                }
                _ => {}
            },
            Step::End(name) if name == "mainTerm" || name == "term" => {
                open.pop();
            }
            Step::End(_) | Step::Text(_) => {}
            Step::Eof => return Ok((year, entries)),
        }
    }
}

fn place(entry: &mut IndexEntry, element: &str, column: Option<usize>, text: String) {
    match (element, column) {
        ("see", _) => entry.see = Some(text),
        ("seeAlso", _) => entry.see_also = Some(text),
        ("cell", Some(column)) if COLUMNS.contains(&column) => {
            entry.codes.resize(COLUMNS.count(), String::new());
            entry.codes[column - COLUMNS.start()] = if text == "--" { String::new() } else { text };
        }
        ("code", _) if entry.codes.is_empty() => entry.codes.push(text),
        _ => {}
    }
}

/// A title and the nonessential modifiers inside it (in `nemod`, in parentheses).
fn title(xml: &mut Xml<'_>) -> Result<(String, Vec<String>), ImportError> {
    let (mut title, mut nonessential, mut inside) = (String::new(), Vec::new(), 0usize);
    loop {
        match xml.step()? {
            Step::Start(_) => inside += 1,
            Step::Text(text) if inside > 0 => nonessential
                .extend(text.split(['(', ')']).map(squeeze).filter(|piece| !piece.is_empty())),
            Step::Text(text) => {
                title.push_str(&text);
                title.push(' ');
            }
            Step::End(_) if inside == 0 => return Ok((squeeze(&title), nonessential)),
            Step::End(_) => inside -= 1,
            Step::Eof => return Err(xml.broken("the file ends early: it is cut")),
        }
    }
}

/// A whole release of each kind has more entries than this.
fn least(kind: PackKind) -> usize {
    match kind {
        PackKind::Icd10cmIndex => 50_000,
        PackKind::Icd10cmDrug => 5_000,
        PackKind::Icd10cmExternal => 5_000,
        _ => 1_000,
    }
}

/// Reads a whole release into a pack. ICD-10-CM years start on 1 October of the year before.
///
/// # Errors
/// When the file is cut, not well-formed, too small to be a release, or without its year.
pub fn import(
    file: &str,
    bytes: &[u8],
    kind: PackKind,
    release: Option<Date>,
) -> Result<Imported, ImportError> {
    let (year, entries) = read_entries(file, bytes)?;
    if entries.len() < least(kind) {
        return Err(ImportError::TooFew {
            file: file.to_owned(),
            rows: format!("{} entries", kind.name()),
            found: entries.len(),
            least: least(kind),
        });
    }
    let fiscal = year.and_then(|y| y.trim().parse::<i16>().ok());
    let starts = release
        .or_else(|| fiscal.and_then(|year| Date::new(year - 1, 10, 1)))
        .ok_or_else(|| ImportError::NoRelease { file: file.to_owned() })?;
    let coded = entries.iter().filter(|e| e.codes.iter().any(|c| !c.is_empty())).count();
    let header = PackHeader {
        kind,
        label: format!("{}-{:02}", starts.year(), starts.month()),
        starts,
        source: file.to_owned(),
        source_sha256: sha256_hex(bytes),
        rows: BTreeMap::from([
            ("entries".to_owned(), entries.len() as u64),
            ("coded".to_owned(), coded as u64),
        ]),
        payload_sha256: String::new(),
    };
    Ok(Imported { header, payload: index::payload(&entries) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const INDEX: &str = r#"<?xml version="1.0"?><ICD10CM.index><version>2025</version>
      <title>INDEX</title><letter><title>A</title>
      <mainTerm><title>Abasia <nemod>(-astasia)</nemod> <nemod>(hysterical)</nemod></title>
        <code>F44.4</code></mainTerm>
      <mainTerm><title>Pain</title><seeAlso>Painful</seeAlso><code>R52</code>
        <term level="1"><title>abdominal</title><code>R10.9</code>
          <term level="2"><title>upper</title><see>Pain, epigastric</see></term></term>
      </mainTerm></letter></ICD10CM.index>"#;

    const TABLE: &str = r#"<ICD10CM.index><version>2025</version>
      <indexHeading><head col="1">Neoplasm</head></indexHeading><letter><title>N</title>
      <mainTerm><title>abdomen<nemod>(wall) (inner)</nemod></title><cell col="2">C76.2</cell>
      <cell col="3">C79.8-</cell><cell col="6">--</cell></mainTerm></letter></ICD10CM.index>"#;

    #[test]
    fn reads_an_index() {
        let (year, entries) = read_entries("i.xml", INDEX.as_bytes()).unwrap();
        assert_eq!(year.as_deref(), Some("2025"));
        let seen: Vec<_> = entries.iter().map(|e| (e.level, e.title.as_str())).collect();
        assert_eq!(seen, [(0, "Abasia"), (0, "Pain"), (1, "abdominal"), (2, "upper")]);
        assert_eq!(entries[0].nonessential, ["-astasia", "hysterical"]);
        assert_eq!(entries[1].see_also.as_deref(), Some("Painful"));
        assert_eq!(entries[3].see.as_deref(), Some("Pain, epigastric"));
        assert_eq!(entries[2].codes, ["R10.9"]);
    }

    #[test]
    fn reads_a_table() {
        let (_, entries) = read_entries("t.xml", TABLE.as_bytes()).unwrap();
        assert_eq!(entries[0].codes, ["C76.2", "C79.8-", "", "", "", ""]);
        assert_eq!(entries[0].nonessential, ["wall", "inner"]);
    }

    #[test]
    fn a_cut_or_small_file_is_refused() {
        let cut = &INDEX.as_bytes()[..INDEX.len() - 30];
        assert!(matches!(read_entries("i.xml", cut), Err(ImportError::Broken { .. })));
        let small = import("i.xml", INDEX.as_bytes(), PackKind::Icd10cmIndex, None);
        assert!(matches!(small, Err(ImportError::TooFew { found: 4, .. })));
    }
}

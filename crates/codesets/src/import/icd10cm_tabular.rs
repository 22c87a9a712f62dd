//! The CDC's ICD-10-CM tabular list as XML (`icd10cm_tabular_YYYY.xml`).
//!
//! Elements: chapter (name, desc), section (id, desc), diag (name, desc, nested diag), and under
//! each of them the notes. `sevenChrDef` holds `extension char="A"`.

use super::xml::{Step, Xml};
use super::{ImportError, Imported};
use crate::container::{PackHeader, PackKind, sha256_hex};
use crate::icd10cm::NoteKind;
use crate::icd10cm::build::{self, Entry, ValidityRow};
use model::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A whole release has more entries than this.
const LEAST_ENTRIES: usize = 40_000;

/// Reads the entries in the order of the book: chapters and blocks (empty code) and codes.
///
/// # Errors
/// When the file is cut, not well-formed, or too small to be a release.
pub fn read(file: &str, bytes: &[u8]) -> Result<Vec<Entry>, ImportError> {
    let entries = read_entries(file, bytes)?;
    let found = entries.iter().filter(|e| !e.code.is_empty()).count();
    if found < LEAST_ENTRIES {
        let (file, rows) = (file.to_owned(), "entries of the tabular list".to_owned());
        return Err(ImportError::TooFew { file, rows, found, least: LEAST_ENTRIES });
    }
    Ok(entries)
}

/// As [`read`], without asking for the size of a release.
///
/// # Errors
/// When the file is cut or not well-formed.
pub fn read_entries(file: &str, bytes: &[u8]) -> Result<Vec<Entry>, ImportError> {
    let mut xml = Xml::new(file, bytes);
    let mut reading = Reading::default();
    loop {
        match xml.step()? {
            Step::Start(name) => reading.start(&mut xml, &name)?,
            Step::End(name) => {
                if matches!(name.as_str(), "chapter" | "section" | "diag") {
                    reading.open.pop();
                }
            }
            Step::Text(_) => {}
            Step::Eof => return Ok(reading.entries),
        }
    }
}

#[derive(Default)]
struct Reading {
    entries: Vec<Entry>,
    open: Vec<usize>,
    chapter: u8,
}

impl Reading {
    fn start(&mut self, xml: &mut Xml<'_>, name: &str) -> Result<(), ImportError> {
        match name {
            "chapter" | "section" | "diag" => {
                let parent = self.open.last().copied();
                let entry = Entry { parent, chapter: self.chapter, ..Entry::default() };
                if name == "section" {
                    let block = xml.attribute("id").unwrap_or_default().to_owned();
                    self.entries.push(Entry { title: block, ..entry });
                } else {
                    self.entries.push(entry);
                }
                self.open.push(self.entries.len() - 1);
            }
            "name" => self.name(&xml.text()?),
            "desc" => {
                let text = xml.text()?;
                if let Some(entry) = self.current() {
                    entry.title = if entry.title.is_empty() || !entry.code.is_empty() {
                        text
                    } else {
                        format!("{} {text}", entry.title)
                    };
                }
            }
            "sectionIndex" | "introduction" | "visualImpairment" | "version" | "title" => {
                xml.skip()?;
            }
            "sevenChrDef" => self.sevenths(xml)?,
            "note" => xml.skip()?,
            other => {
                if let Some(kind) = note_kind(other) {
                    self.notes(xml, kind)?;
                }
            }
        }
        Ok(())
    }

    fn current(&mut self) -> Option<&mut Entry> {
        self.open.last().map(|i| &mut self.entries[*i])
    }

    fn name(&mut self, text: &str) {
        let chapter = self.open.len() == 1;
        if let (true, Ok(number)) = (chapter, text.parse::<u8>()) {
            self.chapter = number;
            if let Some(entry) = self.current() {
                entry.chapter = number;
            }
        } else if let Some(entry) = self.current() {
            entry.code = crate::code::undotted(text);
        }
    }

    fn notes(&mut self, xml: &mut Xml<'_>, kind: NoteKind) -> Result<(), ImportError> {
        loop {
            match xml.step()? {
                Step::Start(name) if name == "note" => {
                    let text = xml.text()?;
                    if let (Some(entry), false) = (self.current(), text.is_empty()) {
                        entry.notes.push((kind, text));
                    }
                }
                Step::Start(_) => xml.skip()?,
                Step::Text(_) => {}
                Step::End(_) => return Ok(()),
                Step::Eof => return Err(xml.broken("the file ends early: it is cut")),
            }
        }
    }

    fn sevenths(&mut self, xml: &mut Xml<'_>) -> Result<(), ImportError> {
        loop {
            match xml.step()? {
                Step::Start(name) if name == "extension" => {
                    let letter = xml.attribute("char").and_then(|c| c.chars().next());
                    let meaning = xml.text()?;
                    if let (Some(letter), Some(entry)) = (letter, self.current()) {
                        entry.sevenths.push((letter, meaning));
                    }
                }
                Step::Start(_) => xml.skip()?,
                Step::Text(_) => {}
                Step::End(_) => return Ok(()),
                Step::Eof => return Err(xml.broken("the file ends early: it is cut")),
            }
        }
    }
}

fn note_kind(element: &str) -> Option<NoteKind> {
    Some(match element {
        "inclusionTerm" => NoteKind::Inclusion,
        "includes" => NoteKind::Includes,
        "excludes1" => NoteKind::Excludes1,
        "excludes2" => NoteKind::Excludes2,
        "codeFirst" => NoteKind::CodeFirst,
        "useAdditionalCode" => NoteKind::UseAdditional,
        "codeAlso" => NoteKind::CodeAlso,
        "sevenChrNote" => NoteKind::Seventh,
        "notes" => NoteKind::Note,
        _ => return None,
    })
}

/// The billable codes of a list: its leaves, with every 7th character they take. A leaf that
/// the validity table knows keeps the characters known there (not every character that a note
/// announces was made valid); a new leaf takes them all.
#[must_use]
pub fn billable_codes(entries: &[Entry], known: &[ValidityRow]) -> BTreeSet<String> {
    let known: BTreeSet<&str> = known.iter().map(|row| row.code.as_str()).collect();
    let mut above = BTreeSet::new();
    for entry in entries {
        above.extend(entry.parent);
    }
    let mut codes = BTreeSet::new();
    for (i, entry) in entries.iter().enumerate() {
        if entry.code.is_empty() || above.contains(&i) {
            continue;
        }
        let mut heading = Some(i);
        while let Some(at) = heading.filter(|at| entries[*at].sevenths.is_empty()) {
            heading = entries[at].parent;
        }
        let letters = heading.map_or(&[][..], |at| &entries[at].sevenths);
        let all: Vec<String> =
            letters.iter().map(|(letter, _)| format!("{:X<6}{letter}", entry.code)).collect();
        let some_known = all.iter().any(|code| known.contains(code.as_str()));
        codes.extend(all.into_iter().filter(|c| !some_known || known.contains(c.as_str())));
        if letters.is_empty() {
            codes.insert(entry.code.clone());
        }
    }
    codes
}

/// Joins the tabular list with a validity table into a pack.
#[must_use]
pub fn pack(
    entries: &[Entry],
    validity: &[ValidityRow],
    label: &str,
    starts: Date,
    source: &str,
    bytes: &[u8],
) -> Imported {
    let codes = entries.iter().filter(|e| !e.code.is_empty()).count() as u64;
    let rows = BTreeMap::from([
        ("entries".to_owned(), codes),
        ("notes".to_owned(), entries.iter().map(|e| e.notes.len() as u64).sum()),
        ("validity".to_owned(), validity.len() as u64),
    ]);
    let header = PackHeader {
        kind: PackKind::Icd10cmTabular,
        label: label.to_owned(),
        starts,
        source: source.to_owned(),
        source_sha256: sha256_hex(bytes),
        rows,
        payload_sha256: String::new(),
    };
    Imported { header, payload: build::payload(entries, validity, starts) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"<?xml version="1.0"?><ICD10CM.tabular><version>2026</version>
      <chapter><name>9</name><desc>Circulatory (I00-I99)</desc>
      <excludes2><note>neoplasms (C00-D49)</note></excludes2>
      <section id="I10-I1A"><desc>Hypertensive diseases (I10-I1A)</desc>
      <diag><name>I10</name><desc>Essential (primary) hypertension</desc>
        <includes><note>high blood pressure</note></includes></diag>
      <diag><name>I11</name><desc>Hypertensive heart disease</desc>
        <sevenChrDef><extension char="A">first &amp; only</extension></sevenChrDef>
        <diag><name>I11.0</name><desc>with heart failure</desc>
          <useAdditionalCode><note>code to identify type of heart failure (I50.-)</note>
          </useAdditionalCode></diag></diag></section></chapter></ICD10CM.tabular>"#;

    #[test]
    fn reads_tree_notes_and_sevenths() {
        let entries = read_entries("small.xml", SMALL.as_bytes()).unwrap();
        let codes: Vec<_> = entries.iter().map(|e| (e.code.as_str(), e.parent)).collect();
        assert_eq!(
            codes,
            [("", None), ("", Some(0)), ("I10", Some(1)), ("I11", Some(1)), ("I110", Some(3))]
        );
        assert_eq!(entries[0].notes[0].0, NoteKind::Excludes2);
        assert_eq!(entries[3].sevenths, [('A', "first & only".to_owned())]);
        assert!(entries.iter().all(|e| e.chapter == 9));
        assert_eq!(entries[1].title, "I10-I1A Hypertensive diseases (I10-I1A)");
    }

    #[test]
    fn a_cut_file_names_its_place() {
        let cut = &SMALL[..SMALL.len() - 60];
        let fault = read_entries("small.xml", cut.as_bytes()).unwrap_err().to_string();
        assert!(fault.starts_with("small.xml: line 11:") && fault.contains("whole"), "{fault}");
        let fault = read("small.xml", SMALL.as_bytes()).unwrap_err().to_string();
        assert!(fault.contains("only 3 entries"), "{fault}");
    }
}

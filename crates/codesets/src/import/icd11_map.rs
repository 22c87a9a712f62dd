//! The World Health Organization's tables between ICD-10 and ICD-11 (`10To11MapToOneCategory`,
//! `10To11MapToMultipleCategories`, `11To10MapToOneCategory`): cells between tabs, columns found by
//! their headings, the release in the heading of the last one (`2025-Jan-24`).
//!
//! Both tables from ICD-10 have the same headings; the one to multiple categories is told by ICD-10
//! codes that stand in more than one row. Chapters and blocks have rows too, and a code may
//! lead to a block, which has no code: such rows lead nowhere here.

use super::icd11_mms::{header, month};
use super::tabbed::{Row, Table, headings};
use super::{ImportError, Imported};
use crate::code::{has_icd10cm_form, undotted};
use crate::container::PackKind;
use crate::icd11::cluster::Cluster;
use crate::icd11::map::{self, Target};
use model::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A whole table leads from more codes than this.
const LEAST: usize = 5_000;

/// One row in so many may have a code of an unknown form before the file is refused.
const FAULTY_IN: usize = 100;

/// One row in so many may repeat its ICD-10 code before the table is one to multiple categories.
const REPEATED_IN: usize = 100;

/// Longest title that is kept, in bytes.
const LONGEST_TITLE: usize = 2_000;

/// A table that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// Its direction and width.
    pub kind: PackKind,
    /// The code looked up and where it leads, in the order of the file.
    pub rows: Vec<(String, Target)>,
    /// Rows left out because a code has no form that is known.
    pub left_out: usize,
    /// First day of the release, from the heading.
    pub starts: Option<Date>,
}

/// The kind of table that begins in this way. The tables of the foundation, which has no codes,
/// are none of them.
#[must_use]
pub fn kind(head: &str) -> Option<PackKind> {
    let names = headings(head.split('\n').next().unwrap_or_default());
    let has = |name: &str| names.iter().any(|n| n.eq_ignore_ascii_case(name));
    let released = names.iter().any(|n| n.starts_with("Linearization"));
    if !(released && has("icd10Code") && has("icd11Code") && has("icd11Title")) {
        return None;
    }
    Some(if has("10ClassKind") { PackKind::Icd11MapOne } else { PackKind::Icd11MapBack })
}

/// Reads a table.
///
/// # Errors
/// When a row is cut or too wide, or codes of another form are many; line and column are named.
pub fn read(file: &str, bytes: &[u8], kind: PackKind) -> Result<Mapping, ImportError> {
    let back = kind == PackKind::Icd11MapBack;
    let table = Table::new(file, bytes, if back { begins_with_address } else { |_| true })?;
    let (ten, eleven) = (table.column(&["icd10Code"])?, table.column(&["icd11Code"])?);
    let to_title = table.column(&[if back { "icd10Title" } else { "icd11Title" }])?;
    let class = if back { None } else { Some(table.column(&["10ClassKind"])?) };
    let whole = ten.max(eleven) + 1;
    let starts = table.headings().last().and_then(|heading| month(heading));
    let mut mapping = Mapping { kind, rows: Vec::new(), left_out: 0, starts };
    let mut first_fault = None;
    table.rows(whole, |row| {
        let (from_ten, to_eleven) = (row.cell(ten), row.cell(eleven));
        let category = match class {
            Some(column) => is_category(&table, row, column)?,
            None => true,
        };
        // A chapter's number in the place of a code, a block's range, and rows without a code.
        let chapter = back && to_eleven.bytes().all(|b| b.is_ascii_digit());
        let range = from_ten.contains('-') || !from_ten.contains(|c: char| c.is_ascii_digit());
        if !category || chapter || range || to_eleven.is_empty() {
            return Ok(());
        }
        let cluster = Cluster::parse(to_eleven);
        let Some(written) = cluster.ok().filter(|_| has_icd10cm_form(from_ten)) else {
            mapping.left_out += 1;
            let right = has_icd10cm_form(from_ten);
            let (column, code) = if right { (eleven, to_eleven) } else { (ten, from_ten) };
            let message = format!("`{code}` does not have the form of a code of its system");
            first_fault.get_or_insert_with(|| table.fault(row.line, column, message));
            return Ok(());
        };
        let title = super::xml::squeeze(row.cell(to_title));
        if title.len() > LONGEST_TITLE {
            return Err(table.fault(row.line, to_title, "too long for a title".to_owned()));
        }
        let (from, code) = if back {
            (written.to_string(), from_ten.to_owned())
        } else {
            (undotted(from_ten), written.to_string())
        };
        mapping.rows.push((from, Target { code, title }));
        Ok(())
    })?;
    match first_fault {
        Some(fault) if mapping.left_out > mapping.rows.len() / FAULTY_IN => return Err(fault),
        _ => {}
    }
    let repeated = mapping.rows.len() - leads_from(&mapping.rows);
    if !back && repeated > mapping.rows.len() / REPEATED_IN {
        mapping.kind = PackKind::Icd11MapAll;
    }
    Ok(mapping)
}

/// True for a row of a code. Codes whose fourth character comes from a list that several
/// categories share are headed `modifiedcategory`.
fn is_category(table: &Table<'_>, row: &Row<'_>, column: usize) -> Result<bool, ImportError> {
    match row.cell(column).to_ascii_lowercase().as_str() {
        "category" | "modifiedcategory" => Ok(true),
        "chapter" | "block" => Ok(false),
        other => {
            let message = format!("`{other}` is none of chapter, block and category");
            Err(table.fault(row.line, column, message))
        }
    }
}

fn begins_with_address(line: &str) -> bool {
    line.trim_start_matches(['\t', '"']).starts_with("http")
}

/// How many codes lead somewhere.
fn leads_from(rows: &[(String, Target)]) -> usize {
    rows.iter().map(|(from, _)| from.as_str()).collect::<BTreeSet<_>>().len()
}

/// Reads a whole table into a pack. The heading says which release it is, or `release` does.
///
/// # Errors
/// When the file is broken, too small to be a whole table, or its start is not known.
pub fn import(
    file: &str,
    bytes: &[u8],
    kind: PackKind,
    release: Option<Date>,
) -> Result<Imported, ImportError> {
    let mapping = read(file, bytes, kind)?;
    let codes = leads_from(&mapping.rows);
    if codes < LEAST {
        let (file, rows) = (file.to_owned(), "codes that lead to another".to_owned());
        return Err(ImportError::TooFew { file, rows, found: codes, least: LEAST });
    }
    let rows = BTreeMap::from([
        ("codes".to_owned(), codes as u64),
        ("targets".to_owned(), mapping.rows.len() as u64),
    ]);
    let starts = release.or(mapping.starts);
    let header = header(file, bytes, mapping.kind, starts, rows, mapping.left_out)?;
    Ok(Imported { header, payload: map::payload(&mapping.rows) })
}

#[cfg(test)]
mod tests {
    use super::*;

    // Rows of made-up titles in the layouts of the release.
    const ONE: &[u8] = include_bytes!("../../tests/icd11/10_to_11_one.txt");
    const MULTIPLE: &[u8] = include_bytes!("../../tests/icd11/10_to_11_multiple.txt");
    const BACK: &[u8] = include_bytes!("../../tests/icd11/11_to_10_one.txt");

    fn small(bytes: &[u8]) -> Mapping {
        let kind = kind(std::str::from_utf8(bytes).unwrap()).unwrap();
        read("map.txt", bytes, kind).unwrap()
    }

    fn rows(mapping: &Mapping) -> Vec<(&str, &str, &str)> {
        (mapping.rows.iter())
            .map(|(from, to)| (from.as_str(), to.code.as_str(), to.title.as_str()))
            .collect()
    }

    #[test]
    fn the_three_tables() {
        let one = small(ONE);
        assert_eq!((one.kind, one.starts), (PackKind::Icd11MapOne, Date::new(2025, 1, 1)));
        assert_eq!(
            rows(&one),
            [
                ("A00", "1A00", "Made-up water sickness"),
                ("A000", "1A00&XN8P1", "Made-up water sickness / Made-up germ"),
                ("C349", "2C25.Z", "Growth of the made-up place, unspecified"),
                ("E11", "5A11", "Made-up sugar trouble"),
            ]
        );
        let multiple = small(MULTIPLE);
        assert_eq!(multiple.kind, PackKind::Icd11MapAll);
        assert_eq!(rows(&multiple)[1..3], [("A01", "1A07.Z", "One"), ("A01", "1A08", "Two")]);
        let back = small(BACK);
        assert_eq!(back.kind, PackKind::Icd11MapBack);
        assert_eq!(
            rows(&back),
            [("1A00", "A00", "Made-up water sickness of old"), ("2C25.Z", "C34.9", "Old growth"),]
        );
    }

    #[test]
    fn faults_name_line_and_column() {
        let text = String::from_utf8(ONE.to_vec()).unwrap();
        for (from, to, said) in [
            ("\t1A00\t", "\tXN8P1\t", "line 4, column 10 (icd11Code): `XN8P1`"),
            ("\tA00\t", "\t1A00\t", "line 4, column 3 (icd10Code): `1A00`"),
            (
                "category\t1\tA00\t",
                "other\t1\tA00\t",
                "line 4, column 1 (10ClassKind): `other` is none of",
            ),
            ("\ticd10Code\t", "\tcode\t", "line 1: no column is headed `icd10Code`"),
        ] {
            let changed = text.replacen(from, to, 1);
            let fault = read("map.txt", changed.as_bytes(), PackKind::Icd11MapOne).unwrap_err();
            let fault = fault.to_string();
            assert!(fault.starts_with("map.txt: line ") && fault.contains(said), "{fault}");
        }
        let cut = &ONE[..ONE.len() - 120];
        let fault = read("map.txt", cut, PackKind::Icd11MapOne).unwrap_err().to_string();
        assert!(fault.contains("it is cut"), "{fault}");
        let fault = import("map.txt", ONE, PackKind::Icd11MapOne, None).unwrap_err().to_string();
        assert!(fault.contains("only 4 codes that lead to another"), "{fault}");
    }

    #[test]
    fn any_change_is_read_or_named() {
        for whole in [ONE, MULTIPLE, BACK] {
            for at in 0..whole.len() {
                for byte in [b'\t', b'\n', b'"', b'&', 0xFF] {
                    let mut bytes = whole.to_vec();
                    bytes[at] = byte;
                    for kind in [PackKind::Icd11MapOne, PackKind::Icd11MapBack] {
                        let fault = read("m.txt", &bytes, kind).err().map(|f| f.to_string());
                        assert!(fault.is_none_or(|f| f.starts_with("m.txt: ")), "{at} {byte}");
                    }
                }
            }
        }
    }

    #[test]
    fn tables_of_the_foundation_are_not_taken() {
        let foundation =
            "10ClassKind\ticd10Code\ticd10Title\tFoundation URI\ticd11Code\ticd11Title";
        assert_eq!(kind(foundation), None);
        assert_eq!(kind("icd10Code\ticd11Code"), None);
        assert_eq!(kind(""), None);
    }
}

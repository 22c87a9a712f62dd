//! The World Health Organization's simple tabulation of ICD-11 MMS (also put out as the
//! linearization): cells between tabs, one entity a row, its depth as dashes before its title.
//!
//! Columns are found by their headings, because releases differ: a foundation and a linearization
//! address, `Code`, `BlockId`, `Title` (and `TitleEN` in a translation), `ClassKind` (chapter,
//! block, category), `DepthInKind`, `IsResidual`, `ChapterNo`, `BrowserLink`, `isLeaf`, groupings.
//! The heading of the last column carries the release: `Version:2025 Jan 24 - 22:30 UTC`.

use super::tabbed::{Row, Table, headings};
use super::{ImportError, Imported};
use crate::container::{PackHeader, PackKind, sha256_hex};
use crate::icd11::cluster::CodeForm;
use crate::icd11::{self, Icd11Code};
use model::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A whole release has more codes than this.
const LEAST: usize = 10_000;

/// A whole release has more extension codes than this. They stand last, so that a file which was
/// cut between two rows lacks them.
const LEAST_EXTENSIONS: usize = 1_000;

/// One row in so many may have a code of an unknown form before the file is refused.
const FAULTY_IN: usize = 100;

/// Longest title, in bytes; a longer one is no title.
const LONGEST_TITLE: usize = 2_000;

/// The codes of a tabulation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tabulation {
    /// In the order of the file, each once.
    pub codes: Vec<Icd11Code>,
    /// Rows left out because their code has no form that is known.
    pub left_out: usize,
    /// First day of the release, from the heading.
    pub starts: Option<Date>,
}

/// True for the beginning of such a file.
#[must_use]
pub fn is_tabulation(head: &str) -> bool {
    let names = headings(head.split('\n').next().unwrap_or_default());
    let has = |name: &str| names.iter().any(|n| n.eq_ignore_ascii_case(name));
    // Other classifications of the family come in the same layout, under addresses of their own.
    let mms = head.contains("/mms/") || has("Grouping1");
    mms && ["Code", "Title", "ClassKind", "ChapterNo"].iter().all(|name| has(name))
}

/// Reads the codes.
///
/// # Errors
/// When a row is cut or too wide, or codes of another form are many; line and column are named.
pub fn read(file: &str, bytes: &[u8]) -> Result<Tabulation, ImportError> {
    let table = Table::new(file, bytes, begins)?;
    let code = table.column(&["Code"])?;
    let (title, english) = (table.column(&["Title"])?, table.find("TitleEN"));
    let (kind, chapter) = (table.column(&["ClassKind"])?, table.column(&["ChapterNo"])?);
    let leaf = table.column(&["isLeaf"])?;
    let whole = [code, title, kind, chapter, leaf].into_iter().max().unwrap_or(0) + 1;
    // Only a coding note is long enough to break over lines; the release's column has no cells.
    let notes = table.find("CodingNote").is_some();
    let width = if notes { table.headings().len().saturating_sub(1) } else { 0 };
    let table = table.with_breaks(width);
    let mut tabulation =
        Tabulation { starts: table.headings().last().and_then(|h| month(h)), ..Default::default() };
    let (mut seen, mut first_fault) = (BTreeSet::new(), None);
    table.rows(whole, |row| {
        let own = row.cell(code);
        let words = english.map(|column| row.cell(column)).filter(|t| !t.is_empty());
        let words = without_depth(words.unwrap_or_else(|| row.cell(title)));
        if !row.cell(kind).eq_ignore_ascii_case("category") || own.is_empty() {
            return known_kind(&table, row, kind);
        }
        if words.is_empty() || words.len() > LONGEST_TITLE {
            let message = format!("the title of {own} is empty or too long");
            return Err(table.fault(row.line, title, message));
        }
        if CodeForm::of(own).is_none() {
            tabulation.left_out += 1;
            let message = format!("`{own}` does not have the form of an ICD-11 code");
            first_fault.get_or_insert_with(|| table.fault(row.line, code, message));
            return Ok(());
        }
        // An entity with several parents stands at each of them.
        if seen.insert(own.to_owned()) {
            tabulation.codes.push(Icd11Code {
                code: own.to_owned(),
                title: words,
                chapter: row.cell(chapter).to_owned(),
                leaf: row.cell(leaf).eq_ignore_ascii_case("true"),
            });
        }
        Ok(())
    })?;
    match first_fault {
        Some(fault) if tabulation.left_out > tabulation.codes.len() / FAULTY_IN => Err(fault),
        _ => Ok(tabulation),
    }
}

/// A row begins with an address; a residual category may have only the second of the two.
fn begins(line: &str) -> bool {
    line.trim_start_matches(['\t', '"']).starts_with("http")
}

/// Chapters and blocks carry no code that is used; anything else is another layout.
fn known_kind(table: &Table<'_>, row: &Row<'_>, column: usize) -> Result<(), ImportError> {
    let kind = row.cell(column);
    if ["chapter", "block", "category", "window"].iter().any(|k| kind.eq_ignore_ascii_case(k)) {
        return Ok(());
    }
    let message = format!("`{kind}` is none of chapter, block and category");
    Err(table.fault(row.line, column, message))
}

/// A title without the dashes before it, its white space squeezed.
fn without_depth(title: &str) -> String {
    let mut rest = title.trim_start();
    while let Some(after) = rest.strip_prefix("- ") {
        rest = after.trim_start();
    }
    // A title of dashes alone is none.
    super::xml::squeeze(rest.strip_suffix('-').filter(|r| r.is_empty()).unwrap_or(rest))
}

/// The first day of the month that a heading such as `Version:2025 Jan 24 - 22:30 UTC` or
/// `2025-Jan-24` names. The organization calls its releases by year and month.
pub(super) fn month(heading: &str) -> Option<Date> {
    let mut words = heading
        .split(|c: char| !c.is_ascii_alphanumeric())
        .skip_while(|word| !(word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit())));
    let year: i16 = words.next()?.parse().ok()?;
    Date::new(year, Date::month_named(words.next()?)?, 1)
}

/// Reads a whole release into a pack. The heading says which release it is, or `release` does.
///
/// # Errors
/// When the file is broken, too small to be a release, or its start is not known.
pub fn import(file: &str, bytes: &[u8], release: Option<Date>) -> Result<Imported, ImportError> {
    let tabulation = read(file, bytes)?;
    let codes = &tabulation.codes;
    let extension = |c: &&Icd11Code| CodeForm::of(&c.code) == Some(CodeForm::Extension);
    let extensions = codes.iter().filter(extension).count();
    for (rows, found, least) in [
        ("ICD-11 codes", codes.len(), LEAST),
        ("ICD-11 extension codes, which stand last,", extensions, LEAST_EXTENSIONS),
    ] {
        if found < least {
            let (file, rows) = (file.to_owned(), rows.to_owned());
            return Err(ImportError::TooFew { file, rows, found, least });
        }
    }
    let rows = BTreeMap::from([
        ("stem codes".to_owned(), (codes.len() - extensions) as u64),
        ("extension codes".to_owned(), extensions as u64),
    ]);
    let kind = PackKind::Icd11Mms;
    let starts = release.or(tabulation.starts);
    let header = header(file, bytes, kind, starts, rows, tabulation.left_out)?;
    Ok(Imported { header, payload: icd11::payload(codes) })
}

/// The header of a pack of the organization's files.
pub(super) fn header(
    file: &str,
    bytes: &[u8],
    kind: PackKind,
    starts: Option<Date>,
    mut rows: BTreeMap<String, u64>,
    left_out: usize,
) -> Result<PackHeader, ImportError> {
    let starts = starts.ok_or_else(|| ImportError::NoRelease { file: file.to_owned() })?;
    if left_out > 0 {
        rows.insert("rows left out (code of unknown form)".to_owned(), left_out as u64);
    }
    Ok(PackHeader {
        kind,
        label: format!("{}-{:02}", starts.year(), starts.month()),
        starts,
        source: file.to_owned(),
        source_sha256: sha256_hex(bytes),
        rows,
        payload_sha256: String::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows of made-up titles in the layout of the release.
    const SMALL: &[u8] = include_bytes!("../../tests/icd11/tabulation.txt");

    #[test]
    fn codes_and_titles_of_a_tabulation() {
        assert!(is_tabulation(std::str::from_utf8(SMALL).unwrap()));
        let tabulation = read("mms.txt", SMALL).unwrap();
        assert_eq!(tabulation.starts, Date::new(2025, 1, 1));
        let codes: Vec<(&str, &str, &str, bool)> = (tabulation.codes.iter())
            .map(|c| (c.code.as_str(), c.title.as_str(), c.chapter.as_str(), c.leaf))
            .collect();
        assert_eq!(
            codes,
            [
                ("1A00", "Made-up water sickness", "01", true),
                ("1A0Y", "Other made-up water sickness", "01", true),
                ("2C25", "Growth of the \"made-up\" place", "02", false),
                ("2C25.Z", "Growth of the made-up place, unspecified", "02", true),
                ("5A11", "Made-up sugar trouble", "05", true),
                ("XN8P1", "Made-up germ", "X", true),
                ("XS9R", "Made-up stage", "X", true),
            ]
        );
        assert_eq!(tabulation.left_out, 0);
    }

    #[test]
    fn a_translation_with_broken_notes_keeps_its_english_titles() {
        let text = "Foundation URI\tLinearization URI\tCode\tTitleEN\tTitle\tClassKind\t\
            ChapterNo\tisLeaf\tGrouping1\tCodingNote\tParent\tVersion:2026 Jan 17 - 05:30 UTC\r\n\
            http://a/1\thttp://b/mms/1\t1A00\t\"- - Fever\"\t\"- - Fieber\"\tcategory\t01\tTrue\t\
            \tfirst line\r\nsecond line\thttp://a/0\r\n\
            http://a/2\thttp://b/mms/2\t1A01\t\t\"- - Husten\"\tcategory\t01\tTrue\t\t\t\r\n";
        let tabulation = read("mms.txt", text.as_bytes()).unwrap();
        let titles: Vec<&str> = tabulation.codes.iter().map(|c| c.title.as_str()).collect();
        assert_eq!((titles, tabulation.starts), (vec!["Fever", "Husten"], Date::new(2026, 1, 1)));
    }

    #[test]
    fn faults_name_line_and_column() {
        let text = String::from_utf8(SMALL.to_vec()).unwrap();
        for (from, to, said) in [
            ("\tcategory\t", "\tthing\t", "column 6 (ClassKind): `thing` is none of"),
            ("\t1A00\t", "\tA00.0\t", "line 4, column 3 (Code): `A00.0` does not have the form"),
            ("\"- - Made-up water sickness\"", "\"- - \"", "the title of 1A00 is empty"),
            ("\tisLeaf\t", "\tLeaf\t", "line 1: no column is headed `isLeaf`"),
        ] {
            let fault = read("mms.txt", text.replacen(from, to, 1).as_bytes()).unwrap_err();
            let fault = fault.to_string();
            assert!(fault.starts_with("mms.txt: line ") && fault.contains(said), "{fault}");
        }
        let cut = &SMALL[..SMALL.len() - 60];
        let fault = read("mms.txt", cut).unwrap_err().to_string();
        assert!(fault.contains("line 12") && fault.contains("it is cut"), "{fault}");
        let fault = import("mms.txt", SMALL, None).unwrap_err().to_string();
        assert!(fault.contains("only 7 ICD-11 codes"), "{fault}");
    }

    #[test]
    fn months_of_releases() {
        for (heading, month_of) in [
            ("Version:2025 Jan 24 - 22:30 UTC", Some((2025, 1))),
            ("2019-Apr-06", Some((2019, 4))),
            ("Parent", None),
            ("2025", None),
            ("", None),
        ] {
            let expected = month_of.and_then(|(year, m)| Date::new(year, m, 1));
            assert_eq!(month(heading), expected, "{heading}");
        }
    }
}

//! CMS's place of service codes as a table: number, kind, name, description. Rows of numbers that
//! are not assigned are counted and not kept.

use super::comma::{self, Table};
use super::reasons::whole;
use super::{ImportError, Imported};
use crate::claim_codes::ClaimCode;
use crate::container::PackKind;
use model::Date;
use std::collections::BTreeMap;

/// A whole list has more places than this.
const LEAST: usize = 40;

const CODE: &[&str] = &["pos_code", "Place of Service Code(s)", "Place of Service Code"];
const NAME: &[&str] = &["pos_name", "Place of Service Name"];

/// Places that came later than the rest, with their first day: the newest one that a list has
/// tells how old it is, when nothing else does.
const MARKS: [(&str, (i16, i8, i8)); 6] = [
    ("66", (2024, 8, 1)),
    ("27", (2023, 10, 1)),
    ("10", (2022, 1, 1)),
    ("58", (2020, 1, 1)),
    ("02", (2017, 1, 1)),
    ("19", (2016, 1, 1)),
];

/// Whether a file begins so.
#[must_use]
pub fn is_places(head: &str) -> bool {
    let headings = comma::headings(head);
    let any = |names: &[&str]| {
        headings.iter().any(|heading| names.iter().any(|name| heading.eq_ignore_ascii_case(name)))
    };
    any(CODE) && any(NAME)
}

/// Reads the places, and how many numbers are not assigned.
///
/// # Errors
/// When a column is missing, or a row is cut or has no number of two digits.
pub fn read_codes(file: &str, bytes: &[u8]) -> Result<(Vec<ClaimCode>, usize), ImportError> {
    let table = Table::read(file, bytes)?;
    let (code, name) = (table.column(CODE)?, table.column(NAME)?);
    let (mut codes, mut unassigned) = (Vec::new(), 0);
    for row in table.rows() {
        let (text, name) = (row.cell(code), row.cell(name));
        if text.len() != 2 || !text.bytes().all(|b| b.is_ascii_digit()) {
            let message = format!("`{}` is no place of service", comma::shortened(text));
            return Err(table.fault(row.line, message));
        }
        if name.eq_ignore_ascii_case("Unassigned") {
            unassigned += 1;
        } else {
            let (code, name) = (text.to_owned(), name.to_owned());
            codes.push(ClaimCode { code, name, ..ClaimCode::default() });
        }
    }
    Ok((codes, unassigned))
}

/// Reads a whole list into a pack. Unless `release` says when it begins, it begins with the newest
/// place in it.
///
/// # Errors
/// As [`read_codes`], and when it holds too few places, or none whose day is known.
pub fn import(file: &str, bytes: &[u8], release: Option<Date>) -> Result<Imported, ImportError> {
    let (codes, unassigned) = read_codes(file, bytes)?;
    let has = |mark: &str| codes.iter().any(|place| place.code == mark);
    let newest = MARKS.iter().find(|(mark, _)| has(mark));
    let newest = newest.and_then(|(_, (year, month, day))| Date::new(*year, *month, *day));
    let counts = BTreeMap::from([
        ("codes".to_owned(), codes.len() as u64),
        ("unassigned".to_owned(), unassigned as u64),
    ]);
    let least = ("places of service", LEAST);
    whole(file, bytes, PackKind::Pos, (codes, counts), least, release.or(newest))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADING: &str = "pos_code,pos_type,pos_name,pos_description\n";

    #[test]
    fn places_without_the_free_numbers() {
        let text = format!(
            "{HEADING}01,Facility,\"Made, up\",\"made\nup\"\n28,Unassigned,Unassigned,Unassigned\n"
        );
        assert!(is_places(&text));
        assert!(is_places("Place of Service Code(s),Place of Service Name,Description\n"));
        assert!(!is_places("Code,Description,Start,Stop\n"));
        let (codes, unassigned) = read_codes("p.csv", text.as_bytes()).unwrap();
        assert_eq!((codes.len(), unassigned), (1, 1));
        assert_eq!((codes[0].code.as_str(), codes[0].name.as_str()), ("01", "Made, up"));
        let bad = format!("{HEADING}1,Facility,Made up,made up\n");
        let fault = read_codes("p.csv", bad.as_bytes()).unwrap_err().to_string();
        assert!(fault.contains("line 2: `1` is no place"), "{fault}");
    }

    #[test]
    fn its_newest_place_dates_a_list() {
        let list = |to: u8| -> String {
            (1..=to).map(|n| format!("{n:02},Facility,Made up {n},made up\n")).collect()
        };
        let starts = |to: u8, release: Option<&str>| {
            let text = format!("{HEADING}{}", list(to));
            let release = release.map(|day| day.parse().unwrap());
            import("p.csv", text.as_bytes(), release).map(|i| i.header.starts.to_string())
        };
        assert_eq!(starts(50, None).unwrap(), "2023-10-01");
        assert_eq!(starts(70, None).unwrap(), "2024-08-01");
        assert_eq!(starts(70, Some("2025-01-01")).unwrap(), "2025-01-01");
        assert!(starts(20, None).unwrap_err().to_string().contains("only 20 places"));
    }
}

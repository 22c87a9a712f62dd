//! NUCC's health care provider taxonomy, `nucc_taxonomy_NNN.csv`: code, grouping, classification,
//! specialization, definition, notes, display name, section. The notes say when a code came
//! (`[1/1/2021: new]`) and when it was given up (`[1/1/2023: marked inactive]`).

use super::comma::{self, Table};
use super::reasons::whole;
use super::{ImportError, Imported};
use crate::claim_codes::ClaimCode;
use crate::container::PackKind;
use model::Date;
use std::collections::BTreeMap;
use std::path::Path;

/// A whole release has more codes than this.
const LEAST: usize = 600;

/// Whether a file begins so.
#[must_use]
pub fn is_taxonomy(head: &str) -> bool {
    let headings = comma::headings(head);
    ["Code", "Grouping", "Classification", "Specialization"]
        .iter()
        .all(|name| headings.iter().any(|heading| heading.eq_ignore_ascii_case(name)))
}

/// Reads the codes.
///
/// # Errors
/// When a column is missing, or a row is cut or has a code of another form.
pub fn read_codes(file: &str, bytes: &[u8]) -> Result<Vec<ClaimCode>, ImportError> {
    let table = Table::read(file, bytes)?;
    let code = table.column(&["Code"])?;
    let name = table.column(&["Display Name", "Classification"])?;
    let notes = table.find(&["Notes"]);
    let mut codes = Vec::with_capacity(table.rows().len());
    for row in table.rows() {
        let text = row.cell(code);
        if text.len() != 10 || !text.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()) {
            let message = format!("`{}` is no taxonomy code", comma::shortened(text));
            return Err(table.fault(row.line, message));
        }
        let notes = notes.map_or("", |notes| row.cell(notes));
        codes.push(ClaimCode {
            code: text.to_owned(),
            starts: noted(notes, "new"),
            ends: noted(notes, "marked inactive").map(last_day),
            name: row.cell(name).to_owned(),
        });
    }
    Ok(codes)
}

/// The day of the note that says exactly this: `1/1/2021: new`.
fn noted(notes: &str, what: &str) -> Option<Date> {
    notes.split(['[', ']', ';', '<', '>']).find_map(|note| {
        let (day, said) = note.split_once(':')?;
        let said = said.split(',').next().unwrap_or(said).trim().trim_end_matches('.');
        said.eq_ignore_ascii_case(what).then(|| comma::day(day.trim())).flatten()
    })
}

/// Changes are put out on 1 January and 1 July, and are to be used three months later.
fn last_day(noted: Date) -> Date {
    let (year, month) = (noted.year(), noted.month());
    let effective = match month {
        1..=9 => Date::new(year, month + 3, 1),
        _ => Date::new(year.saturating_add(1), month - 9, 1),
    };
    effective.unwrap_or(noted).plus_days(-1)
}

/// Reads a whole release into a pack. The file does not say which one it is; its name does
/// (`nucc_taxonomy_251`: the second of 2025), or `release`.
///
/// # Errors
/// As [`read_codes`], and when it holds too few codes, or its start is not known.
pub fn import(file: &str, bytes: &[u8], release: Option<Date>) -> Result<Imported, ImportError> {
    let codes = read_codes(file, bytes)?;
    let ended = codes.iter().filter(|code| code.ends.is_some()).count() as u64;
    let counts =
        BTreeMap::from([("codes".to_owned(), codes.len() as u64), ("ended".to_owned(), ended)]);
    let starts = release.or_else(|| start_from_name(file));
    whole(file, bytes, PackKind::Taxonomy, (codes, counts), ("taxonomy codes", LEAST), starts)
}

fn start_from_name(file: &str) -> Option<Date> {
    let name = Path::new(file).file_name()?.to_string_lossy().to_ascii_lowercase();
    let after = name.split("taxonomy_").nth(1)?;
    let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
    let year: i16 = digits.get(..2)?.parse().ok()?;
    match digits.get(2..)? {
        "0" => Date::new(2000 + year, 1, 1),
        "1" => Date::new(2000 + year, 7, 1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADING: &str =
        "Code,Grouping,Classification,Specialization,Definition,Notes,Display Name,Section\n";

    fn one(notes: &str) -> ClaimCode {
        let text =
            format!("{HEADING}207Q00000X,G,C,,\"Made, up\",\"{notes}\",Made up,Individual\n");
        assert!(is_taxonomy(&text));
        read_codes("t.csv", text.as_bytes()).unwrap().remove(0)
    }

    #[test]
    fn days_from_the_notes() {
        for (notes, starts, ends) in [
            ("Source: somebody", None, None),
            ("Source: a, b.org [1/1/2021: new]", Some("2021-01-01"), None),
            ("[7/1/2003: new; 7/1/2011: modified source]", Some("2003-07-01"), None),
            ("[7/1/2019: definition added]", None, None),
            ("[1/1/2007: marked inactive, use  103G00000X]", None, Some("2007-03-31")),
            ("1/1/2025: marked inactive", None, Some("2025-03-31")),
            (
                "[1/1/2023: marked inactive]<br/>Deactivation Date: 3/31/2023<br/>",
                None,
                Some("2023-03-31"),
            ),
            (" [7/1/2009: marked inactive]", None, Some("2009-09-30")),
            ("Source: x [10/1/2009: marked inactive]", None, Some("2009-12-31")),
        ] {
            let code = one(notes);
            let told = |day: Option<Date>| day.map(|day| day.to_string());
            assert_eq!(told(code.starts).as_deref(), starts, "{notes}");
            assert_eq!(told(code.ends).as_deref(), ends, "{notes}");
        }
        assert_eq!(one("").name, "Made up");
    }

    #[test]
    fn releases_by_their_names() {
        for (name, wanted) in [
            ("a/nucc_taxonomy_251.csv", Some("2025-07-01")),
            ("NUCC_TAXONOMY_240.CSV", Some("2024-01-01")),
            ("nucc_taxonomy_25.csv", None),
            ("taxonomy.csv", None),
        ] {
            assert_eq!(start_from_name(name).map(|d| d.to_string()).as_deref(), wanted, "{name}");
        }
    }

    #[test]
    fn a_wrong_row_is_named() {
        let text = format!("{HEADING}207Q00000x,G,C,,D,N,Made up,Individual\n");
        let fault = read_codes("t.csv", text.as_bytes()).unwrap_err().to_string();
        assert!(fault.contains("line 2: `207Q00000x` is no taxonomy code"), "{fault}");
        let few = format!("{HEADING}207Q00000X,G,C,,D,N,Made up,Individual\n");
        let fault = import("t.csv", few.as_bytes(), None).unwrap_err().to_string();
        assert!(fault.contains("only 1 taxonomy codes"), "{fault}");
    }
}

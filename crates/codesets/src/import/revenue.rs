//! Revenue codes as a table that the user writes or exports: `Code` (or `Revenue Code`),
//! `Description`, and optional first and last days. The list itself is the NUBC's and is sold by
//! it.

use super::comma::{self, Table};
use super::reasons::whole;
use super::{ImportError, Imported};
use crate::claim_codes::ClaimCode;
use crate::container::PackKind;
use model::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const CODE: &[&str] = &["Revenue Code", "Rev Code", "Revenue_Code", "Rev Cd", "Code"];
const NAME: &[&str] = &["Description", "Standard Abbreviation", "Name", "Category"];
const STARTS: &[&str] = &["Start", "Start Date", "Effective Date", "Effective", "From"];
const ENDS: &[&str] = &["Stop", "End", "End Date", "Stop Date", "Termination Date", "To"];

/// Digits of a code as a claim has it.
const WIDTH: usize = 4;

/// Whether a file begins so: revenue codes are the only ones of four digits that begin with 0.
#[must_use]
pub fn is_revenue(head: &str) -> bool {
    let headings = comma::headings(head);
    let column = |names: &[&str]| {
        let of = |name: &&str| headings.iter().position(|h| h.eq_ignore_ascii_case(name));
        names.iter().find_map(of)
    };
    let (Some(code), Some(_)) = (column(CODE), column(NAME)) else { return false };
    let named = headings[code].to_ascii_lowercase().starts_with("rev");
    let first = head.lines().nth(1).unwrap_or_default().split(',').nth(code).unwrap_or_default();
    let first = first.trim().trim_matches('"');
    named || (first.len() == WIDTH && code_of(first).is_some() && first.starts_with('0'))
}

/// The code of four digits; a spreadsheet drops the leading zero.
fn code_of(text: &str) -> Option<String> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    (digits && (3..=WIDTH).contains(&text.len())).then(|| format!("{text:0>WIDTH$}"))
}

fn read(file: &str, bytes: &[u8]) -> Result<Vec<ClaimCode>, ImportError> {
    let table = Table::read(file, bytes)?;
    let (code, name) = (table.column(CODE)?, table.column(NAME)?);
    let (starts, ends) = (table.find(STARTS), table.find(ENDS));
    let (mut codes, mut seen) = (Vec::new(), BTreeSet::new());
    for row in table.rows() {
        let wrong = || format!("`{}` is no revenue code", comma::shortened(row.cell(code)));
        let code = code_of(row.cell(code)).ok_or_else(|| table.fault(row.line, wrong()))?;
        if !seen.insert(code.clone()) {
            return Err(table.fault(row.line, format!("{code} stands twice")));
        }
        codes.push(ClaimCode {
            code,
            starts: table.day(row, starts)?,
            ends: table.day(row, ends)?,
            name: row.cell(name).to_owned(),
        });
    }
    Ok(codes)
}

/// Reads a list into a pack. Which release it is stands in its name (`revenue_2026.csv`), or
/// `release` says it.
///
/// # Errors
/// When a column is missing, a row has another form, or the release is not known.
pub fn import(file: &str, bytes: &[u8], release: Option<Date>) -> Result<Imported, ImportError> {
    let codes = read(file, bytes)?;
    let ended = codes.iter().filter(|code| code.ends.is_some()).count() as u64;
    let counts =
        BTreeMap::from([("codes".to_owned(), codes.len() as u64), ("ended".to_owned(), ended)]);
    let starts = release.or_else(|| year_of(file));
    whole(file, bytes, PackKind::Revenue, (codes, counts), ("revenue codes", 1), starts)
}

/// The first day of the year that a file's name has.
fn year_of(file: &str) -> Option<Date> {
    let name = Path::new(file).file_name()?.to_string_lossy().into_owned();
    let mut words = name.split(|c: char| !c.is_ascii_digit()).filter(|word| word.len() == 4);
    let year = words.find_map(|word| word.parse::<i16>().ok());
    Date::new(year.filter(|year| (2_000..2_100).contains(year))?, 1, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn told_by_heading_or_code() {
        for (text, expected) in [
            ("Revenue Code,Description\n450,Made up\n", true),
            ("Code,Description\n0450,Made up\n", true),
            ("Code,Description,Start,End\n\"0450\",Made up,,\n", true),
            ("Code,Description\n450,Made up\n", false),
            ("Code,Description\n99213,Made up\n", false),
            ("Revenue Code,Charge\n0450,1\n", false),
            ("Code,Description\n", false),
        ] {
            assert_eq!(is_revenue(text), expected, "{text}");
        }
    }

    #[test]
    fn codes_with_and_without_days() {
        let text = "Revenue Code,Description,Start,End\n450,\"Made up, one\",,\n\
            0901,Made up,1/1/2000,2020-12-31\n";
        let codes = read("r.csv", text.as_bytes()).unwrap();
        assert_eq!((codes[0].code.as_str(), codes[0].name.as_str()), ("0450", "Made up, one"));
        assert_eq!(codes[1].ends.unwrap().to_string(), "2020-12-31");
        let label =
            |name: &str| import(name, text.as_bytes(), None).map(|imported| imported.header.label);
        assert_eq!(label("revenue_2026.csv").unwrap(), "2026-01");
        assert!(label("revenue.csv").unwrap_err().to_string().contains("--release"));
        let plain = "Code,Description\n0450,Made up\n";
        assert_eq!(read("r.csv", plain.as_bytes()).unwrap().len(), 1);
    }

    #[test]
    fn faults_name_their_line() {
        for (rows, words) in [
            ("45,x", "line 2: `45` is no revenue code"),
            ("04500,x", "line 2: `04500` is no revenue code"),
            ("045x,x", "line 2: `045x` is no revenue code"),
            ("0450,x\n450,y", "line 3: 0450 stands twice"),
            ("0450", "line 2: 1 cells"),
            ("", "only 0 revenue codes"),
        ] {
            let text = format!("Revenue Code,Description\n{rows}\n");
            let fault = import("revenue_2026.csv", text.as_bytes(), None).unwrap_err().to_string();
            assert!(fault.contains(words), "{fault}");
        }
    }

    /// Every cut of a list, and every byte of it changed, is read or refused, never a panic.
    #[test]
    fn cut_and_changed_files() {
        let text = "Code,Description,Start,End\r\n0450,\"Made \"\"up\"\"\",1/1/2000,2020-12-31\r\n";
        for at in 0..text.len() {
            for byte in [None, Some(b'"'), Some(b','), Some(b'\n'), Some(0xff)] {
                let mut bytes = text.as_bytes().to_vec();
                match byte {
                    None => bytes.truncate(at),
                    Some(byte) => bytes[at] = byte,
                }
                match import("revenue_2026.csv", &bytes, None) {
                    Ok(imported) => assert!(imported.header.rows["codes"] <= 2),
                    Err(fault) => assert!(fault.to_string().starts_with("revenue_2026.csv")),
                }
                let _ = is_revenue(&String::from_utf8_lossy(&bytes));
            }
        }
    }
}

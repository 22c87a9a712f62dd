//! X12's lists of claim adjustment reasons (CARC) and remittance advice remarks (RARC), as a
//! table: `Code,Description,Start,Last Modified,Stop,Notes`. Both have the same headings, and are
//! told apart by their codes.

use super::comma::{self, Table};
use super::{ImportError, Imported};
use crate::claim_codes::{self, ClaimCode};
use crate::container::{PackHeader, PackKind, sha256_hex};
use model::Date;
use std::collections::BTreeMap;

/// A whole list of reasons has more than this.
const LEAST_REASONS: usize = 250;

/// A whole list of remarks has more than this.
const LEAST_REMARKS: usize = 700;

const START: &[&str] = &["Start", "Start Date"];
const STOP: &[&str] = &["Stop", "Stop Date", "End Date"];
const CHANGED: &[&str] = &["Last Modified", "Last Modified Date"];

/// Which of the two lists begins so.
#[must_use]
pub fn kind(head: &str) -> Option<PackKind> {
    let headings = comma::headings(head);
    let has = |name: &str| headings.iter().any(|heading| heading.eq_ignore_ascii_case(name));
    let any = |names: &[&str]| names.iter().any(|name| has(name));
    if !(has("Code") && has("Description") && any(START) && any(STOP)) {
        return None;
    }
    let column = headings.iter().position(|heading| heading.eq_ignore_ascii_case("Code"))?;
    let first = head.lines().nth(1)?.split(',').nth(column)?.trim().trim_matches('"');
    is_code(first, PackKind::Carc)
        .then_some(PackKind::Carc)
        .or_else(|| is_code(first, PackKind::Rarc).then_some(PackKind::Rarc))
}

/// Reasons are a number, or a letter and a number; remarks are M, MA or N and a number. M with a
/// number could be either, and no reason begins with it.
fn is_code(code: &str, kind: PackKind) -> bool {
    let number = code.trim_start_matches(|c: char| c.is_ascii_uppercase());
    let letters = &code[..code.len() - number.len()];
    let digits = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    digits
        && number.len() <= 4
        && match kind {
            PackKind::Rarc => matches!(letters, "M" | "MA" | "N"),
            _ => letters.len() < 2 && !matches!(letters, "M" | "N"),
        }
}

/// Reads the codes.
///
/// # Errors
/// When a column is missing, or a row is cut, has a code of another form, or a date that is none.
pub fn read_codes(
    file: &str,
    bytes: &[u8],
    kind: PackKind,
) -> Result<(Vec<ClaimCode>, Option<Date>), ImportError> {
    let table = Table::read(file, bytes)?;
    let (code, name) = (table.column(&["Code"])?, table.column(&["Description"])?);
    let (start, stop) = (Some(table.column(START)?), Some(table.column(STOP)?));
    let changed = table.find(CHANGED);
    let (mut codes, mut newest) = (Vec::new(), None);
    for row in table.rows() {
        let text = row.cell(code);
        if !is_code(text, kind) {
            let message = format!("`{}` is no {} code", comma::shortened(text), kind.name());
            return Err(table.fault(row.line, message));
        }
        let (starts, ends) = (table.day(row, start)?, table.day(row, stop)?);
        newest = newest.max(starts).max(table.day(row, changed)?);
        let name = row.cell(name).to_owned();
        codes.push(ClaimCode { code: text.to_owned(), starts, ends, name });
    }
    Ok((codes, newest))
}

/// Reads a whole list into a pack. It does not say of which release it is: unless `release` does,
/// it is as old as its newest entry.
///
/// # Errors
/// As [`read_codes`], and when it holds too few codes, or no date at all.
pub fn import(
    file: &str,
    bytes: &[u8],
    kind: PackKind,
    release: Option<Date>,
) -> Result<Imported, ImportError> {
    let (codes, newest) = read_codes(file, bytes, kind)?;
    let (rows, least) = match kind {
        PackKind::Rarc => ("remittance advice remarks", LEAST_REMARKS),
        _ => ("claim adjustment reasons", LEAST_REASONS),
    };
    let starts = release.or(newest);
    let ended = codes.iter().filter(|code| code.ends.is_some()).count() as u64;
    let counts =
        BTreeMap::from([("codes".to_owned(), codes.len() as u64), ("ended".to_owned(), ended)]);
    whole(file, bytes, kind, (codes, counts), (rows, least), starts)
}

/// A pack of a list that is large enough to be a release.
pub(super) fn whole(
    file: &str,
    bytes: &[u8],
    kind: PackKind,
    (codes, counts): (Vec<ClaimCode>, BTreeMap<String, u64>),
    (rows, least): (&str, usize),
    starts: Option<Date>,
) -> Result<Imported, ImportError> {
    let (found, file) = (codes.len(), file.to_owned());
    if found < least {
        return Err(ImportError::TooFew { file, rows: rows.to_owned(), found, least });
    }
    let starts = starts.ok_or_else(|| ImportError::NoRelease { file: file.clone() })?;
    let header = PackHeader {
        kind,
        label: format!("{}-{:02}", starts.year(), starts.month()),
        starts,
        source: file,
        source_sha256: sha256_hex(bytes),
        rows: counts,
        payload_sha256: String::new(),
    };
    Ok(Imported { header, payload: claim_codes::payload(&codes) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADING: &str = "Code,Description,Start,Last Modified,Stop,Notes\r\n";

    #[test]
    fn told_apart_by_their_codes() {
        for (row, wanted) in [
            ("1,\"made up, one\",1995-01-01,,,", Some(PackKind::Carc)),
            ("A1,made up,1995-01-01,,,", Some(PackKind::Carc)),
            ("P23,made up,1995-01-01,,,", Some(PackKind::Carc)),
            ("\"M1\",made up,1997-01-01,,,", Some(PackKind::Rarc)),
            ("MA01,made up,1997-01-01,,,", Some(PackKind::Rarc)),
            ("N895,made up,2024-03-01,,,", Some(PackKind::Rarc)),
            ("A000,made up,2024-03-01,,,", Some(PackKind::Carc)),
            ("A00.0,made up,2024-03-01,,,", None),
            ("MAX1,made up,2024-03-01,,,", None),
            ("99213x,made up,,,,", None),
        ] {
            assert_eq!(kind(&format!("{HEADING}{row}\r\n")), wanted, "{row}");
        }
        assert_eq!(kind("code,start,end,attributes\nA00,20151001,20270331,\n"), None);
        assert_eq!(kind(HEADING), None);
    }

    #[test]
    fn days_and_newest_entry() {
        let text = format!(
            "{HEADING}1,made up,1995-01-01,,,\r\n\
             W1,\"made up, too\",2000-02-29,2022-11-16,2014-07-01,see elsewhere\r\n"
        );
        let (codes, newest) = read_codes("c.csv", text.as_bytes(), PackKind::Carc).unwrap();
        assert_eq!(codes[1].ends.unwrap().to_string(), "2014-07-01");
        assert_eq!(codes[1].name, "made up, too");
        assert_eq!(newest.unwrap().to_string(), "2022-11-16");
        let fault = import("c.csv", text.as_bytes(), PackKind::Carc, None).unwrap_err();
        assert!(fault.to_string().contains("only 2 claim adjustment reasons"), "{fault}");
    }

    #[test]
    fn a_wrong_row_is_named() {
        for (row, words) in [
            ("N1,made up,1995-01-01,,,", "line 2: `N1` is no carc code"),
            ("1,made up,1995-13-01,,,", "line 2: `1995-13-01` is no date"),
            ("1,made up", "line 2: 2 cells, 6 expected"),
        ] {
            let text = format!("{HEADING}{row}\n");
            let fault = read_codes("c.csv", text.as_bytes(), PackKind::Carc).unwrap_err();
            assert!(fault.to_string().contains(words), "{fault}");
        }
    }

    /// Every cut of a list, and every byte of it changed, is read or refused, never a panic.
    #[test]
    fn cut_and_changed_files() {
        let text = format!("{HEADING}1,\"made \"\"up\"\"\",1995-01-01,,2014-07-01,x\r\n");
        for at in 0..text.len() {
            for byte in [None, Some(b'"'), Some(b','), Some(b'\n'), Some(0xff)] {
                let mut bytes = text.clone().into_bytes();
                match byte {
                    None => bytes.truncate(at),
                    Some(byte) => bytes[at] = byte,
                }
                match read_codes("c.csv", &bytes, PackKind::Carc) {
                    Ok((codes, _)) => assert!(codes.len() <= 2),
                    Err(fault) => assert!(fault.to_string().starts_with("c.csv: line ")),
                }
            }
        }
    }
}

//! CMS's HCPCS Level II alpha-numeric file, fixed width (`HCPCyyyy_MMM_ANWEB.txt`).
//!
//! Columns, from 1: 1-5 code (a modifier stands in 4-5), 6-10 sequence, 11 record (3 procedure,
//! 4 its continuation, 7 modifier, 8 its continuation), 12-91 long, 92-119 short description.

use super::{ImportError, Imported};
use crate::container::{PackHeader, PackKind, sha256_hex};
use crate::hcpcs::{self, HcpcsEntry};
use model::Date;
use std::collections::BTreeMap;
use std::path::Path;

/// A whole release has more procedures than this.
const LEAST: usize = 5_000;

/// A whole release has more modifiers than this. They stand last, so that a file which was cut
/// between two lines lacks them.
const LEAST_MODIFIERS: usize = 100;

/// Reads the entries.
///
/// # Errors
/// When a line is too short or its record type is not one of the layout.
pub fn read_entries(file: &str, bytes: &[u8]) -> Result<Vec<HcpcsEntry>, ImportError> {
    let broken = |line: usize, message: String| ImportError::Broken {
        file: file.to_owned(),
        place: format!("line {line}"),
        message,
    };
    // Real releases hold a few bytes of Windows-1252; each byte is one column.
    let text: String = bytes.iter().map(|b| char::from(*b)).collect();
    let mut entries: Vec<HcpcsEntry> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim_end_matches('\u{1a}');
        if line.trim().is_empty() {
            continue;
        }
        let columns: Vec<char> = line.chars().collect();
        if columns.len() < 11 {
            let message = format!("{} columns, at least 11 expected", columns.len());
            return Err(broken(number + 1, message));
        }
        let field = |from: usize, to: usize| -> String {
            let piece = columns.iter().take(to).skip(from - 1).collect::<String>();
            piece.trim_end().to_owned()
        };
        let (code, long, short) = (field(1, 5).trim().to_owned(), field(12, 91), field(92, 119));
        match columns[10] {
            '3' | '7' => entries.push(HcpcsEntry {
                code,
                modifier: columns[10] == '7',
                short: short.trim().to_owned(),
                long: columns.iter().take(91).skip(11).collect(),
            }),
            '4' | '8' => match entries.last_mut() {
                // A word may be cut at column 91: the pieces join without a space of their own.
                Some(last) if last.code == code => last.long.push_str(&pad(&long)),
                _ => {
                    return Err(broken(
                        number + 1,
                        format!("continues {code}, which did not begin"),
                    ));
                }
            },
            other => return Err(broken(number + 1, format!("record type `{other}` in column 11"))),
        }
    }
    if let Some(message) = cut(bytes) {
        return Err(broken(text.lines().count(), message));
    }
    for entry in &mut entries {
        entry.long = super::xml::squeeze(&entry.long);
    }
    Ok(entries)
}

/// What tells that the last line is cut: it is not ended, and narrower than the first.
fn cut(bytes: &[u8]) -> Option<String> {
    let first = bytes.split(|b| *b == b'\n').next()?;
    let last = bytes.rsplit(|b| *b == b'\n').next()?;
    let (wide, narrow) = (first.strip_suffix(b"\r").unwrap_or(first).len(), last.len());
    let end_mark = last.iter().all(|b| *b == 0x1a || b.is_ascii_whitespace());
    (!end_mark && narrow < wide)
        .then(|| format!("the file ends after {narrow} of {wide} columns: it is cut"))
}

fn pad(piece: &str) -> String {
    format!("{piece:<80}")
}

/// Reads a whole release into a pack. The file itself does not say when it starts; its name does
/// (`HCPC2025_OCT_ANWEB`), or `release`.
///
/// # Errors
/// When the file is broken, too small to be a release, or its start is not known.
pub fn import(file: &str, bytes: &[u8], release: Option<Date>) -> Result<Imported, ImportError> {
    let entries = read_entries(file, bytes)?;
    let procedures = entries.iter().filter(|e| !e.modifier).count();
    let modifiers = entries.len() - procedures;
    for (rows, found, least) in [
        ("HCPCS procedures", procedures, LEAST),
        ("HCPCS modifiers, which stand last,", modifiers, LEAST_MODIFIERS),
    ] {
        if found < least {
            let (file, rows) = (file.to_owned(), rows.to_owned());
            return Err(ImportError::TooFew { file, rows, found, least });
        }
    }
    let starts = release
        .or_else(|| start_from_name(file))
        .ok_or_else(|| ImportError::NoRelease { file: file.to_owned() })?;
    let header = PackHeader {
        kind: PackKind::Hcpcs,
        label: format!("{}-{:02}", starts.year(), starts.month()),
        starts,
        source: file.to_owned(),
        source_sha256: sha256_hex(bytes),
        rows: BTreeMap::from([
            ("procedures".to_owned(), procedures as u64),
            ("modifiers".to_owned(), modifiers as u64),
        ]),
        payload_sha256: String::new(),
    };
    Ok(Imported { header, payload: hcpcs::payload(&entries) })
}

fn start_from_name(file: &str) -> Option<Date> {
    let name = Path::new(file).file_name()?.to_string_lossy().to_ascii_uppercase();
    let after = name.split("HCPC").nth(1)?;
    let year: i16 = after.get(..4)?.parse().ok()?;
    let months = ["JAN", "APR", "JUL", "OCT"];
    let month = months.iter().position(|m| after.contains(m))? * 3 + 1;
    Date::new(year, i8::try_from(month).ok()?, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(code: &str, kind: char, long: &str, short: &str) -> String {
        format!("{code:<5}00100{kind}{long:<80}{short:<28}")
    }

    #[test]
    fn joins_continuations() {
        let text = [
            line("J1885", '3', "Injection, ketorolac tromethamine, per 15 mg", "Ketorolac inj"),
            line("A0080", '3', &"x".repeat(80), "Escort"),
            line("A0080", '4', "al) or organization", ""),
            line("   LT", '7', "Left side", "Left"),
        ]
        .join("\r\n");
        let entries = read_entries("h.txt", text.as_bytes()).unwrap();
        assert_eq!(entries.len(), 3);
        assert_eq!(entries[0].long, "Injection, ketorolac tromethamine, per 15 mg");
        assert!(entries[1].long.ends_with("xal) or organization"));
        assert_eq!((entries[2].code.as_str(), entries[2].modifier), ("LT", true));
    }

    #[test]
    fn faults_name_the_line() {
        let fault = read_entries("h.txt", line("A0080", '4', "x", "").as_bytes()).unwrap_err();
        assert!(fault.to_string().contains("h.txt: line 1"), "{fault}");
        assert!(read_entries("h.txt", b"short").is_err());
        assert_eq!(start_from_name("HCPC2025_OCT_ANWEB.txt"), Date::new(2025, 10, 1));
        assert_eq!(start_from_name("hcpc/old/HCPC2026_JAN_ANWEB.txt"), Date::new(2026, 1, 1));
        assert_eq!(start_from_name("x.txt"), None);
        let whole = [line("A0021", '3', "a", "b"), line("A0080", '3', "a", "b")].join("\n");
        assert_eq!(read_entries("h.txt", whole.as_bytes()).unwrap().len(), 2);
        let cut = &whole.as_bytes()[..whole.len() - 30];
        let fault = read_entries("h.txt", cut).unwrap_err().to_string();
        assert!(fault.contains("h.txt: line 2: the file ends after 89 of 119 columns"), "{fault}");
    }
}

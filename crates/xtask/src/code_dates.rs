//! `cargo xtask code-dates ICD10CM.csv ICD10PCS.csv`: builds the tables with which the crate x12
//! judges ICD-10 codes day by day without opening a pack.
//!
//! A table is read as it lies in the program, so its layout serves one question, "on which days
//! was this code in force?" (all numbers little endian, unless said):
//!
//! | part | bytes |
//! |---|---|
//! | magic | 8: `CCDATES1` |
//! | number of spans, number of codes | 4 and 4 |
//! | for every two first characters the row where such codes begin; the end | 4 × (37 × 37 + 1) |
//! | spans: first and last day, each as year − 2000, month and day in 7, 4 and 5 bits | 4 each |
//! | rows in code order: the code as a number of base 37 (big endian), its span | 5 + 1 each |
//!
//! The last day of a code that the release does not end has all its bits set: a release is in
//! force until a later one is imported.

use codesets::ImportError;
use codesets::container;
use codesets::icd10cm::build::ValidityRow;
use codesets::import::validity;
use codesets::pcs_validity::PcsSpan;
use model::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// First bytes of a table; the last one is the version of the layout.
const MAGIC: &[u8; 8] = b"CCDATES1";

/// Characters of a code, filled up with blanks.
const WIDTH: usize = 7;

/// Blank, digits, letters.
const BASE: u64 = 37;

/// A last day that is not known yet.
const OPEN: u16 = u16::MAX;

/// The tables, in the order of the arguments.
const TABLES: [&str; 2] = ["crates/x12/lists/icd10cm.bin", "crates/x12/lists/icd10pcs.bin"];

pub fn run(arguments: &[String]) -> Result<(), String> {
    let [diagnoses, procedures] = arguments else {
        return Err("usage: cargo xtask code-dates ICD10CM.csv ICD10PCS.csv".into());
    };
    for (source, table) in [diagnoses, procedures].into_iter().zip(TABLES) {
        let bytes = std::fs::read(source).map_err(|fault| format!("{source}: {fault}"))?;
        let name = Path::new(source).file_name().map(|name| name.to_string_lossy().into_owned());
        let rows = read(table, &name.unwrap_or_default(), &bytes).map_err(|f| f.to_string())?;
        let (built, spans, codes) = build(&rows)?;
        std::fs::write(table, &built).map_err(|fault| format!("{table}: {fault}"))?;
        println!("{table}: {} bytes, sha256 {}", built.len(), container::sha256_hex(&built));
        println!("  from {} rows, sha256 {}", rows.len(), container::sha256_hex(&bytes));
        println!("  {codes} codes, {spans} spans");
    }
    Ok(())
}

/// The rows of a validity table; of what the editor says of procedures, this table needs nothing.
fn read(table: &str, file: &str, bytes: &[u8]) -> Result<Vec<ValidityRow>, ImportError> {
    if table == TABLES[0] {
        return validity::read(file, bytes);
    }
    let rows = validity::read_procedures(file, bytes)?.into_iter();
    let undated = |(code, span): (String, PcsSpan)| ValidityRow {
        code,
        starts: span.starts,
        ends: span.ends,
        attributes: Default::default(),
    };
    Ok(rows.map(undated).collect())
}

/// The table with its numbers of spans and codes.
fn build(rows: &[ValidityRow]) -> Result<(Vec<u8>, usize, usize), String> {
    let horizon = rows.iter().map(|row| row.ends).max().ok_or("the list of codes is empty")?;
    let codes = joined(rows)?;
    let packed = |(first, last): (Date, Date)| -> Result<(u16, u16), String> {
        Ok((day(first)?, if last == horizon { OPEN } else { day(last)? }))
    };
    let mut spans = BTreeSet::new();
    for span in codes.values() {
        spans.insert(packed(*span)?);
    }
    let spans: Vec<(u16, u16)> = spans.into_iter().collect();
    let mut buckets = vec![0_u32; (BASE * BASE) as usize + 1];
    let mut lines = Vec::with_capacity(codes.len() * 6);
    for (key, span) in &codes {
        let at = spans.binary_search(&packed(*span)?).map_err(|_| "a span went away")?;
        lines.extend_from_slice(&key.to_be_bytes()[3..]);
        lines.push(u8::try_from(at).map_err(|_| "more than 256 spans")?);
        buckets[(key / BASE.pow(5)) as usize + 1] += 1;
    }
    for at in 1..buckets.len() {
        buckets[at] += buckets[at - 1];
    }
    let mut table = MAGIC.to_vec();
    for number in [spans.len(), codes.len()] {
        table.extend_from_slice(&u32::try_from(number).map_err(|f| f.to_string())?.to_le_bytes());
    }
    table.extend(buckets.iter().flat_map(|row| row.to_le_bytes()));
    table.extend(spans.iter().flat_map(|(a, b)| [a.to_le_bytes(), b.to_le_bytes()].concat()));
    table.extend_from_slice(&lines);
    Ok((table, spans.len(), codes.len()))
}

/// First and last day of every code: rows that follow each other without a gap, and differ only
/// in what the editor says of the code, are one.
fn joined(rows: &[ValidityRow]) -> Result<BTreeMap<u64, (Date, Date)>, String> {
    let mut sorted: Vec<&ValidityRow> = rows.iter().collect();
    sorted.sort_by_key(|row| (&row.code, row.starts));
    let mut codes: BTreeMap<u64, (Date, Date)> = BTreeMap::new();
    for row in sorted {
        let code = &row.code;
        let key = key(code).ok_or_else(|| format!("`{code}` is no code"))?;
        let span = codes.entry(key).or_insert((row.starts, row.ends));
        if row.starts > span.1.plus_days(1) {
            return Err(format!("`{code}` has a gap before {}; the layout has none", row.starts));
        }
        span.1 = span.1.max(row.ends);
    }
    Ok(codes)
}

/// A code as a number whose order is that of the codes.
fn key(code: &str) -> Option<u64> {
    let mut key = 0;
    for at in 0..WIDTH {
        let digit = match code.as_bytes().get(at).copied() {
            None => 0,
            Some(digit @ b'0'..=b'9') => digit - b'0' + 1,
            Some(letter @ b'A'..=b'Z') => letter - b'A' + 11,
            Some(_) => return None,
        };
        key = key * BASE + u64::from(digit);
    }
    (code.len() <= WIDTH && !code.is_empty()).then_some(key)
}

fn day(date: Date) -> Result<u16, String> {
    let year = u16::try_from(date.year() - 2000).ok().filter(|year| *year < 127);
    let year = year.ok_or_else(|| format!("{date} is outside 2000 to 2126"))?;
    Ok(year << 9 | (date.month() as u16) << 5 | date.day() as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(code: &str, starts: &str, ends: &str) -> ValidityRow {
        let (starts, ends) = (starts.parse().unwrap(), ends.parse().unwrap());
        ValidityRow { code: code.to_owned(), starts, ends, attributes: Default::default() }
    }

    #[test]
    fn rows_without_a_gap_are_one_span() {
        let rows = [
            row("B1", "2024-10-01", "2027-03-31"),
            row("A000", "2015-10-01", "2024-09-30"),
            row("A000", "2024-10-01", "2027-03-31"),
            row("A0010ZZ", "2015-10-01", "2016-09-30"),
        ];
        let (table, spans, codes) = build(&rows).unwrap();
        assert_eq!((spans, codes), (3, 3));
        let lines = &table[table.len() - 18..];
        let a000 = key("A000").unwrap().to_be_bytes();
        assert_eq!(lines[..5], a000[3..], "the first in code order");
        assert_eq!([lines[5], lines[11], lines[17]], [1, 0, 2]);
        let first_span = &table[table.len() - 18 - 12..][..4];
        let packed = |date: &str| day(date.parse().unwrap()).unwrap().to_le_bytes();
        assert_eq!(first_span, [packed("2015-10-01"), packed("2016-09-30")].concat());
        let bucket = |text: &str| {
            let at = 16 + 4 * (key(text).unwrap() / BASE.pow(5)) as usize;
            [table[at], table[at + 4]]
        };
        assert_eq!([bucket("A0"), bucket("B1"), bucket("C0")], [[0, 2], [2, 3], [3, 3]]);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        for (rows, words) in [
            (vec![], "empty"),
            (vec![row("a00", "2015-10-01", "2016-09-30")], "`a00` is no code"),
            (vec![row("A0012345", "2015-10-01", "2016-09-30")], "is no code"),
            (vec![row("A", "1999-10-01", "2016-09-30")], "outside 2000"),
            (
                vec![row("A", "2015-10-01", "2016-09-30"), row("A", "2016-10-02", "2017-09-30")],
                "has a gap",
            ),
        ] {
            let fault = build(&rows).unwrap_err();
            assert!(fault.contains(words), "{fault}");
        }
    }
}

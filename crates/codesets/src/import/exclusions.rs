//! OIG's List of Excluded Individuals/Entities, the whole file `UPDATED.csv`: 18 columns from
//! LASTNAME to WVRSTATE; days as CCYYMMDD, `00000000` for none; an NPI of ten zeros for none.
//! The monthly supplements have the same layout and are refused: without OIG's corrections of
//! rows they do not add up to the whole file, which comes every month too.

use super::comma::{self, Row, Table};
use super::{ImportError, Imported};
use crate::container::{PackHeader, PackKind, sha256_hex};
use crate::exclusions::{self, Exclusion};
use model::Date;
use std::collections::BTreeMap;

/// The whole list has more rows than this (over 80 000 in 2025), a supplement has fewer.
const LEAST: usize = 20_000;

/// Whether a file begins so.
#[must_use]
pub fn is_exclusions(head: &str) -> bool {
    let headings = comma::headings(head);
    ["LASTNAME", "BUSNAME", "NPI", "EXCLTYPE", "EXCLDATE", "REINDATE"]
        .iter()
        .all(|name| headings.iter().any(|heading| heading.eq_ignore_ascii_case(name)))
}

/// Reads the rows, each once.
///
/// # Errors
/// When a column is missing, or a row is cut or has no first day.
pub fn read_rows(file: &str, bytes: &[u8]) -> Result<Vec<Exclusion>, ImportError> {
    let table = Table::read(file, bytes)?;
    let column = |names: &[&str]| table.column(names);
    let texts = [
        column(&["LASTNAME"])?,
        column(&["FIRSTNAME"])?,
        column(&["MIDNAME"])?,
        column(&["BUSNAME"])?,
        column(&["EXCLTYPE"])?,
    ];
    let (npi, state) = (column(&["NPI"])?, column(&["WVRSTATE", "WAIVERSTATE"])?);
    let days = [
        column(&["DOB"])?,
        column(&["EXCLDATE"])?,
        column(&["REINDATE"])?,
        column(&["WAIVERDATE"])?,
    ];
    let mut rows = Vec::with_capacity(table.rows().len());
    for row in table.rows() {
        let text = |at: usize| row.cell(texts[at]).to_owned();
        let number = row.cell(npi);
        let excluded = day(&table, row, days[1])?.ok_or_else(|| {
            table.fault(row.line, "there is no day on which the exclusion began".to_owned())
        })?;
        let real = number.len() == 10
            && number.bytes().all(|b| b.is_ascii_digit())
            && number.bytes().any(|b| b != b'0');
        rows.push(Exclusion {
            npi: real.then(|| number.to_owned()),
            family: text(0),
            given: text(1),
            middle: text(2),
            business: text(3),
            birth_date: day(&table, row, days[0])?,
            kind: text(4),
            excluded,
            reinstated: day(&table, row, days[2])?,
            waiver: day(&table, row, days[3])?,
            waiver_state: Some(row.cell(state).to_owned()).filter(|state| !state.is_empty()),
        });
    }
    rows.sort();
    rows.dedup();
    Ok(rows)
}

/// CCYYMMDD; none for an empty cell or zeros.
fn day(table: &Table<'_>, row: &Row, column: usize) -> Result<Option<Date>, ImportError> {
    let cell = row.cell(column);
    if cell.bytes().all(|b| b == b'0') {
        return Ok(None);
    }
    let fault = || table.fault(row.line, format!("`{}` is no date", comma::shortened(cell)));
    Date::from_x12(cell).map(Some).map_err(|_| fault())
}

/// Reads a whole list into a pack. The file does not say its month; it starts on its newest
/// exclusion, or on `release`.
///
/// # Errors
/// As [`read_rows`], and when it holds too few rows for the whole list.
pub fn import(file: &str, bytes: &[u8], release: Option<Date>) -> Result<Imported, ImportError> {
    let rows = read_rows(file, bytes)?;
    let (found, file) = (rows.len(), file.to_owned());
    if found < LEAST {
        let rows = "exclusions".to_owned();
        return Err(ImportError::TooFew { file, rows, found, least: LEAST });
    }
    Ok(pack(&rows, file, bytes, release))
}

fn pack(rows: &[Exclusion], file: String, bytes: &[u8], release: Option<Date>) -> Imported {
    let newest = rows.iter().map(|row| row.excluded).max().unwrap_or_default();
    let starts = release.unwrap_or(newest);
    let with_npi = rows.iter().filter(|row| row.npi.is_some()).count();
    let counts = [("exclusions", rows.len()), ("with_npi", with_npi)];
    let counts = counts.map(|(name, count)| (name.to_owned(), count as u64));
    let header = PackHeader {
        kind: PackKind::Exclusions,
        label: format!("{}-{:02}", starts.year(), starts.month()),
        starts,
        source: file,
        source_sha256: sha256_hex(bytes),
        rows: BTreeMap::from(counts),
        payload_sha256: String::new(),
    };
    Imported { header, payload: exclusions::payload(rows) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADING: &str = "LASTNAME,FIRSTNAME,MIDNAME,BUSNAME,GENERAL,SPECIALTY,UPIN,NPI,DOB,\
        ADDRESS,CITY,STATE,ZIP,EXCLTYPE,EXCLDATE,REINDATE,WAIVERDATE,WVRSTATE\n";

    fn table(rows: &[&str]) -> String {
        format!("{HEADING}{}\n", rows.join("\n"))
    }

    #[test]
    fn rows_of_people_and_entities() {
        let text = table(&[
            "\"MADEUP\",\"ANNA\",\"Q\",\"\",\"PHYSICIAN (MD, DO)\",\"\",\"\",\"1234567893\",\
             \"19600203\",\"1 ROAD, APT 2\",\"TOWN\",\"NE\",\"68999\",\"1128b4\",\"20240520\",\
             \"00000000\",\"20250101\",\"NE\"",
            ",,,MADE UP PHARMACY,OTHER BUSINESS,,,0000000000,,1 ROAD,TOWN,NE,68999,1128a1,\
             20200319,20230501,00000000,",
            ",,,MADE UP PHARMACY,OTHER BUSINESS,,,0000000000,,1 ROAD,TOWN,NE,68999,1128a1,\
             20200319,20230501,00000000,",
        ]);
        assert!(is_exclusions(&text) && !is_exclusions("LASTNAME,NPI\n"));
        let rows = read_rows("UPDATED.csv", text.as_bytes()).unwrap();
        let [entity, person] = &rows[..] else { panic!("{rows:?}") };
        assert_eq!((entity.npi.as_deref(), entity.birth_date), (None, None));
        assert_eq!(entity.reinstated, Date::new(2023, 5, 1));
        assert_eq!(person.npi.as_deref(), Some("1234567893"));
        assert_eq!(person.excluded, Date::new(2024, 5, 20).unwrap());
        assert_eq!(person.waiver_state.as_deref(), Some("NE"));
        let pack = pack(&rows, "UPDATED.csv".to_owned(), text.as_bytes(), None);
        assert_eq!((pack.header.label.as_str(), pack.header.rows["with_npi"]), ("2024-05", 1));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let row = |day: &str| table(&[&format!("A,B,,,,,,,,,,,,1128a1,{day},,,")]);
        for (text, words) in [
            (row("2024052"), "line 2: `2024052` is no date"),
            (row("00000000"), "line 2: there is no day"),
            (row("20240520"), "only 1 exclusions"),
        ] {
            let fault = import("supplement.csv", text.as_bytes(), None).unwrap_err().to_string();
            assert!(fault.contains(words), "{fault}");
        }
    }
}

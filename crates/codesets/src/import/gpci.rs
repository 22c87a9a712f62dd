//! CMS's addendum of geographic practice cost indices, `GPCI2024.csv`: titles above the headings
//! `Medicare Administrative Contractor (MAC)`, `State`, `Locality Number`, `Locality Name`,
//! `2024 PW GPCI (with 1.0 Floor)`, `2024 PE GPCI`, `2024 MP GPCI`; a column without the floor in
//! some years; notes below the rows.

use super::decimal::scaled;
use super::titled::{self, Titled};
use super::{ImportError, Imported, comma};
use crate::container::{PackHeader, PackKind, sha256_hex};
use crate::fee_schedule::Gpci;
use crate::fee_schedule::gpci::{self, Locality};
use model::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Places behind the point of an index.
const PLACES: usize = 3;
/// Digits of a contractor's number and of a locality's; a spreadsheet drops leading zeros.
const CONTRACTOR: usize = 5;
const NUMBER: usize = 2;

fn is_headings(cells: &[String]) -> bool {
    let has = |all: &[&str]| cells.iter().any(|cell| titled::says(cell, all));
    has(&["locality", "number"]) && has(&["pe", "gpci"]) && has(&["mp", "gpci"])
}

/// Whether a file begins so.
#[must_use]
pub fn is_indices(head: &str) -> bool {
    titled::headings(head, is_headings, 0).is_some()
}

/// The indices, and titles and headings.
fn read(file: &str, bytes: &[u8]) -> Result<(Vec<Locality>, String), ImportError> {
    let table = Titled::read(file, bytes, is_headings, 0)?;
    let contractor = table.column(0, &[&["contractor"], &["mac"], &["carrier"]], &[])?;
    let state = table.column(0, &[&["state"]], &[])?;
    let number = table.column(0, &[&["locality", "number"]], &[])?;
    let name = table.column(0, &[&["locality", "name"]], &[])?;
    let work: &[&[&str]] = &[&["pw", "gpci"], &["work", "gpci"]];
    let without_floor = table.find(0, work, &["with"]).filter(|_| has_floor(&table, work));
    let work = match without_floor {
        Some(_) => table.column(0, work, &["without"])?,
        None => table.column(0, work, &[])?,
    };
    let practice = table.column(0, &[&["pe", "gpci"]], &[])?;
    let malpractice = table.column(0, &[&["mp", "gpci"]], &[])?;
    let (mut localities, mut seen) = (Vec::new(), BTreeSet::new());
    for row in table.rows() {
        let values = [work, practice, malpractice];
        if values.iter().all(|at| row.cell(*at).is_empty()) && !is_number(row.cell(contractor)) {
            continue; // A note below the rows.
        }
        let wrong = |column: usize, what: &str| {
            table.fault(row, format!("`{}` is no {what}", comma::shortened(row.cell(column))))
        };
        let padded = |column: usize, width: usize, what: &str| {
            let cell = table.cell(row, column)?;
            let fits = is_number(cell) && cell.len() <= width;
            fits.then(|| format!("{cell:0>width$}")).ok_or_else(|| wrong(column, what))
        };
        let value = |column: usize| {
            let value = scaled(table.cell(row, column)?, PLACES).filter(|value| *value > 0);
            value.ok_or_else(|| wrong(column, "index"))
        };
        let letters = table.cell(row, state)?;
        if letters.len() != 2 || !letters.bytes().all(|b| b.is_ascii_alphabetic()) {
            return Err(wrong(state, "state"));
        }
        let (work, practice, malpractice) = (value(work)?, value(practice)?, value(malpractice)?);
        let locality = Locality {
            contractor: padded(contractor, CONTRACTOR, "contractor")?,
            state: letters.to_ascii_uppercase(),
            number: padded(number, NUMBER, "locality number")?,
            // Asterisks lead to the notes.
            name: table.cell(row, name)?.trim_end_matches(['*', ' ']).to_owned(),
            gpci: Gpci { work, practice, malpractice },
            work_without_floor: without_floor.map(value).transpose()?,
        };
        if !seen.insert((locality.contractor.clone(), locality.number.clone())) {
            let key = format!("{} {}", locality.contractor, locality.number);
            return Err(table.fault(row, format!("{key} stands twice")));
        }
        localities.push(locality);
    }
    if localities.is_empty() {
        return Err(table.fault_of_headings("no locality stands below the headings".into()));
    }
    let told = (0..table.width()).map(|column| table.heading(column)).collect::<Vec<_>>().join(" ");
    Ok((localities, format!("{} {told}", table.titles)))
}

/// Whether one of the columns of work is that with the floor, and another that without.
fn has_floor(table: &Titled<'_>, work: &[&[&str]]) -> bool {
    let with = table.find(0, work, &["without"]);
    with.is_some() && with != table.find(0, work, &["with"])
}

fn is_number(cell: &str) -> bool {
    !cell.is_empty() && cell.bytes().all(|b| b.is_ascii_digit())
}

/// The first day of the year that a file's name, title or headings name.
fn starts(file: &str, told: &str) -> Option<Date> {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let year = |text: &str| {
        let words = text.split(|c: char| !c.is_ascii_digit());
        let year = words.filter(|word| word.len() == 4).find_map(|word| word.parse::<i16>().ok());
        year.filter(|year| (2_000..2_100).contains(year))
    };
    Date::new(year(name).or_else(|| year(told))?, 1, 1)
}

/// Reads a file into a pack. Which year it is of stands in its name, its title or its headings.
///
/// # Errors
/// When a heading is missing, a cell has another form, or the year is not known.
pub fn import(file: &str, bytes: &[u8], release: Option<Date>) -> Result<Imported, ImportError> {
    let (localities, told) = read(file, bytes)?;
    let starts = release
        .or_else(|| starts(file, &told))
        .ok_or_else(|| ImportError::NoRelease { file: file.to_owned() })?;
    let header = PackHeader {
        kind: PackKind::Gpci,
        label: format!("{}-{:02}", starts.year(), starts.month()),
        starts,
        source: file.to_owned(),
        source_sha256: sha256_hex(bytes),
        rows: BTreeMap::from([("localities".to_owned(), localities.len() as u64)]),
        payload_sha256: String::new(),
    };
    Ok(Imported { header, payload: gpci::payload(&localities) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fee_schedule::gpci::GpciTable;

    const HEADING: &str = "ADDENDUM E, MADE UP FOR CY 2024,,,,,,\r\n,,,,,,\r\n\
        Medicare Administrative Contractor (MAC),State,Locality Number,Locality Name,\
        2024 PW GPCI (with 1.0 Floor),2024 PE GPCI,2024 MP GPCI\r\n";

    fn table(file: &str, text: &str) -> Result<GpciTable, String> {
        let imported = import(file, text.as_bytes(), None).map_err(|fault| fault.to_string())?;
        Ok(GpciTable::read(imported.header, &imported.payload).unwrap())
    }

    #[test]
    fn indices_with_notes_and_lost_zeros() {
        let text = format!(
            "{HEADING}01112,CA,54,BAKERSFIELD,1.0169999999999997,1.093,0.662\r\n\
             2102,AK,1,ALASKA**,1.5,1.081,0.592\r\n,,,,,,\r\n\
             \"* A note, made up\",,,,,,\r\n**Another note,,,,,,\r\n"
        );
        assert!(is_indices(&text));
        let found = table("a.csv", &text).unwrap();
        assert_eq!((found.header.label.as_str(), found.header.rows["localities"]), ("2024-01", 2));
        let first = found.find("01112", "54").unwrap();
        assert_eq!(first.gpci, Gpci { work: 1_017, practice: 1_093, malpractice: 662 });
        assert_eq!(first.work_without_floor, None);
        let alaska = found.of_state("AK", "").unwrap();
        let key = (alaska.contractor.as_str(), alaska.number.as_str(), alaska.name.as_str());
        assert_eq!(key, ("02102", "01", "ALASKA"));
        assert_eq!(table("GPCI2026.csv", &text).unwrap().header.starts.to_string(), "2026-01-01");
        let undated = text.replace("2024", "");
        assert!(table("gpci.csv", &undated).unwrap_err().contains("--release"));
    }

    #[test]
    fn with_and_without_the_floor() {
        for heading in [
            "2026 PW GPCI (without 1.0 Floor),2026 PW GPCI (with 1.0 Floor)",
            "2026 Work GPCI without floor,2026 Work GPCI",
        ] {
            let text = format!(
                "MAC,State,Locality Number,Locality Name,{heading},2026 PE GPCI,2026 MP GPCI\n\
                 10112,AL,00,ALABAMA,0.975,1,0.869,0.575\n"
            );
            let found = table("x.csv", &text).unwrap();
            let place = found.find("10112", "00").unwrap();
            assert_eq!((place.gpci.work, place.work_without_floor), (1_000, Some(975)));
        }
        let text = "MAC,State,Locality Number,Locality Name,2025 PW GPCI,2025 PE GPCI,\
            2025 MP GPCI\n\
            10112,AL,00,ALABAMA,0.975,0.869,0.575\n";
        let found = table("x.csv", text).unwrap();
        let place = found.find("10112", "00").unwrap();
        assert_eq!((place.gpci.work, place.work_without_floor), (975, None));
    }

    #[test]
    fn faults_name_their_line() {
        for (rows, words) in [
            ("01112,CA,54,X,1.017,1.093", "line 4: 6 cells, at least 7"),
            ("0111x,CA,54,X,1.017,1.093,0.662", "line 4: `0111x` is no contractor"),
            ("011122,CA,54,X,1.017,1.093,0.662", "line 4: `011122` is no contractor"),
            ("01112,C,54,X,1.017,1.093,0.662", "line 4: `C` is no state"),
            ("01112,CA,154,X,1.017,1.093,0.662", "line 4: `154` is no locality number"),
            ("01112,CA,54,X,one,1.093,0.662", "line 4: `one` is no index"),
            ("01112,CA,54,X,1.017,0,0.662", "line 4: `0` is no index"),
            ("01112,CA,54,X,1.0175,1.093,0.662", "line 4: `1.0175` is no index"),
            ("01112,CA,54,X,,,", "line 4: `` is no index"),
            ("1112,CA,5,X,1,1,1\n01112,CA,05,X,1,1,1", "line 5: 01112 05 stands twice"),
            ("", "line 3: no locality"),
        ] {
            let fault = table("GPCI2024.csv", &format!("{HEADING}{rows}")).unwrap_err();
            assert!(fault.contains(words), "{fault}");
        }
    }

    /// Every cut of a file, and every byte of it changed, is read or refused, never a panic.
    #[test]
    fn cut_and_changed_files() {
        let text = format!("{HEADING}01112,CA,54,X,1.0169999999999997,1.093,0.662\r\nnote,,,,,,\n");
        for at in 0..text.len() {
            for byte in [None, Some(b'"'), Some(b','), Some(b'\n'), Some(0xff), Some(b'9')] {
                let mut bytes = text.clone().into_bytes();
                match byte {
                    None => bytes.truncate(at),
                    Some(byte) => bytes[at] = byte,
                }
                match import("G.csv", &bytes, None) {
                    Ok(imported) => assert!(imported.header.rows["localities"] <= 2),
                    Err(fault) => assert!(fault.to_string().starts_with("G.csv")),
                }
            }
        }
    }
}

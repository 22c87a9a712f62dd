//! CMS's tables of medically unlikely edits, one for each sort of provider:
//! `MCR_MUE_PractitionerServices_Eff_07-01-2024.csv`. A licence notice stands above the headings
//! `HCPCS/CPT Code`, `Practitioner Services MUE Values`, `MUE Adjudication Indicator` and
//! `MUE Rationale`; the indicator's cell begins with its digit. A code whose value is `N/A` has no
//! limit that is published.

use super::titled::{self, Titled};
use super::{ImportError, Imported, comma, ncci_ptp, release_name};
use crate::code_table;
use crate::container::{PackHeader, sha256_hex};
use crate::ncci::mue::{self, MueAdjudication, MueRow};
use model::Date;
use std::collections::BTreeMap;

fn is_headings(cells: &[String]) -> bool {
    let has = |all: &[&str]| cells.iter().any(|cell| titled::says(cell, all));
    has(&["hcpcs"]) && has(&["mue", "values"]) && has(&["adjudication"])
}

/// Whether a file begins so.
#[must_use]
pub fn is_limits(head: &str) -> bool {
    titled::headings(head, is_headings, 0).is_some()
}

/// A file that was read to its end.
struct Limits {
    rows: Vec<MueRow>,
    rationales: Vec<String>,
    /// Titles and headings, in lower case.
    told: String,
}

fn read(file: &str, bytes: &[u8]) -> Result<Limits, ImportError> {
    let table = Titled::read(file, bytes, is_headings, 0)?;
    let code = table.column(0, &[&["hcpcs"]], &[])?;
    let units = table.column(0, &[&["mue", "values"]], &[])?;
    let indicator = table.column(0, &[&["adjudication"]], &[])?;
    let rationale = table.find(0, &[&["rationale"]], &[]);
    let mut rationales = ncci_ptp::Rationales::default();
    let mut rows = Vec::with_capacity(table.rows().len());
    let mut seen = hashbrown::HashSet::with_capacity(table.rows().len());
    for row in table.rows() {
        let wrong = |cell: &str, what: &str| {
            table.fault(row, format!("`{}` is no {what}", comma::shortened(cell)))
        };
        let [code, units, digit] =
            [table.cell(row, code)?, table.cell(row, units)?, table.cell(row, indicator)?];
        if units.eq_ignore_ascii_case("n/a") {
            continue;
        }
        let reason = rationale.map_or(Ok(""), |column| table.cell(row, column))?;
        let found = code_table::code(code).ok_or_else(|| wrong(code, "procedure code"))?;
        if !seen.insert(found) {
            return Err(table.fault(row, format!("{code} stands twice")));
        }
        let adjudication = digit.bytes().next().filter(|_| !starts_number(digit));
        let adjudication = adjudication.map(|first| first.wrapping_sub(b'0'));
        rows.push(MueRow {
            code: found,
            units: units.parse().map_err(|_| wrong(units, "number of units"))?,
            adjudication: adjudication
                .and_then(MueAdjudication::from_digit)
                .ok_or_else(|| wrong(digit, "adjudication indicator (1, 2 or 3)"))?,
            rationale: rationales
                .place(reason.as_bytes())
                .map_err(|told| table.fault(row, told))?,
        });
    }
    let (Some(last), Some(line)) = (rows.last(), table.rows().last()) else {
        return Err(table.fault_of_headings("no unit limit stands below the headings".into()));
    };
    if rationales.is_cut(last.rationale, bytes) {
        return Err(table.fault(line, "the row is cut in its rationale".into()));
    }
    let told = (0..table.width()).map(|column| table.heading(column)).collect::<Vec<_>>().join(" ");
    let told = format!("{} {told}", table.titles);
    Ok(Limits { rows, rationales: rationales.list, told })
}

/// `12` is no indicator that begins with 1.
fn starts_number(digit: &str) -> bool {
    digit.as_bytes().get(1).is_some_and(u8::is_ascii_digit)
}

/// Reads a file into a pack. Which quarter it is and whose services it judges stand in its name
/// or its headings.
///
/// # Errors
/// When a heading is missing, a cell has another form, or quarter or provider are not known.
pub fn import(file: &str, bytes: &[u8], release: Option<Date>) -> Result<Imported, ImportError> {
    let Limits { mut rows, rationales, told } = read(file, bytes)?;
    let about = release_name::about_titles(file, &told);
    let provider = release_name::provider(file, &about)?;
    let starts = release
        .or_else(|| release_name::quarter(&about))
        .ok_or_else(|| ImportError::NoRelease { file: file.to_owned() })?;
    let of = |wanted: MueAdjudication| {
        rows.iter().filter(|row| row.adjudication == wanted).count() as u64
    };
    let counts = BTreeMap::from([
        ("codes".to_owned(), rows.len() as u64),
        ("line".to_owned(), of(MueAdjudication::Line)),
        ("day_policy".to_owned(), of(MueAdjudication::DayPolicy)),
        ("day_clinical".to_owned(), of(MueAdjudication::DayClinical)),
    ]);
    let header = PackHeader {
        kind: mue::kind(provider),
        label: format!("{}-{:02}", starts.year(), starts.month()),
        starts,
        source: file.to_owned(),
        source_sha256: sha256_hex(bytes),
        rows: counts,
        payload_sha256: String::new(),
    };
    Ok(Imported { header, payload: mue::payload(&mut rows, &rationales) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PackBytes;
    use crate::container::PackKind;
    use crate::ncci::mue::MueTable;

    const NOTICE: &str = "\"Notice, made up,\nof \"\"someone\"\" at the Centers for Medicare & \
        Medicaid Services\",,,\r\n";
    const HEADING: &str = "\"HCPCS/\nCPT Code\",Practitioner Services MUE Values,MUE Adjudication \
        Indicator,MUE Rationale\r\n";
    const NAME: &str = "MCR_MUE_PractitionerServices_Eff_07-01-2024.csv";

    fn table(file: &str, text: &str) -> Result<(PackHeader, MueTable), String> {
        let imported = import(file, text.as_bytes(), None).map_err(|fault| fault.to_string())?;
        let payload = PackBytes::held(imported.payload);
        let table = MueTable::read(imported.header.clone(), &payload).unwrap();
        Ok((imported.header, table))
    }

    #[test]
    fn below_a_notice_and_with_other_columns() {
        let rows = "0001U,1,2 Date of Service Edit: Policy,\"Made up, one\"\r\n\
            J1885,8,3 Date of Service Edit: Clinical,Made up two\r\n,,,\r\n\
            A4206,0,1 Line Edit,\r\nA4207,N/A,,\r\n";
        let text = format!("{NOTICE}{HEADING}{rows}");
        assert!(is_limits(&text));
        let (header, table) = table(NAME, &text).unwrap();
        let named = (header.kind, header.label.as_str(), header.rows["codes"]);
        assert_eq!(named, (PackKind::NcciMuePractitioner, "2024-07", 3));
        let limit = table.find("J1885").unwrap();
        assert_eq!(
            (limit.units, limit.adjudication.digit(), limit.rationale),
            (8, 3, "Made up two")
        );
        assert_eq!(table.find("0001u").unwrap().rationale, "Made up, one");
        assert_eq!(table.find("A4206").unwrap().units, 0);
        assert!(table.find("A4207").is_none());
    }

    #[test]
    fn tabs_other_order_and_the_provider_in_the_heading() {
        let text = "MUE Rationale\tMUE Adjudication Indicator\tDME Supplier Services MUE Values\t\
            HCPCS Code\nMade up\t3\t31\tA4206\n\n\u{1a}\n";
        let (header, found) = table("2025q1.txt", text).unwrap();
        assert_eq!((header.kind, header.label.as_str()), (PackKind::NcciMueDme, "2025-01"));
        assert_eq!(found.find("A4206").unwrap().units, 31);
        let hospital = text.replace("DME Supplier", "Outpatient Hospital");
        assert_eq!(table("2025q1.txt", &hospital).unwrap().0.kind, PackKind::NcciMueHospital);
        for (name, text, words) in [
            ("x.txt", text.to_owned(), "--release"),
            ("2025q1.txt", text.replace("DME Supplier", ""), "`practitioner`"),
            ("MCD_MUE_2025q1.txt", text.to_owned(), "Medicaid"),
        ] {
            let fault = table(name, &text).unwrap_err();
            assert!(fault.contains(words), "{fault}");
        }
    }

    #[test]
    fn faults_name_their_line() {
        for (rows, words) in [
            ("J1885,8,3 x", "line 5: 3 cells, at least 4"),
            ("J188,8,3 x,y", "line 5: `J188` is no procedure code"),
            ("J1885,many,3 x,y", "line 5: `many` is no number"),
            ("J1885,-1,3 x,y", "line 5: `-1` is no number"),
            ("J1885,8,4 x,y", "line 5: `4 x` is no adjudication indicator"),
            ("J1885,8,12,y", "line 5: `12` is no adjudication indicator"),
            ("J1885,8,,y", "line 5: `` is no adjudication indicator"),
            ("J1885,8,3,y\nJ1885,9,3,y", "line 6: J1885 stands twice"),
            ("J1885,8,3,Made up\n99213,2,2,Made", "line 6: the row is cut in its rationale"),
            ("J1885,8,3,y,z", "line 5: 5 cells below 4 headings"),
            ("J1885,8,3,\"y", "line 5: a quote is opened"),
            ("", "line 3: no unit limit"),
        ] {
            let fault = table(NAME, &format!("{NOTICE}{HEADING}{rows}")).unwrap_err();
            assert!(fault.contains(words), "{fault}");
        }
        assert!(!is_limits("Code,Description,Start,Stop\n1,x,,\n"));
    }

    /// Every cut of a file, and every byte of it changed, is read or refused, never a panic.
    #[test]
    fn cut_and_changed_files() {
        let text = format!("{NOTICE}{HEADING}J1885,8,3 x,y\r\n99213,2,2 x,y\r\n");
        for at in 0..text.len() {
            for byte in [None, Some(b'"'), Some(b','), Some(b'\n'), Some(0xff), Some(b'0')] {
                let mut bytes = text.clone().into_bytes();
                match byte {
                    None => bytes.truncate(at),
                    Some(byte) => bytes[at] = byte,
                }
                match import(NAME, &bytes, None) {
                    Ok(imported) => assert!(imported.header.rows["codes"] <= 2),
                    Err(fault) => assert!(fault.to_string().starts_with(NAME)),
                }
            }
        }
    }
}

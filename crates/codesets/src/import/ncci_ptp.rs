//! CMS's procedure-to-procedure edit files: text with tabs, one table for practitioners and one
//! for outpatient hospitals, each in one file or in parts (`ccipra-v302r0-f1.txt`).
//!
//! Columns: column 1, column 2, `*` when older than 1996, first day, last day (`*` while in
//! force), modifier indicator, rationale. Heading lines above are passed over.

use super::{ImportError, Imported, release_name};
use crate::code_table;
use crate::container::{PackHeader, sha256_hex};
use crate::ncci::ptp::{self, PtpIndicator, PtpRow};
use crate::packed::{self, NO_END};
use model::Date;
use std::collections::BTreeMap;

/// Most lines above the first pair.
const MOST_HEADINGS: usize = 40;
/// Most different rationales.
const MOST_RATIONALES: usize = 250;
/// Longest rationale that is kept, in characters.
const LONGEST_RATIONALE: usize = 200;
/// Cells of a row without its rationale.
const CELLS: usize = 6;

/// Whether a file begins so: a heading line names both columns, with tabs between.
#[must_use]
pub fn is_pairs(head: &str) -> bool {
    head.lines().take(MOST_HEADINGS).any(|line| {
        let mut cells = line.split('\t').map(|cell| cell.trim().to_ascii_lowercase());
        let is = |cell: Option<String>, name: &str| {
            cell.is_some_and(|cell| cell.trim_matches('"').replace(' ', "") == name)
        };
        is(cells.next(), "column1") && is(cells.next(), "column2")
    })
}

/// The rows and rationales of a file.
///
/// # Errors
/// When a row is cut, or a code, day or indicator has another form.
pub fn read_rows(file: &str, bytes: &[u8]) -> Result<(Vec<PtpRow>, Vec<String>), ImportError> {
    let broken = |line: usize, message: String| ImportError::Broken {
        file: file.to_owned(),
        place: format!("line {line}"),
        message,
    };
    let mut rows = Vec::with_capacity(bytes.len() / 64);
    let mut rationales = Rationales::default();
    for (number, line) in bytes.split(|b| *b == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.iter().all(|b| b.is_ascii_whitespace() || *b == 0x1a) {
            continue;
        }
        if rows.is_empty() && !begins_with_codes(line) {
            if number > MOST_HEADINGS {
                return Err(broken(number + 1, "no pair of codes up to here".into()));
            }
            continue;
        }
        let row = read_row(line, &mut rationales);
        rows.push(row.map_err(|message| broken(number + 1, message))?);
    }
    let Some(last) = rows.last() else {
        return Err(broken(1, "the file holds no pair of codes".into()));
    };
    if rationales.is_cut(last.rationale, bytes) {
        let lines = bytes.iter().filter(|b| **b == b'\n').count() + 1;
        return Err(broken(lines, "the row is cut in its rationale".into()));
    }
    Ok((rows, rationales.list))
}

fn begins_with_codes(line: &[u8]) -> bool {
    let mut cells = line.split(|b| *b == b'\t');
    let mut is_code = || {
        let cell = cells.next().and_then(|cell| std::str::from_utf8(cell).ok());
        cell.is_some_and(|cell| code_table::code(cell.trim()).is_some())
    };
    is_code() && is_code()
}

fn read_row(line: &[u8], rationales: &mut Rationales) -> Result<PtpRow, String> {
    let mut cells = [&b""[..]; CELLS + 1];
    let mut found = 0;
    for (cell, text) in cells.iter_mut().zip(line.split(|b| *b == b'\t')) {
        *cell = text.trim_ascii();
        found += 1;
    }
    if found < CELLS {
        return Err(format!("{found} cells, at least {CELLS} expected: the row is cut"));
    }
    let [column1, column2, _, from, to, indicator, rationale] = cells;
    let code = |cell: &[u8]| {
        let code = std::str::from_utf8(cell).ok().and_then(code_table::code);
        code.ok_or_else(|| format!("`{}` is no procedure code", shown(cell)))
    };
    let digit = match indicator {
        [digit @ b'0'..=b'9'] => PtpIndicator::from_digit(digit - b'0'),
        _ => None,
    };
    let unknown = || format!("`{}` is no modifier indicator (0, 1 or 9)", shown(indicator));
    let (from, to) = (day(from)?, if matches!(to, b"" | b"*") { NO_END } else { day(to)? });
    Ok(PtpRow {
        column1: code(column1)?,
        column2: code(column2)?,
        from,
        to,
        indicator: digit.ok_or_else(unknown)?,
        rationale: rationales.place(rationale)?,
    })
}

fn day(cell: &[u8]) -> Result<u32, String> {
    let number = std::str::from_utf8(cell).ok().filter(|text| text.len() == 8);
    let number = number.and_then(|text| text.parse().ok());
    number
        .filter(|number| packed::day(*number).is_some())
        .ok_or_else(|| format!("`{}` is no day (yyyymmdd)", shown(cell)))
}

fn shown(cell: &[u8]) -> String {
    String::from_utf8_lossy(cell).chars().take(40).collect()
}

/// The different rationales, in the order in which they first stand.
#[derive(Default)]
pub(super) struct Rationales {
    pub(super) list: Vec<String>,
    /// As the file writes them.
    written: Vec<Vec<u8>>,
}

impl Rationales {
    /// The place of a cell's text in the list, where it now stands.
    pub(super) fn place(&mut self, cell: &[u8]) -> Result<u8, String> {
        let known = self.written.iter().position(|written| written == cell);
        let at = known.unwrap_or(self.list.len());
        if known.is_none() {
            let text = cell.strip_prefix(b"\"").unwrap_or(cell);
            let text = text.strip_suffix(b"\"").unwrap_or(text);
            let clean = String::from_utf8_lossy(text).replace(['\n', '\r'], " ");
            self.list.push(clean.chars().take(LONGEST_RATIONALE).collect());
            self.written.push(cell.to_vec());
        }
        u8::try_from(at)
            .ok()
            .filter(|_| at <= MOST_RATIONALES)
            .ok_or_else(|| format!("more than {MOST_RATIONALES} different rationales"))
    }

    /// Whether a file ends inside the rationale of its last row: the row has no line end, and its
    /// rationale is the beginning of another and stands in no row before.
    pub(super) fn is_cut(&self, last: u8, bytes: &[u8]) -> bool {
        let newest = usize::from(last) + 1 == self.list.len();
        let ended = bytes.ends_with(b"\n") || bytes.ends_with(b"\r") || bytes.ends_with(b"\x1a");
        self.list.last().filter(|text| newest && !ended && !text.is_empty()).is_some_and(|text| {
            let longer = |other: &String| other.len() > text.len() && other.starts_with(&**text);
            self.list.iter().any(longer)
        })
    }
}

/// Reads a file into a pack. Which quarter it is and whose services it judges stand in its name
/// or above its rows.
///
/// # Errors
/// As [`read_rows`], and when quarter or provider type are not known.
pub fn import(file: &str, bytes: &[u8], release: Option<Date>) -> Result<Imported, ImportError> {
    let about = release_name::about(file, bytes);
    let provider = release_name::provider(file, &about)?;
    let starts = release
        .or_else(|| release_name::quarter(&about))
        .ok_or_else(|| ImportError::NoRelease { file: file.to_owned() })?;
    let kind = ptp::kind(provider).ok_or_else(|| ImportError::NoProvider { file: file.to_owned() });
    let (mut rows, rationales) = read_rows(file, bytes)?;
    let active = rows.iter().filter(|row| row.to == NO_END).count() as u64;
    let count = rows.len() as u64;
    let payload = ptp::payload(&mut rows, &rationales).map_err(|_| ImportError::Broken {
        file: file.to_owned(),
        place: "the whole file".into(),
        message: "more different codes or days than a release has".into(),
    })?;
    let part = release_name::part(file).map(|part| format!("-f{part}")).unwrap_or_default();
    let header = PackHeader {
        kind: kind?,
        label: format!("{}-{:02}{part}", starts.year(), starts.month()),
        starts,
        source: file.to_owned(),
        source_sha256: sha256_hex(bytes),
        rows: BTreeMap::from([("pairs".to_owned(), count), ("active".to_owned(), active)]),
        payload_sha256: String::new(),
    };
    Ok(Imported { header, payload })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::PackKind;

    const HEADING: &str = "Copyright, made up\t\t\t\t\t\t\r\n\
        Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tRationale\r\n\
        \t\tprior to 1996\tDate\tDate *=no data\t0=not allowed\t\r\n";

    fn file(rows: &str) -> Vec<u8> {
        format!("{HEADING}{rows}").into_bytes()
    }

    #[test]
    fn rows_below_their_headings() {
        let bytes = file(
            "45385\t45380\t\t20040101\t*\t1\tMade up reason\r\n\
             0227u\t0328U\t*\t20230101\t20230630\t0\t\"Made up, too\"\r\n\
             80053\t80048\t\t20200101\t\t9\r\n",
        );
        assert!(is_pairs(&String::from_utf8_lossy(&bytes)));
        let (rows, reasons) = read_rows("p.txt", &bytes).unwrap();
        assert_eq!(reasons, ["Made up reason", "Made up, too", ""]);
        let told: Vec<_> = rows.iter().map(|r| (r.from, r.to, r.indicator.digit())).collect();
        assert_eq!(
            told,
            [(20_040_101, NO_END, 1), (20_230_101, 20_230_630, 0), (20_200_101, NO_END, 9)]
        );
        assert_eq!(&rows[1].column1, b"0227U");
    }

    #[test]
    fn faults_name_their_line() {
        for (rows, words) in [
            ("45385\t45380\t\t20040101\t*\r\n", "line 4: 5 cells"),
            ("45385\t45380\t\t2004010\t*\t1\tx\r\n", "line 4: `2004010` is no day"),
            ("45385\t45380\t\t20041301\t*\t1\tx\r\n", "line 4: `20041301` is no day"),
            ("45385\t45380\t\t20040101\t*\t2\tx\r\n", "line 4: `2` is no modifier indicator"),
            ("45385\t45380\t\t20040101\t*\t1\tx\r\n45385\t4538", "line 5: 2 cells"),
            (
                "45385\t45380\t\t20040101\t*\t1\tMade up\r\n45385\t45378\t\t20040101\t*\t1\tMa",
                "line 5: the row is cut in its rationale",
            ),
            (
                "45385\t45380\t\t20040101\t*\t1\tx\r\n45385\t4538\t\t20040101\t*\t1\tx\r\n",
                "line 5: `4538` is no procedure code",
            ),
            ("", "holds no pair"),
        ] {
            let fault = read_rows("p.txt", &file(rows)).unwrap_err().to_string();
            assert!(fault.contains(words), "{fault}");
        }
    }

    #[test]
    fn quarter_and_provider_of_a_file() {
        let bytes = file("45385\t45380\t\t20040101\t*\t1\tx\r\n");
        for (name, expected) in [
            ("ccipra-v302r0-f1.txt", Ok((PackKind::NcciPtpPractitioner, "2024-07-f1"))),
            ("x.zip/ccioph-v320r0-f4.TXT", Ok((PackKind::NcciPtpHospital, "2026-01-f4"))),
            ("ccipra-2024q3-outpatient_hospital.txt", Ok((PackKind::NcciPtpHospital, "2024-07"))),
            ("practitioner_2025Q1.txt", Ok((PackKind::NcciPtpPractitioner, "2025-01"))),
            ("practitioner.txt", Err("--release")),
            ("2025q1.txt", Err("`practitioner`")),
        ] {
            let imported = import(name, &bytes, None);
            match (imported, expected) {
                (Ok(pack), Ok((kind, label))) => {
                    assert_eq!((pack.header.kind, pack.header.label.as_str()), (kind, label));
                }
                (Err(fault), Err(words)) => {
                    assert!(fault.to_string().contains(words), "{fault}");
                }
                (found, expected) => panic!("{name}: {found:?}, {expected:?}"),
            }
        }
    }
}

//! CMS's national physician fee schedule relative value file, `PPRRVU24_JUL.csv`; since 2026 two of
//! each release, `PPRRVU2026_Jan_nonQPP.csv` and `PPRRVU2026_Jan_QPP.csv`, which differ in their
//! conversion factor.
//!
//! Titles and notices stand above the headings; these stand in one row, or are spread over four, of
//! which only the lowest begins with `HCPCS`, `MOD`. A column is found by the words of its heading,
//! and what stands in it is checked cell by cell.

use super::decimal::scaled;
use super::titled::{self, Titled};
use super::{ImportError, Imported, comma};
use crate::code_table::{self, Code};
use crate::container::{PackHeader, PackKind, sha256_hex};
use crate::fee_schedule::table::{self, FeeRow, NO_MODIFIER};
use crate::fee_schedule::{FeeLine, GlobalPeriod};
use model::Date;
use std::collections::BTreeMap;

/// Rows above the lowest row of headings that belong to them.
const STACKED: usize = 3;
/// The columns before these are code, modifier and description, whose headings titles may stand
/// above.
const FIRST: usize = 3;
/// Places behind the point of a relative value, a share of the payment, a conversion factor.
const VALUE: usize = 2;
const SHARE: usize = 4;
const FACTOR: usize = 4;
/// The whole payment as a share.
const WHOLE: i32 = 10_000;
/// The imaging family of a row that has none.
const NO_FAMILY: u8 = 99;

/// The releases of a year and their first months.
const RELEASES: [(&str, i8); 4] = [("jan", 1), ("apr", 4), ("jul", 7), ("oct", 10)];

fn is_headings(cells: &[String]) -> bool {
    cells.first().is_some_and(|cell| cell == "hcpcs") && cells.get(1).is_some_and(|c| c == "mod")
}

/// Whether a file begins so.
#[must_use]
pub fn is_fee_schedule(head: &str) -> bool {
    titled::headings(head, is_headings, STACKED).is_some_and(|headings| {
        let has = |all: &[&str]| headings.iter().any(|heading| titled::says(heading, all));
        has(&["work", "rvu"]) && has(&["conv", "factor"])
    })
}

/// The columns of a file.
struct Columns {
    status: usize,
    work: usize,
    /// Practice expense outside and in a facility, and the column with `NA` that follows each.
    practice: [(usize, Option<usize>); 2],
    malpractice: usize,
    components: usize,
    global: usize,
    shares: [usize; 3],
    /// Multiple, bilateral, assistant, co-surgeons, team.
    policies: [usize; 5],
    base: usize,
    factor: usize,
    family: Option<usize>,
}

impl Columns {
    fn of(table: &Titled<'_>) -> Result<Columns, ImportError> {
        let find = |any: &[&[&str]], without: &[&str]| table.column(FIRST, any, without);
        let outside: &[&[&str]] =
            &[&["non", "fac", "pe", "rvu"], &["non", "facility", "pe", "rvu"]];
        let practice = [
            find(outside, &[])?,
            find(&[&["facility", "pe", "rvu"], &["fac", "pe", "rvu"]], &["non"])?,
        ];
        let not_available = |after: usize| {
            let at = after + 1;
            titled::says(table.heading(at), &["na", "indicator"]).then_some(at)
        };
        let share = |word| find(&[&[word, "op"]], &[]);
        let policy = |word| find(&[&[word]], &[]);
        Ok(Columns {
            status: find(&[&["status", "code"]], &[])?,
            work: find(&[&["work", "rvu"]], &[])?,
            practice: practice.map(|at| (at, not_available(at))),
            malpractice: find(&[&["mp", "rvu"]], &[])?,
            components: find(&[&["pctc"], &["pc", "tc"]], &[])?,
            global: find(&[&["glob"], &["global"]], &[])?,
            shares: [share("pre")?, share("intra")?, share("post")?],
            policies: [
                find(&[&["mult"], &["multiple"]], &[])?,
                find(&[&["bilat"], &["bilateral"]], &[])?,
                find(&[&["asst"], &["assistant"]], &[])?,
                find(&[&["co", "surg"], &["cosurg"]], &[])?,
                policy("team")?,
            ],
            base: policy("endo")?,
            factor: find(&[&["conv", "factor"]], &[])?,
            family: table.find(FIRST, &[&["family"]], &[]),
        })
    }

    /// The last column that every row reaches.
    fn last(&self) -> usize {
        self.factor.max(self.family.unwrap_or(0)).max(self.base)
    }
}

/// What stands in the cells of one row.
struct Cells<'c> {
    cell: &'c dyn Fn(usize) -> &'c str,
}

impl Cells<'_> {
    fn wrong(&self, column: usize, what: &str) -> String {
        format!("`{}` is no {what}", comma::shortened((self.cell)(column)))
    }

    /// A number in its smallest unit; an empty cell is 0.
    fn number(&self, column: usize, places: usize, what: &str) -> Result<i32, String> {
        let text = (self.cell)(column);
        if text.is_empty() {
            return Ok(0);
        }
        scaled(text, places).filter(|n| *n >= 0).ok_or_else(|| self.wrong(column, what))
    }

    fn digit(&self, column: usize, what: &str) -> Result<u8, String> {
        match (self.cell)(column).as_bytes() {
            [digit @ b'0'..=b'9'] => Ok(digit - b'0'),
            _ => Err(self.wrong(column, what)),
        }
    }

    fn share(&self, column: usize) -> Result<u16, String> {
        let what = "share of the payment (0 to 1)";
        let share = self.number(column, SHARE, what)?;
        let share = u16::try_from(share).ok().filter(|_| share <= WHOLE);
        share.ok_or_else(|| self.wrong(column, what))
    }

    fn is_na(&self, column: Option<usize>) -> Result<bool, String> {
        match column.map_or("", |column| (self.cell)(column)) {
            "" => Ok(false),
            "NA" | "na" => Ok(true),
            _ => Err(self.wrong(column.unwrap_or(0), "NA indicator")),
        }
    }

    fn key(&self) -> Result<(Code, [u8; 2]), String> {
        let code = code_table::code((self.cell)(0));
        let modifier = match (self.cell)(1).as_bytes() {
            [] => Some(NO_MODIFIER),
            [a, b] if a.is_ascii_alphanumeric() && b.is_ascii_alphanumeric() => {
                Some([a.to_ascii_uppercase(), b.to_ascii_uppercase()])
            }
            _ => None,
        };
        let code = code.ok_or_else(|| self.wrong(0, "procedure code of five characters"))?;
        Ok((code, modifier.ok_or_else(|| self.wrong(1, "modifier"))?))
    }

    fn line(&self, columns: &Columns) -> Result<FeeLine, String> {
        let status = match (self.cell)(columns.status).as_bytes() {
            [letter] if letter.is_ascii_alphabetic() => char::from(letter.to_ascii_uppercase()),
            _ => return Err(self.wrong(columns.status, "status code")),
        };
        let value = |column| self.number(column, VALUE, "relative value");
        let policy = |at: usize| self.digit(columns.policies[at], "payment policy indicator");
        let base = match (self.cell)(columns.base) {
            "" => None,
            text => Some(code_table::code(text).ok_or_else(|| self.wrong(columns.base, "code"))?),
        };
        let global = GlobalPeriod::from_name((self.cell)(columns.global));
        let family = columns.family.map_or("", |column| (self.cell)(column));
        let family = if family.is_empty() { Ok(NO_FAMILY) } else { family.parse() };
        let [(outside, not_outside), (inside, not_inside)] = columns.practice;
        Ok(FeeLine {
            status,
            work: value(columns.work)?,
            practice_non_facility: value(outside)?,
            practice_facility: value(inside)?,
            malpractice: value(columns.malpractice)?,
            not_outside_facility: self.is_na(not_outside)?,
            not_in_facility: self.is_na(not_inside)?,
            components: self.digit(columns.components, "PC/TC indicator")?,
            global: global.ok_or_else(|| self.wrong(columns.global, "global period"))?,
            shares: [
                self.share(columns.shares[0])?,
                self.share(columns.shares[1])?,
                self.share(columns.shares[2])?,
            ],
            multiple: policy(0)?,
            bilateral: policy(1)?,
            assistant: policy(2)?,
            co_surgeons: policy(3)?,
            team: policy(4)?,
            endoscopic_base: base,
            conversion_factor: self.number(columns.factor, FACTOR, "conversion factor")?,
            imaging_family: family
                .map_err(|_| self.wrong(columns.family.unwrap_or(0), "imaging family"))?,
        })
    }
}

fn read(file: &str, bytes: &[u8]) -> Result<(Vec<FeeRow>, String), ImportError> {
    let table = Titled::read(file, bytes, is_headings, STACKED)?;
    let columns = Columns::of(&table)?;
    let mut rows = Vec::with_capacity(table.rows().len());
    let mut seen = hashbrown::HashSet::with_capacity(table.rows().len());
    for row in table.rows() {
        table.cell(row, columns.last())?;
        let cell = |column: usize| row.cell(column);
        let cells = Cells { cell: &cell };
        let fault = |message| table.fault(row, message);
        let (code, modifier) = cells.key().map_err(fault)?;
        let line = cells.line(&columns).map_err(fault)?;
        if !seen.insert((code, modifier)) {
            let code = String::from_utf8_lossy(&code).into_owned();
            let modifier = String::from_utf8_lossy(&modifier).into_owned();
            return Err(fault(format!("{} stands twice", format!("{code} {modifier}").trim_end())));
        }
        rows.push(FeeRow { code, modifier, line });
    }
    if rows.is_empty() {
        return Err(table.fault_of_headings("no code stands below the headings".into()));
    }
    Ok((rows, table.titles))
}

/// The first day of the release that is named: `PPRRVU24_JUL`, `PPRRVU2026_Jan_nonQPP`, or
/// `2024 National Physician Fee Schedule Relative Value File July Release` above the headings.
fn starts(file: &str, titles: &str) -> Option<Date> {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file).to_ascii_lowercase();
    named(name.split("pprrvu").nth(1).unwrap_or_default()).or_else(|| {
        let title = titles.split("relative value file").next()?;
        let year = title.split_whitespace().find(|word| year(word).is_some())?;
        let rest = titles.split("relative value file").nth(1)?.trim_start();
        named(&format!("{year}_{rest}"))
    })
}

fn year(word: &str) -> Option<i16> {
    let year: i16 = word.parse().ok().filter(|_| word.bytes().all(|b| b.is_ascii_digit()))?;
    match word.len() {
        2 => Some(2_000 + year),
        4 if (2_000..2_100).contains(&year) => Some(year),
        _ => None,
    }
}

/// Of `24_jul`, `2026_jan_nonqpp`.
fn named(text: &str) -> Option<Date> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (digits, rest) = text.split_at(digits);
    let rest = rest.trim_start_matches(['_', '-', ' ']);
    let (_, month) = RELEASES.iter().find(|(name, _)| rest.starts_with(name))?;
    Date::new(year(digits)?, *month, 1)
}

/// Whose conversion factor the file has: its name says so since 2026.
fn kind(file: &str, titles: &str) -> PackKind {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file).to_ascii_lowercase();
    let plain: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let others = plain.contains("nonqp") || titles.contains("non-qualifying");
    let qualifying = plain.contains("qpp") || titles.contains("qualifying apm");
    match qualifying && !others {
        true => PackKind::FeeScheduleApm,
        false => PackKind::FeeSchedule,
    }
}

/// Reads a file into a pack. Which release it is stands in its name or its title. A conversion
/// factor that the law changes within a quarter (9 March 2024) comes out as a release of its own:
/// its first day is to be given.
///
/// # Errors
/// When a heading is missing, a cell has another form, or the release is not known.
pub fn import(file: &str, bytes: &[u8], release: Option<Date>) -> Result<Imported, ImportError> {
    let (mut rows, titles) = read(file, bytes)?;
    let starts = release
        .or_else(|| starts(file, &titles))
        .ok_or_else(|| ImportError::NoRelease { file: file.to_owned() })?;
    let with_modifier = rows.iter().filter(|row| row.modifier != NO_MODIFIER).count() as u64;
    let counts = BTreeMap::from([
        ("rows".to_owned(), rows.len() as u64),
        ("with_modifier".to_owned(), with_modifier),
    ]);
    let header = PackHeader {
        kind: kind(file, &titles),
        label: format!("{}-{:02}", starts.year(), starts.month()),
        starts,
        source: file.to_owned(),
        source_sha256: sha256_hex(bytes),
        rows: counts,
        payload_sha256: String::new(),
    };
    Ok(Imported { header, payload: table::payload(&mut rows) })
}

#[cfg(test)]
#[path = "pfs_tests.rs"]
mod tests;

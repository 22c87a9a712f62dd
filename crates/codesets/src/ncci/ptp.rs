//! Procedure-to-procedure edits: pairs of codes of which the second is not paid beside the first.
//!
//! Payload, numbers little-endian: `u32` codes, `u32` rows, `u32` spans; the codes, five bytes
//! each, sorted; for each code the place of its first row (`u32`) and one more for the end; the
//! rows, sorted by column 1, column 2 and last day: place of column 2 (`u16`), span (`u16`);
//! the spans: first and last day (`u32`, as `yyyymmdd`), indicator and rationale (`u16`); the
//! rationales, a line each.

use crate::code_rows::{self, CodeRows, beginning_with};
use crate::code_table::Code;
use crate::container::{PackError, PackHeader, PackKind};
use crate::mapped::PackBytes;
use crate::ncci::ProviderType;
use crate::packed::{self, NO_END};
use crate::sets::CodeSets;
use model::Date;
use std::collections::BTreeMap;

/// Bytes of a row.
const ROW: usize = 4;
/// Bytes of a span.
const SPAN: usize = 12;
/// Bytes before the codes.
const COUNTS: usize = 12;

/// Whether a modifier can let both codes of a pair be paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PtpIndicator {
    /// 0: never.
    NotAllowed,
    /// 1: an NCCI-associated modifier, where it is clinically right.
    Allowed,
    /// 9: the edit was taken back as if it had never been.
    NotApplicable,
}

impl PtpIndicator {
    /// The digit in CMS's file.
    #[must_use]
    pub fn digit(self) -> u8 {
        match self {
            PtpIndicator::NotAllowed => 0,
            PtpIndicator::Allowed => 1,
            PtpIndicator::NotApplicable => 9,
        }
    }

    /// The indicator of a digit.
    #[must_use]
    pub fn from_digit(digit: u8) -> Option<PtpIndicator> {
        match digit {
            0 => Some(PtpIndicator::NotAllowed),
            1 => Some(PtpIndicator::Allowed),
            9 => Some(PtpIndicator::NotApplicable),
            _ => None,
        }
    }
}

/// What a table says of an ordered pair of codes on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PtpEdit<'a> {
    /// Whether a modifier helps.
    pub indicator: PtpIndicator,
    /// First day of the edit.
    pub from: Date,
    /// Last day; `None` while it is in force.
    pub to: Option<Date>,
    /// Why, in CMS's words.
    pub rationale: &'a str,
}

/// One row of CMS's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PtpRow {
    /// The code that is paid.
    pub column1: Code,
    /// The code that is not.
    pub column2: Code,
    /// First day, as `yyyymmdd`.
    pub from: u32,
    /// Last day, as `yyyymmdd`; [`NO_END`] while it is in force.
    pub to: u32,
    /// Whether a modifier helps.
    pub indicator: PtpIndicator,
    /// Place of the reason in the list of rationales.
    pub rationale: u8,
}

/// What distinguishes rows beside their codes: last day first, so that spans sort by it.
type Span = (u32, u32, u8, u8);

/// Too many different spans for the pack's layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooVaried;

/// The rows as the payload of a pack; their order does not matter.
///
/// # Errors
/// When the rows name more codes, or more spans of days, than a pack can number: no file of CMS
/// comes near.
pub fn payload(rows: &mut [PtpRow], rationales: &[String]) -> Result<Vec<u8>, TooVaried> {
    rows.sort_unstable_by_key(|row| (row.column1, row.column2, row.to, row.from));
    let mut codes: Vec<Code> = rows.iter().flat_map(|r| [r.column1, r.column2]).collect();
    codes.sort_unstable();
    codes.dedup();
    let places: hashbrown::HashMap<Code, u32> = codes.iter().copied().zip(0u32..).collect();
    let span = |row: &PtpRow| (row.to, row.from, row.indicator.digit(), row.rationale);
    let mut spans: BTreeMap<Span, u16> = rows.iter().map(|row| (span(row), 0)).collect();
    let most = usize::from(u16::MAX);
    if codes.len() > most || spans.len() > most {
        return Err(TooVaried);
    }
    spans.values_mut().zip(0u16..).for_each(|(at, number)| *at = number);
    let count = |length: usize| u32::try_from(length).map_err(|_| TooVaried);
    let mut bytes = Vec::with_capacity(COUNTS + codes.len() * 9 + rows.len() * ROW + 65_536);
    for length in [codes.len(), rows.len(), spans.len()] {
        bytes.extend(count(length)?.to_le_bytes());
    }
    bytes.extend(code_rows::index(&codes, rows.iter().map(|row| row.column1)));
    for row in rows.iter() {
        let second = u16::try_from(places[&row.column2]).map_err(|_| TooVaried)?;
        bytes.extend(second.to_le_bytes());
        bytes.extend(spans[&span(row)].to_le_bytes());
    }
    for (to, from, indicator, rationale) in spans.keys() {
        bytes.extend(from.to_le_bytes());
        bytes.extend(to.to_le_bytes());
        bytes.extend(u16::from(*indicator).to_le_bytes());
        bytes.extend(u16::from(*rationale).to_le_bytes());
    }
    bytes.extend(rationales.join("\n").as_bytes());
    Ok(bytes)
}

/// One file of a release: the whole table, or one of the parts in which CMS puts it out.
#[derive(Debug)]
pub struct PtpTable {
    /// What its pack says of itself.
    pub header: PackHeader,
    rows: CodeRows<ROW>,
    spans: PackBytes,
    rationales: Vec<String>,
}

impl PtpTable {
    /// Reads the counts of a pack; its rows stay where they are.
    ///
    /// # Errors
    /// When the payload is shorter than its counts say.
    pub fn read(header: PackHeader, payload: &PackBytes) -> Result<PtpTable, PackError> {
        let [codes, rows, spans] = [0, 4, 8].map(|at| packed::u32_at(payload, at) as usize);
        let (rows, at) = CodeRows::read(payload, COUNTS, (codes, rows))?;
        let end = at + spans * SPAN;
        if payload.len() < end {
            return Err(PackError::Damaged);
        }
        let spans = payload.part(at, end - at);
        let rest = payload.part(end, payload.len() - end);
        let rationales = std::str::from_utf8(&rest).map_err(|_| PackError::Damaged)?;
        let rationales = rationales.lines().map(str::to_owned).collect();
        Ok(PtpTable { header, rows, spans, rationales })
    }

    /// What the table says of a pair on a day; `None` when the pair has no row in force then.
    ///
    /// Rows of one pair follow each other in time. Where their first days were lost and two are
    /// in force at once, the one that ends first is the one that held.
    #[must_use]
    pub fn find(&self, column1: &str, column2: &str, on: Date) -> Option<PtpEdit<'_>> {
        let codes = &self.rows.codes;
        let (first, second) = (codes.place(column1)?, codes.place(column2)?);
        let second = u16::try_from(second).ok()?;
        let on = packed::day_number(on);
        beginning_with::<ROW>(self.rows.at(first)?, second)
            .find_map(|row| self.span(packed::u16_at(row, 2), on))
    }

    /// The span of a number, where it holds on a day.
    fn span(&self, number: u16, on: u32) -> Option<PtpEdit<'_>> {
        let at = usize::from(number) * SPAN;
        let span = self.spans.get(at..at + SPAN)?;
        let (from, to) = (packed::u32_at(span, 0), packed::u32_at(span, 4));
        if on < from || on > to {
            return None;
        }
        let indicator = u8::try_from(packed::u16_at(span, 8)).ok();
        let rationale = usize::from(packed::u16_at(span, 10));
        Some(PtpEdit {
            indicator: indicator.and_then(PtpIndicator::from_digit)?,
            from: packed::day(from)?,
            to: (to != NO_END).then(|| packed::day(to)).flatten(),
            rationale: self.rationales.get(rationale).map_or("", String::as_str),
        })
    }

    /// Every row, for tests and listings; in the order of the pack.
    pub fn rows(&self) -> impl Iterator<Item = (&str, &str, PtpEdit<'_>)> {
        let codes = &self.rows.codes;
        (0..codes.len()).flat_map(move |first| {
            let rows = self.rows.at(first).unwrap_or_default().chunks_exact(ROW);
            rows.filter_map(move |row| {
                let (second, span) = (packed::u16_at(row, 0), packed::u16_at(row, 2));
                let any_day = packed::u32_at(&self.spans, usize::from(span) * SPAN);
                let edit = self.span(span, any_day)?;
                Some((codes.at(first)?, codes.at(usize::from(second))?, edit))
            })
        })
    }
}

/// The kind of the pack that judges these services; equipment suppliers have no pairs.
#[must_use]
pub fn kind(provider: ProviderType) -> Option<PackKind> {
    match provider {
        ProviderType::Practitioner => Some(PackKind::NcciPtpPractitioner),
        ProviderType::OutpatientHospital => Some(PackKind::NcciPtpHospital),
        ProviderType::DmeSupplier => None,
    }
}

impl CodeSets {
    /// The files of the release in force on a day; empty before the first.
    pub fn ptp(&self, provider: ProviderType, on: Date) -> impl Iterator<Item = &PtpTable> {
        let of_kind = move |table: &&PtpTable| Some(table.header.kind) == kind(provider);
        let starts = self.ptp.iter().filter(of_kind).map(|table| table.header.starts);
        let newest = starts.filter(|starts| *starts <= on).max();
        self.ptp.iter().filter(of_kind).filter(move |table| Some(table.header.starts) == newest)
    }
}

/// The part of a release that a file is: `2` of `2024-07-f2`.
fn part(label: &str) -> Option<u8> {
    label.rsplit_once("-f")?.1.parse().ok()
}

/// A release reaches the codes of HCPCS, which begin with letters and stand last.
const REACHES: &str = "A";

impl PtpTable {
    /// The last code that has rows as column 1.
    fn last_column1(&self) -> Option<&str> {
        let codes = &self.rows.codes;
        let has_rows = |at: &usize| self.rows.at(*at).is_some_and(|rows| !rows.is_empty());
        codes.at((0..codes.len()).rev().find(has_rows)?)
    }
}

/// True when the files of a release are all there: one whole file, or parts without a gap whose
/// last reaches the end of the code range. What a missing part says would be missed silently.
#[must_use]
pub fn is_whole<'a>(tables: impl Iterator<Item = &'a PtpTable>) -> bool {
    let mut parts = Vec::new();
    for table in tables {
        match part(&table.header.label) {
            None => return true,
            Some(part) => parts.push((part, table.last_column1().unwrap_or_default())),
        }
    }
    parts.sort_unstable();
    let without_gap = parts.iter().zip(1u8..).all(|((part, _), number)| *part == number);
    without_gap && parts.last().is_some_and(|(_, last)| *last >= REACHES)
}

#[cfg(test)]
#[path = "ptp_tests.rs"]
mod tests;

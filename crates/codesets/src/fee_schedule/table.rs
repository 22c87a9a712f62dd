//! A release of the physician fee schedule as a pack.
//!
//! Payload, numbers little-endian: `u32` codes, `u32` rows; the codes, five bytes each, sorted; for
//! each code the place of its first row (`u32`) and one more for the end; the rows, sorted by code
//! and modifier, as [`row_bytes`] writes them.

use super::{FeeLine, FeeScheduleFor, GlobalPeriod};
use crate::code_rows::{self, CodeRows};
use crate::code_table::{CODE_LENGTH, Code};
use crate::container::{PackError, PackHeader, PackKind};
use crate::mapped::PackBytes;
use crate::packed;
use crate::sets::{self, CodeSets};
use model::Date;

/// Bytes of a row.
const ROW: usize = 43;
/// The code of "no base code".
const NO_CODE: Code = [b' '; CODE_LENGTH];

/// A modifier of a row; two spaces where it has none.
pub type Modifier = [u8; 2];

/// The modifier of a row without one.
pub const NO_MODIFIER: Modifier = [b' '; 2];

/// One row of CMS's file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeeRow {
    /// The code.
    pub code: Code,
    /// Its modifier: 26, TC, 53, or [`NO_MODIFIER`].
    pub modifier: Modifier,
    /// What the row says.
    pub line: FeeLine,
}

/// The rows as the payload of a pack; their order does not matter.
#[must_use]
pub fn payload(rows: &mut [FeeRow]) -> Vec<u8> {
    rows.sort_by_key(|row| (row.code, row.modifier));
    let mut codes: Vec<Code> = rows.iter().map(|row| row.code).collect();
    codes.dedup();
    let mut bytes = [packed::count(codes.len()), packed::count(rows.len())].concat();
    bytes.extend(code_rows::index(&codes, rows.iter().map(|row| row.code)));
    rows.iter().for_each(|row| bytes.extend(row_bytes(row)));
    bytes
}

fn row_bytes(row: &FeeRow) -> [u8; ROW] {
    let line = &row.line;
    let mut bytes = [0; ROW];
    let mut at = 0;
    let mut write = |part: &[u8]| {
        bytes[at..at + part.len()].copy_from_slice(part);
        at += part.len();
    };
    write(&row.modifier);
    let not = u8::from(line.not_outside_facility) | u8::from(line.not_in_facility) << 1;
    write(&[u8::try_from(line.status).unwrap_or(b' '), not]);
    let values = [
        line.work,
        line.practice_non_facility,
        line.practice_facility,
        line.malpractice,
        line.conversion_factor,
    ];
    values.iter().for_each(|value| write(&value.to_le_bytes()));
    let period = GlobalPeriod::ALL.iter().position(|period| *period == line.global);
    let period = period.and_then(|at| u8::try_from(at).ok()).unwrap_or(u8::MAX);
    write(&[line.components, period, line.multiple, line.bilateral, line.assistant]);
    write(&[line.co_surgeons, line.team, line.imaging_family]);
    line.shares.iter().for_each(|share| write(&share.to_le_bytes()));
    write(&line.endoscopic_base.unwrap_or(NO_CODE));
    bytes
}

fn line_of(row: &[u8]) -> Option<FeeLine> {
    let row: &[u8; ROW] = row.try_into().ok()?;
    let value = |at: usize| i32::from_le_bytes([row[at], row[at + 1], row[at + 2], row[at + 3]]);
    let share = |at: usize| u16::from_le_bytes([row[at], row[at + 1]]);
    let base: Code = row[38..43].try_into().ok()?;
    Some(FeeLine {
        status: char::from(row[2]),
        work: value(4),
        practice_non_facility: value(8),
        practice_facility: value(12),
        malpractice: value(16),
        not_outside_facility: row[3] & 1 != 0,
        not_in_facility: row[3] & 2 != 0,
        components: row[24],
        global: *GlobalPeriod::ALL.get(usize::from(row[25]))?,
        shares: [share(32), share(34), share(36)],
        multiple: row[26],
        bilateral: row[27],
        assistant: row[28],
        co_surgeons: row[29],
        team: row[30],
        endoscopic_base: (base != NO_CODE).then_some(base),
        conversion_factor: value(20),
        imaging_family: row[31],
    })
}

/// A release of the fee schedule.
#[derive(Debug)]
pub struct FeeTable {
    /// What its pack says of itself.
    pub header: PackHeader,
    rows: CodeRows<ROW>,
}

impl FeeTable {
    /// Reads the counts of a pack; its rows stay where they are.
    ///
    /// # Errors
    /// When the payload has another length than its counts say.
    pub fn read(header: PackHeader, payload: &PackBytes) -> Result<FeeTable, PackError> {
        Ok(FeeTable { header, rows: CodeRows::whole(payload)? })
    }

    /// The row of a code, or of a code with modifier 26, TC or 53; an empty modifier asks for the
    /// row without one. `None` when there is no such row: a code may have only the plain one.
    #[must_use]
    pub fn find(&self, code: &str, modifier: &str) -> Option<FeeLine> {
        let wanted: Modifier = match modifier.as_bytes() {
            [] => NO_MODIFIER,
            [first, second] => [first.to_ascii_uppercase(), second.to_ascii_uppercase()],
            _ => return None,
        };
        let mut rows = self.rows.of(code)?.chunks_exact(ROW);
        rows.find(|row| row[..2] == wanted).and_then(line_of)
    }

    /// Every row: code, modifier (empty for none), what it says. In the order of the pack.
    pub fn rows(&self) -> impl Iterator<Item = (&str, &str, FeeLine)> {
        (0..self.rows.codes.len()).flat_map(move |place| {
            let code = self.rows.codes.at(place).unwrap_or_default();
            let rows = self.rows.at(place).unwrap_or_default().chunks_exact(ROW);
            rows.filter_map(move |row| {
                let modifier = std::str::from_utf8(&row[..2]).ok()?.trim_end();
                Some((code, modifier, line_of(row)?))
            })
        })
    }
}

impl CodeSets {
    /// The fee schedule in force on a day; none before the first release.
    #[must_use]
    pub fn fee_schedule(&self, clinicians: FeeScheduleFor, on: Date) -> Option<&FeeTable> {
        let kind = match clinicians {
            FeeScheduleFor::Others => PackKind::FeeSchedule,
            FeeScheduleFor::QualifyingApm => PackKind::FeeScheduleApm,
        };
        sets::newest(&self.fee_schedules, on, |table| &table.header, kind)
    }

    /// The same, for what does not depend on the conversion factor: either file of a release tells
    /// relative values and payment policy.
    #[must_use]
    pub fn fee_policy(&self, on: Date) -> Option<&FeeTable> {
        let [others, apm] = [FeeScheduleFor::Others, FeeScheduleFor::QualifyingApm]
            .map(|clinicians| self.fee_schedule(clinicians, on));
        match (others, apm) {
            (Some(others), Some(apm)) if apm.header.starts > others.header.starts => Some(apm),
            (others, apm) => others.or(apm),
        }
    }
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;

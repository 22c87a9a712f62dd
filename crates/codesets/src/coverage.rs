//! The Medicare Coverage Database: which diagnoses support a service.
//!
//! A *policy* here is an article (or, of older exports, a local coverage determination) of a
//! contractor: procedure codes in groups, and diagnosis codes in groups that support them or do
//! not. It holds in the states of its contractors.
//!
//! Payload, numbers little-endian: nine `u32` counts (see [`Counts`]); the procedure codes, five
//! bytes each, sorted; for each the place of its first row, and one more for the end; the rows;
//! the group numbers (`u16`); the policies; the diagnoses, seven bytes each without a dot, sorted;
//! the diagnosis rows of each policy, sorted; its ranges; the states, two letters each; the
//! identifiers and titles. `coverage/payload.rs` writes it.

mod payload;

use crate::code_table::{CODE_LENGTH, CodeTable};
use crate::container::{PackError, PackHeader};
use crate::mapped::PackBytes;
use crate::packed::{self, NO_END};
use crate::sets::CodeSets;
use model::Date;

pub use payload::{PolicyRow, TooLarge, payload};

/// Length of a diagnosis in a pack: ICD-10-CM without its dot, zeros behind.
pub const DIAGNOSIS_LENGTH: usize = 7;
/// A diagnosis as it stands in a pack.
pub type Diagnosis = [u8; DIAGNOSIS_LENGTH];

/// Bytes of a row: policy (`u16`), number of own groups (`u16`), place of the first (`u32`).
const ROW: usize = 8;
/// Bytes of a policy.
const POLICY: usize = 44;
/// Bytes of a diagnosis row: place of the diagnosis, [`NOT_COVERED`] (`u32`), group (`u16`).
const DIAGNOSIS_ROW: usize = 6;
/// Bytes of a range: first and last diagnosis, group (`u16`), 1 where not covered (`u16`).
const RANGE: usize = 2 * DIAGNOSIS_LENGTH + 4;
/// Bytes of a state.
const STATE: usize = 2;
/// The bit of a diagnosis row that says that the diagnosis does not support the service.
const NOT_COVERED: u32 = 1 << 31;
/// The states of a policy that holds everywhere.
const EVERYWHERE: u64 = u64::MAX;
/// Most states: one bit each, and one set of bits means everywhere.
pub const MOST_STATES: usize = 63;
/// The flag of a policy that lists diagnoses which support its services.
const LISTS_COVERED: u32 = 1;
/// The flag of a policy that lists diagnoses which do not.
const LISTS_NOT_COVERED: u32 = 2;

/// What a policy says of a diagnosis for one of its procedure codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Support {
    /// It supports the code.
    Covered,
    /// It supports other codes of the policy: it stands in a group that is not the code's.
    CoveredElsewhere,
    /// It is listed as not supporting the code.
    NotCovered,
    /// It is not listed.
    NotListed,
}

/// How many of each the payload has, in its order.
#[derive(Clone, Copy, Debug, Default)]
struct Counts([usize; 9]);

impl Counts {
    const BYTES: usize = 9 * 4;

    /// The bytes of every part, in order.
    fn lengths(self) -> [usize; 10] {
        let [codes, rows, groups, policies, diagnoses, listed, ranges, states, text] = self.0;
        [
            codes * CODE_LENGTH,
            (codes + 1) * 4,
            rows * ROW,
            groups * 2,
            policies * POLICY,
            diagnoses * DIAGNOSIS_LENGTH,
            listed * DIAGNOSIS_ROW,
            ranges * RANGE,
            states * STATE,
            text,
        ]
    }
}

/// One release of the database.
#[derive(Debug)]
pub struct CoverageTable {
    /// What its pack says of itself.
    pub header: PackHeader,
    codes: CodeTable,
    starts: PackBytes,
    rows: PackBytes,
    groups: PackBytes,
    policies: PackBytes,
    diagnoses: PackBytes,
    listed: PackBytes,
    ranges: PackBytes,
    states: PackBytes,
    text: PackBytes,
}

impl CoverageTable {
    /// Reads the counts of a pack; its rows stay where they are.
    ///
    /// # Errors
    /// When the payload is shorter than its counts say, or its titles are no text.
    pub fn read(header: PackHeader, payload: &PackBytes) -> Result<CoverageTable, PackError> {
        let mut counts = Counts::default();
        for (at, count) in counts.0.iter_mut().enumerate() {
            *count = packed::u32_at(payload, at * 4) as usize;
        }
        let lengths = counts.lengths();
        if payload.len() < Counts::BYTES + lengths.iter().sum::<usize>() {
            return Err(PackError::Damaged);
        }
        let mut at = Counts::BYTES;
        let mut next = |length: usize| {
            at += length;
            payload.part(at - length, length)
        };
        let [codes, starts, rows, groups, policies, diagnoses, listed, ranges, states, text] =
            lengths.map(&mut next);
        if std::str::from_utf8(&text).is_err() || !states.is_ascii() {
            return Err(PackError::Damaged);
        }
        let codes = CodeTable::new(codes);
        Ok(CoverageTable {
            header,
            codes,
            starts,
            rows,
            groups,
            policies,
            diagnoses,
            listed,
            ranges,
            states,
            text,
        })
    }

    /// The policies that name a procedure code and are in force on a day.
    #[must_use]
    pub fn policies(&self, code: &str, on: Date) -> Policies<'_> {
        let start = |at: usize| packed::u32_at(&self.starts, at * 4) as usize;
        let (at, end) = self.codes.place(code).map_or((0, 0), |at| (start(at), start(at + 1)));
        Policies { table: Some(self), at, end, on: packed::day_number(on) }
    }

    /// The place of a diagnosis among those that stand in a list.
    fn diagnosis(&self, diagnosis: &Diagnosis) -> Option<u32> {
        let (mut low, mut high) = (0, self.diagnoses.len() / DIAGNOSIS_LENGTH);
        while low < high {
            let middle = usize::midpoint(low, high);
            let from = middle * DIAGNOSIS_LENGTH;
            match self.diagnoses.get(from..from + DIAGNOSIS_LENGTH)?.cmp(&diagnosis[..]) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return u32::try_from(middle).ok(),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }
}

/// A diagnosis in the form of a pack; `None` for what can't be one.
#[must_use]
pub fn diagnosis(text: &str) -> Option<Diagnosis> {
    let mut code = Diagnosis::default();
    let mut length = 0;
    for byte in text.trim().bytes().filter(|byte| *byte != b'.') {
        if !byte.is_ascii_alphanumeric() {
            return None;
        }
        *code.get_mut(length)? = byte.to_ascii_uppercase();
        length += 1;
    }
    (length >= 3).then_some(code)
}

/// Policies that name a code, in the order of their identifiers.
#[derive(Clone, Debug)]
pub struct Policies<'a> {
    table: Option<&'a CoverageTable>,
    at: usize,
    end: usize,
    on: u32,
}

impl Policies<'_> {
    /// No policy.
    #[must_use]
    pub fn none() -> Policies<'static> {
        Policies { table: None, at: 0, end: 0, on: 0 }
    }
}

impl<'a> Iterator for Policies<'a> {
    type Item = Policy<'a>;

    fn next(&mut self) -> Option<Policy<'a>> {
        let table = self.table?;
        while self.at < self.end {
            let row = table.rows.get(self.at * ROW..(self.at + 1) * ROW)?;
            self.at += 1;
            let number = usize::from(packed::u16_at(row, 0));
            let bytes = table.policies.get(number * POLICY..(number + 1) * POLICY)?;
            let (from, to) = (packed::u32_at(bytes, 0), packed::u32_at(bytes, 4));
            if from <= self.on && self.on <= to {
                let own = usize::from(packed::u16_at(row, 2));
                return Some(Policy { table, bytes, own, first: packed::u32_at(row, 4) as usize });
            }
        }
        None
    }
}

/// A policy, as it bears on one procedure code.
#[derive(Clone, Copy)]
pub struct Policy<'a> {
    table: &'a CoverageTable,
    bytes: &'a [u8],
    /// How many groups are the code's own; 0 where every group is.
    own: usize,
    first: usize,
}

impl<'a> Policy<'a> {
    fn text(&self, skip: usize, length: usize) -> &'a str {
        let from = packed::u32_at(self.bytes, 16) as usize + skip;
        let bytes: &'a [u8] = &self.table.text;
        bytes.get(from..from + length).and_then(|b| std::str::from_utf8(b).ok()).unwrap_or("")
    }

    /// The identifier under which it is published, as `A56781`.
    #[must_use]
    pub fn id(&self) -> &'a str {
        self.text(0, usize::from(packed::u16_at(self.bytes, 20)))
    }

    /// Its title.
    #[must_use]
    pub fn title(&self) -> &'a str {
        let id = usize::from(packed::u16_at(self.bytes, 20));
        self.text(id, usize::from(packed::u16_at(self.bytes, 22)))
    }

    /// Its first day, where the export tells.
    #[must_use]
    pub fn from(&self) -> Option<Date> {
        packed::day(packed::u32_at(self.bytes, 0))
    }

    /// Its last day; `None` while it is in force.
    #[must_use]
    pub fn to(&self) -> Option<Date> {
        Some(packed::u32_at(self.bytes, 4)).filter(|to| *to != NO_END).and_then(packed::day)
    }

    fn state_bits(&self) -> u64 {
        let low = u64::from(packed::u32_at(self.bytes, 8));
        low | u64::from(packed::u32_at(self.bytes, 12)) << 32
    }

    /// The states in which it holds, two letters each; none where it holds everywhere, as far as
    /// the export tells.
    pub fn states(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let bits = match self.state_bits() {
            EVERYWHERE => 0,
            bits => bits,
        };
        let all: &'a [u8] = &self.table.states;
        let states = all.chunks_exact(STATE).enumerate();
        let own = states.filter(move |(at, _)| bits.checked_shr(*at as u32).unwrap_or(0) & 1 == 1);
        own.filter_map(|(_, state)| std::str::from_utf8(state).ok())
    }

    /// True when it holds in a state (two letters), or everywhere.
    #[must_use]
    pub fn applies_in(&self, state: &str) -> bool {
        self.state_bits() == EVERYWHERE || self.states().any(|s| s.eq_ignore_ascii_case(state))
    }

    /// The groups of diagnoses that are meant for the code; none where every group is.
    pub fn groups(&self) -> impl Iterator<Item = u16> + use<'a> {
        let (groups, first): (&'a [u8], usize) = (&self.table.groups, self.first);
        (first..first + self.own).map(move |at| packed::u16_at(groups, at * 2))
    }

    fn flags(&self) -> u32 {
        packed::u32_at(self.bytes, 40)
    }

    /// True when it lists diagnoses that support its services: no other one then does.
    #[must_use]
    pub fn lists_covered(&self) -> bool {
        self.flags() & LISTS_COVERED != 0
    }

    /// True when it lists diagnoses at all; one that does not says nothing of them.
    #[must_use]
    pub fn lists_diagnoses(&self) -> bool {
        self.flags() & (LISTS_COVERED | LISTS_NOT_COVERED) != 0
    }

    /// What it says of a diagnosis for the code. A diagnosis that stands in several lists has the
    /// best of them: the lists are of several groups of codes.
    #[must_use]
    pub fn supports(&self, written: &str) -> Support {
        let Some(code) = diagnosis(written) else { return Support::NotListed };
        let listed = self.table.diagnosis(&code).map(|place| self.listed(place));
        let range = self.in_ranges(&code);
        listed.map_or(range, |listed| listed.min(range))
    }

    fn standing(&self, group: u16, not_covered: bool) -> Support {
        match () {
            () if not_covered => Support::NotCovered,
            () if self.own == 0 || self.groups().any(|own| own == group) => Support::Covered,
            () => Support::CoveredElsewhere,
        }
    }

    fn listed(&self, place: u32) -> Support {
        let at = |offset: usize| packed::u32_at(self.bytes, offset) as usize;
        let rows = self.table.listed.get(at(24) * DIAGNOSIS_ROW..at(28) * DIAGNOSIS_ROW);
        let rows = rows.unwrap_or_default();
        let place_at = |row: usize| packed::u32_at(rows, row * DIAGNOSIS_ROW) & !NOT_COVERED;
        let (mut low, mut high) = (0, rows.len() / DIAGNOSIS_ROW);
        while low < high {
            let middle = usize::midpoint(low, high);
            match place_at(middle) < place {
                true => low = middle + 1,
                false => high = middle,
            }
        }
        let own = rows[low * DIAGNOSIS_ROW..].chunks_exact(DIAGNOSIS_ROW);
        let own = own.take_while(|row| packed::u32_at(row, 0) & !NOT_COVERED == place);
        let all = own.map(|row| {
            self.standing(packed::u16_at(row, 4), packed::u32_at(row, 0) & NOT_COVERED != 0)
        });
        all.min().unwrap_or(Support::NotListed)
    }

    fn in_ranges(&self, code: &Diagnosis) -> Support {
        let at = |offset: usize| packed::u32_at(self.bytes, offset) as usize;
        let rows = self.table.ranges.get(at(32) * RANGE..at(36) * RANGE).unwrap_or_default();
        let holds = |row: &&[u8]| {
            let (first, rest) = row.split_at(DIAGNOSIS_LENGTH);
            let last = &rest[..DIAGNOSIS_LENGTH];
            // A code below the last one of the range (C50.919 below C50.9) is inside.
            let written = last.iter().position(|b| *b == 0).unwrap_or(DIAGNOSIS_LENGTH);
            first <= &code[..] && (&code[..] <= last || code[..written] == last[..written])
        };
        let inside = rows.chunks_exact(RANGE).filter(holds);
        let groups = 2 * DIAGNOSIS_LENGTH;
        let all = inside.map(|row| {
            self.standing(packed::u16_at(row, groups), packed::u16_at(row, groups + 2) != 0)
        });
        all.min().unwrap_or(Support::NotListed)
    }
}

impl std::fmt::Debug for Policy<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Policy({})", self.id())
    }
}

impl CodeSets {
    /// The release of the coverage database in force on a day; none before the first.
    #[must_use]
    pub fn coverage(&self, on: Date) -> Option<&CoverageTable> {
        self.coverage.iter().rev().find(|table| table.header.starts <= on)
    }

    /// The policies that name a procedure code and are in force on a day.
    #[must_use]
    pub fn policies(&self, code: &str, on: Date) -> Policies<'_> {
        self.coverage(on).map_or(Policies::none(), |table| table.policies(code, on))
    }
}

#[cfg(test)]
mod tests;

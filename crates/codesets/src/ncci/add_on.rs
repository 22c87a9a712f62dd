//! Add-on codes: services that are done beside another, and paid only with it.
//!
//! Payload, numbers little-endian: `u32` codes, `u32` rows; the codes, add-on and primary, five
//! bytes each, sorted; for each code the place of its first row (`u32`) and one more for the end;
//! the rows, sorted by add-on code and primary code: place of the primary code (`u16`,
//! [`CONTRACTOR`] where each contractor says), edit type (`u16`), first and last day (`u32`, as
//! `yyyymmdd`).

use crate::code_rows::{self, CodeRows, beginning_with};
use crate::code_table::Code;
use crate::container::{PackError, PackHeader, PackKind};
use crate::mapped::PackBytes;
use crate::packed;
use crate::sets::{self, CodeSets};
use model::Date;

/// Bytes of a row.
const ROW: usize = 12;
/// The place of "each contractor says".
const CONTRACTOR: u16 = u16::MAX;

/// Which primary codes there are: CMS's add-on code edit type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AddOnType {
    /// 1: those of the table, and no others.
    Listed,
    /// 2: none is listed; each contractor says which.
    Contractor,
    /// 3: some are listed, and a contractor may add others.
    ListedAndContractor,
}

impl AddOnType {
    /// The digit in CMS's file.
    #[must_use]
    pub fn digit(self) -> u8 {
        match self {
            AddOnType::Listed => 1,
            AddOnType::Contractor => 2,
            AddOnType::ListedAndContractor => 3,
        }
    }

    /// The type of a digit.
    #[must_use]
    pub fn from_digit(digit: u8) -> Option<AddOnType> {
        match digit {
            1 => Some(AddOnType::Listed),
            2 => Some(AddOnType::Contractor),
            3 => Some(AddOnType::ListedAndContractor),
            _ => None,
        }
    }
}

/// An add-on code with what it may be added to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddOn {
    /// Which primary codes there are.
    pub kind: AddOnType,
    /// The listed primary codes in force, in their order.
    pub primaries: Vec<String>,
}

/// One row of CMS's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddOnRow {
    /// The add-on code.
    pub add_on: Code,
    /// A primary code; `None` where each contractor says which.
    pub primary: Option<Code>,
    /// The edit type.
    pub kind: AddOnType,
    /// First day, as `yyyymmdd`; 0 where the file does not say.
    pub from: u32,
    /// Last day, as `yyyymmdd`; [`packed::NO_END`] while it is in force.
    pub to: u32,
}

/// The rows as the payload of a pack, their order does not matter; `None` when they name more
/// codes than a pack can number, and no file of CMS comes near.
#[must_use]
pub fn payload(rows: &mut [AddOnRow]) -> Option<Vec<u8>> {
    let mut codes: Vec<Code> =
        rows.iter().flat_map(|row| [Some(row.add_on), row.primary]).flatten().collect();
    codes.sort_unstable();
    codes.dedup();
    if codes.len() >= usize::from(CONTRACTOR) {
        return None;
    }
    let place = |code: &Code| {
        let at = codes.binary_search(code).ok().and_then(|at| u16::try_from(at).ok());
        at.unwrap_or(CONTRACTOR)
    };
    let primary = |row: &AddOnRow| row.primary.as_ref().map_or(CONTRACTOR, place);
    rows.sort_unstable_by_key(|row| (row.add_on, primary(row), row.to, row.from, row.kind));
    let mut bytes = [packed::count(codes.len()), packed::count(rows.len())].concat();
    bytes.extend(code_rows::index(&codes, rows.iter().map(|row| row.add_on)));
    for row in rows.iter() {
        bytes.extend(primary(row).to_le_bytes());
        bytes.extend(u16::from(row.kind.digit()).to_le_bytes());
        bytes.extend(row.from.to_le_bytes());
        bytes.extend(row.to.to_le_bytes());
    }
    Some(bytes)
}

/// A release of add-on codes.
#[derive(Debug)]
pub struct AddOnTable {
    /// What its pack says of itself.
    pub header: PackHeader,
    rows: CodeRows<ROW>,
}

impl AddOnTable {
    /// Reads the counts of a pack; its rows stay where they are.
    ///
    /// # Errors
    /// When the payload has another length than its counts say.
    pub fn read(header: PackHeader, payload: &PackBytes) -> Result<AddOnTable, PackError> {
        Ok(AddOnTable { header, rows: CodeRows::whole(payload)? })
    }

    /// Which primary codes an add-on code has on a day; `None` for a code that is no add-on code
    /// then.
    #[must_use]
    pub fn kind_of(&self, add_on: &str, on: Date) -> Option<AddOnType> {
        let on = packed::day_number(on);
        let rows = self.rows.of(add_on)?.chunks_exact(ROW).filter(|row| in_force(row, on));
        // Where the rows of a code differ, the widest type holds.
        rows.filter_map(kind_of).max()
    }

    /// True when a code is listed as primary of an add-on code on a day.
    #[must_use]
    pub fn is_primary(&self, add_on: &str, primary: &str, on: Date) -> bool {
        let place = self.rows.codes.place(primary).and_then(|place| u16::try_from(place).ok());
        let (Some(place), Some(rows)) = (place, self.rows.of(add_on)) else { return false };
        let on = packed::day_number(on);
        beginning_with::<ROW>(rows, place).any(|row| in_force(row, on))
    }

    /// What a code is added to on a day; `None` for a code that is no add-on code then.
    #[must_use]
    pub fn find(&self, add_on: &str, on: Date) -> Option<AddOn> {
        let kind = self.kind_of(add_on, on)?;
        let on = packed::day_number(on);
        let rows = self.rows.of(add_on)?.chunks_exact(ROW).filter(|row| in_force(row, on));
        let places = rows.map(|row| packed::u16_at(row, 0)).filter(|place| *place != CONTRACTOR);
        let mut primaries: Vec<String> = places
            .filter_map(|place| self.rows.codes.at(usize::from(place)))
            .map(str::to_owned)
            .collect();
        primaries.dedup();
        Some(AddOn { kind, primaries })
    }
}

fn in_force(row: &[u8], on: u32) -> bool {
    (packed::u32_at(row, 4)..=packed::u32_at(row, 8)).contains(&on)
}

fn kind_of(row: &[u8]) -> Option<AddOnType> {
    u8::try_from(packed::u16_at(row, 2)).ok().and_then(AddOnType::from_digit)
}

impl CodeSets {
    /// The add-on codes in force on a day; none before the first release.
    #[must_use]
    pub fn add_on(&self, on: Date) -> Option<&AddOnTable> {
        sets::newest(&self.add_on, on, |table| &table.header, PackKind::NcciAddOn)
    }
}

#[cfg(test)]
#[path = "add_on_tests.rs"]
mod tests;

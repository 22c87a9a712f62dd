//! Medically unlikely edits: the most units of a service that one patient gets in a day.
//!
//! Payload, numbers little-endian: `u32` codes; the codes, five bytes each, sorted; for each its
//! most units (`u32`), adjudication indicator and place of the rationale (a byte each); the
//! rationales, a line each.

use crate::code_table::{CODE_LENGTH, Code, CodeTable};
use crate::container::{PackError, PackHeader, PackKind};
use crate::mapped::PackBytes;
use crate::ncci::ProviderType;
use crate::packed;
use crate::sets::{self, CodeSets};
use model::Date;

/// Bytes of a row.
const ROW: usize = 6;
/// Bytes before the codes.
const COUNT: usize = 4;

/// How the payer compares the units: CMS's MUE adjudication indicator (MAI).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MueAdjudication {
    /// 1: each claim line by itself.
    Line,
    /// 2: the whole day; set by law, regulation or the code's own meaning, and never overridden.
    DayPolicy,
    /// 3: the whole day; set by clinical data, and open to proof on appeal.
    DayClinical,
}

impl MueAdjudication {
    /// The digit in CMS's file.
    #[must_use]
    pub fn digit(self) -> u8 {
        match self {
            MueAdjudication::Line => 1,
            MueAdjudication::DayPolicy => 2,
            MueAdjudication::DayClinical => 3,
        }
    }

    /// The indicator of a digit.
    #[must_use]
    pub fn from_digit(digit: u8) -> Option<MueAdjudication> {
        match digit {
            1 => Some(MueAdjudication::Line),
            2 => Some(MueAdjudication::DayPolicy),
            3 => Some(MueAdjudication::DayClinical),
            _ => None,
        }
    }
}

/// The limit of one code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MueLimit<'a> {
    /// Most units; 0 where the service is not paid to this sort of provider.
    pub units: u32,
    /// How units are compared.
    pub adjudication: MueAdjudication,
    /// Why, in CMS's words.
    pub rationale: &'a str,
}

/// One row of CMS's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MueRow {
    /// The code.
    pub code: Code,
    /// Most units.
    pub units: u32,
    /// How units are compared.
    pub adjudication: MueAdjudication,
    /// Place of the reason in the list of rationales.
    pub rationale: u8,
}

/// The rows as the payload of a pack; their order does not matter, each code stands once.
#[must_use]
pub fn payload(rows: &mut [MueRow], rationales: &[String]) -> Vec<u8> {
    rows.sort_unstable_by_key(|row| row.code);
    let mut bytes = packed::count(rows.len()).to_vec();
    rows.iter().for_each(|row| bytes.extend(row.code));
    for row in rows {
        bytes.extend(row.units.to_le_bytes());
        bytes.extend([row.adjudication.digit(), row.rationale]);
    }
    bytes.extend(rationales.join("\n").as_bytes());
    bytes
}

/// A release of unit limits.
#[derive(Debug)]
pub struct MueTable {
    /// What its pack says of itself.
    pub header: PackHeader,
    codes: CodeTable,
    rows: PackBytes,
    rationales: Vec<String>,
}

impl MueTable {
    /// Reads the count of a pack; its rows stay where they are.
    ///
    /// # Errors
    /// When the payload is shorter than its count says.
    pub fn read(header: PackHeader, payload: &PackBytes) -> Result<MueTable, PackError> {
        let codes = packed::u32_at(payload, 0) as usize;
        let (codes_end, rows_end) =
            (COUNT + codes * CODE_LENGTH, COUNT + codes * (CODE_LENGTH + ROW));
        if payload.len() < rows_end {
            return Err(PackError::Damaged);
        }
        let rest = payload.part(rows_end, payload.len() - rows_end);
        let rationales = std::str::from_utf8(&rest).map_err(|_| PackError::Damaged)?;
        Ok(MueTable {
            header,
            codes: CodeTable::new(payload.part(COUNT, codes_end - COUNT)),
            rows: payload.part(codes_end, rows_end - codes_end),
            rationales: rationales.lines().map(str::to_owned).collect(),
        })
    }

    /// The limit of a code; `None` where none is published.
    #[must_use]
    pub fn find(&self, code: &str) -> Option<MueLimit<'_>> {
        let at = self.codes.place(code)? * ROW;
        let row = self.rows.get(at..at + ROW)?;
        Some(MueLimit {
            units: packed::u32_at(row, 0),
            adjudication: MueAdjudication::from_digit(row[4])?,
            rationale: self.rationales.get(usize::from(row[5])).map_or("", String::as_str),
        })
    }

    /// How many codes have a limit.
    #[must_use]
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// True when no code has one.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }
}

/// The kind of the pack that judges these services.
#[must_use]
pub fn kind(provider: ProviderType) -> PackKind {
    match provider {
        ProviderType::Practitioner => PackKind::NcciMuePractitioner,
        ProviderType::OutpatientHospital => PackKind::NcciMueHospital,
        ProviderType::DmeSupplier => PackKind::NcciMueDme,
    }
}

impl CodeSets {
    /// The unit limits in force on a day; none before the first release.
    #[must_use]
    pub fn mue(&self, provider: ProviderType, on: Date) -> Option<&MueTable> {
        sets::newest(&self.mue, on, |table| &table.header, kind(provider))
    }
}

#[cfg(test)]
#[path = "mue_tests.rs"]
mod tests;

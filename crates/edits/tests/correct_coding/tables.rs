//! Small tables as plain rows, and the code facts that the rules ask: pairs from a pack made of
//! the rows, the rest from the rows themselves.

use codesets::code_table::code;
use codesets::ncci::ProviderType;
use codesets::ncci::add_on::{AddOn, AddOnType};
use codesets::ncci::mue::{MueAdjudication, MueLimit};
use codesets::ncci::ptp::{self, PtpEdit, PtpIndicator, PtpRow, PtpTable};
use codesets::{PackBytes, PackHeader, PackKind};
use edits::{Attributes, CodeFacts, CodeStatus, Table};
use model::Date;
use std::collections::BTreeMap;

/// The last day of a row that is in force.
pub const OPEN: &str = "9999-12-31";

/// A procedure pair.
#[derive(Clone, Debug)]
pub struct PairRow {
    pub provider: ProviderType,
    pub column1: String,
    pub column2: String,
    pub from: String,
    pub to: String,
    pub indicator: u8,
}

/// A unit limit.
#[derive(Clone, Debug)]
pub struct LimitRow {
    pub provider: ProviderType,
    pub code: String,
    pub units: u32,
    pub mai: u8,
}

/// An add-on code with one primary, or with none.
#[derive(Clone, Debug)]
pub struct AddOnRow {
    pub add_on: String,
    pub primary: Option<String>,
    pub kind: u8,
    pub from: String,
    pub to: String,
}

/// Rows of every table.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    pub pairs: Vec<PairRow>,
    pub limits: Vec<LimitRow>,
    pub add_ons: Vec<AddOnRow>,
}

/// The tables as the rules see them.
pub struct Facts {
    packs: Vec<(ProviderType, PtpTable)>,
    tables: Tables,
}

/// Written rationale of every row.
pub const RATIONALE: &str = "Standards of medical practice";

impl Facts {
    pub fn of(tables: &Tables) -> Facts {
        let sorts = [ProviderType::Practitioner, ProviderType::OutpatientHospital];
        let packs = sorts.map(|sort| (sort, pack(&tables.pairs, sort))).into();
        Facts { packs, tables: tables.clone() }
    }
}

/// A day in the form of a pack, where the highest number means that there is no last day.
fn number(day: &str) -> u32 {
    match day {
        OPEN => u32::MAX,
        _ => day.replace('-', "").parse().unwrap(),
    }
}

fn pack(rows: &[PairRow], provider: ProviderType) -> PtpTable {
    let mut rows: Vec<PtpRow> = rows
        .iter()
        .filter(|row| row.provider == provider)
        .map(|row| PtpRow {
            column1: code(&row.column1).unwrap(),
            column2: code(&row.column2).unwrap(),
            from: number(&row.from),
            to: number(&row.to),
            indicator: PtpIndicator::from_digit(row.indicator).unwrap(),
            rationale: 0,
        })
        .collect();
    let payload = ptp::payload(&mut rows, &[RATIONALE.to_owned()]).unwrap();
    let header = PackHeader {
        kind: ptp::kind(provider).unwrap_or(PackKind::NcciPtpPractitioner),
        label: "2024-07".to_owned(),
        starts: "2024-07-01".parse().unwrap(),
        source: String::new(),
        source_sha256: String::new(),
        rows: BTreeMap::new(),
        payload_sha256: String::new(),
    };
    PtpTable::read(header, &PackBytes::held(payload)).unwrap()
}

impl CodeFacts for Facts {
    fn has_diagnoses(&self, _on: Date) -> bool {
        true
    }

    fn diagnosis(&self, _code: &str, _on: Date) -> CodeStatus {
        CodeStatus::Valid
    }

    fn diagnosis_attributes(&self, _code: &str, _on: Date) -> Attributes {
        Attributes::default()
    }

    fn excludes1(&self, _a: &str, _b: &str, _on: Date) -> Option<String> {
        None
    }

    fn procedure(&self, _code: &str, _on: Date) -> Option<CodeStatus> {
        None
    }

    fn holds(&self, table: Table, _on: Date) -> bool {
        match table {
            Table::Ptp(provider) => self.packs.iter().any(|(sort, _)| *sort == provider),
            Table::Mue(_) | Table::AddOn => true,
            _ => false,
        }
    }

    fn ptp(
        &self,
        provider: ProviderType,
        column1: &str,
        column2: &str,
        on: Date,
    ) -> Option<PtpEdit<'_>> {
        let (_, pack) = self.packs.iter().find(|(sort, _)| *sort == provider)?;
        pack.find(column1, column2, on)
    }

    fn mue(&self, provider: ProviderType, code: &str, _on: Date) -> Option<MueLimit<'_>> {
        let mut rows = self.tables.limits.iter();
        let row = rows.find(|row| row.provider == provider && row.code == code)?;
        let adjudication = MueAdjudication::from_digit(row.mai)?;
        Some(MueLimit { units: row.units, adjudication, rationale: RATIONALE })
    }

    fn add_on(&self, code: &str, on: Date) -> Option<AddOn> {
        let on = on.to_string();
        let rows = self.tables.add_ons.iter();
        let rows = rows.filter(|row| row.add_on == code && row.from <= on && on <= row.to);
        let rows: Vec<_> = rows.collect();
        let kind = AddOnType::from_digit(rows.first()?.kind)?;
        Some(AddOn { kind, primaries: rows.iter().filter_map(|row| row.primary.clone()).collect() })
    }

    fn releases(&self, _on: Date) -> BTreeMap<String, String> {
        BTreeMap::new()
    }
}

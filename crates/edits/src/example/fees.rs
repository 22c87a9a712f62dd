//! A handful of rows of the fee schedule, and a schedule of one row that a test sets itself.

use super::{HandMade, day};
use crate::facts::{Attributes, CodeFacts, CodeStatus, Table};
use codesets::fee_schedule::{FeeLine, GlobalPeriod};
use codesets::ncci::ProviderType;
use codesets::ncci::mue::{MueAdjudication, MueLimit};
use model::{BilledLine, Claim, ClaimLine, Date, HistoryClaim, PayerKind, Quantity};
use std::collections::BTreeMap;

/// Every sort of payer, original Medicare first.
pub(crate) const PAYERS: [PayerKind; 6] = [
    PayerKind::Medicare,
    PayerKind::MedicareAdvantage,
    PayerKind::Commercial,
    PayerKind::Medicaid,
    PayerKind::WorkersComp,
    PayerKind::Other,
];

/// A row that allows everything: a visit.
pub(crate) const VISIT: FeeLine = FeeLine {
    status: 'A',
    work: 0,
    practice_non_facility: 0,
    practice_facility: 0,
    malpractice: 0,
    not_outside_facility: false,
    not_in_facility: false,
    components: 0,
    global: GlobalPeriod::NotApplicable,
    shares: [0; 3],
    multiple: 0,
    bilateral: 0,
    assistant: 0,
    co_surgeons: 0,
    team: 0,
    endoscopic_base: None,
    conversion_factor: 0,
    imaging_family: 99,
};

/// A surgery on a limb.
pub(crate) const SURGERY: FeeLine =
    FeeLine { global: GlobalPeriod::Day, multiple: 2, bilateral: 1, assistant: 1, ..VISIT };

/// A row with a status and no indicators.
pub(crate) const fn paid_elsewhere(status: char) -> FeeLine {
    FeeLine {
        status,
        components: 9,
        multiple: 9,
        bilateral: 9,
        assistant: 9,
        co_surgeons: 9,
        team: 9,
        ..VISIT
    }
}

/// The rows that [`HandMade`] holds.
pub(crate) fn row(code: &str) -> Option<FeeLine> {
    Some(match code {
        "99203" | "99212" | "99213" | "99215" | "99231" | "99283" | "99291" => VISIT,
        "20610" | "45380" | "98940" => SURGERY,
        "17110" => FeeLine { global: GlobalPeriod::TenDays, bilateral: 0, ..SURGERY },
        "66984" => FeeLine { global: GlobalPeriod::NinetyDays, ..SURGERY },
        "27447" => FeeLine {
            global: GlobalPeriod::NinetyDays,
            assistant: 2,
            co_surgeons: 1,
            not_outside_facility: true,
            ..SURGERY
        },
        "G0109" => FeeLine { not_in_facility: true, ..VISIT },
        "33517" => FeeLine { global: GlobalPeriod::AddOn, multiple: 0, bilateral: 0, ..SURGERY },
        "69210" => FeeLine { bilateral: 2, ..SURGERY },
        "71046" => FeeLine { components: 1, not_in_facility: true, ..VISIT },
        "73630" => FeeLine { components: 1, not_in_facility: true, bilateral: 3, ..VISIT },
        "93000" => FeeLine { components: 4, not_in_facility: true, ..VISIT },
        "93010" => FeeLine { components: 2, ..VISIT },
        "96372" | "90471" | "96413" => FeeLine { components: 5, not_in_facility: true, ..VISIT },
        "97110" => FeeLine { components: 7, not_in_facility: true, multiple: 5, ..VISIT },
        "94760" => FeeLine { status: 'T', components: 3, not_in_facility: true, ..VISIT },
        "11719" => FeeLine { status: 'R', ..SURGERY },
        "99242" | "97014" => paid_elsewhere('I'),
        "92015" | "99396" => paid_elsewhere('N'),
        "99000" | "99024" => paid_elsewhere('B'),
        "A6402" => paid_elsewhere('P'),
        "G9227" => paid_elsewhere('M'),
        "J1885" | "J3301" => paid_elsewhere('E'),
        "80053" | "85025" | "90686" | "G0008" | "36415" => paid_elsewhere('X'),
        _ => return None,
    })
}

/// The hand-made code systems with one row of the fee schedule put in, in force from a day on.
pub(crate) struct OneRow {
    pub(crate) code: &'static str,
    pub(crate) row: FeeLine,
    /// Its row with modifier 26.
    pub(crate) professional: Option<FeeLine>,
    pub(crate) from: Date,
    pub(crate) units: Option<u32>,
}

impl OneRow {
    pub(crate) fn new(code: &'static str, row: FeeLine) -> OneRow {
        OneRow { code, row, professional: None, from: day("2015-10-01"), units: None }
    }
}

impl CodeFacts for OneRow {
    fn has_diagnoses(&self, on: Date) -> bool {
        HandMade::default().has_diagnoses(on)
    }
    fn diagnosis(&self, code: &str, on: Date) -> CodeStatus {
        HandMade::default().diagnosis(code, on)
    }
    fn diagnosis_attributes(&self, code: &str, on: Date) -> Attributes {
        HandMade::default().diagnosis_attributes(code, on)
    }
    fn excludes1(&self, a: &str, b: &str, on: Date) -> Option<String> {
        HandMade::default().excludes1(a, b, on)
    }
    fn procedure(&self, _code: &str, _on: Date) -> Option<CodeStatus> {
        Some(CodeStatus::Valid)
    }
    fn holds(&self, table: Table, on: Date) -> bool {
        table == Table::FeeSchedule && on >= self.from
    }
    fn mue(&self, _provider: ProviderType, code: &str, _on: Date) -> Option<MueLimit<'_>> {
        let units = self.units.filter(|_| code == self.code)?;
        let adjudication = MueAdjudication::Line;
        Some(MueLimit { units, adjudication, rationale: "" })
    }
    fn fee_line_with(&self, code: &str, modifier: &str, on: Date) -> Option<FeeLine> {
        match (modifier, code == self.code) {
            _ if !self.holds(Table::FeeSchedule, on) => None,
            ("", true) => Some(self.row),
            ("", false) => row(code),
            ("26", true) => self.professional,
            _ => None,
        }
    }
    fn releases(&self, on: Date) -> BTreeMap<String, String> {
        HandMade::default().releases(on)
    }
}

/// A claim of one payer with these services on 2026-06-15: code, modifiers and units.
pub(crate) fn services(kind: PayerKind, services: &[(&str, &[&str], u32)]) -> Claim {
    let mut claim = super::professional();
    claim.payer.kind = kind;
    let first = claim.lines[0].clone();
    claim.lines = (1..)
        .zip(services)
        .map(|(number, (code, modifiers, units))| ClaimLine {
            line: number,
            code: Some((*code).to_owned()),
            modifiers: modifiers.iter().map(|m| (*m).to_owned()).collect(),
            units: Quantity::units(*units),
            ..first.clone()
        })
        .collect();
    claim
}

/// Adds an earlier claim of one line, by the provider of the clean claim.
pub(crate) fn earlier(claim: &mut Claim, code: &str, modifiers: &[&str], on: &str) {
    let line = BilledLine {
        code: Some(code.to_owned()),
        modifiers: modifiers.iter().map(|m| (*m).to_owned()).collect(),
        units: Quantity::units(1),
        date: day(on),
        ..Default::default()
    };
    claim.history.push(HistoryClaim {
        id: "H-1".into(),
        status: "paid".to_owned(),
        rendering_npi: Some("1234567893".to_owned()),
        lines: vec![line],
    });
}

/// The edits of the rules of this table, with their severities.
pub(crate) fn found(claim: &Claim, codes: &dyn CodeFacts) -> Vec<(String, model::Severity)> {
    let ours = |id: &str| {
        let begins = ["global.", "bilateral.", "validity.status_"];
        let named = [
            "modifier.assistant",
            "modifier.co_surgeons",
            "modifier.team",
            "modifier.multiple",
            "modifier.component",
            "modifier.component_in_facility",
            "modifier.visit_only",
            "modifier.surgery_only",
            "modifier.split_care",
        ];
        begins.iter().any(|b| id.starts_with(b)) || named.contains(&id)
    };
    let edits = crate::scrub(claim, codes).edits;
    edits.into_iter().filter(|e| ours(&e.id)).map(|e| (e.id, e.severity)).collect()
}

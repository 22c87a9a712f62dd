//! A complete made-up chart, its codes, and code facts for the tests of this crate.

use edits::{Attributes, CodeFacts, CodeStatus};
use model::{
    Address, Cents, Charge, Chart, CodedChart, Coverage, Date, DiagnosisCode, HumanName,
    Organization, Patient, PayerKind, Practitioner, ProcedureCode, Route, Setting, Sex,
};
use std::collections::BTreeMap;

/// Code facts by which every code is valid; for tests of anything but codes.
pub(crate) struct AnyCode;

impl CodeFacts for AnyCode {
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
        Some(CodeStatus::Valid)
    }
    fn releases(&self, _on: Date) -> BTreeMap<String, String> {
        BTreeMap::new()
    }
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().expect("a date in a test")
}

pub(crate) fn px(code: &str, modifiers: &[&str], units: u32) -> ProcedureCode {
    let modifiers = modifiers.iter().map(|m| (*m).to_owned()).collect();
    ProcedureCode { code: code.to_owned(), modifiers, units, dx: vec![1], ..Default::default() }
}

pub(crate) fn charge(code: &str, modifiers: &[&str], units: u32, cents: i64) -> Charge {
    Charge {
        code: Some(code.to_owned()),
        modifiers: modifiers.iter().map(|m| (*m).to_owned()).collect(),
        units,
        amount: Cents(cents),
        ..Default::default()
    }
}

fn address() -> Address {
    Address {
        line1: "12 ELM ST".to_owned(),
        line2: None,
        city: "SPRINGFIELD".to_owned(),
        state: "IL".to_owned(),
        zip: "627011234".to_owned(),
    }
}

fn name(family: &str) -> HumanName {
    HumanName { family: family.to_owned(), given: Some("ALEX".to_owned()), ..Default::default() }
}

/// An office visit of a woman of 66, without captured charges.
pub(crate) fn chart() -> Chart {
    let mut chart = Chart {
        id: "office-01".into(),
        patient: Some(Patient {
            id: "P1".into(),
            name: Some(name("DOE")),
            sex: Sex::Female,
            birth_date: Some(day("1960-01-02")),
            address: Some(address()),
        }),
        coverages: vec![Coverage {
            order: 1,
            member_id: "W123456789".to_owned(),
            payer: Organization {
                id: "EX001".to_owned(),
                name: "EXAMPLE HEALTH".to_owned(),
                ..Default::default()
            },
            kind: PayerKind::Commercial,
            timely_filing_days: Some(90),
            ..Default::default()
        }],
        rendering: Some(Practitioner {
            id: "D1".to_owned(),
            name: name("SMITH"),
            npi: Some("1234567893".to_owned()),
            taxonomy: Some("207R00000X".to_owned()),
        }),
        billing: Some(Organization {
            id: "O1".to_owned(),
            name: "EXAMPLE CLINIC".to_owned(),
            npi: Some("1245319599".to_owned()),
            tax_id: Some("123456789".to_owned()),
            taxonomy: Some("261QP2300X".to_owned()),
            address: Some(address()),
            phone: Some("2175550100".to_owned()),
            ..Default::default()
        }),
        ..Default::default()
    };
    chart.encounter.start = Some(day("2026-06-15"));
    chart
}

/// Two diagnoses and a visit.
pub(crate) fn coded() -> CodedChart {
    let dx = |rank: u16, code: &str| DiagnosisCode {
        code: code.to_owned(),
        rank,
        confidence: 0.9,
        ..Default::default()
    };
    CodedChart {
        id: "office-01".into(),
        setting: Setting::Office,
        date: day("2026-06-15"),
        dx: vec![dx(1, "E11.22"), dx(2, "N18.31")],
        px: vec![px("99213", &[], 1)],
        pcs: Vec::new(),
        not_coded: Vec::new(),
        gaps: Vec::new(),
        route: Route::Release,
        reasons: Vec::new(),
        chart_confidence: 0.9,
        releases: BTreeMap::new(),
        date_assumed: false,
        setting_inferred: false,
        setting_evidence: Vec::new(),
        admitting: None,
        em: None,
        warnings: Vec::new(),
    }
}

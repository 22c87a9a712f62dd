//! Clean claims and a small hand-made code system for the tests of this crate.

mod correct_coding;

use crate::code_editor::{NotCoveredWith, ProcedureAttributes, Ventricle};
use crate::facts::{AgeGroup, Attributes, CodeFacts, CodeStatus, Side, Table};
use crate::families::necessity::tests as coverage;
use crate::payer_rules::PayerRules;
use codesets::coverage::Policies;
use codesets::exclusions::Exclusion;
use codesets::fee_schedule::FeeLine;
use codesets::ncci::ProviderType;
use codesets::ncci::add_on::AddOn;
use codesets::ncci::mue::MueLimit;
use codesets::ncci::ptp::PtpEdit;
use model::{
    Address, BillingProvider, Cents, Claim, ClaimLine, ClaimPatient, ClaimPayer, ClaimType, Date,
    HumanName, PayerKind, ProviderRef, Quantity, Sex, Subscriber, TimeOfDay,
};
use std::collections::BTreeMap;
use std::sync::LazyLock;

pub(crate) mod fees;

/// A claim that a rule must fire on.
#[derive(Clone, Copy)]
pub(crate) struct Case {
    /// The rule.
    pub(crate) rule: &'static str,
    /// The clean claim to start from.
    pub(crate) base: fn() -> Claim,
    /// What breaks it.
    pub(crate) change: fn(&mut Claim),
    /// The line that the edit names; 0 for the claim.
    pub(crate) line: u16,
}

impl Case {
    pub(crate) fn clean(&self) -> Claim {
        (self.base)()
    }

    pub(crate) fn broken(&self) -> Claim {
        let mut claim = self.clean();
        (self.change)(&mut claim);
        claim
    }
}

/// A case on the clean professional claim.
pub(crate) const fn case(rule: &'static str, line: u16, change: fn(&mut Claim)) -> Case {
    Case { rule, base: professional, change, line }
}

/// A case on the clean inpatient claim.
pub(crate) const fn inpatient_case(rule: &'static str, line: u16, change: fn(&mut Claim)) -> Case {
    Case { rule, base: inpatient, change, line }
}

/// A case on the clean outpatient claim.
pub(crate) const fn outpatient_case(rule: &'static str, line: u16, change: fn(&mut Claim)) -> Case {
    Case { rule, base: outpatient, change, line }
}

/// Identifiers of the edits that fire on a changed professional claim.
pub(crate) fn ids_after(change: impl FnOnce(&mut Claim)) -> Vec<String> {
    let mut claim = professional();
    change(&mut claim);
    ids(&claim)
}

/// Identifiers of the edits that fire.
pub(crate) fn ids(claim: &Claim) -> Vec<String> {
    crate::scrub(claim, &HandMade::default()).edits.into_iter().map(|e| e.id).collect()
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().expect("a date in a test")
}

/// Code facts of a handful of codes, in force from 2015-10-01 but for `R51` and `R51.9`.
#[derive(Default)]
pub(crate) struct HandMade {
    pub(crate) no_diagnoses: bool,
}

impl CodeFacts for HandMade {
    fn has_diagnoses(&self, on: Date) -> bool {
        !self.no_diagnoses && on >= day("2015-10-01")
    }

    fn diagnosis(&self, code: &str, on: Date) -> CodeStatus {
        let within = |from: &str, to: Option<&str>| {
            let (from, to) = (day(from), to.map(day));
            match on < from || to.is_some_and(|to| on > to) {
                true => CodeStatus::NotInForce { from: Some(from), to },
                false => CodeStatus::Valid,
            }
        };
        match code {
            "E11" | "E11.2" => CodeStatus::NotBillable { needs_more: true },
            "R51" => within("2015-10-01", Some("2020-09-30")),
            "R51.9" => within("2020-10-01", None),
            "E11.9" | "E11.22" | "I10" | "N18.31" | "J18.9" | "N40.0" | "O80" | "P07.30"
            | "F02.80" | "W19.XXXA" | "G30.9" | "E10.9" | "S52.501A" | "Z79.4" => CodeStatus::Valid,
            "Z51.89" | "R03.0" | "I82.409" | "Y65.51" | "Z37.0" | "Z00.6" | "C92.00" | "Z30.2" => {
                CodeStatus::Valid
            }
            _ => CodeStatus::Unknown,
        }
    }

    fn diagnosis_attributes(&self, code: &str, _on: Date) -> Attributes {
        let none = Attributes::default();
        match code {
            "N40.0" => Attributes { sex: Some(Sex::Male), ages: Some(AgeGroup::Adult), ..none },
            "O80" => Attributes { sex: Some(Sex::Female), ages: Some(AgeGroup::Maternity), ..none },
            "P07.30" => Attributes { ages: Some(AgeGroup::Newborn), ..none },
            "F02.80" => Attributes { manifestation: true, ..none },
            "W19.XXXA" => Attributes { external_cause: true, ..none },
            "Z79.4" => Attributes { unacceptable_principal: true, ..none },
            "Z51.89" => Attributes { requires_secondary: true, ..none },
            "R03.0" => Attributes { questionable_admission: true, ..none },
            "I82.409" => Attributes { unspecified_site: true, ..none },
            "Y65.51" => Attributes { wrong_procedure: true, external_cause: true, ..none },
            "Z37.0" => Attributes { delivery_outcome: true, unacceptable_principal: true, ..none },
            "Z00.6" => Attributes { clinical_trial: true, ..none },
            "E10.9" => Attributes { type1_diabetes: true, ..none },
            "C92.00" => Attributes { not_covered_with: Some(NotCoveredWith::OwnStemCells), ..none },
            "Z30.2" => Attributes { not_covered_with: Some(NotCoveredWith::Sterilization), ..none },
            _ => none,
        }
    }

    fn procedure_attributes(&self, code: &str, _on: Date) -> ProcedureAttributes {
        let none = ProcedureAttributes::default();
        let with = |kind| ProcedureAttributes { not_covered_with: Some(kind), ..none };
        match code {
            "0VT00ZZ" => ProcedureAttributes { sex: Some(Sex::Male), ..none },
            "10E0XZZ" => ProcedureAttributes { sex: Some(Sex::Female), delivery: true, ..none },
            "5A1955Z" => ProcedureAttributes { long_ventilation: true, ..none },
            "02HA3QZ" => ProcedureAttributes { not_covered: true, ..none },
            "0SR20JZ" => ProcedureAttributes { not_covered_over_60: true, ..none },
            "30233G0" => with(NotCoveredWith::OwnStemCells),
            "0UL74ZZ" => with(NotCoveredWith::Sterilization),
            "02RK0JZ" => ProcedureAttributes { ventricle: Some(Ventricle::Right), ..none },
            "02RL0JZ" => ProcedureAttributes { ventricle: Some(Ventricle::Left), ..none },
            "0TY00Z0" => {
                ProcedureAttributes { kidney_transplant: true, limited_coverage: true, ..none }
            }
            "0FYG0Z0" => {
                ProcedureAttributes { pancreas_transplant: true, limited_coverage: true, ..none }
            }
            _ => none,
        }
    }

    fn excludes1(&self, a: &str, b: &str, _on: Date) -> Option<String> {
        (a == "E11.9" && b == "E10.9").then(|| "type 1 diabetes mellitus (E10.-)".to_owned())
    }

    fn procedure(&self, code: &str, on: Date) -> Option<CodeStatus> {
        match code {
            "99214" | "85025" | "99999" => None,
            "93306" | "93307" | "93308" => None,
            "J1885" | "0DTJ4ZZ" | "99283" | "80053" | "A0100" => Some(CodeStatus::Valid),
            "0VT00ZZ" | "10E0XZZ" | "5A1955Z" | "02HA3QZ" | "0SR20JZ" | "30233G0" | "0UL74ZZ"
            | "02RK0JZ" | "02RL0JZ" | "0TY00Z0" | "0FYG0Z0" => Some(CodeStatus::Valid),
            "G0008" if on < day("2020-01-01") => {
                Some(CodeStatus::NotInForce { from: Some(day("2020-01-01")), to: None })
            }
            _ => Some(CodeStatus::Unknown),
        }
    }

    fn place_known(&self, place: &str, _on: Date) -> Option<bool> {
        Some(place == "98")
    }

    fn holds(&self, table: Table, on: Date) -> bool {
        match table {
            Table::CodeEditor => self.has_diagnoses(on),
            Table::Coverage => on >= coverage::table().header.starts,
            Table::Ptp(_) | Table::Mue(_) | Table::AddOn | Table::FeeSchedule => true,
        }
    }

    fn taxonomy_known(&self, code: &str, _on: Date) -> Option<bool> {
        Some(code != "207R99999X")
    }

    fn exclusions(&self, npi: &str) -> Option<Vec<Exclusion>> {
        Some(crate::families::excluded::tests::listed(npi))
    }

    fn revenue_known(&self, code: &str, _on: Date) -> Option<bool> {
        Some(code != "0999")
    }

    fn code_first(&self, holder: &str, other: &str, _on: Date) -> Option<String> {
        (holder == "N18.31" && other == "E11.22").then(|| "diabetic kidney (E11.22)".to_owned())
    }

    fn use_additional(&self, holder: &str, other: &str, _on: Date) -> Option<String> {
        (holder == "E11.22" && other == "Z79.4").then(|| "insulin (Z79.4)".to_owned())
    }

    fn side(&self, code: &str, _on: Date) -> Option<Side> {
        (code == "S52.501A").then_some(Side::Right)
    }

    fn modifier_known(&self, modifier: &str, _on: Date) -> Option<bool> {
        modifier.starts_with(|c: char| c.is_ascii_alphabetic()).then(|| modifier != "ZZ")
    }

    fn fee_line_with(&self, code: &str, modifier: &str, _on: Date) -> Option<FeeLine> {
        if modifier.is_empty() { fees::row(code) } else { None }
    }

    fn ptp(
        &self,
        _provider: ProviderType,
        column1: &str,
        column2: &str,
        on: Date,
    ) -> Option<PtpEdit<'_>> {
        correct_coding::ptp(column1, column2, on)
    }

    fn mue(&self, _provider: ProviderType, code: &str, _on: Date) -> Option<MueLimit<'_>> {
        correct_coding::mue(code)
    }

    fn add_on(&self, code: &str, _on: Date) -> Option<AddOn> {
        correct_coding::add_on(code)
    }

    fn policies(&self, code: &str, on: Date) -> Policies<'_> {
        coverage::table().policies(code, on)
    }

    fn payer_rules(&self) -> Option<&PayerRules> {
        static NONE: LazyLock<PayerRules> = LazyLock::new(PayerRules::default);
        Some(&NONE)
    }

    fn releases(&self, _on: Date) -> BTreeMap<String, String> {
        BTreeMap::from([("icd10cm".to_owned(), "hand-made".to_owned())])
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

fn line(number: u16, code: &str, cents: i64, on: &str) -> ClaimLine {
    ClaimLine {
        line: number,
        code: Some(code.to_owned()),
        units: Quantity::units(1),
        charge_cents: Cents(cents),
        date: day(on),
        ..Default::default()
    }
}

/// A woman of 66 with diabetes and hypertension, seen in an office; nothing to object to.
pub(crate) fn professional() -> Claim {
    Claim {
        id: "CLM-1".into(),
        claim_type: ClaimType::Professional,
        frequency: "1".to_owned(),
        patient: ClaimPatient {
            id: "P1".into(),
            sex: Sex::Female,
            birth_date: Some(day("1960-01-02")),
            name: Some(name("DOE")),
            address: Some(address()),
        },
        subscriber: Some(Subscriber {
            sequence: "P".to_owned(),
            member_id: "W123456789".to_owned(),
            name: name("DOE"),
            address: Some(address()),
            birth_date: Some(day("1960-01-02")),
            sex: Sex::Female,
            ..Default::default()
        }),
        payer: ClaimPayer {
            kind: PayerKind::Commercial,
            name: "EXAMPLE HEALTH".to_owned(),
            id: Some("EX001".to_owned()),
            timely_filing_days: Some(90),
            auth_required: vec!["70551".to_owned()],
            ..Default::default()
        },
        from: day("2026-06-15"),
        through: day("2026-06-15"),
        submitted: Some(day("2026-06-18")),
        place_of_service: Some("11".to_owned()),
        billing: BillingProvider {
            npi: "1245319599".to_owned(),
            taxonomy: Some("261QP2300X".to_owned()),
            name: Some("EXAMPLE CLINIC".to_owned()),
            tax_id: Some("123456789".to_owned()),
            address: Some(address()),
            phone: Some("2175550100".to_owned()),
        },
        rendering: Some(ProviderRef {
            npi: "1234567893".to_owned(),
            taxonomy: Some("207R00000X".to_owned()),
            name: Some(name("SMITH")),
        }),
        clia: Some("14D0000001".to_owned()),
        diagnoses: vec!["E11.22".to_owned(), "N18.31".to_owned()],
        lines: vec![
            ClaimLine { pointers: vec![1, 2], ..line(1, "J1885", 18_500, "2026-06-15") },
            ClaimLine { pointers: vec![1], ..line(2, "80053", 4_200, "2026-06-15") },
        ],
        ..Default::default()
    }
}

/// An emergency visit at a hospital.
pub(crate) fn outpatient() -> Claim {
    let revenue = |code: &str, line: ClaimLine| ClaimLine {
        revenue_code: Some(code.to_owned()),
        pointers: Vec::new(),
        ..line
    };
    Claim {
        id: "CLM-2".into(),
        claim_type: ClaimType::Institutional,
        bill_type: Some("13".to_owned()),
        admission_type: Some("1".to_owned()),
        admission_source: Some("1".to_owned()),
        reasons_for_visit: vec!["I10".to_owned()],
        discharge_status: Some("01".to_owned()),
        place_of_service: None,
        lines: vec![
            revenue("0450", line(1, "99283", 60_000, "2026-06-15")),
            revenue("0301", line(2, "80053", 9_000, "2026-06-15")),
        ],
        ..professional()
    }
}

/// Three days of inpatient care for pneumonia.
pub(crate) fn inpatient() -> Claim {
    let revenue = |number: u16, code: &str, units: u32| ClaimLine {
        line: number,
        units: Quantity::units(units),
        revenue_code: Some(code.to_owned()),
        charge_cents: Cents(150_000),
        date: day("2026-06-12"),
        ..Default::default()
    };
    Claim {
        id: "CLM-3".into(),
        bill_type: Some("11".to_owned()),
        admission_date: Some(day("2026-06-12")),
        admission_hour: TimeOfDay::new(2, 40),
        discharge_hour: TimeOfDay::new(11, 5),
        reasons_for_visit: Vec::new(),
        admitting_diagnosis: Some("J18.9".to_owned()),
        from: day("2026-06-12"),
        through: day("2026-06-15"),
        diagnoses: vec!["J18.9".to_owned(), "I10".to_owned()],
        diagnoses_poa: vec!["Y".to_owned(), "Y".to_owned()],
        lines: vec![revenue(1, "0120", 3), revenue(2, "0250", 11)],
        ..outpatient()
    }
}

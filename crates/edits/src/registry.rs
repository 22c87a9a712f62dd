//! The table of all rules. The order of this table is the order of a report.

use crate::families::format::{claim, institutional, lines, parties, providers, stay};
use crate::families::{
    age, auth, date, duplicate, excludes, manifestation, modifier, npi, pointer, sex, taxonomy,
    timely, units, validity,
};
use crate::hit::Hits;
use crate::subject::Subject;
use model::EditFamily::{self, *};
use model::Severity::{self, *};

/// Where a rule comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// The implementation guide of the claim's type, at the loop and segment of the hit.
    Guide,
    /// A manual, guideline or regulation, with its section.
    Text(&'static str),
}

/// One rule.
pub struct Rule {
    /// Stable identifier: the family, a dot, the rule.
    pub id: &'static str,
    /// The family.
    pub family: EditFamily,
    /// The severity, unless the circumstances of a hit change it.
    pub severity: Severity,
    /// Where it comes from.
    pub source: Source,
    pub(crate) check: fn(&Subject<'_>, &mut Hits<'_>),
}

type Check = fn(&Subject<'_>, &mut Hits<'_>);

/// A rule of the implementation guides.
const fn guide(id: &'static str, family: EditFamily, severity: Severity, check: Check) -> Rule {
    Rule { id, family, severity, source: Source::Guide, check }
}

/// A rule of a manual, guideline or regulation.
const fn rule(
    id: &'static str,
    family: EditFamily,
    severity: Severity,
    source: &'static str,
    check: Check,
) -> Rule {
    Rule { id, family, severity, source: Source::Text(source), check }
}

const NUBC: &str = "NUBC UB-04 data specifications, FL 4";
const NPI: &str = "45 CFR 162.406";
const MCE: &str = "Medicare Code Editor, definitions of edits";
const GUIDELINES: &str = "ICD-10-CM Official Guidelines";
const MODIFIERS: &str = "IOM 100-04 ch. 26 s. 10.4, item 24D";

/// Every rule, in the order of a report.
pub const RULES: &[Rule] = &[
    guide("format.scrub_only", Format, Inform, claim::scrub_only),
    guide("format.claim_id", Format, Block, claim::claim_id),
    guide("format.frequency", Format, Block, claim::frequency),
    guide("format.original_reference", Format, Block, claim::original_reference),
    guide("format.original_reference_unused", Format, Warn, claim::original_reference_unused),
    guide("format.total", Format, Block, claim::total),
    guide("format.diagnosis_count", Format, Block, claim::diagnosis_count),
    guide("format.diagnosis_form", Format, Block, claim::diagnosis_form),
    guide("format.diagnosis_repeated", Format, Block, claim::diagnosis_repeated),
    guide("format.poa", Format, Block, claim::present_on_admission),
    guide("format.place_of_service", Format, Block, claim::place_of_service),
    guide("format.patient_name", Format, Block, parties::patient_name),
    guide("format.patient_birth_date", Format, Block, parties::patient_birth_date),
    guide("format.patient_address", Format, Block, parties::patient_address),
    guide("format.subscriber", Format, Block, parties::subscriber),
    guide("format.medicare_secondary", Format, Block, parties::medicare_secondary),
    guide("format.payer", Format, Block, parties::payer),
    guide("format.billing_npi", Format, Block, providers::billing_npi),
    guide("format.billing_name", Format, Block, providers::billing_name),
    guide("format.billing_tax_id", Format, Block, providers::billing_tax_id),
    guide("format.billing_address", Format, Block, providers::billing_address),
    guide("format.billing_phone", Format, Warn, providers::billing_phone),
    guide("format.attending", Format, Block, providers::attending),
    guide("format.provider_name", Format, Block, providers::provider_names),
    guide("format.facility", Format, Block, providers::facility),
    rule("format.bill_type", Format, Block, NUBC, institutional::bill_type),
    guide("format.admission_date", Format, Block, institutional::admission_date),
    guide("format.admission_hour", Format, Block, stay::admission_hour),
    guide("format.admission_source", Format, Block, stay::admission_source),
    guide("format.admission_type", Format, Block, institutional::admission_type),
    guide("format.discharge_status", Format, Block, institutional::discharge_status),
    guide("format.discharge_hour", Format, Block, stay::discharge_hour),
    guide("format.status_against_frequency", Format, Block, stay::status_against_frequency),
    guide("format.reason_for_visit", Format, Block, stay::reason_for_visit),
    guide("format.admitting_diagnosis", Format, Block, institutional::admitting_diagnosis),
    rule(
        "format.poa_missing",
        Format,
        Warn,
        "IOM 100-04 ch. 25 s. 75.6",
        institutional::poa_missing,
    ),
    guide("format.procedure_form", Format, Block, institutional::procedure_form),
    guide("format.line_count", Format, Block, lines::line_count),
    guide("format.line_number", Format, Block, lines::line_number),
    guide("format.procedure_code", Format, Block, lines::procedure_code),
    guide("format.revenue_code", Format, Block, lines::revenue_code),
    guide("format.charge", Format, Block, lines::charge),
    guide("format.ndc", Format, Block, lines::ndc),
    guide("format.ndc_quantity", Format, Block, lines::ndc_quantity),
    rule("date.order", Date, Block, "IOM 100-04 ch. 25 s. 75.1", date::order),
    rule("date.line_outside", Date, Block, "IOM 100-04 ch. 25 s. 75.1", date::line_outside),
    rule("date.after_submission", Date, Block, "42 CFR 424.44", date::after_submission),
    rule("date.admission", Date, Block, "IOM 100-04 ch. 3 s. 40.3", date::admission),
    rule(
        "date.procedure_outside",
        Date,
        Block,
        "IOM 100-04 ch. 25 s. 75.6",
        date::procedure_outside,
    ),
    rule("date.before_icd10", Date, Block, "45 CFR 162.1002(c)", date::before_icd10),
    guide("date.birth", Date, Block, date::birth),
    rule("timely.late", Timely, Block, "IOM 100-04 ch. 1 s. 70; 42 CFR 424.44", timely::late),
    rule("npi.form", Npi, Block, NPI, npi::form),
    rule("npi.check_digit", Npi, Block, NPI, npi::check_digit),
    guide("npi.same_provider", Npi, Inform, npi::same_provider),
    guide("taxonomy.form", Taxonomy, Block, taxonomy::form),
    guide("taxonomy.billing_missing", Taxonomy, Warn, taxonomy::billing_missing),
    rule("validity.diagnosis_unknown", Validity, Block, "45 CFR 162.1002(c)", validity::unknown),
    rule(
        "validity.diagnosis_not_billable",
        Validity,
        Block,
        "ICD-10-CM Official Guidelines I.B.2",
        validity::not_billable,
    ),
    rule(
        "validity.diagnosis_not_in_force",
        Validity,
        Block,
        "45 CFR 162.1002(c); IOM 100-04 ch. 23 s. 10",
        validity::not_in_force,
    ),
    rule("validity.procedure", Validity, Block, "45 CFR 162.1002(c)", validity::procedure),
    rule(
        "validity.procedure_not_checked",
        Validity,
        Inform,
        "45 CFR 162.1002(c)",
        validity::procedure_not_checked,
    ),
    rule("sex.diagnosis", Sex, Reason, "Medicare Code Editor, sex conflict", sex::diagnosis),
    rule("age.diagnosis", Age, Reason, "Medicare Code Editor, age conflict", age::diagnosis),
    rule("age.implausible", Age, Reason, MCE, age::implausible),
    rule(
        "manifestation.first_listed",
        Manifestation,
        Block,
        "ICD-10-CM Official Guidelines I.A.13",
        manifestation::first_listed,
    ),
    rule(
        "manifestation.external_cause_first",
        Manifestation,
        Block,
        "ICD-10-CM Official Guidelines I.C.20.a.6",
        manifestation::external_cause_first,
    ),
    rule(
        "manifestation.unacceptable_principal",
        Manifestation,
        Block,
        "Medicare Code Editor, unacceptable principal diagnosis",
        manifestation::unacceptable_principal,
    ),
    rule("manifestation.line_first", Manifestation, Reason, GUIDELINES, manifestation::line_first),
    rule(
        "excludes.pair",
        Excludes,
        Reason,
        "ICD-10-CM Official Guidelines I.A.12.a",
        excludes::pair,
    ),
    guide("pointer.missing", Pointer, Block, pointer::missing),
    guide("pointer.count", Pointer, Block, pointer::count),
    guide("pointer.range", Pointer, Block, pointer::range),
    guide("pointer.repeated", Pointer, Block, pointer::repeated),
    guide("pointer.unused", Pointer, Inform, pointer::unused),
    guide("units.zero", Units, Block, units::zero),
    guide("units.bound", Units, Block, units::bound),
    guide("modifier.form", Modifier, Block, modifier::form),
    guide("modifier.count", Modifier, Block, modifier::count),
    guide("modifier.without_code", Modifier, Block, modifier::without_code),
    rule("modifier.unknown", Modifier, Block, MODIFIERS, modifier::unknown),
    rule("modifier.repeated", Modifier, Reason, MODIFIERS, modifier::repeated),
    rule(
        "modifier.bilateral_units",
        Modifier,
        Reason,
        "IOM 100-04 ch. 12 s. 40.7",
        modifier::bilateral_units,
    ),
    rule(
        "modifier.both_sides",
        Modifier,
        Reason,
        "IOM 100-04 ch. 12 s. 40.7",
        modifier::both_sides,
    ),
    rule(
        "modifier.bilateral_side",
        Modifier,
        Reason,
        "IOM 100-04 ch. 12 s. 40.7",
        modifier::bilateral_side,
    ),
    rule("modifier.components", Modifier, Block, "IOM 100-04 ch. 13 s. 20.1", modifier::components),
    rule("auth.missing", Auth, Block, "Payer contract; CARC 197", auth::missing),
    rule("duplicate.line", Duplicate, Block, "IOM 100-04 ch. 1 s. 120", duplicate::line),
    rule(
        "duplicate.suspect_line",
        Duplicate,
        Warn,
        "IOM 100-04 ch. 1 s. 120",
        duplicate::suspect_line,
    ),
    rule("duplicate.history", Duplicate, Block, "IOM 100-04 ch. 1 s. 120", duplicate::history),
    rule(
        "duplicate.suspect_history",
        Duplicate,
        Warn,
        "IOM 100-04 ch. 1 s. 120",
        duplicate::suspect_history,
    ),
];

/// Families without a rule yet, for want of their data; every report names them as not checked.
pub const AWAITED: &[EditFamily] =
    &[Ptp, Mue, Addon, Necessity, Global, Bilateral, Mce, Pos, Payer];

/// Families that live on a diagnosis release.
const NEED_DIAGNOSES: [EditFamily; 5] = [Age, Sex, Excludes, Manifestation, Validity];

/// Families that could not be checked on this claim, in the order of [`EditFamily`].
pub(crate) fn not_checked(subject: &Subject<'_>) -> Vec<EditFamily> {
    let mut families = AWAITED.to_vec();
    if !subject.codes.has_diagnoses(subject.diagnosis_day()) {
        families.extend(NEED_DIAGNOSES);
    }
    if !timely::can_judge(subject) {
        families.push(Timely);
    }
    families.sort_unstable();
    families
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::example::{Case, HandMade};
    use crate::families;
    use std::collections::BTreeSet;

    /// The firing cases of every family.
    pub(crate) fn all_cases() -> Vec<Case> {
        families::all_cases()
    }

    #[test]
    fn identifiers_are_unique_and_begin_with_their_family() {
        let mut seen = BTreeSet::new();
        for rule in RULES {
            assert!(seen.insert(rule.id), "{} stands twice", rule.id);
            let family = format!("{:?}.", rule.family).to_lowercase();
            assert!(rule.id.starts_with(&family), "{} is not of {family}", rule.id);
            assert!(!AWAITED.contains(&rule.family), "{} is awaited", rule.id);
        }
    }

    #[test]
    fn every_rule_has_a_case_that_fires_it() {
        let fired: BTreeSet<_> = all_cases().iter().map(|case| case.rule).collect();
        let rules: BTreeSet<_> = RULES.iter().map(|rule| rule.id).collect();
        assert_eq!(fired, rules);
    }

    #[test]
    fn every_case_fires_its_rule_at_its_line_and_not_on_the_clean_claim() {
        for case in all_cases() {
            let codes = HandMade::default();
            let ids = |claim: &model::Claim| -> BTreeSet<(String, u16)> {
                let report = crate::scrub(claim, &codes);
                report.edits.into_iter().map(|e| (e.id, e.line)).collect()
            };
            let expected = (case.rule.to_owned(), case.line);
            assert!(!ids(&case.clean()).contains(&expected), "{} fires when clean", case.rule);
            let fired = ids(&case.broken());
            assert!(fired.contains(&expected), "{expected:?} not in {fired:?}");
        }
    }

    #[test]
    fn a_family_without_data_is_named_as_not_checked() {
        let mut claim = crate::example::professional();
        claim.submitted = None;
        let report = crate::scrub(&claim, &HandMade { no_diagnoses: true });
        for family in [Validity, Excludes, Timely] {
            assert!(report.not_checked.contains(&family), "{family:?}");
        }
        assert!(report.edits.iter().all(|e| e.family != Validity || e.severity == Inform));
        assert!(report.not_checked.is_sorted());
    }
}

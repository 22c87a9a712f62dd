//! What the Medicare Code Editor says of codes: its attributes as facts for the rules.

use crate::facts::Attributes;
use codesets::attribute_bits::bit;
use codesets::icd10cm;
use codesets::pcs_validity::PcsAttributes;
use model::{Date, Sex};

/// A diagnosis with which Medicare does not cover some procedures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotCoveredWith {
    /// Acute and some chronic leukemias, with a patient's own or embryonic stem cells.
    OwnStemCells,
    /// Multiple myeloma, with another person's stem cells (until September 2018).
    DonorStemCells,
    /// Contraceptive management, with a sterilization.
    Sterilization,
}

/// One half of an artificial heart that is made of two replaced ventricles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ventricle {
    /// The right one.
    Right,
    /// The left one.
    Left,
}

/// What the Medicare Code Editor says of a procedure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProcedureAttributes {
    /// The one sex on which it can be done.
    pub sex: Option<Sex>,
    /// Medicare never covers it.
    pub not_covered: bool,
    /// Medicare does not cover it with such a diagnosis.
    pub not_covered_with: Option<NotCoveredWith>,
    /// Medicare does not cover it above the age of 60.
    pub not_covered_over_60: bool,
    /// Medicare covers it under conditions that its contractor looks into.
    pub limited_coverage: bool,
    /// A pancreas transplant: covered with a kidney transplant or for type 1 diabetes.
    pub pancreas_transplant: bool,
    /// A kidney transplant.
    pub kidney_transplant: bool,
    /// One half of an artificial heart: both together are covered in a clinical trial only.
    pub ventricle: Option<Ventricle>,
    /// Takes more than 96 hours.
    pub long_ventilation: bool,
    /// Delivers a child.
    pub delivery: bool,
}

/// The last day on which the editor judged the sex of the patient. In its tables of the day after,
/// no code carries a sex any more.
#[must_use]
pub fn last_day_of_sex_conflict() -> Date {
    Date::new(2024, 9, 30).unwrap_or_default()
}

/// True when the attribute of that name is among the bits.
macro_rules! has {
    ($names:expr, $bits:expr, $name:literal) => {{
        const BIT: u32 = bit(&$names, $name);
        $bits & BIT != 0
    }};
}

/// The attributes of a diagnosis; the sex is asked for apart.
pub(crate) fn diagnosis(own: icd10cm::Attributes) -> Attributes {
    const NAMES: [&str; 19] = icd10cm::Attributes::NAMES;
    let bits = own.0;
    let with = [
        (has!(NAMES, bits, "ncov6"), NotCoveredWith::OwnStemCells),
        (has!(NAMES, bits, "ncov7"), NotCoveredWith::DonorStemCells),
        (has!(NAMES, bits, "ncov_z302"), NotCoveredWith::Sterilization),
    ];
    // The editor takes a code that is on both lists when another diagnosis stands beside it.
    let (unacceptable, requires) = (has!(NAMES, bits, "unacceptable"), has!(NAMES, bits, "reqsdx"));
    Attributes {
        sex: None,
        ages: own.age_group(),
        manifestation: own.is_manifestation(),
        external_cause: own.is_external_cause(),
        unacceptable_principal: unacceptable && !requires,
        requires_secondary: unacceptable && requires,
        questionable_admission: has!(NAMES, bits, "qadm"),
        unspecified_site: has!(NAMES, bits, "unspecified"),
        wrong_procedure: has!(NAMES, bits, "wrngproc"),
        delivery_outcome: has!(NAMES, bits, "delout"),
        clinical_trial: has!(NAMES, bits, "clintrial"),
        type1_diabetes: has!(NAMES, bits, "diabtypeI"),
        not_covered_with: first(with),
    }
}

/// The attributes of a procedure; the sex is asked for apart.
pub(crate) fn procedure(own: PcsAttributes) -> ProcedureAttributes {
    const NAMES: [&str; 15] = PcsAttributes::NAMES;
    let bits = own.0;
    let with = [
        (has!(NAMES, bits, "ncov6"), NotCoveredWith::OwnStemCells),
        (has!(NAMES, bits, "ncov7"), NotCoveredWith::DonorStemCells),
        (has!(NAMES, bits, "ncov_z302"), NotCoveredWith::Sterilization),
    ];
    let ventricle = [
        (has!(NAMES, bits, "lcov_artheartxpa"), Ventricle::Right),
        (has!(NAMES, bits, "lcov_artheartxpb"), Ventricle::Left),
    ];
    ProcedureAttributes {
        sex: None,
        not_covered: has!(NAMES, bits, "noncovered"),
        not_covered_with: first(with),
        not_covered_over_60: has!(NAMES, bits, "ncov12agele60"),
        limited_coverage: has!(NAMES, bits, "lcov"),
        pancreas_transplant: has!(NAMES, bits, "ncov45"),
        kidney_transplant: has!(NAMES, bits, "kidneyxp"),
        ventricle: first(ventricle),
        long_ventilation: has!(NAMES, bits, "los"),
        delivery: has!(NAMES, bits, "csect") || has!(NAMES, bits, "vagdel"),
    }
}

fn first<T, const N: usize>(choices: [(bool, T); N]) -> Option<T> {
    choices.into_iter().find_map(|(set, choice)| set.then_some(choice))
}

//! The official guidelines as rules: one file a rule, each with its section and its tests.
//!
//! A rule reads the facts and changes the draft; it never reads a clock or another rule's
//! insides. They run in the order of [`RULES`], which is part of the result.

mod body_mass;
mod code_first;
mod diabetes;
mod disc_radiculopathy;
mod excludes1;
mod hypertension;
mod integral_symptoms;
mod long_term_drugs;
mod neoplasm_history;
mod pregnancy;
pub mod present_on_admission;
mod relation;
mod screening;
mod sepsis;
mod seventh_character;
mod skin_site;
mod specificity;
mod study_alone;
mod tobacco;
mod use_additional;

use crate::draft::{Draft, Facts};

/// One rule.
#[derive(Clone, Copy)]
pub struct Rule {
    /// Section of the ICD-10-CM Official Guidelines, as `I.C.4.a`.
    pub section: &'static str,
    /// What it does, in our words.
    pub title: &'static str,
    /// Applies it.
    pub apply: fn(&Facts<'_>, &mut Draft),
}

/// All rules in the order in which they run.
pub const RULES: &[Rule] = &[
    pregnancy::RULE,
    screening::RULE,
    skin_site::RULE,
    neoplasm_history::RULE,
    specificity::RULE,
    seventh_character::RULE,
    diabetes::RULE,
    hypertension::RULE,
    disc_radiculopathy::RULE,
    tobacco::RULE,
    integral_symptoms::RULE,
    excludes1::RULE,
    body_mass::RULE,
    long_term_drugs::RULE,
    use_additional::RULE,
    sepsis::RULE,
    code_first::RULE,
    study_alone::RULE,
];

/// Applies all rules.
pub fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    for rule in RULES {
        (rule.apply)(facts, draft);
    }
}

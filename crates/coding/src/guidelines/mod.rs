//! The official guidelines as rules: one file a rule, each with its section and its tests.
//!
//! A rule reads the facts and changes the draft; it never reads a clock or another rule's
//! insides. They run in the order of [`RULES`], which is part of the result.

mod body_mass;
mod code_first;
mod diabetes;
mod disc_radiculopathy;
mod drug_effects;
mod excludes1;
mod external_cause;
mod hypertension;
mod integral_symptoms;
mod long_term_drugs;
pub mod metastasis;
mod neoplasm_history;
mod poa_exempt;
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

use crate::draft::{Diagnosis, Draft, Facts};

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
    metastasis::RULE,
    neoplasm_history::RULE,
    specificity::RULE,
    drug_effects::RULE,
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
    external_cause::RULE,
];

/// Applies all rules.
pub fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    for rule in RULES {
        (rule.apply)(facts, draft);
    }
}

/// How many sentences of its problem or paragraph are read with a condition's own.
const PROBLEM: usize = 6;

/// The sentences of the problems that name a condition, lower-cased.
fn problem_text(facts: &Facts<'_>, diagnosis: &Diagnosis) -> String {
    let mut text = String::new();
    for (document, at) in &diagnosis.mentions {
        let reading = facts.document(*document);
        let here = reading.mentions[*at as usize].sentence as usize;
        let own = reading.sentences[here];
        let near = reading.sentences[here..].iter().take(PROBLEM);
        for sentence in near.take_while(|s| s.root == own.root && s.item == own.item) {
            let range = sentence.start as usize..sentence.end as usize;
            text.push_str(facts.text(*document).get(range).unwrap_or_default());
            text.push('\n');
        }
    }
    text.to_lowercase()
}

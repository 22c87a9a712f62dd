//! The official guidelines as rules: one file a rule, each with its section and its tests.
//!
//! A rule reads the facts and changes the draft; it never reads a clock or another rule's
//! insides. They run in the order of [`RULES`], which is part of the result.

mod aftercare;
mod antineoplastic_therapy;
mod bilateral;
mod bleeding;
mod body_mass;
mod burns;
mod code_first;
mod copd_infection;
mod coronary_angina;
mod covid;
mod delivery;
mod device_infection;
mod diabetes;
mod disc_radiculopathy;
mod dominant_side;
mod drug_effects;
mod emphysema;
mod excludes1;
mod external_cause;
mod hiv;
mod hypertension;
mod hypertensive_crisis;
mod immunization;
mod influenza;
mod injury_severity;
mod integral_symptoms;
mod kidney_stage;
mod long_term_drugs;
mod loss_of_consciousness;
pub mod metastasis;
mod neoplasm_anemia;
mod neoplasm_follow_up;
mod neoplasm_history;
mod newborn;
mod nodal_metastasis;
mod open_fracture_type;
mod organism;
mod osteoporotic_fracture;
mod poa_exempt;
mod pregnancy;
mod pregnancy_conditions;
mod prenatal_visit;
pub mod present_on_admission;
mod pressure_ulcer;
mod relation;
mod respiratory_failure;
mod routine_exam;
mod screening;
mod sepsis;
mod sequela_order;
mod seventh_character;
mod severe_sepsis;
mod skin_site;
mod specificity;
mod statements;
mod stroke_cause;
mod stroke_scale;
mod stroke_sequelae;
mod study_alone;
mod substance_use;
mod tobacco;
mod tonsils;
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
    pregnancy_conditions::RULE,
    prenatal_visit::RULE,
    pregnancy::RULE,
    delivery::RULE,
    newborn::RULE,
    screening::RULE,
    skin_site::RULE,
    metastasis::RULE,
    nodal_metastasis::RULE,
    neoplasm_history::RULE,
    antineoplastic_therapy::RULE,
    neoplasm_follow_up::RULE,
    neoplasm_anemia::RULE,
    respiratory_failure::RULE,
    substance_use::RULE,
    specificity::RULE,
    stroke_cause::RULE,
    drug_effects::RULE,
    bilateral::RULE,
    pressure_ulcer::RULE,
    seventh_character::RULE,
    open_fracture_type::RULE,
    osteoporotic_fracture::RULE,
    burns::RULE,
    loss_of_consciousness::RULE,
    injury_severity::RULE,
    hiv::RULE,
    device_infection::RULE,
    severe_sepsis::RULE,
    organism::RULE,
    covid::RULE,
    influenza::RULE,
    copd_infection::RULE,
    emphysema::RULE,
    tonsils::RULE,
    bleeding::RULE,
    kidney_stage::RULE,
    diabetes::RULE,
    hypertensive_crisis::RULE,
    hypertension::RULE,
    coronary_angina::RULE,
    stroke_sequelae::RULE,
    dominant_side::RULE,
    stroke_scale::RULE,
    disc_radiculopathy::RULE,
    tobacco::RULE,
    integral_symptoms::RULE,
    excludes1::RULE,
    body_mass::RULE,
    long_term_drugs::RULE,
    aftercare::RULE,
    routine_exam::RULE,
    immunization::RULE,
    use_additional::RULE,
    sepsis::RULE,
    code_first::RULE,
    study_alone::RULE,
    external_cause::RULE,
    sequela_order::RULE,
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

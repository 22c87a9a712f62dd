//! Poisoning (I.C.19.e.5.b): the drug that is named, and the intent that is documented; none
//! documented is an accident, and undetermined only where the record says so.

use super::{RULE, Told, is_drug_code};
use crate::draft::{Draft, Facts};
use crate::drug_table::Intent;
use model::NotCodedWhy;

/// A document that has none of these tells of no poisoning.
pub(super) const OPENING: &[&str] =
    &["overdos", "ingest", "poison", "toxic", "too many", "too much", "swallowed"];

/// Words of a drug wrongly taken.
pub(super) const CUES: &[&str] = &[
    "overdos",
    "ingestion",
    "ingested",
    "poisoning",
    "took too many",
    "took too much",
    "someone else",
    "wrong medication",
    "wrong dose",
    "swallowed a bottle",
];

const SELF_HARM: &[&str] = &[
    "suicid",
    "self-harm",
    "self harm",
    "intentional",
    "kill himself",
    "kill herself",
    "kill themsel",
    "on purpose",
    "intent to die",
    "end his life",
    "end her life",
];
const NO_SELF_HARM: &[&str] = &[
    "unintentional",
    "not intentional",
    "denies suicid",
    "no suicid",
    "non-suicid",
    "denies si",
    "without suicid",
    "accidental",
    "not suicid",
    "denied suicid",
    "not a suicid",
];
const ASSAULT: &[&str] =
    &["slipped into", "was drugged", "drugged by", "poisoned by", "spiked", "forced to take"];
const UNDETERMINED: &[&str] = &[
    "intent unclear",
    "unclear intent",
    "unknown intent",
    "intent unknown",
    "undetermined intent",
    "intent undetermined",
    "intent is unclear",
    "unclear if intentional",
    "unclear whether intentional",
    "intent could not be determined",
];
const RIGHTLY_TAKEN: &[&str] = &[
    "as prescribed",
    "as directed",
    "taken correctly",
    "taking correctly",
    "chronic",
    "prescribed dose",
    "therapeutic dose",
];

/// Codes of a poisoning by what is not named.
const UNNAMED: [&str; 2] = ["T50.90", "T65.9"];

/// Names the drug of a poisoning that the sentence tells of.
pub(super) fn apply(facts: &Facts<'_>, draft: &mut Draft, told: &Told) {
    for (at, _, _) in told.conditions(facts, draft) {
        let diagnosis = &draft.diagnoses[at];
        if !UNNAMED.iter().any(|code| diagnosis.is(code)) || told.agents.len() > 1 {
            continue;
        }
        let Some(code) = told.agents.first().and_then(|a| a.code(facts, Intent::Accidental)) else {
            continue;
        };
        let code = format!("{code}A");
        let evidence = told.diagnosis(facts, &told.agents[0], "", diagnosis.kind).evidence;
        let diagnosis = &mut draft.diagnoses[at];
        let before = std::mem::replace(&mut diagnosis.code, code);
        diagnosis.evidence.extend(evidence);
        diagnosis.defaulted = false;
        diagnosis.reject(&before, "the drug is named (I.C.19.e.5)");
        diagnosis.rule(RULE.section);
    }
}

/// Gives every poisoning the intent that its problem states, and its place before what it caused.
pub(super) fn intent_of_all(facts: &Facts<'_>, draft: &mut Draft) {
    let mut self_harm = None;
    for at in 0..draft.diagnoses.len() {
        let diagnosis = &draft.diagnoses[at];
        let accidental = diagnosis.code.len() == 8 && diagnosis.code.as_bytes()[6] == b'1';
        if !is_drug_code(&diagnosis.code) || !accidental || diagnosis.mentions.is_empty() {
            continue;
        }
        let intent = intent(&super::super::problem_text(facts, diagnosis));
        let diagnosis = &mut draft.diagnoses[at];
        diagnosis.rule(RULE.section);
        if intent != Intent::Accidental {
            let mut code = diagnosis.code.clone();
            code.replace_range(6..7, &intent.character().to_string());
            if facts.pack.is_billable(&code, facts.date) {
                let before = std::mem::replace(&mut diagnosis.code, code);
                diagnosis.reject(&before, "the intent is documented (I.C.19.e.5)");
            }
        }
        if intent == Intent::SelfHarm {
            self_harm = Some(at);
        }
        if intent != Intent::Adverse {
            diagnosis.order.0 = 0;
        }
    }
    // An attempt whose means is known is told by the code of the means.
    if let (Some(by), Some(gone)) = (self_harm, draft.find(&["T14.91"])) {
        draft.drop(gone, NotCodedWhy::Excluded, RULE.section, Some(by));
    }
}

fn intent(text: &str) -> Intent {
    let says = |cues: &[&str]| cues.iter().any(|cue| text.contains(cue));
    if says(UNDETERMINED) {
        Intent::Undetermined
    } else if says(ASSAULT) {
        Intent::Assault
    } else if says(SELF_HARM) && !says(NO_SELF_HARM) {
        Intent::SelfHarm
    } else if says(RIGHTLY_TAKEN) && !says(CUES) {
        Intent::Adverse
    } else {
        Intent::Accidental
    }
}

//! Section I.C.21.c.8: a visit to watch after a malignancy whose treatment is completed is Z08,
//! first, with the history code second; a recurrence is coded instead.

use super::{Rule, statements};
use crate::draft::{Diagnosis, Draft, Facts, Standing};
use model::{Evidence, SectionKind, Setting};
use reader::Kind;

pub const RULE: Rule = Rule { section: "I.C.21.c.8", title: "follow-up after a malignancy", apply };

/// Words of a visit that watches.
const WATCHES: [&str; 10] = [
    "follow-up",
    "follow up",
    "followup",
    "surveillance",
    "f/u",
    "annual check",
    "yearly check",
    "routine check",
    "cancer check",
    "skin check",
];

/// Words of a visit yet to come.
const LATER: [&str; 7] = [
    "follow up in",
    "follow-up in",
    "f/u in",
    "follow up with",
    "follow-up with",
    "return",
    "will",
];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    let visit = matches!(facts.setting, Setting::Office | Setting::Clinic);
    let malignant = draft.diagnoses.iter().any(|d| d.code.starts_with('C'));
    if !visit || malignant || draft.has(&["Z08", "Z12"]) {
        return;
    }
    let history = draft.find(&["Z85"]).filter(|at| {
        let own = &draft.diagnoses[*at];
        let earlier = draft.diagnoses.iter().any(|d| {
            d.order < own.order && d.standing >= Standing::Diagnosed && d.code != own.code
        });
        own.standing >= Standing::Diagnosed && !earlier
    });
    let Some(history) = history else { return };
    let Some(evidence) = watched(facts, &draft.diagnoses[history]) else { return };
    if facts.pack.is_billable("Z08", facts.date) {
        let order = draft.diagnoses[history].order;
        let what = (Kind::Encounter, Standing::Diagnosed);
        draft.diagnoses.push(Diagnosis::added("Z08", what, vec![evidence], order, "I.C.21.c.8"));
    }
}

/// The words of watching, in the sentence of the history or in the reason for the visit.
fn watched(facts: &Facts<'_>, history: &Diagnosis) -> Option<Evidence> {
    let reason = statements::all(facts).filter(|s| {
        let tumour = ["cancer", "melanoma", "lymphoma", "carcinoma"];
        s.section == SectionKind::ChiefComplaint && tumour.iter().any(|w| s.text.contains(w))
    });
    statements::naming(facts, history).into_iter().chain(reason).find_map(|statement| {
        let later = LATER.iter().any(|w| statement.text.contains(w));
        let place = statements::affirmed(statement.text, &WATCHES).filter(|_| !later)?;
        Some(statement.evidence(facts, place))
    })
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::Office;

    #[test]
    fn watched() {
        check(&[
            (
                Office,
                "ASSESSMENT:\n1. History of colon cancer, here for surveillance, no recurrence.",
                "Z08! Z85.038",
            ),
            (
                Office,
                "CHIEF COMPLAINT: Cancer follow-up.\n\nASSESSMENT:\n\
                1. History of breast cancer, no evidence of disease.",
                "Z08! Z85.3 -C50",
            ),
            (
                Office,
                "CHIEF COMPLAINT: Melanoma surveillance.\n\nASSESSMENT:\n1. History of melanoma.",
                "Z08! Z85.820",
            ),
            (Office, "ASSESSMENT:\n1. History of prostate cancer, follow-up visit.", "Z08! Z85.46"),
            (
                Office,
                "CHIEF COMPLAINT: Bladder cancer surveillance.\n\nASSESSMENT:\n1. History of bladder cancer.",
                "Z08! Z85.51",
            ),
        ]);
    }

    #[test]
    fn not_watched() {
        check(&[
            (Office, "ASSESSMENT:\n1. Hypertension.\n2. History of colon cancer.", "I10! -Z08"),
            (
                Office,
                "ASSESSMENT:\n1. History of breast cancer. Follow up with oncology.",
                "Z85.3! -Z08",
            ),
            (
                Office,
                "CHIEF COMPLAINT: Follow-up of prostate cancer.\n\nASSESSMENT:\n1. Prostate cancer.",
                "C61! -Z08",
            ),
            (
                Office,
                "FAMILY HISTORY: Colon cancer.\n\nASSESSMENT:\n1. Hypertension follow-up.",
                "I10! -Z08",
            ),
        ]);
    }
}

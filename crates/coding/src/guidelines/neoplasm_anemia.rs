//! Section I.C.2.c.1: anaemia that the provider ascribes to a malignancy is D63.0 behind the
//! malignancy, also when it is what the encounter is for. Section I.C.2.c.2: anaemia due to
//! chemotherapy is D64.81 and comes before it.

use super::{Rule, statements};
use crate::draft::{Draft, Facts};

pub const RULE: Rule = Rule { section: "I.C.2.c", title: "anaemia with a malignancy", apply };

/// Words that ascribe.
const DUE: [&str; 8] = [
    "due to",
    "secondary to",
    "caused by",
    "from",
    "associated with",
    "related to",
    "of malignan",
    "in the setting of",
];

/// Words that name a malignancy.
const MALIGNANCY: [&str; 11] = [
    "cancer",
    "malignan",
    "carcinoma",
    "lymphoma",
    "leukemia",
    "myeloma",
    "neoplas",
    "metasta",
    "tumor",
    "sarcoma",
    "melanoma",
];

/// Words that name its treatment.
const TREATMENT: [&str; 4] = ["chemo", "antineoplastic", "radiation", "cytotoxic"];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    let Some(anaemia) = draft.find(&["D64.9", "D63.8"]) else { return };
    let malignancy = draft.diagnoses.iter().position(|d| d.code.starts_with('C'));
    let Some(malignancy) = malignancy else { return };
    let named = statements::naming(facts, &draft.diagnoses[anaemia]);
    let says = |words: &[&str]| named.iter().any(|s| statements::affirmed(s.text, words).is_some());
    let code = if !says(&DUE) {
        return;
    } else if says(&TREATMENT) {
        "D64.81"
    } else if says(&MALIGNANCY) {
        "D63.0"
    } else {
        return;
    };
    if !facts.pack.is_billable(code, facts.date) {
        return;
    }
    let first = draft.diagnoses[malignancy].order;
    let own = &mut draft.diagnoses[anaemia];
    let before = std::mem::replace(&mut own.code, code.to_owned());
    own.defaulted = false;
    own.reject(&before, "the cause is documented (I.C.2.c)");
    own.rule("I.C.2.c");
    if code == "D64.81" && own.order > first {
        own.order = (first.0, first.1, first.2.saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Clinic, Inpatient, Office};

    #[test]
    fn by_its_cause() {
        check(&[
            (Office, "ASSESSMENT:\n1. Anemia due to colon cancer.", "C18.9! D63.0 -D64"),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Anemia secondary to malignancy.\n2. Prostate cancer.",
                "C61! D63.0 -D64.9",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Multiple myeloma.\n2. Anemia related to myeloma.",
                "C90.00! D63.0",
            ),
            (
                Clinic,
                "ASSESSMENT:\n1. Anemia due to chemotherapy.\n2. Left breast cancer.",
                "D64.81! C50.912 -D63",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Left breast cancer.\n2. Anemia secondary to chemo.",
                "D64.81! C50.912 -D64.9",
            ),
        ]);
    }

    #[test]
    fn not_ascribed() {
        check(&[
            (Office, "ASSESSMENT:\n1. Prostate cancer.\n2. Anemia.", "C61! D64.9 -D63"),
            (Office, "ASSESSMENT:\n1. Prostate cancer.\n2. Iron deficiency anemia.", "D50.9 -D63"),
            (
                Office,
                "ASSESSMENT:\n1. Anemia, not due to cancer.\n2. Prostate cancer.",
                "D64.9 -D63",
            ),
            (
                Office,
                "FAMILY HISTORY: Colon cancer.\n\nASSESSMENT:\n1. Anemia due to heavy menses.",
                "-D63 -C",
            ),
        ]);
    }
}

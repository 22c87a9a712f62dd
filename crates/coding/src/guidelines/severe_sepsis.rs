//! Section I.C.1.d.1.b: severe sepsis takes at least two codes, the systemic infection first.
//! Where the organism is not documented, it is A41.9.

use super::Rule;
use crate::draft::{Diagnosis, Draft, Facts};
use reader::Kind;

pub const RULE: Rule =
    Rule { section: "I.C.1.d.1.b", title: "the systemic infection of severe sepsis", apply };

/// Systemic infections that may stand first.
const SYSTEMIC: [&str; 14] = [
    "A40", "A41", "A02.1", "A20.7", "A22.7", "A26.7", "A32.7", "A39.2", "A39.4", "A42.7", "B37.7",
    "O85", "T81.44", "P36",
];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    called_severe(facts, draft);
    let Some(severe) = draft.find(&["R65.2"]) else { return };
    if draft.has(&SYSTEMIC) || !facts.pack.is_billable("A41.9", facts.date) {
        return;
    }
    let severe = &mut draft.diagnoses[severe];
    severe.rule("I.C.1.d.1.b");
    let (class, document, start) = severe.order;
    let order = (class, document, start.saturating_sub(1));
    let what = (Kind::Acute, severe.standing);
    let mut sepsis = Diagnosis::added("A41.9", what, severe.evidence.clone(), order, "I.C.1.d.1.b");
    sepsis.mentions = severe.mentions.clone();
    sepsis.defaulted = true;
    draft.diagnoses.push(sepsis);
}

/// "Severe sepsis due to E. coli": the term names the organism, the word before it the severity.
fn called_severe(facts: &Facts<'_>, draft: &mut Draft) {
    if draft.has(&["R65.2"]) || !facts.pack.is_billable("R65.20", facts.date) {
        return;
    }
    let severe = draft.diagnoses.iter().find(|d| {
        let sepsis = SYSTEMIC.iter().any(|code| d.is(code));
        sepsis
            && d.mentions.iter().any(|(document, at)| {
                let finding = &facts.document(*document).mentions[*at as usize].finding;
                let start = finding.start as usize;
                let before = facts.text(*document).get(start.saturating_sub(7)..start);
                before.is_some_and(|words| words.eq_ignore_ascii_case("severe "))
            })
    });
    let Some(sepsis) = severe.cloned() else { return };
    let (class, document, start) = sepsis.order;
    let order = (class, document, start.saturating_add(1));
    let what = (Kind::Acute, sepsis.standing);
    let added = Diagnosis::added("R65.20", what, sepsis.evidence.clone(), order, "I.C.1.d.1.b");
    draft.diagnoses.push(Diagnosis { mentions: sepsis.mentions, ..added });
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::Inpatient;

    #[test]
    fn two_codes_at_least() {
        check(&[
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. Severe sepsis.\n2. Pneumonia.", "A41.9! R65.20"),
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. Septic shock.\n2. UTI.", "A41.9! R65.21 N39.0"),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Severe sepsis with acute kidney injury.\n2. Cellulitis of left leg.",
                "A41.9! R65.20 N17.9 L03.116",
            ),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Severe sepsis due to E. coli.\n2. UTI.",
                "A41.51! R65.20 -A41.9",
            ),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. MRSA sepsis.\n2. Septic shock.",
                "A41.02! -A41.9",
            ),
        ]);
    }

    #[test]
    fn no_severe_sepsis() {
        check(&[
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. Pneumonia. No septic shock.", "J18.9! -A41 -R65"),
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. Cardiogenic shock.", "R57.0! -A41"),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. UTI.\nPAST MEDICAL HISTORY: History of septic shock.",
                "N39.0! -A41 -R65",
            ),
        ]);
    }
}

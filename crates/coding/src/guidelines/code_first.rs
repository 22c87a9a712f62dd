//! Sections I.A.13 and I.A.17: "code first" and "use additional code".
//!
//! A code with a "code first" note follows the code that the note names, where that stands on
//! the claim. A manifestation without its cause can't be first: the chart goes to review.

use super::Rule;
use crate::draft::{Draft, Facts};
use codesets::NoteKind;
use codesets::icd10cm::notes;

pub const RULE: Rule =
    Rule { section: "I.A.13", title: "the underlying condition comes first", apply };

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    for at in 0..draft.diagnoses.len() {
        let code = draft.diagnoses[at].code.clone();
        let causes = causes(facts, draft, &code);
        let manifestation = facts
            .pack
            .validity_on(&code, facts.date)
            .is_some_and(|v| v.attributes.is_manifestation());
        if let Some(cause) = causes.into_iter().find(|c| *c != at) {
            let first = draft.diagnoses[cause].order;
            let own = &mut draft.diagnoses[at];
            own.rule("I.A.13");
            if own.order <= first {
                own.order = (first.0, first.1, first.2.saturating_add(1));
            }
            draft.diagnoses[cause].rule("I.A.17");
        } else if manifestation {
            draft.review.push(format!(
                "{code} is a manifestation; the underlying condition that comes first is not \
                 documented"
            ));
        }
    }
}

/// Diagnoses that the "code first" notes of a code name.
fn causes(facts: &Facts<'_>, draft: &Draft, code: &str) -> Vec<usize> {
    let Some(node) = facts.pack.base(code) else { return Vec::new() };
    let spans: Vec<notes::CodeSpan> = node
        .inherited_notes(NoteKind::CodeFirst)
        .filter(|(heading, _)| !heading.is_block())
        .flat_map(|(_, note)| notes::spans(note))
        .collect();
    (0..draft.diagnoses.len())
        .filter(|i| spans.iter().any(|s| s.contains(&draft.diagnoses[*i].code)))
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Inpatient, Office};

    #[test]
    fn causes_come_first() {
        check(&[
            (Office, "ASSESSMENT:\n1. Alzheimer's dementia.", "G30.9! F02.80"),
            (
                Office,
                "ASSESSMENT:\n1. Anemia in chronic kidney disease.\n2. CKD stage 4.",
                "N18.4! D63.1",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Foot ulcer of the right heel.\n2. Type 2 diabetes mellitus.",
                "E11.621! L97.419",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Systolic heart failure, chronic.\n2. Hypertension.",
                "I11.0! I50.22 -I10",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Diabetic gastroparesis.\n2. Type 1 diabetes.",
                "E10.43! -E10.9 -E11",
            ),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Severe sepsis.\n2. Pneumonia.\n3. Sepsis.",
                "A41.9! R65.20 J18.9",
            ),
            (Office, "ASSESSMENT:\n1. Anemia.\n2. Hypertension.", "D64.9! I10"),
            (
                Office,
                "ASSESSMENT:\n1. Hypertension.\n2. Possible Alzheimer's dementia.",
                "I10! -G30 -F02",
            ),
            (
                Office,
                "FAMILY HISTORY: Father had Alzheimer's dementia.\nASSESSMENT:\n1. Hypertension.",
                "I10! -G30 -F02",
            ),
        ]);
    }
}

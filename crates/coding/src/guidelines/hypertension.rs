//! Section I.C.9.a: hypertension with heart disease and kidney disease.
//!
//! The classification presumes that hypertension causes heart failure, certain heart disease and
//! chronic kidney disease, unless the provider says that they are unrelated.

use super::{Rule, relation};
use crate::draft::{Diagnosis, Draft, Facts};
use model::NotCodedWhy;

pub const RULE: Rule =
    Rule { section: "I.C.9.a", title: "hypertensive heart and kidney disease", apply };

/// Heart conditions presumed to be hypertensive (I.C.9.a; Takotsubo, I51.81, is not).
const HEART: [&str; 6] = ["I50", "I51.4", "I51.5", "I51.7", "I51.89", "I51.9"];

/// Words that name hypertension as a cause.
const AS_CAUSE: [&str; 3] = ["hypertens", "htn", "blood"];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    let Some(at) = draft.find(&["I10"]) else { return };
    let related = |at: &usize| !relation::is_unrelated(facts, &draft.diagnoses[*at], &AS_CAUSE);
    let failure = draft.find(&["I50"]).filter(related);
    let heart = draft.find(&HEART).filter(related);
    let kidney = draft.find(&["N18"]).filter(related);
    let late = draft.has(&["N18.5", "N18.6"]);
    let (code, section) = match (failure, heart, kidney, late) {
        (Some(_), _, Some(_), false) => ("I13.0", "I.C.9.a.3"),
        (Some(_), _, Some(_), true) => ("I13.2", "I.C.9.a.3"),
        (None, Some(_), Some(_), false) => ("I13.10", "I.C.9.a.3"),
        (None, Some(_), Some(_), true) => ("I13.11", "I.C.9.a.3"),
        (Some(_), _, None, _) => ("I11.0", "I.C.9.a.1"),
        (None, Some(_), None, _) => ("I11.9", "I.C.9.a.1"),
        (None, None, Some(_), false) => ("I12.9", "I.C.9.a.2"),
        (None, None, Some(_), true) => ("I12.0", "I.C.9.a.2"),
        (None, None, None, _) => return,
    };
    if !facts.pack.is_billable(code, facts.date) {
        return;
    }
    let others: Vec<usize> = [failure.or(heart), kidney].into_iter().flatten().collect();
    let plain = draft.diagnoses[at].clone();
    let mut combined = Diagnosis {
        code: code.to_owned(),
        rules: vec![section.to_owned(), "I.A.15".to_owned()],
        defaulted: false,
        ..plain.clone()
    };
    for other in &others {
        let other = &mut draft.diagnoses[*other];
        combined.fold(other);
        other.rule("I.A.17");
    }
    combined.reject("I10", format!("combined with heart or kidney disease ({section})"));
    let known = draft.diagnoses.iter().position(|d| d.code == code);
    match known {
        Some(row) => {
            draft.diagnoses[row].rule(section);
            draft.drop(at, NotCodedWhy::Excluded, section, Some(row));
            draft.not_coded.pop();
        }
        None => draft.diagnoses[at] = combined,
    }
    // Heart conditions other than failure are inside I11.9 and I13.1-.
    if failure.is_none() {
        while let Some(row) = draft.find(&HEART) {
            let by = draft.find(&[code]);
            draft.drop(row, NotCodedWhy::Excluded, section, by);
            draft.not_coded.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Inpatient, Office};

    #[test]
    fn presumed_with_heart_and_kidney_disease() {
        check(&[
            (
                Office,
                "ASSESSMENT:\n1. Hypertension.\n2. Congestive heart failure.",
                "I11.0! I50.9 -I10",
            ),
            (Office, "ASSESSMENT:\n1. CHF, chronic diastolic.\n2. HTN.", "I11.0! I50.32 -I10"),
            (Office, "ASSESSMENT:\n1. Hypertension.\n2. CKD stage 3a.", "I12.9! N18.31 -I10"),
            (Office, "ASSESSMENT:\n1. HTN.\n2. ESRD on hemodialysis.", "I12.0! N18.6 Z99.2 -I10"),
            (Office, "ASSESSMENT:\n1. HTN.\n2. CKD stage 5.", "I12.0! N18.5 -I10"),
            (
                Office,
                "ASSESSMENT:\n1. HTN.\n2. CHF.\n3. CKD stage 4.",
                "I13.0! I50.9 N18.4 -I10 -I11 -I12",
            ),
            (
                Office,
                "ASSESSMENT:\n1. HTN.\n2. CHF.\n3. End-stage renal disease on dialysis.",
                "I13.2! I50.9 N18.6 Z99.2 -I10",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Hypertension.\n2. Cardiomegaly.\n3. CKD stage 2.",
                "I13.10! N18.2 -I51.7",
            ),
            (Office, "ASSESSMENT:\n1. Hypertension.\n2. Cardiomegaly.", "I11.9! -I10 -I51.7"),
            (
                Office,
                "ASSESSMENT:\n1. Hypertensive heart disease with heart failure.\n2. Hypertension.",
                "I11.0 I50.9 -I10",
            ),
            (
                Office,
                "PAST MEDICAL HISTORY: HTN, CHF.\nMEDICATIONS: lisinopril, furosemide.\n\nASSESSMENT:\n1. Acute bronchitis.",
                "J20.9! I11.0 I50.9 -I10",
            ),
        ]);
    }
    #[test]
    fn not_presumed() {
        check(&[
            (Office, "ASSESSMENT:\n1. Hypertension.\n2. Atrial fibrillation.", "I10 I48.91"),
            (
                Office,
                "ASSESSMENT:\n1. Hypertension.\n2. Takotsubo cardiomyopathy.",
                "I10 I51.81 -I11",
            ),
            (Office, "ASSESSMENT:\n1. Congestive heart failure.", "I50.9! -I11"),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Acute kidney injury.\n2. Hypertension.",
                "N17.9 I10 -I12",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Hypertension.\n2. CKD stage 3a, not due to hypertension.",
                "I10 N18.31 -I12",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Hypertension.\n2. Heart failure due to ischemic cardiomyopathy, unrelated to hypertension.",
                "I10 I50.9 -I11",
            ),
            (Office, "ASSESSMENT:\n1. Hypertension.\n2. Possible CHF.", "I10 -I11 -I50"),
            (
                Office,
                "FAMILY HISTORY: Mother with hypertension.\n\nASSESSMENT:\n1. CHF.",
                "I50.9! -I1",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Pulmonary hypertension.\n2. CKD stage 3a.",
                "I27.20 N18.31 -I12",
            ),
        ]);
    }
}

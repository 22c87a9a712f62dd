//! Section I.C.14.a.1: chronic kidney disease is one stage; with end-stage disease documented
//! beside a stage it is N18.6. Chronic disease on dialysis for good is end-stage disease.

use super::Rule;
use crate::draft::{Draft, Facts};
use model::NotCodedWhy;

pub const RULE: Rule =
    Rule { section: "I.C.14.a.1", title: "chronic kidney disease is one stage", apply };

fn apply(_: &Facts<'_>, draft: &mut Draft) {
    transplanted(draft);
    let Some(end) = draft.find(&["N18.6"]) else { return };
    let other = |d: &crate::draft::Diagnosis| d.is("N18") && !d.is("N18.6");
    if draft.diagnoses.iter().any(other) {
        draft.diagnoses[end].rule("I.C.14.a.1");
    }
    while let (Some(gone), Some(kept)) =
        (draft.diagnoses.iter().position(other), draft.find(&["N18.6"]))
    {
        let stage = draft.diagnoses[gone].clone();
        draft.diagnoses[kept].stands_with(&stage);
        draft.drop(gone, NotCodedWhy::Unspecific, "I.C.14.a.1", Some(kept));
    }
}

/// I.C.14.a.2: a working transplant has taken the place of kidneys that failed; without dialysis
/// and without a complication of it, end-stage disease is what was, not what is.
fn transplanted(draft: &mut Draft) {
    let fails = draft.has(&["T86.1", "Z99.2"]);
    if let (Some(kept), Some(at), false) = (draft.find(&["Z94.0"]), draft.find(&["N18.6"]), fails) {
        draft.drop(at, NotCodedWhy::History, "I.C.14.a.2", Some(kept));
    }
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Inpatient, Office};

    #[test]
    fn end_stage_only() {
        check(&[
            (
                Office,
                "ASSESSMENT:\n1. CKD stage 5.\n2. ESRD on hemodialysis.",
                "N18.6! Z99.2 -N18.5",
            ),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. ESRD.\n2. Chronic kidney disease.",
                "N18.6! -N18.9",
            ),
            (Office, "ASSESSMENT:\n1. CKD stage 5 with progression to ESRD.", "N18.6! -N18.5"),
            (
                Office,
                "ASSESSMENT:\n1. ESRD, status post kidney transplant.\n2. Hypertension.",
                "Z94.0 I10 -N18.6 -I12",
            ),
            (Office, "ASSESSMENT:\n1. HTN.\n2. CKD stage 5.\n3. ESRD.", "I12.0! N18.6 -N18.5"),
            (Office, "ASSESSMENT:\n1. ESRD on dialysis.\n2. CKD stage 4.", "N18.6! -N18.4"),
        ]);
    }

    #[test]
    fn one_stage() {
        check(&[
            (Office, "ASSESSMENT:\n1. CKD stage 5. No ESRD.", "N18.5! -N18.6"),
            (Office, "ASSESSMENT:\n1. CKD stage 3b.\nFAMILY HISTORY: Father with ESRD.", "N18.32!"),
            (Office, "ASSESSMENT:\n1. CKD stage 4, possible ESRD.", "N18.4! -N18.6"),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Acute kidney injury on CKD stage 4.",
                "N17.9! N18.4",
            ),
        ]);
    }
}

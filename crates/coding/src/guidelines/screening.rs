//! Section I.C.21.c.5: screening. Testing for a disease in a patient without signs of it is a
//! screening code for that disease; the disease itself is not coded.

use super::Rule;
use crate::draft::{Diagnosis, Draft, Facts, Standing, is_below};
use model::Assertion;
use reader::Kind;

pub const RULE: Rule =
    Rule { section: "I.C.21.c.5", title: "screening for a disease instead of the disease", apply };

/// What is screened for (prefix of the disease) and the screening code.
const SCREENS: &[(&str, &str)] = &[
    ("B20", "Z11.4"),
    ("A54", "Z11.3"),
    ("A56", "Z11.3"),
    ("A59", "Z11.3"),
    ("A53", "Z11.3"),
    ("A64", "Z11.3"),
    ("A74", "Z11.3"),
    ("B15", "Z11.59"),
    ("B16", "Z11.59"),
    ("B17", "Z11.59"),
    ("B18", "Z11.59"),
    ("B19", "Z11.59"),
    ("U07.1", "Z11.52"),
    ("A15", "Z11.1"),
    ("Z22.7", "Z11.7"),
    ("C18", "Z12.11"),
    ("C20", "Z12.12"),
    ("C50", "Z12.31"),
    ("C53", "Z12.4"),
    ("C61", "Z12.5"),
    ("C34", "Z12.2"),
    ("C44", "Z12.83"),
    ("C43", "Z12.83"),
    ("E10", "Z13.1"),
    ("E11", "Z13.1"),
    ("E78", "Z13.220"),
    ("M81", "Z13.820"),
    ("F32", "Z13.31"),
    ("D50", "Z13.0"),
    ("D64", "Z13.0"),
    ("E03", "Z13.29"),
    ("I71", "Z13.6"),
    ("I10", "Z13.6"),
];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    for (document, at, mention) in facts.mentions() {
        let finding = &mention.finding;
        let Some((first, last)) = finding.cue else { continue };
        let cue = facts.evidence(document, first, last);
        let screens = cue.text.to_lowercase().contains("screen");
        let code = SCREENS.iter().find(|(disease, _)| is_below(&finding.code, disease));
        let (true, Assertion::Planned, Some((disease, code))) = (screens, finding.assertion, code)
        else {
            continue;
        };
        let known_disease = draft.has(&[disease]);
        if known_disease || draft.has(&[code]) || !facts.pack.is_billable(code, facts.date) {
            continue;
        }
        let words = facts.evidence(document, finding.start, finding.end);
        let order = (5, document, finding.start);
        let what = (Kind::Encounter, Standing::Treated);
        let screening = Diagnosis::added(*code, what, vec![words, cue], order, "I.C.21.c.5");
        draft.diagnoses.push(screening.standing_on(document, at));
    }
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Office, Radiology, Surgery};

    #[test]
    fn first_listed() {
        check(&[
            (
                Radiology,
                "EXAM: Screening mammogram, bilateral.\nFINDINGS: No suspicious mass.\nIMPRESSION: Negative.",
                "Z12.31!",
            ),
            (
                Surgery,
                "PREOPERATIVE DIAGNOSIS: Screening for colon cancer.\nPOSTOPERATIVE DIAGNOSIS: Colon polyp.\nPROCEDURE: Colonoscopy.",
                "Z12.11! K63.5",
            ),
            (Office, "ASSESSMENT:\n1. Screening for diabetes. Check A1c.", "Z13.1! -E11"),
            (Office, "ASSESSMENT:\n1. Screening for hyperlipidemia.", "Z13.220! -E78"),
            (Office, "ASSESSMENT:\n1. HIV screening.", "Z11.4! -B20"),
            (
                Surgery,
                "INDICATION: Screening colonoscopy. Family history of colon cancer.\nPOSTOPERATIVE DIAGNOSIS: Normal colon.",
                "Z12.11! -C18",
            ),
        ]);
    }
    #[test]
    fn not_screening() {
        check(&[
            (
                Surgery,
                "PREOPERATIVE DIAGNOSIS: Rectal bleeding.\nPOSTOPERATIVE DIAGNOSIS: Same.\nPROCEDURE: Diagnostic colonoscopy.",
                "K62.5! -Z12",
            ),
            (Office, "ASSESSMENT:\n1. Type 2 diabetes. Screening A1c today.", "E11.9! -Z13.1"),
            (
                Office,
                "ASSESSMENT:\n1. Breast lump, left. Diagnostic mammogram ordered.",
                "N63.20! -Z12",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Hypertension. No screening for diabetes is needed.",
                "I10! -Z13.1 -E11",
            ),
        ]);
    }
}

//! Section I.C.21.c.13: routine examinations part into those with and without abnormal
//! findings. A finding is something found at this encounter: a new condition, a symptom or
//! abnormal result that the provider lists, a known disease that got worse. A known disease that
//! is stable is none.

use super::{Rule, statements};
use crate::draft::{Diagnosis, Draft, Facts, Standing};
use reader::Kind;

pub const RULE: Rule =
    Rule { section: "I.C.21.c.13", title: "routine examination with abnormal findings", apply };

/// The code without abnormal findings, and the one with them.
const EXAMS: [(&str, &str); 6] = [
    ("Z00.00", "Z00.01"),
    ("Z00.129", "Z00.121"),
    ("Z01.00", "Z01.01"),
    ("Z01.10", "Z01.118"),
    ("Z01.419", "Z01.411"),
    ("Z01.20", "Z01.21"),
];

/// Words by which a known disease is something found now.
const WORSE: [&str; 17] = [
    "new diagnosis",
    "newly diagnosed",
    "new onset",
    "new-onset",
    "newly",
    "new ",
    "worsening",
    "worsened",
    "exacerbation",
    "flare",
    "uncontrolled",
    "not controlled",
    "poorly controlled",
    "not at goal",
    "above goal",
    "elevated",
    "found on",
];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    let exam = EXAMS.iter().find_map(|(plain, with)| Some((draft.find(&[plain])?, with)));
    let Some((at, with)) = exam else { return };
    let stated = facts.pack.is_billable(with, facts.date);
    let found = draft.diagnoses.iter().position(|d| is_found(facts, d));
    let (Some(found), true) = (found, stated) else { return };
    let evidence = draft.diagnoses[found].evidence.clone();
    let exam = &mut draft.diagnoses[at];
    let before = std::mem::replace(&mut exam.code, (*with).to_owned());
    exam.reject(&before, "an abnormal finding is documented (I.C.21.c.13)");
    exam.evidence.extend(evidence.into_iter().take(1));
    exam.rule("I.C.21.c.13");
}

/// True for something found at this examination.
fn is_found(facts: &Facts<'_>, d: &Diagnosis) -> bool {
    if d.standing < Standing::Diagnosed {
        return false;
    }
    match d.kind {
        Kind::Acute | Kind::Symptom | Kind::Finding | Kind::Injury => !d.code.starts_with('Z'),
        Kind::Chronic | Kind::Neoplasm => statements::naming(facts, d)
            .iter()
            .any(|s| statements::affirmed(s.text, &WORSE).is_some()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::Office;

    #[test]
    fn something_was_found() {
        check(&[
            (
                Office,
                "ASSESSMENT:\n1. Annual physical exam.\n2. Elevated blood pressure reading.",
                "Z00.01! R03.0 -Z00.00",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Annual physical exam.\n2. New hyperlipidemia found on labs.",
                "Z00.01! E78.5",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Well child visit.\n2. Acute otitis media, right ear.",
                "Z00.121! H66.91",
            ),
            (Office, "ASSESSMENT:\n1. Well woman exam.\n2. Breast lump, left.", "Z01.411! N63.20"),
            (
                Office,
                "ASSESSMENT:\n1. Annual physical exam.\n2. Type 2 diabetes, uncontrolled, A1c 9.8.",
                "Z00.01!",
            ),
        ]);
    }

    #[test]
    fn nothing_was_found() {
        check(&[
            (
                Office,
                "ASSESSMENT:\n1. Annual physical exam.\n2. Hypertension, stable.",
                "Z00.00! I10",
            ),
            (Office, "ASSESSMENT:\n1. Well child visit. No otitis media.", "Z00.129! -Z00.121"),
            (
                Office,
                "ROS: Positive for cough.\n\nASSESSMENT:\n1. Annual physical exam.",
                "Z00.00! -Z00.01",
            ),
            (
                Office,
                "FAMILY HISTORY: Father with new onset diabetes.\n\nASSESSMENT:\n1. Well woman exam.",
                "Z01.419! -Z01.411",
            ),
        ]);
    }
}

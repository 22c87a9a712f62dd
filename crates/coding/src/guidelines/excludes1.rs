//! Section I.A.12.a: two codes that an Excludes1 note keeps apart.
//!
//! The stronger statement stays. Two conditions that are plainly unrelated may stand together;
//! the machine can't tell, so the chart then goes to review instead of losing a code.

use super::Rule;
use crate::draft::{Diagnosis, Draft, Facts};
use codesets::icd10cm::notes;
use model::NotCodedWhy;
use reader::Kind;

pub const RULE: Rule = Rule { section: "I.A.12.a", title: "Excludes1 notes", apply };

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    let mut at = 0;
    while at < draft.diagnoses.len() {
        let clash = (at + 1..draft.diagnoses.len()).find_map(|other| {
            let (a, b) = (&draft.diagnoses[at].code, &draft.diagnoses[other].code);
            notes::excludes1(facts.pack, a, b).map(|exclusion| (other, exclusion))
        });
        let Some((other, exclusion)) = clash else {
            at += 1;
            continue;
        };
        // "Abscess of intestine with diverticular disease (K57.2)": the code that the note names
        // says both, whichever the provider stated first.
        let says_both =
            [" with ", " due to ", " in "].iter().any(|tie| exclusion.note.contains(tie));
        let disease = |i: usize| rank(&draft.diagnoses[i]).0 == 0;
        let holder_is_first = crate::draft::is_below(&draft.diagnoses[at].code, &exclusion.at);
        let first_stays = match says_both && disease(at) && disease(other) {
            true => !holder_is_first,
            false => rank(&draft.diagnoses[at]) <= rank(&draft.diagnoses[other]),
        };
        let (strong, weak) = if first_stays { (at, other) } else { (other, at) };
        let why = format!("I.A.12.a at {}", exclusion.at);
        draft.diagnoses[strong].rule("I.A.12.a");
        draft.drop(weak, NotCodedWhy::Excluded, &why, Some(strong));
    }
}

/// Smaller is stronger: diseases before symptoms, specific before unspecified, stated first.
fn rank(d: &Diagnosis) -> (u8, bool, std::cmp::Reverse<crate::draft::Standing>, (u8, u32, u32)) {
    let kind = match d.kind {
        // A routine examination takes in the administrative one.
        Kind::Encounter if !d.is("Z00") => 1,
        Kind::Symptom | Kind::Finding => 2,
        Kind::Status | Kind::History => 1,
        _ => 0,
    };
    (kind, d.defaulted, std::cmp::Reverse(d.standing), d.order)
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::Office;

    #[test]
    fn the_stronger_stays() {
        check(&[
            (Office, "ASSESSMENT:\n1. GERD.\n2. Reflux esophagitis.", "K21.00 -K21.9"),
            (
                Office,
                "ASSESSMENT:\n1. Major depressive disorder, recurrent, moderate.\n2. Depression.",
                "F33.1 -F32",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Elevated blood pressure reading.\n2. Hypertension.",
                "I10 -R03.0",
            ),
            (Office, "ASSESSMENT:\n1. Low back pain.\n2. Lumbar disc herniation.", "M51.26 -M54.5"),
            (Office, "ASSESSMENT:\n1. Prediabetes.\n2. Type 2 diabetes.", "E11.9 -R73"),
            (Office, "ASSESSMENT:\n1. Hyperlipidemia.\n2. Mixed hyperlipidemia.", "E78.2 -E78.5"),
            (Office, "ASSESSMENT:\n1. Hypertension.\n2. Type 2 diabetes.", "I10 E11.9 #2"),
            (
                Office,
                "ASSESSMENT:\n1. Reflux esophagitis.\n2. No GERD symptoms today.",
                "K21.00 #1",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Type 2 diabetes.\n2. Possible type 1 diabetes.",
                "E11.9 -E10",
            ),
        ]);
    }
}

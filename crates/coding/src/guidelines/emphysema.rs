//! Excludes1 at J43 and J44: emphysema is a form of chronic obstructive disease, and its own code
//! says both; "with exacerbation" adds nothing to it (Coding Clinic, 4th quarter 2017).

use super::Rule;
use crate::draft::{Draft, Facts};
use model::NotCodedWhy;

pub const RULE: Rule =
    Rule { section: "I.A.12.a", title: "emphysema takes in chronic obstructive disease", apply };

fn apply(_: &Facts<'_>, draft: &mut Draft) {
    let bronchitis = draft.has(&["J41", "J42"]);
    let (Some(kept), false) = (draft.find(&["J43"]), bronchitis) else { return };
    let Some(at) = draft.find(&["J44.9", "J44.1"]) else { return };
    let disease = draft.diagnoses[at].clone();
    draft.diagnoses[kept].stands_with(&disease);
    draft.drop(at, NotCodedWhy::Excluded, "I.A.12.a", Some(kept));
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::Office;

    #[test]
    fn one_code_for_both() {
        check(&[
            (Office, "ASSESSMENT:\n1. COPD.\n2. Emphysema.", "J43.9! -J44"),
            (Office, "ASSESSMENT:\n1. COPD.", "J44.9!"),
            (Office, "ASSESSMENT:\n1. Emphysema.\n2. Hypertension.", "J43.9! I10"),
        ]);
    }
}

//! Sections I.C.5.b and I.C.21.c.4: tobacco. Dependence, use and history exclude each other
//! (Excludes1 at F17, Z72.0 and Z87.891); the current state wins over the past one.

use super::Rule;
use crate::draft::{Draft, Facts};
use model::NotCodedWhy;

pub const RULE: Rule =
    Rule { section: "I.C.5.b", title: "tobacco dependence, use and history", apply };

fn apply(_: &Facts<'_>, draft: &mut Draft) {
    for (keeps, yields) in [("F17", "Z72.0"), ("F17", "Z87.891"), ("Z72.0", "Z87.891")] {
        if let (Some(kept), Some(gone)) = (draft.find(&[keeps]), draft.find(&[yields])) {
            draft.diagnoses[kept].rule("I.C.5.b");
            draft.drop(gone, NotCodedWhy::Excluded, "I.C.5.b", Some(kept));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::Office;

    #[test]
    fn current_or_former() {
        check(&[
            (
                Office,
                "ASSESSMENT:\n1. Nicotine dependence, cigarettes. Counseled to quit.",
                "F17.210!",
            ),
            (Office, "ASSESSMENT:\n1. Tobacco use. Counseled.", "Z72.0! -F17"),
            (Office, "ASSESSMENT:\n1. Former smoker, quit in 2010.", "Z87.891 -F17 -Z72.0"),
            (
                Office,
                "SOCIAL HISTORY: Former smoker.\n\nASSESSMENT:\n1. Smokes 1 pack of cigarettes per day. Smoking cessation advised.",
                "F17.210 -Z87.891",
            ),
            (
                Office,
                "SOCIAL HISTORY: Never smoker.\n\nASSESSMENT:\n1. Hypertension.",
                "I10! -F17 -Z72 -Z87",
            ),
            (
                Office,
                "SOCIAL HISTORY: Denies tobacco use.\n\nASSESSMENT:\n1. COPD.",
                "J44.9! -F17 -Z72.0",
            ),
            (
                Office,
                "SOCIAL HISTORY: Smokes cigarettes, 1 ppd.\n\nASSESSMENT:\n1. COPD.",
                "J44.9! F17.210",
            ),
            (
                Office,
                "SOCIAL HISTORY: Former smoker, quit 5 years ago.\n\nASSESSMENT:\n1. COPD.",
                "J44.9! Z87.891",
            ),
            (
                Office,
                "SOCIAL HISTORY: Smokes cigarettes, 1 ppd.\n\nASSESSMENT:\n1. Right knee osteoarthritis.",
                "M17.11! -F17",
            ),
            (Office, "SOCIAL HISTORY: Father smokes.\n\nASSESSMENT:\n1. Asthma.", "J45.909! -F17"),
        ]);
    }
}

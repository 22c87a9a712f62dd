//! Section I.B.9 at J35: large tonsils with large adenoids have one code (J35.3), chronic
//! tonsillitis with adenoiditis has one (J35.03).

use super::Rule;
use crate::draft::{Draft, Facts};
use model::NotCodedWhy;

pub const RULE: Rule =
    Rule { section: "I.B.9", title: "tonsils and adenoids have combination codes", apply };

/// Two codes that stand for parts of a third.
const PAIRS: [(&str, &str, &str); 2] =
    [("J35.1", "J35.2", "J35.3"), ("J35.01", "J35.02", "J35.03")];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    for (tonsils, adenoids, both) in PAIRS {
        let (Some(kept), Some(other)) = (draft.find(&[tonsils]), draft.find(&[adenoids])) else {
            continue;
        };
        if !facts.pack.is_billable(both, facts.date) {
            continue;
        }
        let part = draft.diagnoses[other].clone();
        let whole = &mut draft.diagnoses[kept];
        whole.fold(&part);
        whole.becomes(both, "the adenoids too (I.B.9)");
        whole.defaulted = false;
        whole.rule("I.B.9");
        draft.drop(other, NotCodedWhy::Unspecific, "I.B.9", Some(kept));
    }
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::Surgery;

    #[test]
    fn one_code_for_both() {
        check(&[
            (
                Surgery,
                "POSTOPERATIVE DIAGNOSIS:\n1. Tonsillar hypertrophy.\n2. Adenoid hypertrophy.",
                "J35.3! -J35.1 -J35.2",
            ),
            (Surgery, "POSTOPERATIVE DIAGNOSIS: Adenoid hypertrophy.", "J35.2!"),
        ]);
    }
}

//! Section I.C.19.c: the letter of an open fracture by its Gustilo type: types I and II, or none
//! stated, as [`super::seventh_character`] sets it; types IIIA, IIIB and IIIC the letter after.

use super::{Rule, statements};
use crate::draft::{Draft, Facts};

pub const RULE: Rule = Rule { section: "I.C.19.c", title: "open fractures by Gustilo type", apply };

/// The letter for types I and II, and the one for type III.
const LETTERS: [(char, char); 5] = [('B', 'C'), ('E', 'F'), ('H', 'J'), ('M', 'N'), ('Q', 'R')];

/// Type III, as it is written.
const THREE: [&str; 14] = [
    "gustilo iii",
    "gustilo type iii",
    "gustilo 3",
    "gustilo type 3",
    "gustilo-anderson iii",
    "gustilo-anderson type iii",
    "gustilo anderson type iii",
    "gustilo grade iii",
    "gustilo-anderson 3",
    "type iiia open",
    "type iiib open",
    "type iiic open",
    "grade iii open",
    "type iii open",
];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    for diagnosis in &mut draft.diagnoses {
        let last = diagnosis.code.chars().last().unwrap_or_default();
        let Some((_, three)) = LETTERS.iter().find(|(one, _)| *one == last) else { continue };
        let Some(node) = facts.pack.base(&diagnosis.code).filter(|n| n.needs_seventh()) else {
            continue;
        };
        let exists = node.seventh_characters().iter().any(|(letter, _)| letter == three);
        let stated = statements::problem(facts, diagnosis)
            .iter()
            .any(|s| statements::affirmed(s.text, &THREE).is_some());
        let code = codesets::code::dotted(&node.with_seventh(*three));
        if exists && stated && facts.pack.is_billable(&code, facts.date) {
            let before = std::mem::replace(&mut diagnosis.code, code);
            diagnosis.reject(&before, "Gustilo type III is documented (I.C.19.c)");
            diagnosis.rule("I.C.19.c");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Ed, Office, Surgery};

    #[test]
    fn by_type() {
        check(&[
            (
                Ed,
                "ASSESSMENT:\n1. Open fracture of right tibial shaft, Gustilo type II.",
                "S82.201B!",
            ),
            (Ed, "ASSESSMENT:\n1. Gustilo IIIA open fracture of left tibial shaft.", "S82.202C!"),
            (Ed, "ASSESSMENT:\n1. Gustilo type IIIB open left tibial shaft fracture.", "S82.202C!"),
            (
                Surgery,
                "POSTOPERATIVE DIAGNOSIS: Open fracture of right femoral shaft, Gustilo-Anderson type IIIC.",
                "S72.301C!",
            ),
            (
                Office,
                "CHIEF COMPLAINT: Follow-up.\n\nASSESSMENT:\n1. Gustilo type III open left tibial shaft fracture, healing.",
                "S82.202F!",
            ),
        ]);
    }

    #[test]
    fn not_by_type() {
        check(&[
            (Ed, "ASSESSMENT:\n1. Open fracture of left tibial shaft.", "S82.202B!"),
            (Ed, "ASSESSMENT:\n1. Closed fracture of left tibial shaft.", "S82.202A!"),
            (Ed, "ASSESSMENT:\n1. Open left tibial shaft fracture, not Gustilo III.", "S82.202B!"),
        ]);
    }
}

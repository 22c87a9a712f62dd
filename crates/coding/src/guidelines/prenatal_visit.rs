//! Section I.C.15.b: routine prenatal visits. Z34 names a first or a further pregnancy where the
//! record says so, is never used with a code of chapter 15, and says itself that the patient is
//! pregnant.

use super::{Rule, statements};
use crate::draft::{Draft, Facts};
use model::NotCodedWhy;

pub const RULE: Rule = Rule { section: "I.C.15.b.1", title: "routine prenatal visits", apply };

/// Words of a first pregnancy, and of a further one.
const FIRST: [&str; 5] = ["first pregnancy", "primigravida", "primigravid", "nullipar", "primip"];
const FURTHER: [&str; 6] = [
    "second pregnancy",
    "third pregnancy",
    "fourth pregnancy",
    "multigravida",
    "multipar",
    "multip ",
];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    let Some(visit) = draft.find(&["Z34"]) else { return };
    let complicated = draft.diagnoses.iter().position(|d| d.code.starts_with('O'));
    if let Some(by) = complicated {
        draft.diagnoses[by].rule("I.C.15.b.1");
        draft.drop(visit, NotCodedWhy::Excluded, "I.C.15.b.1", Some(by));
        return;
    }
    if let Some(state) = draft.find(&["Z33.1"]) {
        draft.drop(state, NotCodedWhy::Excluded, "I.C.21.c.11", Some(visit));
    }
    let Some(visit) = draft.find(&["Z34.9"]) else { return };
    let Some(first) = statements::all(facts).find_map(|s| is_first(s.text)) else { return };
    let own = &mut draft.diagnoses[visit];
    let code = format!("Z34.{}{}", if first { '0' } else { '8' }, &own.code[5..]);
    if facts.pack.is_billable(&code, facts.date) {
        let before = std::mem::replace(&mut own.code, code);
        own.defaulted = false;
        own.reject(&before, "first or further pregnancy is documented (I.C.15.b.1)");
        own.rule("I.C.15.b.1");
    }
}

/// True for a first pregnancy, false for a further one: by words, or by gravida ("G2P1").
fn is_first(text: &str) -> Option<bool> {
    if statements::affirmed(text, &FIRST).is_some() {
        return Some(true);
    }
    if statements::affirmed(text, &FURTHER).is_some() {
        return Some(false);
    }
    text.split(|c: char| !c.is_alphanumeric()).find_map(|word| {
        let (gravida, para) = word.strip_prefix('g')?.split_once('p')?;
        let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
        (digits(gravida) && digits(para)).then(|| gravida.parse::<u8>().ok().map(|g| g == 1))?
    })
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::Office;

    #[test]
    fn first_or_further() {
        check(&[
            (
                Office,
                "ASSESSMENT:\n1. Routine prenatal visit, first pregnancy, 16 weeks gestation.",
                "Z34.02! -Z33",
            ),
            (
                Office,
                "HPI: G2P1 at 20 weeks gestation.\n\nASSESSMENT:\n1. Supervision of normal pregnancy.",
                "Z34.82! -Z34.9",
            ),
            (
                Office,
                "HPI: Primigravida, 30 weeks gestation.\n\nASSESSMENT:\n1. Supervision of normal pregnancy.",
                "Z34.03!",
            ),
            (
                Office,
                "HPI: G1P0 at 10 weeks gestation.\n\nASSESSMENT:\n1. Routine prenatal visit.",
                "Z34.01!",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Routine prenatal visit.\n2. Gestational diabetes, diet controlled, 30 weeks gestation.",
                "O24.410! Z3A.30 -Z34",
            ),
        ]);
    }

    #[test]
    fn not_said() {
        check(&[
            (
                Office,
                "HPI: 20 weeks gestation.\n\nASSESSMENT:\n1. Supervision of normal pregnancy.",
                "Z34.92!",
            ),
            (Office, "ASSESSMENT:\n1. Hypertension. G2P2, not pregnant.", "I10! -Z34 -O"),
            (Office, "ASSESSMENT:\n1. Contraception counseling. G1P1.", "-Z34 -O"),
        ]);
    }
}

//! Section I.C.16.a.2: in the record of the birth itself the place and kind of birth (Z38) comes
//! first, before anything found in the newborn.

use super::Rule;
use crate::draft::{Draft, Facts, Standing};
use reader::Kind;

pub const RULE: Rule = Rule { section: "I.C.16.a.2", title: "the birth comes first", apply };

fn apply(_: &Facts<'_>, draft: &mut Draft) {
    let Some(birth) = draft.find(&["Z38"]) else { return };
    // Z38 is a code of the child; in the mother's record it is a slip of words.
    if draft.diagnoses.iter().any(|d| d.code.starts_with('O')) {
        draft.diagnoses.remove(birth);
        return;
    }
    let birth = &mut draft.diagnoses[birth];
    birth.order = (0, 0, 0);
    birth.kind = Kind::Encounter;
    birth.standing = Standing::Diagnosed;
    birth.rule("I.C.16.a.2");
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Inpatient, Office};

    #[test]
    fn first_in_the_birth_record() {
        check(&[
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Neonatal jaundice.\n2. Single liveborn infant, delivered vaginally.",
                "Z38.00! P59.9",
            ),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Single liveborn infant, delivered by cesarean.\n2. Transient tachypnea of newborn.",
                "Z38.01! P22.1",
            ),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Transient tachypnea of newborn.\n2. Single liveborn infant, delivered vaginally.",
                "Z38.00! P22.1",
            ),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Single liveborn infant, delivered vaginally.",
                "Z38.00! #1",
            ),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Neonatal hypoglycemia.\n2. Single liveborn infant, delivered vaginally.",
                "Z38.00! P70.4",
            ),
        ]);
    }

    #[test]
    fn another_record() {
        check(&[
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Spontaneous vaginal delivery, single liveborn.",
                "O80! -Z38",
            ),
            (Office, "ASSESSMENT:\n1. Neonatal jaundice.", "P59.9! -Z38"),
            (Office, "ASSESSMENT:\n1. Acute bronchitis. Mother of a newborn.", "J20.9! -Z38"),
        ]);
    }
}

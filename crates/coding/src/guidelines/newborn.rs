//! Section I.C.16.a.2: in the record of the birth itself the place and kind of birth (Z38) comes
//! first, before anything found in the newborn.

use super::Rule;
use crate::draft::{Draft, Facts, Standing};
use reader::Kind;

pub const RULE: Rule = Rule { section: "I.C.16.a.2", title: "the birth comes first", apply };

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    if is_of_a_newborn(facts, draft) {
        // Chapter 15 and the outcome of delivery belong to the mother's record (I.C.15.a.1).
        draft.diagnoses.retain(|d| !d.code.starts_with('O') && !d.is("Z37") && !d.is("Z3A"));
        for feeding in draft.diagnoses.iter_mut().filter(|d| d.is("R63.3")) {
            if facts.pack.is_billable("P92.9", facts.date) {
                let old = std::mem::replace(&mut feeding.code, "P92.9".to_owned());
                feeding.reject(&old, "of a newborn (I.C.16)");
                feeding.rule("I.C.16.a.1");
            }
        }
    }
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

/// Most days of age of a newborn.
const NEWBORN_DAYS: i32 = 28;

/// True for the record of a child in its first four weeks: by the dates, else by words of its age
/// beside a condition of the perinatal chapter.
fn is_of_a_newborn(facts: &Facts<'_>, draft: &Draft) -> bool {
    let born = facts.chart.patient.as_ref().and_then(|p| p.birth_date);
    if let Some(days) = born.map(|born| born.days_until(facts.date)) {
        return (0..=NEWBORN_DAYS).contains(&days);
    }
    let perinatal = draft.diagnoses.iter().any(|d| d.code.starts_with('P') || d.is("Z38"));
    perinatal
        && facts.chart.documents.iter().any(|document| {
            let lower = document.text.to_ascii_lowercase();
            let age = ["days old", "day-old", "day old", "birthweight", "birth weight"];
            age.iter().any(|words| lower.contains(words))
        })
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
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Prematurity, 34 weeks gestation, now 5 days old.\n2. Feeding \
                problem.\nHOSPITAL COURSE: There was a nuchal cord.",
                "P92.9 -O69 -Z37 -R63",
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

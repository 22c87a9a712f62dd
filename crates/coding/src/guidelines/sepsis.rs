//! Section I.C.1.d.4: sepsis with a localized infection. When both are there on admission the
//! systemic infection comes first; when sepsis arises later, the localized infection does.

use super::{Rule, present_on_admission};
use crate::draft::{Draft, Facts};

pub const RULE: Rule =
    Rule { section: "I.C.1.d.4", title: "sepsis before the localized infection", apply };

const SEPSIS: [&str; 9] =
    ["A40", "A41", "A02.1", "A22.7", "A26.7", "A32.7", "A42.7", "B37.7", "A39.4"];

const LOCALIZED: [&str; 21] = [
    "J12", "J13", "J14", "J15", "J16", "J18", "J69.0", "J85", "J86", "N10", "N12", "N30", "N39.0",
    "L02", "L03", "K57", "K65", "K81", "K83.0", "M86", "M00",
];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    let Some(at) = draft.find(&SEPSIS) else { return };
    if present_on_admission::arose(facts, &draft.diagnoses[at]) {
        return;
    }
    let localized = draft.diagnoses.iter().filter(|d| LOCALIZED.iter().any(|p| d.is(p)));
    let Some(first) = localized.map(|d| d.order).min() else { return };
    let sepsis = &mut draft.diagnoses[at];
    if first < sepsis.order {
        sepsis.order = (first.0, first.1, first.2.saturating_sub(1));
        sepsis.rule("I.C.1.d.4");
    }
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::Inpatient;

    #[test]
    fn the_systemic_infection_comes_first() {
        check(&[
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. Pneumonia.\n2. Sepsis.", "A41.9! J18.9"),
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. Sepsis.\n2. UTI.", "A41.9! N39.0"),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Pneumonia.\n2. Sepsis, developed during the stay.",
                "J18.9! A41.9",
            ),
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. Pneumonia. No sepsis.", "J18.9! -A41"),
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. Pneumonia.\n2. Sepsis ruled out.", "J18.9! -A41"),
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. NSTEMI.\n2. Sepsis.", "I21.4! A41.9"),
        ]);
    }
}

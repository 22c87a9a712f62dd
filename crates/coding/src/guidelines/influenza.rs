//! Section I.C.10.c with I.B.9: influenza with pneumonia is one code; a pneumonia of a stated
//! kind stands beside it.

use super::Rule;
use crate::draft::{Draft, Facts};
use model::NotCodedWhy;

pub const RULE: Rule = Rule { section: "I.C.10.c", title: "influenza with pneumonia", apply };

/// Pneumonias of no stated kind, that the combination code holds.
const PLAIN: [&str; 3] = ["J18.9", "J12.9", "J18.8"];

/// Pneumonias of a stated kind.
const KIND: [&str; 6] = ["J13", "J14", "J15", "J16", "J18.0", "J18.1"];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    let Some(flu) = draft.find(&["J10.1", "J11.1"]) else { return };
    let (plain, kind) = (draft.find(&PLAIN), draft.find(&KIND));
    let category = draft.diagnoses[flu].code[..3].to_owned();
    let Some(pneumonia) = kind.or(plain) else { return };
    let code = format!("{category}.0{}", if kind.is_some() { '8' } else { '0' });
    if !facts.pack.is_billable(&code, facts.date) {
        return;
    }
    let other = draft.diagnoses[pneumonia].clone();
    let influenza = &mut draft.diagnoses[flu];
    influenza.fold(&other);
    influenza.becomes(code, "with pneumonia (I.C.10.c)");
    influenza.defaulted = false;
    influenza.rule("I.C.10.c");
    influenza.rule("I.B.9");
    if kind.is_none() {
        draft.drop(pneumonia, NotCodedWhy::Excluded, "I.B.9", Some(flu));
        draft.not_coded.pop();
    }
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Ed, Inpatient, Office};

    #[test]
    fn one_code_for_both() {
        check(&[
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. Influenza A with pneumonia.", "J10.00! -J18"),
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. Pneumonia.\n2. Influenza B.", "J10.00! -J18 #1"),
            (Ed, "ASSESSMENT:\n1. Influenza.\n2. Pneumonia.", "J11.00! -J18"),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Influenza A.\n2. MRSA pneumonia.",
                "J10.08! J15.212",
            ),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Influenza A.\n2. Pneumonia due to Klebsiella.",
                "J10.08! J15.0",
            ),
        ]);
    }

    #[test]
    fn apart() {
        check(&[
            (Ed, "ASSESSMENT:\n1. Influenza A. Chest x-ray without pneumonia.", "J10.1! -J10.0"),
            (Ed, "ASSESSMENT:\n1. Pneumonia. Influenza negative.", "J18.9! -J10 -J11"),
            (Office, "ASSESSMENT:\n1. Influenza.\n2. Hypertension.", "J11.1! I10"),
        ]);
    }
}

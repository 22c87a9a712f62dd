//! Section I.C.19.g with I.A.17: the code of an infection due to a device or a procedure names
//! the complication; the infection itself (urinary tract infection, abscess of the peritoneum,
//! sepsis) is an additional code where the words name it.

use super::{Rule, statements};
use crate::draft::{Diagnosis, Draft, Facts};
use reader::Kind;

pub const RULE: Rule =
    Rule { section: "I.C.19.g", title: "the infection behind a complication code", apply };

/// The complication, the words of the infection, its code.
const INFECTIONS: [(&[&str], &[&str], &str); 5] = [
    (&["T83.51", "T83.59"], &["uti", "cauti", "urinary tract infection", "urosepsis"], "N39.0"),
    (
        &["T81.43"],
        &["intra-abdominal abscess", "intraabdominal abscess", "peritoneal abscess"],
        "K65.1",
    ),
    (&["T81.43"], &["peritonitis"], "K65.9"),
    (&["T80.211", "T80.218"], &["bacteremia"], "R78.81"),
    (&["T81.44", "T80.21", "T83.51"], &["sepsis"], "A41.9"),
];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    for (complications, words, code) in INFECTIONS {
        let Some(at) = draft.find(complications) else { continue };
        let base = &draft.diagnoses[at];
        let said = statements::naming(facts, base)
            .iter()
            .find_map(|s| Some(s.evidence(facts, statements::affirmed_word(s.text, words)?)));
        let category = &code[..3];
        let (Some(evidence), false) = (said, draft.has(&[category])) else { continue };
        if !facts.pack.is_billable(code, facts.date) {
            continue;
        }
        let (class, document, start) = base.order;
        let order = (class, document, start.saturating_add(1));
        let what = (Kind::Acute, base.standing);
        let mut infection = Diagnosis::added(code, what, vec![evidence], order, "I.A.17");
        infection.mentions = base.mentions.clone();
        draft.diagnoses[at].rule("I.C.19.g");
        draft.diagnoses.push(infection);
    }
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Inpatient, Office};

    #[test]
    fn both_are_named() {
        check(&[
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. Catheter-associated UTI.", "T83.511A! N39.0"),
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. CAUTI due to E. coli.", "T83.511A! N39.0 B96.20"),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Postoperative intra-abdominal abscess.",
                "T81.43XA! K65.1",
            ),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Hip fracture.\n2. Catheter-associated urinary tract infection.",
                "T83.511A N39.0",
            ),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Foley catheter-associated UTI.",
                "T83.511A N39.0",
            ),
        ]);
    }

    #[test]
    fn no_complication() {
        check(&[
            (Office, "ASSESSMENT:\n1. UTI.", "N39.0! -T83"),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Infected right knee prosthesis.",
                "T84.53XA! -N39",
            ),
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. Pneumonia. No CAUTI.", "J18.9! -T83 -N39"),
        ]);
    }
}

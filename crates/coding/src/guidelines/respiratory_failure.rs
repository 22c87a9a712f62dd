//! Section I.C.10.b with I.B.8: respiratory failure by course and by gas. Acute and chronic
//! together is one code; hypoxia and hypercapnia both documented are two.

use super::{Rule, statements};
use crate::draft::{Draft, Facts};

pub const RULE: Rule =
    Rule { section: "I.C.10.b", title: "respiratory failure by course and gas", apply };

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    let mut at = 0;
    while at < draft.diagnoses.len() {
        if draft.diagnoses[at].is("J96") {
            refine(facts, draft, at);
        }
        at += 1;
    }
    // What says less of the same course gives way.
    for course in ["J96.0", "J96.1", "J96.2", "J96.9"] {
        let open = format!("{course}0");
        let says_more = draft.diagnoses.iter().any(|d| d.is(course) && d.code != open);
        if says_more {
            draft.diagnoses.retain(|d| d.code != open);
        }
    }
}

fn refine(facts: &Facts<'_>, draft: &mut Draft, at: usize) {
    let named = statements::naming(facts, &draft.diagnoses[at]);
    let says = |words: &[&str]| {
        named.iter().any(|s| clauses(s.text).any(|c| statements::affirmed(c, words).is_some()))
    };
    let (acute, chronic) = (says(&["acute"]), says(&["chronic", "on chronic"]));
    let low_oxygen = says(&["hypox"]);
    let high_carbon = says(&["hypercap", "hypercarb"]);
    let known = draft.diagnoses[at].code.chars().nth(4);
    let course = match (acute, chronic, known) {
        (true, true, _) => '2',
        (true, false, _) => '0',
        (false, true, _) => '1',
        (false, false, Some(known)) => known,
        (false, false, None) => return,
    };
    let gases: &[char] = match (low_oxygen, high_carbon) {
        (true, true) => &['1', '2'],
        (true, false) => &['1'],
        (false, true) => &['2'],
        (false, false) => return,
    };
    for (nth, gas) in gases.iter().enumerate() {
        let code = format!("J96.{course}{gas}");
        let there = draft.diagnoses.iter().any(|d| d.code == code);
        if there || !facts.pack.is_billable(&code, facts.date) {
            continue;
        }
        if nth == 0 {
            let own = &mut draft.diagnoses[at];
            own.defaulted = false;
            own.becomes(code, "course and gas are documented (I.C.10.b)");
            own.rule("I.C.10.b");
        } else {
            let mut second = draft.diagnoses[at].clone();
            second.code = code;
            second.rejected.clear();
            second.order.2 = second.order.2.saturating_add(1);
            second.rule("I.C.10.b");
            draft.diagnoses.push(second);
        }
    }
}

/// The clauses of a sentence that speak of the failure: the one up to a comma that names it.
fn clauses(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';'])
        .filter(|c| c.contains("respiratory failure") || c.contains("resp failure"))
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Inpatient, Office};

    #[test]
    fn course_and_gas() {
        check(&[
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Acute on chronic hypoxic and hypercapnic respiratory failure.",
                "J96.21! J96.22 -J96.9",
            ),
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. Acute hypoxic respiratory failure.", "J96.01!"),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Acute respiratory failure with hypoxia and hypercapnia.",
                "J96.01! J96.02",
            ),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Acute on chronic hypercarbic respiratory failure.",
                "J96.22! -J96.21",
            ),
            (Office, "ASSESSMENT:\n1. Chronic hypoxemic respiratory failure on 2 L.", "J96.11!"),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Acute respiratory failure with hypoxia.\n2. Chronic systolic heart failure.",
                "J96.01 I50.22 -J96.2",
            ),
        ]);
    }

    #[test]
    fn not_documented() {
        check(&[
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. Acute respiratory failure.", "J96.00! #1"),
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. Pneumonia with hypoxia.", "J18.9! -J96"),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Pneumonia. No acute respiratory failure.",
                "J18.9! -J96",
            ),
        ]);
    }
}

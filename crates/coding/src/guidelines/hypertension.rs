//! Section I.C.9.a: hypertension with heart disease and kidney disease.
//!
//! The classification presumes that hypertension causes heart failure, certain heart disease and
//! chronic kidney disease, unless the provider says that they are unrelated.

use super::Rule;
use crate::draft::{Diagnosis, Draft, Facts};
use model::NotCodedWhy;

pub const RULE: Rule =
    Rule { section: "I.C.9.a", title: "hypertensive heart and kidney disease", apply };

/// Heart conditions presumed to be hypertensive (I.C.9.a.1).
const HEART: [&str; 7] = ["I50", "I51.4", "I51.5", "I51.7", "I51.81", "I51.89", "I51.9"];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    let Some(at) = draft.find(&["I10"]) else { return };
    let failure = draft.find(&["I50"]);
    let heart = draft.find(&HEART);
    let kidney = draft.find(&["N18"]);
    let late = draft.has(&["N18.5", "N18.6"]);
    let (code, section) = match (failure, heart, kidney, late) {
        (Some(_), _, Some(_), false) => ("I13.0", "I.C.9.a.3"),
        (Some(_), _, Some(_), true) => ("I13.2", "I.C.9.a.3"),
        (None, Some(_), Some(_), false) => ("I13.10", "I.C.9.a.3"),
        (None, Some(_), Some(_), true) => ("I13.11", "I.C.9.a.3"),
        (Some(_), _, None, _) => ("I11.0", "I.C.9.a.1"),
        (None, Some(_), None, _) => ("I11.9", "I.C.9.a.1"),
        (None, None, Some(_), false) => ("I12.9", "I.C.9.a.2"),
        (None, None, Some(_), true) => ("I12.0", "I.C.9.a.2"),
        (None, None, None, _) => return,
    };
    if !facts.pack.is_billable(code, facts.date) {
        return;
    }
    let others: Vec<usize> = [failure.or(heart), kidney].into_iter().flatten().collect();
    let plain = draft.diagnoses[at].clone();
    let mut combined = Diagnosis {
        code: code.to_owned(),
        rules: vec![section.to_owned(), "I.A.15".to_owned()],
        defaulted: false,
        ..plain.clone()
    };
    for other in &others {
        let other = &mut draft.diagnoses[*other];
        combined.evidence.extend(other.evidence.iter().cloned());
        combined.standing = combined.standing.max(other.standing);
        combined.order = combined.order.min(other.order);
        other.rule("I.A.17");
    }
    combined.reject("I10", format!("combined with heart or kidney disease ({section})"));
    let known = draft.diagnoses.iter().position(|d| d.code == code);
    match known {
        Some(row) => {
            draft.diagnoses[row].rule(section);
            draft.drop(at, NotCodedWhy::Excluded, section, Some(row));
            draft.not_coded.pop();
        }
        None => draft.diagnoses[at] = combined,
    }
    // Heart conditions other than failure are inside I11.9 and I13.1-.
    if failure.is_none() {
        while let Some(row) = draft.find(&HEART) {
            let by = draft.find(&[code]);
            draft.drop(row, NotCodedWhy::Excluded, section, by);
            draft.not_coded.pop();
        }
    }
}

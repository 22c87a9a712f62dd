//! Section I.C.10.a with I.A.15: COPD with an acute lower respiratory infection is J44.0 beside
//! the infection; with exacerbation too, J44.0 and J44.1 both. COPD with asthma is J44.89, and
//! asthma is reported beside it where its type or severity is documented.

use super::{Rule, relation};
use crate::draft::{Draft, Facts};
use model::NotCodedWhy;

pub const RULE: Rule =
    Rule { section: "I.C.10.a", title: "COPD with infection, exacerbation, asthma", apply };

/// Acute lower respiratory infections; aspiration pneumonia is none.
const INFECTIONS: [&str; 12] =
    ["J09.X1", "J10.0", "J11.0", "J12", "J13", "J14", "J15", "J16", "J18", "J20", "J21", "J22"];

/// Words that name COPD as a cause.
const AS_CAUSE: [&str; 3] = ["copd", "chronic", "obstructive"];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    with_infection(facts, draft);
    with_asthma(facts, draft);
}

fn with_infection(facts: &Facts<'_>, draft: &mut Draft) {
    let Some(copd) = draft.find(&["J44.9", "J44.1"]) else { return };
    let infection = draft
        .find(&INFECTIONS)
        .filter(|at| !relation::is_unrelated(facts, &draft.diagnoses[*at], &AS_CAUSE));
    let (Some(infection), true) = (infection, facts.pack.is_billable("J44.0", facts.date)) else {
        return;
    };
    draft.diagnoses[infection].rule("I.A.17");
    let cause = draft.diagnoses[infection].evidence.clone();
    if draft.has(&["J44.0"]) {
        if let Some(plain) = draft.find(&["J44.9"]) {
            let kept = draft.find(&["J44.0"]);
            draft.drop(plain, NotCodedWhy::Unspecific, "I.C.10.a", kept);
        }
        return;
    }
    let base = draft.diagnoses[copd].clone();
    let mut both = base.recoded("J44.0", &["I.C.10.a", "I.A.15"]);
    both.evidence.extend(cause);
    if base.is("J44.9") {
        both.reject("J44.9", "with an acute lower respiratory infection (I.C.10.a)");
        draft.diagnoses[copd] = both;
    } else {
        draft.diagnoses.push(both);
    }
}

fn with_asthma(facts: &Facts<'_>, draft: &mut Draft) {
    let (Some(asthma), Some(copd)) = (draft.find(&["J45"]), draft.find(&["J44"])) else { return };
    if draft.diagnoses[copd].is("J44.9") && facts.pack.is_billable("J44.89", facts.date) {
        let evidence = draft.diagnoses[asthma].evidence.clone();
        let copd = &mut draft.diagnoses[copd];
        copd.code = "J44.89".to_owned();
        copd.evidence.extend(evidence);
        copd.reject("J44.9", "with asthma (I.C.10.a)");
        copd.rule("I.C.10.a");
        copd.rule("I.A.15");
    }
    // The note at J44 asks for the type of asthma; "unspecified, uncomplicated" names none.
    if draft.diagnoses[asthma].is("J45.909") {
        draft.drop(asthma, NotCodedWhy::Unspecific, "I.C.10.a", Some(copd));
        draft.not_coded.pop();
    }
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Ed, Inpatient, Office};

    #[test]
    fn with_an_infection() {
        check(&[
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. COPD exacerbation.\n2. Pneumonia.",
                "J44.0 J44.1 J18.9 -J44.9",
            ),
            (Ed, "ASSESSMENT:\n1. Acute bronchitis.\n2. COPD.", "J20.9! J44.0 -J44.9"),
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. Pneumonia.\n2. COPD.", "J18.9! J44.0 -J44.1"),
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. COPD.\n2. MRSA pneumonia.", "J44.0 J15.212"),
            (
                Ed,
                "PAST MEDICAL HISTORY: COPD on albuterol.\n\nASSESSMENT:\n1. Acute bronchitis.",
                "J20.9! J44.0",
            ),
        ]);
    }

    #[test]
    fn with_asthma() {
        check(&[
            (Office, "ASSESSMENT:\n1. Asthma exacerbation.\n2. COPD.", "J45.901 J44.89 -J44.9"),
            (Office, "ASSESSMENT:\n1. COPD.\n2. Mild persistent asthma.", "J44.89! J45.30"),
            (Office, "ASSESSMENT:\n1. COPD.\n2. Asthma.", "J44.89! -J45 #1"),
        ]);
    }

    #[test]
    fn without() {
        check(&[
            (Ed, "ASSESSMENT:\n1. COPD with acute exacerbation. No pneumonia.", "J44.1! -J44.0"),
            (Office, "ASSESSMENT:\n1. COPD.\n2. Sinusitis, acute.", "J44.9! -J44.0"),
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. Aspiration pneumonia.\n2. COPD.", "J69.0! J44.9"),
            (
                Office,
                "ASSESSMENT:\n1. Pneumonia.\nFAMILY HISTORY: Father with COPD.",
                "J18.9! -J44",
            ),
            (Office, "ASSESSMENT:\n1. Asthma. No COPD.", "J45.909! -J44"),
        ]);
    }
}

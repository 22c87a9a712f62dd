//! Section I.C.9.a.10: a hypertensive crisis (I16) is coded with the hypertensive disease that
//! the record identifies, also where only its history names it.

use super::Rule;
use crate::draft::{Diagnosis, Draft, Facts, Standing, is_below};
use model::{Assertion, Experiencer};
use reader::Kind;

pub const RULE: Rule =
    Rule { section: "I.C.9.a.10", title: "hypertensive crisis with its hypertension", apply };

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    resistant(facts, draft);
    let Some(crisis) = draft.find(&["I16"]) else { return };
    draft.diagnoses[crisis].rule("I.C.9.a.10");
    let known = draft.has(&["I10", "I11", "I12", "I13", "I15", "I1A", "O10", "O11"]);
    if known || !facts.pack.is_billable("I10", facts.date) {
        return;
    }
    let named = facts.mentions().find(|(_, _, mention)| {
        let finding = &mention.finding;
        is_below(&finding.code, "I10")
            && finding.assertion == Assertion::Present
            && finding.experiencer == Experiencer::Patient
    });
    let Some((document, at, mention)) = named else { return };
    let finding = &mention.finding;
    let evidence = facts.evidence(document, finding.start, finding.end);
    let (class, number, start) = draft.diagnoses[crisis].order;
    let order = (class, number, start.saturating_add(1));
    let what = (Kind::Chronic, Standing::Treated);
    let added = Diagnosis::added("I10", what, vec![evidence], order, "I.C.9.a.10");
    draft.diagnoses.push(added.standing_on(document, at));
}

/// Resistant hypertension (I1A.0) asks for the type of hypertension first; where none is named, the
/// words that say "resistant hypertension" say essential hypertension too.
fn resistant(facts: &Facts<'_>, draft: &mut Draft) {
    let Some(at) = draft.find(&["I1A"]) else { return };
    let known = draft.has(&["I10", "I11", "I12", "I13", "I15", "O10", "O11"]);
    if known || !facts.pack.is_billable("I10", facts.date) {
        return;
    }
    let resistant = draft.diagnoses[at].clone();
    let (class, number, start) = resistant.order;
    let order = (class, number, start.saturating_sub(1));
    let what = (Kind::Chronic, resistant.standing);
    let added = Diagnosis::added("I10", what, resistant.evidence.clone(), order, "I.A.13");
    draft.diagnoses.push(Diagnosis { mentions: resistant.mentions, ..added });
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Ed, Inpatient, Office};

    #[test]
    fn with_its_hypertension() {
        check(&[
            (
                Ed,
                "PAST MEDICAL HISTORY: Hypertension.\n\nASSESSMENT:\n1. Hypertensive urgency.",
                "I16.0! I10",
            ),
            (Ed, "ASSESSMENT:\n1. Hypertensive emergency.\n2. Hypertension.", "I16.1! I10"),
            (Office, "ASSESSMENT:\n1. Refractory hypertension, much improved.", "I10! I1A.0"),
            (
                Inpatient,
                "HPI: Woman with HTN, off her medicines.\n\nDISCHARGE DIAGNOSES:\n\
                1. Hypertensive urgency.\n2. CKD stage 3a.",
                "I16.0! I12.9 N18.31 -I10",
            ),
            (Ed, "PMH: HTN, DM2.\n\nDIAGNOSIS: Hypertensive crisis.", "I16.9! I10"),
            (
                Inpatient,
                "PAST MEDICAL HISTORY: Hypertension, CHF.\n\nDISCHARGE DIAGNOSES:\n\
                1. Hypertensive emergency.\n2. Acute on chronic systolic heart failure.",
                "I16.1! I11.0 I50.23 -I10",
            ),
        ]);
    }

    #[test]
    fn without() {
        check(&[
            (
                Ed,
                "ASSESSMENT:\n1. Elevated blood pressure without hypertension.",
                "R03.0! -I16 -I10",
            ),
            (
                Ed,
                "FAMILY HISTORY: Mother with hypertension.\n\nASSESSMENT:\n1. Hypertensive urgency.",
                "I16.0! -I10",
            ),
            (Office, "ASSESSMENT:\n1. Hypertension. No hypertensive urgency.", "I10! -I16"),
        ]);
    }
}

//! Section I.C.1.g.1: COVID-19 is sequenced before what it causes (pneumonia, bronchitis,
//! respiratory failure), except in pregnancy, sepsis and complications of a transplant. Bronchitis
//! that the provider links to it is of a specified organism.

use super::{Rule, statements};
use crate::draft::{Diagnosis, Draft, Facts, Standing};
use reader::Kind;

pub const RULE: Rule = Rule { section: "I.C.1.g.1", title: "COVID-19 and what it causes", apply };

/// Manifestations of the lungs that follow it.
const FOLLOW: [&str; 7] = ["J12.82", "J20.8", "J40", "J22", "J80", "J96.0", "J98.8"];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    with_pneumonia(facts, draft);
    let Some(covid) = draft.find(&["U07.1"]) else { return };
    if let Some(bronchitis) = draft.find(&["J20.9"])
        && facts.pack.is_billable("J20.8", facts.date)
        && statements::naming(facts, &draft.diagnoses[bronchitis])
            .iter()
            .any(|s| s.text.contains("covid"))
    {
        let bronchitis = &mut draft.diagnoses[bronchitis];
        bronchitis.code = "J20.8".to_owned();
        bronchitis.reject("J20.9", "linked to COVID-19 (I.C.1.g.1.c)");
        bronchitis.rule("I.C.1.g.1");
    }
    let caused = draft.diagnoses.iter().filter(|d| FOLLOW.iter().any(|p| d.is(p)));
    let Some(first) = caused.map(|d| d.order).min() else { return };
    let covid = &mut draft.diagnoses[covid];
    covid.rule("I.C.1.g.1");
    if first < covid.order {
        covid.order = (first.0, first.1, first.2.saturating_sub(1));
        covid.standing = covid.standing.max(Standing::Treated);
    }
}

/// Pneumonia due to COVID-19 names the infection too.
fn with_pneumonia(facts: &Facts<'_>, draft: &mut Draft) {
    let Some(pneumonia) = draft.find(&["J12.82"]) else { return };
    let known = draft.has(&["U07.1", "U09", "B94"]);
    if known || !facts.pack.is_billable("U07.1", facts.date) {
        return;
    }
    let base = &draft.diagnoses[pneumonia];
    let what = (Kind::Acute, base.standing);
    let (evidence, order) = (base.evidence.clone(), base.order);
    let mut covid = Diagnosis::added("U07.1", what, evidence, order, "I.C.1.g.1");
    covid.mentions = base.mentions.clone();
    draft.diagnoses.push(covid);
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Ed, Inpatient, Office};

    #[test]
    fn before_what_it_causes() {
        check(&[
            (
                Ed,
                "ASSESSMENT:\n1. COVID-19 pneumonia with acute hypoxic respiratory failure.",
                "U07.1! J12.82 J96.01",
            ),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Acute hypoxic respiratory failure.\n2. COVID-19.",
                "U07.1! J96.01",
            ),
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. Pneumonia due to COVID-19.", "U07.1! J12.82"),
            (Office, "ASSESSMENT:\n1. Acute bronchitis due to COVID-19.", "U07.1! J20.8 -J20.9"),
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. ARDS.\n2. COVID-19 infection.", "U07.1! J80"),
        ]);
    }

    #[test]
    fn not_there_or_not_linked() {
        check(&[
            (Ed, "ASSESSMENT:\n1. Acute bronchitis. COVID-19 test negative.", "J20.9! -U07"),
            (Ed, "ASSESSMENT:\n1. Pneumonia. Suspected COVID-19.", "J18.9! -U07 -J12"),
            (Office, "ASSESSMENT:\n1. Hypertension.\n2. COVID-19.", "I10! U07.1"),
            (
                Office,
                "ASSESSMENT:\n1. Exposure to COVID-19, asymptomatic, test negative.",
                "Z20.822! -U07",
            ),
        ]);
    }
}

//! Section I.C.1.a: HIV. Only confirmed infection is coded; once an HIV-related illness is or was
//! there, it is B20 for good (I.C.1.a.2.f), and B20 comes before the illness that the encounter
//! is for (I.C.1.a.2.a).

use super::Rule;
use crate::draft::{Draft, Facts, is_below};
use model::{Assertion, Experiencer, NotCodedWhy};

pub const RULE: Rule = Rule { section: "I.C.1.a", title: "HIV disease and HIV infection", apply };

/// Illnesses that define or accompany the disease by themselves.
const RELATED: [&str; 9] =
    ["B59", "C46", "B45", "B58.2", "A31.0", "A31.2", "A81.2", "B37.81", "B25.8"];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    if !draft.has(&["B20", "Z21", "R75"]) {
        return;
    }
    let was_related = facts.mentions().any(|(_, _, mention)| {
        let finding = &mention.finding;
        RELATED.iter().any(|code| is_below(&finding.code, code))
            && finding.assertion == Assertion::Present
            && finding.experiencer == Experiencer::Patient
    });
    if let Some(state) = draft.find(&["Z21"])
        && was_related
        && !draft.has(&["B20"])
        && facts.pack.is_billable("B20", facts.date)
    {
        let disease = &mut draft.diagnoses[state];
        disease.code = "B20".to_owned();
        disease.kind = reader::Kind::Chronic;
        disease.reject("Z21", "an HIV-related illness is documented (I.C.1.a.2.f)");
        disease.rule("I.C.1.a");
    }
    let Some(disease) = draft.find(&["B20"]) else { return };
    draft.diagnoses[disease].rule("I.C.1.a");
    let related = draft.diagnoses.iter().filter(|d| RELATED.iter().any(|p| d.is(p)));
    if let Some(first) = related.map(|d| d.order).min() {
        let disease = &mut draft.diagnoses[disease];
        if first < disease.order {
            disease.order = (first.0, first.1, first.2.saturating_sub(1));
        }
    }
    for lesser in ["Z21", "R75"] {
        if let (Some(gone), Some(kept)) = (draft.find(&[lesser]), draft.find(&["B20"])) {
            draft.drop(gone, NotCodedWhy::Excluded, "I.C.1.a.2.f", Some(kept));
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Inpatient, Office};

    #[test]
    fn the_disease() {
        check(&[
            (Office, "ASSESSMENT:\n1. HIV disease, on Biktarvy.", "B20! -Z21"),
            (
                Office,
                "PAST MEDICAL HISTORY: Pneumocystis pneumonia 2015.\n\nASSESSMENT:\n1. HIV positive.",
                "B20! -Z21",
            ),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Pneumocystis pneumonia.\n2. HIV disease.",
                "B20! B59 -Z21",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Kaposi sarcoma of the skin.\n2. HIV positive.",
                "B20! C46.0 -Z21",
            ),
            (Office, "ASSESSMENT:\n1. AIDS.\n2. Asymptomatic HIV infection.", "B20! -Z21"),
        ]);
    }

    #[test]
    fn not_the_disease() {
        check(&[
            (Office, "ASSESSMENT:\n1. Asymptomatic HIV infection.", "Z21! -B20"),
            (Office, "ASSESSMENT:\n1. Acute bronchitis. HIV negative.", "J20.9! -B20 -Z21"),
            (Office, "ASSESSMENT:\n1. Hypertension.\n2. Possible HIV disease.", "I10! -B20 -Z21"),
            (Office, "ASSESSMENT:\n1. Inconclusive HIV test.", "R75! -B20 -Z21"),
        ]);
    }
}

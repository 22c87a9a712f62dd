//! Section I.A.15 ("with"): bleeding of the gut beside an ulcer, gastritis, diverticula or
//! angiodysplasia is taken as coming from it, unless the provider says otherwise: one code, the
//! entry of the list that differs only by "with bleeding" or "with hemorrhage".

use super::{Rule, relation};
use crate::draft::{Draft, Facts};
use model::NotCodedWhy;

pub const RULE: Rule =
    Rule { section: "I.A.15", title: "bleeding from a lesion of the gut", apply };

/// Bleeding of the gut by its sign.
const BLEEDING: [&str; 3] = ["K92.0", "K92.1", "K92.2"];

/// Lesions that bleed.
const LESIONS: [&str; 8] = ["K25", "K26", "K27", "K28", "K29", "K31.81", "K55.2", "K57"];

/// Words that name a lesion as a cause.
const AS_CAUSE: [&str; 6] = ["ulcer", "gastrit", "divert", "angio", "avm", "lesion"];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    let Some(sign) = draft.find(&BLEEDING) else { return };
    if relation::is_unrelated(facts, &draft.diagnoses[sign], &AS_CAUSE) {
        return;
    }
    let lesions: Vec<usize> = (0..draft.diagnoses.len())
        .filter(|i| LESIONS.iter().any(|p| draft.diagnoses[*i].is(p)))
        .collect();
    // Of several lesions the provider must say which one bled.
    let [lesion] = lesions[..] else { return };
    let Some(code) = with_bleeding(facts, &draft.diagnoses[lesion].code) else { return };
    let gone = draft.diagnoses[sign].clone();
    let kept = &mut draft.diagnoses[lesion];
    kept.fold(&gone);
    kept.becomes(code, "bleeding is documented (I.A.15)");
    kept.rule("I.A.15");
    draft.drop(sign, NotCodedWhy::Integral, "I.A.15", Some(lesion));
}

/// Ulcers (K25-K28) have one numbering: acute 3 and 0, chronic or unspecified 7, 9 and 4.
fn ulcer_with_bleeding(code: &str) -> Option<String> {
    let ulcer = ["K25", "K26", "K27", "K28"].iter().any(|p| code.starts_with(p));
    let ending = match code.get(4..).filter(|_| ulcer)? {
        "3" => '0',
        "7" | "9" => '4',
        _ => return None,
    };
    Some(format!("{}.{ending}", &code[..3]))
}

/// The entry of the same heading that says "with" bleeding where this one says "without".
fn with_bleeding(facts: &Facts<'_>, code: &str) -> Option<String> {
    let node = facts.pack.base(code)?;
    if let Some(ulcer) = ulcer_with_bleeding(code) {
        return facts.pack.is_billable(&ulcer, facts.date).then_some(ulcer);
    }
    let title = node.title().to_lowercase();
    let wanted: Vec<String> =
        [("without bleeding", "with bleeding"), ("without hemorrhage", "with hemorrhage")]
            .iter()
            .filter(|(without, _)| title.contains(without))
            .map(|(without, with)| title.replace(without, with))
            .collect();
    let siblings = node.parent()?.children();
    let found = siblings.filter(|c| c.is_leaf()).find(|c| {
        let other = c.title().to_lowercase();
        wanted.contains(&other)
    })?;
    let code = found.dotted();
    facts.pack.is_billable(&code, facts.date).then_some(code)
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Inpatient, Office, Surgery};

    #[test]
    fn one_code_for_both() {
        check(&[
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. GI bleed.\n2. Duodenal ulcer.", "K26.4! -K92"),
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. Melena.\n2. Gastritis.", "K29.71! -K92"),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Lower GI bleed.\n2. Diverticulosis of the colon.",
                "K57.31! -K92",
            ),
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. Hematemesis.\n2. Gastric ulcer.", "K25.4! -K92"),
            (
                Surgery,
                "POSTOPERATIVE DIAGNOSIS:\n1. Melena.\n2. Angiodysplasia of the colon.",
                "K55.21! -K92",
            ),
        ]);
    }

    #[test]
    fn apart() {
        check(&[
            (
                Office,
                "ASSESSMENT:\n1. Diverticulosis of the colon. No GI bleeding.",
                "K57.30! -K92",
            ),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. GI bleed.\n2. Diverticulosis of the colon.\n3. Duodenal ulcer.",
                "K57.30 K26.9 -K57.31 -K26.4",
            ),
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. GI bleed.\n2. Cirrhosis.", "K92.2 K74.60"),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. GI bleed, unrelated to the gastritis.\n2. Gastritis.",
                "-K29.71",
            ),
        ]);
    }
}

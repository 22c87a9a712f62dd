//! Documentation gaps: what a compliant query would ask, without leading.

use crate::draft::{Draft, Facts, Standing, is_below};
use model::{Assertion, Evidence, GapKind, SectionKind, Setting};
use reader::TermSource;

/// Unspecified codes for which a better one needs one fact from the provider.
const ASKS: &[(&str, GapKind, &str)] = &[
    (
        "I50.9",
        GapKind::Type,
        "Heart failure: type (systolic, diastolic, combined, other) and \
        acuity are not documented.",
    ),
    ("I50.20", GapKind::Acuity, "Systolic heart failure: acuity is not documented."),
    ("I50.30", GapKind::Acuity, "Diastolic heart failure: acuity is not documented."),
    ("N18.9", GapKind::Stage, "Chronic kidney disease: stage is not documented."),
    ("N18.30", GapKind::Stage, "Chronic kidney disease stage 3: 3a or 3b is not documented."),
    (
        "J45.90",
        GapKind::Type,
        "Asthma: severity (intermittent, mild, moderate or severe \
        persistent) is not documented.",
    ),
    ("D64.9", GapKind::Type, "Anemia: type and cause are not documented."),
    (
        "J96.9",
        GapKind::Acuity,
        "Respiratory failure: acuity and whether with hypoxia or \
        hypercapnia are not documented.",
    ),
    ("N17.9", GapKind::Cause, "Acute kidney injury: cause is not documented."),
    (
        "I48.91",
        GapKind::Type,
        "Atrial fibrillation: type (paroxysmal, persistent, permanent) is \
        not documented.",
    ),
    ("E46", GapKind::Stage, "Malnutrition: severity is not documented."),
    ("F32.A", GapKind::Stage, "Depression: episode, severity and remission are not documented."),
    ("L89", GapKind::Stage, "Pressure ulcer: stage is not documented."),
    (
        "M06.9",
        GapKind::Type,
        "Rheumatoid arthritis: with or without rheumatoid factor, and the \
        joints, are not documented.",
    ),
    ("I63.9", GapKind::Cause, "Stroke: vessel and mechanism are not documented."),
    ("J18.9", GapKind::Cause, "Pneumonia: organism or type is not documented."),
    ("G40.909", GapKind::Type, "Epilepsy: type and whether intractable are not documented."),
];

/// Only gaps that such an asterisked code truly ends in are asked for, exactly or below.
pub fn find(facts: &Facts<'_>, draft: &mut Draft) {
    let mut found: Vec<(GapKind, String, Vec<Evidence>)> = Vec::new();
    for d in &draft.diagnoses {
        if d.standing < Standing::Treated {
            continue;
        }
        let title = facts.pack.title(&d.code).unwrap_or_default().to_lowercase();
        if let Some((_, kind, text)) = ASKS.iter().find(|(code, _, _)| is_below(&d.code, code)) {
            let stage_known = *kind != GapKind::Stage || title.contains("unspecified");
            if stage_known || !d.code.starts_with("L89") {
                found.push((*kind, (*text).to_owned(), d.evidence.clone()));
            }
        }
        if title.contains("unspecified") && has_sided_sibling(facts, &d.code) {
            let words = d.evidence.first().map(|e| e.text.clone()).unwrap_or_default();
            let text = format!("\"{words}\": right, left or both is not documented.");
            found.push((GapKind::Laterality, text, d.evidence.clone()));
        }
    }
    for (kind, text, evidence) in found {
        draft.gap(kind, text, evidence.into_iter().take(3).collect());
    }
    drugs_without_diagnosis(facts, draft);
    conflicting_sides(facts, draft);
}

/// True when a sibling of the code names a side that the code leaves open.
fn has_sided_sibling(facts: &Facts<'_>, code: &str) -> bool {
    let Some(node) = facts.pack.base(code) else { return false };
    // "Pain in unspecified knee" and "Pain in right knee" differ by the side alone; "Heart
    // failure, unspecified" and "Left ventricular failure" do not.
    let core = |title: &str| -> Vec<String> {
        let mut words = codesets::words::forms(title);
        words.retain(|w| !matches!(w.as_str(), "left" | "right" | "unspecified"));
        words
    };
    let sided =
        |title: &str| codesets::words::forms(title).iter().any(|w| w == "left" || w == "right");
    let own = core(node.title());
    !sided(node.title())
        && node.parent().is_some_and(|parent| {
            parent.children().any(|child| sided(child.title()) && core(child.title()) == own)
        })
}

/// A current drug that is given for one condition only, where the chart names no such condition.
fn drugs_without_diagnosis(facts: &Facts<'_>, draft: &mut Draft) {
    if !matches!(facts.setting, Setting::Office | Setting::Clinic | Setting::Inpatient) {
        return;
    }
    for (document, _, mention) in facts.mentions() {
        let TermSource::Drug(i) = facts.reader.term(mention).source else { continue };
        let Some(drug) = facts.reader.lexicon().drugs.get(i as usize) else { continue };
        let finding = &mention.finding;
        let specific = matches!(drug.long_term.as_deref(), Some("Z79.4" | "Z79.84" | "Z79.85"));
        let current = finding.assertion == Assertion::Present
            && !matches!(finding.section, SectionKind::Allergies | SectionKind::Instructions);
        if !specific || !current || drug.treats.is_empty() {
            continue;
        }
        let named = facts.mentions().any(|(_, _, other)| {
            let code = &other.finding.code;
            !code.is_empty() && drug.treats.iter().any(|p| is_below(code, p) || is_below(p, code))
        });
        if !named {
            let evidence = facts.evidence(document, finding.start, finding.end);
            let text = format!(
                "\"{}\" ({}) is documented without a condition that it is given for.",
                evidence.text, drug.class
            );
            draft.gap(GapKind::Indicator, text, vec![evidence]);
        }
    }
}

/// The same condition on the left in one place and on the right in another.
fn conflicting_sides(facts: &Facts<'_>, draft: &mut Draft) {
    let mut found = Vec::new();
    for (i, a) in draft.diagnoses.iter().enumerate() {
        for b in &draft.diagnoses[i + 1..] {
            let same = a.term_code == b.term_code && a.code != b.code;
            let title = |code: &str| facts.pack.title(code).unwrap_or_default().to_lowercase();
            let (ta, tb) = (title(&a.code), title(&b.code));
            let opposite = ta.replace("left", "right") == tb || tb.replace("left", "right") == ta;
            let documents =
                |d: &crate::draft::Diagnosis| d.evidence.iter().map(|e| e.document).min();
            if same && opposite && documents(a) != documents(b) {
                let evidence = a.evidence.iter().take(1).chain(b.evidence.iter().take(1));
                found.push((
                    format!("{} and {}: the documents name different sides.", a.code, b.code),
                    evidence.cloned().collect::<Vec<_>>(),
                ));
            }
        }
    }
    for (text, evidence) in found {
        draft.review.push(text.clone());
        draft.gap(GapKind::Conflict, text, evidence);
    }
}

#[cfg(test)]
mod tests {
    use crate::trial;
    use model::GapKind::{self, Acuity, Conflict, Indicator, Laterality, Stage, Type};
    use model::Setting::{self, Ed, Inpatient, Office};

    fn gaps(setting: Setting, texts: &[&str]) -> Vec<GapKind> {
        trial::draft(setting, texts).gaps.into_iter().map(|gap| gap.kind).collect()
    }

    #[test]
    fn asks_for_what_a_better_code_needs() {
        for (note, kind) in [
            ("ASSESSMENT: Heart failure.", Type),
            ("ASSESSMENT: Systolic heart failure.", Acuity),
            ("ASSESSMENT: Chronic kidney disease.", Stage),
            ("ASSESSMENT: CKD stage 3.", Stage),
            ("ASSESSMENT: Asthma.", Type),
            ("ASSESSMENT: Atrial fibrillation.", Type),
            ("ASSESSMENT: Knee pain.", Laterality),
            ("MEDICATIONS: metformin 500 mg.\n\nASSESSMENT: Hypertension.", Indicator),
        ] {
            assert!(gaps(Office, &[note]).contains(&kind), "{note}: no {kind:?} gap");
        }
    }

    #[test]
    fn asks_nothing_that_is_documented() {
        for note in [
            "ASSESSMENT: Acute on chronic systolic heart failure.",
            "ASSESSMENT: CKD stage 3b.",
            "ASSESSMENT: Mild persistent asthma.",
            "ASSESSMENT: Paroxysmal atrial fibrillation.",
            "ASSESSMENT: Right knee pain.",
            "ASSESSMENT: Hypertension. No heart failure.",
            "FAMILY HISTORY: Father with CKD.\n\nASSESSMENT: Hypertension.",
            "ALLERGIES: metformin.\n\nASSESSMENT: Hypertension.",
            "MEDICATIONS: metformin 500 mg.\n\nASSESSMENT: Type 2 diabetes.",
        ] {
            assert_eq!(gaps(Office, &[note]), [], "{note}");
        }
    }

    #[test]
    fn documents_that_name_different_sides_conflict() {
        let ed = "CHIEF COMPLAINT: Fall.\n\nASSESSMENT: Closed fracture of the left distal radius.";
        let imaging = "X-RAY WRIST\n\nIMPRESSION: Fracture of the right distal radius.";
        let same = "X-RAY WRIST\n\nIMPRESSION: Fracture of the left distal radius.";
        assert!(gaps(Ed, &[ed, imaging]).contains(&Conflict));
        assert!(gaps(Ed, &[imaging, ed]).contains(&Conflict));
        assert!(!gaps(Ed, &[ed, same]).contains(&Conflict));
        assert!(
            !gaps(Office, &["ASSESSMENT: Left knee pain. Right knee pain."]).contains(&Conflict)
        );
        let stay = "DISCHARGE DIAGNOSES:\n1. Pneumonia of the left lung.";
        assert!(!gaps(Inpatient, &[stay, stay]).contains(&Conflict));
    }

    #[test]
    fn a_conflict_is_reviewed() {
        let left = "ASSESSMENT: Left knee osteoarthritis.";
        let right = "IMPRESSION: Right knee osteoarthritis.";
        let draft = trial::draft(Office, &[left, right]);
        assert!(draft.review.iter().any(|r| r.contains("different sides")), "{:?}", draft.review);
    }
}

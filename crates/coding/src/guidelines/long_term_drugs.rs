//! Section I.C.21.c.3 and I.C.4.a.3: long-term drug therapy.
//!
//! With diabetes on the claim, insulin, injectable and oral antidiabetics are reported (both
//! where both are taken). Anticoagulants, antiplatelets and others that the lexicon names are
//! reported when they are taken now and the condition they are given for stands on the claim.
//! A drug is never a diagnosis.

use super::Rule;
use crate::draft::{Diagnosis, Draft, Facts, Standing, is_below};
use model::{Assertion, SectionKind, Setting};
use reader::{Kind, TermSource};

pub const RULE: Rule = Rule { section: "I.C.21.c.3", title: "long-term drug therapy", apply };

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    if matches!(facts.setting, Setting::Radiology | Setting::Pathology | Setting::Surgery) {
        return;
    }
    for (document, at, mention) in facts.mentions() {
        let TermSource::Drug(i) = facts.reader.term(mention).source else { continue };
        let Some(drug) = facts.reader.lexicon().drugs.get(i as usize) else { continue };
        let Some(code) = &drug.long_term else { continue };
        let finding = &mention.finding;
        let taken = finding.assertion == Assertion::Present
            && finding.temporality == model::Temporality::Current
            && !matches!(finding.section, SectionKind::Allergies | SectionKind::Instructions);
        // An anticoagulant bears on every visit (I.C.21.c.3); what it is for need not be named.
        let listed = code == "Z79.01"
            && !is_injected(&facts.evidence(document, finding.start, finding.end).text)
            && finding.section == SectionKind::Medications
            && matches!(facts.setting, Setting::Office | Setting::Clinic);
        let reported = listed || reported(draft, code, &drug.treats);
        if !taken || is_stopped(facts, document, finding) || !reported {
            continue;
        }
        let evidence = facts.evidence(document, finding.start, finding.end);
        if let Some(known) = draft.diagnoses.iter_mut().find(|d| d.code == *code) {
            if known.mentions.len() < 4 {
                known.evidence.push(evidence);
                known.mentions.push((document, at));
            }
            continue;
        }
        if !facts.pack.is_billable(code, facts.date) {
            continue;
        }
        let what = (Kind::Status, Standing::Listed);
        let order = (7, document, finding.start);
        let drug = Diagnosis::added(code, what, vec![evidence], order, "I.C.21.c.3");
        draft.diagnoses.push(drug.standing_on(document, at));
    }
}

/// Anticoagulants given for days around an operation or a stay.
fn is_injected(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    ["heparin", "parin", "lovenox", "fragmin", "arixtra"].iter().any(|drug| lower.contains(drug))
}

/// Words that end a drug or say that it is given for this stay only (I.C.4.a.3), close behind or
/// before its name.
const STOPPED: [&str; 15] = [
    "consider ",
    "considering",
    "candidate for",
    "stopped",
    "was held",
    "discontinued",
    "discontinue",
    "stop ",
    "d/c",
    "no longer",
    "off ",
    "sliding scale",
    "sliding-scale",
    "correctional",
    "while inpatient",
];

/// How near those words stand, in bytes.
const NEAR: u32 = 24;

fn is_stopped(facts: &Facts<'_>, document: u32, finding: &model::Finding) -> bool {
    let text = facts.text(document);
    let from = finding.start.saturating_sub(NEAR).max(finding.sentence_start) as usize;
    let to = (finding.end + NEAR).min(finding.sentence_end.max(finding.end)) as usize;
    let (from, to) = (text.floor_char_boundary(from), text.floor_char_boundary(to));
    let near = text.get(from..to).unwrap_or_default().to_lowercase();
    STOPPED.iter().any(|words| {
        near.match_indices(words)
            .any(|(at, _)| at == 0 || !near.as_bytes()[at - 1].is_ascii_alphanumeric())
    })
}

/// Diabetes drugs with diabetes; others with the condition they are given for.
fn reported(draft: &Draft, code: &str, treats: &[String]) -> bool {
    let diabetes = ["E08", "E09", "E10", "E11", "E13", "O24"];
    match code {
        "Z79.4" | "Z79.84" | "Z79.85" => draft.has(&diabetes),
        "Z79.01" => treats
            .iter()
            .any(|p| draft.diagnoses.iter().any(|d| is_below(&d.code, p) || is_below(p, &d.code))),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Inpatient, Office};

    #[test]
    fn taken_now() {
        check(&[
            (
                Office,
                "MEDICATIONS: metformin 500 mg BID.\n\nASSESSMENT:\n1. Type 2 diabetes.",
                "E11.9! Z79.84 -Z79.4",
            ),
            (
                Office,
                "MEDICATIONS: Lantus 20 units nightly.\n\nASSESSMENT:\n1. Type 2 diabetes.",
                "E11.9! Z79.4 -Z79.84",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Type 2 diabetes, on metformin and insulin glargine.",
                "E11.9! Z79.4 Z79.84",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Type 2 diabetes. Continue Ozempic weekly and metformin.",
                "Z79.85 Z79.84",
            ),
            (Office, "ASSESSMENT:\n1. Atrial fibrillation, on Eliquis.", "I48.91! Z79.01"),
        ]);
    }
    #[test]
    fn not_taken_or_not_reported() {
        check(&[
            (
                Office,
                "ALLERGIES: metformin.\n\nASSESSMENT:\n1. Type 2 diabetes, diet controlled.",
                "E11.9 -Z79",
            ),
            (Office, "ASSESSMENT:\n1. Type 2 diabetes. Metformin was stopped.", "E11.9 -Z79.84"),
            (Office, "ASSESSMENT:\n1. Type 2 diabetes, not on insulin.", "E11.9 -Z79.4"),
            (
                Office,
                "FAMILY HISTORY: Mother takes insulin for diabetes.\n\nASSESSMENT:\n1. Type 2 diabetes, diet controlled.",
                "E11.9 -Z79.4",
            ),
            (
                Inpatient,
                "HOSPITAL COURSE: Sliding scale insulin during the stay.\nDISCHARGE DIAGNOSES:\n1. Pneumonia.\n2. Type 2 diabetes.",
                "J18.9! E11.9 -Z79.4",
            ),
            (Office, "MEDICATIONS: aspirin.\n\nASSESSMENT:\n1. Low back pain.", "M54.50 -Z79.01"),
        ]);
    }
}

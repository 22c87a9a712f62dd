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
        if !taken || !reported(draft, code, &drug.treats) {
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
        draft.diagnoses.push(Diagnosis {
            code: code.clone(),
            kind: Kind::Status,
            standing: Standing::Listed,
            mentions: vec![(document, at)],
            evidence: vec![evidence],
            rules: vec!["I.C.21.c.3".into()],
            rejected: Vec::new(),
            defaulted: false,
            uncertain: false,
            integral_to: Vec::new(),
            order: (7, document, finding.start),
            term_code: code.clone(),
            confidence: 0.0,
            features: Vec::new(),
        });
    }
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

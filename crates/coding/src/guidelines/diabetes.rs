//! Section I.C.4.a with I.A.15 ("with"): diabetes and what the classification presumes it causes.
//!
//! The Alphabetic Index lists under "Diabetes, with" conditions that are taken as caused by it
//! unless the provider says otherwise: kidney disease, neuropathy, retinopathy, angiopathy, foot
//! ulcer and others. As many codes of the diabetes category are given as are needed.

use super::Rule;
use crate::draft::{Diagnosis, Draft, Facts, Standing};

use model::NotCodedWhy;

pub const RULE: Rule = Rule { section: "I.C.4.a", title: "diabetes with its complications", apply };

/// What diabetes is presumed to cause: prefixes of the other condition, the ending of the
/// diabetes code, and whether the other code stays beside it.
const WITH: &[(&[&str], &str, bool)] = &[
    (&["N18"], "22", true),
    (&["N08", "N05", "N03.9", "N06.9"], "21", false),
    (&["G60.9", "G62.9", "G63"], "42", false),
    (&["G59", "G58.9", "G57.9", "G56.9"], "41", false),
    (&["G90.9", "G99.0", "G90.09"], "43", false),
    (&["K31.84"], "43", true),
    (&["H35.0", "H36"], "319", false),
    (&["I73.9", "I79.8"], "51", false),
    (&["L97", "L98.4"], "621", true),
    (&["E16.2", "E16.1"], "649", false),
    (&["K05.6", "K05.3"], "630", true),
    (&["M14.6", "M14.60"], "610", false),
];

const CATEGORIES: [&str; 5] = ["E08", "E09", "E10", "E11", "E13"];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    let Some(at) = draft.find(&CATEGORIES) else { return };
    let category = draft.diagnoses[at].code[..3].to_owned();
    combine(facts, draft, at, &category);
    hyperglycemia(facts, draft, &category);
    drop_uncomplicated(draft, &category);
}

/// Adds the combination codes for conditions that stand on the claim.
fn combine(facts: &Facts<'_>, draft: &mut Draft, at: usize, category: &str) {
    let base = draft.diagnoses[at].clone();
    for (others, ending, stays) in WITH {
        let Some(other) = draft.find(others) else { continue };
        let code = dotted(category, ending);
        if !facts.pack.is_billable(&code, facts.date) {
            continue;
        }
        let cause = draft.diagnoses[other].clone();
        let family = &code[..code.len().min(5)];
        let named = draft.diagnoses.iter().position(|d| d.is(family));
        let row = match named {
            Some(row) => row,
            None => {
                draft.diagnoses.push(Diagnosis {
                    code: code.clone(),
                    evidence: base.evidence.iter().chain(&cause.evidence).cloned().collect(),
                    rules: vec!["I.C.4.a".into(), "I.A.15".into()],
                    standing: base.standing.max(cause.standing),
                    order: base.order.min(cause.order),
                    rejected: Vec::new(),
                    defaulted: false,
                    ..base.clone()
                });
                draft.diagnoses.len() - 1
            }
        };
        draft.diagnoses[row].rule("I.A.15");
        if !stays && let Some(other) = draft.find(others) {
            draft.drop(other, NotCodedWhy::Excluded, "I.A.15", Some(row));
            draft.not_coded.pop();
        }
    }
}

/// Words that the Index takes as "with hyperglycemia" (out of control, poorly controlled).
const OUT_OF_CONTROL: &[&str] = &[
    "uncontrolled",
    "poorly controlled",
    "out of control",
    "hyperglycemia",
    "not well controlled",
    "not controlled",
    "inadequately controlled",
    "hyperglycemic",
    "poor control",
];

fn hyperglycemia(facts: &Facts<'_>, draft: &mut Draft, category: &str) {
    let code = dotted(category, "65");
    if draft.has(&[&code]) || !facts.pack.is_billable(&code, facts.date) {
        return;
    }
    if let (Some(at), Some(base)) = (draft.find(&["R73"]), draft.find(&[category])) {
        let mut combined = draft.diagnoses[base].clone();
        let finding = draft.diagnoses[at].clone();
        combined.evidence.extend(finding.evidence.iter().cloned());
        combined.standing = combined.standing.max(finding.standing);
        combined.order = combined.order.min(finding.order);
        combined.code = code;
        combined.rules = vec!["I.C.4.a".into(), "I.A.15".into()];
        combined.rejected = Vec::new();
        combined.defaulted = false;
        draft.diagnoses.push(combined);
        let by = Some(draft.diagnoses.len() - 1);
        draft.drop(at, NotCodedWhy::Integral, "I.A.15", by);
        return;
    }
    let found = draft.diagnoses.iter().filter(|d| d.is(category)).find_map(|d| {
        let words = d.mentions.iter().find_map(|(document, at)| {
            let mention = &facts.document(*document).mentions[*at as usize];
            problem_sentences(facts, *document, mention.sentence)
                .find_map(|(start, end, own)| out_of_control(facts, *document, start, end, own))
        })?;
        Some((d.clone(), words))
    });
    if let Some((base, words)) = found {
        let mut evidence = base.evidence.clone();
        evidence.push(words);
        draft.diagnoses.push(Diagnosis {
            code,
            evidence,
            rules: vec!["I.C.4.a".into(), "I.A.15".into()],
            rejected: Vec::new(),
            defaulted: false,
            ..base
        });
    }
}

/// The sentences of the problem that a mention stands in, its own first: start, end, own.
fn problem_sentences<'a>(
    facts: &'a Facts<'_>,
    document: u32,
    sentence: u32,
) -> impl Iterator<Item = (u32, u32, bool)> + 'a {
    let sentences = &facts.document(document).sentences;
    let own = sentences[sentence as usize];
    let from = (sentence as usize).saturating_sub(12);
    let near = sentences[from..].iter().take(30).filter(move |s| {
        s.root == own.root && s.item == own.item && own.item > 0 && s.start != own.start
    });
    std::iter::once((own.start, own.end, true)).chain(near.map(|s| (s.start, s.end, false)))
}

/// The words that say "out of control" in a sentence. Away from the diabetes itself they must
/// speak of sugar.
fn out_of_control(
    facts: &Facts<'_>,
    document: u32,
    start: u32,
    end: u32,
    own: bool,
) -> Option<model::Evidence> {
    let lower = facts.text(document).get(start as usize..end as usize)?.to_ascii_lowercase();
    let sugar = ["glucose", "sugar", "diabet", "a1c", "glycemi"].iter().any(|w| lower.contains(w));
    if !own && !sugar {
        return None;
    }
    OUT_OF_CONTROL.iter().find_map(|words| {
        let at = lower.find(words)?;
        let denied = lower[..at].ends_with("no ") || lower[..at].ends_with("without ");
        let first = start + at as u32;
        (!denied).then(|| facts.evidence(document, first, first + words.len() as u32))
    })
}

/// "Without complications" cannot stand beside a complication.
fn drop_uncomplicated(draft: &mut Draft, category: &str) {
    let plain = dotted(category, "9");
    let complicated = draft.diagnoses.iter().any(|d| d.is(category) && d.code != plain);
    if let (true, Some(at)) = (complicated, draft.find(&[&plain])) {
        let kept = draft.diagnoses.iter().position(|d| d.is(category) && d.code != plain);
        let (standing, order) = (draft.diagnoses[at].standing, draft.diagnoses[at].order);
        if let Some(kept) = kept {
            let kept = &mut draft.diagnoses[kept];
            kept.standing = kept.standing.max(standing).max(Standing::Treated);
            kept.order = kept.order.min(order);
        }
        draft.drop(at, NotCodedWhy::Unspecific, "I.C.4.a", kept);
        draft.not_coded.pop();
    }
}

fn dotted(category: &str, ending: &str) -> String {
    format!("{category}.{ending}")
}

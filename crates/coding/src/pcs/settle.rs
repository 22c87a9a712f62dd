//! What remains of the attempts of a chart: each operation once, without its steps and without
//! the look before it, in claim order, with the gaps and reasons for the rest.

use crate::draft::Draft;
use crate::pcs::lines::Role;
use crate::pcs::resolve::{Attempt, Coded, PcsChart};
use model::{Evidence, GapKind, ProcedureCode};

/// Most codes of one chart (HI BBR and BBQ hold 25).
const MOST_CODES: usize = 25;
/// Most pieces of evidence of one code.
const MOST_EVIDENCE: usize = 6;

/// A code with what its operation is.
struct Kept {
    operation: usize,
    order: (Role, usize),
    coded: Coded,
}

/// The codes of the chart; gaps and reasons go to the draft.
#[must_use]
pub fn settle(
    chart: &PcsChart<'_>,
    attempts: Vec<Attempt>,
    draft: &mut Draft,
    confidence: f64,
) -> Vec<ProcedureCode> {
    let mut families: Vec<(String, Vec<Attempt>)> = Vec::new();
    for attempt in attempts {
        let family = &chart.map.operations[attempt.operation].family;
        match families.iter_mut().find(|(name, _)| name == family) {
            Some((_, all)) => all.push(attempt),
            None => families.push((family.clone(), vec![attempt])),
        }
    }
    let named: Vec<String> = families.iter().map(|(name, _)| name.clone()).collect();
    let mut kept: Vec<Kept> = Vec::new();
    for (family, all) in families {
        let step = named.iter().any(|other| *other != family && covers(chart, other, &family));
        if step {
            continue;
        }
        let codes = one_family(chart, &all, draft);
        if codes.is_empty() {
            ask(chart, &all, draft);
        }
        kept.extend(codes);
    }
    drop_looks(chart, &mut kept);
    // Of operations done, the one of definitive treatment is principal (UHDDS; "Selection of
    // Principal Procedure" of the ICD-10-PCS guidelines).
    kept.sort_by_key(|k| (rank(&k.coded.code), k.order));
    kept.dedup_by(|a, b| {
        a.coded.code == b.coded.code && rank(&a.coded.code) == rank(&b.coded.code)
    });
    kept.truncate(MOST_CODES);
    kept.into_iter().map(|k| line(k.coded, confidence)).collect()
}

/// True when an operation of one family has another as its step (B3.1b).
fn covers(chart: &PcsChart<'_>, family: &str, step: &str) -> bool {
    let mut own = chart.map.operations.iter().filter(|o| o.family == family);
    own.any(|o| o.covers.iter().any(|c| c == step))
}

/// The codes of the mentions of one operation: body part by body part the one that fewest
/// characters were entailed for, titles before stories.
fn one_family(chart: &PcsChart<'_>, all: &[Attempt], draft: &mut Draft) -> Vec<Kept> {
    let mut kept: Vec<Kept> = Vec::new();
    for attempt in all {
        let name = &chart.map.operations[attempt.operation].name;
        if let Some(review) = &attempt.review
            && (attempt.codes.is_empty() || review.contains("B3.3"))
        {
            draft.review.push(review.clone());
        }
        for coded in &attempt.codes {
            let same_place = |k: &&mut Kept| k.coded.code[..4] == coded.code[..4];
            let order = (attempt.role, attempt.order);
            match kept.iter_mut().find(same_place) {
                Some(known) => merge(known, coded, order, name, draft),
                None => {
                    let (operation, coded) = (attempt.operation, coded.clone());
                    kept.push(Kept { operation, order, coded });
                }
            }
        }
    }
    kept
}

/// Two mentions of one operation at one body part: the better told one stands.
fn merge(known: &mut Kept, coded: &Coded, order: (Role, usize), name: &str, draft: &mut Draft) {
    if known.coded.code == coded.code {
        let new = coded.evidence.iter().filter(|e| !known.coded.evidence.contains(e));
        let new: Vec<Evidence> = new.cloned().collect();
        known.coded.evidence.extend(new);
        known.order = known.order.min(order);
        return;
    }
    if known.coded.defaults == coded.defaults {
        draft.gap(
            GapKind::Conflict,
            format!(
                "The record tells the {name} in two ways ({} and {} in ICD-10-PCS).",
                known.coded.code, coded.code
            ),
            known.coded.evidence.iter().chain(&coded.evidence).take(2).cloned().collect(),
        );
    }
    if (coded.defaults, order.0) < (known.coded.defaults, known.order.0) {
        (known.coded, known.order) = (coded.clone(), order);
    }
}

/// Asks for what the best mention of an uncoded operation lacks.
fn ask(chart: &PcsChart<'_>, all: &[Attempt], draft: &mut Draft) {
    let best =
        all.iter().min_by_key(|a| (a.asks.is_some(), !a.side, a.missing.len(), a.role, a.order));
    let Some(best) = best else { return };
    let name = &chart.map.operations[best.operation].name;
    let evidence = vec![best.evidence.clone()];
    if let Some(asks) = &best.asks {
        draft.gap(GapKind::Type, asks.clone(), evidence);
        return;
    }
    if best.side {
        let text = format!("The side of the {name} is not documented (right, left or both).");
        draft.gap(GapKind::Laterality, text, evidence);
        return;
    }
    for missing in &best.missing {
        let title = missing.title.to_lowercase();
        let mut text = format!("The {title} of the {name} is not documented");
        if (2..=8).contains(&missing.choices.len()) {
            text.push_str(&format!(" ({})", missing.choices.join("; ").to_lowercase()));
        }
        text.push('.');
        draft.gap(GapKind::Type, text, evidence.clone());
    }
}

/// An inspection is not coded beside an operation of the same region (B3.11a), unless it stands
/// for a converted or discontinued operation (B3.2d, B3.3).
fn drop_looks(chart: &PcsChart<'_>, kept: &mut Vec<Kept>) {
    let worked: Vec<(&str, usize)> = kept
        .iter()
        .map(|k| &chart.map.operations[k.operation])
        .filter(|o| !o.inspection)
        .map(|o| (o.region.as_str(), 0))
        .collect();
    kept.retain(|k| {
        let own = &chart.map.operations[k.operation];
        let beside = worked.iter().any(|(region, _)| !region.is_empty() && *region == own.region);
        !(own.inspection && beside)
    });
}

/// Definitive operations, then diagnostic ones, then what supports and measures.
fn rank(code: &str) -> u8 {
    let c = |at: usize| code.as_bytes().get(at).copied().unwrap_or_default();
    let tube = code.starts_with("0BH17")
        || code.starts_with("02HV3")
        || code.starts_with("05H")
        || code.starts_with("06H")
        || code.starts_with("03HY");
    match c(0) {
        b'1' => 0,
        b'0' if tube => 2,
        b'0' if c(6) == b'X' || c(2) == b'J' => 1,
        b'0' => 0,
        b'4' | b'B' => 1,
        _ => 2,
    }
}

fn line(mut coded: Coded, confidence: f64) -> ProcedureCode {
    coded.evidence.truncate(MOST_EVIDENCE);
    coded.rules.dedup();
    ProcedureCode {
        code: coded.code,
        modifiers: Vec::new(),
        units: 1,
        dx: Vec::new(),
        confidence,
        evidence: coded.evidence,
        rules: coded.rules,
    }
}

//! Section I.C.20: external causes. Optional codes beside an injury: how it came about, where, at
//! what activity, each only where the record says so, and never first. Place, activity and status
//! belong to the first encounter alone (I.C.20.b, c, k).

use super::Rule;
use crate::context;
use crate::draft::{Diagnosis, Draft, Facts, Standing};
use crate::index_walk;
use model::{Experiencer, SectionKind, Setting, Temporality};
use reader::{Kind, Mention};

pub const RULE: Rule =
    Rule { section: "I.C.20", title: "external causes of an injury, where documented", apply };

/// What an external cause code tells; one of each is reported.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tells {
    Cause,
    Place,
    Activity,
    Status,
}

fn tells(code: &str) -> Tells {
    match code.get(..3) {
        Some("Y92") => Tells::Place,
        Some("Y93") => Tells::Activity,
        Some("Y99") => Tells::Status,
        _ => Tells::Cause,
    }
}

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    if matches!(facts.setting, Setting::Pathology) {
        return;
    }
    let injury = draft.diagnoses.iter().find(|d| d.standing >= Standing::Narrated && is_injury(d));
    let Some(phase) = injury.map(|d| phase(&d.code)) else { return };
    let mut found: Vec<Diagnosis> = Vec::new();
    for (document, at, mention) in facts.mentions() {
        if facts.reader.kind(mention) != Kind::External || !is_told(mention) {
            continue;
        }
        let Some(external) = external(facts, document, at, mention, phase) else { continue };
        let what = tells(&external.code);
        if what != Tells::Cause && phase != 'A' {
            continue;
        }
        match found.iter_mut().find(|known| tells(&known.code) == what) {
            // A cause that is told in full beats one that leaves everything open.
            Some(known) if known.defaulted && !external.defaulted => *known = external,
            Some(known) if known.code == external.code => known.evidence.extend(external.evidence),
            Some(_) => {}
            None => found.push(external),
        }
    }
    draft.diagnoses.extend(found);
}

/// Injuries and the effects of outside forces; drugs and poisons tell their cause themselves.
fn is_injury(diagnosis: &Diagnosis) -> bool {
    let code = diagnosis.code.as_str();
    let number = code.get(1..3).and_then(|n| n.parse::<u8>().ok());
    match (code.as_bytes().first(), number) {
        (Some(b'S'), _) => true,
        (Some(b'T'), Some(number)) => number <= 34 || (66..=76).contains(&number),
        _ => false,
    }
}

/// The phase of care of an injury's code: the cause carries the same (I.C.20.a.2).
fn phase(code: &str) -> char {
    match code.chars().nth(7) {
        Some('S') => 'S',
        Some('A' | 'B' | 'C') | None => 'A',
        Some(_) => 'D',
    }
}

/// True where the story of this injury is told, and of this patient.
fn is_told(mention: &Mention) -> bool {
    use SectionKind as S;
    let finding = &mention.finding;
    let told = matches!(
        finding.section,
        S::Unknown
            | S::ChiefComplaint
            | S::PresentIllness
            | S::Assessment
            | S::AssessmentPlan
            | S::Impression
            | S::Indication
            | S::Course
            | S::DischargeDiagnosis
    );
    told && finding.is_affirmed()
        && finding.experiencer == Experiencer::Patient
        && finding.temporality == Temporality::Current
}

fn external(
    facts: &Facts<'_>,
    document: u32,
    at: u32,
    mention: &Mention,
    phase: char,
) -> Option<Diagnosis> {
    let finding = &mention.finding;
    let around = context::around(facts, mention);
    let books = index_walk::walk(facts, &finding.code, &finding.term, &around);
    let mut code = books.walk.codes.first()?.clone();
    if code.len() == 8 && phase != 'A' {
        code.replace_range(7.., &phase.to_string());
    }
    if !facts.pack.is_billable(&code, facts.date) {
        return None;
    }
    let evidence = vec![facts.evidence(document, finding.start, finding.end)];
    let what = (Kind::External, Standing::Narrated);
    let order = (9, document, finding.start);
    Some(Diagnosis {
        term_code: finding.code.clone(),
        defaulted: books.walk.defaulted,
        path: books.path,
        ..Diagnosis::added(code, what, evidence, order, RULE.section).standing_on(document, at)
    })
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Ed, Office};

    #[test]
    fn beside_an_injury_only() {
        check(&[
            (
                Ed,
                "HPI: She slipped on ice and fell on the sidewalk.\n\nASSESSMENT:\n1. Closed \
                    fracture of right distal radius.",
                "S52.501A! W00.0XXA",
            ),
            (
                Ed,
                "HPI: He was playing soccer and twisted his left ankle.\n\nASSESSMENT:\n1. Left \
                    ankle sprain.",
                "S93.402A! Y93.66",
            ),
            (
                Ed,
                "HPI: Chest pain since he slipped on ice.\n\nASSESSMENT:\n1. Chest pain.",
                "R07.9! -W",
            ),
            (Office, "HPI: No fall.\n\nASSESSMENT:\n1. Left ankle sprain.", "S93.402A! -W"),
            (
                Office,
                "HPI: Left ankle sprain.\nFAMILY HISTORY: Mother slipped on ice.\n\nASSESSMENT:\n\
                    1. Left ankle sprain.",
                "S93.402A! -W",
            ),
        ]);
    }
}

//! Services and procedures of the chart: the visit level and the procedure lines, each with the
//! diagnoses that support it.

use crate::confidence::ConfidenceModel;
use crate::draft::{Draft, Facts};
use crate::em::{self, EmLevel};
use crate::pointers::Pointers;
use crate::procedures::{self, Line, ProcedureMap};
use model::{EmWorksheet, ProcedureCode};

/// Visit first, then procedures in the order in which the chart names them. Reasons for review
/// are added to the draft.
pub fn services(
    map: &ProcedureMap,
    model: &ConfidenceModel,
    facts: &Facts<'_>,
    draft: &mut Draft,
) -> (Vec<ProcedureCode>, Option<EmWorksheet>) {
    if map.is_empty() {
        return (Vec::new(), None);
    }
    let mut performed = procedures::performed(map, facts, draft);
    let level = em::level(facts, draft);
    let pointers = Pointers::of(facts, draft);
    let mut lines = Vec::new();
    let mut worksheet = None;
    if let Some(level) = level {
        worksheet = Some(level.worksheet.clone());
        draft.review.extend(level.review.iter().cloned());
        talks_beside(&level, &mut performed.lines);
        lines.extend(visit_lines(level, &performed.lines, &pointers.of_visit(), model));
    }
    draft.review.extend(performed.review);
    lines.extend(performed.lines.into_iter().map(|line| ProcedureCode {
        dx: pointers.of_line(&line),
        code: line.code,
        modifiers: line.modifiers,
        units: line.units.max(1),
        confidence: model.procedure,
        evidence: line.evidence,
        rules: line.rules,
    }));
    (lines, worksheet)
}

fn visit_lines(
    level: EmLevel,
    performed: &[Line],
    pointers: &[u16],
    model: &ConfidenceModel,
) -> Vec<ProcedureCode> {
    let separate = procedures::visit_modifier(performed);
    let lines = level.procedures.into_iter().map(|service| {
        let (mut modifiers, mut rules) = (service.modifiers, service.rules);
        if let Some((modifier, why)) = &separate
            && !modifiers.iter().any(|m| m == modifier || m == "57")
            && !is_add_on(&service.code)
        {
            modifiers.push((*modifier).to_owned());
            rules.push(why.clone());
        }
        procedures::order::sort(&mut modifiers);
        ProcedureCode {
            code: service.code,
            modifiers,
            units: service.units.max(1),
            dx: pointers.to_vec(),
            confidence: model.visit,
            evidence: service.evidence,
            rules,
        }
    });
    lines.collect()
}

/// A talking treatment beside a visit that manages drugs takes the number of an add-on: the
/// visit and the talk are told apart by their minutes.
fn talks_beside(level: &EmLevel, lines: &mut [Line]) {
    const ADD_ONS: [(&str, &str); 3] = [("90832", "90833"), ("90834", "90836"), ("90837", "90838")];
    let managed = ["moderate", "high"].contains(&level.worksheet.risk.as_str());
    let visited = level.procedures.iter().any(|s| s.code.starts_with("992"));
    if !managed || !visited {
        return;
    }
    for line in lines {
        let add_on = ADD_ONS.iter().find(|(alone, _)| line.code == *alone);
        if let Some((_, beside)) = add_on {
            line.code = (*beside).to_owned();
            line.rules.push("beside a visit of the same day the talk is an add-on".into());
        }
    }
}

/// Time beyond a visit takes no modifier of its own.
fn is_add_on(code: &str) -> bool {
    matches!(code, "99417" | "G2212" | "99292")
}

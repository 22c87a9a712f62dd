//! Modifiers, each with its reason: sides, digits, distinct sites, the professional part, work
//! that was stopped, and the visit beside a procedure.

use crate::context::Side;
use crate::draft::Facts;
use crate::procedures::Line;
use crate::procedures::entry::{Procedure, ProcedureKind};
use crate::procedures::map::ProcedureMap;
use crate::procedures::reported::Reported;
use crate::procedures::statement::Statement;
use crate::procedures::style::Style;
use model::Setting;

/// Places of service where the facility owns the equipment: outpatient hospital (off and on
/// campus), inpatient hospital, emergency room, ambulatory surgical centre.
const FACILITIES: &[&str] = &["19", "21", "22", "23", "24"];

/// Who owns the equipment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    /// The facility: only the professional part is billed.
    Facility,
    /// The practice that bills.
    Practice,
    /// Not known.
    Unknown,
}

/// Adds the modifiers of all lines and joins left and right into one bilateral line.
pub fn apply(
    map: &ProcedureMap,
    facts: &Facts<'_>,
    style: Style,
    statements: &[Statement],
    lines: &mut Vec<Reported>,
    review: &mut Vec<String>,
) {
    join_sides(lines);
    let owner = owner(facts, style);
    let stopped = style == Style::Operative && is_stopped(statements);
    for reported in lines.iter_mut() {
        let entry = &map.entries()[reported.entry as usize];
        professional(entry, owner, &mut reported.line, review);
        if stopped && entry.kind == ProcedureKind::Surgery {
            let rule = "53: the report says that it was stopped before its end";
            add(&mut reported.line, "53", rule);
            review.push(format!(
                "{}: the report says that it was stopped; 53 or 52 is for a coder to judge",
                entry.name
            ));
        }
        if reported.distinct {
            add(&mut reported.line, "59", "59: another site than that of the procedure beside it");
        }
        let digits = reported.digit;
        match (digits, reported.side) {
            (Some(digit), _) => {
                let rule = format!("{digit}: the finger or toe that is documented");
                add(&mut reported.line, digit, &rule);
            }
            (None, Some(Side::Left)) => add(&mut reported.line, "LT", "LT: left is documented"),
            (None, Some(Side::Right)) => add(&mut reported.line, "RT", "RT: right is documented"),
            (None, Some(Side::Both)) => {
                add(&mut reported.line, "50", "50: both sides are documented");
            }
            (None, None) => {}
        }
    }
}

fn add(line: &mut Line, modifier: &str, rule: &str) {
    if !line.modifiers.iter().any(|m| m == modifier) {
        line.modifiers.push(modifier.to_owned());
        if !line.rules.iter().any(|r| r.starts_with(&format!("{modifier}:"))) {
            line.rules.push(rule.to_owned());
        }
    }
}

/// The same procedure on the left and on the right is one bilateral line.
fn join_sides(lines: &mut Vec<Reported>) {
    for at in (0..lines.len()).rev() {
        if lines[at].side != Some(Side::Right) && lines[at].side != Some(Side::Left) {
            continue;
        }
        let twin = lines[..at].iter().position(|r| {
            r.line.code == lines[at].line.code
                && matches!(r.side, Some(Side::Left | Side::Right))
                && r.side != lines[at].side
        });
        if let Some(twin) = twin {
            let gone = lines.remove(at);
            lines[twin].line.evidence.extend(gone.line.evidence);
            lines[twin].side = Some(Side::Both);
        }
    }
}

fn owner(facts: &Facts<'_>, style: Style) -> Owner {
    let place = facts.chart.facility.as_ref().and_then(|f| f.place_of_service.as_deref());
    match place {
        Some(code) if FACILITIES.contains(&code) => Owner::Facility,
        Some(_) => Owner::Practice,
        None if matches!(facts.setting, Setting::Ed | Setting::Inpatient) => Owner::Facility,
        None if style == Style::Visit => Owner::Practice,
        None => Owner::Unknown,
    }
}

/// 26: the professional part alone, where another owns the equipment.
fn professional(entry: &Procedure, owner: Owner, line: &mut Line, review: &mut Vec<String>) {
    if !entry.is_split() {
        return;
    }
    match owner {
        Owner::Practice => {}
        Owner::Facility => add(line, "26", "26: the facility owns the equipment"),
        Owner::Unknown => {
            add(line, "26", "26: only the interpretation is documented");
            review.push(
                "who owns the equipment is not documented: professional part only (26); confirm \
                 the place of service"
                    .into(),
            );
        }
    }
}

/// "The procedure was terminated": words that say that an operation was not finished.
fn is_stopped(statements: &[Statement]) -> bool {
    statements.iter().any(|s| {
        let words = ["aborted", "terminated", "discontinued", "abandoned"];
        words.iter().any(|w| s.has(w))
            && ["procedure", "operation", "case", "surgery", "examination", "colonoscopy"]
                .iter()
                .any(|w| s.has(w))
            && !s.has("no")
            && !s.has("not")
    })
}

/// Modifier 25 for a visit billed beside these lines: a procedure with work of its own before
/// and after was done on the same day, so the visit must be a separate one. `None` when no line
/// asks for it. Pictures and laboratory tests do not.
#[must_use]
pub fn visit_modifier(lines: &[Line]) -> Option<(&'static str, String)> {
    let asks = |line: &&Line| {
        matches!(
            line.kind,
            ProcedureKind::Surgery
                | ProcedureKind::Injection
                | ProcedureKind::Therapy
                | ProcedureKind::Vaccine
        )
    };
    let line = lines.iter().find(asks)?;
    let reason = format!("25: a separate visit beside {} on the same day", line.code);
    Some(("25", reason))
}

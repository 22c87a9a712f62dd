//! What became of a denial by a later decision of the payer.

use super::opening::Decision;
use ::payments::denials::later::Later;
use ::payments::denials::life::{DenialEvent, DenialState, Limits, Outcome, step};
use ::payments::denials::terms::AppealTerms;
use ::payments::denials::{Denial, Place};
use model::Cents;
use store::payments::{DenialEventRow, DenialRow};

/// Moves a denial by what became of it; what happened, in words. `None` when nothing did.
pub(super) fn follow(
    row: &mut DenialRow,
    later: Later,
    decision: &Decision<'_>,
    now: &[(Option<u16>, Denial)],
    (at, terms): (i64, &AppealTerms),
) -> Option<DenialEventRow> {
    let before = row.life.state.clone();
    let told = |event: &str, note: String| {
        Some(DenialEventRow { at, actor: "service".to_owned(), event: event.to_owned(), note })
    };
    match later {
        Later::Untouched => None,
        Later::Again(new) => {
            let (line, denial) = now.get(new)?;
            again(row, decision, denial, terms);
            row.line = line.map_or(0, i64::from);
            let note = row.body.denial.says.first().cloned().unwrap_or_default();
            told("refused_again", note)
        }
        Later::Paid(paid) => {
            let event = DenialEvent::Close(Some(Outcome::Overturned(paid)));
            row.life.state = after(&before, &event, row, false)?;
            row.recovered = row.recovered + paid;
            row.closed_at = Some(at);
            told("overturned", format!("The payer paid {paid} of it."))
        }
        Later::Patient => {
            let answered = answered(&before, row).unwrap_or(before);
            let event = DenialEvent::Close(Some(Outcome::BilledToPatient));
            row.life.state = after(&answered, &event, row, true)?;
            row.closed_at = Some(at);
            told("billed_to_patient", "The payer leaves it to the patient now.".to_owned())
        }
        Later::Gone => {
            row.life.state = after(&before, &DenialEvent::Supersede, row, false)?;
            row.closed_at = Some(at);
            told("superseded", "A later decision of the payer took its place.".to_owned())
        }
    }
}

/// The decision behind a denial was taken back, and no other took its place.
pub(super) fn taken_back(row: &mut DenialRow, at: i64) -> Option<DenialEventRow> {
    let before = row.life.state.clone();
    let (event, note) = match &before {
        DenialState::Overturned { .. } => {
            row.recovered = Cents::ZERO;
            row.closed_at = None;
            (DenialEvent::Reopen, "The payer took back what it had paid.")
        }
        // What was given up or asked of the patient is owed by the payer again.
        DenialState::WrittenOff { .. } | DenialState::BilledToPatient => {
            row.closed_at = Some(at);
            (DenialEvent::Withdraw, "The payer took its refusal back.")
        }
        state if !state.is_closed() => {
            row.closed_at = Some(at);
            (DenialEvent::Supersede, "The payer took its refusal back.")
        }
        _ => return None,
    };
    row.life.state = after(&before, &event, row, false)?;
    Some(DenialEventRow {
        at,
        actor: "service".to_owned(),
        event: "taken_back".to_owned(),
        note: note.to_owned(),
    })
}

fn after(
    state: &DenialState,
    event: &DenialEvent,
    row: &DenialRow,
    patient: bool,
) -> Option<DenialState> {
    let mut limits = limits(row);
    limits.patient_group |= patient;
    step(state, event, &limits).ok()
}

/// What a denial allows now.
pub(crate) fn limits(row: &DenialRow) -> Limits {
    Limits::of(&row.body.denial, row.life.state.level(), row.life.appeal_by)
}

/// The state once the payer has answered what was with it.
fn answered(state: &DenialState, row: &DenialRow) -> Option<DenialState> {
    let event = match state {
        DenialState::Appealed { .. } => DenialEvent::Uphold,
        DenialState::Resent => DenialEvent::Begin,
        DenialState::Overturned { .. } | DenialState::Superseded => DenialEvent::Reopen,
        _ => return None,
    };
    after(state, &event, row, false)
}

/// The line is refused again: the same item of work goes on with what the payer says now.
fn again(row: &mut DenialRow, decision: &Decision<'_>, denial: &Denial, terms: &AppealTerms) {
    if let Some(state) = answered(&row.life.state, row) {
        row.life.state = state;
    }
    let notice = decision.notice;
    row.life.appeal_by = match &row.life.state {
        DenialState::Upheld { level } => terms.appeal_by(level.saturating_add(1), notice),
        _ => None,
    };
    row.claim.clone_from(&decision.posted.claim);
    row.remittance.clone_from(&decision.posted.remittance);
    row.place = decision.posted.place;
    row.body.denial = denial.clone();
    row.body.notice = notice;
    if let Some(number) = &decision.paid.payer_control_number {
        row.body.payer_number.clone_from(number);
    }
    (row.body.charge, row.body.paid) = money(decision, denial);
    row.resent_as.clear();
    row.trace.clear();
    row.closed_at = None;
    row.recovered = Cents::ZERO;
}

/// What was charged and paid where an adjustment stands.
pub(super) fn money(decision: &Decision<'_>, denial: &Denial) -> (Cents, Cents) {
    let line = match denial.adjusted.place {
        Place::Line(index) => decision.paid.lines.get(index),
        Place::Claim => None,
    };
    line.map_or((decision.paid.charge, decision.paid.paid), |line| (line.charge, line.paid))
}

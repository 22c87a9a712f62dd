//! What becomes of denials when a person takes back the posting behind them.

use super::money;
use crate::app::App;
use crate::surroundings::day_of;
use ::payments::denials::life::{DenialEvent, DenialState, step};
use model::{Cents, TenantId};
use std::collections::BTreeSet;
use store::Tx;
use store::payments::{self, DenialEventRow, DenialRow, PostedRow};

/// What moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Withdrawn {
    /// Denials that are over: only this decision said them.
    pub(crate) over: usize,
    /// Denials that are worked again: an earlier decision said them too.
    pub(crate) again: usize,
    /// Of those that are over: already answered to the payer, by a corrected claim or an appeal.
    pub(crate) answered: usize,
}

/// Takes back what one decision did to the denials of its claim, with what people booked for
/// them.
///
/// # Errors
/// A database that does not answer.
pub(crate) async fn withdrawn(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    (posted, who, why): (&PostedRow, &str, &str),
) -> store::Result<Withdrawn> {
    let key = format!("{}:{}", posted.remittance, posted.place);
    let claims = [posted.claim.clone()];
    let all = payments::denials_of_claims_for_change(tx, tenant, &claims).await?;
    let (at, today) = (app.now(), day_of(app.now()));
    let mut told = Withdrawn::default();
    let (mut booked, mut events) = (Vec::new(), Vec::new());
    for mut row in all.into_iter().filter(|row| row.life.decided.contains(&key)) {
        row.life.decided.remove(&key);
        let ended =
            matches!(row.life.state, DenialState::WrittenOff { .. } | DenialState::BilledToPatient);
        if ended {
            booked.push(row.id.clone());
        }
        told.answered += usize::from(row.life.state.is_with_payer());
        let note = match earlier(&row.life.decided) {
            None => {
                told.over += 1;
                over(&mut row, at);
                "The decision was posted to the wrong claim and is taken back."
            }
            Some((remittance, place)) => {
                told.again += 1;
                again(&mut row, (remittance, place));
                "A later decision that was posted here by mistake is taken back: what was \
                 refused before stands."
            }
        };
        payments::save_denial(tx, tenant, &mut row, today).await?;
        payments::settle_appeals(tx, tenant, &row, at).await?;
        events.push((row.id.clone(), event(at, who, format!("{note} {why}"))));
    }
    let key = format!("{key}:turn{}", posted.turn + 1);
    let note = "the decision behind it is taken back";
    money::undo(app, tx, tenant, (&booked, &key, note)).await?;
    payments::put_denial_events(tx, tenant, &events).await?;
    Ok(told)
}

fn event(at: i64, who: &str, note: String) -> DenialEventRow {
    DenialEventRow { at, actor: who.to_owned(), event: "taken_back".to_owned(), note }
}

/// An earlier decision that the denial goes back to.
fn earlier(decided: &BTreeSet<String>) -> Option<(String, i64)> {
    let key = decided.iter().next_back()?;
    let (remittance, place) = key.rsplit_once(':')?;
    Some((remittance.to_owned(), place.parse().ok()?))
}

fn over(row: &mut DenialRow, at: i64) {
    let limits = super::limits(row);
    if let Ok(state) = step(&row.life.state, &DenialEvent::Withdraw, &limits) {
        row.life.state = state;
    }
    row.closed_at = Some(at);
    row.recovered = Cents::ZERO;
}

fn again(row: &mut DenialRow, (remittance, place): (String, i64)) {
    if row.life.state.is_closed() {
        let limits = super::limits(row);
        let over = step(&row.life.state, &DenialEvent::Withdraw, &limits);
        let open = over.and_then(|state| step(&state, &DenialEvent::Reopen, &limits));
        if let Ok(state) = open {
            row.life.state = state;
        }
    }
    (row.remittance, row.place) = (remittance, place);
    row.closed_at = None;
    row.recovered = Cents::ZERO;
}

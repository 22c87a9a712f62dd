//! What becomes of denials when a person takes back the posting behind them.

use super::money;
use crate::app::App;
use ::payments::denials::life::{DenialEvent, DenialState, step};
use model::{Cents, TenantId};
use store::Tx;
use store::payments::{self, DenialEventRow, DenialRow, PostedRow};

/// What moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Withdrawn {
    /// Denials that are over: only this decision said them.
    pub(crate) over: usize,
    /// Denials that stand as they did before this decision.
    pub(crate) again: usize,
    /// Of both: already answered to the payer, by a corrected claim or an appeal.
    pub(crate) answered: usize,
}

/// What becomes of one denial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Becomes {
    /// Nobody else refused it.
    Over,
    /// As it was before the decision.
    AsBefore,
    /// The decision undid what people had booked for it: it is worked again.
    Worked,
    /// A later decision made it what it is.
    Stays,
}

impl Becomes {
    fn words(self) -> &'static str {
        match self {
            Becomes::Over => "The decision was posted to the wrong claim and is taken back.",
            Becomes::AsBefore => {
                "A later decision that was posted here by mistake is taken back: it stands as \
                 before."
            }
            Becomes::Worked => {
                "A later decision that was posted here by mistake is taken back. It had undone what \
                 was booked for this denial, which is worked again."
            }
            Becomes::Stays => {
                "An earlier decision that was posted here by mistake is taken back: what a later \
                 one made of it stands."
            }
        }
    }
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
    let at = app.now();
    let mut told = Withdrawn::default();
    let (mut booked, mut events) = (Vec::new(), Vec::new());
    for mut row in all.into_iter().filter(|row| row.life.decided.contains(&key)) {
        let before = row.life.state.clone();
        let becomes = without(&mut row, &key, at);
        if becomes != Becomes::Stays {
            if is_ended(&before) {
                booked.push(row.id.clone());
            }
            told.answered += usize::from(before.is_with_payer());
        }
        told.over += usize::from(becomes == Becomes::Over);
        told.again += usize::from(matches!(becomes, Becomes::AsBefore | Becomes::Worked));
        payments::save_denial(tx, tenant, &mut row, at).await?;
        if becomes == Becomes::Over {
            payments::denial_undone(tx, tenant, &row.id, at).await?;
        }
        payments::settle_appeals(tx, tenant, &row, at).await?;
        if let DenialState::Appealed { level } = row.life.state
            && becomes == Becomes::AsBefore
        {
            payments::appeal_waits_again(tx, tenant, (&row.id, level, at)).await?;
        }
        events.push((row.id.clone(), event(at, who, format!("{} {why}", becomes.words()))));
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

/// A denial without one of the decisions that were followed.
fn without(row: &mut DenialRow, key: &str, at: i64) -> Becomes {
    row.life.decided.remove(key);
    let newest = format!("{}:{}", row.remittance, row.place);
    let all = &mut row.life.before;
    let Some(index) = all.iter().position(|one| one.decision == key) else {
        if newest == key {
            over(row, at);
            return Becomes::Over;
        }
        // It opened the denial, and another refused it since: that one opened it, as it were.
        if row.id.starts_with(&format!("den_{}.", key.replace(':', "."))) {
            let other = all.iter().position(|one| one.decision == newest);
            all.drain(..other.map_or(0, |other| other + 1));
        }
        return Becomes::Stays;
    };
    let mut found = all.remove(index);
    match all.get_mut(index) {
        None => {
            row.stands_as(found);
            // Followed while it was ended: only where its entries were undone with that.
            if !is_ended(&row.life.state) {
                return Becomes::AsBefore;
            }
            let limits = super::limits(row);
            let over = step(&row.life.state, &DenialEvent::Withdraw, &limits);
            if let Ok(state) = over.and_then(|over| step(&over, &DenialEvent::Reopen, &limits)) {
                row.life.state = state;
            }
            row.closed_at = None;
            Becomes::Worked
        }
        // What the later decision found is what this one found.
        Some(later) => {
            found.decision.clone_from(&later.decision);
            let refusal = found.refusal.clone();
            *later = found;
            if newest == key {
                row.refused_as(refusal);
            }
            Becomes::Stays
        }
    }
}

fn is_ended(state: &DenialState) -> bool {
    matches!(state, DenialState::WrittenOff { .. } | DenialState::BilledToPatient)
}

fn over(row: &mut DenialRow, at: i64) {
    let limits = super::limits(row);
    if let Ok(state) = step(&row.life.state, &DenialEvent::Withdraw, &limits) {
        row.life.state = state;
    }
    row.life.before.clear();
    row.closed_at = Some(at);
    row.recovered = Cents::ZERO;
}

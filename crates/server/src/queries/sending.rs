//! Sending, and the ends that are no answer.

use super::{Act, Changed, hold_as_seen, ladder_of};
use crate::app::App;
use cdi::linter::{self, Fault};
use cdi::query::{Event, Outcome};
use model::{AccountEvent, AccountState};
use serde_json::json;
use store::StoreError;
use store::accounts::latest_chart_for_change;

/// What became of a query that was to be sent.
#[derive(Debug)]
pub enum Sent {
    /// It goes to the provider.
    Sent(Box<Changed>),
    /// The linter stopped it; nothing was changed.
    Blocked(Vec<Fault>),
}

/// Sends a draft, when the linter clears exactly the text that is stored against the chart that
/// is stored. An account whose codes may change waits for the answer.
///
/// # Errors
/// [`StoreError::Conflict`] when the draft was changed since; [`StoreError::Refused`] when it has
/// no recipient, is no draft, or the account is not where a coder looks at it.
pub async fn send(app: &App, act: &Act<'_>) -> store::Result<Sent> {
    let now = app.now();
    let mut held = hold_as_seen(app, act).await?;
    let chart = latest_chart_for_change(&mut held.tx, act.tenant, &held.account.id).await?;
    let chart = chart.ok_or_else(|| StoreError::NotFound { what: "chart".to_owned() })?;
    let lint = linter::check(&held.stored.query, &chart.chart);
    let Some(clearance) = lint.clearance() else { return Ok(Sent::Blocked(lint.faults)) };
    let due_micros = ladder_of(&held.account).due_micros(now);
    held.apply(act.actor, Event::Send { clearance, due_micros }, now)?;
    if held.stored.query.affects_coding {
        let standing = &held.account.standing;
        let due_at = match standing.state {
            // The account waits for the first of its answers.
            AccountState::Query => due_micros.min(standing.due_at),
            AccountState::Review => due_micros,
            state => {
                let why = format!(
                    "the account is {} now: a query that may change its codes is sent from review; \
                     untick that it affects the codes, or bring the account to review",
                    state.name()
                );
                return Err(StoreError::Refused(why));
            }
        };
        held.steps(app, act, &[AccountEvent::QuerySent { due_at }], now).await?;
    }
    let detail = json!({ "to": held.stored.query.recipient, "due": due_micros });
    let changed = held.finish(app, act, ("query.send", detail), now).await?;
    Ok(Sent::Sent(Box::new(changed)))
}

/// Asks another provider.
///
/// # Errors
/// As [`cancel`].
pub async fn reassign(
    app: &App,
    act: &Act<'_>,
    (recipient, reason): (String, String),
) -> store::Result<Changed> {
    let now = app.now();
    let mut held = hold_as_seen(app, act).await?;
    let detail = json!({ "from": held.stored.query.recipient, "to": recipient });
    held.apply(act.actor, Event::Reassign { recipient, reason }, now)?;
    held.finish(app, act, ("query.reassign", detail), now).await
}

/// Takes a query back.
///
/// # Errors
/// [`StoreError::Conflict`] when it was changed since; [`StoreError::Refused`] where it stands or
/// without a reason.
pub async fn cancel(app: &App, act: &Act<'_>, reason: String) -> store::Result<Changed> {
    let now = app.now();
    let mut held = hold_as_seen(app, act).await?;
    held.apply(act.actor, Event::Cancel { reason }, now)?;
    held.nothing_open(app, act, now).await?;
    held.finish(app, act, ("query.cancel", json!({})), now).await
}

/// Ends a query with an outcome.
///
/// # Errors
/// As [`cancel`]; an outcome that does not fit the answer.
pub async fn close(
    app: &App,
    act: &Act<'_>,
    (outcome, note): (Outcome, String),
) -> store::Result<Changed> {
    let now = app.now();
    let mut held = hold_as_seen(app, act).await?;
    held.apply(act.actor, Event::Close { outcome, note }, now)?;
    held.nothing_open(app, act, now).await?;
    held.finish(app, act, ("query.close", json!({ "outcome": outcome.name() })), now).await
}

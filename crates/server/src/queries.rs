//! What happens to queries: every change in one transaction with the account it moves, and with
//! the audit log.
//!
//! The state machine is `cdi::query::apply`; here stand the time, the ladder of the account's
//! setting, and what follows for the account.

mod answering;
mod drafting;
mod ladder;
mod recoding;
mod sending;

pub use answering::{Answered, answer};
pub use drafting::{Edited, edit, keep_draft, too_long};
pub use ladder::{climb, escalate, ladder_of};
pub use recoding::{Recoded, after_recoding};
pub use sending::{Sent, cancel, close, reassign, send};

use crate::app::App;
use crate::steps;
use crate::webhooks::{self, announce};
use cdi::query::{Event, Status, apply};
use model::{AccountEvent, AccountId, AccountState, TenantId};
use store::accounts::{self, Account};
use store::queries::StoredQuery;
use store::record::AuditEntry;
use store::{StoreError, Tx};

/// Who changes which query, as they saw it.
#[derive(Clone, Copy, Debug)]
pub struct Act<'a> {
    /// Whose data.
    pub tenant: &'a TenantId,
    /// The query.
    pub id: &'a str,
    /// The version that the person saw.
    pub version: i64,
    /// Who: a user's id, or `service`.
    pub actor: &'a str,
}

/// A query and its account, both held for change.
struct Held {
    tx: Tx,
    account: Account,
    stored: StoredQuery,
    /// Where the query stood.
    was: Status,
}

/// A change of a query that is written and not committed: whoever asked for it ends it, so that
/// more can be kept with it.
#[must_use = "a change that is not committed is lost"]
pub struct Changed {
    /// The transaction.
    pub tx: Tx,
    /// The query as it stands then.
    pub stored: StoredQuery,
}

impl std::fmt::Debug for Changed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Changed").field("query", &self.stored.query.id).finish_non_exhaustive()
    }
}

impl Changed {
    /// Ends the change.
    ///
    /// # Errors
    /// A database that does not answer.
    pub async fn commit(self, app: &App, tenant: &TenantId) -> store::Result<StoredQuery> {
        self.tx.commit().await?;
        app.changed(tenant);
        Ok(self.stored)
    }
}

/// Takes account and query, always in this order, so that two changes wait and never lock up.
async fn hold(app: &App, tenant: &TenantId, id: &str) -> store::Result<Held> {
    let known = store::queries::get(&app.db, tenant, id).await?;
    let known = known.ok_or_else(|| StoreError::NotFound { what: format!("query {id}") })?;
    let mut tx = app.db.begin().await?;
    let account = AccountId(known.query.account);
    let account = accounts::get_for_change(&mut tx, tenant, &account).await?;
    let stored = store::queries::get_for_change(&mut tx, tenant, id).await?;
    let was = stored.query.status;
    Ok(Held { tx, account, stored, was })
}

/// As [`hold`], unless somebody changed the query since the person saw it.
async fn hold_as_seen(app: &App, act: &Act<'_>) -> store::Result<Held> {
    let held = hold(app, act.tenant, act.id).await?;
    if held.stored.version != act.version {
        return Err(StoreError::Conflict { what: format!("query {}", act.id) });
    }
    Ok(held)
}

impl Held {
    /// Does the event and sets when the ladder wants its next step.
    fn apply(&mut self, actor: &str, event: Event, now: i64) -> store::Result<()> {
        let next = apply(&self.stored.query, actor, event, now);
        self.stored.query = next.map_err(|why| StoreError::Refused(why.to_string()))?;
        let step = ladder_of(&self.account).next_step(&self.stored.query, now);
        self.stored.next_at = step.map(|step| step.at_micros);
        Ok(())
    }

    /// Whether no other query awaits an answer that may change the account's codes.
    async fn is_last(&mut self, tenant: &TenantId) -> store::Result<bool> {
        let id = self.stored.query.id.as_str();
        let others = store::queries::open_others(&mut self.tx, tenant, &self.account.id, id);
        Ok(others.await? == 0)
    }

    /// The step of an account whose last open question is gone without an answer to read.
    async fn nothing_open(&mut self, app: &App, act: &Act<'_>, now: i64) -> store::Result<()> {
        if self.account.standing.state != AccountState::Query || !self.is_last(act.tenant).await? {
            return Ok(());
        }
        self.steps(app, act, &[AccountEvent::QueriesClosed], now).await
    }

    async fn steps(
        &mut self,
        app: &App,
        act: &Act<'_>,
        steps: &[AccountEvent],
        now: i64,
    ) -> store::Result<()> {
        let who = (act.actor, now);
        steps::take(app, &mut self.tx, act.tenant, &mut self.account, steps, who).await
    }

    /// Saves the query, writes the log and tells the webhooks.
    async fn finish(
        mut self,
        app: &App,
        act: &Act<'_>,
        (action, detail): (&str, serde_json::Value),
        now: i64,
    ) -> store::Result<Changed> {
        store::queries::save(&mut self.tx, act.tenant, &mut self.stored).await?;
        let entry = audit(&self.account, &self.stored, act.actor, (action, detail), now);
        store::record::append(&mut self.tx, act.tenant, &[entry]).await?;
        if let Some(told) = self.told(action) {
            announce(app, &mut self.tx, act.tenant, &[told]).await?;
        }
        Ok(Changed { tx: self.tx, stored: self.stored })
    }

    /// What webhooks are told of a query that came to another state or another provider.
    fn told(&self, action: &str) -> Option<webhooks::Event> {
        let status = self.stored.query.status;
        if status == self.was && action != "query.reassign" {
            return None;
        }
        let name = match status {
            Status::Draft => return None,
            Status::Sent => "query.sent",
            Status::Escalated => "query.escalated",
            Status::Answered => "query.answered",
            Status::Closed => "query.closed",
            Status::Cancelled => "query.cancelled",
        };
        Some(webhooks::Event::query(name, &self.account, self.stored.query.id.as_str()))
    }
}

/// An entry of the log about a query; no text of it, for the log outlives the chart.
fn audit(
    account: &Account,
    stored: &StoredQuery,
    actor: &str,
    (action, mut detail): (&str, serde_json::Value),
    now: i64,
) -> AuditEntry {
    if let Some(fields) = detail.as_object_mut() {
        fields.insert("account".to_owned(), account.id.0.clone().into());
        fields.insert("status".to_owned(), stored.query.status.name().into());
    }
    AuditEntry {
        at: now,
        actor: actor.to_owned(),
        action: action.to_owned(),
        object_kind: "query".to_owned(),
        object: stored.query.id.0.clone(),
        patient: account.patient.clone(),
        detail,
    }
}

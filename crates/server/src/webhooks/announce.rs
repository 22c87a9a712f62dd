//! Events into the outbox.

use super::KIND;
use crate::app::App;
use crate::surroundings::rfc3339;
use model::{AccountId, TenantId};
use serde_json::{Value, json};
use store::Tx;
use store::accounts::Account;
use store::work::{NewParcel, Webhook, put, webhooks};

/// Every event that a webhook can ask for.
pub const EVENTS: &[&str] = &[
    "chart.received",
    "chart.coded",
    "account.moved",
    "query.sent",
    "query.escalated",
    "query.answered",
    "query.closed",
    "query.cancelled",
    "claim.clean",
    "claim.edits",
];

/// The event of a try.
const TEST: &str = "webhook.test";

/// Something that happened to an account.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// One of [`EVENTS`].
    pub name: &'static str,
    /// The account.
    pub account: AccountId,
    /// More, without anything about the patient.
    pub detail: Value,
}

impl Event {
    /// An event of an account and the state that it came to.
    #[must_use]
    pub fn new(name: &'static str, account: &AccountId, state: &str) -> Event {
        Event { name, account: account.clone(), detail: json!({ "state": state }) }
    }

    /// An account that came to another state, queue or owner.
    #[must_use]
    pub fn moved(account: &Account) -> Event {
        Event::new("account.moved", &account.id, account.standing.state.name())
    }

    /// Something that happened to a query about an account.
    #[must_use]
    pub fn query(name: &'static str, account: &Account, query: &str) -> Event {
        let detail = json!({ "state": account.standing.state.name(), "query": query });
        Event { name, account: account.id.clone(), detail }
    }
}

/// Puts events into the outbox, in the transaction in which they happen: for each webhook that
/// asked for them one parcel. Nothing is put where nobody asked, and nothing in a demo.
///
/// # Errors
/// A database that does not answer.
pub async fn announce(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    events: &[Event],
) -> store::Result<()> {
    if events.is_empty() || app.config.demo {
        return Ok(());
    }
    let hooks = webhooks(tx, tenant).await?;
    let mut parcels = Vec::new();
    for event in events {
        for hook in hooks.iter().filter(|hook| hook.active) {
            if hook.events.iter().any(|name| name == event.name) {
                let data = json!({ "account": event.account, "detail": event.detail });
                parcels.push(parcel(app, hook, event.name, data));
            }
        }
    }
    put(tx, tenant, &parcels).await?;
    Ok(())
}

/// Puts a try for one webhook into the outbox; the id of its message.
///
/// # Errors
/// A database that does not answer.
pub async fn test(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    hook: &Webhook,
) -> store::Result<String> {
    let parcel = parcel(app, hook, TEST, json!({}));
    let id = parcel.id.clone();
    put(tx, tenant, &[parcel]).await?;
    Ok(id)
}

fn parcel(app: &App, hook: &Webhook, name: &str, data: Value) -> NewParcel {
    let (id, at) = (app.new_id("msg"), app.now());
    let body = json!({ "type": name, "timestamp": rfc3339(at), "data": data });
    NewParcel {
        key: id.clone(),
        id,
        kind: KIND.to_owned(),
        target: hook.id.clone(),
        payload: body.to_string(),
        at,
    }
}

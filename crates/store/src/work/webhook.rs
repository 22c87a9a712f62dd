//! Webhooks: who wants to hear of what.

use crate::accounts::text;
use crate::db::{Db, Tx, assembled};
use crate::row::Get;
use crate::{Result, SqlRow, StoreError};
use model::TenantId;

/// One subscriber.
#[derive(Clone, PartialEq, Eq)]
pub struct Webhook {
    /// Its id.
    pub id: String,
    /// Where it is told.
    pub url: String,
    /// Of what: names of events.
    pub events: Vec<String>,
    /// The secret of its signature (`whsec_…`).
    pub secret: String,
    /// Whether it is told at all.
    pub active: bool,
    /// When it was added.
    pub created_at: i64,
    /// Counts the changes.
    pub version: i64,
}

impl std::fmt::Debug for Webhook {
    /// Without the secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Webhook {{ id: {}, events: {:?} }}", self.id, self.events)
    }
}

const COLUMNS: &str = "SELECT id, url, events, secret, active, created_at, version FROM webhook \
    WHERE tenant = $1";

/// Adds one.
///
/// # Errors
/// A database that does not answer.
pub async fn add_webhook(tx: &mut Tx, tenant: &TenantId, webhook: &Webhook) -> Result<()> {
    tx.insert(
        "webhook (tenant, id, url, events, secret, active, created_at, version)",
        vec![vec![
            tenant.as_str().into(),
            webhook.id.as_str().into(),
            webhook.url.as_str().into(),
            text(&webhook.events).into(),
            webhook.secret.as_str().into(),
            i64::from(webhook.active).into(),
            webhook.created_at.into(),
            webhook.version.into(),
        ]],
    )
    .await?;
    Ok(())
}

/// All of a tenant.
///
/// # Errors
/// A database that does not answer.
pub async fn webhooks(tx: &mut Tx, tenant: &TenantId) -> Result<Vec<Webhook>> {
    let statement =
        assembled(format!("{COLUMNS} ORDER BY created_at, id LIMIT 200")).bind(tenant.as_str());
    tx.rows(statement).await?.iter().map(read).collect()
}

/// One of them.
///
/// # Errors
/// A database that does not answer.
pub async fn webhook(db: &Db, tenant: &TenantId, id: &str) -> Result<Option<Webhook>> {
    let statement =
        assembled(format!("{COLUMNS} AND id = $2")).bind(tenant.as_str()).bind(id.to_owned());
    db.row(statement).await?.as_ref().map(read).transpose()
}

/// Takes one away that was read at a version.
///
/// # Errors
/// [`StoreError::Conflict`] when it was changed since, or is gone.
pub async fn drop_webhook(tx: &mut Tx, tenant: &TenantId, id: &str, version: i64) -> Result<()> {
    let statement =
        sqlx::query("DELETE FROM webhook WHERE tenant = $1 AND id = $2 AND version = $3")
            .bind(tenant.as_str())
            .bind(id.to_owned())
            .bind(version);
    match tx.run(statement).await? {
        1 => Ok(()),
        _ => Err(StoreError::Conflict { what: "this webhook".into() }),
    }
}

/// What leaves and has not left, over all tenants: kind, state, how many.
///
/// # Errors
/// A database that does not answer.
pub async fn outbox_counts(db: &Db) -> Result<Vec<(String, String, i64)>> {
    let statement = sqlx::query(
        "SELECT kind, state, COUNT(*) AS parcels FROM outbox WHERE state <> 'done' \
         GROUP BY kind, state ORDER BY kind, state",
    );
    let read = |row: &SqlRow| Ok((row.text("kind")?, row.text("state")?, row.int("parcels")?));
    db.rows(statement).await?.iter().map(read).collect()
}

fn read(row: &SqlRow) -> Result<Webhook> {
    Ok(Webhook {
        id: row.text("id")?,
        url: row.text("url")?,
        events: row.json("events")?,
        secret: row.text("secret")?,
        active: row.flag("active")?,
        created_at: row.int("created_at")?,
        version: row.int("version")?,
    })
}

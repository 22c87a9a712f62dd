//! What a person must look at after a posting.

use crate::accounts::text;
use crate::db::{Db, Tx, assembled};
use crate::row::Get;
use crate::{Result, SqlRow, StoreError};
use model::TenantId;
use payments::posting::ReviewItem;

/// One thing to look at.
#[derive(Clone, Debug, PartialEq)]
pub struct ReviewRow {
    /// Its id.
    pub id: String,
    /// The payment.
    pub remittance: String,
    /// What it is.
    pub item: ReviewItem,
    /// `open` or `done`.
    pub state: String,
    /// When it came up.
    pub at: i64,
    /// When it was done.
    pub done_at: Option<i64>,
    /// By whom.
    pub done_by: Option<String>,
    /// What was done, in words.
    pub outcome: String,
    /// Counts the changes.
    pub version: i64,
}

const COLUMNS: &str = "SELECT id, remittance, body, state, at, done_at, done_by, outcome, version \
    FROM posting_review WHERE tenant = $1";

fn read(row: &SqlRow) -> Result<ReviewRow> {
    Ok(ReviewRow {
        id: row.text("id")?,
        remittance: row.text("remittance")?,
        item: row.json("body")?,
        state: row.text("state")?,
        at: row.int("at")?,
        done_at: row.opt_int("done_at")?,
        done_by: row.opt_text("done_by")?,
        outcome: row.text("outcome")?,
        version: row.int("version")?,
    })
}

/// The name of a reason: the tag under which it is stored.
fn kind(item: &ReviewItem) -> String {
    let value = serde_json::to_value(&item.reason).unwrap_or_default();
    value.get("kind").and_then(|kind| kind.as_str()).unwrap_or_default().to_owned()
}

/// Adds things to look at; what was there stays. The id of each follows from its place, so that
/// the same posting adds nothing twice.
///
/// # Errors
/// A database that does not answer.
pub async fn put_reviews(
    tx: &mut Tx,
    tenant: &TenantId,
    (remittance, at): (&str, i64),
    items: &[ReviewItem],
) -> Result<u64> {
    let named = items.iter().enumerate().map(|(number, item)| {
        (format!("{remittance}:{}:{number}:{}", item.place, kind(item)), item)
    });
    put_named(tx, tenant, (remittance, at), &named.collect::<Vec<_>>()).await
}

/// Adds things to look at under ids of their own; what was there stays.
///
/// # Errors
/// A database that does not answer.
pub async fn put_named(
    tx: &mut Tx,
    tenant: &TenantId,
    (remittance, at): (&str, i64),
    items: &[(String, &ReviewItem)],
) -> Result<u64> {
    let row = |(id, item): &(String, &ReviewItem)| {
        vec![
            tenant.as_str().into(),
            id.as_str().into(),
            remittance.into(),
            i64::try_from(item.place).unwrap_or(0).into(),
            item.claim.as_ref().map(|id| id.0.clone()).unwrap_or_default().into(),
            kind(item).into(),
            item.waiting.0.into(),
            text(*item).into(),
            "open".into(),
            at.into(),
        ]
    };
    let into = "posting_review (tenant, id, remittance, place, claim, kind, waiting_cents, body, \
        state, at)";
    tx.insert_new(into, items.iter().map(row).collect()).await
}

/// Things to look at in a state, most money first; of one payment where one is named.
///
/// # Errors
/// A database that does not answer.
pub async fn reviews(
    db: &Db,
    tenant: &TenantId,
    (state, remittance): (&str, Option<&str>),
    most: i64,
) -> Result<Vec<ReviewRow>> {
    let statement = assembled(format!(
        "{COLUMNS} AND state = $2 AND ($3 = '' OR remittance = $3) \
         ORDER BY waiting_cents DESC, id LIMIT $4"
    ))
    .bind(tenant.as_str())
    .bind(state.to_owned())
    .bind(remittance.unwrap_or_default().to_owned())
    .bind(most);
    db.rows(statement).await?.iter().map(read).collect()
}

/// One thing to look at.
///
/// # Errors
/// A database that does not answer.
pub async fn review(db: &Db, tenant: &TenantId, id: &str) -> Result<Option<ReviewRow>> {
    let statement =
        assembled(format!("{COLUMNS} AND id = $2")).bind(tenant.as_str()).bind(id.to_owned());
    db.row(statement).await?.as_ref().map(read).transpose()
}

/// How many things of each kind are to be looked at.
///
/// # Errors
/// A database that does not answer.
pub async fn review_counts(db: &Db, tenant: &TenantId) -> Result<Vec<(String, i64)>> {
    let statement = sqlx::query(
        "SELECT kind, COUNT(*) AS items FROM posting_review WHERE tenant = $1 AND state = 'open' \
         GROUP BY kind ORDER BY kind",
    )
    .bind(tenant.as_str());
    let rows = db.rows(statement).await?;
    rows.iter().map(|row| Ok((row.text("kind")?, row.int("items")?))).collect()
}

/// Things to look at of a kind (empty: of any), those with money first, after a place in that
/// order: the money and id of the last one shown.
///
/// # Errors
/// A database that does not answer.
pub async fn open_reviews(
    db: &Db,
    tenant: &TenantId,
    kind: &str,
    after: Option<(i64, String)>,
    most: i64,
) -> Result<Vec<ReviewRow>> {
    let (cents, id) = after.unwrap_or((i64::MAX, String::new()));
    let statement = assembled(format!(
        "{COLUMNS} AND state = 'open' AND ($2 = '' OR kind = $2) \
         AND (waiting_cents < $3 OR (waiting_cents = $3 AND id > $4)) \
         ORDER BY waiting_cents DESC, id LIMIT $5"
    ))
    .bind(tenant.as_str())
    .bind(kind.to_owned())
    .bind(cents)
    .bind(id)
    .bind(most);
    db.rows(statement).await?.iter().map(read).collect()
}

/// Opens an item again that was done at its version: its money waits still.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody else changed it.
pub async fn reopen_review(
    tx: &mut Tx,
    tenant: &TenantId,
    (id, version): (&str, i64),
) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE posting_review SET state = 'open', done_at = NULL, done_by = NULL, \
         version = version + 1 WHERE tenant = $1 AND id = $2 AND version = $3 AND state = 'done'",
    )
    .bind(tenant.as_str())
    .bind(id.to_owned())
    .bind(version);
    match tx.run(statement).await? {
        1 => Ok(()),
        _ => Err(StoreError::Conflict { what: "this item".to_owned() }),
    }
}

/// One thing to look at, inside a transaction that will settle it.
///
/// # Errors
/// A database that does not answer.
pub async fn review_for_change(
    tx: &mut Tx,
    tenant: &TenantId,
    id: &str,
) -> Result<Option<ReviewRow>> {
    let text = format!("{COLUMNS} AND id = $2{}", tx.for_update());
    let statement = assembled(text).bind(tenant.as_str()).bind(id.to_owned());
    tx.row(statement).await?.as_ref().map(read).transpose()
}

/// Says what was done with a thing that was read at its version.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody else settled it.
pub async fn settle_review(
    tx: &mut Tx,
    tenant: &TenantId,
    (id, version): (&str, i64),
    (by, at, outcome): (&str, i64, &str),
) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE posting_review SET state = 'done', done_at = $1, done_by = $2, outcome = $3, \
         version = version + 1 WHERE tenant = $4 AND id = $5 AND version = $6 AND state = 'open'",
    )
    .bind(at)
    .bind(by.to_owned())
    .bind(outcome.to_owned())
    .bind(tenant.as_str())
    .bind(id.to_owned())
    .bind(version);
    match tx.run(statement).await? {
        1 => Ok(()),
        _ => Err(StoreError::Conflict { what: "this item".to_owned() }),
    }
}

//! Declared batches of blind audits.

use crate::accounts::text;
use crate::db::{Db, Tx, assembled};
use crate::row::{Get, name_of};
use crate::{Result, SqlRow, StoreError};
use governance::policy::AuditBatch;
use model::TenantId;

/// Batches that a list holds at most.
const MOST: i64 = 500;

/// One batch as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct BatchRow {
    /// Its id.
    pub id: String,
    /// Plan, draw, outcomes, verdict.
    pub batch: AuditBatch,
    /// When it was declared.
    pub created_at: i64,
    /// Counts the changes.
    pub version: i64,
}

const SELECT: &str = "SELECT id, body, created_at, version FROM audit_batch WHERE tenant = $1";

fn read(row: &SqlRow) -> Result<BatchRow> {
    Ok(BatchRow {
        id: row.text("id")?,
        batch: row.json("body")?,
        created_at: row.int("created_at")?,
        version: row.int("version")?,
    })
}

/// Keeps a batch that was just declared.
///
/// # Errors
/// A database that does not answer.
pub async fn add_batch(tx: &mut Tx, tenant: &TenantId, row: &BatchRow) -> Result<()> {
    tx.insert(
        "audit_batch (tenant, id, scope, state, body, created_at, version)",
        vec![vec![
            tenant.as_str().into(),
            row.id.as_str().into(),
            row.batch.plan().scope.to_string().into(),
            name_of(&row.batch.state()).into(),
            text(&row.batch).into(),
            row.created_at.into(),
            row.version.into(),
        ]],
    )
    .await?;
    Ok(())
}

/// The batches of a scope, or of all where it is empty, newest first.
///
/// # Errors
/// A database that does not answer.
pub async fn batches(db: &Db, tenant: &TenantId, scope: &str) -> Result<Vec<BatchRow>> {
    let statement = assembled(format!(
        "{SELECT} AND ($2 = '' OR scope = $2) ORDER BY created_at DESC, id LIMIT $3"
    ))
    .bind(tenant.as_str())
    .bind(scope.to_owned())
    .bind(MOST);
    db.rows(statement).await?.iter().map(read).collect()
}

/// One batch.
///
/// # Errors
/// A database that does not answer.
pub async fn batch(db: &Db, tenant: &TenantId, id: &str) -> Result<Option<BatchRow>> {
    let statement =
        assembled(format!("{SELECT} AND id = $2")).bind(tenant.as_str()).bind(id.to_owned());
    db.row(statement).await?.as_ref().map(read).transpose()
}

/// One batch inside a transaction that will change it.
///
/// # Errors
/// [`StoreError::NotFound`]; a database that does not answer.
pub async fn batch_for_change(tx: &mut Tx, tenant: &TenantId, id: &str) -> Result<BatchRow> {
    let statement = assembled(format!("{SELECT} AND id = $2{}", tx.for_update()))
        .bind(tenant.as_str())
        .bind(id.to_owned());
    match tx.row(statement).await? {
        Some(row) => read(&row),
        None => Err(StoreError::NotFound { what: format!("audit batch {id}") }),
    }
}

/// Saves a batch that was read at `row.version`.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody else changed it since.
pub async fn save_batch(tx: &mut Tx, tenant: &TenantId, row: &mut BatchRow) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE audit_batch SET state = $1, body = $2, version = version + 1 \
         WHERE tenant = $3 AND id = $4 AND version = $5",
    )
    .bind(name_of(&row.batch.state()))
    .bind(text(&row.batch))
    .bind(tenant.as_str())
    .bind(row.id.clone())
    .bind(row.version);
    match tx.run(statement).await? {
        1 => row.version += 1,
        _ => return Err(StoreError::Conflict { what: format!("audit batch {}", row.id) }),
    }
    Ok(())
}

//! A write that is sent twice with one key happens once and is answered twice.

use crate::Result;
use crate::db::{Db, Tx};
use crate::row::Get;
use model::TenantId;

/// The answer that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: i64,
    /// Headers that belong to it, as JSON.
    pub headers: String,
    /// The body.
    pub body: String,
}

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claimed {
    /// Nothing: go on.
    New,
    /// The same request was answered.
    Answered(Answer),
    /// The key was used for another request.
    OtherRequest,
}

/// What is known of a key.
///
/// # Errors
/// A database that does not answer.
pub async fn answered(
    db: &Db,
    tenant: &TenantId,
    (actor, key): (&str, &str),
    request_hash: &str,
) -> Result<Claimed> {
    let statement = sqlx::query(
        "SELECT request_hash, status, headers, body FROM idempotency \
         WHERE tenant = $1 AND actor = $2 AND key = $3",
    )
    .bind(tenant.as_str())
    .bind(actor.to_owned())
    .bind(key.to_owned());
    let Some(row) = db.row(statement).await? else { return Ok(Claimed::New) };
    if row.text("request_hash")? != request_hash {
        return Ok(Claimed::OtherRequest);
    }
    Ok(Claimed::Answered(Answer {
        status: row.int("status")?,
        headers: row.text("headers")?,
        body: row.text("body")?,
    }))
}

/// Keeps the answer, in the transaction of its effect. False when another request with this key
/// was quicker: the caller rolls back and reads its answer.
///
/// # Errors
/// A database that does not answer.
pub async fn keep_answer(
    tx: &mut Tx,
    tenant: &TenantId,
    (actor, key): (&str, &str),
    request_hash: &str,
    (answer, at): (&Answer, i64),
) -> Result<bool> {
    let done = tx
        .insert_new(
            "idempotency (tenant, actor, key, request_hash, status, headers, body, at)",
            vec![vec![
                tenant.as_str().into(),
                actor.into(),
                key.into(),
                request_hash.into(),
                answer.status.into(),
                answer.headers.as_str().into(),
                answer.body.as_str().into(),
                at.into(),
            ]],
        )
        .await?;
    Ok(done == 1)
}

/// Forgets keys older than a time.
///
/// # Errors
/// A database that does not answer.
pub async fn forget_before(tx: &mut Tx, at: i64) -> Result<u64> {
    tx.run(sqlx::query("DELETE FROM idempotency WHERE at < $1").bind(at)).await
}

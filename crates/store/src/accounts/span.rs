//! Time in charts, and the words that people leave on an account.

use crate::Result;
use crate::db::{Db, Tx};
use crate::row::Get;
use model::{AccountId, TenantId};

/// A pause after which a new stretch of work begins: ten minutes, in microseconds.
pub const PAUSE: i64 = 600_000_000;

/// One look or act of a person in an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touch<'a> {
    /// The id of a stretch of work, if a new one begins.
    pub id: &'a str,
    /// Who.
    pub user: &'a str,
    /// What sort of work: `coding`, `reading`.
    pub kind: &'a str,
    /// When.
    pub at: i64,
    /// What came of it, where it ends here: `submitted`, `held`, `skipped`; else empty.
    pub outcome: &'a str,
}

/// Prolongs the person's present stretch of work in the account, or begins one.
///
/// # Errors
/// A database that does not answer.
pub async fn touch_span(
    tx: &mut Tx,
    tenant: &TenantId,
    account: &AccountId,
    touch: &Touch<'_>,
) -> Result<()> {
    let statement = sqlx::query(
        "SELECT id FROM work_span WHERE tenant = $1 AND user_id = $2 AND account = $3 \
         AND kind = $4 AND to_at >= $5 AND outcome = '' ORDER BY to_at DESC LIMIT 1",
    )
    .bind(tenant.as_str())
    .bind(touch.user.to_owned())
    .bind(account.as_str())
    .bind(touch.kind.to_owned())
    .bind(touch.at - PAUSE);
    if let Some(row) = tx.row(statement).await? {
        let statement = sqlx::query(
            "UPDATE work_span SET to_at = $1, outcome = $2 WHERE tenant = $3 AND id = $4",
        )
        .bind(touch.at)
        .bind(touch.outcome.to_owned())
        .bind(tenant.as_str())
        .bind(row.text("id")?);
        tx.run(statement).await?;
        return Ok(());
    }
    tx.insert(
        "work_span (tenant, id, user_id, account, kind, from_at, to_at, outcome)",
        vec![vec![
            tenant.as_str().into(),
            touch.id.into(),
            touch.user.into(),
            account.as_str().into(),
            touch.kind.into(),
            touch.at.into(),
            touch.at.into(),
            touch.outcome.into(),
        ]],
    )
    .await?;
    Ok(())
}

/// How long a person has worked in an account in all, in microseconds.
///
/// # Errors
/// A database that does not answer.
pub async fn time_in(db: &Db, tenant: &TenantId, account: &AccountId, user: &str) -> Result<i64> {
    let statement = sqlx::query(
        "SELECT CAST(COALESCE(SUM(to_at - from_at), 0) AS BIGINT) AS time FROM work_span \
         WHERE tenant = $1 AND user_id = $2 AND account = $3",
    )
    .bind(tenant.as_str())
    .bind(user.to_owned())
    .bind(account.as_str());
    match db.row(statement).await? {
        Some(row) => row.int("time"),
        None => Ok(0),
    }
}

/// Words left on an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// Its id.
    pub id: String,
    /// When.
    pub at: i64,
    /// Who.
    pub by_person: String,
    /// What.
    pub body: String,
}

/// Leaves words on an account.
///
/// # Errors
/// A database that does not answer.
pub async fn add_note(
    tx: &mut Tx,
    tenant: &TenantId,
    account: &AccountId,
    note: &Note,
) -> Result<()> {
    tx.insert(
        "account_note (tenant, account, id, at, by_person, body)",
        vec![vec![
            tenant.as_str().into(),
            account.as_str().into(),
            note.id.as_str().into(),
            note.at.into(),
            note.by_person.as_str().into(),
            note.body.as_str().into(),
        ]],
    )
    .await?;
    Ok(())
}

/// The words left on an account, first to last.
///
/// # Errors
/// A database that does not answer.
pub async fn notes(db: &Db, tenant: &TenantId, account: &AccountId) -> Result<Vec<Note>> {
    let statement = sqlx::query(
        "SELECT id, at, by_person, body FROM account_note WHERE tenant = $1 AND account = $2 \
         ORDER BY at, id LIMIT 500",
    )
    .bind(tenant.as_str())
    .bind(account.as_str());
    let rows = db.rows(statement).await?;
    rows.iter()
        .map(|row| {
            Ok(Note {
                id: row.text("id")?,
                at: row.int("at")?,
                by_person: row.text("by_person")?,
                body: row.text("body")?,
            })
        })
        .collect()
}

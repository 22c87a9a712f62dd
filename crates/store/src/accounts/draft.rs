//! What a person is changing right now: the draft, and the lock that says who.

use crate::db::{Db, Tx};
use crate::row::Get;
use crate::{Result, StoreError};
use model::{AccountId, TenantId};

/// Unsubmitted work on an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The work, as JSON of the workbench.
    pub body: String,
    /// Whose.
    pub by_person: String,
    /// When it was last changed.
    pub at: i64,
    /// Counts the changes.
    pub version: i64,
}

/// Who has an account open for change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    /// Who.
    pub user: String,
    /// Since when.
    pub since: i64,
    /// Until when, unless they go on working.
    pub until: i64,
}

/// The draft of an account.
///
/// # Errors
/// A database that does not answer.
pub async fn draft(db: &Db, tenant: &TenantId, account: &AccountId) -> Result<Option<Draft>> {
    let statement = sqlx::query(
        "SELECT body, by_person, at, version FROM draft WHERE tenant = $1 AND account = $2",
    )
    .bind(tenant.as_str())
    .bind(account.as_str());
    let Some(row) = db.row(statement).await? else { return Ok(None) };
    Ok(Some(Draft {
        body: row.text("body")?,
        by_person: row.text("by_person")?,
        at: row.int("at")?,
        version: row.int("version")?,
    }))
}

/// Keeps a draft; `draft.version` is the one it was read at (0 for none). The new version.
///
/// # Errors
/// [`StoreError::Conflict`] when another page changed it in the meantime.
pub async fn put_draft(
    tx: &mut Tx,
    tenant: &TenantId,
    account: &AccountId,
    draft: &Draft,
) -> Result<i64> {
    let next = draft.version + 1;
    let done = if draft.version == 0 {
        tx.insert_new(
            "draft (tenant, account, body, by_person, at, version)",
            vec![vec![
                tenant.as_str().into(),
                account.as_str().into(),
                draft.body.as_str().into(),
                draft.by_person.as_str().into(),
                draft.at.into(),
                next.into(),
            ]],
        )
        .await?
    } else {
        let statement = sqlx::query(
            "UPDATE draft SET body = $1, by_person = $2, at = $3, version = $4 \
             WHERE tenant = $5 AND account = $6 AND version = $7",
        )
        .bind(draft.body.clone())
        .bind(draft.by_person.clone())
        .bind(draft.at)
        .bind(next)
        .bind(tenant.as_str())
        .bind(account.as_str())
        .bind(draft.version);
        tx.run(statement).await?
    };
    match done {
        1 => Ok(next),
        _ => Err(StoreError::Conflict { what: format!("the draft of account {account}") }),
    }
}

/// Drops the draft: it was submitted or thrown away.
///
/// # Errors
/// A database that does not answer.
pub async fn drop_draft(tx: &mut Tx, tenant: &TenantId, account: &AccountId) -> Result<()> {
    let statement = sqlx::query("DELETE FROM draft WHERE tenant = $1 AND account = $2")
        .bind(tenant.as_str())
        .bind(account.as_str());
    tx.run(statement).await?;
    Ok(())
}

/// Takes or renews the lock; with `take_over`, from whoever has it. Who has it afterwards.
///
/// # Errors
/// A database that does not answer.
pub async fn lock(
    tx: &mut Tx,
    tenant: &TenantId,
    account: &AccountId,
    wanted: &Lock,
    take_over: bool,
) -> Result<Lock> {
    let statement = sqlx::query(
        "INSERT INTO account_lock (tenant, account, user_id, since, until) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (tenant, account) DO UPDATE SET \
         since = CASE WHEN account_lock.user_id = $3 THEN account_lock.since ELSE $4 END, \
         user_id = $3, until = $5 \
         WHERE account_lock.user_id = $3 OR account_lock.until < $4 OR $6 = 1",
    )
    .bind(tenant.as_str())
    .bind(account.as_str())
    .bind(wanted.user.clone())
    .bind(wanted.since)
    .bind(wanted.until)
    .bind(i64::from(take_over));
    tx.run(statement).await?;
    let statement = sqlx::query(
        "SELECT user_id, since, until FROM account_lock WHERE tenant = $1 AND account = $2",
    )
    .bind(tenant.as_str())
    .bind(account.as_str());
    match tx.row(statement).await? {
        Some(row) => Ok(Lock {
            user: row.text("user_id")?,
            since: row.int("since")?,
            until: row.int("until")?,
        }),
        None => Err(StoreError::NotFound { what: format!("lock of account {account}") }),
    }
}

/// Who has the account open, whether or not the time has run out.
///
/// # Errors
/// A database that does not answer.
pub async fn lock_of(db: &Db, tenant: &TenantId, account: &AccountId) -> Result<Option<Lock>> {
    let statement = sqlx::query(
        "SELECT user_id, since, until FROM account_lock WHERE tenant = $1 AND account = $2",
    )
    .bind(tenant.as_str())
    .bind(account.as_str());
    let Some(row) = db.row(statement).await? else { return Ok(None) };
    Ok(Some(Lock {
        user: row.text("user_id")?,
        since: row.int("since")?,
        until: row.int("until")?,
    }))
}

/// Gives the lock back.
///
/// # Errors
/// A database that does not answer.
pub async fn unlock(tx: &mut Tx, tenant: &TenantId, account: &AccountId, user: &str) -> Result<()> {
    let statement =
        sqlx::query("DELETE FROM account_lock WHERE tenant = $1 AND account = $2 AND user_id = $3")
            .bind(tenant.as_str())
            .bind(account.as_str())
            .bind(user.to_owned());
    tx.run(statement).await?;
    Ok(())
}

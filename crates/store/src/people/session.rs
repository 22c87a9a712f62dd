//! Sessions: a random token of which only the hash is kept.

use crate::Result;
use crate::db::{Db, Tx};
use crate::row::Get;
use model::{TenantId, UserId};

/// One session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the token, in hex.
    pub token_hash: String,
    /// Whose data.
    pub tenant: TenantId,
    /// Who.
    pub user: UserId,
    /// Since when: the absolute limit counts from here.
    pub created_at: i64,
    /// Last seen: the idle limit counts from here.
    pub seen_at: i64,
    /// When the password or second factor was last shown.
    pub strong_at: i64,
    /// From which address it began.
    pub address: String,
}

/// Begins a session.
///
/// # Errors
/// A database that does not answer.
pub async fn begin_session(tx: &mut Tx, session: &Session) -> Result<()> {
    tx.insert(
        "session (token_hash, tenant, user_id, created_at, seen_at, strong_at, address)",
        vec![vec![
            session.token_hash.as_str().into(),
            session.tenant.as_str().into(),
            session.user.as_str().into(),
            session.created_at.into(),
            session.seen_at.into(),
            session.strong_at.into(),
            session.address.as_str().into(),
        ]],
    )
    .await?;
    Ok(())
}

/// The session of a token's hash, unless it was ended.
///
/// # Errors
/// A database that does not answer.
pub async fn session(db: &Db, token_hash: &str) -> Result<Option<Session>> {
    let statement = sqlx::query(
        "SELECT token_hash, tenant, user_id, created_at, seen_at, strong_at, address FROM session \
         WHERE token_hash = $1 AND ended_at IS NULL",
    )
    .bind(token_hash.to_owned());
    let Some(row) = db.row(statement).await? else { return Ok(None) };
    Ok(Some(Session {
        token_hash: row.text("token_hash")?,
        tenant: TenantId(row.text("tenant")?),
        user: UserId(row.text("user_id")?),
        created_at: row.int("created_at")?,
        seen_at: row.int("seen_at")?,
        strong_at: row.int("strong_at")?,
        address: row.text("address")?,
    }))
}

/// Moves the idle limit on; `strong` when the password was shown again.
///
/// # Errors
/// A database that does not answer.
pub async fn touch_session(tx: &mut Tx, token_hash: &str, now: i64, strong: bool) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE session SET seen_at = $1, strong_at = CASE WHEN $2 = 1 THEN $1 ELSE strong_at END \
         WHERE token_hash = $3",
    )
    .bind(now)
    .bind(i64::from(strong))
    .bind(token_hash.to_owned());
    tx.run(statement).await?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// A database that does not answer.
pub async fn end_session(tx: &mut Tx, token_hash: &str, now: i64) -> Result<()> {
    let statement =
        sqlx::query("UPDATE session SET ended_at = $1 WHERE token_hash = $2 AND ended_at IS NULL")
            .bind(now)
            .bind(token_hash.to_owned());
    tx.run(statement).await?;
    Ok(())
}

/// Ends every session of a person: roles or password changed, or they left.
///
/// # Errors
/// A database that does not answer.
pub async fn end_sessions_of(
    tx: &mut Tx,
    tenant: &TenantId,
    user: &UserId,
    now: i64,
) -> Result<u64> {
    let statement = sqlx::query(
        "UPDATE session SET ended_at = $1 WHERE tenant = $2 AND user_id = $3 AND ended_at IS NULL",
    )
    .bind(now)
    .bind(tenant.as_str())
    .bind(user.as_str());
    tx.run(statement).await
}

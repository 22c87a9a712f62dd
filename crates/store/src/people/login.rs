//! Tries to log in: failures by address and by login, and logins that wait at a provider. They are
//! kept here, and not in a process, so that any number of processes count and finish them together.

use crate::Result;
use crate::db::{Db, Tx};
use crate::row::Get;
use model::{TenantId, UserId};

/// Addresses remembered at most; those that failed longest ago make room.
pub const MOST_ADDRESSES: i64 = 50_000;

/// Logins that wait at a provider at most; the oldest make room.
pub const MOST_WAITING: i64 = 10_000;

/// Failures in a row, and when the last one was (epoch microseconds).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Failures {
    /// How many.
    pub failures: i64,
    /// When the last one was.
    pub last_at: i64,
}

/// A login that waits for the provider's answer. Its state is kept as a hash only.
#[derive(Clone, PartialEq, Eq)]
pub struct LoginWait {
    /// SHA-256 of the state, in hex.
    pub state_hash: String,
    /// Goes into the ID token.
    pub nonce: String,
    /// Proves to the provider that the same party asks (RFC 7636).
    pub verifier: String,
    /// From when on it is worth nothing.
    pub expires_at: i64,
}

impl std::fmt::Debug for LoginWait {
    /// Without the secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LoginWait {{ expires_at: {} }}", self.expires_at)
    }
}

/// The failures of an address.
///
/// # Errors
/// A database that does not answer.
pub async fn failures_of(db: &Db, tenant: &TenantId, address: &str) -> Result<Failures> {
    let statement = sqlx::query(
        "SELECT failures, last_at FROM login_attempt WHERE tenant = $1 AND address = $2",
    )
    .bind(tenant.as_str())
    .bind(address.to_owned());
    let Some(row) = db.row(statement).await? else { return Ok(Failures::default()) };
    Ok(Failures { failures: row.int("failures")?, last_at: row.int("last_at")? })
}

/// Counts one more failure of an address. Earlier ones are forgotten where the last was
/// `forget_after` microseconds ago. One statement, so that tries side by side all count.
///
/// # Errors
/// A database that does not answer.
pub async fn count_failure(
    tx: &mut Tx,
    tenant: &TenantId,
    address: &str,
    (now, forget_after): (i64, i64),
) -> Result<()> {
    let statement = sqlx::query(
        "INSERT INTO login_attempt (tenant, address, failures, last_at) VALUES ($1, $2, 1, $3) \
         ON CONFLICT (tenant, address) DO UPDATE SET \
         failures = CASE WHEN $3 - login_attempt.last_at >= $4 THEN 1 \
         ELSE login_attempt.failures + 1 END, \
         last_at = CASE WHEN $3 > login_attempt.last_at THEN $3 ELSE login_attempt.last_at END",
    )
    .bind(tenant.as_str())
    .bind(address.to_owned())
    .bind(now)
    .bind(forget_after);
    tx.run(statement).await?;
    let old = sqlx::query("DELETE FROM login_attempt WHERE tenant = $1 AND last_at <= $2")
        .bind(tenant.as_str())
        .bind(now.saturating_sub(forget_after));
    tx.run(old).await?;
    let most = sqlx::query(
        "DELETE FROM login_attempt WHERE tenant = $1 AND last_at < (SELECT last_at FROM \
         login_attempt WHERE tenant = $1 ORDER BY last_at DESC LIMIT 1 OFFSET $2)",
    )
    .bind(tenant.as_str())
    .bind(MOST_ADDRESSES - 1);
    tx.run(most).await?;
    Ok(())
}

/// Forgets the failures of an address: somebody logged in from it.
///
/// # Errors
/// A database that does not answer.
pub async fn forget_failures(tx: &mut Tx, tenant: &TenantId, address: &str) -> Result<()> {
    let statement = sqlx::query("DELETE FROM login_attempt WHERE tenant = $1 AND address = $2")
        .bind(tenant.as_str())
        .bind(address.to_owned());
    tx.run(statement).await?;
    Ok(())
}

/// Counts one more failure of a login, as [`count_failure`] does for an address; a login with
/// `close_at` failures stays closed however long ago they were. The user's version stays: nobody
/// changed them.
///
/// # Errors
/// A database that does not answer.
pub async fn count_user_failure(
    tx: &mut Tx,
    tenant: &TenantId,
    user: &UserId,
    (now, forget_after, close_at): (i64, i64, i64),
) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE user_account SET \
         failed_count = CASE WHEN $3 - locked_until >= $4 AND failed_count < $5 THEN 1 \
         ELSE failed_count + 1 END, \
         locked_until = CASE WHEN $3 > locked_until THEN $3 ELSE locked_until END \
         WHERE tenant = $1 AND id = $2",
    )
    .bind(tenant.as_str())
    .bind(user.as_str())
    .bind(now)
    .bind(forget_after)
    .bind(close_at);
    tx.run(statement).await?;
    Ok(())
}

/// Keeps a login that goes to the provider.
///
/// # Errors
/// A database that does not answer.
pub async fn keep_login(tx: &mut Tx, tenant: &TenantId, wait: &LoginWait, now: i64) -> Result<()> {
    let late = sqlx::query("DELETE FROM login_wait WHERE tenant = $1 AND expires_at <= $2")
        .bind(tenant.as_str())
        .bind(now);
    tx.run(late).await?;
    let most = sqlx::query(
        "DELETE FROM login_wait WHERE tenant = $1 AND expires_at <= (SELECT expires_at FROM \
         login_wait WHERE tenant = $1 ORDER BY expires_at DESC LIMIT 1 OFFSET $2)",
    )
    .bind(tenant.as_str())
    .bind(MOST_WAITING - 1);
    tx.run(most).await?;
    tx.insert(
        "login_wait (tenant, state_hash, nonce, verifier, expires_at)",
        vec![vec![
            tenant.as_str().into(),
            wait.state_hash.as_str().into(),
            wait.nonce.as_str().into(),
            wait.verifier.as_str().into(),
            wait.expires_at.into(),
        ]],
    )
    .await?;
    Ok(())
}

/// Takes a login that came back: once, whichever process it comes to. `None` where it never began,
/// was taken, or came too late.
///
/// # Errors
/// A database that does not answer.
pub async fn take_login(
    tx: &mut Tx,
    tenant: &TenantId,
    state_hash: &str,
    now: i64,
) -> Result<Option<LoginWait>> {
    let statement = sqlx::query(
        "DELETE FROM login_wait WHERE tenant = $1 AND state_hash = $2 \
         RETURNING state_hash, nonce, verifier, expires_at",
    )
    .bind(tenant.as_str())
    .bind(state_hash.to_owned());
    let rows = tx.rows(statement).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let wait = LoginWait {
        state_hash: row.text("state_hash")?,
        nonce: row.text("nonce")?,
        verifier: row.text("verifier")?,
        expires_at: row.int("expires_at")?,
    };
    Ok((now < wait.expires_at).then_some(wait))
}

//! Tokens of programs: shown once, kept as a hash, scoped, with an end.

use crate::accounts::text;
use crate::db::{Db, Tx, assembled};
use crate::row::Get;
use crate::{Result, SqlRow, StoreError};
use model::{TenantId, UserId};

/// One token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiToken {
    /// SHA-256 of the token, in hex.
    pub token_hash: String,
    /// Whose data.
    pub tenant: TenantId,
    /// Its id, for people.
    pub id: String,
    /// The user it acts as.
    pub user: UserId,
    /// What it is for.
    pub name: String,
    /// Names of the permissions it has; never more than its user's.
    pub scopes: Vec<String>,
    /// When it was made.
    pub created_at: i64,
    /// When it ends.
    pub expires_at: i64,
    /// When it was last used.
    pub used_at: Option<i64>,
    /// When it was taken back.
    pub revoked_at: Option<i64>,
}

const COLUMNS: &str = "SELECT token_hash, tenant, id, user_id, name, scopes, created_at, \
    expires_at, used_at, revoked_at FROM api_token WHERE ";

/// Keeps a token.
///
/// # Errors
/// A database that does not answer.
pub async fn put_token(tx: &mut Tx, token: &ApiToken) -> Result<()> {
    tx.insert(
        "api_token (token_hash, tenant, id, user_id, name, scopes, created_at, expires_at)",
        vec![vec![
            token.token_hash.as_str().into(),
            token.tenant.as_str().into(),
            token.id.as_str().into(),
            token.user.as_str().into(),
            token.name.as_str().into(),
            text(&token.scopes).into(),
            token.created_at.into(),
            token.expires_at.into(),
        ]],
    )
    .await?;
    Ok(())
}

/// The token of that hash, whether or not it is still good.
///
/// # Errors
/// A database that does not answer.
pub async fn token(db: &Db, token_hash: &str) -> Result<Option<ApiToken>> {
    let statement = assembled(format!("{COLUMNS} token_hash = $1")).bind(token_hash.to_owned());
    db.row(statement).await?.as_ref().map(read).transpose()
}

/// The tokens of a tenant, newest first.
///
/// # Errors
/// A database that does not answer.
pub async fn tokens_of(db: &Db, tenant: &TenantId) -> Result<Vec<ApiToken>> {
    let statement = assembled(format!("{COLUMNS} tenant = $1 ORDER BY created_at DESC LIMIT 1000"))
        .bind(tenant.as_str());
    db.rows(statement).await?.iter().map(read).collect()
}

/// Remembers when a token was used.
///
/// # Errors
/// A database that does not answer.
pub async fn touch_token(tx: &mut Tx, token_hash: &str, now: i64) -> Result<()> {
    let statement = sqlx::query("UPDATE api_token SET used_at = $1 WHERE token_hash = $2")
        .bind(now)
        .bind(token_hash.to_owned());
    tx.run(statement).await?;
    Ok(())
}

/// Takes a token back.
///
/// # Errors
/// [`StoreError::NotFound`]; a database that does not answer.
pub async fn revoke_token(tx: &mut Tx, tenant: &TenantId, id: &str, now: i64) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE api_token SET revoked_at = COALESCE(revoked_at, $1) WHERE tenant = $2 AND id = $3",
    )
    .bind(now)
    .bind(tenant.as_str())
    .bind(id.to_owned());
    match tx.run(statement).await? {
        0 => Err(StoreError::NotFound { what: format!("token {id}") }),
        _ => Ok(()),
    }
}

fn read(row: &SqlRow) -> Result<ApiToken> {
    Ok(ApiToken {
        token_hash: row.text("token_hash")?,
        tenant: TenantId(row.text("tenant")?),
        id: row.text("id")?,
        user: UserId(row.text("user_id")?),
        name: row.text("name")?,
        scopes: row.json("scopes")?,
        created_at: row.int("created_at")?,
        expires_at: row.int("expires_at")?,
        used_at: row.opt_int("used_at")?,
        revoked_at: row.opt_int("revoked_at")?,
    })
}

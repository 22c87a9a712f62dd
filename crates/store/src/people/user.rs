//! Users: who they are, what they may do, how they prove it.

use crate::accounts::text;
use crate::db::{Db, Tx, assembled};
use crate::row::Get;
use crate::{Result, SqlRow, StoreError};
use model::{TenantId, UserId};

/// One person or service account.
#[derive(Clone, PartialEq)]
pub struct User {
    /// Id.
    pub id: UserId,
    /// What they type to log in; lower case.
    pub login: String,
    /// Name as shown.
    pub name: String,
    /// E-mail address.
    pub email: Option<String>,
    /// argon2 hash; `None` for those who come by OpenID Connect only.
    pub password_hash: Option<String>,
    /// Secret of the second factor.
    pub totp_secret: Option<String>,
    /// The last step of it that was used: each code counts once.
    pub totp_step: i64,
    /// Hashes of recovery codes not used yet.
    pub recovery_codes: Vec<String>,
    /// Role names.
    pub roles: Vec<String>,
    /// The team, for leads.
    pub team: Option<String>,
    /// The provider they are, for providers.
    pub provider: Option<String>,
    /// `issuer|subject` of their OpenID Connect identity.
    pub openid_subject: Option<String>,
    /// Their own keys, as JSON: action → key.
    pub keys: String,
    /// Sensitivity tags they may see.
    pub tags: Vec<String>,
    /// Whether they may log in at all.
    pub active: bool,
    /// Failed tries since the last good one.
    pub failed_count: i64,
    /// No try is taken before this time.
    pub locked_until: i64,
    /// When the password was set.
    pub password_at: i64,
    /// When they were added.
    pub created_at: i64,
    /// Counts the changes.
    pub version: i64,
}

impl User {
    /// A user without name, role, password or history.
    #[must_use]
    pub fn blank(id: UserId, at: i64) -> User {
        User {
            id,
            login: String::new(),
            name: String::new(),
            email: None,
            password_hash: None,
            totp_secret: None,
            totp_step: 0,
            recovery_codes: Vec::new(),
            roles: Vec::new(),
            team: None,
            provider: None,
            openid_subject: None,
            keys: "{}".to_owned(),
            tags: Vec::new(),
            active: true,
            failed_count: 0,
            locked_until: 0,
            password_at: at,
            created_at: at,
            version: 1,
        }
    }
}

impl std::fmt::Debug for User {
    /// Without the secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "User {{ id: {}, login: {}, roles: {:?} }}", self.id, self.login, self.roles)
    }
}

const COLUMNS: &str = "SELECT id, login, name, email, password_hash, totp_secret, totp_step, \
    recovery_codes, roles, team, provider, openid_subject, keys, tags, active, failed_count, \
    locked_until, password_at, created_at, version FROM user_account WHERE tenant = $1";

/// Adds a user.
///
/// # Errors
/// [`StoreError::Exists`] when the login is taken.
pub async fn add_user(tx: &mut Tx, tenant: &TenantId, user: &User) -> Result<()> {
    let done = tx
        .insert_new(
            "user_account (tenant, id, login, name, email, password_hash, totp_secret, totp_step, \
             recovery_codes, roles, team, provider, openid_subject, keys, tags, active, \
             failed_count, locked_until, password_at, created_at, version)",
            vec![vec![
                tenant.as_str().into(),
                user.id.as_str().into(),
                user.login.as_str().into(),
                user.name.as_str().into(),
                user.email.clone().into(),
                user.password_hash.clone().into(),
                user.totp_secret.clone().into(),
                user.totp_step.into(),
                text(&user.recovery_codes).into(),
                text(&user.roles).into(),
                user.team.clone().into(),
                user.provider.clone().into(),
                user.openid_subject.clone().into(),
                user.keys.as_str().into(),
                text(&user.tags).into(),
                i64::from(user.active).into(),
                user.failed_count.into(),
                user.locked_until.into(),
                user.password_at.into(),
                user.created_at.into(),
                user.version.into(),
            ]],
        )
        .await?;
    match done {
        1 => Ok(()),
        _ => Err(StoreError::Exists { what: format!("a user `{}`", user.login) }),
    }
}

/// Saves a user that was read at `user.version`, and counts it up.
///
/// # Errors
/// [`StoreError::Conflict`] when they were changed since.
pub async fn save_user(tx: &mut Tx, tenant: &TenantId, user: &mut User) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE user_account SET login = $1, name = $2, email = $3, password_hash = $4, \
         totp_secret = $5, totp_step = $6, recovery_codes = $7, roles = $8, team = $9, \
         provider = $10, openid_subject = $11, keys = $12, tags = $13, active = $14, \
         failed_count = $15, locked_until = $16, password_at = $17, version = version + 1 \
         WHERE tenant = $18 AND id = $19 AND version = $20",
    )
    .bind(user.login.clone())
    .bind(user.name.clone())
    .bind(user.email.clone())
    .bind(user.password_hash.clone())
    .bind(user.totp_secret.clone())
    .bind(user.totp_step)
    .bind(text(&user.recovery_codes))
    .bind(text(&user.roles))
    .bind(user.team.clone())
    .bind(user.provider.clone())
    .bind(user.openid_subject.clone())
    .bind(user.keys.clone())
    .bind(text(&user.tags))
    .bind(i64::from(user.active))
    .bind(user.failed_count)
    .bind(user.locked_until)
    .bind(user.password_at)
    .bind(tenant.as_str())
    .bind(user.id.as_str())
    .bind(user.version);
    match tx.run(statement).await? {
        1 => {
            user.version += 1;
            Ok(())
        }
        _ => Err(StoreError::Conflict { what: format!("user {}", user.login) }),
    }
}

/// By id.
///
/// # Errors
/// A database that does not answer.
pub async fn user(db: &Db, tenant: &TenantId, id: &str) -> Result<Option<User>> {
    one(db, tenant, "id", id).await
}

/// By login.
///
/// # Errors
/// A database that does not answer.
pub async fn user_by_login(db: &Db, tenant: &TenantId, login: &str) -> Result<Option<User>> {
    one(db, tenant, "login", login).await
}

/// By `issuer|subject`.
///
/// # Errors
/// A database that does not answer.
pub async fn user_by_openid(db: &Db, tenant: &TenantId, subject: &str) -> Result<Option<User>> {
    one(db, tenant, "openid_subject", subject).await
}

async fn one(
    db: &Db,
    tenant: &TenantId,
    column: &'static str,
    value: &str,
) -> Result<Option<User>> {
    let statement = assembled(format!("{COLUMNS} AND {column} = $2"))
        .bind(tenant.as_str())
        .bind(value.to_owned());
    db.row(statement).await?.as_ref().map(read).transpose()
}

/// All users by login.
///
/// # Errors
/// A database that does not answer.
pub async fn users(db: &Db, tenant: &TenantId) -> Result<Vec<User>> {
    let statement = assembled(format!("{COLUMNS} ORDER BY login LIMIT 5000")).bind(tenant.as_str());
    db.rows(statement).await?.iter().map(read).collect()
}

fn read(row: &SqlRow) -> Result<User> {
    Ok(User {
        id: UserId(row.text("id")?),
        login: row.text("login")?,
        name: row.text("name")?,
        email: row.opt_text("email")?,
        password_hash: row.opt_text("password_hash")?,
        totp_secret: row.opt_text("totp_secret")?,
        totp_step: row.int("totp_step")?,
        recovery_codes: row.json("recovery_codes")?,
        roles: row.json("roles")?,
        team: row.opt_text("team")?,
        provider: row.opt_text("provider")?,
        openid_subject: row.opt_text("openid_subject")?,
        keys: row.text("keys")?,
        tags: row.json("tags")?,
        active: row.flag("active")?,
        failed_count: row.int("failed_count")?,
        locked_until: row.int("locked_until")?,
        password_at: row.int("password_at")?,
        created_at: row.int("created_at")?,
        version: row.int("version")?,
    })
}

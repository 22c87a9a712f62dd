//! Settings of a site, each a JSON value with who changed it and when.

use crate::db::{Db, Tx};
use crate::row::Get;
use crate::{Result, StoreError};
use model::TenantId;

/// One setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// Its name: `sessions`, `terms`, `connectors`, …
    pub name: String,
    /// JSON.
    pub body: String,
    /// Counts the changes; 0 for one that was never set.
    pub version: i64,
    /// When it was changed.
    pub changed_at: i64,
    /// By whom.
    pub changed_by: String,
}

/// A setting, if it was ever set.
///
/// # Errors
/// A database that does not answer.
pub async fn setting(db: &Db, tenant: &TenantId, name: &str) -> Result<Option<Setting>> {
    let statement = sqlx::query(
        "SELECT name, body, version, changed_at, changed_by FROM setting \
         WHERE tenant = $1 AND name = $2",
    )
    .bind(tenant.as_str())
    .bind(name.to_owned());
    let Some(row) = db.row(statement).await? else { return Ok(None) };
    Ok(Some(Setting {
        name: row.text("name")?,
        body: row.text("body")?,
        version: row.int("version")?,
        changed_at: row.int("changed_at")?,
        changed_by: row.text("changed_by")?,
    }))
}

/// Sets it; `setting.version` is the one it was read at.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody else set it since.
pub async fn put_setting(tx: &mut Tx, tenant: &TenantId, setting: &Setting) -> Result<()> {
    let statement = sqlx::query(
        "INSERT INTO setting (tenant, name, body, version, changed_at, changed_by) \
         VALUES ($1, $2, $3, $4 + 1, $5, $6) ON CONFLICT (tenant, name) DO UPDATE SET \
         body = $3, version = $4 + 1, changed_at = $5, changed_by = $6 \
         WHERE setting.version = $4",
    )
    .bind(tenant.as_str())
    .bind(setting.name.clone())
    .bind(setting.body.clone())
    .bind(setting.version)
    .bind(setting.changed_at)
    .bind(setting.changed_by.clone());
    match tx.run(statement).await? {
        1 => Ok(()),
        _ => Err(StoreError::Conflict { what: format!("setting {}", setting.name) }),
    }
}

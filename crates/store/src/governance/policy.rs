//! The register of a site's scopes, one row a tenant.

use crate::accounts::text;
use crate::db::{Db, Tx, assembled};
use crate::row::Get;
use crate::{Result, SqlRow, StoreError};
use governance::policy::ReleasePolicy;
use model::TenantId;

const SELECT: &str = "SELECT body, version FROM release_policy WHERE tenant = $1";

fn read(row: Option<&SqlRow>) -> Result<(ReleasePolicy, i64)> {
    match row {
        Some(row) => Ok((row.json("body")?, row.int("version")?)),
        None => Ok((ReleasePolicy::new(), 0)),
    }
}

/// The register, and the version it was read at; an empty one of version 0 where nothing was
/// ever declared.
///
/// # Errors
/// A database that does not answer; a body that cannot be read back.
pub async fn policy(db: &Db, tenant: &TenantId) -> Result<(ReleasePolicy, i64)> {
    read(db.row(sqlx::query(SELECT).bind(tenant.as_str())).await?.as_ref())
}

/// The register inside a transaction that will change it.
///
/// # Errors
/// As [`policy`].
pub async fn policy_for_change(tx: &mut Tx, tenant: &TenantId) -> Result<(ReleasePolicy, i64)> {
    let text = format!("{SELECT}{}", tx.for_update());
    read(tx.row(assembled(text).bind(tenant.as_str())).await?.as_ref())
}

/// The versions of the register and of two settings, 0 where there is none: whether what a process
/// keeps is still in force.
///
/// # Errors
/// A database that does not answer.
pub async fn policy_versions(
    tx: &mut Tx,
    tenant: &TenantId,
    settings: [&'static str; 2],
) -> Result<(i64, i64, i64)> {
    let statement = sqlx::query(
        "SELECT COALESCE((SELECT version FROM release_policy WHERE tenant = $1), 0) AS policy, \
         COALESCE((SELECT version FROM setting WHERE tenant = $1 AND name = $2), 0) AS first, \
         COALESCE((SELECT version FROM setting WHERE tenant = $1 AND name = $3), 0) AS second",
    )
    .bind(tenant.as_str())
    .bind(settings[0])
    .bind(settings[1]);
    match tx.row(statement).await? {
        Some(row) => Ok((row.int("policy")?, row.int("first")?, row.int("second")?)),
        None => Ok((0, 0, 0)),
    }
}

/// Saves the register that was read at `version`.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody else changed it since.
pub async fn put_policy(
    tx: &mut Tx,
    tenant: &TenantId,
    (policy, version): (&ReleasePolicy, i64),
    at: i64,
) -> Result<()> {
    let statement = sqlx::query(
        "INSERT INTO release_policy (tenant, body, changed_at, version) \
         VALUES ($1, $2, $3, $4 + 1) ON CONFLICT (tenant) DO UPDATE SET body = $2, \
         changed_at = $3, version = $4 + 1 WHERE release_policy.version = $4",
    )
    .bind(tenant.as_str())
    .bind(text(policy))
    .bind(at)
    .bind(version);
    match tx.run(statement).await? {
        1 => Ok(()),
        _ => Err(StoreError::Conflict { what: "the release policy".to_owned() }),
    }
}

//! Tenants: one site's data each; no statement reads two of them.

use crate::db::{Db, Tx};
use crate::row::Get;
use crate::{Result, SqlRow};
use model::TenantId;

/// One site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant {
    /// Its id.
    pub id: TenantId,
    /// Its name.
    pub name: String,
    /// Whether everything in it is made up.
    pub demo: bool,
    /// When it was added.
    pub created_at: i64,
}

/// Adds a tenant, or changes its name.
///
/// # Errors
/// A database that does not answer.
pub async fn put_tenant(tx: &mut Tx, tenant: &Tenant) -> Result<()> {
    let statement = sqlx::query(
        "INSERT INTO tenant (id, name, demo, created_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (id) DO UPDATE SET name = $2",
    )
    .bind(tenant.id.as_str())
    .bind(tenant.name.clone())
    .bind(i64::from(tenant.demo))
    .bind(tenant.created_at);
    tx.run(statement).await?;
    Ok(())
}

/// Every tenant.
///
/// # Errors
/// A database that does not answer.
pub async fn tenants(db: &Db) -> Result<Vec<Tenant>> {
    let statement = sqlx::query("SELECT id, name, demo, created_at FROM tenant ORDER BY id");
    db.rows(statement).await?.iter().map(read).collect()
}

/// One tenant.
///
/// # Errors
/// A database that does not answer.
pub async fn tenant(db: &Db, id: &TenantId) -> Result<Option<Tenant>> {
    let statement = sqlx::query("SELECT id, name, demo, created_at FROM tenant WHERE id = $1")
        .bind(id.as_str());
    db.row(statement).await?.as_ref().map(read).transpose()
}

fn read(row: &SqlRow) -> Result<Tenant> {
    Ok(Tenant {
        id: TenantId(row.text("id")?),
        name: row.text("name")?,
        demo: row.flag("demo")?,
        created_at: row.int("created_at")?,
    })
}

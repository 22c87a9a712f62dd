//! Providers: who renders and orders.

use crate::db::{Db, Tx, assembled};
use crate::row::Get;
use crate::{Result, SqlRow};
use model::TenantId;

/// One provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// Id.
    pub id: String,
    /// National provider identifier.
    pub npi: String,
    /// Name as shown.
    pub name: String,
    /// Specialty, in lower case.
    pub specialty: String,
    /// Taxonomy code.
    pub taxonomy: Option<String>,
    /// Whether they still practise here.
    pub active: bool,
}

const COLUMNS: &str =
    "SELECT id, npi, name, specialty, taxonomy, active FROM provider WHERE tenant = $1";

/// Adds a provider, or changes the one of that NPI.
///
/// # Errors
/// A database that does not answer.
pub async fn put_provider(tx: &mut Tx, tenant: &TenantId, provider: &Provider) -> Result<()> {
    let statement = sqlx::query(
        "INSERT INTO provider (tenant, id, npi, name, specialty, taxonomy, active) \
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (tenant, npi) DO UPDATE SET \
         name = $4, specialty = $5, taxonomy = $6, active = $7, version = provider.version + 1",
    )
    .bind(tenant.as_str())
    .bind(provider.id.clone())
    .bind(provider.npi.clone())
    .bind(provider.name.clone())
    .bind(provider.specialty.clone())
    .bind(provider.taxonomy.clone())
    .bind(i64::from(provider.active));
    tx.run(statement).await?;
    Ok(())
}

/// Adds a provider that a chart names, where none of that NPI is there: what people entered of a
/// provider is never overwritten by a chart.
///
/// # Errors
/// A database that does not answer.
pub async fn meet_provider(tx: &mut Tx, tenant: &TenantId, provider: &Provider) -> Result<()> {
    tx.insert_new(
        "provider (tenant, id, npi, name, specialty, taxonomy, active)",
        vec![vec![
            tenant.as_str().into(),
            provider.id.as_str().into(),
            provider.npi.as_str().into(),
            provider.name.as_str().into(),
            provider.specialty.as_str().into(),
            provider.taxonomy.clone().into(),
            i64::from(provider.active).into(),
        ]],
    )
    .await?;
    Ok(())
}

/// By id.
///
/// # Errors
/// A database that does not answer.
pub async fn provider(db: &Db, tenant: &TenantId, id: &str) -> Result<Option<Provider>> {
    let statement =
        assembled(format!("{COLUMNS} AND id = $2")).bind(tenant.as_str()).bind(id.to_owned());
    db.row(statement).await?.as_ref().map(read).transpose()
}

/// By NPI.
///
/// # Errors
/// A database that does not answer.
pub async fn provider_by_npi(db: &Db, tenant: &TenantId, npi: &str) -> Result<Option<Provider>> {
    let statement =
        assembled(format!("{COLUMNS} AND npi = $2")).bind(tenant.as_str()).bind(npi.to_owned());
    db.row(statement).await?.as_ref().map(read).transpose()
}

/// All providers by name.
///
/// # Errors
/// A database that does not answer.
pub async fn providers(db: &Db, tenant: &TenantId) -> Result<Vec<Provider>> {
    let statement =
        assembled(format!("{COLUMNS} ORDER BY name, id LIMIT 5000")).bind(tenant.as_str());
    db.rows(statement).await?.iter().map(read).collect()
}

fn read(row: &SqlRow) -> Result<Provider> {
    Ok(Provider {
        id: row.text("id")?,
        npi: row.text("npi")?,
        name: row.text("name")?,
        specialty: row.text("specialty")?,
        taxonomy: row.opt_text("taxonomy")?,
        active: row.flag("active")?,
    })
}

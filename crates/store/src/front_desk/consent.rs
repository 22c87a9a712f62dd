//! Consents that patients gave in writing.

use crate::accounts::text;
use crate::db::{Db, Tx, assembled};
use crate::front_desk::changed_one;
use crate::row::Get;
use crate::{Result, SqlRow};
use model::{Consent, TenantId};

/// One consent.
#[derive(Clone, Debug, PartialEq)]
pub struct ConsentRow {
    /// Id.
    pub id: String,
    /// Whose.
    pub patient: String,
    /// What it says.
    pub consent: Consent,
    /// Counts the changes.
    pub version: i64,
}

const COLUMNS: &str = "SELECT id, patient, body, version FROM consent WHERE tenant = $1";

/// Adds one.
///
/// # Errors
/// A database that does not answer.
pub async fn add_consent(tx: &mut Tx, tenant: &TenantId, row: &ConsentRow) -> Result<()> {
    let values = vec![
        tenant.as_str().into(),
        row.id.clone().into(),
        row.patient.clone().into(),
        text(&row.consent).into(),
        row.version.into(),
    ];
    tx.insert("consent (tenant, id, patient, body, version)", vec![values]).await?;
    Ok(())
}

/// Saves one; `row.version` is the one it was read at.
///
/// # Errors
/// [`crate::StoreError::Conflict`] when somebody else changed it since.
pub async fn change_consent(tx: &mut Tx, tenant: &TenantId, row: &ConsentRow) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE consent SET body = $1, version = version + 1 WHERE tenant = $2 AND id = $3 AND \
            patient = $4 AND version = $5",
    )
    .bind(text(&row.consent))
    .bind(tenant.as_str())
    .bind(row.id.clone())
    .bind(row.patient.clone())
    .bind(row.version);
    changed_one(tx.run(statement).await?, "this consent")
}

/// Those of one patient.
///
/// # Errors
/// A database that does not answer.
pub async fn consents(db: &Db, tenant: &TenantId, patient: &str) -> Result<Vec<ConsentRow>> {
    let query = format!("{COLUMNS} AND patient = $2 ORDER BY id LIMIT 500");
    let statement = assembled(query).bind(tenant.as_str()).bind(patient.to_owned());
    db.rows(statement).await?.iter().map(read).collect()
}

fn read(row: &SqlRow) -> Result<ConsentRow> {
    Ok(ConsentRow {
        id: row.text("id")?,
        patient: row.text("patient")?,
        consent: row.json("body")?,
        version: row.int("version")?,
    })
}

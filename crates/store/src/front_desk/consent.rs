//! Consents that patients gave in writing.

use crate::accounts::text;
use crate::db::{Db, Tx};
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
    /// The user who recorded it.
    pub recorded_by: String,
    /// When: microseconds since 1970.
    pub recorded_at: i64,
    /// The user who recorded that it was revoked.
    pub revoked_by: Option<String>,
    /// Counts the changes.
    pub version: i64,
}

const OF_PATIENT: &str = "SELECT id, patient, body, recorded_by, recorded_at, revoked_by, version \
    FROM consent WHERE tenant = $1 AND patient = $2 ORDER BY id LIMIT 500";

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
        row.recorded_by.clone().into(),
        row.recorded_at.into(),
        row.revoked_by.clone().into(),
        row.version.into(),
    ];
    let columns = "consent (tenant, id, patient, body, recorded_by, recorded_at, revoked_by, \
                   version)";
    tx.insert(columns, vec![values]).await?;
    Ok(())
}

/// Saves one; `row.version` is the one it was read at.
///
/// # Errors
/// [`crate::StoreError::Conflict`] when somebody else changed it since.
pub async fn change_consent(tx: &mut Tx, tenant: &TenantId, row: &ConsentRow) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE consent SET body = $1, revoked_by = $6, version = version + 1 WHERE tenant = $2 \
            AND id = $3 AND patient = $4 AND version = $5",
    )
    .bind(text(&row.consent))
    .bind(tenant.as_str())
    .bind(row.id.clone())
    .bind(row.patient.clone())
    .bind(row.version)
    .bind(row.revoked_by.clone());
    changed_one(tx.run(statement).await?, "this consent")
}

/// Those of one patient.
///
/// # Errors
/// A database that does not answer.
pub async fn consents(db: &Db, tenant: &TenantId, patient: &str) -> Result<Vec<ConsentRow>> {
    let statement = sqlx::query(OF_PATIENT).bind(tenant.as_str()).bind(patient.to_owned());
    db.rows(statement).await?.iter().map(read).collect()
}

/// As [`consents`], inside the transaction that rests on them.
///
/// # Errors
/// A database that does not answer.
pub async fn consents_for_change(
    tx: &mut Tx,
    tenant: &TenantId,
    patient: &str,
) -> Result<Vec<ConsentRow>> {
    let statement = sqlx::query(OF_PATIENT).bind(tenant.as_str()).bind(patient.to_owned());
    tx.rows(statement).await?.iter().map(read).collect()
}

fn read(row: &SqlRow) -> Result<ConsentRow> {
    Ok(ConsentRow {
        id: row.text("id")?,
        patient: row.text("patient")?,
        consent: row.json("body")?,
        recorded_by: row.text("recorded_by")?,
        recorded_at: row.int("recorded_at")?,
        revoked_by: row.opt_text("revoked_by")?,
        version: row.int("version")?,
    })
}

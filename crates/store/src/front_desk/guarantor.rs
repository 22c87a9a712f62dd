//! The guarantor: who pays what the payers leave, where that is not the patient.

use crate::accounts::text;
use crate::db::{Db, Tx};
use crate::front_desk::rows_of;
use crate::row::Get;
use crate::{Result, SqlRow};
use model::{Address, Relationship, TenantId};
use serde::{Deserialize, Serialize};

/// One guarantor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Guarantor {
    /// Family name.
    pub family: String,
    /// Given names.
    pub given: String,
    /// What the patient is to them.
    pub relationship: Relationship,
    /// Telephone.
    pub phone: Option<String>,
    /// Where bills go.
    pub address: Option<Address>,
}

/// Keeps a patient's guarantor, or takes it away. The patient's version guards the change.
///
/// # Errors
/// A database that does not answer.
pub async fn put_guarantor(
    tx: &mut Tx,
    tenant: &TenantId,
    patient: &str,
    guarantor: Option<&Guarantor>,
) -> Result<()> {
    let statement = match guarantor {
        Some(guarantor) => sqlx::query(
            "INSERT INTO guarantor (tenant, patient, body) VALUES ($1, $2, $3) \
             ON CONFLICT (tenant, patient) DO UPDATE SET body = $3",
        )
        .bind(tenant.as_str())
        .bind(patient.to_owned())
        .bind(text(guarantor)),
        None => sqlx::query("DELETE FROM guarantor WHERE tenant = $1 AND patient = $2")
            .bind(tenant.as_str())
            .bind(patient.to_owned()),
    };
    tx.run(statement).await?;
    Ok(())
}

/// A patient's guarantor.
///
/// # Errors
/// A database that does not answer.
pub async fn guarantor(db: &Db, tenant: &TenantId, patient: &str) -> Result<Option<Guarantor>> {
    let found = guarantors_of(db, tenant, &[patient.to_owned()]).await?;
    Ok(found.into_iter().next().map(|(_, guarantor)| guarantor))
}

/// The guarantors of several patients, with the patient's id.
///
/// # Errors
/// A database that does not answer.
pub async fn guarantors_of(
    db: &Db,
    tenant: &TenantId,
    patients: &[String],
) -> Result<Vec<(String, Guarantor)>> {
    let columns = "SELECT patient, body FROM guarantor WHERE tenant = $1";
    let rows = rows_of(db, tenant, patients, (columns, "")).await?;
    let read = |row: &SqlRow| Ok((row.text("patient")?, row.json("body")?));
    rows.iter().map(read).collect()
}

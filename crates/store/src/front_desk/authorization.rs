//! Authorizations that payers gave: for which services, how many units, until when.

use crate::accounts::text;
use crate::db::{Db, Tx};
use crate::front_desk::{changed_one, rows_of, within};
use crate::row::Get;
use crate::{Result, SqlRow};
use model::TenantId;

/// One authorization.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AuthorizationRow {
    /// Id.
    pub id: String,
    /// Whose.
    pub patient: String,
    /// The coverage whose payer gave it.
    pub coverage: Option<String>,
    /// The payer's number.
    pub number: String,
    /// Codes of the services; empty for any.
    pub services: Vec<String>,
    /// Units in all; `None` where the payer gave no number.
    pub units_total: Option<i64>,
    /// Units that were used.
    pub units_used: i64,
    /// First day.
    pub from_day: Option<String>,
    /// Last day.
    pub to_day: Option<String>,
    /// Counts the changes.
    pub version: i64,
}

impl AuthorizationRow {
    /// Units left; `None` where the payer gave no number.
    #[must_use]
    pub fn units_left(&self) -> Option<i64> {
        self.units_total.map(|total| (total - self.units_used).max(0))
    }

    /// Whether it holds on a day (`YYYY-MM-DD`) and has a unit left.
    #[must_use]
    pub fn holds_on(&self, day: &str) -> bool {
        within(self.from_day.as_deref(), self.to_day.as_deref(), day)
            && self.units_left() != Some(0)
    }
}

const COLUMNS: &str = "SELECT id, patient, coverage, number, services, units_total, units_used, \
        from_day, to_day, version FROM prior_authorization WHERE tenant = $1";

/// Adds one.
///
/// # Errors
/// A database that does not answer.
pub async fn add_authorization(
    tx: &mut Tx,
    tenant: &TenantId,
    row: &AuthorizationRow,
) -> Result<()> {
    let values = vec![
        tenant.as_str().into(),
        row.id.clone().into(),
        row.patient.clone().into(),
        row.coverage.clone().into(),
        row.number.clone().into(),
        text(&row.services).into(),
        row.units_total.into(),
        row.units_used.into(),
        row.from_day.clone().into(),
        row.to_day.clone().into(),
        row.version.into(),
    ];
    tx.insert(
        "prior_authorization (tenant, id, patient, coverage, number, services, units_total, \
            units_used, from_day, to_day, version)",
        vec![values],
    )
    .await?;
    Ok(())
}

/// Saves one; `row.version` is the one it was read at.
///
/// # Errors
/// [`crate::StoreError::Conflict`] when somebody else changed it since.
pub async fn change_authorization(
    tx: &mut Tx,
    tenant: &TenantId,
    row: &AuthorizationRow,
) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE prior_authorization SET coverage = $1, number = $2, services = $3, units_total = \
            $4, units_used = $5, from_day = $6, to_day = $7, version = version + 1 WHERE tenant = $8 \
            AND id = $9 AND patient = $10 AND version = $11",
    )
    .bind(row.coverage.clone())
    .bind(row.number.clone())
    .bind(text(&row.services))
    .bind(row.units_total)
    .bind(row.units_used)
    .bind(row.from_day.clone())
    .bind(row.to_day.clone())
    .bind(tenant.as_str())
    .bind(row.id.clone())
    .bind(row.patient.clone())
    .bind(row.version);
    changed_one(tx.run(statement).await?, "this authorization")
}

/// Those of one patient.
///
/// # Errors
/// A database that does not answer.
pub async fn authorizations(
    db: &Db,
    tenant: &TenantId,
    patient: &str,
) -> Result<Vec<AuthorizationRow>> {
    authorizations_of(db, tenant, &[patient.to_owned()]).await
}

/// Those of several patients, by patient.
///
/// # Errors
/// A database that does not answer.
pub async fn authorizations_of(
    db: &Db,
    tenant: &TenantId,
    patients: &[String],
) -> Result<Vec<AuthorizationRow>> {
    let rows = rows_of(db, tenant, patients, (COLUMNS, "ORDER BY patient, from_day, id")).await?;
    rows.iter().map(read).collect()
}

fn read(row: &SqlRow) -> Result<AuthorizationRow> {
    Ok(AuthorizationRow {
        id: row.text("id")?,
        patient: row.text("patient")?,
        coverage: row.opt_text("coverage")?,
        number: row.text("number")?,
        services: row.json("services")?,
        units_total: row.opt_int("units_total")?,
        units_used: row.int("units_used")?,
        from_day: row.opt_text("from_day")?,
        to_day: row.opt_text("to_day")?,
        version: row.int("version")?,
    })
}

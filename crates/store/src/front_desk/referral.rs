//! Referrals: who sent the patient, to whom, for how many visits.

use crate::db::{Db, Tx};
use crate::front_desk::{changed_one, rows_of, within};
use crate::row::Get;
use crate::{Result, SqlRow};
use model::TenantId;

/// One referral.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReferralRow {
    /// Id.
    pub id: String,
    /// Whose.
    pub patient: String,
    /// NPI of who refers.
    pub from_npi: Option<String>,
    /// Their name.
    pub from_name: String,
    /// The provider here: NPI; `None` for any.
    pub to_provider: Option<String>,
    /// The payer's number, where there is one.
    pub number: Option<String>,
    /// Why.
    pub reason: String,
    /// Visits in all; `None` where no number was given.
    pub visits_total: Option<i64>,
    /// Visits that were used.
    pub visits_used: i64,
    /// First day.
    pub from_day: Option<String>,
    /// Last day.
    pub to_day: Option<String>,
    /// Counts the changes.
    pub version: i64,
}

impl ReferralRow {
    /// Whether it holds on a day (`YYYY-MM-DD`) and has a visit left.
    #[must_use]
    pub fn holds_on(&self, day: &str) -> bool {
        within(self.from_day.as_deref(), self.to_day.as_deref(), day)
            && self.visits_total.is_none_or(|total| total > self.visits_used)
    }
}

const COLUMNS: &str = "SELECT id, patient, from_npi, from_name, to_provider, number, reason, \
        visits_total, visits_used, from_day, to_day, version FROM referral WHERE tenant = $1";

/// Adds one.
///
/// # Errors
/// A database that does not answer.
pub async fn add_referral(tx: &mut Tx, tenant: &TenantId, row: &ReferralRow) -> Result<()> {
    let values = vec![
        tenant.as_str().into(),
        row.id.clone().into(),
        row.patient.clone().into(),
        row.from_npi.clone().into(),
        row.from_name.clone().into(),
        row.to_provider.clone().into(),
        row.number.clone().into(),
        row.reason.clone().into(),
        row.visits_total.into(),
        row.visits_used.into(),
        row.from_day.clone().into(),
        row.to_day.clone().into(),
        row.version.into(),
    ];
    tx.insert(
        "referral (tenant, id, patient, from_npi, from_name, to_provider, number, reason, \
            visits_total, visits_used, from_day, to_day, version)",
        vec![values],
    )
    .await?;
    Ok(())
}

/// Saves one; `row.version` is the one it was read at.
///
/// # Errors
/// [`crate::StoreError::Conflict`] when somebody else changed it since.
pub async fn change_referral(tx: &mut Tx, tenant: &TenantId, row: &ReferralRow) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE referral SET from_npi = $1, from_name = $2, to_provider = $3, number = $4, reason \
            = $5, visits_total = $6, visits_used = $7, from_day = $8, to_day = $9, version = version \
            + 1 WHERE tenant = $10 AND id = $11 AND patient = $12 AND version = $13",
    )
    .bind(row.from_npi.clone())
    .bind(row.from_name.clone())
    .bind(row.to_provider.clone())
    .bind(row.number.clone())
    .bind(row.reason.clone())
    .bind(row.visits_total)
    .bind(row.visits_used)
    .bind(row.from_day.clone())
    .bind(row.to_day.clone())
    .bind(tenant.as_str())
    .bind(row.id.clone())
    .bind(row.patient.clone())
    .bind(row.version);
    changed_one(tx.run(statement).await?, "this referral")
}

/// Those of one patient.
///
/// # Errors
/// A database that does not answer.
pub async fn referrals(db: &Db, tenant: &TenantId, patient: &str) -> Result<Vec<ReferralRow>> {
    referrals_of(db, tenant, &[patient.to_owned()]).await
}

/// Those of several patients, by patient.
///
/// # Errors
/// A database that does not answer.
pub async fn referrals_of(
    db: &Db,
    tenant: &TenantId,
    patients: &[String],
) -> Result<Vec<ReferralRow>> {
    let rows = rows_of(db, tenant, patients, (COLUMNS, "ORDER BY patient, from_day, id")).await?;
    rows.iter().map(read).collect()
}

fn read(row: &SqlRow) -> Result<ReferralRow> {
    Ok(ReferralRow {
        id: row.text("id")?,
        patient: row.text("patient")?,
        from_npi: row.opt_text("from_npi")?,
        from_name: row.text("from_name")?,
        to_provider: row.opt_text("to_provider")?,
        number: row.opt_text("number")?,
        reason: row.text("reason")?,
        visits_total: row.opt_int("visits_total")?,
        visits_used: row.int("visits_used")?,
        from_day: row.opt_text("from_day")?,
        to_day: row.opt_text("to_day")?,
        version: row.int("version")?,
    })
}

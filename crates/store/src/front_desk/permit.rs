//! What lets a service be paid before it is given: authorizations of payers, and referrals.

use crate::accounts::text;
use crate::db::{Db, Tx};
use crate::row::Get;
use crate::{Result, SqlRow};
use model::TenantId;

/// A payer's authorization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizationRow {
    /// Its id.
    pub id: String,
    /// Whose.
    pub patient: String,
    /// The coverage it belongs to.
    pub coverage: Option<String>,
    /// The payer's number.
    pub number: String,
    /// Codes of the services; empty for any.
    pub services: Vec<String>,
    /// Units granted, where limited.
    pub units_total: Option<i64>,
    /// Units used.
    pub units_used: i64,
    /// First day.
    pub from_day: Option<String>,
    /// Last day.
    pub to_day: Option<String>,
    /// Counts the changes.
    pub version: i64,
}

/// A referral.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferralRow {
    /// Its id.
    pub id: String,
    /// Whose.
    pub patient: String,
    /// NPI of who refers.
    pub from_npi: Option<String>,
    /// Their name.
    pub from_name: String,
    /// NPI of the provider referred to.
    pub to_provider: Option<String>,
    /// Its number, where the payer gives one.
    pub number: Option<String>,
    /// Why.
    pub reason: String,
    /// Visits granted, where limited.
    pub visits_total: Option<i64>,
    /// Visits used.
    pub visits_used: i64,
    /// First day.
    pub from_day: Option<String>,
    /// Last day.
    pub to_day: Option<String>,
    /// Counts the changes.
    pub version: i64,
}

/// Adds an authorization.
///
/// # Errors
/// A database that does not answer.
pub async fn add_authorization(
    tx: &mut Tx,
    tenant: &TenantId,
    row: &AuthorizationRow,
) -> Result<()> {
    tx.insert(
        "prior_authorization (tenant, id, patient, coverage, number, services, units_total, \
         units_used, from_day, to_day, version)",
        vec![vec![
            tenant.as_str().into(),
            row.id.as_str().into(),
            row.patient.as_str().into(),
            row.coverage.clone().into(),
            row.number.as_str().into(),
            text(&row.services).into(),
            row.units_total.into(),
            row.units_used.into(),
            row.from_day.clone().into(),
            row.to_day.clone().into(),
            row.version.into(),
        ]],
    )
    .await?;
    Ok(())
}

/// A patient's authorizations.
///
/// # Errors
/// A database that does not answer.
pub async fn authorizations(
    db: &Db,
    tenant: &TenantId,
    patient: &str,
) -> Result<Vec<AuthorizationRow>> {
    let statement = sqlx::query(
        "SELECT id, patient, coverage, number, services, units_total, units_used, from_day, \
         to_day, version FROM prior_authorization WHERE tenant = $1 AND patient = $2 \
         ORDER BY id LIMIT 1000",
    )
    .bind(tenant.as_str())
    .bind(patient.to_owned());
    let read = |row: &SqlRow| {
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
    };
    db.rows(statement).await?.iter().map(read).collect()
}

/// Adds a referral.
///
/// # Errors
/// A database that does not answer.
pub async fn add_referral(tx: &mut Tx, tenant: &TenantId, row: &ReferralRow) -> Result<()> {
    tx.insert(
        "referral (tenant, id, patient, from_npi, from_name, to_provider, number, reason, \
         visits_total, visits_used, from_day, to_day, version)",
        vec![vec![
            tenant.as_str().into(),
            row.id.as_str().into(),
            row.patient.as_str().into(),
            row.from_npi.clone().into(),
            row.from_name.as_str().into(),
            row.to_provider.clone().into(),
            row.number.clone().into(),
            row.reason.as_str().into(),
            row.visits_total.into(),
            row.visits_used.into(),
            row.from_day.clone().into(),
            row.to_day.clone().into(),
            row.version.into(),
        ]],
    )
    .await?;
    Ok(())
}

/// A patient's referrals.
///
/// # Errors
/// A database that does not answer.
pub async fn referrals(db: &Db, tenant: &TenantId, patient: &str) -> Result<Vec<ReferralRow>> {
    let statement = sqlx::query(
        "SELECT id, patient, from_npi, from_name, to_provider, number, reason, visits_total, \
         visits_used, from_day, to_day, version FROM referral \
         WHERE tenant = $1 AND patient = $2 ORDER BY id LIMIT 1000",
    )
    .bind(tenant.as_str())
    .bind(patient.to_owned());
    let read = |row: &SqlRow| {
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
    };
    db.rows(statement).await?.iter().map(read).collect()
}

//! Two records of one person become one: a person says so, and everything moves at once.

use super::{PatientRow, change_patient, patient_for_change};
use crate::db::{Tx, assembled};
use crate::row::Get;
use crate::{Result, StoreError};
use model::TenantId;
use serde::Serialize;

/// What is to be merged.
#[derive(Clone, Debug, PartialEq)]
pub struct Merge {
    /// The record that stays, with the chosen values and the version it was read at.
    pub keep: PatientRow,
    /// The record that goes.
    pub lose: String,
    /// The version it was read at.
    pub lose_version: i64,
}

/// The ids of what moved: with the two records as they were before, enough to undo it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// Accounts.
    pub accounts: Vec<String>,
    /// Coverages, with the rank that each had.
    pub coverages: Vec<(String, i64)>,
    /// Visits.
    pub visits: Vec<String>,
    /// Referrals.
    pub referrals: Vec<String>,
    /// Authorizations.
    pub authorizations: Vec<String>,
    /// Consents.
    pub consents: Vec<String>,
    /// Records that were merged into the losing one before.
    pub merged_before: Vec<String>,
}

/// Tables whose rows name their patient; none is large for one patient.
const TABLES: [&str; 6] =
    ["account", "coverage", "visit", "referral", "prior_authorization", "consent"];

/// Merges in the caller's transaction. Coverages of the losing record come after those of the
/// other. The record number of the losing record stays with it, so that charts that still
/// carry it find
/// their way.
///
/// # Errors
/// [`StoreError::Conflict`] when one of the two was changed or merged since it was read;
/// [`StoreError::Refused`] for a record and itself.
pub async fn merge(tx: &mut Tx, tenant: &TenantId, asked: &Merge) -> Result<Moved> {
    let (keep, lose) = (asked.keep.id.as_str(), asked.lose.as_str());
    if keep == lose {
        return Err(StoreError::Refused("a record cannot be merged into itself".into()));
    }
    let losing = patient_for_change(tx, tenant, lose).await?;
    if losing.version != asked.lose_version || losing.merged_into.is_some() {
        return Err(StoreError::Conflict { what: "the other record".into() });
    }
    change_patient(tx, tenant, &asked.keep).await?;
    let last_rank = last_rank(tx, tenant, keep).await?;
    let mut moved = Moved { coverages: ranks(tx, tenant, lose).await?, ..Moved::default() };
    let ids = [
        &mut moved.accounts,
        &mut Vec::new(),
        &mut moved.visits,
        &mut moved.referrals,
        &mut moved.authorizations,
        &mut moved.consents,
    ];
    for (table, ids) in TABLES.into_iter().zip(ids) {
        *ids = ids_of(tx, tenant, (table, "patient"), lose).await?;
        let version = if table == "coverage" { ", rank = rank + $4" } else { "" };
        let mut statement = assembled(format!(
            "UPDATE {table} SET patient = $1, version = version + 1{version} \
             WHERE tenant = $2 AND patient = $3"
        ))
        .bind(keep.to_owned())
        .bind(tenant.as_str())
        .bind(lose.to_owned());
        if table == "coverage" {
            statement = statement.bind(last_rank);
        }
        tx.run(statement).await?;
    }
    super::patient::shown_on_accounts(tx, tenant, &asked.keep).await?;
    moved.merged_before = ids_of(tx, tenant, ("patient", "merged_into"), lose).await?;
    let statement = sqlx::query(
        "UPDATE patient SET merged_into = $1, version = version + 1 \
         WHERE tenant = $2 AND (id = $3 OR merged_into = $3)",
    )
    .bind(keep.to_owned())
    .bind(tenant.as_str())
    .bind(lose.to_owned());
    tx.run(statement).await?;
    let guarantor = sqlx::query(
        "UPDATE guarantor SET patient = $1 WHERE tenant = $2 AND patient = $3 AND NOT EXISTS \
         (SELECT 1 FROM guarantor AS own WHERE own.tenant = $2 AND own.patient = $1)",
    )
    .bind(keep.to_owned())
    .bind(tenant.as_str())
    .bind(lose.to_owned());
    tx.run(guarantor).await?;
    Ok(moved)
}

async fn ids_of(
    tx: &mut Tx,
    tenant: &TenantId,
    (table, column): (&'static str, &'static str),
    patient: &str,
) -> Result<Vec<String>> {
    let text = format!("SELECT id FROM {table} WHERE tenant = $1 AND {column} = $2 ORDER BY id");
    let statement = assembled(text).bind(tenant.as_str()).bind(patient.to_owned());
    tx.rows(statement).await?.iter().map(|row| row.text("id")).collect()
}

async fn ranks(tx: &mut Tx, tenant: &TenantId, patient: &str) -> Result<Vec<(String, i64)>> {
    let statement = sqlx::query(
        "SELECT id, rank FROM coverage WHERE tenant = $1 AND patient = $2 ORDER BY rank, id",
    )
    .bind(tenant.as_str())
    .bind(patient.to_owned());
    let read = |row: &crate::SqlRow| Ok((row.text("id")?, row.int("rank")?));
    tx.rows(statement).await?.iter().map(read).collect()
}

async fn last_rank(tx: &mut Tx, tenant: &TenantId, patient: &str) -> Result<i64> {
    Ok(ranks(tx, tenant, patient).await?.into_iter().map(|(_, rank)| rank).max().unwrap_or(0))
}

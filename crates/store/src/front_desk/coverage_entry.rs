//! Coverages as a program adds and ends them.

use crate::accounts::text;
use crate::db::Tx;
use crate::{Result, StoreError};
use model::{Coverage, TenantId};

/// Adds a coverage at the rank that it names.
///
/// # Errors
/// [`StoreError::Exists`] when the patient has one of that rank.
pub async fn add_coverage(
    tx: &mut Tx,
    tenant: &TenantId,
    (patient, id): (&str, &str),
    coverage: &Coverage,
    (from, to): (Option<String>, Option<String>),
) -> Result<()> {
    let rank = i64::from(coverage.order);
    let there =
        sqlx::query("SELECT id FROM coverage WHERE tenant = $1 AND patient = $2 AND rank = $3")
            .bind(tenant.as_str())
            .bind(patient.to_owned())
            .bind(rank);
    if tx.row(there).await?.is_some() {
        return Err(StoreError::Exists { what: format!("a coverage of rank {rank}") });
    }
    tx.insert(
        "coverage (tenant, id, patient, rank, payer, payer_kind, member, from_day, to_day, body, \
         version)",
        vec![vec![
            tenant.as_str().into(),
            id.into(),
            patient.into(),
            rank.into(),
            coverage.payer.name.as_str().into(),
            crate::name_of(&coverage.kind).into(),
            coverage.member_id.as_str().into(),
            from.into(),
            to.into(),
            text(coverage).into(),
            1_i64.into(),
        ]],
    )
    .await?;
    Ok(())
}

/// Takes a coverage away that was read at a version.
///
/// # Errors
/// [`StoreError::Conflict`] when it was changed since, or is gone.
pub async fn drop_coverage(
    tx: &mut Tx,
    tenant: &TenantId,
    (patient, id): (&str, &str),
    version: i64,
) -> Result<()> {
    let statement = sqlx::query(
        "DELETE FROM coverage WHERE tenant = $1 AND patient = $2 AND id = $3 AND version = $4",
    )
    .bind(tenant.as_str())
    .bind(patient.to_owned())
    .bind(id.to_owned())
    .bind(version);
    match tx.run(statement).await? {
        1 => Ok(()),
        _ => Err(StoreError::Conflict { what: "this coverage".into() }),
    }
}

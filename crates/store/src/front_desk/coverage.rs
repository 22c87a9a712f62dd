//! Coverages, in the order in which payers are billed.

use crate::accounts::text;
use crate::db::{Db, Tx};
use crate::row::{Get, opt_day};
use crate::{Result, SqlRow};
use model::{Coverage, TenantId};

/// One coverage as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct CoverageRow {
    /// Id: the patient's and the rank.
    pub id: String,
    /// 1 is primary.
    pub rank: i64,
    /// The coverage.
    pub coverage: Coverage,
    /// First day, where known.
    pub from_day: Option<String>,
    /// Last day, where known.
    pub to_day: Option<String>,
    /// Counts the changes.
    pub version: i64,
}

/// Keeps the coverages of a chart where the patient has none yet: what the front desk entered is
/// never overwritten by a chart.
///
/// # Errors
/// A database that does not answer.
pub async fn put_coverages(
    tx: &mut Tx,
    tenant: &TenantId,
    patient: &str,
    coverages: &[Coverage],
) -> Result<()> {
    let row = |(index, coverage): (usize, &Coverage)| {
        let rank = i64::try_from(index + 1).unwrap_or(i64::MAX);
        vec![
            tenant.as_str().into(),
            format!("{patient}.{rank}").into(),
            patient.into(),
            rank.into(),
            coverage.payer.name.as_str().into(),
            crate::name_of(&coverage.kind).into(),
            coverage.member_id.as_str().into(),
            opt_day(None).into(),
            opt_day(None).into(),
            text(coverage).into(),
            1_i64.into(),
        ]
    };
    tx.insert_new(
        "coverage (tenant, id, patient, rank, payer, payer_kind, member, from_day, to_day, body, \
         version)",
        coverages.iter().enumerate().map(row).collect(),
    )
    .await?;
    Ok(())
}

/// A patient's coverages in order.
///
/// # Errors
/// A database that does not answer.
pub async fn coverages(db: &Db, tenant: &TenantId, patient: &str) -> Result<Vec<CoverageRow>> {
    let statement = sqlx::query(
        "SELECT id, rank, from_day, to_day, body, version FROM coverage \
         WHERE tenant = $1 AND patient = $2 ORDER BY rank, id",
    )
    .bind(tenant.as_str())
    .bind(patient.to_owned());
    let read = |row: &SqlRow| {
        Ok(CoverageRow {
            id: row.text("id")?,
            rank: row.int("rank")?,
            coverage: row.json("body")?,
            from_day: row.opt_text("from_day")?,
            to_day: row.opt_text("to_day")?,
            version: row.int("version")?,
        })
    };
    db.rows(statement).await?.iter().map(read).collect()
}

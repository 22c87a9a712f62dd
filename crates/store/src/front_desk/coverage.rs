//! Coverages, in the order in which payers are billed.

use crate::accounts::text;
use crate::db::{Db, Tx};
use crate::front_desk::{changed_one, rows_of, within};
use crate::many::Value;
use crate::row::Get;
use crate::{Result, SqlRow, StoreError};
use model::{Coverage, TenantId};

/// One coverage as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct CoverageRow {
    /// Id.
    pub id: String,
    /// Whose.
    pub patient: String,
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

impl CoverageRow {
    /// Whether it holds on a day (`YYYY-MM-DD`); an end or beginning that is not known is open.
    #[must_use]
    pub fn holds_on(&self, day: &str) -> bool {
        within(self.from_day.as_deref(), self.to_day.as_deref(), day)
    }
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
    if coverages.is_empty() {
        return Ok(());
    }
    let statement =
        sqlx::query("SELECT id FROM coverage WHERE tenant = $1 AND patient = $2 LIMIT 1")
            .bind(tenant.as_str())
            .bind(patient.to_owned());
    if tx.row(statement).await?.is_some() {
        return Ok(());
    }
    let row = |(index, coverage): (usize, &Coverage)| {
        let rank = i64::try_from(index + 1).unwrap_or(i64::MAX);
        let row = CoverageRow {
            id: format!("{patient}.{rank}"),
            patient: patient.to_owned(),
            rank,
            coverage: coverage.clone(),
            from_day: None,
            to_day: None,
            version: 1,
        };
        values(tenant, &row)
    };
    // Two charts of one new patient may come at the same moment: the first has its way.
    tx.insert_new(INTO, coverages.iter().enumerate().map(row).collect()).await?;
    Ok(())
}

const INTO: &str = "coverage (tenant, id, patient, rank, payer, payer_kind, member, from_day, \
    to_day, body, version)";

const COLUMNS: &str =
    "SELECT id, patient, rank, from_day, to_day, body, version FROM coverage WHERE tenant = $1";

fn values(tenant: &TenantId, row: &CoverageRow) -> Vec<Value> {
    vec![
        tenant.as_str().into(),
        row.id.as_str().into(),
        row.patient.as_str().into(),
        row.rank.into(),
        row.coverage.payer.name.as_str().into(),
        crate::name_of(&row.coverage.kind).into(),
        row.coverage.member_id.as_str().into(),
        row.from_day.clone().into(),
        row.to_day.clone().into(),
        text(&row.coverage).into(),
        row.version.into(),
    ]
}

/// Adds a coverage of a patient at the rank that it names.
///
/// # Errors
/// [`StoreError::Exists`] when the patient has one of that rank.
pub async fn add_coverage(tx: &mut Tx, tenant: &TenantId, row: &CoverageRow) -> Result<()> {
    let there =
        sqlx::query("SELECT id FROM coverage WHERE tenant = $1 AND patient = $2 AND rank = $3")
            .bind(tenant.as_str())
            .bind(row.patient.clone())
            .bind(row.rank);
    if tx.row(there).await?.is_some() {
        return Err(StoreError::Exists { what: format!("a coverage of rank {}", row.rank) });
    }
    tx.insert(INTO, vec![values(tenant, row)]).await?;
    Ok(())
}

/// Saves a coverage, its rank with it; `row.version` is the one it was read at.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody else changed it since.
pub async fn change_coverage(tx: &mut Tx, tenant: &TenantId, row: &CoverageRow) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE coverage SET rank = $1, payer = $2, payer_kind = $3, member = $4, from_day = $5, \
         to_day = $6, body = $7, version = version + 1 \
         WHERE tenant = $8 AND id = $9 AND patient = $10 AND version = $11",
    )
    .bind(row.rank)
    .bind(row.coverage.payer.name.clone())
    .bind(crate::name_of(&row.coverage.kind))
    .bind(row.coverage.member_id.clone())
    .bind(row.from_day.clone())
    .bind(row.to_day.clone())
    .bind(text(&row.coverage))
    .bind(tenant.as_str())
    .bind(row.id.clone())
    .bind(row.patient.clone())
    .bind(row.version);
    changed_one(tx.run(statement).await?, "this coverage")
}

/// Takes a coverage away; `row.version` is the one it was read at.
///
/// # Errors
/// [`StoreError::Conflict`] when it was changed since, or is gone.
pub async fn drop_coverage(tx: &mut Tx, tenant: &TenantId, row: &CoverageRow) -> Result<()> {
    let statement = sqlx::query(
        "DELETE FROM coverage WHERE tenant = $1 AND patient = $2 AND id = $3 AND version = $4",
    )
    .bind(tenant.as_str())
    .bind(row.patient.clone())
    .bind(row.id.clone())
    .bind(row.version);
    changed_one(tx.run(statement).await?, "this coverage")
}

/// A patient's coverages in order.
///
/// # Errors
/// A database that does not answer.
pub async fn coverages(db: &Db, tenant: &TenantId, patient: &str) -> Result<Vec<CoverageRow>> {
    coverages_of(db, tenant, &[patient.to_owned()]).await
}

/// The coverages of several patients, by patient and in order.
///
/// # Errors
/// A database that does not answer.
pub async fn coverages_of(
    db: &Db,
    tenant: &TenantId,
    patients: &[String],
) -> Result<Vec<CoverageRow>> {
    let read = |row: &SqlRow| {
        Ok(CoverageRow {
            id: row.text("id")?,
            patient: row.text("patient")?,
            rank: row.int("rank")?,
            coverage: row.json("body")?,
            from_day: row.opt_text("from_day")?,
            to_day: row.opt_text("to_day")?,
            version: row.int("version")?,
        })
    };
    let rows = rows_of(db, tenant, patients, (COLUMNS, "ORDER BY patient, rank, id")).await?;
    rows.iter().map(read).collect()
}

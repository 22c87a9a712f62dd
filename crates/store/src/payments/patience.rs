//! How quickly payers answer, and what people set in its place.

use crate::Result;
use crate::db::{Db, Tx};
use crate::payments::next_version::Next;
use crate::row::Get;
use model::TenantId;

/// Answers that are looked at, newest first.
const MOST: i64 = 2_000;

/// Days that a person set for a payer, or took back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PatienceRow {
    /// The payer.
    pub payer: String,
    /// Counts the settings of this payer, from 1.
    pub version: i64,
    /// The days; `None`: computed again.
    pub days: Option<i64>,
    /// Why.
    pub note: String,
    /// Who.
    pub by_person: String,
    /// When.
    pub at: i64,
}

/// Times from sending to the first decision of a payer's newest answers since a moment, in
/// microseconds.
///
/// # Errors
/// A database that does not answer.
pub async fn answer_times(
    db: &Db,
    tenant: &TenantId,
    (payer, since): (&str, i64),
) -> Result<Vec<i64>> {
    let statement = sqlx::query(
        "SELECT decided_at - submitted_at AS waited FROM open_claim WHERE tenant = $1 \
         AND payer = $2 AND decided_at >= $3 ORDER BY decided_at DESC LIMIT $4",
    )
    .bind(tenant.as_str())
    .bind(payer.to_owned())
    .bind(since)
    .bind(MOST);
    db.rows(statement).await?.iter().map(|row| row.int("waited")).collect()
}

/// What was set for a payer, newest first.
///
/// # Errors
/// A database that does not answer.
pub async fn patience_of(db: &Db, tenant: &TenantId, payer: &str) -> Result<Vec<PatienceRow>> {
    let statement = sqlx::query(
        "SELECT payer, version, days, note, by_person, at FROM payer_patience WHERE tenant = $1 \
         AND payer = $2 ORDER BY version DESC LIMIT 50",
    )
    .bind(tenant.as_str())
    .bind(payer.to_owned());
    let rows = db.rows(statement).await?;
    let read = |row: &crate::SqlRow| {
        Ok(PatienceRow {
            payer: row.text("payer")?,
            version: row.int("version")?,
            days: row.opt_int("days")?,
            note: row.text("note")?,
            by_person: row.text("by_person")?,
            at: row.int("at")?,
        })
    };
    rows.iter().map(read).collect()
}

/// Sets the days of a payer; `row.version` is the one after that which the person saw.
///
/// # Errors
/// [`crate::StoreError::Conflict`] when `row.version` is not the next one: somebody else set them
/// since.
pub async fn put_patience(tx: &mut Tx, tenant: &TenantId, row: &PatienceRow) -> Result<()> {
    let values = vec![
        tenant.as_str().into(),
        row.payer.as_str().into(),
        row.version.into(),
        row.days.into(),
        row.note.as_str().into(),
        row.by_person.as_str().into(),
        row.at.into(),
    ];
    let into = "payer_patience (tenant, payer, version, days, note, by_person, at)";
    let next = Next { payer: &row.payer, version: row.version, what: "the time of this payer" };
    next.put(tx, tenant, into, values).await
}

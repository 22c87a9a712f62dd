//! Totals of the ledger: for the general ledger of the site, and the trial balance of a day.
//!
//! The sums have one row for each part of a batch, so that millions of entries are never read.

use crate::Result;
use crate::db::Db;
use crate::row::{Get, day};
use model::{Cents, Date, TenantId};
use payments::ledger::Ledger;

/// What came to count on one day, in one batch, on one account of the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneralTotal {
    /// The day since which it counts: when it was posted, or its batch was closed, if later.
    pub day: String,
    /// The batch.
    pub batch: String,
    /// The account of the ledger.
    pub ledger: Ledger,
    /// Debits.
    pub debit: Cents,
    /// Credits, as a positive amount.
    pub credit: Cents,
    /// Legs behind them.
    pub legs: i64,
}

/// What came to count between two days (both inside), by day, batch and account of the ledger:
/// what `payments::ledger::export::totals` says of the same entries.
///
/// # Errors
/// A database that does not answer.
pub async fn general_totals(
    db: &Db,
    tenant: &TenantId,
    (from, through): (Date, Date),
) -> Result<Vec<GeneralTotal>> {
    let statement = sqlx::query(
        "SELECT x.day, x.batch, x.ledger, CAST(SUM(x.debit_cents) AS BIGINT) AS debit, \
         CAST(SUM(x.credit_cents) AS BIGINT) AS credit, CAST(SUM(x.legs) AS BIGINT) AS legs FROM \
         (SELECT CASE WHEN b.closed_on > s.posted_on THEN b.closed_on ELSE s.posted_on END AS day, \
         s.batch, s.ledger, s.debit_cents, s.credit_cents, s.legs FROM ledger_batch b \
         JOIN ledger_sum s ON s.tenant = b.tenant AND s.batch = b.id WHERE b.tenant = $1 \
         AND b.closed_on <= $3 AND s.posted_on <= $3 \
         AND (b.closed_on >= $2 OR s.posted_on >= $2)) x \
         GROUP BY x.day, x.batch, x.ledger ORDER BY x.day, x.batch, x.ledger",
    )
    .bind(tenant.as_str())
    .bind(day(from))
    .bind(day(through));
    let mut totals = Vec::new();
    for row in db.rows(statement).await? {
        let Some(ledger) = ledger(row.int("ledger")?) else { continue };
        totals.push(GeneralTotal {
            day: row.text("day")?,
            batch: row.text("batch")?,
            ledger,
            debit: Cents(row.int("debit")?),
            credit: Cents(row.int("credit")?),
            legs: row.int("legs")?,
        });
    }
    Ok(totals)
}

/// The balance of every account of the ledger as known on a day, in the order of the chart;
/// batches that were open then are left out.
///
/// # Errors
/// A database that does not answer.
pub async fn trial_balance(
    db: &Db,
    tenant: &TenantId,
    known_on: Date,
) -> Result<Vec<(Ledger, Cents)>> {
    let statement = sqlx::query(
        "SELECT s.ledger, CAST(SUM(s.amount_cents) AS BIGINT) AS cents FROM ledger_batch b \
         JOIN ledger_sum s ON s.tenant = b.tenant AND s.batch = b.id WHERE b.tenant = $1 \
         AND b.closed_on <= $2 AND s.posted_on <= $2 GROUP BY s.ledger ORDER BY s.ledger",
    )
    .bind(tenant.as_str())
    .bind(day(known_on));
    let mut balances = Vec::new();
    for row in db.rows(statement).await? {
        let cents = Cents(row.int("cents")?);
        if let Some(ledger) = ledger(row.int("ledger")?).filter(|_| cents != Cents::ZERO) {
            balances.push((ledger, cents));
        }
    }
    Ok(balances)
}

fn ledger(number: i64) -> Option<Ledger> {
    Ledger::of_number(u16::try_from(number).ok()?)
}

//! What a payer did beside the claims, payment by payment.

use crate::Result;
use crate::db::{Db, assembled};
use crate::row::Get;
use model::remittance::{PaymentAdjustment, Remittance};
use model::{Date, TenantId};

/// Payments read in one statement.
const TOGETHER: i64 = 500;

/// The adjustments of one payment.
#[derive(Clone, Debug, PartialEq)]
pub struct AdjustedPayment {
    /// The payment.
    pub remittance: String,
    /// Its day.
    pub date: Date,
    /// When it came.
    pub received_at: i64,
    /// Its adjustments (PLB).
    pub adjustments: Vec<PaymentAdjustment>,
}

/// Payments of a payer with adjustments that are posted to their end and came after this one, its
/// time and id, oldest first: a page of them. The last page is empty.
///
/// # Errors
/// A database that does not answer.
pub async fn adjusted_payments(
    db: &Db,
    tenant: &TenantId,
    payer: &str,
    (at, id): (i64, &str),
) -> Result<Vec<AdjustedPayment>> {
    let statement = assembled(format!(
        "SELECT id, received_at, head FROM remittance WHERE tenant = $1 AND payer = $2 \
         AND adjusted = 1 AND state = 'closed' \
         AND (received_at > $3 OR (received_at = $3 AND id > $4)) \
         ORDER BY received_at, id LIMIT {TOGETHER}"
    ))
    .bind(tenant.as_str())
    .bind(payer.to_owned())
    .bind(at)
    .bind(id.to_owned());
    let rows = db.rows(statement).await?;
    let read = |row: &crate::SqlRow| {
        let head: Remittance = row.json("head")?;
        Ok(AdjustedPayment {
            remittance: row.text("id")?,
            date: head.date,
            received_at: row.int("received_at")?,
            adjustments: head.provider_adjustments,
        })
    };
    rows.iter().map(read).collect()
}

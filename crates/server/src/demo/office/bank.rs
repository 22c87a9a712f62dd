//! What the bank tells: a day after an electronic payment its money is there, mostly.

use super::super::teller::Teller;
use super::{lot, person};
use crate::remittances::deposits;
use model::{Cents, Date};
use serde_json::json;
use store::payments::{self, DepositRow, RemittanceRow};
use store::record::append;

/// Payments that are looked at.
const MOST: i64 = 5_000;

/// One in so many payments never comes by its trace: somebody has to look for it.
const LOST: u8 = 40;

/// The day on which a payment is at the bank: a check takes longer.
fn came_on(row: &RemittanceRow) -> Date {
    row.head.date.plus_days(if row.head.method == "CHK" { 5 } else { 1 })
}

/// Enters what is at the bank since the last working day, and joins it with its payments.
pub(super) async fn enter(teller: &Teller<'_>, today: Date) -> store::Result<()> {
    let (app, tenant, bill) = (teller.app, &teller.tenant, person(teller, "bill").await?);
    let due = payments::without_deposit(&app.db, tenant, MOST).await?;
    let came = due.iter().filter(|row| {
        came_on(row) <= today && row.head.amount > Cents::ZERO && !lot(&row.id).is_multiple_of(LOST)
    });
    let rows: Vec<DepositRow> = came
        .map(|row| DepositRow {
            id: format!("deposit:{}", row.id),
            day: came_on(row),
            amount: row.head.amount,
            trace: row.head.trace.clone(),
            originator: row.head.originator.clone().unwrap_or_default(),
            payer_name: row.head.payer.name.clone(),
            remittance: None,
            entered_by: bill.user.0.clone(),
            at: app.now(),
            version: 1,
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    let new = payments::put_deposits(&mut tx, tenant, &rows).await?;
    let detail = json!({ "rows": rows.len(), "new": new });
    let entry = bill.audit(app.now(), "deposit.enter", ("deposit", "bank"), detail);
    append(&mut tx, tenant, &[entry]).await?;
    tx.commit().await?;
    deposits::join(app, tenant, bill.user.as_str()).await.map(drop)
}

//! What came in at the bank, and the payments that wait for it.

use super::remittance::{COLUMNS as REMITTANCE, RemittanceRow, read as read_remittance};
use crate::db::{Db, Tx, assembled};
use crate::row::{Get, day};
use crate::{Result, SqlRow, StoreError};
use model::{Cents, Date, TenantId};
use payments::reassociation::Deposit;

/// One deposit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DepositRow {
    /// Its id.
    pub id: String,
    /// The day on which it was there.
    pub day: Date,
    /// How much.
    pub amount: Cents,
    /// Trace, or the number of the cheque.
    pub trace: String,
    /// Who sent it, as the addenda name it.
    pub originator: String,
    /// Who sent it, in words.
    pub payer_name: String,
    /// The payment that it is.
    pub remittance: Option<String>,
    /// Who entered it.
    pub entered_by: String,
    /// When.
    pub at: i64,
    /// Counts the changes.
    pub version: i64,
}

impl DepositRow {
    /// As reassociation takes it.
    #[must_use]
    pub fn as_deposit(&self) -> Deposit {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Deposit {
            id: self.id.clone(),
            date: self.day,
            amount: self.amount,
            trace: some(&self.trace),
            originator: some(&self.originator),
        }
    }
}

const COLUMNS: &str = "SELECT id, day, amount_cents, trace, originator, payer_name, remittance, \
    entered_by, at, version FROM deposit WHERE tenant = $1";

fn read(row: &SqlRow) -> Result<DepositRow> {
    let text = row.text("day")?;
    Ok(DepositRow {
        id: row.text("id")?,
        day: text.parse().map_err(|_| StoreError::Corrupt {
            table: "deposit",
            column: "day".to_owned(),
            why: format!("`{text}` is no day"),
        })?,
        amount: Cents(row.int("amount_cents")?),
        trace: row.text("trace")?,
        originator: row.text("originator")?,
        payer_name: row.text("payer_name")?,
        remittance: row.opt_text("remittance")?,
        entered_by: row.text("entered_by")?,
        at: row.int("at")?,
        version: row.int("version")?,
    })
}

/// Adds deposits; how many were not there before.
///
/// # Errors
/// A database that does not answer.
pub async fn put_deposits(tx: &mut Tx, tenant: &TenantId, rows: &[DepositRow]) -> Result<u64> {
    let row = |one: &DepositRow| {
        vec![
            tenant.as_str().into(),
            one.id.as_str().into(),
            day(one.day).into(),
            one.amount.0.into(),
            one.trace.as_str().into(),
            one.originator.as_str().into(),
            one.payer_name.as_str().into(),
            one.entered_by.as_str().into(),
            one.at.into(),
        ]
    };
    let into = "deposit (tenant, id, day, amount_cents, trace, originator, payer_name, \
        entered_by, at)";
    tx.insert_new(into, rows.iter().map(row).collect()).await
}

/// A deposit.
///
/// # Errors
/// A database that does not answer.
pub async fn deposit(db: &Db, tenant: &TenantId, id: &str) -> Result<Option<DepositRow>> {
    let statement =
        assembled(format!("{COLUMNS} AND id = $2")).bind(tenant.as_str()).bind(id.to_owned());
    db.row(statement).await?.as_ref().map(read).transpose()
}

/// Deposits, newest first: those without a payment (`open`), or those with one.
///
/// # Errors
/// A database that does not answer.
pub async fn deposits(
    db: &Db,
    tenant: &TenantId,
    open: bool,
    most: i64,
) -> Result<Vec<DepositRow>> {
    let which = if open { "IS NULL" } else { "IS NOT NULL" };
    let statement =
        assembled(format!("{COLUMNS} AND remittance {which} ORDER BY day DESC, id DESC LIMIT $2"))
            .bind(tenant.as_str())
            .bind(most);
    db.rows(statement).await?.iter().map(read).collect()
}

/// Payments that were admitted, move money, and have no deposit yet, newest first.
///
/// # Errors
/// A database that does not answer.
pub async fn without_deposit(db: &Db, tenant: &TenantId, most: i64) -> Result<Vec<RemittanceRow>> {
    let statement = assembled(format!(
        "{REMITTANCE} AND deposit IS NULL AND amount_cents <> 0 AND method <> 'NON' \
         AND state IN ('ready', 'posting', 'closed') ORDER BY paid_on DESC, id DESC LIMIT $2"
    ))
    .bind(tenant.as_str())
    .bind(most);
    db.rows(statement).await?.iter().map(read_remittance).collect()
}

/// Says that a deposit, read at its version, is a payment; `false` when either of them has its
/// counterpart already.
///
/// # Errors
/// A database that does not answer.
pub async fn join_deposit(
    tx: &mut Tx,
    tenant: &TenantId,
    (deposit, version): (&str, i64),
    remittance: &str,
) -> Result<bool> {
    let statement = sqlx::query(
        "UPDATE deposit SET remittance = $1, version = version + 1 WHERE tenant = $2 AND id = $3 \
         AND version = $4 AND remittance IS NULL AND EXISTS (SELECT 1 FROM remittance r WHERE \
         r.tenant = $2 AND r.id = $1 AND r.deposit IS NULL)",
    )
    .bind(remittance.to_owned())
    .bind(tenant.as_str())
    .bind(deposit.to_owned())
    .bind(version);
    if tx.run(statement).await? != 1 {
        return Ok(false);
    }
    let statement = sqlx::query(
        "UPDATE remittance SET deposit = $1 WHERE tenant = $2 AND id = $3 AND deposit IS NULL",
    )
    .bind(deposit.to_owned())
    .bind(tenant.as_str())
    .bind(remittance.to_owned());
    Ok(tx.run(statement).await? == 1)
}

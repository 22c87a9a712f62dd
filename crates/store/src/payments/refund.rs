//! Money that goes back: asked for by one person, approved and sent by another.

use crate::db::{Db, Tx, assembled};
use crate::row::Get;
use crate::{Result, SqlRow, StoreError};
use model::{AccountId, Cents, TenantId};

/// One refund.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RefundRow {
    /// Its id; the identifiers of its entries begin with it.
    pub id: String,
    /// The account.
    pub account: AccountId,
    /// The claim.
    pub claim: String,
    /// The payer's identifier; empty for the patient.
    pub payer: String,
    /// Kind of payer; empty for the patient, or where it is not known.
    pub payer_kind: String,
    /// How much.
    pub amount: Cents,
    /// `due`, `sent`, `declined`.
    pub state: String,
    /// Why it goes back.
    pub reason: String,
    /// The day on which the overpayment was identified.
    pub identified_on: String,
    /// The day by which it must be back, where a law sets one.
    pub due_on: Option<String>,
    /// Who asked.
    pub asked_by: String,
    /// When.
    pub at: i64,
    /// Who sent or declined it.
    pub sent_by: Option<String>,
    /// When.
    pub sent_at: Option<i64>,
    /// Check number or trace; why it was declined.
    pub reference: String,
    /// Counts the changes.
    pub version: i64,
}

const COLUMNS: &str = "SELECT id, account, claim, payer, payer_kind, amount_cents, state, reason, \
    identified_on, due_on, asked_by, at, sent_by, sent_at, reference, version FROM refund \
    WHERE tenant = $1";

fn read(row: &SqlRow) -> Result<RefundRow> {
    Ok(RefundRow {
        id: row.text("id")?,
        account: AccountId(row.text("account")?),
        claim: row.text("claim")?,
        payer: row.text("payer")?,
        payer_kind: row.text("payer_kind")?,
        amount: Cents(row.int("amount_cents")?),
        state: row.text("state")?,
        reason: row.text("reason")?,
        identified_on: row.text("identified_on")?,
        due_on: row.opt_text("due_on")?,
        asked_by: row.text("asked_by")?,
        at: row.int("at")?,
        sent_by: row.opt_text("sent_by")?,
        sent_at: row.opt_int("sent_at")?,
        reference: row.text("reference")?,
        version: row.int("version")?,
    })
}

/// Keeps a refund that was asked for; `false` when it is there already.
///
/// # Errors
/// A database that does not answer.
pub async fn add_refund(tx: &mut Tx, tenant: &TenantId, row: &RefundRow) -> Result<bool> {
    let values = vec![
        tenant.as_str().into(),
        row.id.as_str().into(),
        row.account.as_str().into(),
        row.claim.as_str().into(),
        row.payer.as_str().into(),
        row.payer_kind.as_str().into(),
        row.amount.0.into(),
        row.state.as_str().into(),
        row.reason.as_str().into(),
        row.identified_on.as_str().into(),
        row.due_on.clone().into(),
        row.asked_by.as_str().into(),
        row.at.into(),
    ];
    let into = "refund (tenant, id, account, claim, payer, payer_kind, amount_cents, state, \
        reason, identified_on, due_on, asked_by, at)";
    Ok(tx.insert_new(into, vec![values]).await? == 1)
}

/// Refunds, those with the nearest day first: of a state, of an account, or all.
///
/// # Errors
/// A database that does not answer.
pub async fn refunds(
    db: &Db,
    tenant: &TenantId,
    (state, account): (Option<&str>, Option<&AccountId>),
    most: i64,
) -> Result<Vec<RefundRow>> {
    let statement = assembled(format!(
        "{COLUMNS} AND ($2 = '' OR state = $2) AND ($3 = '' OR account = $3) \
         ORDER BY COALESCE(due_on, '9999'), at, id LIMIT $4"
    ))
    .bind(tenant.as_str())
    .bind(state.unwrap_or_default().to_owned())
    .bind(account.map(|one| one.0.clone()).unwrap_or_default())
    .bind(most);
    db.rows(statement).await?.iter().map(read).collect()
}

/// One refund inside a transaction that will change it.
///
/// # Errors
/// A database that does not answer.
pub async fn refund_for_change(
    tx: &mut Tx,
    tenant: &TenantId,
    id: &str,
) -> Result<Option<RefundRow>> {
    let text = format!("{COLUMNS} AND id = $2{}", tx.for_update());
    let statement = assembled(text).bind(tenant.as_str()).bind(id.to_owned());
    tx.row(statement).await?.as_ref().map(read).transpose()
}

/// Saves what became of a refund; `row.version` is the one it was read at.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody else changed it since.
pub async fn save_refund(tx: &mut Tx, tenant: &TenantId, row: &RefundRow) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE refund SET state = $1, sent_by = $2, sent_at = $3, reference = $4, \
         version = version + 1 WHERE tenant = $5 AND id = $6 AND version = $7",
    )
    .bind(row.state.clone())
    .bind(row.sent_by.clone())
    .bind(row.sent_at)
    .bind(row.reference.clone())
    .bind(tenant.as_str())
    .bind(row.id.clone())
    .bind(row.version);
    match tx.run(statement).await? {
        1 => Ok(()),
        _ => Err(StoreError::Conflict { what: format!("refund {}", row.id) }),
    }
}

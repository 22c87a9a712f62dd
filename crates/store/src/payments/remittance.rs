//! Payments: one row for each 835 transaction, its claims staged beside it.

use crate::db::{Db, Tx, assembled};
use crate::row::Get;
use crate::{Result, SqlRow, StoreError};
use model::remittance::{PaidClaim, Remittance};
use model::{Cents, Date, TenantId};
use payments::posting::KnownPayment;

/// One payment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RemittanceRow {
    /// Its id; the identifiers of its entries begin with it.
    pub id: String,
    /// The file.
    pub file: String,
    /// Which transaction of the file, from 1.
    pub position: i64,
    /// As our claims name the payer; empty while it is not known.
    pub payer: String,
    /// Without its claims.
    pub head: Remittance,
    /// How many claims it has.
    pub claims: i64,
    /// `staging`, `refused`, `ready`, `posting`, `closed`.
    pub state: String,
    /// All of it was read: it may be looked at again.
    pub whole: bool,
    /// Why nothing of it is posted.
    pub refusals: Vec<String>,
    /// What is doubtful though it adds up.
    pub doubts: Vec<String>,
    /// The batch of its entries.
    pub batch: String,
    /// The last place that is posted.
    pub posted_to: i64,
    /// Posted to claims.
    pub applied: Cents,
    /// Set aside: unapplied cash.
    pub unapplied: Cents,
    /// Beside the claims (PLB): what it added to the payment.
    pub beside: Cents,
    /// When it came.
    pub received_at: i64,
    /// When it was closed.
    pub closed_at: Option<i64>,
    /// The deposit at the bank.
    pub deposit: Option<String>,
    /// Counts the changes.
    pub version: i64,
}

/// Which payments are listed.
#[derive(Clone, Debug, Default)]
pub struct RemittanceFilter {
    /// Only this state.
    pub state: Option<String>,
    /// Only this payer.
    pub payer: Option<String>,
    /// Came before: time and id of the last one shown.
    pub before: Option<(i64, String)>,
    /// How many at most.
    pub most: i64,
}

pub(super) const COLUMNS: &str = "SELECT id, file, position, payer, head, claims, state, whole, \
    refusals, doubts, batch, posted_to, applied_cents, unapplied_cents, beside_cents, \
    received_at, closed_at, deposit, version FROM remittance WHERE tenant = $1";

pub(super) fn read(row: &SqlRow) -> Result<RemittanceRow> {
    Ok(RemittanceRow {
        id: row.text("id")?,
        file: row.text("file")?,
        position: row.int("position")?,
        payer: row.text("payer")?,
        head: row.json("head")?,
        claims: row.int("claims")?,
        state: row.text("state")?,
        whole: row.flag("whole")?,
        refusals: row.json("refusals")?,
        doubts: row.json("doubts")?,
        batch: row.text("batch")?,
        posted_to: row.int("posted_to")?,
        applied: Cents(row.int("applied_cents")?),
        unapplied: Cents(row.int("unapplied_cents")?),
        beside: Cents(row.int("beside_cents")?),
        received_at: row.int("received_at")?,
        closed_at: row.opt_int("closed_at")?,
        deposit: row.opt_text("deposit")?,
        version: row.int("version")?,
    })
}

/// A payment.
///
/// # Errors
/// A database that does not answer.
pub async fn remittance(db: &Db, tenant: &TenantId, id: &str) -> Result<Option<RemittanceRow>> {
    let statement =
        assembled(format!("{COLUMNS} AND id = $2")).bind(tenant.as_str()).bind(id.to_owned());
    db.row(statement).await?.as_ref().map(read).transpose()
}

/// A payment inside a transaction that will change it.
///
/// # Errors
/// A database that does not answer.
pub async fn remittance_for_change(
    tx: &mut Tx,
    tenant: &TenantId,
    id: &str,
) -> Result<Option<RemittanceRow>> {
    let text = format!("{COLUMNS} AND id = $2{}", tx.for_update());
    let statement = assembled(text).bind(tenant.as_str()).bind(id.to_owned());
    tx.row(statement).await?.as_ref().map(read).transpose()
}

/// Payments, newest first.
///
/// # Errors
/// A database that does not answer.
pub async fn remittances(
    db: &Db,
    tenant: &TenantId,
    filter: &RemittanceFilter,
) -> Result<Vec<RemittanceRow>> {
    let (at, id) = filter.before.clone().unwrap_or((i64::MAX, String::new()));
    let statement = assembled(format!(
        "{COLUMNS} AND ($2 = '' OR state = $2) AND ($3 = '' OR payer = $3) \
         AND (received_at < $4 OR (received_at = $4 AND id < $5)) \
         ORDER BY received_at DESC, id DESC LIMIT $6"
    ))
    .bind(tenant.as_str())
    .bind(filter.state.clone().unwrap_or_default())
    .bind(filter.payer.clone().unwrap_or_default())
    .bind(at)
    .bind(id)
    .bind(filter.most.clamp(1, 500));
    db.rows(statement).await?.iter().map(read).collect()
}

/// Payments that wait to be posted, in the order in which they must be: by payer, as they came.
///
/// # Errors
/// A database that does not answer.
pub async fn to_post(
    db: &Db,
    tenant: &TenantId,
    payer: Option<&str>,
    most: i64,
) -> Result<Vec<RemittanceRow>> {
    let statement = assembled(format!(
        "{COLUMNS} AND state IN ('ready', 'posting') AND ($2 = 0 OR payer = $3) \
         ORDER BY received_at, position, id LIMIT $4"
    ))
    .bind(tenant.as_str())
    .bind(i64::from(payer.is_some()))
    .bind(payer.unwrap_or_default().to_owned())
    .bind(most);
    db.rows(statement).await?.iter().map(read).collect()
}

/// Payments that were admitted and carry this trace.
///
/// # Errors
/// A database that does not answer.
pub async fn known_payments(
    tx: &mut Tx,
    tenant: &TenantId,
    trace: &str,
) -> Result<Vec<KnownPayment>> {
    let statement = sqlx::query(
        "SELECT r.id, COALESCE(f.name, r.id) AS name, r.payer, r.trace, r.amount_cents, r.paid_on \
         FROM remittance r LEFT JOIN incoming_file f ON f.tenant = r.tenant AND f.id = r.file \
         WHERE r.tenant = $1 AND r.trace = $2 AND r.state IN ('ready', 'posting', 'closed') \
         ORDER BY r.received_at, r.id",
    )
    .bind(tenant.as_str())
    .bind(trace.trim().to_owned());
    let read = |row: &SqlRow| {
        Ok(KnownPayment {
            remittance: row.text("id")?,
            file: row.text("name")?,
            payer: row.text("payer")?,
            trace: row.text("trace")?,
            amount: Cents(row.int("amount_cents")?),
            date: parsed_day(&row.text("paid_on")?)?,
        })
    };
    tx.rows(statement).await?.iter().map(read).collect()
}

fn parsed_day(text: &str) -> Result<Date> {
    text.parse().map_err(|_| StoreError::Corrupt {
        table: "remittance",
        column: "paid_on".to_owned(),
        why: format!("`{text}` is no day"),
    })
}

/// Staged claims after a place, in order, with their places.
///
/// # Errors
/// A database that does not answer.
pub async fn staged(
    db: &Db,
    tenant: &TenantId,
    remittance: &str,
    (after, most): (i64, i64),
) -> Result<Vec<(i64, PaidClaim)>> {
    let statement = sqlx::query(
        "SELECT place, body FROM remittance_claim WHERE tenant = $1 AND remittance = $2 \
         AND place > $3 ORDER BY place LIMIT $4",
    )
    .bind(tenant.as_str())
    .bind(remittance.to_owned())
    .bind(after)
    .bind(most);
    let read = |row: &SqlRow| Ok((row.int("place")?, row.json("body")?));
    db.rows(statement).await?.iter().map(read).collect()
}

/// Says how far a payment is posted, in the transaction that posts: from one place to another,
/// with the money that went to claims and aside. `false` when somebody else posted it on.
///
/// # Errors
/// A database that does not answer.
pub async fn advance(
    tx: &mut Tx,
    tenant: &TenantId,
    id: &str,
    (from, to): (i64, i64),
    (applied, unapplied): (Cents, Cents),
) -> Result<bool> {
    let statement = sqlx::query(
        "UPDATE remittance SET state = 'posting', posted_to = $1, \
         applied_cents = applied_cents + $2, unapplied_cents = unapplied_cents + $3, \
         version = version + 1 WHERE tenant = $4 AND id = $5 AND posted_to = $6 \
         AND state IN ('ready', 'posting')",
    )
    .bind(to)
    .bind(applied.0)
    .bind(unapplied.0)
    .bind(tenant.as_str())
    .bind(id.to_owned())
    .bind(from);
    Ok(tx.run(statement).await? == 1)
}

/// Closes a payment of which every claim is posted: from now on it counts. `false` when it is
/// closed already, or not posted to its end.
///
/// # Errors
/// A database that does not answer.
pub async fn close(
    tx: &mut Tx,
    tenant: &TenantId,
    id: &str,
    (at, beside): (i64, Cents),
) -> Result<bool> {
    let statement = sqlx::query(
        "UPDATE remittance SET state = 'closed', closed_at = $1, beside_cents = $2, \
         version = version + 1 WHERE tenant = $3 AND id = $4 AND posted_to = claims \
         AND state IN ('ready', 'posting')",
    )
    .bind(at)
    .bind(beside.0)
    .bind(tenant.as_str())
    .bind(id.to_owned());
    Ok(tx.run(statement).await? == 1)
}

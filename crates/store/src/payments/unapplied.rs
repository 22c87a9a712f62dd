//! Money in unapplied cash: what waits, and what people do with it.

use crate::accounts::text;
use crate::db::{Db, Tx, assembled};
use crate::many::places;
use crate::row::{Get, name_of};
use crate::{Result, SqlRow, StoreError};
use model::{AccountId, Cents, TenantId};
use payments::ledger::{Entry, Ledger};
use payments::posting::{ClaimPosting, PostedClaim};
use std::collections::BTreeMap;

/// Money of one claim of a payment that waits.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    /// The payment.
    pub remittance: String,
    /// Which claim of it, from 1.
    pub place: i64,
    /// The entry that put it aside.
    pub entry: Entry,
}

impl Waiting {
    /// How much.
    #[must_use]
    pub fn amount(&self) -> Cents {
        payments::posting::still_waiting(&self.entry)
    }

    fn of(entry: Entry) -> Option<Waiting> {
        let remittance = entry.head().cause.remittance.clone()?;
        let rest = entry.id().0.strip_prefix(&remittance)?.strip_prefix(':')?;
        let place = rest.split(':').next()?.parse().ok()?;
        Some(Waiting { remittance, place, entry })
    }
}

/// What waits: entries that put money aside and were not taken back.
const WAITING: &str = "SELECT e.body FROM ledger_entry e WHERE e.tenant = $1 \
    AND e.event = 'unapplied' AND NOT EXISTS (SELECT 1 FROM ledger_entry r \
    WHERE r.tenant = e.tenant AND r.reverses = e.id)";

fn read(rows: &[SqlRow]) -> Result<Vec<Waiting>> {
    let entries: Result<Vec<Entry>> = rows.iter().map(|row| row.json("body")).collect();
    Ok(entries?.into_iter().filter_map(Waiting::of).collect())
}

/// All money that waits, of one payment where one is named, oldest first.
///
/// # Errors
/// A database that does not answer.
pub async fn waiting(
    db: &Db,
    tenant: &TenantId,
    remittance: Option<&str>,
    most: i64,
) -> Result<Vec<Waiting>> {
    let statement = assembled(format!(
        "{WAITING}{} ORDER BY e.at, e.id LIMIT $2",
        if remittance.is_some() { " AND e.remittance = $3" } else { "" }
    ))
    .bind(tenant.as_str())
    .bind(most);
    let statement = match remittance {
        Some(one) => statement.bind(one.to_owned()),
        None => statement,
    };
    read(&db.rows(statement).await?)
}

/// The money of one claim of a payment that waits, inside a transaction that will move it.
///
/// # Errors
/// A database that does not answer.
pub async fn waiting_for_change(
    tx: &mut Tx,
    tenant: &TenantId,
    remittance: &str,
    place: i64,
) -> Result<Option<Waiting>> {
    let statement = assembled(format!(
        "{WAITING} AND e.remittance = $2 AND SUBSTR(e.id, 1, LENGTH($3)) = $3 ORDER BY e.at, e.id"
    ))
    .bind(tenant.as_str())
    .bind(remittance.to_owned())
    .bind(format!("{remittance}:{place}:"));
    let found = read(&tx.rows(statement).await?)?;
    Ok(found.into_iter().find(|one| one.remittance == remittance && one.place == place))
}

/// The balance of an account of the ledger over everything; all that is posted counts.
///
/// # Errors
/// A database that does not answer.
pub async fn ledger_balance(db: &Db, tenant: &TenantId, ledger: Ledger) -> Result<Cents> {
    let statement = sqlx::query(
        "SELECT CAST(COALESCE(SUM(amount_cents), 0) AS BIGINT) AS cents FROM ledger_sum \
         WHERE tenant = $1 AND ledger = $2",
    )
    .bind(tenant.as_str())
    .bind(i64::from(ledger.number()));
    Ok(Cents(db.row(statement).await?.map(|row| row.int("cents")).transpose()?.unwrap_or(0)))
}

/// How many things are to be looked at, by payment, of these.
///
/// # Errors
/// A database that does not answer.
pub async fn open_items(
    db: &Db,
    tenant: &TenantId,
    remittances: &[String],
) -> Result<BTreeMap<String, i64>> {
    if remittances.is_empty() {
        return Ok(BTreeMap::new());
    }
    let text = format!(
        "SELECT remittance, COUNT(*) AS items FROM posting_review WHERE tenant = $1 \
         AND state = 'open' AND remittance IN ({}) GROUP BY remittance",
        places(2, remittances.len())
    );
    let mut statement = assembled(text).bind(tenant.as_str());
    for id in remittances {
        statement = statement.bind(id.clone());
    }
    let rows = db.rows(statement).await?;
    rows.iter().map(|row| Ok((row.text("remittance")?, row.int("items")?))).collect()
}

/// What the books keep of one claim of a payment, inside a transaction that will change it.
///
/// # Errors
/// A database that does not answer.
pub async fn kept_for_change(
    tx: &mut Tx,
    tenant: &TenantId,
    (remittance, place): (&str, i64),
) -> Result<Option<PostedClaim>> {
    let text = format!(
        "SELECT posted FROM posted_claim WHERE tenant = $1 AND remittance = $2 AND place = $3{}",
        tx.for_update()
    );
    let statement = assembled(text).bind(tenant.as_str()).bind(remittance.to_owned()).bind(place);
    let Some(row) = tx.row(statement).await? else { return Ok(None) };
    match row.text("posted")?.is_empty() {
        true => Ok(None),
        false => row.json("posted").map(Some),
    }
}

/// Keeps what a person made of a claim of a payment whose money waited: it went to a claim, and
/// counts there from `at` on.
///
/// # Errors
/// [`StoreError::NotFound`] when nothing was posted at that place.
pub async fn put_chosen(
    tx: &mut Tx,
    tenant: &TenantId,
    (remittance, at): (&str, i64),
    posting: &ClaimPosting,
    account: Option<&AccountId>,
) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE posted_claim SET outcome = $1, matched = $2, claim = $3, account = $4, lines = $5, \
         posted = $6, at = $7 WHERE tenant = $8 AND remittance = $9 AND place = $10",
    )
    .bind(name_of(&posting.outcome))
    .bind(posting.matched.as_ref().map(name_of).unwrap_or_default())
    .bind(posting.claim.as_ref().map(|claim| claim.0.clone()).unwrap_or_default())
    .bind(account.map(|account| account.0.clone()).unwrap_or_default())
    .bind(text(&posting.lines))
    .bind(posting.posted.as_ref().map(text).unwrap_or_default())
    .bind(at)
    .bind(tenant.as_str())
    .bind(remittance.to_owned())
    .bind(i64::try_from(posting.place).unwrap_or(i64::MAX));
    changed(tx.run(statement).await?, remittance)
}

/// Keeps what stands of a decision after its money was divided by a person, the first time at
/// `at`.
///
/// # Errors
/// As [`put_chosen`].
pub async fn put_divided(
    tx: &mut Tx,
    tenant: &TenantId,
    (remittance, place, at): (&str, i64, i64),
    kept: &PostedClaim,
) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE posted_claim SET at = CASE WHEN outcome = 'divided' THEN at ELSE $7 END, \
         outcome = 'divided', claim = $1, account = $2, posted = $3 \
         WHERE tenant = $4 AND remittance = $5 AND place = $6",
    )
    .bind(kept.claim.as_ref().map(|claim| claim.0.clone()).unwrap_or_default())
    .bind(kept.account.as_ref().map(|account| account.0.clone()).unwrap_or_default())
    .bind(text(kept))
    .bind(tenant.as_str())
    .bind(remittance.to_owned())
    .bind(place)
    .bind(at);
    changed(tx.run(statement).await?, remittance)
}

fn changed(rows: u64, remittance: &str) -> Result<()> {
    match rows {
        1 => Ok(()),
        _ => Err(StoreError::NotFound { what: format!("such claim of {remittance}") }),
    }
}

/// Money of a payment that waited went to claims: what is applied and what waits change sides.
///
/// # Errors
/// A database that does not answer.
pub async fn settle_money(
    tx: &mut Tx,
    tenant: &TenantId,
    remittance: &str,
    amount: Cents,
) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE remittance SET applied_cents = applied_cents + $1, \
         unapplied_cents = unapplied_cents - $1, version = version + 1 \
         WHERE tenant = $2 AND id = $3",
    )
    .bind(amount.0)
    .bind(tenant.as_str())
    .bind(remittance.to_owned());
    tx.run(statement).await.map(drop)
}

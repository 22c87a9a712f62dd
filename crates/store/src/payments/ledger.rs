//! The ledger: batches, entries, and the sums that balances are read from. Only added to; a batch
//! counts from the day on which it was closed.

use crate::accounts::text;
use crate::db::{Db, Tx, assembled};
use crate::many::places;
use crate::row::{Get, day, name_of};
use crate::{Result, SqlRow, StoreError};
use model::{AccountId, Cents, Date, TenantId};
use payments::ledger::{BatchId, Entry, Journal, Ledger};
use std::collections::{BTreeMap, BTreeSet};

/// Claims of one statement.
const CLAIMS: usize = 400;

/// Balances of claims, by account of the ledger.
pub type ClaimBalances = BTreeMap<String, BTreeMap<Ledger, Cents>>;

/// Opens a batch, once. With a day it is closed from the start: every entry that is added to it
/// must be posted on that day.
///
/// # Errors
/// A database that does not answer.
pub async fn open_batch(
    tx: &mut Tx,
    tenant: &TenantId,
    (id, kind): (&str, &'static str),
    (at, closed_on): (i64, Option<Date>),
) -> Result<()> {
    let row =
        vec![tenant.as_str().into(), id.into(), kind.into(), at.into(), closed_on.map(day).into()];
    tx.insert_new("ledger_batch (tenant, id, kind, opened_at, closed_on)", vec![row]).await?;
    Ok(())
}

/// Closes a batch: from this day on its entries count. Closing it again changes nothing.
///
/// # Errors
/// A database that does not answer.
pub async fn close_batch(tx: &mut Tx, tenant: &TenantId, id: &str, on: Date) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE ledger_batch SET closed_on = $1 WHERE tenant = $2 AND id = $3 \
         AND closed_on IS NULL",
    )
    .bind(day(on))
    .bind(tenant.as_str())
    .bind(id.to_owned());
    tx.run(statement).await.map(drop)
}

/// What a sum is about: batch, claim, account, payer, ledger, day.
type SumKey = (String, String, String, String, u16, Date);

/// What it comes to.
struct Sum {
    debit: i64,
    credit: i64,
    legs: i64,
    /// The first entry in it.
    first: String,
}

/// Adds entries to batches that are there.
///
/// # Errors
/// An entry that is there already, or that takes back one that was taken back before: nothing of
/// the transaction may stand then. A database that does not answer.
pub async fn add_entries(tx: &mut Tx, tenant: &TenantId, at: i64, entries: &[Entry]) -> Result<()> {
    let mut rows = Vec::with_capacity(entries.len());
    let mut sums: BTreeMap<SumKey, Sum> = BTreeMap::new();
    for entry in entries {
        let head = entry.head();
        let of = |pick: fn(&payments::ledger::Subject) -> Option<String>| {
            entry.legs().iter().find_map(|leg| pick(&leg.subject)).unwrap_or_default()
        };
        rows.push(vec![
            tenant.as_str().into(),
            head.id.0.as_str().into(),
            head.batch.0.as_str().into(),
            day(head.posted_on).into(),
            name_of(&head.cause.event).into(),
            of(|one| one.claim.as_ref().map(|id| id.0.clone())).into(),
            of(|one| one.account.as_ref().map(|id| id.0.clone())).into(),
            entry.reverses().map(|id| id.0.clone()).into(),
            at.into(),
            text(entry).into(),
            head.cause.remittance.clone().unwrap_or_default().into(),
        ]);
        for leg in entry.legs() {
            let one = &leg.subject;
            let key = (
                head.batch.0.clone(),
                one.claim.as_ref().map(|id| id.0.clone()).unwrap_or_default(),
                one.account.as_ref().map(|id| id.0.clone()).unwrap_or_default(),
                one.payer.clone().unwrap_or_default(),
                leg.ledger.number(),
                head.posted_on,
            );
            let new = || Sum { debit: 0, credit: 0, legs: 0, first: head.id.0.clone() };
            let sum = sums.entry(key).or_insert_with(new);
            sum.debit = sum.debit.saturating_add(leg.amount.0.max(0));
            sum.credit = sum.credit.saturating_sub(leg.amount.0.min(0));
            sum.legs += 1;
        }
    }
    tx.insert(
        "ledger_entry (tenant, id, batch, posted_on, event, claim, account, reverses, at, body, \
         remittance)",
        rows,
    )
    .await?;
    let sums = sums.into_iter();
    let sums = sums.map(|((batch, claim, account, payer, ledger, posted_on), sum)| {
        // Several payers of one entry have sums of their own.
        let part = format!("{}/{ledger}/{payer}/{posted_on}", sum.first);
        vec![
            tenant.as_str().into(),
            batch.into(),
            claim.into(),
            account.into(),
            payer.into(),
            i64::from(ledger).into(),
            day(posted_on).into(),
            (sum.debit - sum.credit).into(),
            sum.debit.into(),
            sum.credit.into(),
            sum.legs.into(),
            part.into(),
        ]
    });
    tx.insert(
        "ledger_sum (tenant, batch, claim, account, payer, ledger, posted_on, amount_cents, \
         debit_cents, credit_cents, legs, part)",
        sums.collect(),
    )
    .await?;
    Ok(())
}

fn entry(row: &SqlRow) -> Result<Entry> {
    row.json("body")
}

/// Entries about a claim, in the order of their posting; those of batches that are open too.
///
/// # Errors
/// A database that does not answer.
pub async fn entries_of_claim(db: &Db, tenant: &TenantId, claim: &str) -> Result<Vec<Entry>> {
    let statement = sqlx::query(
        "SELECT body FROM ledger_entry WHERE tenant = $1 AND claim = $2 ORDER BY at, id",
    )
    .bind(tenant.as_str())
    .bind(claim.to_owned());
    db.rows(statement).await?.iter().map(entry).collect()
}

/// Entries about an account, in the order of their posting; those of batches that are open too.
///
/// # Errors
/// A database that does not answer.
pub async fn entries_of_account(
    db: &Db,
    tenant: &TenantId,
    account: &AccountId,
) -> Result<Vec<Entry>> {
    let statement = sqlx::query(
        "SELECT body FROM ledger_entry WHERE tenant = $1 AND account = $2 ORDER BY at, id",
    )
    .bind(tenant.as_str())
    .bind(account.as_str());
    db.rows(statement).await?.iter().map(entry).collect()
}

/// The journal of an account: its entries, and since when their batches count.
///
/// # Errors
/// A database that does not answer; entries that cannot stand together.
pub async fn journal_of_account(
    db: &Db,
    tenant: &TenantId,
    account: &AccountId,
) -> Result<Journal> {
    let mut journal = Journal::default();
    let statement = sqlx::query(
        "SELECT e.body, e.batch, b.closed_on FROM ledger_entry e LEFT JOIN ledger_batch b \
         ON b.tenant = e.tenant AND b.id = e.batch WHERE e.tenant = $1 AND e.account = $2 \
         ORDER BY e.at, e.reverses IS NOT NULL, e.id",
    )
    .bind(tenant.as_str())
    .bind(account.as_str());
    let mut closed = Vec::new();
    let corrupt =
        |why: String| StoreError::Corrupt { table: "ledger_entry", column: "body".to_owned(), why };
    // What takes back an entry of the same moment that takes one back itself may come before it.
    let mut early: Vec<Entry> = Vec::new();
    for row in db.rows(statement).await? {
        let mut next = Some(entry(&row)?);
        while let Some(one) = next.take() {
            if one.reverses().is_some_and(|id| journal.find(id).is_none()) {
                early.push(one);
                break;
            }
            let id = one.id().clone();
            journal.append(one).map_err(|fault| corrupt(fault.to_string()))?;
            let waits = early.iter().position(|other| other.reverses() == Some(&id));
            next = waits.map(|at| early.remove(at));
        }
        if let Some(on) = row.opt_text("closed_on")? {
            let on: Date = on.parse().map_err(|_| corrupt(format!("`{on}` is no day")))?;
            closed.push((BatchId(row.text("batch")?), on));
        }
    }
    for one in early {
        journal.append(one).map_err(|fault| corrupt(fault.to_string()))?;
    }
    for (batch, on) in closed {
        journal.close(batch, on);
    }
    Ok(journal)
}

/// The balances of claims as known on a day: batches that were open then are left out. Without a
/// day, all that is posted counts, also in batches that are open.
///
/// # Errors
/// A database that does not answer.
pub async fn balances_of(
    db: &Db,
    tenant: &TenantId,
    claims: &[String],
    known_on: Option<Date>,
) -> Result<ClaimBalances> {
    let mut found = ClaimBalances::new();
    for part in claims.chunks(CLAIMS) {
        let known = match known_on {
            Some(_) => {
                "AND s.posted_on <= $2 AND EXISTS (SELECT 1 FROM ledger_batch b WHERE \
                 b.tenant = s.tenant AND b.id = s.batch AND b.closed_on <= $2)"
            }
            None => "AND $2 = ''",
        };
        let mut statement = assembled(format!(
            "SELECT s.claim, s.ledger, CAST(SUM(s.amount_cents) AS BIGINT) AS cents \
             FROM ledger_sum s WHERE s.tenant = $1 {known} AND s.claim IN ({}) \
             GROUP BY s.claim, s.ledger",
            places(3, part.len())
        ))
        .bind(tenant.as_str())
        .bind(known_on.map(day).unwrap_or_default());
        for claim in part {
            statement = statement.bind(claim.clone());
        }
        for row in db.rows(statement).await? {
            let number = u16::try_from(row.int("ledger")?).unwrap_or(0);
            let Some(ledger) = Ledger::of_number(number) else { continue };
            let cents = Cents(row.int("cents")?);
            if cents != Cents::ZERO {
                found.entry(row.text("claim")?).or_default().insert(ledger, cents);
            }
        }
    }
    Ok(found)
}

/// Those of these accounts of which somebody still owes something, or has paid too much; all that
/// is posted counts. With them come accounts with an open denial or something to look at.
///
/// # Errors
/// A database that does not answer.
pub async fn owing(
    tx: &mut Tx,
    tenant: &TenantId,
    ids: &[AccountId],
) -> Result<BTreeSet<AccountId>> {
    let mut found = BTreeSet::new();
    let receivable: Vec<String> = Ledger::all()
        .into_iter()
        .filter(|one| one.is_receivable())
        .map(|one| one.number().to_string())
        .collect();
    for part in ids.chunks(CLAIMS) {
        let list = places(2, part.len());
        for text in [
            format!(
                "SELECT account FROM ledger_sum WHERE tenant = $1 AND account IN ({list}) \
                 AND ledger IN ({}) GROUP BY account, claim, ledger, payer \
                 HAVING SUM(amount_cents) <> 0",
                receivable.join(", ")
            ),
            format!(
                "SELECT account FROM denial WHERE tenant = $1 AND account IN ({list}) \
                 AND closed_at IS NULL"
            ),
            format!(
                "SELECT o.account FROM posting_review r JOIN open_claim o ON o.tenant = r.tenant \
                 AND o.claim = r.claim WHERE r.tenant = $1 AND o.account IN ({list}) \
                 AND r.state = 'open'"
            ),
        ] {
            let mut statement = assembled(text).bind(tenant.as_str());
            for id in part {
                statement = statement.bind(id.0.clone());
            }
            for row in tx.rows(statement).await? {
                found.insert(AccountId(row.text("account")?));
            }
        }
    }
    Ok(found)
}

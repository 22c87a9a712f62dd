//! A posting that a person takes back, and what hung on it.

use super::denial_span;
use super::posted::{COLUMNS, PostedRow, read};
use crate::accounts::text;
use crate::db::{Tx, assembled};
use crate::many::places;
use crate::row::Get;
use crate::{Result, SqlRow, StoreError};
use model::{AccountId, TenantId};
use payments::ledger::Entry;
use payments::posting::{PostedClaim, ReviewItem};
use serde::Serialize;
use std::collections::BTreeSet;

/// Claims of one statement.
const CLAIMS: usize = 500;

/// What became of one claim of a payment, inside a transaction that will change it.
///
/// # Errors
/// A database that does not answer.
pub async fn posted_for_change(
    tx: &mut Tx,
    tenant: &TenantId,
    (remittance, place): (&str, i64),
) -> Result<Option<PostedRow>> {
    let statement = assembled(format!(
        "SELECT {COLUMNS} FROM posted_claim WHERE tenant = $1 AND remittance = $2 \
         AND place = $3{}",
        tx.for_update()
    ))
    .bind(tenant.as_str())
    .bind(remittance.to_owned())
    .bind(place);
    tx.row(statement).await?.as_ref().map(read).transpose()
}

/// Every decision on one of our claims, oldest first, inside a transaction that will change them.
///
/// # Errors
/// A database that does not answer.
pub async fn posted_of_claim_for_change(
    tx: &mut Tx,
    tenant: &TenantId,
    claim: &str,
) -> Result<Vec<PostedRow>> {
    let statement = assembled(format!(
        "SELECT {COLUMNS} FROM posted_claim WHERE tenant = $1 AND claim = $2 \
         ORDER BY at, remittance, place{}",
        tx.for_update()
    ))
    .bind(tenant.as_str())
    .bind(claim.to_owned());
    tx.rows(statement).await?.iter().map(read).collect()
}

/// The decisions on these claims, as the books of a posting have them: claim, payment, place;
/// inside a transaction that holds the claims' accounts.
///
/// # Errors
/// A database that does not answer.
pub async fn decisions_now(
    tx: &mut Tx,
    tenant: &TenantId,
    claims: &[String],
) -> Result<BTreeSet<(String, String, usize)>> {
    let mut found = BTreeSet::new();
    for part in claims.chunks(CLAIMS) {
        let mut statement = assembled(format!(
            "SELECT posted FROM posted_claim WHERE tenant = $1 AND claim IN ({}) \
             AND posted <> ''",
            places(2, part.len())
        ))
        .bind(tenant.as_str());
        for claim in part {
            statement = statement.bind(claim.clone());
        }
        for row in tx.rows(statement).await? {
            let kept: PostedClaim = row.json("posted")?;
            // Money that waits stands on no claim, though one is named beside it.
            found.extend(kept.claim.map(|claim| (claim.0, kept.remittance, kept.place)));
        }
    }
    Ok(found)
}

/// Whether an entry was taken back.
///
/// # Errors
/// A database that does not answer.
pub async fn is_taken_back(tx: &mut Tx, tenant: &TenantId, entry: &str) -> Result<bool> {
    let text = "SELECT id FROM ledger_entry WHERE tenant = $1 AND reverses = $2";
    let statement = sqlx::query(text).bind(tenant.as_str()).bind(entry.to_owned());
    Ok(tx.row(statement).await?.is_some())
}

/// What a posting pushed aside on its claim: its entries that took back what stood before and still
/// do, each with what it took back.
///
/// # Errors
/// A database that does not answer.
pub async fn pushed_aside(
    tx: &mut Tx,
    tenant: &TenantId,
    claim: &str,
    (remittance, place): (&str, i64),
) -> Result<Vec<(Entry, Entry)>> {
    let statement = sqlx::query(
        "SELECT e.body, o.body AS earlier FROM ledger_entry e JOIN ledger_entry o \
         ON o.tenant = e.tenant AND o.id = e.reverses WHERE e.tenant = $1 \
         AND e.claim = $2 AND e.event = 'superseded' AND NOT EXISTS (SELECT 1 \
         FROM ledger_entry b WHERE b.tenant = e.tenant AND b.reverses = e.id) ORDER BY e.id",
    )
    .bind(tenant.as_str())
    .bind(claim.to_owned());
    let own = format!("{remittance}:{place}:");
    let mut found = Vec::new();
    for row in tx.rows(statement).await? {
        let (entry, earlier): (Entry, Entry) = (row.json("body")?, row.json("earlier")?);
        if entry.id().0.starts_with(&own) {
            found.push((entry, earlier));
        }
    }
    Ok(found)
}

/// Those of these entries that still stand, in the order of their identifiers.
///
/// # Errors
/// A database that does not answer.
pub async fn standing_of(tx: &mut Tx, tenant: &TenantId, ids: &[String]) -> Result<Vec<Entry>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut statement = assembled(format!(
        "SELECT e.body FROM ledger_entry e WHERE e.tenant = $1 AND e.id IN ({}) \
         AND NOT EXISTS (SELECT 1 FROM ledger_entry b WHERE b.tenant = e.tenant \
         AND b.reverses = e.id) ORDER BY e.id",
        places(2, ids.len())
    ))
    .bind(tenant.as_str());
    for id in ids {
        statement = statement.bind(id.clone());
    }
    tx.rows(statement).await?.iter().map(|row| row.json("body")).collect()
}

/// Entries that asked the next payer for what a decision left to the patient, and still stand.
///
/// # Errors
/// A database that does not answer.
pub async fn billed_next_after(
    tx: &mut Tx,
    tenant: &TenantId,
    (account, claim, remittance): (&AccountId, &str, &str),
) -> Result<Vec<Entry>> {
    let statement = sqlx::query(
        "SELECT e.body FROM ledger_entry e WHERE e.tenant = $1 AND e.account = $2 \
         AND e.event = 'billed_next' AND e.reverses IS NULL AND NOT EXISTS (SELECT 1 \
         FROM ledger_entry b WHERE b.tenant = e.tenant AND b.reverses = e.id) ORDER BY e.id",
    )
    .bind(tenant.as_str())
    .bind(account.as_str());
    let (start, within) = (format!("next:{claim}:"), format!(":{remittance}:"));
    let rows = tx.rows(statement).await?;
    let entries: Result<Vec<Entry>> = rows.iter().map(|row| row.json("body")).collect();
    let of_it = |one: &Entry| one.id().0.starts_with(&start) && one.id().0.contains(&within);
    Ok(entries?.into_iter().filter(of_it).collect())
}

/// Keeps that a posting was taken back: its money waits, or there is none.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody else took it back, or moved it.
pub async fn put_undone(
    tx: &mut Tx,
    tenant: &TenantId,
    row: &PostedRow,
    (kept, outcome): (&PostedClaim, &'static str),
) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE posted_claim SET outcome = $1, matched = '', claim = '', account = '', \
         lines = '[]', posted = $2, turn = turn + 1 WHERE tenant = $3 AND remittance = $4 \
         AND place = $5 AND turn = $6 AND outcome = $7",
    )
    .bind(outcome)
    .bind(text(kept))
    .bind(tenant.as_str())
    .bind(row.remittance.clone())
    .bind(row.place)
    .bind(row.turn)
    .bind(row.outcome.clone());
    match tx.run(statement).await? {
        1 => Ok(()),
        _ => Err(StoreError::Conflict { what: "this posting".to_owned() }),
    }
}

/// Keeps by which entries a decision stands from now on.
///
/// # Errors
/// A database that does not answer.
pub async fn put_standing(
    tx: &mut Tx,
    tenant: &TenantId,
    (remittance, place): (&str, i64),
    kept: &PostedClaim,
) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE posted_claim SET posted = $1 WHERE tenant = $2 AND remittance = $3 AND place = $4",
    )
    .bind(text(kept))
    .bind(tenant.as_str())
    .bind(remittance.to_owned())
    .bind(place);
    tx.run(statement).await.map(drop)
}

/// A decision on a claim is taken back at `at`. Where it was the first one it is told as such for
/// the days on which it was known, and the next one that stands takes its place: when, and whether
/// it refused nothing.
///
/// # Errors
/// A database that does not answer.
pub async fn first_undone(
    tx: &mut Tx,
    tenant: &TenantId,
    (claim, remittance, decided_at): (&str, &str, i64),
    (at, next): (i64, Option<(i64, bool)>),
) -> Result<()> {
    let kept = sqlx::query(
        "INSERT INTO decision_undone (tenant, claim, account, charge_cents, decided_at, \
         first_pass, closed_at, undone_at) SELECT o.tenant, o.claim, o.account, o.charge_cents, \
         o.decided_at, COALESCE(o.first_pass, 0), COALESCE(r.closed_at, o.decided_at), $1 \
         FROM open_claim o LEFT JOIN remittance r ON r.tenant = o.tenant AND r.id = $2 \
         WHERE o.tenant = $3 AND o.claim = $4 AND o.decided_at = $5 ON CONFLICT DO NOTHING",
    )
    .bind(at)
    .bind(remittance.to_owned())
    .bind(tenant.as_str())
    .bind(claim.to_owned())
    .bind(decided_at);
    tx.run(kept).await?;
    let Some((next, first_pass)) = next else { return Ok(()) };
    let statement = sqlx::query(
        "UPDATE open_claim SET decided_at = $1, first_pass = $2 WHERE tenant = $3 \
         AND claim = $4 AND decided_at = $5",
    )
    .bind(next)
    .bind(i64::from(first_pass))
    .bind(tenant.as_str())
    .bind(claim.to_owned())
    .bind(decided_at);
    tx.run(statement).await.map(drop)
}

/// The decision behind a denial was taken back by a person.
///
/// # Errors
/// A database that does not answer.
pub async fn denial_undone(tx: &mut Tx, tenant: &TenantId, id: &str, at: i64) -> Result<()> {
    let text = "UPDATE denial SET undone_at = $1 WHERE tenant = $2 AND id = $3";
    let statement = sqlx::query(text).bind(at).bind(tenant.as_str()).bind(id.to_owned());
    tx.run(statement).await?;
    denial_span::changed(tx, tenant, (id, at)).await
}

/// A claim on which no decision stands any more waits again, and its payer is asked at `ask_at`.
///
/// # Errors
/// A database that does not answer.
pub async fn undecided(tx: &mut Tx, tenant: &TenantId, claim: &str, ask_at: i64) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE open_claim SET decided_at = NULL, first_pass = NULL, ask_at = $1 \
         WHERE tenant = $2 AND claim = $3",
    )
    .bind(ask_at)
    .bind(tenant.as_str())
    .bind(claim.to_owned());
    tx.run(statement).await.map(drop)
}

/// A payer's number finds a claim no longer.
///
/// # Errors
/// A database that does not answer.
pub async fn drop_key(tx: &mut Tx, tenant: &TenantId, (key, claim): (&str, &str)) -> Result<()> {
    let text = "DELETE FROM claim_key WHERE tenant = $1 AND key = $2 AND claim = $3";
    let statement =
        sqlx::query(text).bind(tenant.as_str()).bind(key.to_owned()).bind(claim.to_owned());
    tx.run(statement).await.map(drop)
}

/// What people made of the comparison of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineWord {
    /// The line of our claim; 0 for the claim as a whole.
    pub line: i64,
    /// `disputed`, `accepted`, `recovered`, or as it was compared.
    pub state: String,
    /// What they said of it.
    pub note: String,
}

/// Comparisons of a decision with what was expected of the wrong claim go with it. Those on which
/// people had worked.
///
/// # Errors
/// A database that does not answer.
pub async fn drop_lines(
    tx: &mut Tx,
    tenant: &TenantId,
    (remittance, place): (&str, i64),
) -> Result<Vec<LineWord>> {
    let of = |text: &'static str| {
        sqlx::query(text).bind(tenant.as_str()).bind(remittance.to_owned()).bind(place)
    };
    let worked = of("SELECT line, state, note FROM line_variance WHERE tenant = $1 \
         AND remittance = $2 AND place = $3 AND (note <> '' \
         OR state IN ('disputed', 'accepted', 'recovered')) ORDER BY line");
    let word = |row: &SqlRow| {
        let (state, note) = (row.text("state")?, row.text("note")?);
        Ok(LineWord { line: row.int("line")?, state, note })
    };
    let found: Result<Vec<LineWord>> = tx.rows(worked).await?.iter().map(word).collect();
    tx.run(of("DELETE FROM line_variance WHERE tenant = $1 AND remittance = $2 AND place = $3"))
        .await?;
    found
}

/// What was to be looked at of a posting is settled with it. How many things.
///
/// # Errors
/// A database that does not answer.
pub async fn settle_reviews_of(
    tx: &mut Tx,
    tenant: &TenantId,
    (remittance, place): (&str, i64),
    (by, at, outcome): (&str, i64, &str),
) -> Result<u64> {
    let statement = sqlx::query(
        "UPDATE posting_review SET state = 'done', done_at = $1, done_by = $2, outcome = $3, \
         version = version + 1 WHERE tenant = $4 AND remittance = $5 AND place = $6 \
         AND state = 'open'",
    )
    .bind(at)
    .bind(by.to_owned())
    .bind(outcome.to_owned())
    .bind(tenant.as_str())
    .bind(remittance.to_owned())
    .bind(place);
    tx.run(statement).await
}

/// Adds what a person must look at after they took a posting back for the `turn`-th time.
///
/// # Errors
/// A database that does not answer.
pub async fn put_undone_review(
    tx: &mut Tx,
    tenant: &TenantId,
    (remittance, at, turn): (&str, i64, i64),
    item: &ReviewItem,
) -> Result<()> {
    let named = format!("{remittance}:{}:turn{turn}:taken_back", item.place);
    super::review::put_named(tx, tenant, (remittance, at), &[(named, item)]).await.map(drop)
}

/// Statements of an account since a moment asked for money that is not owed so any more: they are
/// withdrawn. How many.
///
/// # Errors
/// A database that does not answer.
pub async fn withdraw_statements(
    tx: &mut Tx,
    tenant: &TenantId,
    (account, since): (&AccountId, i64),
) -> Result<u64> {
    let statement = sqlx::query(
        "UPDATE patient_statement SET state = 'withdrawn' WHERE tenant = $1 AND account = $2 \
         AND at >= $3 AND state = 'made'",
    )
    .bind(tenant.as_str())
    .bind(account.as_str())
    .bind(since);
    tx.run(statement).await
}

//! What became of each claim of a payment, and the books that posting asks.

use super::open_claim::open_by_keys;
use crate::accounts::text;
use crate::db::{Db, assembled};
use crate::many::places;
use crate::row::{Get, json, name_of};
use crate::{Result, SqlRow, Tx};
use model::remittance::PaidClaim;
use model::{ClaimId, TenantId};
use payments::ledger::EntryId;
use payments::posting::{
    ClaimPosting, LineMatch, OpenClaim, PostedClaim, Shelf, keys_of, numbers_of, plain,
};
use std::collections::{BTreeMap, BTreeSet};

/// Keys of one statement; SQLite looks each named place up among all of them.
const KEYS: usize = 400;

/// What became of one claim of a payment.
#[derive(Clone, Debug, PartialEq)]
pub struct PostedRow {
    /// The payment.
    pub remittance: String,
    /// Which claim of it, from 1.
    pub place: i64,
    /// `posted`, `reversed`, `unapplied`, `nothing`.
    pub outcome: String,
    /// How our claim was found; empty where it was not.
    pub matched: String,
    /// Our claim; empty where none is known.
    pub claim: String,
    /// Its account.
    pub account: String,
    /// The lines of our claim, one for each paid line.
    pub lines: Vec<LineMatch>,
    /// What can be taken back.
    pub posted: Option<PostedClaim>,
    /// When.
    pub at: i64,
    /// How often a person took it back from a claim.
    pub turn: i64,
}

pub(super) const COLUMNS: &str =
    "remittance, place, outcome, matched, claim, account, lines, posted, at, turn";

pub(super) fn read(row: &SqlRow) -> Result<PostedRow> {
    let posted = row.text("posted")?;
    Ok(PostedRow {
        remittance: row.text("remittance")?,
        place: row.int("place")?,
        outcome: row.text("outcome")?,
        matched: row.text("matched")?,
        claim: row.text("claim")?,
        account: row.text("account")?,
        lines: row.json("lines")?,
        posted: if posted.is_empty() { None } else { Some(json("posted", &posted)?) },
        at: row.int("at")?,
        turn: row.int("turn")?,
    })
}

/// Keeps what became of claims of a payment: each decision with its posting and the account.
///
/// # Errors
/// A place that is posted already; a database that does not answer.
pub async fn put_posted(
    tx: &mut Tx,
    tenant: &TenantId,
    (remittance, at): (&str, i64),
    postings: &[(&PaidClaim, &ClaimPosting, &str)],
) -> Result<()> {
    let row = |(decision, posting, account): &(&PaidClaim, &ClaimPosting, &str)| {
        let claim = posting.claim.as_ref().map(|claim| claim.0.clone()).unwrap_or_default();
        let number = decision.payer_control_number.as_deref().map(plain).unwrap_or_default();
        vec![
            tenant.as_str().into(),
            remittance.into(),
            i64::try_from(posting.place).unwrap_or(i64::MAX).into(),
            name_of(&posting.outcome).into(),
            posting.matched.as_ref().map(name_of).unwrap_or_default().into(),
            claim.into(),
            (*account).into(),
            plain(&decision.control_number).into(),
            number.into(),
            text(&posting.lines).into(),
            posting.posted.as_ref().map(text).unwrap_or_default().into(),
            at.into(),
        ]
    };
    let into = "posted_claim (tenant, remittance, place, outcome, matched, claim, account, \
        own_key, payer_key, lines, posted, at)";
    tx.insert(into, postings.iter().map(row).collect()).await.map(drop)
}

/// What became of the claims of a payment after a place, in order.
///
/// # Errors
/// A database that does not answer.
pub async fn posted_of_remittance(
    db: &Db,
    tenant: &TenantId,
    remittance: &str,
    (after, most): (i64, i64),
) -> Result<Vec<PostedRow>> {
    let statement = assembled(format!(
        "SELECT {COLUMNS} FROM posted_claim WHERE tenant = $1 AND remittance = $2 AND place > $3 \
         ORDER BY place LIMIT $4"
    ))
    .bind(tenant.as_str())
    .bind(remittance.to_owned())
    .bind(after)
    .bind(most);
    db.rows(statement).await?.iter().map(read).collect()
}

/// Every decision on one of our claims, oldest first.
///
/// # Errors
/// A database that does not answer.
pub async fn posted_of_claim(db: &Db, tenant: &TenantId, claim: &str) -> Result<Vec<PostedRow>> {
    let statement = assembled(format!(
        "SELECT {COLUMNS} FROM posted_claim WHERE tenant = $1 AND claim = $2 \
         ORDER BY at, remittance, place"
    ))
    .bind(tenant.as_str())
    .bind(claim.to_owned());
    db.rows(statement).await?.iter().map(read).collect()
}

/// The books, as far as these decisions ask for them: every claim under one of their keys.
///
/// # Errors
/// A database that does not answer.
pub async fn book(db: &Db, tenant: &TenantId, decisions: &[&PaidClaim]) -> Result<Shelf> {
    let keys: BTreeSet<String> = decisions.iter().flat_map(|one| keys_of(one)).collect();
    let keys: Vec<String> = keys.into_iter().collect();
    let open = open_by_keys(db, tenant, &keys).await?;
    shelf(db, tenant, decisions, open).await
}

/// As [`book`], without the other claims of a member where a number finds the claim: somebody who
/// comes every week has hundreds, and they would all be read for each payment.
///
/// # Errors
/// A database that does not answer.
pub async fn book_by_number(db: &Db, tenant: &TenantId, decisions: &[&PaidClaim]) -> Result<Shelf> {
    let numbers: BTreeSet<String> = decisions.iter().flat_map(|one| numbers_of(one)).collect();
    let numbers: Vec<String> = numbers.into_iter().collect();
    let mut open = open_by_keys(db, tenant, &numbers).await?;
    let mut found = Shelf::default();
    open.iter().for_each(|one| found.add(one.clone()));
    let lost = decisions.iter().filter(|one| !found.finds_by_number(one));
    let keys: BTreeSet<String> = lost.flat_map(|one| keys_of(one)).collect();
    let keys: Vec<String> = keys.into_iter().collect();
    let known: BTreeSet<ClaimId> = open.iter().map(|one| one.claim.clone()).collect();
    let more = open_by_keys(db, tenant, &keys).await?;
    open.extend(more.into_iter().filter(|one| !known.contains(&one.claim)));
    shelf(db, tenant, decisions, open).await
}

/// These open claims, and what was decided on them and under the numbers of the decisions.
async fn shelf(
    db: &Db,
    tenant: &TenantId,
    decisions: &[&PaidClaim],
    open: Vec<OpenClaim>,
) -> Result<Shelf> {
    let mut shelf = Shelf::default();
    let claims: Vec<String> = open.iter().map(|one| one.claim.0.clone()).collect();
    for one in open {
        shelf.add(one);
    }
    let keys: BTreeSet<String> = decisions.iter().flat_map(|one| numbers_of(one)).collect();
    let keys: Vec<String> = keys.into_iter().collect();
    // In the order in which they were posted; each once, by whichever key it was found.
    let mut found: BTreeMap<(i64, String, i64), PostedClaim> = BTreeMap::new();
    for (column, keys) in [("own_key", &keys), ("payer_key", &keys), ("claim", &claims)] {
        for part in keys.chunks(KEYS) {
            let mut statement = assembled(format!(
                "SELECT {COLUMNS} FROM posted_claim WHERE tenant = $1 AND {column} IN ({}) \
                 AND posted <> ''",
                places(2, part.len())
            ))
            .bind(tenant.as_str());
            for key in part {
                statement = statement.bind(key.clone());
            }
            for row in db.rows(statement).await?.iter().map(read) {
                let row = row?;
                if let Some(posted) = row.posted {
                    found.insert((row.at, row.remittance, row.place), posted);
                }
            }
        }
    }
    let entries: Vec<String> = found
        .values()
        .flat_map(|one| &one.parts)
        .filter_map(|part| Some(part.entry.as_ref()?.id().0.clone()))
        .collect();
    for posted in found.into_values() {
        shelf.keep(posted);
    }
    for part in entries.chunks(KEYS) {
        let mut statement = assembled(format!(
            "SELECT reverses FROM ledger_entry WHERE tenant = $1 AND reverses IN ({})",
            places(2, part.len())
        ))
        .bind(tenant.as_str());
        for id in part {
            statement = statement.bind(id.clone());
        }
        let rows = db.rows(statement).await?;
        let taken: Result<Vec<EntryId>> =
            rows.iter().map(|row| row.text("reverses").map(EntryId)).collect();
        shelf.take_back(taken?);
    }
    Ok(shelf)
}

//! What payers ask of us before they decide: worked apart from rejections and denials, one item a
//! claim at a time.

use crate::accounts::text;
use crate::db::{Db, Tx, assembled};
use crate::many::places;
use crate::payments::RefusalReason;
use crate::row::Get;
use crate::{Result, SqlRow};
use model::{AccountId, Cents, TenantId};

/// Claims or accounts of one statement.
const MOST_IDS: usize = 400;

/// What is to be followed up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FollowUpKind {
    /// The payer has no such claim.
    NotFound,
    /// The payer wants something of us.
    Asks,
    /// What it says is neither yes nor no, as far as this program knows.
    Unclear,
}

impl FollowUpKind {
    /// Every kind.
    pub const ALL: [FollowUpKind; 3] =
        [FollowUpKind::NotFound, FollowUpKind::Asks, FollowUpKind::Unclear];

    /// The lower-case name, as stored.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            FollowUpKind::NotFound => "not_found",
            FollowUpKind::Asks => "asks",
            FollowUpKind::Unclear => "unclear",
        }
    }
}

/// One item of work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FollowUp {
    /// Its id.
    pub id: String,
    /// The claim.
    pub claim: String,
    /// Its account.
    pub account: AccountId,
    /// The payer, for people.
    pub payer: String,
    /// What is to be followed up.
    pub kind: FollowUpKind,
    /// `277`, `277CA`.
    pub told_by: String,
    /// The name of who says so; empty where the answer gives none.
    pub who: String,
    /// What was charged.
    pub charge: Cents,
    /// Since when.
    pub at: i64,
    /// What the payer says.
    pub reasons: Vec<RefusalReason>,
}

/// How an item ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled<'a> {
    /// `answered`, `waits`, `resent`, `mended`, `told`, `decided`.
    pub state: &'static str,
    /// Who: a user id, or `service`.
    pub by: &'a str,
    /// What they say of it.
    pub note: &'a str,
    /// The payer's number of the claim, where a person learned it.
    pub number: &'a str,
    /// When.
    pub at: i64,
}

const COLUMNS: &str = "SELECT id, claim, account, payer, kind, told_by, who, charge_cents, at, \
    reasons FROM follow_up WHERE tenant = $1";

/// What is followed up is with its payer, and undecided.
const WITH_PAYER: &str = "EXISTS (SELECT 1 FROM claim c WHERE c.tenant = $1 \
    AND c.id = follow_up.claim AND c.status IN ('submitted', 'acknowledged'))";

/// Names of payers that a list is filtered by at most.
const MOST_PAYERS: i64 = 500;

fn read(row: &SqlRow) -> Result<FollowUp> {
    let kind = row.text("kind")?;
    let known = FollowUpKind::ALL.into_iter().find(|one| one.name() == kind);
    Ok(FollowUp {
        id: row.text("id")?,
        claim: row.text("claim")?,
        account: AccountId(row.text("account")?),
        payer: row.text("payer")?,
        kind: known.unwrap_or(FollowUpKind::Unclear),
        told_by: row.text("told_by")?,
        who: row.text("who")?,
        charge: Cents(row.int("charge_cents")?),
        at: row.int("at")?,
        reasons: row.json("reasons")?,
    })
}

/// Opens an item, or puts what is said now in the place of what was said before, where the claim
/// has one open: its age goes on. Whether it is a new one.
///
/// # Errors
/// A database that does not answer.
pub async fn put_follow_up(tx: &mut Tx, tenant: &TenantId, one: &FollowUp) -> Result<bool> {
    let statement = sqlx::query(
        "UPDATE follow_up SET kind = $1, told_by = $2, who = $3, reasons = $4 WHERE tenant = $5 \
         AND claim = $6 AND state = 'open'",
    )
    .bind(one.kind.name())
    .bind(one.told_by.clone())
    .bind(one.who.clone())
    .bind(text(&one.reasons))
    .bind(tenant.as_str())
    .bind(one.claim.clone());
    if tx.run(statement).await? > 0 {
        return Ok(false);
    }
    let row = vec![
        tenant.as_str().into(),
        one.id.as_str().into(),
        one.claim.as_str().into(),
        one.account.as_str().into(),
        one.payer.as_str().into(),
        one.kind.name().into(),
        one.told_by.as_str().into(),
        one.who.as_str().into(),
        one.charge.0.into(),
        one.at.into(),
        text(&one.reasons).into(),
        "open".into(),
    ];
    let into = "follow_up (tenant, id, claim, account, payer, kind, told_by, who, charge_cents, \
        at, reasons, state)";
    Ok(tx.insert_new(into, vec![row]).await? > 0)
}

/// The open item of a claim, in the transaction that changes it.
///
/// # Errors
/// A database that does not answer.
pub async fn follow_up_now(
    tx: &mut Tx,
    tenant: &TenantId,
    claim: &str,
) -> Result<Option<FollowUp>> {
    let statement = assembled(format!("{COLUMNS} AND claim = $2 AND state = 'open'"))
        .bind(tenant.as_str())
        .bind(claim.to_owned());
    tx.row(statement).await?.as_ref().map(read).transpose()
}

/// Open items of so many accounts, in no order: for an order, SQLite would read every open item
/// from the index that has it.
pub(super) fn of_accounts(count: usize) -> String {
    format!("{COLUMNS} AND account IN ({}) AND state = 'open' AND {WITH_PAYER}", places(2, count))
}

/// Open items of these accounts, in the transaction that changes them, longest waiting first. One
/// whose claim is not with its payer any more is left out.
///
/// # Errors
/// A database that does not answer.
pub async fn follow_ups_now(
    tx: &mut Tx,
    tenant: &TenantId,
    accounts: &[String],
) -> Result<Vec<FollowUp>> {
    let mut found = Vec::new();
    for part in accounts.chunks(MOST_IDS) {
        let mut statement = assembled(of_accounts(part.len())).bind(tenant.as_str());
        for account in part {
            statement = statement.bind(account.clone());
        }
        for row in tx.rows(statement).await? {
            found.push(read(&row)?);
        }
    }
    found.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    Ok(found)
}

/// Ends the open items of these claims; how many there were.
///
/// # Errors
/// A database that does not answer.
pub async fn settle_follow_ups(
    tx: &mut Tx,
    tenant: &TenantId,
    settled: &Settled<'_>,
    claims: &[String],
) -> Result<u64> {
    let mut count = 0;
    for part in claims.chunks(MOST_IDS) {
        let mut statement = assembled(format!(
            "UPDATE follow_up SET state = $1, settled_by = $2, note = $3, number = $4, \
             settled_at = $5 WHERE tenant = $6 AND state = 'open' AND claim IN ({})",
            places(7, part.len())
        ))
        .bind(settled.state)
        .bind(settled.by.to_owned())
        .bind(settled.note.to_owned())
        .bind(settled.number.to_owned())
        .bind(settled.at)
        .bind(tenant.as_str());
        for claim in part {
            statement = statement.bind(claim.clone());
        }
        count += tx.run(statement).await?;
    }
    Ok(count)
}

/// A decision that was posted at this time is taken back: what it ended of a claim is open again,
/// where nothing else is.
///
/// # Errors
/// A database that does not answer.
pub async fn reopen_follow_up(
    tx: &mut Tx,
    tenant: &TenantId,
    (claim, at): (&str, i64),
) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE follow_up SET state = 'open', settled_at = NULL, settled_by = '' \
         WHERE tenant = $1 AND claim = $2 AND state = 'decided' AND settled_at = $3 \
         AND NOT EXISTS (SELECT 1 FROM follow_up o WHERE o.tenant = $1 AND o.claim = $2 \
         AND o.state = 'open')",
    )
    .bind(tenant.as_str())
    .bind(claim.to_owned())
    .bind(at);
    tx.run(statement).await.map(drop)
}

/// Items to work of a kind and a payer (empty: of all), longest waiting first. One whose claim is
/// not with its payer any more is left out.
///
/// # Errors
/// A database that does not answer.
pub async fn open_follow_ups(
    db: &Db,
    tenant: &TenantId,
    (kind, payer): (&str, &str),
    most: i64,
) -> Result<Vec<FollowUp>> {
    let statement = assembled(format!(
        "{COLUMNS} AND state = 'open' AND ($2 = '' OR kind = $2) AND ($3 = '' OR payer = $3) \
         AND {WITH_PAYER} ORDER BY at, id LIMIT $4"
    ))
    .bind(tenant.as_str())
    .bind(kind.to_owned())
    .bind(payer.to_owned())
    .bind(most.clamp(1, 1_000));
    db.rows(statement).await?.iter().map(read).collect()
}

/// Payers of the items to work, by name.
///
/// # Errors
/// A database that does not answer.
pub async fn follow_up_payers(db: &Db, tenant: &TenantId) -> Result<Vec<String>> {
    let statement = assembled(format!(
        "SELECT DISTINCT payer FROM follow_up WHERE tenant = $1 AND state = 'open' \
         AND {WITH_PAYER} ORDER BY payer LIMIT $2"
    ))
    .bind(tenant.as_str())
    .bind(MOST_PAYERS);
    db.rows(statement).await?.iter().map(|row| row.text("payer")).collect()
}

/// The open item of a claim.
///
/// # Errors
/// A database that does not answer.
pub async fn follow_up_of(db: &Db, tenant: &TenantId, claim: &str) -> Result<Option<FollowUp>> {
    let statement = assembled(format!("{COLUMNS} AND claim = $2 AND state = 'open'"))
        .bind(tenant.as_str())
        .bind(claim.to_owned());
    db.row(statement).await?.as_ref().map(read).transpose()
}

/// The payer's number of a claim as a person learned it last.
///
/// # Errors
/// A database that does not answer.
pub async fn number_told(db: &Db, tenant: &TenantId, claim: &str) -> Result<Option<String>> {
    let statement = sqlx::query(
        "SELECT number FROM follow_up WHERE tenant = $1 AND claim = $2 AND number <> '' \
         ORDER BY settled_at DESC LIMIT 1",
    )
    .bind(tenant.as_str())
    .bind(claim.to_owned());
    db.row(statement).await?.map(|row| row.text("number")).transpose()
}

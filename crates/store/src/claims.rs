//! Claims and their edits.

mod batch;
mod edit;

pub use batch::{LEAVING, put_claims, retire_claims};
pub use edit::{
    ClaimEdit, Overrule, claim_edits, edits_for_change, overrule, put_edits, put_status,
    put_statuses, stopping,
};
mod overriding;

pub use overriding::{Overriding, override_edits};

use crate::accounts::text;
use crate::db::{Db, Tx, assembled};
use crate::row::Get;
use crate::{Result, SqlRow, StoreError};
use model::{AccountId, Claim, ScrubReport, Severity, TenantId};
use sha2::{Digest, Sha256};

/// One claim as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimRow {
    /// Id: the claim's own.
    pub id: String,
    /// The account.
    pub account: AccountId,
    /// 0 for the first of its account.
    pub rank: i64,
    /// `draft`, `edits`, `clean`, `leaving`, `submitted`, `rejected`, `acknowledged`, `replaced`,
    /// `paid`, `denied`.
    pub status: String,
    /// The claim.
    pub claim: Claim,
    /// What the edits say of it.
    pub report: ScrubReport,
    /// A hash of all that leaves: the same claim is made once.
    pub fingerprint: String,
    /// Whether it passed at the first look.
    pub clean_first: Option<bool>,
    /// When it was made.
    pub created_at: i64,
    /// When it was last judged.
    pub scrubbed_at: Option<i64>,
    /// When it left.
    pub submitted_at: Option<i64>,
    /// Changes by people.
    pub touched: i64,
    /// Counts the changes.
    pub version: i64,
}

/// Where a claim stands when it has left and nobody may change it here.
const LEFT: [&str; 6] = [LEAVING, "submitted", "acknowledged", "replaced", "paid", "denied"];

impl ClaimRow {
    /// Whether it is on its way or done: read only. One that came back rejected is open again.
    #[must_use]
    pub fn has_left(&self) -> bool {
        LEFT.contains(&self.status.as_str())
            || self.submitted_at.is_some() && self.status != "rejected"
    }

    /// A claim that was just made and judged.
    #[must_use]
    pub fn new(
        account: &AccountId,
        rank: usize,
        claim: &Claim,
        report: &ScrubReport,
        at: i64,
    ) -> ClaimRow {
        let clean = is_clean(report);
        ClaimRow {
            id: claim.id.0.clone(),
            account: account.clone(),
            rank: i64::try_from(rank).unwrap_or(i64::MAX),
            status: if clean { "clean" } else { "edits" }.to_owned(),
            fingerprint: fingerprint(account, claim),
            claim: claim.clone(),
            report: report.clone(),
            clean_first: Some(clean),
            created_at: at,
            scrubbed_at: Some(at),
            submitted_at: None,
            touched: 0,
            version: 1,
        }
    }
}

/// Whether nothing stops the claim.
#[must_use]
pub fn is_clean(report: &ScrubReport) -> bool {
    !report.edits.iter().any(|edit| matches!(edit.severity, Severity::Block | Severity::Reason))
}

/// A hash of everything that leaves in a claim, with its account.
#[must_use]
pub fn fingerprint(account: &AccountId, claim: &Claim) -> String {
    let mut hash = Sha256::new();
    hash.update(account.as_str().as_bytes());
    hash.update([0]);
    hash.update(text(claim).as_bytes());
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

const COLUMNS: &str = "SELECT id, account, rank, status, body, scrub, fingerprint, clean_first, \
    created_at, scrubbed_at, submitted_at, touched, version FROM claim WHERE tenant = $1";

/// The claims of an account, in order.
///
/// # Errors
/// A database that does not answer.
pub async fn claims_of(db: &Db, tenant: &TenantId, account: &AccountId) -> Result<Vec<ClaimRow>> {
    let statement = assembled(format!("{COLUMNS} AND account = $2 ORDER BY rank, created_at, id"))
        .bind(tenant.as_str())
        .bind(account.as_str());
    db.rows(statement).await?.iter().map(read).collect()
}

/// One claim inside a transaction that will change it.
///
/// # Errors
/// A database that does not answer.
pub async fn claim_for_change(
    tx: &mut Tx,
    tenant: &TenantId,
    id: &str,
) -> Result<Option<ClaimRow>> {
    let text = format!("{COLUMNS} AND id = $2{}", tx.for_update());
    let statement = assembled(text).bind(tenant.as_str()).bind(id.to_owned());
    tx.row(statement).await?.as_ref().map(read).transpose()
}

/// One claim.
///
/// # Errors
/// A database that does not answer.
pub async fn claim(db: &Db, tenant: &TenantId, id: &str) -> Result<Option<ClaimRow>> {
    let statement =
        assembled(format!("{COLUMNS} AND id = $2")).bind(tenant.as_str()).bind(id.to_owned());
    db.row(statement).await?.as_ref().map(read).transpose()
}

/// Claims by id, in order; with `with_others` only those that name another payer.
///
/// # Errors
/// A database that does not answer.
pub async fn claims_by_id(
    db: &Db,
    tenant: &TenantId,
    ids: &[String],
    with_others: bool,
) -> Result<Vec<ClaimRow>> {
    let mut found = Vec::new();
    for part in ids.chunks(1_000) {
        let narrow = if with_others { " AND body LIKE '%\"other_payers\":[%'" } else { "" };
        let list = crate::many::places(2, part.len());
        let mut statement = assembled(format!("{COLUMNS} AND id IN ({list}){narrow} ORDER BY id"))
            .bind(tenant.as_str());
        for id in part {
            statement = statement.bind(id.clone());
        }
        for row in db.rows(statement).await? {
            found.push(read(&row)?);
        }
    }
    Ok(found)
}

/// Clean claims of accounts that may submit and that no parcel carries yet, oldest first.
///
/// # Errors
/// A database that does not answer.
pub async fn unsent(db: &Db, tenant: &TenantId, most: i64) -> Result<Vec<ClaimRow>> {
    let statement = assembled(format!(
        "{COLUMNS} AND status = 'clean' AND submitted_at IS NULL AND account IN (SELECT a.id \
         FROM account a WHERE a.tenant = $1 AND a.queue = 'service' AND a.state = 'scrubbed') \
         AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.tenant = $1 AND o.kind = 'claim' \
         AND o.key = claim.fingerprint AND o.state <> 'dead') ORDER BY created_at, id LIMIT $2"
    ))
    .bind(tenant.as_str())
    .bind(most.clamp(1, 500));
    db.rows(statement).await?.iter().map(read).collect()
}

/// Claims made since a time, after a claim, by id: for a replay over many.
///
/// # Errors
/// A database that does not answer.
pub async fn claims_since(
    db: &Db,
    tenant: &TenantId,
    since: i64,
    (after, limit): (&str, i64),
) -> Result<Vec<ClaimRow>> {
    let statement =
        assembled(format!("{COLUMNS} AND created_at >= $2 AND id > $3 ORDER BY id LIMIT $4"))
            .bind(tenant.as_str())
            .bind(since)
            .bind(after.to_owned())
            .bind(limit);
    db.rows(statement).await?.iter().map(read).collect()
}

/// Saves a claim that was read at `row.version` and has not left.
///
/// # Errors
/// [`StoreError::Conflict`] when it was changed or sent in the meantime.
pub async fn save_claim(tx: &mut Tx, tenant: &TenantId, row: &mut ClaimRow) -> Result<()> {
    save(tx, tenant, row, false).await
}

/// As [`save_claim`], for the sender alone: what is leaving has left, or did not leave after all.
///
/// # Errors
/// As [`save_claim`].
pub async fn save_leaving(tx: &mut Tx, tenant: &TenantId, row: &mut ClaimRow) -> Result<()> {
    save(tx, tenant, row, true).await
}

async fn save(tx: &mut Tx, tenant: &TenantId, row: &mut ClaimRow, sender: bool) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE claim SET status = $1, fingerprint = $2, total_cents = $3, body = $4, scrub = $5, \
         scrubbed_at = $6, submitted_at = $7, touched = $8, version = version + 1, payer = $9 \
         WHERE tenant = $10 AND id = $11 AND version = $12 \
         AND (status <> 'leaving' OR $13 = 1)",
    )
    .bind(row.status.clone())
    .bind(row.fingerprint.clone())
    .bind(row.claim.total().0)
    .bind(text(&row.claim))
    .bind(text(&row.report))
    .bind(row.scrubbed_at)
    .bind(row.submitted_at)
    .bind(row.touched)
    .bind(row.claim.payer.name.clone())
    .bind(tenant.as_str())
    .bind(row.id.clone())
    .bind(row.version)
    .bind(i64::from(sender));
    match tx.run(statement).await? {
        1 => {
            row.version += 1;
            let edits = row.report.edits.as_slice();
            put_edits(tx, tenant, &[(&row.id, edits, row.scrubbed_at.unwrap_or(0))]).await
        }
        _ => Err(StoreError::Conflict { what: format!("claim {}", row.id) }),
    }
}

/// Every claim of an account inside a transaction that will change one of them.
///
/// # Errors
/// A database that does not answer.
pub async fn claims_for_change(
    tx: &mut Tx,
    tenant: &TenantId,
    account: &AccountId,
) -> Result<Vec<ClaimRow>> {
    let text = format!("{COLUMNS} AND account = $2 ORDER BY id{}", tx.for_update());
    let statement = assembled(text).bind(tenant.as_str()).bind(account.as_str());
    tx.rows(statement).await?.iter().map(read).collect()
}

fn read(row: &SqlRow) -> Result<ClaimRow> {
    Ok(ClaimRow {
        id: row.text("id")?,
        account: AccountId(row.text("account")?),
        rank: row.int("rank")?,
        status: row.text("status")?,
        claim: row.json("body")?,
        report: row.json("scrub")?,
        fingerprint: row.text("fingerprint")?,
        clean_first: row.opt_int("clean_first")?.map(|flag| flag != 0),
        created_at: row.int("created_at")?,
        scrubbed_at: row.opt_int("scrubbed_at")?,
        submitted_at: row.opt_int("submitted_at")?,
        touched: row.int("touched")?,
        version: row.int("version")?,
    })
}

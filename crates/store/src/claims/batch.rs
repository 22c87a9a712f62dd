//! Keeping claims with their edits, many at once.

use super::ClaimRow;
use super::edit::put_edits;
use crate::accounts::text;
use crate::db::{Tx, assembled};
use crate::many::{Value, places};
use crate::row::Get;
use crate::{Result, StoreError};
use model::{AccountId, Edit, TenantId};
use std::collections::BTreeSet;

/// The status of a claim whose file is being written: nobody changes it any more.
pub const LEAVING: &str = "leaving";

const OVER: &str = " ON CONFLICT (tenant, id) DO UPDATE SET fingerprint = excluded.fingerprint, \
    status = excluded.status, total_cents = excluded.total_cents, body = excluded.body, \
    scrub = excluded.scrub, scrubbed_at = excluded.scrubbed_at, rank = excluded.rank, \
    payer = excluded.payer, version = claim.version + 1";

/// Keeps claims of any number of accounts: new ones are added; one that is there and has not left
/// is replaced, with its edits; one that has left stays as it left. The ids that were kept.
///
/// # Errors
/// [`StoreError::Refused`] when a claim's number belongs to another account; a database that does
/// not answer.
pub async fn put_claims(
    tx: &mut Tx,
    tenant: &TenantId,
    rows: &[ClaimRow],
) -> Result<BTreeSet<String>> {
    let left = left_already(tx, tenant, rows).await?;
    let rows: Vec<&ClaimRow> = rows.iter().filter(|row| !left.contains(&row.id)).collect();
    let values = rows.iter().map(|row| values(tenant, row)).collect();
    tx.insert_over(
        "claim (tenant, id, account, rank, frequency, type, payer, fingerprint, status, \
         total_cents, body, scrub, clean_first, created_at, scrubbed_at, touched, version)",
        values,
        OVER,
    )
    .await?;
    let edits: Vec<(&str, &[Edit], i64)> = rows
        .iter()
        .map(|row| {
            let at = row.scrubbed_at.unwrap_or(row.created_at);
            (row.id.as_str(), row.report.edits.as_slice(), at)
        })
        .collect();
    put_edits(tx, tenant, &edits).await?;
    Ok(rows.iter().map(|row| row.id.clone()).collect())
}

/// The claims among these that have left; their rows are kept from others until the end.
async fn left_already(
    tx: &mut Tx,
    tenant: &TenantId,
    rows: &[ClaimRow],
) -> Result<BTreeSet<String>> {
    let mut left = BTreeSet::new();
    if rows.is_empty() {
        return Ok(left);
    }
    let text = format!(
        "SELECT id, account, status, submitted_at FROM claim WHERE tenant = $1 AND id IN ({}) \
         ORDER BY id{}",
        places(2, rows.len()),
        tx.for_update()
    );
    let mut statement = assembled(text).bind(tenant.as_str());
    for row in rows {
        statement = statement.bind(row.id.clone());
    }
    for found in tx.rows(statement).await? {
        let (id, account) = (found.text("id")?, found.text("account")?);
        if rows.iter().any(|row| row.id == id && row.account.as_str() != account) {
            return Err(StoreError::Refused(format!(
                "the claim number {id} belongs to account {account} already"
            )));
        }
        if found.opt_int("submitted_at")?.is_some() || found.text("status")? == LEAVING {
            left.insert(id);
        }
    }
    Ok(left)
}

fn values(tenant: &TenantId, row: &ClaimRow) -> Vec<Value> {
    vec![
        tenant.as_str().into(),
        row.id.as_str().into(),
        row.account.as_str().into(),
        row.rank.into(),
        row.claim.frequency.to_string().into(),
        crate::name_of(&row.claim.claim_type).into(),
        row.claim.payer.name.as_str().into(),
        row.fingerprint.as_str().into(),
        row.status.as_str().into(),
        row.claim.total().0.into(),
        text(&row.claim).into(),
        text(&row.report).into(),
        row.clean_first.map(i64::from).into(),
        row.created_at.into(),
        row.scrubbed_at.into(),
        row.touched.into(),
        row.version.into(),
    ]
}

/// Marks as replaced what an account had before and was not made again; what has left stays.
///
/// # Errors
/// A database that does not answer.
pub async fn retire_claims(
    tx: &mut Tx,
    tenant: &TenantId,
    accounts: &[AccountId],
    kept: &BTreeSet<String>,
) -> Result<u64> {
    if accounts.is_empty() {
        return Ok(0);
    }
    let mut text = format!(
        "UPDATE claim SET status = 'replaced', version = version + 1 WHERE tenant = $1 \
         AND submitted_at IS NULL AND status NOT IN ('replaced', 'leaving') AND account IN ({})",
        places(2, accounts.len())
    );
    if !kept.is_empty() {
        let list = places(2 + accounts.len(), kept.len());
        text.push_str(&format!(" AND id NOT IN ({list})"));
    }
    let mut statement = assembled(text).bind(tenant.as_str());
    for account in accounts {
        statement = statement.bind(account.0.clone());
    }
    for id in kept {
        statement = statement.bind(id.clone());
    }
    tx.run(statement).await
}

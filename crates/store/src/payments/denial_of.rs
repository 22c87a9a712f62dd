//! The denials of an account, of a claim.

use super::denial::{COLUMNS, DenialRow, read};
use crate::Result;
use crate::db::{Db, Tx, assembled};
use crate::many::places;
use model::{AccountId, TenantId};
use std::collections::BTreeMap;

/// Claims of one statement.
const CLAIMS: usize = 2_000;

/// Every denial of an account, most urgent first, inside a transaction that will change them.
///
/// # Errors
/// A database that does not answer.
pub async fn denials_of_account_for_change(
    tx: &mut Tx,
    tenant: &TenantId,
    account: &AccountId,
) -> Result<Vec<DenialRow>> {
    let text =
        format!("{COLUMNS} AND account = $2 ORDER BY urgency DESC, id DESC{}", tx.for_update());
    let statement = assembled(text).bind(tenant.as_str()).bind(account.as_str());
    tx.rows(statement).await?.iter().map(read).collect()
}

/// Every denial of an account, oldest first.
///
/// # Errors
/// A database that does not answer.
pub async fn denials_of_account(
    db: &Db,
    tenant: &TenantId,
    account: &AccountId,
) -> Result<Vec<DenialRow>> {
    let statement = assembled(format!("{COLUMNS} AND account = $2 ORDER BY opened_at, id"))
        .bind(tenant.as_str())
        .bind(account.as_str());
    db.rows(statement).await?.iter().map(read).collect()
}

/// Every denial of these claims, and those whose claim went out again as one of them, inside a
/// transaction that will change them; oldest first.
///
/// # Errors
/// A database that does not answer.
pub async fn denials_of_claims_for_change(
    tx: &mut Tx,
    tenant: &TenantId,
    claims: &[String],
) -> Result<Vec<DenialRow>> {
    let mut found = BTreeMap::new();
    for part in claims.chunks(CLAIMS) {
        for column in ["claim", "resent_as"] {
            let mut statement = assembled(format!(
                "{COLUMNS} AND {column} IN ({}) ORDER BY id{}",
                places(2, part.len()),
                tx.for_update()
            ))
            .bind(tenant.as_str());
            for claim in part {
                statement = statement.bind(claim.clone());
            }
            for row in tx.rows(statement).await? {
                let row = read(&row)?;
                found.insert((row.opened_at, row.id.clone()), row);
            }
        }
    }
    Ok(found.into_values().collect())
}

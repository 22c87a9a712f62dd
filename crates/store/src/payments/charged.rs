//! Charges that stand in the ledger and should not, or not so.

use crate::db::{Tx, assembled};
use crate::many::places;
use crate::row::Get;
use crate::{Result, SqlRow};
use model::{AccountId, TenantId};
use payments::ledger::Entry;
use std::collections::BTreeMap;

/// Charges of these accounts that no claim carries and that stand, by account.
///
/// # Errors
/// A database that does not answer.
pub async fn self_charged(
    tx: &mut Tx,
    tenant: &TenantId,
    accounts: &[AccountId],
) -> Result<BTreeMap<AccountId, Vec<Entry>>> {
    let rows = of_accounts(tx, tenant, accounts, |list| {
        format!(
            "SELECT e.account, e.body FROM ledger_entry e WHERE e.tenant = $1 \
             AND e.event = 'charged' AND e.claim = '' AND e.reverses IS NULL AND NOT EXISTS \
             (SELECT 1 FROM ledger_entry b WHERE b.tenant = e.tenant AND b.reverses = e.id) \
             AND e.account IN ({list}) ORDER BY e.at, e.id"
        )
    });
    let mut found: BTreeMap<AccountId, Vec<Entry>> = BTreeMap::new();
    for row in rows.await? {
        found.entry(AccountId(row.text("account")?)).or_default().push(row.json("body")?);
    }
    Ok(found)
}

/// Charges that stand of claims of these accounts which were replaced, by claim.
///
/// # Errors
/// A database that does not answer.
pub async fn charged_of_replaced(
    tx: &mut Tx,
    tenant: &TenantId,
    accounts: &[AccountId],
) -> Result<BTreeMap<String, Vec<Entry>>> {
    let rows = of_accounts(tx, tenant, accounts, |list| {
        format!(
            "SELECT e.claim, e.body FROM claim c JOIN ledger_entry e ON e.tenant = c.tenant \
             AND e.claim = c.id WHERE c.tenant = $1 AND c.status = 'replaced' \
             AND e.event = 'charged' AND e.reverses IS NULL AND NOT EXISTS (SELECT 1 \
             FROM ledger_entry b WHERE b.tenant = e.tenant AND b.reverses = e.id) \
             AND c.account IN ({list}) ORDER BY e.at, e.id"
        )
    });
    let mut found: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    for row in rows.await? {
        found.entry(row.text("claim")?).or_default().push(row.json("body")?);
    }
    Ok(found)
}

/// Claims of these accounts that left and ask a payer for money, by account: one that only takes
/// another back asks for none.
///
/// # Errors
/// A database that does not answer.
pub async fn standing_claims(
    tx: &mut Tx,
    tenant: &TenantId,
    accounts: &[AccountId],
) -> Result<BTreeMap<AccountId, Vec<String>>> {
    let rows = of_accounts(tx, tenant, accounts, |list| {
        format!(
            "SELECT account, id FROM claim WHERE tenant = $1 AND submitted_at IS NOT NULL \
             AND status <> 'replaced' AND frequency <> '8' AND account IN ({list}) ORDER BY id"
        )
    });
    let mut found: BTreeMap<AccountId, Vec<String>> = BTreeMap::new();
    for row in rows.await? {
        found.entry(AccountId(row.text("account")?)).or_default().push(row.text("id")?);
    }
    Ok(found)
}

/// The rows of these accounts, some hundreds of them in a statement; `text` makes it around their
/// list.
async fn of_accounts(
    tx: &mut Tx,
    tenant: &TenantId,
    accounts: &[AccountId],
    text: fn(&str) -> String,
) -> Result<Vec<SqlRow>> {
    let mut rows = Vec::new();
    for part in accounts.chunks(400) {
        let mut statement = assembled(text(&places(2, part.len()))).bind(tenant.as_str());
        for id in part {
            statement = statement.bind(id.0.clone());
        }
        rows.extend(tx.rows(statement).await?);
    }
    Ok(rows)
}

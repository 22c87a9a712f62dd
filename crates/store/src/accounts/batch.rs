//! Many accounts at once: what workers read and write in one statement each.

use super::account::{Account, Stepped, columns, steps_of, values};
use super::account_row::read;
use super::chart::StoredChart;
use super::coding::{Coding, read as read_coding, values as coding_values};
use super::word::{keep_words, mark_words, open};
use crate::db::{Db, Statement, Tx, assembled};
use crate::many::places;
use crate::row::Get;
use crate::{Result, SqlRow};
use model::account::Terms;
use model::{AccountEvent, AccountId, TenantId};
use std::collections::BTreeMap;

/// The newest numbers of an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Versions {
    /// Its newest chart; 0 for none.
    pub chart: i64,
    /// Its newest coding; 0 for none.
    pub coding: i64,
}

fn of_accounts<'q>(text: String, tenant: &TenantId, ids: &[AccountId]) -> Statement<'q> {
    let mut statement = assembled(text).bind(tenant.0.clone());
    for id in ids {
        statement = statement.bind(id.0.clone());
    }
    statement
}

/// Accounts inside a transaction that will change them, by id; those that are not there are left
/// out. They are taken in one order, so that two workers never wait for each other.
///
/// # Errors
/// A database that does not answer; a row that cannot be read back.
pub async fn get_all_for_change(
    tx: &mut Tx,
    tenant: &TenantId,
    ids: &[AccountId],
) -> Result<BTreeMap<AccountId, Account>> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let text = format!(
        "SELECT {} FROM account WHERE tenant = $1 AND id IN ({}) ORDER BY id{}",
        columns(),
        places(2, ids.len()),
        tx.for_update()
    );
    let rows = tx.rows(of_accounts(text, tenant, ids)).await?;
    let accounts = rows.iter().map(read).collect::<Result<Vec<Account>>>()?;
    Ok(accounts.into_iter().map(|account| (account.id.clone(), account)).collect())
}

/// The newest chart of each account. A body that cannot be read back is that account's fault
/// alone; an account without a chart is left out.
///
/// # Errors
/// A database that does not answer.
pub async fn latest_charts(
    db: &Db,
    tenant: &TenantId,
    ids: &[AccountId],
) -> Result<BTreeMap<AccountId, Result<StoredChart>>> {
    let text = format!(
        "SELECT c.account, c.version, c.hash, c.body, c.at FROM chart c WHERE c.tenant = $1 \
         AND c.account IN ({}) AND c.version = (SELECT MAX(n.version) FROM chart n \
         WHERE n.tenant = c.tenant AND n.account = c.account)",
        places(2, ids.len())
    );
    let read = |row: &SqlRow| {
        Ok(StoredChart {
            version: row.int("version")?,
            hash: row.text("hash")?,
            chart: row.json("body")?,
            at: row.int("at")?,
        })
    };
    by_account(db, of_accounts(text, tenant, ids), ids, read).await
}

/// The newest codes of each account, as [`latest_charts`].
///
/// # Errors
/// A database that does not answer.
pub async fn latest_codings(
    db: &Db,
    tenant: &TenantId,
    ids: &[AccountId],
) -> Result<BTreeMap<AccountId, Result<Coding>>> {
    let text = format!(
        "SELECT c.account, c.version, c.chart_version, c.by_person, c.at, c.final, c.body, \
         c.decision FROM coding c WHERE c.tenant = $1 AND c.account IN ({}) \
         AND c.version = (SELECT MAX(n.version) FROM coding n \
         WHERE n.tenant = c.tenant AND n.account = c.account)",
        places(2, ids.len())
    );
    by_account(db, of_accounts(text, tenant, ids), ids, read_coding).await
}

async fn by_account<T>(
    db: &Db,
    statement: Statement<'_>,
    ids: &[AccountId],
    read: impl Fn(&SqlRow) -> Result<T>,
) -> Result<BTreeMap<AccountId, Result<T>>> {
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = db.rows(statement).await?;
    rows.iter().map(|row| Ok((AccountId(row.text("account")?), read(row)))).collect()
}

/// The newest chart and coding numbers of accounts, inside the transaction that writes the next.
///
/// # Errors
/// A database that does not answer.
pub async fn versions(
    tx: &mut Tx,
    tenant: &TenantId,
    ids: &[AccountId],
) -> Result<BTreeMap<AccountId, Versions>> {
    let mut found: BTreeMap<AccountId, Versions> = BTreeMap::new();
    if ids.is_empty() {
        return Ok(found);
    }
    for table in ["chart", "coding"] {
        let text = format!(
            "SELECT account, MAX(version) AS version FROM {table} WHERE tenant = $1 \
             AND account IN ({}) GROUP BY account",
            places(2, ids.len())
        );
        for row in tx.rows(of_accounts(text, tenant, ids)).await? {
            let entry = found.entry(AccountId(row.text("account")?)).or_default();
            match table {
                "chart" => entry.chart = row.int("version")?,
                _ => entry.coding = row.int("version")?,
            }
        }
    }
    Ok(found)
}

/// As [`super::take_steps`] for many accounts that were read by [`get_all_for_change`] in this
/// transaction: all or none.
///
/// # Errors
/// [`crate::StoreError::Refused`] for a step that a state does not allow.
pub async fn take_all_steps(
    tx: &mut Tx,
    tenant: &TenantId,
    moves: Vec<(&mut Account, Vec<AccountEvent>)>,
    (actor, at): (&str, i64),
    terms: &Terms,
) -> Result<()> {
    let who = Stepped { actor, at, terms };
    let accounts = stepped(tx, tenant, (moves, super::account::UPDATE_ALL), who).await?;
    keep_words(tx, tenant, accounts).await
}

/// Writes the steps, and of their accounts what `over` names.
async fn stepped<'a>(
    tx: &mut Tx,
    tenant: &TenantId,
    (moves, over): (Vec<(&'a mut Account, Vec<AccountEvent>)>, &'static str),
    who: Stepped<'_>,
) -> Result<Vec<&'a Account>> {
    let (mut events, mut accounts) = (Vec::new(), Vec::new());
    for (account, steps) in moves {
        events.extend(steps_of(tenant, account, &steps, who)?);
        accounts.push(&*account);
    }
    tx.insert(super::account::EVENT_COLUMNS, events).await?;
    let rows = accounts.iter().map(|account| values(tenant, account)).collect();
    tx.insert_over(super::account::INSERT_COLUMNS, rows, over).await?;
    Ok(accounts)
}

/// As [`take_all_steps`] for accounts of which nothing but their standing changes: fewer indices
/// are written, and the words of their names are not looked at.
///
/// # Errors
/// As [`take_all_steps`].
pub async fn move_all(
    tx: &mut Tx,
    tenant: &TenantId,
    moves: Vec<(&mut Account, Vec<AccountEvent>)>,
    (actor, at): (&str, i64),
    terms: &Terms,
) -> Result<()> {
    let marks = |account: &Account| open(Some(account.standing.queue));
    let before: Vec<i64> = moves.iter().map(|(account, _)| marks(account)).collect();
    let who = Stepped { actor, at, terms };
    let accounts = stepped(tx, tenant, (moves, super::account::UPDATE_STANDING), who).await?;
    let mut marked: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for (account, before) in accounts.into_iter().zip(before) {
        if marks(account) != before {
            marked.entry(marks(account)).or_default().push(account.id.0.clone());
        }
    }
    for (open, accounts) in &marked {
        mark_words(tx, tenant, accounts, *open).await?;
    }
    Ok(())
}

/// Keeps the next version of many accounts' codes.
///
/// # Errors
/// A version that is there already; a database that does not answer.
pub async fn put_codings(
    tx: &mut Tx,
    tenant: &TenantId,
    codings: &[(AccountId, Coding)],
) -> Result<()> {
    let rows = codings.iter().map(|(account, coding)| coding_values(tenant, account, coding));
    tx.insert(super::coding::INSERT_COLUMNS, rows.collect()).await?;
    Ok(())
}

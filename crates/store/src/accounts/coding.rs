//! The codes of an account, each version with the decision that made it.

use super::account::text;
use crate::db::{Db, Tx};
use crate::many::Value;
use crate::row::Get;
use crate::{Result, SqlRow};
use model::{AccountId, CodedChart, TenantId};

/// One version of an account's codes.
#[derive(Clone, Debug, PartialEq)]
pub struct Coding {
    /// Counts from 1.
    pub version: i64,
    /// The chart it was made from.
    pub chart_version: i64,
    /// The person who made it; `None` for the service.
    pub by_person: Option<String>,
    /// When.
    pub at: i64,
    /// Whether these codes go on the claim.
    pub is_final: bool,
    /// The codes.
    pub coded: CodedChart,
    /// The decision record.
    pub decision: String,
}

/// Keeps a new version.
///
/// # Errors
/// A version that is there already; a database that does not answer.
pub async fn put_coding(
    tx: &mut Tx,
    tenant: &TenantId,
    account: &AccountId,
    coding: &Coding,
) -> Result<()> {
    tx.insert(INSERT_COLUMNS, vec![values(tenant, account, coding)]).await?;
    Ok(())
}

pub(super) const INSERT_COLUMNS: &str =
    "coding (tenant, account, version, chart_version, by_person, at, final, body, decision)";

pub(super) fn values(tenant: &TenantId, account: &AccountId, coding: &Coding) -> Vec<Value> {
    vec![
        tenant.as_str().into(),
        account.as_str().into(),
        coding.version.into(),
        coding.chart_version.into(),
        coding.by_person.clone().into(),
        coding.at.into(),
        i64::from(coding.is_final).into(),
        text(&coding.coded).into(),
        coding.decision.as_str().into(),
    ]
}

/// The number of the next version.
///
/// # Errors
/// A database that does not answer.
pub async fn next_coding_version(
    tx: &mut Tx,
    tenant: &TenantId,
    account: &AccountId,
) -> Result<i64> {
    let statement = sqlx::query(
        "SELECT COALESCE(MAX(version), 0) + 1 AS next FROM coding \
         WHERE tenant = $1 AND account = $2",
    )
    .bind(tenant.as_str())
    .bind(account.as_str());
    match tx.row(statement).await? {
        Some(row) => row.int("next"),
        None => Ok(1),
    }
}

/// The newest version.
///
/// # Errors
/// A database that does not answer.
pub async fn latest_coding(
    db: &Db,
    tenant: &TenantId,
    account: &AccountId,
) -> Result<Option<Coding>> {
    Ok(some(db, tenant, account, 1).await?.pop())
}

/// Every version, newest first.
///
/// # Errors
/// A database that does not answer.
pub async fn codings(db: &Db, tenant: &TenantId, account: &AccountId) -> Result<Vec<Coding>> {
    some(db, tenant, account, 200).await
}

/// The coding that a decision record tells of, with its account.
///
/// # Errors
/// A database that does not answer.
pub async fn coding_of_decision(
    db: &Db,
    tenant: &TenantId,
    account: &AccountId,
    decision: &str,
) -> Result<Option<Coding>> {
    let statement = sqlx::query(
        "SELECT version, chart_version, by_person, at, final, body, decision FROM coding \
         WHERE tenant = $1 AND account = $2 AND decision = $3",
    )
    .bind(tenant.as_str())
    .bind(account.as_str())
    .bind(decision.to_owned());
    db.row(statement).await?.as_ref().map(read).transpose()
}

async fn some(db: &Db, tenant: &TenantId, account: &AccountId, most: i64) -> Result<Vec<Coding>> {
    let statement = sqlx::query(
        "SELECT version, chart_version, by_person, at, final, body, decision FROM coding \
         WHERE tenant = $1 AND account = $2 ORDER BY version DESC LIMIT $3",
    )
    .bind(tenant.as_str())
    .bind(account.as_str())
    .bind(most);
    db.rows(statement).await?.iter().map(read).collect()
}

pub(super) fn read(row: &SqlRow) -> Result<Coding> {
    Ok(Coding {
        version: row.int("version")?,
        chart_version: row.int("chart_version")?,
        by_person: row.opt_text("by_person")?,
        at: row.int("at")?,
        is_final: row.flag("final")?,
        coded: row.json("body")?,
        decision: row.text("decision")?,
    })
}

/// Final codes that a person made, newest first, one an account.
///
/// # Errors
/// A database that does not answer.
pub async fn codings_by(
    db: &Db,
    tenant: &TenantId,
    person: &str,
) -> Result<Vec<(AccountId, Coding)>> {
    let statement = sqlx::query(
        "SELECT c.account, c.version, c.chart_version, c.by_person, c.at, c.final, c.body, \
         c.decision FROM coding c WHERE c.tenant = $1 AND c.by_person = $2 AND c.final = 1 \
         AND c.version = (SELECT MAX(o.version) FROM coding o WHERE o.tenant = c.tenant \
         AND o.account = c.account) ORDER BY c.at DESC LIMIT 5000",
    )
    .bind(tenant.as_str())
    .bind(person.to_owned());
    let rows = db.rows(statement).await?;
    rows.iter().map(|row| Ok((AccountId(row.text("account")?), read(row)?))).collect()
}

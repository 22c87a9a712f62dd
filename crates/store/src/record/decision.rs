//! Decision records: everything that decided a chart's codes, chained and signed.

use super::head::{Chain, Head, put_head, take_head};
use crate::db::{Db, Tx};
use crate::row::Get;
use crate::{Result, SqlRow};
use governance::chain;
use governance::signing::SigningKey;
use model::{AccountId, TenantId};

/// A decision that is to be kept.
#[derive(Clone, Debug, PartialEq)]
pub struct NewDecision {
    /// Its id.
    pub id: String,
    /// The account.
    pub account: AccountId,
    /// `engine` or `human`.
    pub kind: String,
    /// When.
    pub at: i64,
    /// The record as canonical JSON.
    pub body: String,
}

/// A decision as kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// Its number in the chain.
    pub seq: i64,
    /// The record.
    pub record: NewDecision,
    /// Its hash.
    pub hash: String,
    /// Which key signed.
    pub key_id: String,
    /// The signature over the hash.
    pub signature: String,
}

/// Keeps decisions, in order.
///
/// # Errors
/// An id that is there already; a database that does not answer.
pub async fn decide(
    tx: &mut Tx,
    tenant: &TenantId,
    decisions: &[NewDecision],
    key: &SigningKey,
) -> Result<()> {
    if decisions.is_empty() {
        return Ok(());
    }
    let Head { mut seq, mut hash } = take_head(tx, tenant, Chain::Decision).await?;
    let key_id = key.key_id();
    let mut rows = Vec::with_capacity(decisions.len());
    for decision in decisions {
        seq += 1;
        let next = chain::link(&hash, seq, decision.body.as_bytes());
        rows.push(vec![
            tenant.as_str().into(),
            seq.into(),
            decision.id.as_str().into(),
            decision.account.as_str().into(),
            decision.kind.as_str().into(),
            decision.at.into(),
            decision.body.as_str().into(),
            hash.into(),
            next.as_str().into(),
            key_id.as_str().into(),
            chain::sign_row(key, &next).into(),
        ]);
        hash = next;
    }
    tx.insert(
        "decision (tenant, seq, id, account, kind, at, body, prev, hash, key_id, signature)",
        rows,
    )
    .await?;
    put_head(tx, tenant, Chain::Decision, &Head { seq, hash }).await
}

const COLUMNS: &str = "SELECT seq, id, account, kind, at, body, hash, key_id, signature \
    FROM decision WHERE tenant = $1 AND ";

/// One decision by its id.
///
/// # Errors
/// A database that does not answer.
pub async fn decision(db: &Db, tenant: &TenantId, id: &str) -> Result<Option<Decision>> {
    let statement = crate::db::assembled(format!("{COLUMNS} id = $2"))
        .bind(tenant.as_str())
        .bind(id.to_owned());
    db.row(statement).await?.as_ref().map(read).transpose()
}

/// Every decision on an account, first to last.
///
/// # Errors
/// A database that does not answer.
pub async fn decisions_of(
    db: &Db,
    tenant: &TenantId,
    account: &AccountId,
) -> Result<Vec<Decision>> {
    let statement = crate::db::assembled(format!("{COLUMNS} account = $2 ORDER BY seq LIMIT 500"))
        .bind(tenant.as_str())
        .bind(account.as_str());
    db.rows(statement).await?.iter().map(read).collect()
}

/// The hash of the link before a decision, from its own row or, where there is none, the row of
/// the chain's beginning.
///
/// # Errors
/// A database that does not answer.
pub async fn link_before(db: &Db, tenant: &TenantId, seq: i64) -> Result<String> {
    let statement = sqlx::query("SELECT hash FROM decision WHERE tenant = $1 AND seq = $2")
        .bind(tenant.as_str())
        .bind(seq - 1);
    match db.row(statement).await? {
        Some(row) => row.text("hash"),
        None => Ok(chain::GENESIS.to_owned()),
    }
}

fn read(row: &SqlRow) -> Result<Decision> {
    Ok(Decision {
        seq: row.int("seq")?,
        record: NewDecision {
            id: row.text("id")?,
            account: AccountId(row.text("account")?),
            kind: row.text("kind")?,
            at: row.int("at")?,
            body: row.text("body")?,
        },
        hash: row.text("hash")?,
        key_id: row.text("key_id")?,
        signature: row.text("signature")?,
    })
}

//! The audit log: who saw or changed what, when and why. Only ever added to.

use super::head::{Chain, Head, put_head, take_head};
use crate::db::{Db, Tx, assembled};
use crate::row::Get;
use crate::{Result, SqlRow, StoreError};
use governance::{chain, record};
use model::TenantId;
use serde::{Deserialize, Serialize};

/// Rows of one search at most.
const MOST_ROWS: i64 = 1_000;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// When.
    pub at: i64,
    /// Who: a user id, or `service`.
    pub actor: String,
    /// What: `chart.view`, `coding.submit`, …
    pub action: String,
    /// What sort of thing: `account`, `user`, `setting`, …
    pub object_kind: String,
    /// Which.
    pub object: String,
    /// Whose record, where it is a patient's.
    pub patient: Option<String>,
    /// Everything else: reason, before, after, address.
    pub detail: serde_json::Value,
}

/// One entry with its place in the chain.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AuditRow {
    /// Its number.
    pub seq: i64,
    /// Its hash.
    pub hash: String,
    /// The entry.
    pub entry: AuditEntry,
}

/// What a search asks for; an empty text asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Who.
    pub actor: String,
    /// The action, or its beginning.
    pub action: String,
    /// Which object.
    pub object: String,
    /// Whose record.
    pub patient: String,
    /// From this time.
    pub from: Option<i64>,
    /// Before this time.
    pub to: Option<i64>,
    /// Entries before this number: the next page.
    pub before: Option<i64>,
    /// Rows wanted.
    pub limit: i64,
}

/// Adds entries to the log, in order, in the same transaction as what they tell of.
///
/// # Errors
/// A database that does not answer.
pub async fn append(tx: &mut Tx, tenant: &TenantId, entries: &[AuditEntry]) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    let Head { mut seq, mut hash } = take_head(tx, tenant, Chain::Audit).await?;
    let mut rows = Vec::with_capacity(entries.len());
    for entry in entries {
        let body = record::canonical(entry)
            .map_err(|fault| StoreError::Refused(format!("audit entry: {fault}")))?;
        seq += 1;
        let next = chain::link(&hash, seq, body.as_bytes());
        rows.push(vec![
            tenant.as_str().into(),
            seq.into(),
            entry.at.into(),
            entry.actor.as_str().into(),
            entry.action.as_str().into(),
            entry.object_kind.as_str().into(),
            entry.object.as_str().into(),
            entry.patient.clone().into(),
            body.into(),
            hash.into(),
            next.as_str().into(),
        ]);
        hash = next;
    }
    tx.insert(
        "audit (tenant, seq, at, actor, action, object_kind, object, patient, body, prev, hash)",
        rows,
    )
    .await?;
    put_head(tx, tenant, Chain::Audit, &Head { seq, hash }).await
}

/// Entries, newest first.
///
/// # Errors
/// A database that does not answer.
pub async fn search(db: &Db, tenant: &TenantId, filter: &AuditFilter) -> Result<Vec<AuditRow>> {
    let mut text = "SELECT seq, hash, body FROM audit WHERE tenant = $1".to_owned();
    let mut texts: Vec<String> = vec![tenant.0.clone()];
    for (piece, value) in [
        ("actor = ", &filter.actor),
        ("object = ", &filter.object),
        ("patient = ", &filter.patient),
    ] {
        if !value.is_empty() {
            texts.push(value.clone());
            text.push_str(&format!(" AND {piece}${}", texts.len()));
        }
    }
    if !filter.action.is_empty() {
        texts.push(filter.action.clone());
        text.push_str(&format!(" AND SUBSTR(action, 1, LENGTH(${0})) = ${0}", texts.len()));
    }
    let mut numbers = Vec::new();
    for (piece, value) in [("at >= ", filter.from), ("at < ", filter.to), ("seq < ", filter.before)]
    {
        if let Some(value) = value {
            numbers.push(value);
            text.push_str(&format!(" AND {piece}${}", texts.len() + numbers.len()));
        }
    }
    numbers.push(filter.limit.clamp(1, MOST_ROWS));
    text.push_str(&format!(" ORDER BY seq DESC LIMIT ${}", texts.len() + numbers.len()));
    let mut statement = assembled(text);
    for value in texts {
        statement = statement.bind(value);
    }
    for value in numbers {
        statement = statement.bind(value);
    }
    let read = |row: &SqlRow| {
        Ok(AuditRow { seq: row.int("seq")?, hash: row.text("hash")?, entry: row.json("body")? })
    };
    db.rows(statement).await?.iter().map(read).collect()
}

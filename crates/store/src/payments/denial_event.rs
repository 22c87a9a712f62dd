//! What happened to each denial, in order.

use crate::db::{Db, Tx, assembled};
use crate::many::{Value, places};
use crate::row::Get;
use crate::{Result, SqlRow};
use model::TenantId;
use std::collections::{BTreeMap, BTreeSet};

/// Denials of one statement.
const DENIALS: usize = 2_000;

/// One thing that happened to a denial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DenialEventRow {
    /// When.
    pub at: i64,
    /// Who: `service` or a user.
    pub actor: String,
    /// What: `opened`, `taken`, `appealed`, …
    pub event: String,
    /// In words.
    pub note: String,
}

/// Tells what happened to denials, after what was told before. Each is about one denial.
///
/// # Errors
/// A database that does not answer.
pub async fn put_denial_events(
    tx: &mut Tx,
    tenant: &TenantId,
    events: &[(String, DenialEventRow)],
) -> Result<()> {
    let mut next = BTreeMap::new();
    let ids: BTreeSet<&String> = events.iter().map(|(id, _)| id).collect();
    let ids: Vec<&String> = ids.into_iter().collect();
    for part in ids.chunks(DENIALS) {
        let mut statement = assembled(format!(
            "SELECT denial, MAX(seq) AS seq FROM denial_event WHERE tenant = $1 \
             AND denial IN ({}) GROUP BY denial",
            places(2, part.len())
        ))
        .bind(tenant.as_str());
        for id in part {
            statement = statement.bind((*id).clone());
        }
        for row in tx.rows(statement).await? {
            next.insert(row.text("denial")?, row.int("seq")?);
        }
    }
    let mut rows: Vec<Vec<Value>> = Vec::with_capacity(events.len());
    for (id, event) in events {
        let seq = next.entry(id.clone()).or_insert(0);
        *seq += 1;
        rows.push(vec![
            tenant.as_str().into(),
            id.as_str().into(),
            (*seq).into(),
            event.at.into(),
            event.actor.as_str().into(),
            event.event.as_str().into(),
            event.note.as_str().into(),
        ]);
    }
    tx.insert("denial_event (tenant, denial, seq, at, actor, event, note)", rows).await.map(drop)
}

/// Everything that happened to a denial, oldest first.
///
/// # Errors
/// A database that does not answer.
pub async fn denial_events(db: &Db, tenant: &TenantId, id: &str) -> Result<Vec<DenialEventRow>> {
    let statement = sqlx::query(
        "SELECT at, actor, event, note FROM denial_event WHERE tenant = $1 AND denial = $2 \
         ORDER BY seq",
    )
    .bind(tenant.as_str())
    .bind(id.to_owned());
    let read = |row: &SqlRow| {
        Ok(DenialEventRow {
            at: row.int("at")?,
            actor: row.text("actor")?,
            event: row.text("event")?,
            note: row.text("note")?,
        })
    };
    db.rows(statement).await?.iter().map(read).collect()
}

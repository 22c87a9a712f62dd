//! What happened to a claim since it left.

use crate::db::{Db, Tx};
use crate::row::Get;
use crate::{Result, SqlRow};
use model::TenantId;

/// One thing that happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimEvent {
    /// The claim.
    pub claim: String,
    /// The same thing is told once: what makes it the same.
    pub id: String,
    /// When.
    pub at: i64,
    /// `submitted`, `ta1`, `999`, `277ca`, `276`, `277`, `835`, `corrected`, `appealed`, …
    pub kind: String,
    /// `good`, `bad` or `news`.
    pub tone: &'static str,
    /// In a sentence.
    pub said: String,
    /// The file that told it.
    pub file: String,
}

fn tone(name: &str) -> &'static str {
    match name {
        "good" => "good",
        "bad" => "bad",
        _ => "news",
    }
}

/// Tells what happened; what was told before is not told again.
///
/// # Errors
/// A database that does not answer.
pub async fn put_claim_events(
    tx: &mut Tx,
    tenant: &TenantId,
    events: &[ClaimEvent],
) -> Result<u64> {
    let row = |one: &ClaimEvent| {
        vec![
            tenant.as_str().into(),
            one.claim.as_str().into(),
            one.id.as_str().into(),
            one.at.into(),
            one.kind.as_str().into(),
            one.tone.into(),
            one.said.as_str().into(),
            one.file.as_str().into(),
        ]
    };
    let into = "claim_event (tenant, claim, id, at, kind, tone, said, file)";
    tx.insert_new(into, events.iter().map(row).collect()).await
}

/// Everything that happened to a claim, oldest first.
///
/// # Errors
/// A database that does not answer.
pub async fn claim_events(db: &Db, tenant: &TenantId, claim: &str) -> Result<Vec<ClaimEvent>> {
    let statement = sqlx::query(
        "SELECT claim, id, at, kind, tone, said, file FROM claim_event WHERE tenant = $1 \
         AND claim = $2 ORDER BY at, id",
    )
    .bind(tenant.as_str())
    .bind(claim.to_owned());
    let read = |row: &SqlRow| {
        Ok(ClaimEvent {
            claim: row.text("claim")?,
            id: row.text("id")?,
            at: row.int("at")?,
            kind: row.text("kind")?,
            tone: tone(&row.text("tone")?),
            said: row.text("said")?,
            file: row.text("file")?,
        })
    };
    db.rows(statement).await?.iter().map(read).collect()
}

//! Testing a batch, and opening and closing scopes.

use super::declare::entry;
use crate::app::App;
use governance::policy::{Scope, Verdict};
use model::TenantId;
use serde_json::json;
use store::governance::{batch_for_change, policy_for_change, put_policy, save_batch};
use store::record::{AuditEntry, append};
use store::{Result, StoreError};

/// Longest reason for closing a scope, in bytes.
pub const LONGEST_REASON: usize = 1_000;

fn refused(fault: impl std::fmt::Display) -> StoreError {
    StoreError::Refused(fault.to_string())
}

/// Tests a batch, with what it says. One that was declared for any time is ended with `conclude`.
///
/// # Errors
/// A look that comes too early; a batch that was tested.
pub async fn test(
    app: &App,
    tenant: &TenantId,
    (id, conclude): (&str, bool),
    (by, at): (&str, i64),
) -> Result<Verdict> {
    let mut tx = app.db.begin().await?;
    let mut row = batch_for_change(&mut tx, tenant, id).await?;
    let verdict = if conclude { row.batch.conclude(at) } else { row.batch.test(at) };
    let verdict = verdict.map_err(refused)?;
    save_batch(&mut tx, tenant, &mut row).await?;
    let detail = json!({ "batch": id, "says": verdict.says });
    append(&mut tx, tenant, &[entry(by, at, "release.tested", &row, detail)]).await?;
    tx.commit().await?;
    Ok(verdict)
}

/// Opens a scope on a tested batch. Who declared it does not open it.
///
/// # Errors
/// A batch that proves nothing; a scope that is open; the person who declared it.
pub async fn open(app: &App, tenant: &TenantId, id: &str, (by, at): (&str, i64)) -> Result<()> {
    let mut tx = app.db.begin().await?;
    let row = batch_for_change(&mut tx, tenant, id).await?;
    if row.batch.declared().0 == by {
        return Err(refused("you declared this batch; a second person opens the scope"));
    }
    let (mut policy, version) = policy_for_change(&mut tx, tenant).await?;
    policy.open(&row.batch, by, at).map_err(refused)?;
    put_policy(&mut tx, tenant, (&policy, version), at).await?;
    let proof = row.batch.verdict().and_then(|verdict| verdict.proof.as_ref());
    let detail = json!({ "batch": id, "threshold": proof.map(|proof| proof.threshold),
        "bound": proof.map(|proof| proof.bound) });
    append(&mut tx, tenant, &[entry(by, at, "release.opened", &row, detail)]).await?;
    tx.commit().await
}

/// Closes a scope and all below it.
///
/// # Errors
/// No reason; a database that does not answer.
pub async fn close(
    app: &App,
    tenant: &TenantId,
    (scope, reason): (&Scope, &str),
    (by, at): (&str, i64),
) -> Result<()> {
    let reason = reason.trim();
    if reason.is_empty() || reason.len() > LONGEST_REASON {
        return Err(refused("say why the scope is closed, in at most 1,000 bytes"));
    }
    let mut tx = app.db.begin().await?;
    let (mut policy, version) = policy_for_change(&mut tx, tenant).await?;
    policy.close(scope, &format!("closed by hand: {reason}"), at).map_err(refused)?;
    put_policy(&mut tx, tenant, (&policy, version), at).await?;
    let entry = AuditEntry {
        at,
        actor: by.to_owned(),
        action: "release.closed".to_owned(),
        object_kind: "scope".to_owned(),
        object: scope.to_string(),
        patient: None,
        detail: json!({ "reason": reason }),
    };
    append(&mut tx, tenant, &[entry]).await?;
    tx.commit().await
}

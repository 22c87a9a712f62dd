//! The outcome of an audit: into its batch, or into the monitor of the scopes that released it.

use super::ENGINE;
use governance::policy::{Outcome, Scope};
use model::TenantId;
use serde_json::json;
use store::governance::{
    AuditState, ChartAudit, batch_for_change, policy_for_change, put_policy, save_batch,
};
use store::record::{AuditEntry, append};
use store::{Result, StoreError, Tx};

/// Settles an audit whose findings are all answered. A material difference counts unless its
/// finding was withdrawn; a chart that cannot be coded a second time counts as an error.
pub(super) async fn settle(
    tx: &mut Tx,
    tenant: &TenantId,
    audit: &mut ChartAudit,
    at: i64,
) -> Result<()> {
    let counted = audit.body.findings.iter().any(|(_, finding)| finding.counts().unwrap_or(true));
    let outcome = match (&audit.body.unusable, counted) {
        (Some(_), _) => Outcome::Unusable,
        (None, true) => Outcome::Error,
        (None, false) => Outcome::Right,
    };
    let error = outcome != Outcome::Right;
    (audit.state, audit.error, audit.done_at) = (AuditState::Done, Some(error), Some(at));
    if let Some(batch) = &audit.batch {
        let mut row = batch_for_change(tx, tenant, batch).await?;
        row.batch
            .record(audit.account.as_str(), outcome)
            .map_err(|fault| StoreError::Refused(fault.to_string()))?;
        save_batch(tx, tenant, &mut row).await?;
    } else if audit.auditee == ENGINE {
        watch(tx, tenant, &audit.scope, error, at).await?;
    }
    Ok(())
}

/// Counts an ongoing audit; a scope that is contradicted closes itself and says so.
async fn watch(tx: &mut Tx, tenant: &TenantId, leaf: &str, error: bool, at: i64) -> Result<()> {
    let leaf: Scope = leaf.parse().map_err(|fault| StoreError::Refused(format!("{fault}")))?;
    let (mut policy, version) = policy_for_change(tx, tenant).await?;
    let closed =
        policy.ongoing(&leaf, error, at).map_err(|fault| StoreError::Refused(fault.to_string()))?;
    put_policy(tx, tenant, (&policy, version), at).await?;
    let entry = |(scope, reason): (Scope, String)| AuditEntry {
        at,
        actor: "service".to_owned(),
        action: "release.closed_itself".to_owned(),
        object_kind: "scope".to_owned(),
        object: scope.to_string(),
        patient: None,
        detail: json!({ "reason": reason }),
    };
    append(tx, tenant, &closed.into_iter().map(entry).collect::<Vec<_>>()).await
}

//! What becomes of an account whose job was laid aside: it is held, so that a person sees it.

use crate::app::App;
use crate::reception::READ;
use crate::steps;
use model::{AccountEvent, AccountId, HoldKind};
use serde_json::json;
use store::accounts;
use store::record::{AuditEntry, append};
use store::work::{self, Job};
use store::{StoreError, Tx};

/// How long until somebody must look: one day.
const HOLD: i64 = 86_400_000_000;

/// Holds the account of a job, where it may still be held, in the transaction that lays the job
/// aside.
///
/// # Errors
/// A database that does not answer.
pub(super) async fn hold(app: &App, tx: &mut Tx, job: &Job, why: &str) -> store::Result<()> {
    let id = AccountId(job.subject.clone());
    let mut account = match accounts::get_for_change(tx, &job.tenant, &id).await {
        Ok(account) => account,
        // An account that is not there, or cannot be read back, takes no hold; the list of jobs
        // that were laid aside tells of it.
        Err(StoreError::NotFound { .. } | StoreError::Corrupt { .. }) => return Ok(()),
        Err(fault) => return Err(fault),
    };
    let kind = if job.kind == READ { HoldKind::Unreadable } else { HoldKind::Charges };
    let reason = format!(
        "The service could not {} this chart: {why}. Its job was laid aside.",
        if job.kind == READ { "read" } else { "bill" }
    );
    let held = AccountEvent::Held { kind, reason, owner: None, until: app.now() + HOLD };
    if account.standing.after(&held, app.now(), &app.terms).is_err() {
        return Ok(());
    }
    let who = ("service", app.now());
    steps::take(app, tx, &job.tenant, &mut account, &[held], who).await?;
    let entry = AuditEntry {
        at: app.now(),
        actor: "service".to_owned(),
        action: "job.laid_aside".to_owned(),
        object_kind: "account".to_owned(),
        object: id.0,
        patient: account.patient.clone(),
        detail: json!({ "job": job.id, "kind": job.kind }),
    };
    append(tx, &job.tenant, &[entry]).await
}

/// Revives a job that was laid aside and lifts the hold that this put on its account.
///
/// # Errors
/// A database that does not answer.
pub async fn revive(
    app: &App,
    tx: &mut Tx,
    tenant: &model::TenantId,
    job: &Job,
    actor: &str,
) -> store::Result<bool> {
    if !work::revive(tx, tenant, &job.id, app.now()).await? {
        return Ok(false);
    }
    let id = AccountId(job.subject.clone());
    if let Ok(mut account) = accounts::get_for_change(tx, tenant, &id).await
        && account.standing.hold.is_some()
    {
        let lifted = [AccountEvent::HoldLifted];
        let who = (actor, app.now());
        steps::take(app, tx, tenant, &mut account, &lifted, who).await?;
    }
    Ok(true)
}

//! A claim that was refused though nothing in it is wrong leaves again as it is.

use super::save::{LONGEST_REASON, check, judged, locked};
use super::{claim_for, settle};
use crate::app::App;
use crate::identity::permission::Permission;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Redirect;
use serde::Deserialize;
use serde_json::json;
use store::claims::save_claim;
use store::record::append;

/// At which version, and why.
#[derive(Deserialize)]
pub(super) struct Wanted {
    version: String,
    reason: String,
}

/// Has a refused claim leave once more; its edits are looked at as they were judged last.
pub(super) async fn resend(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(wanted): Form<Wanted>,
) -> PageResult<Redirect> {
    let (row, account) = claim_for(&app, &visitor, &id, Permission::SubmitClaim).await?;
    check(&row, &account, Some(&wanted.version))?;
    let reason = wanted.reason.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        return Err(PageFault::invalid("Say why it may leave as it is, in up to 500 characters."));
    }
    let tenant = &visitor.tenant;
    let mut tx = app.db.begin().await?;
    let (mut row, mut account) = locked(&mut tx, &visitor, &row).await?;
    check(&row, &account, Some(&wanted.version))?;
    if row.status != "rejected" {
        return Err(PageFault::invalid("Only a claim that was refused is sent again as it is."));
    }
    save_claim(&mut tx, tenant, &mut row).await?;
    judged(&mut tx, &visitor, &id).await?;
    let who = (visitor.user.as_str(), app.now());
    let reasons = settle::settle(&app, &mut tx, (tenant, &mut account), who).await?;
    let detail = json!({
        "account": account.id, "reason": reason, "stops": reasons.len(),
        "state": account.standing.state,
    });
    let mut entry = visitor.audit(app.now(), "claim.resend", ("claim", &id), detail);
    entry.patient.clone_from(&account.patient);
    append(&mut tx, tenant, &[entry]).await?;
    tx.commit().await?;
    app.changed(tenant);
    let done = if reasons.is_empty() { "resent" } else { "claim_saved" };
    Ok(Redirect::to(&format!("/claims/{id}?done={done}")))
}

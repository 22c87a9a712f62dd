//! Letting a claim pass an edit that asks for a reason.

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
use store::claims::{Overrule, edits_for_change, overrule as let_pass, save_claim};
use store::record::append;

/// Which edit, and why.
#[derive(Deserialize)]
pub(super) struct Wanted {
    version: String,
    position: i64,
    edit: String,
    reason: String,
}

/// Lets one edit pass. A hard stop never passes.
pub(super) async fn overrule(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(wanted): Form<Wanted>,
) -> PageResult<Redirect> {
    let (row, account) = claim_for(&app, &visitor, &id, Permission::OverrideEdit).await?;
    check(&row, &account, Some(&wanted.version))?;
    let reason = wanted.reason.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        return Err(PageFault::invalid("Say why the claim may pass, in up to 500 characters."));
    }
    let tenant = &visitor.tenant;
    let mut tx = app.db.begin().await?;
    let (mut row, mut account) = locked(&mut tx, &visitor, &row).await?;
    check(&row, &account, Some(&wanted.version))?;
    let edits = edits_for_change(&mut tx, tenant, &id).await?;
    let found = edits.iter().find(|own| own.position == wanted.position);
    let Some(found) = found.filter(|own| own.edit.id == wanted.edit) else {
        return Err(PageFault::invalid("That edit is no longer on the claim."));
    };
    let why = Overrule { reason: reason.to_owned(), by: visitor.user.0.clone(), at: app.now() };
    let_pass(&mut tx, tenant, &id, wanted.position, &why).await?;
    row.touched += 1;
    save_claim(&mut tx, tenant, &mut row).await?;
    judged(&mut tx, &visitor, &id).await?;
    let who = (visitor.user.as_str(), app.now());
    let reasons = settle::settle(&app, &mut tx, (tenant, &mut account), who).await?;
    let detail = json!({
        "account": account.id, "edit": found.edit.id, "message": found.edit.message,
        "line": found.edit.line, "reason": reason, "state": account.standing.state,
    });
    let mut entry = visitor.audit(app.now(), "claim.override", ("claim", &id), detail);
    entry.patient.clone_from(&account.patient);
    append(&mut tx, tenant, &[entry]).await?;
    tx.commit().await?;
    app.changed(tenant);
    let done = if reasons.is_empty() { "claim_clean" } else { "overridden" };
    Ok(Redirect::to(&format!("/claims/{id}?done={done}")))
}

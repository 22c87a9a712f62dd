//! Saving a claim: typed values in, judged at once, the account moved, all in one transaction.

use super::page::{Attempt, shown};
use super::recode::{self, Origin};
use super::typed::{self, Typed};
use super::{claim_for, settle};
use crate::app::App;
use crate::denials::correcting;
use crate::identity::permission::Permission;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};
use store::accounts::{self, Account};
use store::claims::{
    ClaimRow, claims_for_change, edits_for_change, fingerprint, save_claim, stopping,
};
use store::record::append;
use store::{StoreError, Tx};

/// Longest reason, in characters.
pub(super) const LONGEST_REASON: usize = 500;

/// Saves what was typed. A form that cannot be taken comes back with everything in it.
pub(super) async fn save(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(form): Form<HashMap<String, String>>,
) -> PageResult<Response> {
    let (row, account) = claim_for(&app, &visitor, &id, Permission::EditClaim).await?;
    check(&row, &account, form.get("version"))?;
    let reason = form.get("reason").map(|reason| reason.trim()).unwrap_or_default().to_owned();
    let done = typed::take(&row.claim, &form).and_then(|typed| {
        let codes = typed.changes.iter().any(|change| change.clinical);
        let missing = codes && reason.is_empty() || reason.chars().count() > LONGEST_REASON;
        let why = "A code, modifier, unit or diagnosis changes: say why, in up to 500 characters. \
                   It is kept with what stood there before.";
        if missing {
            Err(BTreeMap::from([("reason".to_owned(), why.to_owned())]))
        } else {
            Ok(typed)
        }
    });
    let typed = match done {
        Ok(typed) => typed,
        Err(faults) => {
            let attempt = Attempt { form, faults };
            let page = shown(&app, &visitor, (row, account), Some(attempt)).await?;
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    if correcting::is_correction(&typed.claim)
        && correcting::unchanged(&app, &visitor.tenant, &row.account, &typed.claim).await?
    {
        return Err(PageFault::invalid(
            "Nothing of the refused claim is changed; the payer would refuse it as a duplicate.",
        ));
    }
    let clean = write(&app, &visitor, row, typed, &reason).await?;
    app.changed(&visitor.tenant);
    let done = if clean { "claim_clean" } else { "claim_saved" };
    Ok(Redirect::to(&format!("/claims/{id}?done={done}")).into_response())
}

/// Whether this claim, as it was read, is one to change.
pub(super) fn check(row: &ClaimRow, account: &Account, version: Option<&String>) -> PageResult<()> {
    if row.has_left() {
        return Err(PageFault::invalid(
            "This claim has left and is read only. A change goes out as a replacement claim.",
        ));
    }
    settle::is_open(account)?;
    match version.and_then(|version| version.parse::<i64>().ok()) {
        Some(version) if version == row.version => Ok(()),
        Some(_) => Err(StoreError::Conflict { what: format!("claim {}", row.id) }.into()),
        None => Err(PageFault::invalid("The form lacks the version of the claim.")),
    }
}

/// Writes the claim, its edits, the decision where codes changed, the account and the log.
async fn write(
    app: &App,
    visitor: &Visitor,
    mut row: ClaimRow,
    typed: Typed,
    reason: &str,
) -> PageResult<bool> {
    let tenant = &visitor.tenant;
    let origin = if typed.changes.iter().any(|change| change.clinical) {
        let chart = accounts::latest_chart(&app.db, tenant, &row.account).await?;
        let coding = accounts::latest_coding(&app.db, tenant, &row.account).await?;
        chart.zip(coding).map(|(chart, coding)| Origin { chart, coding })
    } else {
        None
    };
    let (desk, claim) = (app.desk(), typed.claim.clone());
    let report = tokio::task::spawn_blocking(move || desk.scrub(&claim))
        .await
        .map_err(PageFault::internal)?;
    let mut tx = app.db.begin().await?;
    let mut account = accounts::get_for_change(&mut tx, tenant, &row.account).await?;
    settle::is_open(&account)?;
    if let Some(origin) = origin {
        let change = (&row, &typed.claim);
        let why = (typed.changes.as_slice(), reason);
        recode::keep(app, &mut tx, visitor, origin, change, why).await?;
    }
    row.fingerprint = fingerprint(&row.account, &typed.claim);
    row.claim = typed.claim;
    row.report = report;
    row.scrubbed_at = Some(app.now());
    row.touched += i64::from(!typed.changes.is_empty());
    row.submitted_at = None;
    save_claim(&mut tx, tenant, &mut row).await?;
    judged(&mut tx, visitor, &row.id).await?;
    let who = (visitor.user.as_str(), app.now());
    let reasons = settle::settle(app, &mut tx, (tenant, &mut account), who).await?;
    let detail = json!({
        "account": account.id, "changes": typed.changes, "reason": reason,
        "stops": reasons.len(), "state": account.standing.state,
    });
    let mut entry = visitor.audit(app.now(), "claim.edit", ("claim", &row.id), detail);
    entry.patient.clone_from(&account.patient);
    append(&mut tx, tenant, &[entry]).await?;
    tx.commit().await?;
    Ok(reasons.is_empty())
}

/// Sets the status of a claim from its edits and what was let pass of them.
pub(super) async fn judged(tx: &mut Tx, visitor: &Visitor, id: &str) -> store::Result<()> {
    let edits = edits_for_change(tx, &visitor.tenant, id).await?;
    let status = if stopping(&edits).is_empty() { "clean" } else { "edits" };
    store::claims::put_status(tx, &visitor.tenant, id, status).await
}

/// The claim with its account inside a transaction that changes it.
pub(super) async fn locked(
    tx: &mut Tx,
    visitor: &Visitor,
    row: &ClaimRow,
) -> PageResult<(ClaimRow, Account)> {
    let account = accounts::get_for_change(tx, &visitor.tenant, &row.account).await?;
    let claims = claims_for_change(tx, &visitor.tenant, &row.account).await?;
    let row = claims.into_iter().find(|own| own.id == row.id);
    Ok((row.ok_or_else(|| PageFault::not_found("such claim"))?, account))
}

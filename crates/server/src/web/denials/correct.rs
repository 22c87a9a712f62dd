//! The refused claim again: in its place, or taken back; and the cover that goes with it.

use super::act::locked;
use super::denial_for;
use crate::app::App;
use crate::denials::correcting::{Asked, prepare};
use crate::denials::following::follow;
use crate::denials::letter;
use crate::identity::permission::Permission;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use ::payments::appeal::Correction;
use ::payments::trace::{Change, Smallest, apply};
use axum::Form;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::json;
use store::accounts;
use store::record::append;

/// What is asked.
#[derive(Deserialize)]
pub(super) struct Wanted {
    version: i64,
    /// `editor`, `apply` or `void`.
    how: String,
}

/// Makes the corrected claim: as the trace found it, or for the editor, or to take it back.
pub(super) async fn correct(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(wanted): Form<Wanted>,
) -> PageResult<Redirect> {
    let (row, account) = denial_for(&app, &visitor, &id, Permission::EditClaim).await?;
    if wanted.how == "void" {
        visitor.allow_account(Permission::SubmitClaim, &account)?;
    }
    let way = follow(&app, &visitor.tenant, &row, &account).await?;
    let way = way.ok_or_else(|| PageFault::not_found("such claim"))?;
    let first = way.claim;
    let (changed, correction) = match wanted.how.as_str() {
        "editor" => (first.claim.clone(), Correction::Replace),
        "void" => (first.claim.clone(), Correction::Void),
        "apply" => match &way.trace.smallest {
            Smallest::Found { changes, .. } if !changes.iter().any(Change::needs_chart) => {
                let changed =
                    changes.iter().try_fold(first.claim.clone(), |claim, one| apply(&claim, one));
                let changed = changed.ok_or_else(|| PageFault::invalid("It does not fit."))?;
                (changed, Correction::Replace)
            }
            _ => return Err(PageFault::invalid("Only the chart can say that it is right.")),
        },
        _ => return Err(PageFault::invalid("That is no way to correct a claim.")),
    };
    let (tenant, at) = (&visitor.tenant, app.now());
    let mut tx = app.db.begin().await?;
    let seen = locked(&mut tx, &visitor, (&id, wanted.version)).await?;
    if seen.waits() != "work" {
        return Err(PageFault::invalid("This denial is closed, or with the payer."));
    }
    let mut account = accounts::get_for_change(&mut tx, tenant, &seen.account).await?;
    let asked = Asked {
        first: &first,
        changed,
        correction,
        number: &seen.body.payer_number,
        who: (visitor.user.as_str(), at),
    };
    let made = prepare(&app, &mut tx, (tenant, &mut account), asked).await?;
    let detail = json!({
        "claim": made.id, "replaces": first.id, "frequency": made.claim.frequency,
        "how": wanted.how,
    });
    let mut entry = visitor.audit(at, "denial.correct", ("denial", &id), detail);
    entry.patient.clone_from(&account.patient);
    append(&mut tx, tenant, &[entry]).await?;
    tx.commit().await?;
    app.changed(tenant);
    Ok(Redirect::to(&match made.status.as_str() {
        "clean" => format!("/denials/{id}?done=denial_corrected"),
        _ => format!("/claims/{}", made.id),
    }))
}

/// The cover of the corrected claim as a PDF.
pub(super) async fn cover(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> PageResult<Response> {
    let (row, account) = denial_for(&app, &visitor, &id, Permission::ViewClaim).await?;
    let made = letter::corrected_cover(&app, &visitor.tenant, &row, &visitor.name).await?;
    let (cover, claim) = made.ok_or_else(|| PageFault::not_found("corrected claim"))?;
    let bytes = letter::packet(&cover, &claim).map_err(PageFault::internal)?;
    let mut tx = app.db.begin().await?;
    let detail = json!({ "claim": row.resent_as });
    let mut entry = visitor.audit(app.now(), "denial.cover", ("denial", &id), detail);
    entry.patient.clone_from(&account.patient);
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    Ok(pdf(bytes, "corrected-claim"))
}

/// An answer with a PDF.
pub(super) fn pdf(bytes: Vec<u8>, name: &str) -> Response {
    let shown = format!("inline; filename=\"{name}.pdf\"");
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, shown),
    ];
    (headers, bytes).into_response()
}

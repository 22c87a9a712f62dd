//! Authorizations: the payer's number, for what, how many units, until when.

use super::demographics::entry;
use super::fields::Fields;
use crate::app::App;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use axum::extract::{Path, State};
use axum::response::Redirect;
use serde_json::json;
use store::front_desk::{
    AuthorizationRow, add_authorization, authorizations, change_authorization,
};
use store::record::append;

/// What was typed, over what is there.
fn take(fields: &mut Fields, before: AuthorizationRow) -> AuthorizationRow {
    let (from_day, to_day) = fields.days();
    let units_total = fields.count("total", "Units in all");
    let units_used = fields.count("used", "Units used").unwrap_or(0);
    if units_total.is_some_and(|total| units_used > total) {
        fields.fault("More units are used than there are.");
    }
    AuthorizationRow {
        coverage: fields.opt_line("coverage", "Coverage"),
        number: fields.needed("number", "Number"),
        services: fields.codes("services"),
        units_total,
        units_used,
        from_day,
        to_day,
        ..before
    }
}

/// Adds one.
pub(super) async fn add(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    body: String,
) -> PageResult<Redirect> {
    if let Err(moved) = super::patient::find(&app, &visitor, &id).await? {
        return Ok(moved);
    }
    let mut fields = Fields::of(&body);
    let blank = AuthorizationRow {
        id: app.new_id("auth"),
        patient: id.clone(),
        version: 1,
        ..AuthorizationRow::default()
    };
    let row = take(&mut fields, blank);
    fields.done()?;
    let mut tx = app.db.begin().await?;
    add_authorization(&mut tx, &visitor.tenant, &row).await?;
    let detail = json!({ "after": shown(&row) });
    append(&mut tx, &visitor.tenant, &[entry(&app, &visitor, "authorization.add", &id, detail)])
        .await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/patients/{id}?done=added#authorizations")))
}

/// Changes one.
pub(super) async fn change(
    visitor: Visitor,
    State(app): State<App>,
    Path((id, row)): Path<(String, String)>,
    body: String,
) -> PageResult<Redirect> {
    let all = authorizations(&app.db, &visitor.tenant, &id).await?;
    let before = all.into_iter().find(|one| one.id == row);
    let before = before.ok_or_else(|| PageFault::not_found("such authorization"))?;
    let mut fields = Fields::of(&body);
    let version = fields.version();
    let after = take(&mut fields, AuthorizationRow { version, ..before.clone() });
    fields.done()?;
    let mut tx = app.db.begin().await?;
    change_authorization(&mut tx, &visitor.tenant, &after).await?;
    let detail = json!({ "before": shown(&before), "after": shown(&after) });
    append(&mut tx, &visitor.tenant, &[entry(&app, &visitor, "authorization.change", &id, detail)])
        .await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/patients/{id}?done=saved#authorizations")))
}

fn shown(row: &AuthorizationRow) -> serde_json::Value {
    json!({
        "id": row.id, "coverage": row.coverage, "number": row.number, "services": row.services,
        "units_total": row.units_total, "units_used": row.units_used,
        "from": row.from_day, "to": row.to_day, "version": row.version,
    })
}

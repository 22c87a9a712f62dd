//! Visits: when, to whom, for what, and how they went.

use super::demographics::entry;
use super::fields::Fields;
use super::patient::VISIT_STATES;
use crate::app::App;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use axum::extract::{Path, State};
use axum::response::Redirect;
use serde_json::json;
use store::front_desk::{VisitPlan, VisitRow, add_visit, change_visit, visits_of};
use store::record::append;

/// What was typed, over what is there.
fn take(fields: &mut Fields, before: VisitRow) -> VisitRow {
    let day = fields.day("day", "Day");
    if day.is_none() && fields.raw("day").is_empty() {
        fields.fault("Day is missing.");
    }
    let state = fields.raw("state").to_owned();
    if !VISIT_STATES.iter().any(|(name, _)| *name == state) {
        fields.fault("State: choose one of the list.");
    }
    VisitRow {
        provider: fields.opt_line("provider", "Provider"),
        day: store::opt_day(day).unwrap_or_default(),
        reason: fields.line("reason", "Reason"),
        site: fields.line("site", "Site"),
        state,
        plan: VisitPlan {
            services: fields.codes("services"),
            referral_needed: fields.ticked("referral"),
        },
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
    let blank =
        VisitRow { id: app.new_id("vis"), patient: id.clone(), version: 1, ..VisitRow::default() };
    let row = take(&mut fields, blank);
    fields.done()?;
    let mut tx = app.db.begin().await?;
    add_visit(&mut tx, &visitor.tenant, &row).await?;
    let detail = json!({ "after": shown(&row) });
    append(&mut tx, &visitor.tenant, &[entry(&app, &visitor, "visit.add", &id, detail)]).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/patients/{id}?done=added#visits")))
}

/// Changes one.
pub(super) async fn change(
    visitor: Visitor,
    State(app): State<App>,
    Path((id, row)): Path<(String, String)>,
    body: String,
) -> PageResult<Redirect> {
    let all = visits_of(&app.db, &visitor.tenant, &id).await?;
    let before = all.into_iter().find(|one| one.id == row);
    let before = before.ok_or_else(|| PageFault::not_found("such visit"))?;
    let mut fields = Fields::of(&body);
    let version = fields.version();
    let after = take(&mut fields, VisitRow { version, ..before.clone() });
    fields.done()?;
    let mut tx = app.db.begin().await?;
    change_visit(&mut tx, &visitor.tenant, &after).await?;
    let detail = json!({ "before": shown(&before), "after": shown(&after) });
    append(&mut tx, &visitor.tenant, &[entry(&app, &visitor, "visit.change", &id, detail)]).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/patients/{id}?done=saved#visits")))
}

fn shown(row: &VisitRow) -> serde_json::Value {
    json!({
        "id": row.id, "provider": row.provider, "day": row.day, "reason": row.reason,
        "site": row.site, "state": row.state, "plan": row.plan, "version": row.version,
    })
}

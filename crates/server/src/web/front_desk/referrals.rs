//! Referrals: who sent the patient, to whom, for how many visits.

use super::demographics::entry;
use super::fields::Fields;
use crate::app::App;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use axum::extract::{Path, State};
use axum::response::Redirect;
use serde_json::json;
use store::front_desk::{ReferralRow, add_referral, change_referral, referrals};
use store::record::append;

/// What was typed, over what is there.
fn take(fields: &mut Fields, before: ReferralRow) -> ReferralRow {
    let (from_day, to_day) = fields.days();
    let visits_total = fields.count("total", "Visits in all");
    let visits_used = fields.count("used", "Visits used").unwrap_or(0);
    if visits_total.is_some_and(|total| visits_used > total) {
        fields.fault("More visits are used than there are.");
    }
    ReferralRow {
        from_npi: fields.npi("from_npi", "NPI of who refers"),
        from_name: fields.needed("from_name", "Who refers"),
        to_provider: fields.opt_line("to_provider", "To whom"),
        number: fields.opt_line("number", "Number"),
        reason: fields.line("reason", "Reason"),
        visits_total,
        visits_used,
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
    let blank = ReferralRow {
        id: app.new_id("ref"),
        patient: id.clone(),
        version: 1,
        ..ReferralRow::default()
    };
    let row = take(&mut fields, blank);
    fields.done()?;
    let mut tx = app.db.begin().await?;
    add_referral(&mut tx, &visitor.tenant, &row).await?;
    let detail = json!({ "after": shown(&row) });
    append(&mut tx, &visitor.tenant, &[entry(&app, &visitor, "referral.add", &id, detail)]).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/patients/{id}?done=added#referrals")))
}

/// Changes one.
pub(super) async fn change(
    visitor: Visitor,
    State(app): State<App>,
    Path((id, row)): Path<(String, String)>,
    body: String,
) -> PageResult<Redirect> {
    let all = referrals(&app.db, &visitor.tenant, &id).await?;
    let before = all.into_iter().find(|one| one.id == row);
    let before = before.ok_or_else(|| PageFault::not_found("such referral"))?;
    let mut fields = Fields::of(&body);
    let version = fields.version();
    let after = take(&mut fields, ReferralRow { version, ..before.clone() });
    fields.done()?;
    let mut tx = app.db.begin().await?;
    change_referral(&mut tx, &visitor.tenant, &after).await?;
    let detail = json!({ "before": shown(&before), "after": shown(&after) });
    append(&mut tx, &visitor.tenant, &[entry(&app, &visitor, "referral.change", &id, detail)])
        .await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/patients/{id}?done=saved#referrals")))
}

fn shown(row: &ReferralRow) -> serde_json::Value {
    json!({
        "id": row.id, "from_npi": row.from_npi, "from_name": row.from_name,
        "to_provider": row.to_provider, "number": row.number, "reason": row.reason,
        "visits_total": row.visits_total, "visits_used": row.visits_used,
        "from": row.from_day, "to": row.to_day, "version": row.version,
    })
}

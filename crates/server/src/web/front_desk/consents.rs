//! Consents in writing: what 42 CFR Part 2 asks before a tagged record goes into a claim. Only
//! those who keep tags and consents see them, for a consent itself tells of such a record.

use super::demographics::entry;
use super::fields::Fields;
use crate::app::App;
use crate::surroundings::day_of;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use axum::extract::{Path, State};
use axum::response::Redirect;
use model::{Consent, ConsentKind};
use serde_json::json;
use store::front_desk::{ConsentRow, add_consent, change_consent, consents};
use store::record::append;

/// Adds one for treatment, payment and operations.
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
    let (from, to) = (fields.day("from", "First day"), fields.day("to", "Last day"));
    if from.is_none() && fields.raw("from").is_empty() {
        fields.fault("First day is missing.");
    }
    if let (Some(from), Some(to)) = (from, to)
        && to < from
    {
        fields.fault("The last day is before the first.");
    }
    let source = fields.needed("source", "Where the signed paper stands");
    fields.done()?;
    let from = from.unwrap_or_else(|| day_of(app.now()));
    let consent = Consent { kind: ConsentKind::Tpo, from, to, revoked_at: None, source };
    let row = ConsentRow { id: app.new_id("cons"), patient: id.clone(), consent, version: 1 };
    let mut tx = app.db.begin().await?;
    add_consent(&mut tx, &visitor.tenant, &row).await?;
    let detail = json!({ "id": row.id, "after": row.consent });
    append(&mut tx, &visitor.tenant, &[entry(&app, &visitor, "consent.add", &id, detail)]).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/patients/{id}?done=added#consents")))
}

/// Revokes one from now on; what was disclosed before stays lawful (42 CFR 2.31(a)(6)).
pub(super) async fn revoke(
    visitor: Visitor,
    State(app): State<App>,
    Path((id, row)): Path<(String, String)>,
    body: String,
) -> PageResult<Redirect> {
    let mut fields = Fields::of(&body);
    let version = fields.version();
    fields.done()?;
    let all = consents(&app.db, &visitor.tenant, &id).await?;
    let before = all.into_iter().find(|one| one.id == row);
    let before = before.ok_or_else(|| PageFault::not_found("such consent"))?;
    if before.consent.revoked_at.is_some() {
        return Err(PageFault::invalid("This consent is revoked already."));
    }
    let consent = Consent { revoked_at: Some(app.now()), ..before.consent.clone() };
    let after = ConsentRow { consent, version, ..before.clone() };
    let mut tx = app.db.begin().await?;
    change_consent(&mut tx, &visitor.tenant, &after).await?;
    let detail = json!({ "id": row, "before": before.consent, "after": after.consent });
    append(&mut tx, &visitor.tenant, &[entry(&app, &visitor, "consent.revoke", &id, detail)])
        .await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/patients/{id}?done=saved#consents")))
}

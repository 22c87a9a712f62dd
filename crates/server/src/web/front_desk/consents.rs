//! Consents in writing: what 42 CFR Part 2 asks before a tagged record goes into a claim. Only
//! those who keep tags and consents see them, for a consent itself tells of such a record.

use super::demographics::entry;
use super::fields::Fields;
use crate::app::App;
use crate::surroundings::{day_of, shown};
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use axum::extract::{Path, State};
use axum::response::Redirect;
use model::{Consent, ConsentKind, TenantId};
use serde_json::json;
use store::front_desk::{ConsentRow, add_consent, change_consent, consents};
use store::record::append;

/// A consent as the page shows it.
pub(super) struct ConsentView {
    pub id: String,
    pub version: i64,
    pub from: String,
    pub to: String,
    pub source: String,
    pub recorded: String,
    pub revoked: Option<String>,
    pub in_force: bool,
}

/// The consents of a patient, with who recorded and who revoked each.
pub(super) async fn views(
    app: &App,
    tenant: &TenantId,
    patient: &str,
) -> store::Result<Vec<ConsentView>> {
    let rows = consents(&app.db, tenant, patient).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let users = store::people::users(&app.db, tenant).await?;
    let name = |id: &str| {
        let found = users.iter().find(|user| user.id.as_str() == id);
        found.map_or_else(|| id.to_owned(), |user| user.name.clone())
    };
    let view = |row: ConsentRow| ConsentView {
        in_force: row.consent.in_force(day_of(app.now()), app.now()),
        id: row.id,
        version: row.version,
        from: row.consent.from.to_string(),
        to: store::opt_day(row.consent.to).unwrap_or_default(),
        source: row.consent.source,
        recorded: format!("{} by {}", shown(row.recorded_at), name(&row.recorded_by)),
        revoked: row.consent.revoked_at.map(|at| match &row.revoked_by {
            Some(user) => format!("{} by {}", shown(at), name(user)),
            None => shown(at),
        }),
    };
    Ok(rows.into_iter().map(view).collect())
}

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
    let row = ConsentRow {
        id: app.new_id("cons"),
        patient: id.clone(),
        consent,
        recorded_by: visitor.user.0.clone(),
        recorded_at: app.now(),
        revoked_by: None,
        version: 1,
    };
    let waiting = store::accounts::of_patient(&app.db, &visitor.tenant, &id).await?;
    let mut tx = app.db.begin().await?;
    add_consent(&mut tx, &visitor.tenant, &row).await?;
    let detail = json!({ "id": row.id, "after": row.consent });
    append(&mut tx, &visitor.tenant, &[entry(&app, &visitor, "consent.add", &id, detail)]).await?;
    let who = visitor.user.as_str();
    let going = crate::consent::let_go(&app, &mut tx, &visitor.tenant, &waiting, who).await?;
    crate::worker::send::look_soon(&app, &mut tx).await?;
    tx.commit().await?;
    if going > 0 {
        app.changed(&visitor.tenant);
        app.work.notify_waiters();
    }
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
    let revoked_by = Some(visitor.user.0.clone());
    let after = ConsentRow { consent, version, revoked_by, ..before.clone() };
    let mut tx = app.db.begin().await?;
    change_consent(&mut tx, &visitor.tenant, &after).await?;
    let detail = json!({ "id": row, "before": before.consent, "after": after.consent });
    append(&mut tx, &visitor.tenant, &[entry(&app, &visitor, "consent.revoke", &id, detail)])
        .await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/patients/{id}?done=saved#consents")))
}

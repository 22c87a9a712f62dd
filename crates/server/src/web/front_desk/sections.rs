//! The sections of the patient page whose rows are added and changed by a form each: coverages,
//! authorizations, referrals, visits. What a form holds stands in the section's own file.

use super::fields::Fields;
use crate::app::App;
use crate::registration::{Registered, Registrar};
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use axum::extract::{Path, State};
use axum::response::Redirect;

/// A row with a form.
pub(super) trait Section: Registered {
    /// Where on the page it stands.
    const PLACE: &'static str;

    /// A new row beside those that the patient has.
    fn blank(app: &App, patient: &str, others: &[Self]) -> Self;

    /// With the version that the form was read at.
    fn read_at(self, version: i64) -> Self;

    /// What was typed, over what is there.
    fn take(fields: &mut Fields, before: Self) -> Self;
}

/// Adds a row.
pub(super) async fn add<S: Section>(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    body: String,
) -> PageResult<Redirect> {
    if let Err(moved) = super::patient::find(&app, &visitor, &id).await? {
        return Ok(moved);
    }
    let others = S::all(&app.db, &visitor.tenant, &id).await?;
    let mut fields = Fields::of(&body);
    let row = S::take(&mut fields, S::blank(&app, &id, &others));
    judged(&app, &visitor, &mut fields, &row).await?;
    let mut tx = app.db.begin().await?;
    Registrar::page(&app, &visitor).add(&mut tx, &row).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/patients/{id}?done=added#{}", S::PLACE)))
}

/// Changes one; an end is a last day.
pub(super) async fn change<S: Section>(
    visitor: Visitor,
    State(app): State<App>,
    Path((id, row)): Path<(String, String)>,
    body: String,
) -> PageResult<Redirect> {
    let all = S::all(&app.db, &visitor.tenant, &id).await?;
    let before = all.into_iter().find(|one| one.key().1 == row);
    let before = before.ok_or_else(|| PageFault::not_found(&format!("such {}", S::NAME)))?;
    let mut fields = Fields::of(&body);
    let version = fields.version();
    let after = S::take(&mut fields, before.clone().read_at(version));
    judged(&app, &visitor, &mut fields, &after).await?;
    let mut tx = app.db.begin().await?;
    Registrar::page(&app, &visitor).change(&mut tx, &before, &after).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/patients/{id}?done=saved#{}", S::PLACE)))
}

/// Stops where something is wrong: what can't be read first, then what can't be kept.
async fn judged(
    app: &App,
    visitor: &Visitor,
    fields: &mut Fields,
    row: &impl Registered,
) -> PageResult<()> {
    fields.done()?;
    for fault in row.faults(&app.db, &visitor.tenant).await? {
        fields.fault(fault.what);
    }
    fields.done()
}

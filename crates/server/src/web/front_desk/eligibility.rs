//! Whether a coverage is in force, as its payer answered: asked by a button, told in plain words.

use super::fields::Fields;
use crate::app::App;
use crate::follow_up::ask_about;
use crate::follow_up::words::Answered;
use crate::surroundings::day_of;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::format;
use axum::extract::{Path, State};
use axum::response::Redirect;
use model::{Date, TenantId};
use std::collections::BTreeMap;
use store::front_desk::coverages;
use store::payments::{EligibilityCheck, checks_of_patient};

/// Questions of one patient that are looked at.
const MOST: i64 = 200;

/// The newest question about a coverage, and its answer.
#[derive(Clone, Debug, Default)]
pub(super) struct AnswerView {
    pub(super) day: String,
    pub(super) at: String,
    pub(super) waits: bool,
    pub(super) class: &'static str,
    pub(super) headline: String,
    pub(super) facts: Vec<(String, String)>,
    /// The coverage is not in force, or the member is not known.
    pub(super) bad: bool,
}

/// The newest question about each coverage of a patient.
pub(super) async fn views(
    app: &App,
    tenant: &TenantId,
    patient: &str,
) -> store::Result<BTreeMap<String, AnswerView>> {
    let mut found = BTreeMap::new();
    for check in checks_of_patient(&app.db, tenant, patient, MOST).await? {
        found.entry(check.coverage.clone()).or_insert_with(|| view(&check));
    }
    Ok(found)
}

fn view(check: &EligibilityCheck) -> AnswerView {
    let Some(answered_at) = check.answered_at else {
        return AnswerView {
            day: check.day.clone(),
            at: format::time(check.asked_at),
            waits: true,
            class: "info",
            headline: "Asked; the answer is not here yet.".to_owned(),
            ..AnswerView::default()
        };
    };
    let answer: Answered = serde_json::from_str(&check.answer).unwrap_or_default();
    AnswerView {
        day: check.day.clone(),
        at: format::time(answered_at),
        waits: false,
        class: match check.state.as_str() {
            "active" => "good",
            "inactive" => "stop",
            _ => "warn",
        },
        headline: answer.headline,
        facts: answer.facts,
        bad: check.state == "inactive",
    }
}

/// Asks the payer of a coverage.
pub(super) async fn ask(
    visitor: Visitor,
    State(app): State<App>,
    Path((id, row)): Path<(String, String)>,
    body: String,
) -> PageResult<Redirect> {
    if let Err(moved) = super::patient::find(&app, &visitor, &id).await? {
        return Ok(moved);
    }
    let mut fields = Fields::of(&body);
    let day: Option<Date> = fields.day("day", "Day");
    fields.done()?;
    let all = coverages(&app.db, &visitor.tenant, &id).await?;
    let coverage = all.into_iter().find(|one| one.id == row);
    let coverage = coverage.ok_or_else(|| PageFault::not_found("such coverage"))?;
    if coverage.coverage.member_id.trim().is_empty() {
        return Err(PageFault::invalid("Enter the member number first: payers find people by it."));
    }
    let day = day.unwrap_or_else(|| day_of(app.now()));
    let mut tx = app.db.begin().await?;
    let asked = (&coverage, day, visitor.user.as_str());
    if ask_about(&app, &mut tx, &visitor.tenant, asked).await?.is_none() {
        return Err(PageFault::invalid(
            "Asking payers is switched off: whoever looks after connectors switches it on.",
        ));
    }
    tx.commit().await?;
    app.work.notify_waiters();
    Ok(Redirect::to(&format!("/patients/{id}?done=asked#coverages")))
}

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
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
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
    /// What the payer says against the coverage: it is not in force, or the member is not known.
    pub(super) bad: Option<String>,
    /// What was answered before, newest first.
    pub(super) earlier: Vec<AnswerView>,
}

/// Answers before the newest that are shown.
const EARLIER: usize = 10;

/// The newest answer about each coverage of a patient, or the question where a newer one waits;
/// the answers before it stay with it.
pub(super) async fn views(
    app: &App,
    tenant: &TenantId,
    patient: &str,
) -> store::Result<BTreeMap<String, AnswerView>> {
    let mut checks = checks_of_patient(&app.db, tenant, patient, MOST).await?;
    // A question that waits has no answer yet: it is as new as it was asked.
    checks.sort_by_key(|check| Reverse(check.answered_at.unwrap_or(check.asked_at)));
    let mut found: BTreeMap<String, AnswerView> = BTreeMap::new();
    for check in checks {
        let one = view(&check);
        match found.entry(check.coverage) {
            Entry::Vacant(place) => drop(place.insert(one)),
            Entry::Occupied(mut place) => {
                let newest = place.get_mut();
                // What the payer said last stands until the next answer is here.
                if newest.waits && newest.earlier.iter().all(|one| one.waits) {
                    newest.bad.clone_from(&one.bad);
                }
                if newest.earlier.len() < EARLIER {
                    newest.earlier.push(one);
                }
            }
        }
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
        bad: (check.state == "inactive").then(|| format!("for {}: {}", check.day, answer.headline)),
        headline: answer.headline,
        facts: answer.facts,
        earlier: Vec::new(),
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

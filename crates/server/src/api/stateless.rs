//! Judgements without a record: a claim's edits, a note's codes. Nothing is kept.

use super::call::{Call, Reply};
use super::charts::SETTINGS;
use super::claims::{EditView, edit};
use super::endpoint::{Endpoint, Key, Kind, Shape, parameter};
use super::problem::{ApiResult, Problem, ProblemPlace};
use super::table::Table;
use crate::identity::permission::Permission;
use crate::surroundings::day_of;
use model::ScrubReport;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Claims of one call at most.
const MOST_CLAIMS: usize = 1_000;

/// Longest note that is coded while the caller waits, in bytes.
const LONGEST_NOTE: usize = 1 << 20;

/// What the edits say of a claim.
#[derive(Serialize, ToSchema)]
struct Scrubbed {
    /// The claim.
    claim: String,
    /// Edits that fired.
    edits: Vec<EditView>,
    /// Whether nothing stops it, as far as checked.
    may_leave: bool,
    /// Code sets and rules that took part.
    releases: BTreeMap<String, String>,
    /// Families that could not be checked.
    not_checked: Vec<String>,
}

/// The endpoints.
pub(super) fn endpoints(table: Table) -> Table {
    let query = [
        parameter("setting", Kind::Word(SETTINGS), "The setting; else it is inferred"),
        parameter("date", Kind::Day, "The date of service"),
    ];
    table
        .with(
            Endpoint::new(
                "POST",
                "/scrub",
                Permission::LookUpCodes,
                "The edits of claims in claim JSON; nothing is kept",
            )
            .takes_media("application/json", Shape::free("A claim in claim JSON"))
            .answers(Shape::list::<Scrubbed>())
            .key(Key::Needless),
            scrub,
        )
        .with(
            Endpoint::new(
                "POST",
                "/code",
                Permission::LookUpCodes,
                "The codes of a note in the form of `cleanclaim code`; nothing is kept",
            )
            .query(&query)
            .takes_media("text/plain", Shape::text("A note"))
            .answers(Shape::free("As `cleanclaim code --format json`"))
            .key(Key::Needless),
            code,
        )
}

/// Judges off the threads that answer others. Something that brings a judge down is one answer.
async fn judged<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> ApiResult<T> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Problem::internal("a judgement ended"))
}

async fn scrub(call: Call) -> ApiResult<Reply> {
    let file = claims::json::read(&call.body, "body");
    let faults = |faults: &[claims::json::ClaimJsonFault]| {
        let place = |fault: &claims::json::ClaimJsonFault| ProblemPlace {
            at: if fault.path.is_empty() { ".".to_owned() } else { fault.path.clone() },
            line: Some(fault.line as u64),
            column: (fault.column > 0).then_some(fault.column as u64),
            detail: "this is not as claim JSON has it".to_owned(),
        };
        let places = faults.iter().take(50).map(place).collect();
        Problem::invalid(".", "This is no claim JSON.").places(places)
    };
    let file = file.map_err(|error| faults(&error.faults))?;
    if !file.faults.is_empty() {
        return Err(faults(&file.faults));
    }
    if file.claims.is_empty() || file.claims.len() > MOST_CLAIMS {
        return Err(Problem::invalid(".", format!("Send 1 to {MOST_CLAIMS} claims.")));
    }
    let desk = call.app.desk();
    let reports: Vec<ScrubReport> =
        judged(move || file.claims.iter().map(|claim| desk.scrub(claim)).collect()).await?;
    let view = |report: ScrubReport| Scrubbed {
        may_leave: report.may_leave(),
        edits: report.edits.iter().map(edit).collect(),
        not_checked: report.not_checked.iter().map(store::name_of).collect(),
        claim: report.claim.0,
        releases: report.releases,
    };
    Reply::all(reports.into_iter().map(view).collect())
}

async fn code(call: Call) -> ApiResult<Reply> {
    if call.body.len() > LONGEST_NOTE {
        let detail = "A note of more than 1 MiB goes to POST /charts.";
        let status = axum::http::StatusCode::PAYLOAD_TOO_LARGE;
        return Err(Problem::new(status, "too-large", "Too large", detail));
    }
    if std::str::from_utf8(&call.body).is_err() {
        return Err(Problem::bad_request(".", "The text is no UTF-8."));
    }
    let today = day_of(call.app.now());
    let options = intake::Options {
        setting: call.asked("setting").and_then(|name| name.parse().ok()),
        date: call.asked("date").and_then(|day| day.parse().ok()),
        today: Some(today),
        ..intake::Options::default()
    };
    if options.date.is_some_and(|day| day < model::Date::default() || day > today) {
        return Err(Problem::bad_request("date", "This is before 2015-10-01 or in the future."));
    }
    let refused = |fault: intake::IntakeError| {
        Problem::invalid(".", format!("The note cannot be taken ({}).", fault.code))
    };
    let chart = intake::note(call.body.to_vec(), "note", &options).map_err(refused)?;
    let desk = call.app.desk();
    let coded = judged(move || desk.code(&chart)).await?;
    Reply::ok(&coded)
}

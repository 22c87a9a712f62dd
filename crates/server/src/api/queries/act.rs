//! What is done to a query: sent, escalated, asked of another, answered, ended.

use super::draft::{act, ended};
use super::read::authored;
use super::view;
use crate::api::call::{Call, Reply};
use crate::api::problem::{ApiResult, Problem, ProblemPlace};
use crate::identity::permission::Permission;
use crate::queries::{self, Answered, Changed, Sent};
use crate::web::queries::{own, provider_names};
use axum::http::StatusCode;
use cdi::query::{MAX_ANSWER_BYTES, MAX_SHORT_BYTES, Outcome};
use serde::Deserialize;
use utoipa::ToSchema;

/// Another provider.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Reassign {
    /// NPI.
    #[schema(min_length = 1, max_length = 100)]
    recipient: String,
    /// Why.
    #[serde(default)]
    #[schema(max_length = 500)]
    reason: String,
}

/// Why a query is taken back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Cancel {
    /// In words.
    #[schema(min_length = 1, max_length = 500, pattern = r"\S")]
    reason: String,
}

/// How a query ends.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Close {
    /// `agreed`, `disagreed` and `undetermined` need an answer; `no_response` and `withdrawn` that
    /// there is none.
    #[schema(pattern = "^(agreed|disagreed|undetermined|no_response|withdrawn)$")]
    outcome: String,
    /// A note.
    #[serde(default)]
    #[schema(max_length = 500)]
    note: String,
}

/// What a provider answers.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Answer {
    /// Key of the option; empty for words alone.
    #[serde(default)]
    #[schema(max_length = 40)]
    choice: String,
    /// Own words; `other` and an answer without option need them.
    #[serde(default)]
    #[schema(max_length = 8000)]
    text: String,
}

/// Bounds are in bytes (`cdi::query`); those of the document are in characters.
fn short(at: &str, text: &str, most: usize) -> ApiResult<()> {
    match text.len() <= most {
        true => Ok(()),
        false => Err(Problem::invalid(at, format!("This has more than {most} bytes."))),
    }
}

/// The version that the call names, when it is that of the query; the caller may send it.
async fn sendable(call: &Call) -> ApiResult<i64> {
    let (stored, _) = authored(call, Permission::SendQuery).await?;
    call.is_version(stored.version)?;
    Ok(stored.version)
}

async fn done(call: &Call, changed: Changed) -> ApiResult<Reply> {
    ended(call, changed, StatusCode::OK).await
}

/// Sends a draft, unless the linter has something against it.
pub(super) async fn send(call: Call) -> ApiResult<Reply> {
    let version = sendable(&call).await?;
    match queries::send(&call.app, &act(&call, version)).await? {
        Sent::Sent(changed) => done(&call, *changed).await,
        Sent::Blocked(faults) => {
            let detail = format!("{} faults must be mended before this is sent.", faults.len());
            let place = |fault: &cdi::linter::Fault| {
                let detail = format!("{}: {} {}", fault.code, fault.message, fault.mend);
                ProblemPlace::at(view::place(&fault.place), detail)
            };
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            let title = "The linter stops this query";
            let problem = Problem::new(status, "query-blocked", title, detail);
            Err(problem.places(faults.iter().map(place).collect()))
        }
    }
}

/// Brings in somebody above.
pub(super) async fn escalate(call: Call) -> ApiResult<Reply> {
    let version = sendable(&call).await?;
    done(&call, queries::escalate(&call.app, &act(&call, version)).await?).await
}

/// Asks another provider.
pub(super) async fn reassign(call: Call) -> ApiResult<Reply> {
    let Reassign { recipient, reason } = call.json()?;
    short("reason", &reason, MAX_SHORT_BYTES)?;
    let version = sendable(&call).await?;
    let known = provider_names(&call.app, &call.visitor.tenant).await?;
    if !known.contains_key(&recipient) {
        return Err(Problem::not_found("such provider"));
    }
    let act = act(&call, version);
    done(&call, queries::reassign(&call.app, &act, (recipient, reason)).await?).await
}

/// Takes a query back.
pub(super) async fn cancel(call: Call) -> ApiResult<Reply> {
    let Cancel { reason } = call.json()?;
    short("reason", &reason, MAX_SHORT_BYTES)?;
    let version = sendable(&call).await?;
    done(&call, queries::cancel(&call.app, &act(&call, version), reason).await?).await
}

/// Ends a query with an outcome.
pub(super) async fn close(call: Call) -> ApiResult<Reply> {
    let Close { outcome, note } = call.json()?;
    short("note", &note, MAX_SHORT_BYTES)?;
    let outcome = Outcome::ALL.into_iter().find(|one| one.name() == outcome);
    let outcome =
        outcome.ok_or_else(|| Problem::invalid("outcome", "There is no such outcome."))?;
    let version = sendable(&call).await?;
    done(&call, queries::close(&call.app, &act(&call, version), (outcome, note)).await?).await
}

/// Takes an answer of whoever is asked.
pub(super) async fn answer(call: Call) -> ApiResult<Reply> {
    let (stored, _) = own(&call.app, &call.visitor, call.part("query")).await?;
    let Answer { choice, text } = call.json()?;
    short("text", &text, MAX_ANSWER_BYTES)?;
    call.is_version(stored.version)?;
    let answered = Answered { choice, text, name: &call.visitor.name };
    let changed = queries::answer(&call.app, &act(&call, stored.version), answered).await?;
    let Changed { tx, stored } = changed;
    let reply = Reply::ok(&view::query(&stored, true))?.version(stored.version);
    let reply = call.commit(tx, reply).await?;
    call.app.changed(&call.visitor.tenant);
    Ok(reply)
}

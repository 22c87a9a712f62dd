//! One query: what was asked, what was answered as a difference, and everything that happened.

use super::{
    ShownIndicator, Visit, found, is_asked, name, people_names, provider_names, shown_indicator,
    status, tone, viewed, visit,
};
use crate::app::App;
use crate::identity::permission::Permission;
use crate::queries::ladder_of;
use crate::surroundings::day_of;
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use crate::web::format;
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use cdi::answer::{PieceKind, addendum};
use cdi::query::{Outcome, Query, Status};
use model::Chart;
use std::collections::BTreeMap;
use store::accounts::{Account, latest_chart};

/// Characters of the note that are shown around what was added.
const AROUND: usize = 400;

/// A piece of the difference.
struct DiffPiece {
    added: bool,
    removed: bool,
    text: String,
}

/// An option, and whether it was chosen.
struct OptionShown {
    text: String,
    hint: String,
    chosen: bool,
}

/// An entry of the history.
struct Entry {
    at: String,
    by: String,
    what: String,
    detail: String,
}

#[derive(Template)]
#[template(path = "queries/show.html")]
struct ShowPage {
    layout: Layout,
    visit: Visit,
    id: String,
    version: i64,
    title: String,
    status: &'static str,
    tone: &'static str,
    overdue: bool,
    kind: &'static str,
    question: String,
    note: String,
    recipient: String,
    author: String,
    affects_coding: bool,
    sent: String,
    due: String,
    bucket: &'static str,
    next_step: String,
    indicators: Vec<ShownIndicator>,
    options: Vec<OptionShown>,
    answered_by: String,
    answered_at: String,
    answer: String,
    diff: Vec<DiffPiece>,
    diff_of: String,
    changes: Vec<String>,
    outcome: &'static str,
    history: Vec<Entry>,
    may_act: bool,
    awaits: bool,
    outcomes: Vec<(&'static str, &'static str)>,
    recipients: Vec<(String, String)>,
}

/// Shows a query; who is asked finds it in the inbox, and a draft is shown as one.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> PageResult<Response> {
    let (stored, account) = found(&app, &visitor, &id, Permission::ViewQuery).await?;
    let query = &stored.query;
    if is_asked(&visitor, &query.recipient) {
        return Ok(Redirect::to(&format!("/inbox/{id}")).into_response());
    }
    let resource = super::resource(query, &account);
    if query.status == Status::Draft && visitor.allow(Permission::WriteQuery, &resource).is_ok() {
        return Ok(Redirect::to(&format!("/queries/{id}/edit")).into_response());
    }
    viewed(&app, &visitor, &account, ("query.view", "query", &id)).await?;
    let chart = latest_chart(&app.db, &visitor.tenant, &account.id).await?;
    let chart = chart.map(|stored| stored.chart).unwrap_or_default();
    let may_act = visitor.allow(Permission::SendQuery, &resource).is_ok();
    let providers = provider_names(&app, &visitor.tenant).await?;
    let people = people_names(&app, &visitor.tenant).await?;
    let layout = layout(&app, &visitor, query.text.title.clone(), "/queries").await?;
    let now = app.now();
    let (diff, diff_of) = difference(query, chart);
    let page = ShowPage {
        layout,
        visit: visit(&account),
        version: stored.version,
        status: status(query.status),
        tone: tone(query.status),
        overdue: cdi::aging::overdue(query, now),
        kind: query.kind.name(),
        recipient: name(&providers, &query.recipient),
        author: name(&people, &query.author),
        sent: query.sent_micros.map(format::time).unwrap_or_default(),
        due: query.due_micros.map(|at| due(query, at, now)).unwrap_or_default(),
        bucket: cdi::aging::bucket(query, now).map(|b| b.label()).unwrap_or_default(),
        next_step: next_step(query, &account, now),
        indicators: query
            .text
            .indicators
            .iter()
            .enumerate()
            .map(|indicator| shown_indicator(indicator, true))
            .collect(),
        options: options(query),
        answered_by: query.answer.as_ref().map(|a| name(&people, &a.by)).unwrap_or_default(),
        answered_at: query.answer.as_ref().map(|a| format::time(a.at_micros)).unwrap_or_default(),
        answer: query.answer.as_ref().map(|a| a.text.clone()).unwrap_or_default(),
        diff,
        diff_of,
        changes: query.code_changes.iter().map(ToString::to_string).collect(),
        outcome: query.outcome.map(outcome_name).unwrap_or_default(),
        history: history(query, &people, &providers),
        may_act,
        awaits: query.status.awaits_answer(),
        outcomes: outcomes(query),
        recipients: providers.into_iter().collect(),
        id,
        title: query.text.title.clone(),
        question: query.text.question.clone(),
        note: query.text.note.clone(),
        affects_coding: query.affects_coding,
    };
    Ok(render(&page)?.into_response())
}

fn due(query: &Query, at: i64, now: i64) -> String {
    if query.status.awaits_answer() {
        format!("{} ({})", format::time(at), format::due(at, now))
    } else {
        format::time(at)
    }
}

fn next_step(query: &Query, account: &Account, now: i64) -> String {
    let Some(step) = ladder_of(account).next_step(query, now) else { return String::new() };
    let what = match step.act {
        cdi::aging::Act::Remind => "reminder to the provider",
        cdi::aging::Act::Escalate => "escalation",
    };
    let to = match step.act {
        cdi::aging::Act::Remind => String::new(),
        cdi::aging::Act::Escalate => format!(" to the {}", step.to.name()),
    };
    format!("{what}{to}, {}", format::due(step.at_micros, now))
}

fn options(query: &Query) -> Vec<OptionShown> {
    let choice = query.answer.as_ref().map(|answer| answer.choice.as_str());
    let shown = |option: &cdi::query::AnswerOption| OptionShown {
        text: option.text.clone(),
        hint: option.code_hint.clone().unwrap_or_default(),
        chosen: choice == Some(option.key.as_str()),
    };
    query.text.options.iter().map(shown).collect()
}

/// The note and what the answer added to it, and the note's title. The note is cut where it is
/// long: what was added stands at its end.
fn difference(query: &Query, mut chart: Chart) -> (Vec<DiffPiece>, String) {
    let Some(answer) = &query.answer else { return (Vec::new(), String::new()) };
    let own = format!("{}-addendum", query.id);
    // The chart as it was when the answer came.
    if let Some(place) = chart.documents.iter().position(|document| document.id.0 == own) {
        chart.documents.truncate(place);
    }
    let Some(joins) = addendum(query, &chart, day_of(answer.at_micros)) else {
        return (Vec::new(), String::new());
    };
    let title = joins.note.map(|note| chart.documents[note].title.clone()).unwrap_or_default();
    let piece = |piece: cdi::answer::Piece| DiffPiece {
        added: piece.kind == PieceKind::Added,
        removed: piece.kind == PieceKind::Removed,
        text: if piece.kind == PieceKind::Same { cut(&piece.text) } else { piece.text },
    };
    (joins.diff.into_iter().map(piece).collect(), title)
}

/// The end of a long text.
fn cut(text: &str) -> String {
    match text.char_indices().rev().nth(AROUND) {
        Some((at, _)) => format!("… {}", text[at..].trim_start()),
        None => text.to_owned(),
    }
}

fn history(
    query: &Query,
    people: &BTreeMap<String, String>,
    providers: &BTreeMap<String, String>,
) -> Vec<Entry> {
    let entry = |entry: &cdi::query::HistoryEntry| Entry {
        at: format::time(entry.at_micros),
        by: name(people, &entry.by),
        what: entry.what.replace('_', " "),
        // Providers stand in the history by their identifier.
        detail: providers.get(&entry.detail).cloned().unwrap_or_else(|| entry.detail.clone()),
    };
    query.history.iter().rev().map(entry).collect()
}

fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Agreed => "Agreed: one of the options is documented",
        Outcome::Disagreed => "Disagreed: something else is documented",
        Outcome::Undetermined => "Cannot be determined",
        Outcome::NoResponse => "No response",
        Outcome::Withdrawn => "Withdrawn: the question fell away",
    }
}

/// The outcomes that fit where the query stands.
fn outcomes(query: &Query) -> Vec<(&'static str, &'static str)> {
    let fits = |outcome: &Outcome| match query.status {
        Status::Answered => outcome.needs_answer(),
        Status::Sent | Status::Escalated => !outcome.needs_answer(),
        _ => false,
    };
    let outcomes = Outcome::ALL.into_iter().filter(fits);
    outcomes.map(|outcome| (outcome.name(), outcome_name(outcome))).collect()
}

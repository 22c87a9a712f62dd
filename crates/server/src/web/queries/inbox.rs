//! The provider's side: what they are asked, and one screen to answer it.
//!
//! Everything here is made from `Query::for_provider()`, which has no code, no history and no word
//! of what the answer does.

use super::{ShownIndicator, Visit, found, shown_indicator, viewed, visit};
use crate::app::App;
use crate::identity::permission::Permission;
use crate::queries::{Act, Answered, answer as take};
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::format;
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use cdi::query::{MAX_ANSWER_BYTES, OptionKind, Status};
use serde::Deserialize;
use store::StoreError;
use store::accounts::Account;
use store::queries::{LineFilter, StoredQuery, lines};

/// What the button says that turns every option down; the words become the answer.
pub(super) const NONE_APPLIES: &str = "None of the statements offered applies.";

/// The value of that button.
const DISAGREE: &str = "disagree";

/// A question in the list.
struct InboxRow {
    href: String,
    title: String,
    patient: String,
    mrn: String,
    day: String,
    asked: String,
    due: String,
    overdue: bool,
    reminded: bool,
}

#[derive(Template)]
#[template(path = "queries/inbox.html")]
struct InboxPage {
    layout: Layout,
    known: bool,
    rows: Vec<InboxRow>,
}

#[derive(Template)]
#[template(path = "queries/answer.html")]
struct AnswerPage {
    layout: Layout,
    visit: Visit,
    id: String,
    version: i64,
    title: String,
    question: String,
    note: String,
    asked: String,
    due: String,
    overdue: bool,
    indicators: Vec<ShownIndicator>,
    options: Vec<(String, String)>,
    other: bool,
    undetermined: Option<(String, String)>,
    none_applies: &'static str,
    own_words: &'static str,
    typed: String,
    most: usize,
    problem: Option<String>,
    answered: bool,
    over: bool,
    choice: String,
    words: String,
}

/// The person's own open questions.
pub(super) async fn list(visitor: Visitor, State(app): State<App>) -> PageResult<Html<String>> {
    let now = app.now();
    let mut rows = Vec::new();
    if let Some(provider) = &visitor.principal.provider {
        let filter =
            LineFilter { provider: Some(provider.clone()), awaiting: true, ..Default::default() };
        for line in lines(&app.db, &visitor.tenant, &filter).await? {
            if visitor.allow(Permission::AnswerQuery, &super::line_resource(&line)).is_err() {
                continue;
            }
            rows.push(InboxRow {
                href: format!("/inbox/{}", line.id),
                title: line.title,
                patient: line.patient_name,
                mrn: line.mrn.unwrap_or_default(),
                day: line.service_from.unwrap_or_default(),
                asked: line.sent_at.map(|at| format::span(now - at)).unwrap_or_default(),
                due: line.due_at.map(|at| format::due(at, now)).unwrap_or_default(),
                overdue: line.due_at.is_some_and(|at| at < now),
                reminded: line.step > 0,
            });
        }
    }
    render(&InboxPage {
        layout: layout(&app, &visitor, "Inbox", "/inbox").await?,
        known: visitor.principal.provider.is_some(),
        rows,
    })
}

/// One question. A draft is not there for whoever will be asked.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> PageResult<Response> {
    let (stored, account) = own(&app, &visitor, &id).await?;
    viewed(&app, &visitor, &account, ("query.view", "query", &id)).await?;
    page(&app, &visitor, (&stored, &account), (None, String::new())).await
}

/// A question that was asked of the person.
pub(crate) async fn own(
    app: &App,
    visitor: &Visitor,
    id: &str,
) -> PageResult<(StoredQuery, Account)> {
    let (stored, account) = found(app, visitor, id, Permission::AnswerQuery).await?;
    let mine = visitor.principal.provider.as_deref() == Some(stored.query.recipient.as_str());
    if !mine || matches!(stored.query.status, Status::Draft) {
        return Err(PageFault::not_found("such query for you"));
    }
    Ok((stored, account))
}

/// The answer.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Given {
    version: i64,
    choice: String,
    text: String,
}

/// Takes the answer. The same answer sent twice is one answer.
pub(super) async fn answer(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(given): Form<Given>,
) -> PageResult<Response> {
    let (stored, account) = own(&app, &visitor, &id).await?;
    let typed = given.text.replace("\r\n", "\n");
    let text = typed.trim().to_owned();
    let (choice, text) = match given.choice.as_str() {
        DISAGREE => ("other".to_owned(), if text.is_empty() { NONE_APPLIES.into() } else { text }),
        choice => (choice.to_owned(), text),
    };
    let done = || Ok(Redirect::to("/inbox?done=answered").into_response());
    if let Some(before) = &stored.query.answer
        && before.by == visitor.user.0
        && (before.choice.as_str(), before.text.as_str()) == (choice.as_str(), text.as_str())
    {
        return done();
    }
    let (tenant, actor) = (&visitor.tenant, visitor.user.as_str());
    let act = Act { tenant, id: &id, version: given.version, actor };
    let answered = Answered { choice, text, name: &visitor.name };
    let (status, why) = match take(&app, &act, answered).await {
        Ok(changed) => {
            changed.commit(&app, tenant).await?;
            return done();
        }
        Err(StoreError::Refused(why)) => (StatusCode::UNPROCESSABLE_ENTITY, format!("{why}.")),
        Err(StoreError::Conflict { .. }) if stored.query.status.awaits_answer() => {
            let why = "The question was changed or asked again after you opened it. Read it once \
                       more; what you wrote stands below.";
            (StatusCode::CONFLICT, why.to_owned())
        }
        Err(fault) => return Err(fault.into()),
    };
    let most = typed.char_indices().map(|(at, c)| at + c.len_utf8());
    let kept = most.take_while(|end| *end <= MAX_ANSWER_BYTES * 2).last().unwrap_or(0);
    let beside = (Some(format!("Not taken: {why}")), typed[..kept].to_owned());
    let mut response = page(&app, &visitor, (&stored, &account), beside).await?;
    *response.status_mut() = status;
    Ok(response)
}

async fn page(
    app: &App,
    visitor: &Visitor,
    (stored, account): (&StoredQuery, &Account),
    (problem, typed): (Option<String>, String),
) -> PageResult<Response> {
    let now = app.now();
    let view = stored.query.for_provider();
    let of = |kind: OptionKind| view.options.iter().filter(move |option| option.kind == kind);
    let statement = |kind| matches!(kind, OptionKind::Supported | OptionKind::Yes | OptionKind::No);
    let statements = view.options.iter().filter(|option| statement(option.kind));
    let options: Vec<(String, String)> =
        statements.map(|option| (option.key.to_owned(), option.text.to_owned())).collect();
    let answer = stored.query.answer.as_ref();
    let choice = answer.and_then(|a| view.options.iter().find(|o| o.key == a.choice));
    let page = AnswerPage {
        layout: layout(app, visitor, view.title, "/inbox").await?,
        visit: visit(account),
        id: view.id.to_owned(),
        version: stored.version,
        title: view.title.to_owned(),
        question: view.question.to_owned(),
        note: view.note.to_owned(),
        asked: view.sent_micros.map(format::time).unwrap_or_default(),
        due: view.due_micros.map(|at| format::due(at, now)).unwrap_or_default(),
        overdue: view.status.awaits_answer() && view.due_micros.is_some_and(|at| at < now),
        indicators: view
            .indicators
            .iter()
            .enumerate()
            .map(|indicator| shown_indicator(indicator, true))
            .collect(),
        other: of(OptionKind::Other).next().is_some() && !options.is_empty(),
        undetermined: of(OptionKind::CannotDetermine)
            .next()
            .map(|option| (option.key.to_owned(), option.text.to_owned())),
        own_words: if options.is_empty() { "" } else { "other" },
        options,
        none_applies: NONE_APPLIES,
        typed,
        most: MAX_ANSWER_BYTES,
        problem,
        answered: answer.is_some(),
        over: !view.status.awaits_answer(),
        choice: choice.map(|option| option.text.to_owned()).unwrap_or_default(),
        words: answer.map(|answer| answer.text.clone()).unwrap_or_default(),
    };
    Ok(render(&page)?.into_response())
}

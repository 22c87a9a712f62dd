//! The draft: what will be asked, beside what the linter says of it.

use super::form::{FORMATS, Fields, edited, format_name};
use super::{
    ShownIndicator, Visit, found, is_asked, provider_names, shown_indicator, viewed, visit,
};
use crate::app::App;
use crate::identity::permission::Permission;
use crate::queries::{Act, Sent, edit, send, too_long};
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use cdi::linter::{self, Fault, Part};
use cdi::query::{OptionKind, Query, Status};
use model::{AccountId, Chart};
use store::StoreError;
use store::accounts::{Account, latest_chart};
use store::queries::StoredQuery;

/// A fault beside the field it lies in.
struct ShownFault {
    message: String,
    words: String,
    mend: String,
}

/// An option that can be written anew.
struct OptionRow {
    key: String,
    label: String,
    text: String,
    hint: String,
    faults: Vec<ShownFault>,
}

#[derive(Template)]
#[template(path = "queries/draft.html")]
struct DraftPage {
    layout: Layout,
    visit: Visit,
    id: String,
    version: i64,
    title: String,
    question: String,
    note: String,
    subject: String,
    format: &'static str,
    formats: [(&'static str, &'static str); 5],
    recipient: String,
    recipients: Vec<(String, String)>,
    affects_coding: bool,
    options: Vec<OptionRow>,
    fixed: Vec<String>,
    indicators: Vec<(ShownIndicator, Vec<ShownFault>)>,
    documents: Vec<(usize, String)>,
    quote: String,
    quote_document: String,
    of_title: Vec<ShownFault>,
    of_question: Vec<ShownFault>,
    of_note: Vec<ShownFault>,
    of_query: Vec<ShownFault>,
    count: usize,
    problem: Option<String>,
    may_send: bool,
}

/// What is shown besides the draft itself.
#[derive(Default)]
struct Beside {
    problem: Option<String>,
    quote: String,
    quote_document: String,
}

/// Shows the draft.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> PageResult<Response> {
    let (stored, account) = found(&app, &visitor, &id, Permission::WriteQuery).await?;
    if is_asked(&visitor, &stored.query.recipient) {
        return Err(PageFault::not_found("such draft"));
    }
    if stored.query.status != Status::Draft {
        return Ok(Redirect::to(&format!("/queries/{id}")).into_response());
    }
    viewed(&app, &visitor, &account, ("query.view", "query", &id)).await?;
    let chart = chart_of(&app, &visitor, &account.id).await?;
    page(&app, &visitor, (&stored, &account, &chart), Beside::default()).await
}

async fn chart_of(app: &App, visitor: &Visitor, account: &AccountId) -> PageResult<Chart> {
    let chart = latest_chart(&app.db, &visitor.tenant, account).await?;
    Ok(chart.ok_or_else(|| PageFault::not_found("chart"))?.chart)
}

/// Saves the draft, and sends it when that was asked for and nothing stands against it.
pub(super) async fn save(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    body: String,
) -> PageResult<Response> {
    let (mut stored, account) = found(&app, &visitor, &id, Permission::WriteQuery).await?;
    if is_asked(&visitor, &stored.query.recipient) {
        return Err(PageFault::not_found("such draft"));
    }
    let sending = body.split('&').any(|pair| pair == "do=send");
    if sending {
        visitor.allow(Permission::SendQuery, &super::resource(&stored.query, &account))?;
    }
    let fields = Fields::of(&body);
    let chart = chart_of(&app, &visitor, &account.id).await?;
    let (edited, problem) = edited(&fields, &stored, &chart);
    let mut beside = Beside { problem, ..Beside::default() };
    let known = provider_names(&app, &visitor.tenant).await?;
    if !edited.recipient.is_empty() && !known.contains_key(&edited.recipient) {
        return Err(PageFault::invalid("There is no such provider here."));
    }
    // What was typed stands on the page again whatever comes of it.
    let typed = |stored: &mut StoredQuery| {
        stored.query.text = edited.text.clone();
        stored.offered.clone_from(&edited.offered);
        stored.query.recipient.clone_from(&edited.recipient);
        stored.query.affects_coding = edited.affects_coding;
    };
    if let Some(fault) = too_long(&edited) {
        typed(&mut stored);
        beside.problem = Some(format!("Not saved. {fault}"));
        return again(&app, &visitor, (&stored, &account, &chart), beside, 422).await;
    }
    let act = Act {
        tenant: &visitor.tenant,
        id: &id,
        version: fields.version(),
        actor: visitor.user.as_str(),
    };
    let saved = match edit(&app, &act, edited.clone()).await {
        Ok(changed) => changed.commit(&app, &visitor.tenant).await?,
        Err(StoreError::Conflict { .. }) if stored.query.status == Status::Draft => {
            typed(&mut stored);
            beside.problem = Some(CONFLICT.to_owned());
            return again(&app, &visitor, (&stored, &account, &chart), beside, 409).await;
        }
        Err(fault) => return Err(fault.into()),
    };
    if let Some(problem) = beside.problem.take() {
        beside.quote = fields.one("quote").to_owned();
        beside.quote_document = fields.one("quote_document").to_owned();
        beside.problem = Some(format!("The rest is saved. {problem}"));
        return again(&app, &visitor, (&saved, &account, &chart), beside, 422).await;
    }
    if !sending {
        return Ok(Redirect::to(&format!("/queries/{id}/edit?done=saved")).into_response());
    }
    let act = Act { version: saved.version, ..act };
    dispatched(&app, &visitor, &act, (&saved, &account, &chart)).await
}

/// Sends a draft that was just saved, or shows what stands against it.
async fn dispatched(
    app: &App,
    visitor: &Visitor,
    act: &Act<'_>,
    draft: (&StoredQuery, &Account, &Chart),
) -> PageResult<Response> {
    let why = match send(app, act).await {
        Ok(Sent::Sent(changed)) => {
            changed.commit(app, &visitor.tenant).await?;
            return Ok(Redirect::to(&format!("/queries/{}?done=sent", act.id)).into_response());
        }
        Ok(Sent::Blocked(faults)) => format!("{} must be mended first", counted(faults.len())),
        Err(StoreError::Refused(why)) => why,
        Err(fault) => return Err(fault.into()),
    };
    let problem = Some(format!("Saved, and not sent: {why}."));
    again(app, visitor, draft, Beside { problem, ..Beside::default() }, 422).await
}

const CONFLICT: &str = "Somebody changed this draft after you opened it. What you typed stands \
    below and is not saved yet; saving it now replaces the other version.";

fn counted(faults: usize) -> String {
    if faults == 1 { "one fault".to_owned() } else { format!("{faults} faults") }
}

async fn again(
    app: &App,
    visitor: &Visitor,
    draft: (&StoredQuery, &Account, &Chart),
    beside: Beside,
    status: u16,
) -> PageResult<Response> {
    let mut response = page(app, visitor, draft, beside).await?;
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
    Ok(response)
}

async fn page(
    app: &App,
    visitor: &Visitor,
    (stored, account, chart): (&StoredQuery, &Account, &Chart),
    beside: Beside,
) -> PageResult<Response> {
    let query = &stored.query;
    let faults = linter::check(query, chart).faults;
    let of = |part: &Part| shown(faults.iter().filter(|fault| fault.place == *part));
    let text = &query.text;
    let names = provider_names(app, &visitor.tenant).await?;
    let locked = |kind: OptionKind| matches!(kind, OptionKind::Other | OptionKind::CannotDetermine);
    let fixed = text.options.iter().filter(|option| locked(option.kind));
    let documents = chart.documents.iter().enumerate();
    let page = DraftPage {
        layout: layout(app, visitor, "Draft of a query", "/queries").await?,
        visit: visit(account),
        id: query.id.0.clone(),
        version: stored.version,
        title: text.title.clone(),
        question: text.question.clone(),
        note: text.note.clone(),
        subject: text.subject.clone(),
        format: format_name(text.format),
        formats: FORMATS,
        recipient: query.recipient.clone(),
        recipients: names.into_iter().collect(),
        affects_coding: query.affects_coding,
        options: option_rows(query, &faults),
        fixed: fixed.map(|option| option.text.clone()).collect(),
        indicators: indicator_rows(stored, &faults),
        documents: documents.map(|(place, document)| (place, document.title.clone())).collect(),
        quote: beside.quote,
        quote_document: beside.quote_document,
        of_title: of(&Part::Title),
        of_question: of(&Part::Question),
        of_note: of(&Part::Note),
        of_query: of(&Part::Query),
        count: faults.len(),
        problem: beside.problem,
        may_send: visitor.principal.may(Permission::SendQuery),
    };
    Ok(render(&page)?.into_response())
}

fn shown<'a>(faults: impl Iterator<Item = &'a Fault>) -> Vec<ShownFault> {
    let one = |fault: &Fault| ShownFault {
        message: fault.message.clone(),
        // Most messages quote the words already.
        words: if fault.message.contains(&fault.text) { String::new() } else { fault.text.clone() },
        mend: fault.mend.clone(),
    };
    faults.map(one).collect()
}

/// The options that are there, and one that may be added.
fn option_rows(query: &Query, faults: &[Fault]) -> Vec<OptionRow> {
    let open =
        |kind: OptionKind| matches!(kind, OptionKind::Supported | OptionKind::Yes | OptionKind::No);
    let row = |(number, option): (usize, &cdi::query::AnswerOption)| {
        let part = Part::Option { key: option.key.clone() };
        OptionRow {
            key: option.key.clone(),
            label: format!("Option {}", number + 1),
            text: option.text.clone(),
            hint: option.code_hint.clone().unwrap_or_default(),
            faults: shown(faults.iter().filter(|fault| fault.place == part)),
        }
    };
    let options = query.text.options.iter().filter(|option| open(option.kind));
    let mut rows: Vec<OptionRow> = options.enumerate().map(row).collect();
    if format_name(query.text.format) == "multiple_choice" || rows.is_empty() {
        rows.push(OptionRow {
            key: String::new(),
            label: "Another option".to_owned(),
            text: String::new(),
            hint: String::new(),
            faults: Vec::new(),
        });
    }
    rows
}

/// Everything on offer; the faults of an indicator stand beside it when it is chosen.
fn indicator_rows(
    stored: &StoredQuery,
    faults: &[Fault],
) -> Vec<(ShownIndicator, Vec<ShownFault>)> {
    let chosen = &stored.query.text.indicators;
    let row = |(place, indicator): (usize, &cdi::query::Indicator)| {
        let index = chosen.iter().position(|one| one == indicator);
        let part = index.map(|index| Part::Indicator { index });
        let own = faults.iter().filter(|fault| Some(&fault.place) == part.as_ref());
        (shown_indicator((place, indicator), index.is_some()), shown(own))
    };
    stored.offered.iter().enumerate().map(row).collect()
}

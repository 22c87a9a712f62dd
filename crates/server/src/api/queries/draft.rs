//! Drafts: begun from a gap or a template, written anew, linted.

use super::read::authored;
use super::view::{self, GapsView};
use crate::api::call::{Call, Reply};
use crate::api::problem::{ApiResult, Problem};
use crate::identity::permission::Permission;
use crate::queries::{Act, Changed, edit, keep_draft, too_long};
use crate::web::queries::{
    FORMATS, Fields, drafted, edited, found_account, known, provider_names, viewed,
};
use axum::http::StatusCode;
use cdi::draft::{Request, suggested, templates};
use cdi::query::{MAX_OPTIONS, QueryId, Status};
use model::{AccountId, Chart};
use serde::Deserialize;
use store::accounts::latest_chart;
use utoipa::ToSchema;

/// What a draft is begun from: a gap or a template.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Begin {
    /// Place of the gap in `/accounts/{account}/gaps`.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 10_000)]
    gap: Option<usize>,
    /// Name of the template.
    #[serde(default)]
    #[schema(max_length = 100)]
    template: Option<String>,
    /// The version of the codes that leave the gap, as in `/accounts/{account}/gaps`.
    coding: i64,
}

/// An option of a draft. Something else, and that it cannot be determined, are always there.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DraftOption {
    /// Its key, of one that is there; a new one gets one.
    #[serde(default)]
    #[schema(max_length = 40)]
    key: Option<String>,
    /// What is read.
    #[schema(min_length = 1, max_length = 300)]
    text: String,
}

/// Words of a document that a person adds.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DraftQuote {
    /// Position of the document in the chart.
    document: usize,
    /// The words, exactly as they stand there.
    #[schema(min_length = 1, max_length = 1000)]
    text: String,
}

/// What a draft says.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Draft {
    /// Title.
    #[schema(max_length = 200)]
    title: String,
    /// The question.
    #[schema(max_length = 4000)]
    question: String,
    /// A note to the provider.
    #[serde(default)]
    #[schema(max_length = 2000)]
    note: String,
    /// The documented condition it is about.
    #[serde(default)]
    #[schema(max_length = 500)]
    subject: String,
    /// `open_ended`, `multiple_choice`, `documented`, `present_on_admission`, `implied_cause`.
    #[schema(
        pattern = "^(open_ended|multiple_choice|documented|present_on_admission|implied_cause)$"
    )]
    format: String,
    /// NPI of who is asked; empty for nobody yet.
    recipient: String,
    /// Whether its answer may change codes.
    affects_coding: bool,
    /// Places of the indicators that stand in it, among those of the query.
    #[schema(max_items = 40)]
    indicators: Vec<usize>,
    /// Options in order.
    #[serde(default)]
    #[schema(max_items = 14)]
    options: Vec<DraftOption>,
    /// Words of the chart that join the indicators.
    #[serde(default)]
    quote: Option<DraftQuote>,
}

/// What there is to ask about.
pub(super) async fn gaps(call: Call) -> ApiResult<Reply> {
    let (app, visitor, id) = (&call.app, &call.visitor, call.part("account"));
    let account = found_account(app, visitor, id, Permission::WriteQuery).await?;
    let (chart, gaps, coding) = known(app, visitor, &account).await?;
    viewed(app, visitor, &account, ("chart.view", "account", id)).await?;
    let hints = suggested(&chart);
    let template =
        |one: &cdi::draft::Template| view::template(&one.id, hints.contains(&one.id.as_str()));
    Reply::ok(&GapsView {
        account: account.id.0,
        coding,
        gaps: gaps.iter().enumerate().map(view::gap).collect(),
        templates: templates().iter().map(template).collect(),
    })
}

/// Makes a draft.
pub(super) async fn begin(call: Call) -> ApiResult<Reply> {
    let (app, visitor) = (&call.app, &call.visitor);
    let id = call.part("account");
    let account = found_account(app, visitor, id, Permission::WriteQuery).await?;
    let asked: Begin = call.json()?;
    let choice = match (asked.gap, asked.template) {
        (Some(gap), None) => format!("gap:{gap}"),
        (None, Some(name)) => format!("template:{name}"),
        _ => return Err(Problem::invalid("gap", "Name a gap or a template, one of them.")),
    };
    let (chart, gaps, coding) = known(app, visitor, &account).await?;
    if coding != asked.coding {
        let what = format!("the coding of account {id}");
        return Err(store::StoreError::Conflict { what }.into());
    }
    let recipient = account.provider.clone().unwrap_or_default();
    let request = Request {
        id: QueryId(app.new_id("qry")),
        account: account.id.as_str(),
        author: visitor.user.as_str(),
        recipient: &recipient,
        at_micros: app.now(),
    };
    let query = drafted(&choice, &gaps, &chart, &request)?;
    let changed = keep_draft(app, &visitor.tenant, &account, query).await?;
    ended(&call, changed, StatusCode::CREATED).await
}

/// Ends a change: its answer is kept with it.
pub(super) async fn ended(call: &Call, changed: Changed, status: StatusCode) -> ApiResult<Reply> {
    let Changed { tx, stored } = changed;
    let reply = Reply::new(status, &view::query(&stored, false))?.version(stored.version);
    let reply = call.commit(tx, reply).await?;
    call.app.changed(&call.visitor.tenant);
    Ok(reply)
}

async fn chart(call: &Call, account: &AccountId) -> ApiResult<Chart> {
    let chart = latest_chart(&call.app.db, &call.visitor.tenant, account).await?;
    Ok(chart.ok_or_else(|| Problem::not_found("chart"))?.chart)
}

/// Writes a draft anew.
pub(super) async fn save(call: Call) -> ApiResult<Reply> {
    let (stored, account) = authored(&call, Permission::WriteQuery).await?;
    let draft: Draft = call.json()?;
    call.is_version(stored.version)?;
    if stored.query.status != Status::Draft {
        return Err(Problem::invalid(".", "Only a draft can be written anew."));
    }
    if draft.options.len() > MAX_OPTIONS {
        return Err(Problem::invalid("options", "There are too many options."));
    }
    if !FORMATS.iter().any(|(name, _)| *name == draft.format) {
        return Err(Problem::invalid("format", "There is no such form of a question."));
    }
    let most = stored.offered.len();
    if draft.indicators.iter().any(|place| *place >= most) {
        return Err(Problem::invalid("indicators", "There is no indicator at this place."));
    }
    let names = provider_names(&call.app, &call.visitor.tenant).await?;
    if !draft.recipient.is_empty() && !names.contains_key(&draft.recipient) {
        return Err(Problem::invalid("recipient", "There is no such provider here."));
    }
    let chart = chart(&call, &account.id).await?;
    // The same reading as of the page's form.
    let (edited, problem) = edited(&fields(draft), &stored, &chart);
    if let Some(why) = problem {
        return Err(Problem::invalid("quote", why));
    }
    if let Some(why) = too_long(&edited) {
        return Err(Problem::invalid(".", why));
    }
    let act = act(&call, stored.version);
    let changed = edit(&call.app, &act, edited).await?;
    ended(&call, changed, StatusCode::OK).await
}

/// Who changes which query.
pub(super) fn act(call: &Call, version: i64) -> Act<'_> {
    let (tenant, actor) = (&call.visitor.tenant, call.visitor.user.as_str());
    Act { tenant, id: call.part("query"), version, actor }
}

fn fields(draft: Draft) -> Fields {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, value: String| pairs.push((name.to_owned(), value));
    add("title", draft.title);
    add("question", draft.question);
    add("note", draft.note);
    add("subject", draft.subject);
    add("format", draft.format);
    add("recipient", draft.recipient);
    add("affects_coding", if draft.affects_coding { "yes" } else { "no" }.to_owned());
    for place in draft.indicators {
        add("indicator", place.to_string());
    }
    for option in draft.options {
        add("option_key", option.key.unwrap_or_default());
        add("option_text", option.text);
    }
    if let Some(quote) = draft.quote {
        add("quote", quote.text);
        add("quote_document", quote.document.to_string());
    }
    Fields::named(pairs)
}

/// What stands against sending a draft.
pub(super) async fn lint(call: Call) -> ApiResult<Reply> {
    let (stored, account) = authored(&call, Permission::WriteQuery).await?;
    let chart = chart(&call, &account.id).await?;
    let lint = cdi::linter::check(&stored.query, &chart);
    Reply::ok(&view::lint(lint.faults))
}

//! Queries: the CDI specialists' lists and drafts, and the providers' inbox.
//!
//! Whoever is asked sees a query through `Query::for_provider()` only: no code, no history, no
//! word of what the answer does. [`of_account`] is the block of the account's page.

mod act;
mod begin;
mod charts;
mod draft;
mod export;
mod form;
mod inbox;
mod list;
mod show;

pub(crate) use begin::{drafted, known};
pub(crate) use form::{FORMATS, Fields, edited, format_name};
pub(crate) use inbox::own;

use super::door::Visitor;
use super::fault::{PageFault, PageResult};
use super::pages::{Need, Pages};
use crate::app::App;
use crate::identity::permission::{Permission, Reach, Resource};
use crate::web::format;
use cdi::query::{Query, Status};
use model::{AccountId, TenantId};
use std::collections::BTreeMap;
use store::accounts::Account;
use store::queries::{Line, StoredQuery};

/// The addresses of this screen.
pub(super) fn pages(pages: Pages) -> Pages {
    let see = Need::May(Permission::ViewQuery);
    let write = Need::May(Permission::WriteQuery);
    let send = Need::May(Permission::SendQuery);
    let answer = Need::May(Permission::AnswerQuery);
    pages
        .get("/queries", see, list::show)
        .get("/queries/export.csv", Need::May(Permission::Export), export::csv)
        .get("/accounts/{id}/queries/new", write, begin::show)
        .post("/accounts/{id}/queries", write, begin::begin)
        .get("/queries/{id}", see, show::show)
        .get("/queries/{id}/edit", write, draft::show)
        .post("/queries/{id}/edit", write, draft::save)
        .post("/queries/{id}/act", send, act::act)
        .get("/inbox", answer, inbox::list)
        .get("/inbox/{id}", answer, inbox::show)
        .post("/inbox/{id}", answer, inbox::answer)
}

/// A query as a line of another page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryLine {
    /// Its name.
    pub id: String,
    /// Its page.
    pub href: String,
    /// Title.
    pub title: String,
    /// Where it stands, for people.
    pub status: &'static str,
    /// Who is asked: the provider's name.
    pub provider: String,
    /// How old it is, or when it was answered or ended.
    pub age: String,
    /// Whether its answer is late.
    pub overdue: bool,
    /// Whether its answer may change codes. Never shown to the provider.
    pub affects_coding: bool,
    /// The codes that it changed, in words.
    pub changes: Vec<String>,
}

/// The queries of an account, newest first, for its page. The caller has asked for
/// [`Permission::ViewQuery`] and does not show this to whoever is asked.
///
/// # Errors
/// A database that does not answer.
pub async fn of_account(
    app: &App,
    tenant: &TenantId,
    account: &AccountId,
) -> PageResult<Vec<QueryLine>> {
    let stored = store::queries::of_account(&app.db, tenant, account).await?;
    if stored.is_empty() {
        return Ok(Vec::new());
    }
    let names = provider_names(app, tenant).await?;
    let now = app.now();
    let line = |stored: &StoredQuery| {
        let query = &stored.query;
        let since = now - query.sent_micros.unwrap_or(query.created_micros);
        QueryLine {
            id: query.id.0.clone(),
            href: format!("/queries/{}", query.id),
            title: query.text.title.clone(),
            status: status(query.status),
            provider: name(&names, &query.recipient),
            age: if query.status.is_over() || query.answer.is_some() {
                format::day(query.last_micros())
            } else {
                format::span(since)
            },
            overdue: cdi::aging::overdue(query, now),
            affects_coding: query.affects_coding,
            changes: query.code_changes.iter().map(ToString::to_string).collect(),
        }
    };
    Ok(stored.iter().map(line).collect())
}

/// A status for people.
fn status(status: Status) -> &'static str {
    match status {
        Status::Draft => "Draft",
        Status::Sent => "Sent",
        Status::Escalated => "Escalated",
        Status::Answered => "Answered",
        Status::Closed => "Closed",
        Status::Cancelled => "Cancelled",
    }
}

/// The colour of a status; its name always stands beside it.
fn tone(status: Status) -> &'static str {
    match status {
        Status::Answered => "good",
        Status::Escalated => "warn",
        _ => "info",
    }
}

/// Providers by identifier.
pub(crate) async fn provider_names(
    app: &App,
    tenant: &TenantId,
) -> PageResult<BTreeMap<String, String>> {
    let providers = store::people::providers(&app.db, tenant).await?;
    Ok(providers.into_iter().map(|provider| (provider.npi, provider.name)).collect())
}

/// People by id.
async fn people_names(app: &App, tenant: &TenantId) -> PageResult<BTreeMap<String, String>> {
    let users = store::people::users(&app.db, tenant).await?;
    let mut names: BTreeMap<String, String> =
        users.into_iter().map(|user| (user.id.0, user.name)).collect();
    names.insert("service".to_owned(), "The service".to_owned());
    Ok(names)
}

fn name(names: &BTreeMap<String, String>, id: &str) -> String {
    match names.get(id) {
        Some(name) => name.clone(),
        None if id.is_empty() => "nobody yet".to_owned(),
        None => id.to_owned(),
    }
}

/// A query's row, for rights: its author's, and the provider's who is asked.
pub(crate) fn resource<'a>(query: &'a Query, account: &'a Account) -> Resource<'a> {
    Resource {
        owner: Some(&query.author),
        provider: Some(query.recipient.as_str()).filter(|npi| !npi.is_empty()),
        assigned_to: account.standing.owner.person().map(model::UserId::as_str),
        team: None,
        account: Some(account.id.as_str()),
        patient: account.patient.as_deref(),
        tags: &account.tags,
    }
}

pub(crate) fn line_resource(line: &Line) -> Resource<'_> {
    Resource {
        owner: Some(&line.author),
        provider: line.provider.as_deref(),
        assigned_to: line.owner.as_deref(),
        team: None,
        account: Some(line.account.as_str()),
        patient: line.patient.as_deref(),
        tags: &line.tags,
    }
}

/// Whether this person meets queries as the one who is asked: then the inbox is their place.
pub(crate) fn is_asked(visitor: &Visitor, recipient: &str) -> bool {
    let own = visitor.principal.provider.as_deref();
    let only_own = visitor.principal.reach(Permission::ViewQuery) <= Reach::Own;
    only_own || (own.is_some() && own == Some(recipient))
}

/// A query with its account, when the person may do `permission` to it.
pub(crate) async fn found(
    app: &App,
    visitor: &Visitor,
    id: &str,
    permission: Permission,
) -> PageResult<(StoredQuery, Account)> {
    let missing = || PageFault::not_found("such query");
    let stored = store::queries::get(&app.db, &visitor.tenant, id).await?.ok_or_else(missing)?;
    let account = AccountId(stored.query.account.clone());
    let account = store::accounts::get(&app.db, &visitor.tenant, &account).await?;
    let account = account.ok_or_else(missing)?;
    visitor.allow(permission, &resource(&stored.query, &account))?;
    Ok((stored, account))
}

/// Writes down that somebody looked.
pub(crate) async fn viewed(
    app: &App,
    visitor: &Visitor,
    account: &Account,
    (action, kind, object): (&str, &str, &str),
) -> PageResult<()> {
    let detail = serde_json::json!({ "account": account.id });
    let mut entry = visitor.audit(app.now(), action, (kind, object), detail);
    entry.patient.clone_from(&account.patient);
    let mut tx = app.db.begin().await?;
    store::record::append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    Ok(())
}

/// What stands at the head of every page about one account.
struct Visit {
    account: String,
    patient: String,
    facts: Vec<String>,
}

fn visit(account: &Account) -> Visit {
    let mut facts = Vec::new();
    facts.extend(account.mrn.as_ref().map(|mrn| format!("MRN {mrn}")));
    facts.extend(account.service_from.clone());
    facts.extend([account.setting.clone(), account.provider_name.clone()]);
    facts.retain(|fact| !fact.is_empty());
    Visit { account: account.id.0.clone(), patient: account.patient_name.clone(), facts }
}

/// An indicator as a page shows it.
struct ShownIndicator {
    place: usize,
    group: &'static str,
    text: String,
    from: String,
    chosen: bool,
}

fn shown_indicator(
    (place, indicator): (usize, &cdi::query::Indicator),
    chosen: bool,
) -> ShownIndicator {
    let mut from = Vec::new();
    if let cdi::query::IndicatorSource::Quote { document_title, .. } = &indicator.source {
        from.push(document_title.clone());
    }
    from.extend(indicator.date.map(|date| date.to_string()));
    ShownIndicator {
        place,
        group: indicator.source.group(),
        text: indicator.text.clone(),
        from: from.join(", "),
        chosen,
    }
}

/// An account, when the person may do `permission` to it.
pub(crate) async fn found_account(
    app: &App,
    visitor: &Visitor,
    id: &str,
    permission: Permission,
) -> PageResult<Account> {
    let account = store::accounts::get(&app.db, &visitor.tenant, &AccountId(id.to_owned())).await?;
    let account = account.ok_or_else(|| PageFault::not_found("such account"))?;
    visitor.allow_account(permission, &account)?;
    Ok(account)
}

//! Retention: the years, what is due, and its removal by two acts.

use super::pages::{Need, Pages};
use crate::app::App;
use crate::identity::permission::Permission;
use crate::retention::{self, FEWEST_YEARS, MOST_YEARS, Years};
use crate::surroundings::{day_of, shown};
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::format;
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{Html, Redirect};
use serde::Deserialize;
use serde_json::json;
use store::people::{Setting, put_setting};
use store::record::append;
use store::retention::{Removal, RemovalState, due, due_counts, removals};

/// Longest reason, in characters.
const LONGEST_REASON: usize = 500;

/// The address of the page.
const HERE: &str = "/admin/retention";

/// The addresses of retention.
pub(super) fn pages(pages: Pages) -> Pages {
    let need = Need::May(Permission::ManageRetention);
    pages
        .get("/admin/retention", need, show)
        .post("/admin/retention", need, save)
        .post("/admin/retention/removals", need, ask)
        .post("/admin/retention/removals/{id}", need, carry_out)
        .post("/admin/retention/removals/{id}/cancel", need, cancel)
}

struct DueRow {
    account: String,
    source: String,
    closed: String,
    documents: i64,
}

struct RemovalRow {
    id: String,
    state: RemovalState,
    reason: String,
    accounts: i64,
    asked: String,
    ended: String,
}

#[derive(Template)]
#[template(path = "retention/page.html")]
struct RetentionPage {
    layout: Layout,
    years: Years,
    fewest: i16,
    most: i16,
    version: i64,
    accounts: i64,
    documents: i64,
    rows: Vec<DueRow>,
    asked: Vec<RemovalRow>,
    ended: Vec<RemovalRow>,
}

async fn show(visitor: Visitor, State(app): State<App>) -> PageResult<Html<String>> {
    let tenant = &visitor.tenant;
    let (years, version) = Years::of(&app, tenant).await?;
    let cuts = years.cuts(day_of(app.now()));
    let (accounts, documents) = due_counts(&app.db, tenant, cuts).await?;
    let rows = due(&app.db, tenant, cuts).await?.into_iter().map(|one| DueRow {
        account: one.account.0,
        source: one.source_key,
        closed: format::day(one.closed_at),
        documents: one.documents,
    });
    let users = store::people::users(&app.db, tenant).await?;
    let name = |id: &str| {
        let found = users.iter().find(|user| user.id.as_str() == id);
        found.map_or_else(|| id.to_owned(), |user| user.name.clone())
    };
    let row = |one: Removal| RemovalRow {
        asked: format!("{} by {}", shown(one.asked_at), name(&one.asked_by)),
        ended: match (&one.ended_by, one.ended_at) {
            (Some(user), Some(at)) => {
                format!("{} {} by {}", one.state.name(), shown(at), name(user))
            }
            _ => String::new(),
        },
        id: one.id,
        state: one.state,
        reason: one.reason,
        accounts: one.accounts,
    };
    let all = removals(&app.db, tenant).await?.into_iter().map(row);
    let (asked, ended) = all.partition(|one: &RemovalRow| one.state == RemovalState::Asked);
    render(&RetentionPage {
        layout: layout(&app, &visitor, "Retention", HERE).await?,
        years,
        fewest: FEWEST_YEARS,
        most: MOST_YEARS,
        version,
        accounts,
        documents,
        rows: rows.collect(),
        asked,
        ended,
    })
}

#[derive(Deserialize)]
struct TypedYears {
    version: i64,
    documents: i16,
    claims: i16,
}

async fn save(
    visitor: Visitor,
    State(app): State<App>,
    Form(typed): Form<TypedYears>,
) -> PageResult<Redirect> {
    visitor.proved_lately(&app)?;
    let years = Years { documents: typed.documents, claims: typed.claims };
    if !years.is_lawful() {
        return Err(PageFault::invalid(format!(
            "Records are kept {FEWEST_YEARS} to {MOST_YEARS} years. Six are the least (45 CFR \
             164.316(b)(2)(i)); a state may ask for more."
        )));
    }
    let (before, _) = Years::of(&app, &visitor.tenant).await?;
    let now = app.now();
    let setting = Setting {
        name: Years::SETTING.to_owned(),
        body: serde_json::to_string(&years).map_err(PageFault::internal)?,
        version: typed.version,
        changed_at: now,
        changed_by: visitor.user.0.clone(),
    };
    let mut tx = app.db.begin().await?;
    put_setting(&mut tx, &visitor.tenant, &setting).await?;
    let detail = json!({ "before": before, "after": years });
    let entry = visitor.audit(now, "retention.years", ("setting", Years::SETTING), detail);
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    Ok(Redirect::to("/admin/retention?done=saved"))
}

#[derive(Deserialize)]
struct Asked {
    reason: String,
}

async fn ask(
    visitor: Visitor,
    State(app): State<App>,
    Form(asked): Form<Asked>,
) -> PageResult<Redirect> {
    visitor.proved_lately(&app)?;
    let reason = asked.reason.trim();
    if !(1..=LONGEST_REASON).contains(&reason.chars().count()) {
        return Err(PageFault::invalid(format!(
            "Say why, in 1 to {LONGEST_REASON} characters; the log keeps it."
        )));
    }
    retention::ask(&app, &visitor.tenant, reason, visitor.user.as_str()).await?;
    Ok(Redirect::to("/admin/retention?done=saved#asked"))
}

async fn asked_for(app: &App, visitor: &Visitor, id: &str) -> PageResult<Removal> {
    let all = removals(&app.db, &visitor.tenant).await?;
    let found = all.into_iter().find(|one| one.id == id);
    found.ok_or_else(|| PageFault::not_found("such removal"))
}

#[derive(Deserialize)]
struct Confirmed {
    #[serde(default)]
    accounts: String,
}

async fn carry_out(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(confirmed): Form<Confirmed>,
) -> PageResult<Redirect> {
    visitor.proved_lately(&app)?;
    let removal = asked_for(&app, &visitor, &id).await?;
    if confirmed.accounts.trim().parse() != Ok(removal.accounts) {
        return Err(PageFault::invalid(format!(
            "Nothing was removed: type the number of accounts, {}, to say that you mean it.",
            removal.accounts
        )));
    }
    retention::carry_out(&app, &visitor.tenant, &removal, visitor.user.as_str()).await?;
    app.changed(&visitor.tenant);
    Ok(Redirect::to("/admin/retention?done=deleted"))
}

async fn cancel(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> PageResult<Redirect> {
    let removal = asked_for(&app, &visitor, &id).await?;
    retention::cancel(&app, &visitor.tenant, &removal.id, visitor.user.as_str()).await?;
    Ok(Redirect::to("/admin/retention?done=saved"))
}

//! The run: who gets a statement today, who is held and why, and the site's texts.

use crate::app::App;
use crate::statements::{CYCLE_DAYS, Candidate, SETTING, Texts, candidates, make_all, texts};
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::format::{dollars, money};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use model::Cents;
use serde::Deserialize;
use serde_json::json;
use store::people::{Setting, put_setting};
use store::record::append;

/// One account.
struct Row {
    account: String,
    patient: String,
    owed: String,
    why: Vec<String>,
}

/// The page.
#[derive(Template)]
#[template(path = "statements/run.html")]
struct RunPage {
    layout: Layout,
    cycle: i32,
    ready: Vec<Row>,
    ready_total: String,
    held: Vec<Row>,
    more: bool,
    texts: Texts,
    minimum: String,
    due_days: String,
    version: i64,
    fault: String,
}

pub(super) async fn show(visitor: Visitor, State(app): State<App>) -> PageResult<Html<String>> {
    let (texts, version) = texts(&app, &visitor.tenant).await?;
    let typed = (dollars(texts.minimum_cents).replace(['$', ','], ""), texts.due_days.to_string());
    page(&app, &visitor, (texts, typed, version), String::new()).await
}

async fn page(
    app: &App,
    visitor: &Visitor,
    (texts, (minimum, due_days), version): (Texts, (String, String), i64),
    fault: String,
) -> PageResult<Html<String>> {
    let (found, next) = candidates(app, &visitor.tenant, "").await?;
    let (mut ready, mut held, mut total) = (Vec::new(), Vec::new(), Cents::ZERO);
    for Candidate { account, owed, made } in found {
        if !visitor.may_name(&account) {
            continue;
        }
        let row = |why| Row {
            account: account.id.0.clone(),
            patient: account.patient_name.clone(),
            owed: match owed < Cents::ZERO {
                true => format!("{} credit", money(-owed)),
                false => money(owed),
            },
            why,
        };
        match made {
            Ok(made) => {
                total = total + made.owed;
                ready.push(row(Vec::new()));
            }
            // Told once above the list, not on every row of it.
            Err(_) if version == 0 => held.push(row(vec!["It waits for the texts.".to_owned()])),
            Err(why) => held.push(row(why)),
        }
    }
    render(&RunPage {
        layout: layout(app, visitor, "Patient statements", "/statements").await?,
        cycle: CYCLE_DAYS,
        ready,
        ready_total: money(total),
        held,
        more: next.is_some(),
        texts,
        minimum,
        due_days,
        version,
        fault,
    })
}

pub(super) async fn make(visitor: Visitor, State(app): State<App>) -> PageResult<Redirect> {
    let (_, more) = make_all(&app, &visitor).await?;
    let notice = if more { "statements_more" } else { "statements_made" };
    Ok(Redirect::to(&format!("/statements?done={notice}")))
}

/// What was typed.
#[derive(Deserialize)]
pub(super) struct Typed {
    version: i64,
    #[serde(default)]
    practice: String,
    #[serde(default)]
    questions: String,
    #[serde(default)]
    pay: String,
    #[serde(default)]
    assistance: String,
    #[serde(default)]
    minimum: String,
    #[serde(default)]
    due_days: String,
}

/// Keeps the site's texts; what cannot be taken comes back as it was typed.
pub(super) async fn set(
    visitor: Visitor,
    State(app): State<App>,
    Form(typed): Form<Typed>,
) -> PageResult<Response> {
    let text = |one: &str| one.trim().to_owned();
    let minimum = Cents::from_decimal(typed.minimum.trim()).map_or(-1, |cents| cents.0);
    let texts = Texts {
        practice: text(&typed.practice),
        questions: text(&typed.questions),
        pay: text(&typed.pay),
        assistance: text(&typed.assistance),
        minimum_cents: minimum,
        due_days: typed.due_days.trim().parse().unwrap_or(0),
    };
    if let Some(fault) = texts.fault() {
        let shown = (texts, (typed.minimum, typed.due_days), typed.version);
        let page = page(&app, &visitor, shown, fault).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let body = serde_json::to_string(&texts).map_err(PageFault::internal)?;
    let setting = Setting {
        name: SETTING.to_owned(),
        body,
        version: typed.version,
        changed_at: app.now(),
        changed_by: visitor.user.0.clone(),
    };
    let mut tx = app.db.begin().await?;
    put_setting(&mut tx, &visitor.tenant, &setting).await?;
    let entry =
        visitor.audit(app.now(), "setting.change", ("setting", SETTING), json!({ "after": texts }));
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    Ok(Redirect::to("/statements?done=saved").into_response())
}

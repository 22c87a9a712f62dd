//! One account's statement: to look at, to print, as PDF; and those made before.

use crate::app::App;
use crate::identity::permission::Permission;
use crate::statements::{Candidate, one, texts};
use crate::web::balances::account_for;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::format::money;
use crate::web::layout::{Layout, layout, render};
use ::payments::statement::Statement;
use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::json;
use store::accounts::Account;
use store::payments::{return_statement, statements_of};
use store::record::append;

/// One made before.
struct Before {
    day: String,
    owed: String,
    state: &'static str,
    can_return: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "statements/one.html")]
struct StatementPage {
    layout: Layout,
    account: String,
    patient: String,
    held: Vec<String>,
    body: Option<String>,
    made: Vec<Before>,
}

/// Shows what the patient would get today, or why nothing is sent.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> PageResult<Html<String>> {
    let account = account_for(&app, &visitor, &id, Permission::ManageBalances).await?;
    seen(&app, &visitor, &account, "statement.view").await?;
    let tenant = &visitor.tenant;
    let before = statements_of(&app.db, tenant, &account.id).await?;
    let (texts, _) = texts(&app, tenant).await?;
    let found = one(&app, tenant, account, &texts).await?;
    let (held, body) = match found.made {
        Ok(made) => (Vec::new(), Some(made.html_body().map_err(PageFault::internal)?)),
        Err(why) => (why, None),
    };
    let made = before.iter().enumerate().map(|(at, row)| Before {
        day: row.day.clone(),
        owed: money(row.owed),
        state: match row.state.as_str() {
            "returned" => "came back",
            "withdrawn" => "withdrawn: a payment behind it was on the wrong claim",
            _ => "made",
        },
        can_return: at == 0 && row.state == "made",
    });
    render(&StatementPage {
        layout: layout(&app, &visitor, "Patient statement", "/statements").await?,
        account: found.account.id.0,
        patient: found.account.patient_name,
        held,
        body,
        made: made.collect(),
    })
}

/// Looking at money of a patient is written down.
async fn seen(app: &App, visitor: &Visitor, account: &Account, action: &str) -> PageResult<()> {
    let mut tx = app.db.begin().await?;
    let about = ("account", account.id.as_str());
    let mut entry = visitor.audit(app.now(), action, about, json!({}));
    entry.patient.clone_from(&account.patient);
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    Ok(())
}

/// Which one.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    made: String,
}

/// The PDF of today's statement, or of one made before.
pub(super) async fn pdf(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult<Response> {
    let account = account_for(&app, &visitor, &id, Permission::ManageBalances).await?;
    seen(&app, &visitor, &account, "statement.print").await?;
    let tenant = &visitor.tenant;
    let statement: Statement = match asked.made.as_str() {
        "" => {
            let (texts, _) = texts(&app, tenant).await?;
            let Candidate { made, .. } = one(&app, tenant, account, &texts).await?;
            *made
                .map_err(|why| PageFault::invalid(format!("Nothing is sent. {}", why.join(" "))))?
        }
        day => {
            let rows = statements_of(&app.db, tenant, &account.id).await?;
            let found = rows.into_iter().find(|row| row.day == day);
            found.ok_or_else(|| PageFault::not_found("such statement"))?.statement
        }
    };
    let bytes = statement.pdf().map_err(PageFault::internal)?;
    let name = id.replace(['"', '\\'], "");
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"statement-{name}.pdf\"")),
    ];
    Ok((headers, bytes).into_response())
}

/// Which letter came back.
#[derive(Deserialize)]
pub(super) struct CameBack {
    day: String,
}

/// A letter came back: no other is sent to that address.
pub(super) async fn returned(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(back): Form<CameBack>,
) -> PageResult<Redirect> {
    let account = account_for(&app, &visitor, &id, Permission::ManageBalances).await?;
    let mut tx = app.db.begin().await?;
    let which = (&account.id, back.day.as_str());
    if !return_statement(&mut tx, &visitor.tenant, which).await? {
        return Err(PageFault::not_found("such statement"));
    }
    let detail = json!({ "day": back.day });
    let mut entry = visitor.audit(app.now(), "statement.returned", ("account", &id), detail);
    entry.patient.clone_from(&account.patient);
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/accounts/{id}/statement?done=saved")))
}

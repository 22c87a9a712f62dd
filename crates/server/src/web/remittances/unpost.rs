//! A posting that stands on the wrong claim is taken back: a person says why, is told what goes
//! with it, and says that they are sure.

use super::claims::status;
use crate::app::App;
use crate::remittances::{Follows, Unpost, unpost};
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::format::money;
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::json;
use store::StoreError;
use store::payments::{self, PostedRow, RemittanceRow};
use store::record::append;

/// What a person typed, and what they saw.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    turn: i64,
    claim: String,
    word: String,
    /// `1`: they saw what goes with it.
    sure: String,
}

#[derive(Template)]
#[template(path = "remittances/unpost.html")]
struct UnpostPage {
    layout: Layout,
    payment: String,
    trace: String,
    payer: String,
    place: i64,
    number: String,
    status: String,
    paid: String,
    claim: String,
    account: String,
    turn: i64,
    /// What goes with it, once they said why.
    told: Option<Follows>,
    word: String,
    fault: String,
}

async fn found(
    app: &App,
    visitor: &Visitor,
    (id, place): (&str, i64),
) -> PageResult<(RemittanceRow, PostedRow)> {
    let gone = || PageFault::not_found("such posting");
    let (db, tenant) = (&app.db, &visitor.tenant);
    let row = payments::remittance(db, tenant, id).await?.ok_or_else(gone)?;
    let posted = payments::posted_of_remittance(db, tenant, id, (place.saturating_sub(1), 1));
    let posted = posted.await?.pop().filter(|one| one.place == place).ok_or_else(gone)?;
    Ok((row, posted))
}

/// How it stands, and the form. That it was looked at is in the audit log: it names patients.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Path((id, place)): Path<(String, i64)>,
) -> PageResult<Html<String>> {
    let (row, posted) = found(&app, &visitor, (&id, place)).await?;
    if !matches!(posted.outcome.as_str(), "posted" | "divided") {
        return Err(PageFault::invalid("Nothing of it is posted to a claim."));
    }
    let mut tx = app.db.begin().await?;
    let detail = json!({ "place": place, "claim": posted.claim });
    let entry = visitor.audit(app.now(), "remittance.view", ("remittance", &id), detail);
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    page(&app, &visitor, (&row, &posted), (None, String::new(), String::new())).await
}

async fn page(
    app: &App,
    visitor: &Visitor,
    (row, posted): (&RemittanceRow, &PostedRow),
    (told, word, fault): (Option<Follows>, String, String),
) -> PageResult<Html<String>> {
    let kept = posted.posted.as_ref();
    render(&UnpostPage {
        layout: layout(app, visitor, "Take a posting back", "/remittances").await?,
        payment: row.id.clone(),
        trace: row.head.trace.clone(),
        payer: row.head.payer.name.clone(),
        place: posted.place,
        number: kept.map(|one| one.control_number.clone()).unwrap_or_default(),
        status: kept.map(|one| status(&one.status)).unwrap_or_default(),
        paid: money(kept.map(|one| one.paid).unwrap_or_default()),
        claim: posted.claim.clone(),
        account: posted.account.clone(),
        turn: posted.turn,
        told,
        word,
        fault,
    })
}

/// Tells what goes with it; takes it back once they are sure.
pub(super) async fn take(
    visitor: Visitor,
    State(app): State<App>,
    Path((id, place)): Path<(String, i64)>,
    Form(typed): Form<Typed>,
) -> PageResult<Response> {
    let asked = Unpost {
        remittance: &id,
        place,
        turn: typed.turn,
        claim: &typed.claim,
        word: &typed.word,
        who: visitor.user.as_str(),
    };
    let sure = typed.sure == "1";
    match unpost(&app, &visitor.tenant, (asked, sure)).await {
        Ok(told) if !sure => {
            let (row, posted) = found(&app, &visitor, (&id, place)).await?;
            let shown = (Some(told), typed.word, String::new());
            Ok(page(&app, &visitor, (&row, &posted), shown).await?.into_response())
        }
        Ok(_) => Ok(Redirect::to(&format!("/remittances/{id}?done=unposted")).into_response()),
        Err(StoreError::Refused(why)) => {
            let (row, posted) = found(&app, &visitor, (&id, place)).await?;
            let why = format!("{}.", crate::web::format::capital(&why));
            let page = page(&app, &visitor, (&row, &posted), (None, typed.word, why)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(other) => Err(other.into()),
    }
}

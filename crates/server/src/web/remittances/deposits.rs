//! The bank: deposits, the payments that they are, and what is missing on either side.

use super::bank_file::{Typed, read, rows};
use crate::app::App;
use crate::identity::permission::Permission;
use crate::remittances::deposits::{join, join_one, standing};
use crate::surroundings::day_of;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::format::money;
use crate::web::layout::{Layout, layout, render};
use ::payments::reassociation::{BUSINESS_DAYS, Reassociation};
use askama::Template;
use axum::Form;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;
use store::payments::{self, DepositRow};
use store::record::append;

/// Largest file, in bytes.
const LARGEST: usize = 4 << 20;

/// Deposits with their payment that are shown.
const SHOWN: i64 = 50;

/// Payments without their money that are shown, the latest first.
const LISTED: usize = 200;

struct Pair {
    payment: String,
    trace: String,
    payer: String,
    amount: String,
    day: String,
    deposit: String,
    version: i64,
    other: String,
    days: u32,
    late: bool,
}

#[derive(Template)]
#[template(path = "remittances/deposits.html")]
struct DepositsPage {
    layout: Layout,
    typed: Typed,
    faults: Vec<String>,
    /// Amount and day fit; a person says whether it is so.
    likely: Vec<Pair>,
    differ: Vec<Pair>,
    no_money: Vec<Pair>,
    no_advice: Vec<Pair>,
    joined: Vec<Pair>,
    /// Deposits are entered here at all.
    begun: bool,
    /// Payments without money that are not shown.
    beyond: usize,
    business_days: u32,
    may_post: bool,
}

/// Shows the bank.
pub(super) async fn show(visitor: Visitor, State(app): State<App>) -> PageResult<Html<String>> {
    let day = day_of(app.now()).to_string();
    page(&app, &visitor, (Typed { date: day, ..Typed::default() }, Vec::new())).await
}

async fn page(
    app: &App,
    visitor: &Visitor,
    (typed, faults): (Typed, Vec<String>),
) -> PageResult<Html<String>> {
    let found = standing(app, &visitor.tenant).await?;
    let mut page = DepositsPage {
        layout: layout(app, visitor, "Deposits", "/remittances").await?,
        typed,
        faults,
        likely: Vec::new(),
        differ: Vec::new(),
        no_money: Vec::new(),
        no_advice: Vec::new(),
        joined: Vec::new(),
        begun: !found.deposits.is_empty(),
        beyond: 0,
        business_days: BUSINESS_DAYS,
        may_post: visitor.principal.may(Permission::PostPayments),
    };
    let payments: BTreeMap<&str, _> =
        found.payments.iter().map(|row| (row.id.as_str(), row)).collect();
    let deposits: BTreeMap<&str, &DepositRow> =
        found.deposits.iter().map(|row| (row.id.as_str(), row)).collect();
    let pair = |remittance: &str, deposit: &str, days: u32, late: bool| {
        let (row, came) = (payments.get(remittance), deposits.get(deposit));
        Pair {
            payment: remittance.to_owned(),
            trace: row.map(|row| row.head.trace.clone()).unwrap_or_default(),
            payer: row.map(|row| row.head.payer.name.clone()).unwrap_or_default(),
            amount: row.map(|row| money(row.head.signed_amount())).unwrap_or_default(),
            day: row.map(|row| row.head.date.to_string()).unwrap_or_default(),
            deposit: deposit.to_owned(),
            version: came.map_or(0, |one| one.version),
            other: came.map(|one| said(one)).unwrap_or_default(),
            days,
            late,
        }
    };
    for one in &found.told {
        match one {
            Reassociation::Matched { remittance, deposit, .. } => {
                page.likely.push(pair(remittance, deposit, 0, false));
            }
            Reassociation::AmountDiffers { remittance, deposit, .. } => {
                page.differ.push(pair(remittance, deposit, 0, false));
            }
            Reassociation::Waiting { remittance, days } => {
                page.no_money.push(pair(remittance, "", *days, false));
            }
            Reassociation::MissingDeposit { remittance, days, .. } => {
                page.no_money.push(pair(remittance, "", *days, true));
            }
            Reassociation::MissingRemittance { deposit, days, overdue, .. } => {
                page.no_advice.push(pair("", deposit, *days, *overdue));
            }
            Reassociation::NothingDue { .. } => {}
        }
    }
    page.no_money.sort_by_key(|one| std::cmp::Reverse(one.days));
    page.beyond = page.no_money.len().saturating_sub(LISTED);
    page.no_money.truncate(LISTED);
    page.no_advice.sort_by_key(|one| std::cmp::Reverse(one.days));
    page.joined = joined(app, visitor).await?;
    page.begun |= !page.joined.is_empty();
    render(&page)
}

/// Deposits that found their payment, the newest.
async fn joined(app: &App, visitor: &Visitor) -> PageResult<Vec<Pair>> {
    let mut all = Vec::new();
    for one in payments::deposits(&app.db, &visitor.tenant, false, SHOWN).await? {
        let id = one.remittance.clone().unwrap_or_default();
        let row = payments::remittance(&app.db, &visitor.tenant, &id).await?;
        all.push(Pair {
            payment: id,
            trace: row.as_ref().map(|row| row.head.trace.clone()).unwrap_or_default(),
            payer: row.map(|row| row.head.payer.name).unwrap_or_default(),
            amount: money(one.amount),
            day: one.day.to_string(),
            deposit: one.id.clone(),
            version: one.version,
            other: said(&one),
            days: 0,
            late: false,
        });
    }
    Ok(all)
}

/// A deposit in words.
fn said(one: &DepositRow) -> String {
    let parts = [
        money(one.amount),
        one.day.to_string(),
        one.trace.clone(),
        one.originator.clone(),
        one.payer_name.clone(),
    ];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

async fn keep(app: &App, visitor: &Visitor, rows: Vec<DepositRow>) -> PageResult<u64> {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let rows: Vec<DepositRow> = rows
        .into_iter()
        .map(|row| {
            // The same file twice adds nothing; two like deposits in one file are two.
            let key = format!("{}:{}:{}:{}", row.day, row.amount.0, row.trace, row.originator);
            let turn = seen.entry(key.clone()).or_default();
            *turn += 1;
            let (by, at) = (visitor.user.0.clone(), app.now());
            DepositRow { id: format!("deposit:{key}:{turn}"), entered_by: by, at, ..row }
        })
        .collect();
    let mut tx = app.db.begin().await?;
    let new = payments::put_deposits(&mut tx, &visitor.tenant, &rows).await?;
    let detail = json!({ "rows": rows.len(), "new": new });
    let entry = visitor.audit(app.now(), "deposit.enter", ("deposit", "bank"), detail);
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    join(app, &visitor.tenant, visitor.user.as_str()).await?;
    Ok(new)
}

fn taken(new: u64) -> Response {
    let done = if new == 0 { "deposits_again" } else { "deposits_taken" };
    Redirect::to(&format!("/deposits?done={done}")).into_response()
}

/// Enters one deposit.
pub(super) async fn enter(
    visitor: Visitor,
    State(app): State<App>,
    Form(typed): Form<Typed>,
) -> PageResult<Response> {
    match read(&typed, day_of(app.now())) {
        Ok(row) => Ok(taken(keep(&app, &visitor, vec![row]).await?)),
        Err(fault) => {
            let page = page(&app, &visitor, (typed, vec![fault])).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Takes a file of deposits, all or nothing.
pub(super) async fn file(
    visitor: Visitor,
    State(app): State<App>,
    form: Result<Multipart, MultipartRejection>,
) -> PageResult<Response> {
    let text = crate::web::charges::csv_of(form, LARGEST).await?;
    let today = day_of(app.now());
    match rows(&text, today) {
        Ok(rows) => Ok(taken(keep(&app, &visitor, rows).await?)),
        Err(faults) => {
            let typed = Typed { date: today.to_string(), ..Typed::default() };
            let page = page(&app, &visitor, (typed, faults)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// What a person says belongs together.
#[derive(Deserialize)]
pub(super) struct Confirmed {
    #[serde(default)]
    remittance: String,
    #[serde(default)]
    version: i64,
}

/// Says that a deposit is a payment.
pub(super) async fn confirm(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(confirmed): Form<Confirmed>,
) -> PageResult<Redirect> {
    let found = payments::deposit(&app.db, &visitor.tenant, &id).await?;
    found.ok_or_else(|| PageFault::not_found("such deposit"))?;
    let how = (confirmed.remittance.as_str(), visitor.user.as_str());
    if join_one(&app, &visitor.tenant, (&id, confirmed.version), how).await? {
        return Ok(Redirect::to("/deposits?done=saved"));
    }
    Err(store::StoreError::Conflict { what: "this deposit or its payment".to_owned() }.into())
}

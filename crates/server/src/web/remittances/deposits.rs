//! The bank: deposits, the payments that they are, and what is missing on either side.

use crate::app::App;
use crate::identity::permission::Permission;
use crate::remittances::deposits::{join, join_one, standing};
use crate::surroundings::day_of;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::format::money;
use crate::web::layout::{Layout, layout, render};
use ::payments::reassociation::{Addenda, BUSINESS_DAYS, Reassociation};
use askama::Template;
use axum::Form;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use model::{Cents, Date};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;
use store::payments::{self, DepositRow};
use store::record::append;

/// Rows of a file, at most.
const MOST_ROWS: usize = 10_000;

/// Largest file, in bytes.
const LARGEST: usize = 4 << 20;

/// Longest trace or name, in characters.
const LONGEST: usize = 80;

/// Deposits with their payment that are shown.
const SHOWN: i64 = 50;

/// The columns of a file, in any order; `trace` may hold the addenda (`TRN*1*…`).
const COLUMNS: [&str; 5] = ["date", "amount", "trace", "originator", "name"];

/// One deposit as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    date: String,
    amount: String,
    trace: String,
    originator: String,
    name: String,
}

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
    page.no_advice.sort_by_key(|one| std::cmp::Reverse(one.days));
    for one in payments::deposits(&app.db, &visitor.tenant, false, SHOWN).await? {
        let id = one.remittance.clone().unwrap_or_default();
        let row = payments::remittance(&app.db, &visitor.tenant, &id).await?;
        page.joined.push(Pair {
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
    render(&page)
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

/// A deposit of what was typed, or what is wrong with it.
fn read(typed: &Typed, today: Date) -> Result<DepositRow, String> {
    let day: Date =
        typed.date.trim().parse().map_err(|_| {
            format!("The day reads like 2026-06-15; `{}` does not.", typed.date.trim())
        })?;
    if today.days_until(day) > 0 {
        return Err(format!("{day} is still to come; enter a deposit once it is there."));
    }
    let plain = typed.amount.trim().trim_start_matches('$').replace(',', "");
    let amount = Cents::from_decimal(&plain).map_err(|_| {
        format!("The amount reads like 1250.50; `{}` does not.", typed.amount.trim())
    })?;
    if amount == Cents::ZERO {
        return Err("A deposit is more than nothing.".to_owned());
    }
    let (mut trace, mut originator) =
        (typed.trace.trim().to_owned(), typed.originator.trim().to_owned());
    if trace.to_ascii_uppercase().starts_with("TRN*") {
        let addenda = Addenda::read(&trace).map_err(|fault| format!("{fault}."))?;
        trace = addenda.trace;
        if originator.is_empty() {
            originator = addenda.originator.unwrap_or_default();
        }
    }
    let payer_name = typed.name.trim().to_owned();
    for text in [&trace, &originator, &payer_name] {
        if text.chars().count() > LONGEST || text.chars().any(char::is_control) {
            return Err(format!("A trace or name has at most {LONGEST} characters, on one line."));
        }
    }
    Ok(DepositRow { day, amount, trace, originator, payer_name, ..DepositRow::default() })
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

/// The deposits of a file with a heading.
fn rows(text: &str, today: Date) -> Result<Vec<DepositRow>, Vec<String>> {
    let mut lines = text.trim_start_matches('\u{feff}').lines().enumerate();
    let heading: Vec<String> = lines
        .next()
        .map(|(_, line)| cells(line))
        .unwrap_or_default()
        .into_iter()
        .map(|cell| cell.to_ascii_lowercase())
        .collect();
    let unknown = heading.iter().any(|cell| !COLUMNS.contains(&cell.as_str()));
    let has = |name: &str| heading.iter().any(|cell| cell == name);
    if unknown || !has("date") || !has("amount") {
        return Err(vec![format!(
            "The first line names the columns: date and amount, and any of {}.",
            COLUMNS[2..].join(", ")
        )]);
    }
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    for (index, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        if found.len() >= MOST_ROWS || faults.len() >= 50 {
            faults.push(format!("Line {}: a file has at most {MOST_ROWS} rows.", index + 1));
            break;
        }
        let cells = cells(line);
        let of = |name: &str| {
            let at = heading.iter().position(|cell| cell == name);
            at.and_then(|at| cells.get(at)).cloned().unwrap_or_default()
        };
        let typed = Typed {
            date: of("date"),
            amount: of("amount"),
            trace: of("trace"),
            originator: of("originator"),
            name: of("name"),
        };
        match read(&typed, today) {
            Ok(row) => found.push(row),
            Err(fault) => faults.push(format!("Line {}: {fault}", index + 1)),
        }
    }
    match (faults.is_empty(), found.is_empty()) {
        (true, false) => Ok(found),
        (true, true) => Err(vec!["There is no deposit in this file.".to_owned()]),
        (false, _) => Err(faults),
    }
}

/// The cells of a line (RFC 4180, without line breaks in cells).
fn cells(line: &str) -> Vec<String> {
    let (mut all, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut letters = line.trim_end_matches('\r').chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => all.push(std::mem::take(&mut cell).trim().to_owned()),
            other => cell.push(other),
        }
    }
    all.push(cell.trim().to_owned());
    all
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_deposits_are_read_or_refused_line_by_line() {
        let today: Date = "2026-06-22".parse().unwrap();
        let good =
            "date,amount,trace,name\n2026-06-20,\"1,250.50\",TRN*1*T9*1999999999\\,\"A, B\"\n";
        let read = rows(good, today).unwrap();
        assert_eq!((read[0].amount, read[0].trace.as_str()), (Cents(125_050), "T9"));
        assert_eq!(
            (read[0].originator.as_str(), read[0].payer_name.as_str()),
            ("1999999999", "A, B")
        );
        for (text, told) in [
            ("", "names the columns"),
            ("day,amount\n", "names the columns"),
            ("date,amount\n", "no deposit"),
            ("date,amount\n2026-06-23,5\n", "still to come"),
            ("date,amount\n2026-06-20,five\n", "reads like 1250.50"),
            ("date,amount\n20.6.2026,5\n", "reads like 2026-06-15"),
            ("date,amount\n2026-06-20,0\n", "more than nothing"),
            ("date,amount,trace\n2026-06-20,5,TRN*2*9\n", "no TRN"),
        ] {
            let faults = rows(text, today).unwrap_err().join(" ");
            assert!(faults.contains(told) || told == "no TRN", "{faults} has not: {told}");
        }
    }
}

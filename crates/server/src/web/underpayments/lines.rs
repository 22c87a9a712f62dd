//! The lines of one payer and term, with every cent named, and what people make of them.

use super::{Asked, STATES};
use crate::app::App;
use crate::balances::payer_names;
use crate::identity::permission::Permission;
use crate::variances::Compared;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::format::{csv_cell, money};
use crate::web::layout::{Layout, layout, render};
use ::payments::variance::{Hint, NamedPart, PartOf};
use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Deserialize;
use serde_json::json;
use store::payments::{VarianceFilter, VarianceRow, line_for_change, save_line, variance_lines};
use store::record::append;
use store::{StoreError, accounts};

/// Lines of a page, and of a file.
const PAGE: i64 = 200;
const FILE: i64 = 50_000;

/// What a line can be marked as.
const MARKS: [(&str, &str); 4] = [
    ("disputed", "disputed"),
    ("recovered", "recovered"),
    ("accepted", "accepted"),
    ("open", "open again"),
];

/// One line.
struct Row {
    remittance: String,
    place: i64,
    line: i64,
    claim: String,
    account: String,
    named: bool,
    code: String,
    expected: String,
    allowed: String,
    difference: String,
    parts: Vec<String>,
    hint: String,
    reason: String,
    note: String,
    workable: bool,
    version: i64,
}

/// The page.
#[derive(Template)]
#[template(path = "underpayments/lines.html")]
struct LinesPage {
    layout: Layout,
    payer: String,
    term: String,
    state: &'static str,
    label: &'static str,
    rows: Vec<Row>,
    marks: [(&'static str, &'static str); 4],
    may_work: bool,
}

pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> PageResult<Html<String>> {
    let tenant = &visitor.tenant;
    let state = asked.state();
    let filter = VarianceFilter {
        state: state.to_owned(),
        payer: asked.payer.clone(),
        term: asked.term.clone(),
        most: PAGE,
    };
    let names = payer_names(&app, tenant).await?;
    let mut rows = Vec::new();
    for one in variance_lines(&app.db, tenant, &filter).await? {
        let account = accounts::get(&app.db, tenant, &one.account).await?;
        let named = account.is_some_and(|account| visitor.may_name(&account));
        rows.push(row(one, named));
    }
    render(&LinesPage {
        layout: layout(&app, &visitor, "Underpaid lines", "/underpayments").await?,
        payer: match names.get(&asked.payer) {
            Some(name) => name.clone(),
            None if asked.payer.is_empty() => "Every payer".to_owned(),
            None => asked.payer.clone(),
        },
        term: asked.term.filter(|term| !term.is_empty()).unwrap_or("every term".to_owned()),
        state,
        label: STATES.iter().find(|(name, _)| *name == state).map_or("", |one| one.1),
        rows,
        marks: MARKS,
        may_work: visitor.principal.may(Permission::WorkDenials),
    })
}

fn row(one: VarianceRow, named: bool) -> Row {
    let compared: Option<Compared> = serde_json::from_str(&one.body).ok();
    let line = compared.as_ref().map(|one| &one.line);
    let priced = line.is_some_and(|line| line.expected_allowed.is_some());
    let amount = |sum| if priced { money(sum) } else { "no price".to_owned() };
    Row {
        expected: amount(one.expected),
        difference: amount(one.difference),
        allowed: money(one.allowed),
        parts: line.map(|line| line.parts.iter().map(part).collect()).unwrap_or_default(),
        hint: line.and_then(|line| line.hint.as_ref()).map(hint).unwrap_or_default(),
        reason: compared.as_ref().map(|one| one.reason.clone()).unwrap_or_default(),
        workable: matches!(&*one.state, "open" | "disputed" | "recovered" | "accepted"),
        remittance: one.remittance,
        place: one.place,
        line: one.line,
        claim: one.claim,
        account: one.account.0,
        named,
        code: one.code,
        note: one.note,
        version: one.version,
    }
}

/// A part of a difference, in words.
fn part(one: &NamedPart) -> String {
    let what = match one.part {
        PartOf::Denied => "refused",
        PartOf::Allowed => "allowed less than agreed",
        PartOf::PatientShare => "left to the patient",
        PartOf::Sequestration => "federal cut",
        PartOf::OtherPayer => "other payers",
        PartOf::Interest => "interest",
    };
    let what = match (one.part, one.amount.0 < 0) {
        (PartOf::Allowed, true) => "allowed more than agreed",
        (PartOf::PatientShare, true) => "left to the patient less than expected",
        _ => what,
    };
    let codes =
        if one.codes.is_empty() { String::new() } else { format!(" ({})", one.codes.join(", ")) };
    format!("{} {what}{codes}", one.amount)
}

/// What a wrong amount looks like, in words.
fn hint(hint: &Hint) -> String {
    match hint {
        Hint::WithoutStep { step } => format!("It looks like the amount before “{step}”."),
        Hint::ShareOf { percent } => {
            format!("It looks like {} % of the agreed amount.", f64::from(percent.0) / 100.0)
        }
        Hint::OneUnit => "It looks like the amount of one unit.".to_owned(),
    }
}

/// What a person makes of a line.
#[derive(Deserialize)]
pub(super) struct Marked {
    version: i64,
    state: String,
    #[serde(default)]
    note: String,
}

pub(super) async fn mark(
    visitor: Visitor,
    State(app): State<App>,
    Path((remittance, place, line)): Path<(String, String, String)>,
    Form(marked): Form<Marked>,
) -> PageResult<Redirect> {
    let missing = || PageFault::not_found("such line");
    let number = |text: &str| text.parse::<i64>().map_err(|_| missing());
    let (place, line) = (number(&place)?, number(&line)?);
    let note = marked.note.trim();
    let known = MARKS.iter().any(|(name, _)| *name == marked.state);
    if !known || note.is_empty() || note.chars().count() > 500 {
        let why = "Choose what the line is, and say in a word why (500 characters at most).";
        return Err(PageFault::invalid(why));
    }
    let tenant = &visitor.tenant;
    let mut tx = app.db.begin().await?;
    let found = line_for_change(&mut tx, tenant, (&remittance, place, line)).await?;
    let mut row = found.ok_or_else(missing)?;
    let account = accounts::get(&app.db, tenant, &row.account).await?.ok_or_else(missing)?;
    visitor.allow_account(Permission::WorkDenials, &account)?;
    let workable = MARKS.iter().any(|(name, _)| *name == row.state);
    if !workable {
        return Err(PageFault::invalid("This line was never underpaid."));
    }
    if row.version != marked.version {
        return Err(StoreError::Conflict { what: format!("line {line} of {}", row.claim) }.into());
    }
    let before = std::mem::replace(&mut row.state, marked.state.clone());
    row.note = note.to_owned();
    save_line(&mut tx, tenant, &row).await?;
    let detail = json!({ "claim": row.claim, "line": line, "payment": remittance,
        "before": before, "after": marked.state, "note": note });
    let mut entry =
        visitor.audit(app.now(), "variance.mark", ("account", account.id.as_str()), detail);
    entry.patient.clone_from(&account.patient);
    append(&mut tx, tenant, &[entry]).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/underpayments/lines?state={before}&done=saved")))
}

pub(super) async fn export(
    visitor: Visitor,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> PageResult<Response> {
    let tenant = &visitor.tenant;
    let filter = VarianceFilter {
        state: asked.state().to_owned(),
        payer: asked.payer.clone(),
        term: asked.term.clone(),
        most: FILE,
    };
    let rows = variance_lines(&app.db, tenant, &filter).await?;
    let mut text =
        "payer,term,claim,line,code,expected,allowed,difference,payment,state,note\r\n".to_owned();
    for row in &rows {
        let cells = [
            &row.payer,
            &row.term,
            &row.claim,
            &row.line.to_string(),
            &row.code,
            &row.expected.to_x12(),
            &row.allowed.to_x12(),
            &row.difference.to_x12(),
            &row.remittance,
            &row.state,
            &row.note,
        ];
        text.push_str(&cells.map(|cell| csv_cell(cell)).join(","));
        text.push_str("\r\n");
    }
    let mut tx = app.db.begin().await?;
    let detail = json!({ "state": filter.state, "rows": rows.len() });
    let entry = visitor.audit(app.now(), "variance.export", ("variance", "lines"), detail);
    append(&mut tx, tenant, &[entry]).await?;
    tx.commit().await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"underpayments.csv\""),
    ];
    Ok((headers, text).into_response())
}

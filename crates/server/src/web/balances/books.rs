//! The trial balance as known on a day, and the export for the general ledger.

use crate::app::App;
use crate::identity::permission::Permission;
use crate::surroundings::day_of;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::format::{dollars, money};
use crate::web::layout::{Layout, layout, render};
use ::payments::ledger::export::{COLUMNS, line};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use model::Date;
use serde::Deserialize;
use serde_json::json;
use store::payments::{general_totals, trial_balance};
use store::record::append;

/// One account of the ledger.
struct Row {
    number: u16,
    title: &'static str,
    debit: String,
    credit: String,
}

/// The page.
#[derive(Template)]
#[template(path = "balances/books.html")]
struct BooksPage {
    layout: Layout,
    known_on: String,
    rows: Vec<Row>,
    debits: String,
    credits: String,
    balanced: bool,
    month: String,
    may_export: bool,
}

/// Which day.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    known_on: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

/// Shows the trial balance.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> PageResult<Html<String>> {
    let today = day_of(app.now());
    let known_on: Date = asked.known_on.trim().parse().unwrap_or(today).min(today);
    let found = trial_balance(&app.db, &visitor.tenant, known_on).await?;
    let of = |keep: fn(i64) -> bool| -> i64 {
        found.iter().map(|one| one.1.0).filter(|cents| keep(*cents)).sum()
    };
    let (debits, credits) = (of(|cents| cents > 0), -of(|cents| cents < 0));
    let rows = found.iter().map(|(ledger, cents)| Row {
        number: ledger.number(),
        title: ledger.title(),
        debit: if cents.0 > 0 { money(*cents) } else { String::new() },
        credit: if cents.0 < 0 { money(-*cents) } else { String::new() },
    });
    render(&BooksPage {
        layout: layout(&app, &visitor, "Ledger", "/ledger").await?,
        known_on: known_on.to_string(),
        rows: rows.collect(),
        debits: dollars(debits),
        credits: dollars(credits),
        balanced: debits == credits,
        month: format!("{:04}-{:02}-01", known_on.year(), known_on.month()),
        may_export: visitor.principal.may(Permission::Export),
    })
}

/// Gives what came to count between two days, by day, batch and account of the ledger.
pub(super) async fn export(
    visitor: Visitor,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> PageResult<Response> {
    let day = |text: &str| -> PageResult<Date> {
        let fault = "From and to are days, such as 2026-06-01.";
        text.trim().parse().map_err(|_| PageFault::invalid(fault))
    };
    let (from, to) = (day(&asked.from)?, day(&asked.to)?);
    if from > to {
        return Err(PageFault::invalid("The first day is after the last."));
    }
    let totals = general_totals(&app.db, &visitor.tenant, (from, to)).await?;
    let mut text = format!("{COLUMNS}\r\n");
    for one in &totals {
        text.push_str(&line(
            (&one.day, &one.batch, one.ledger),
            (i128::from(one.debit.0), i128::from(one.credit.0), one.legs.unsigned_abs()),
        ));
    }
    let mut tx = app.db.begin().await?;
    let detail = json!({ "from": from.to_string(), "to": to.to_string(), "rows": totals.len() });
    let entry = visitor.audit(app.now(), "ledger.export", ("ledger", "general"), detail);
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"ledger-{from}-{to}.csv\"")),
    ];
    Ok((headers, text).into_response())
}

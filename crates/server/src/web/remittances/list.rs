//! All payments.

use crate::app::App;
use crate::identity::permission::Permission;
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use crate::web::format::{in_address, money, time};
use crate::web::layout::{Layout, layout, render};
use ::payments::ledger::Ledger;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use serde::Deserialize;
use store::payments::{self, RemittanceFilter, RemittanceRow};

/// Rows of one page.
const ROWS: i64 = 50;

/// States in which a payment may be, with their words.
const STATES: [(&str, &str); 5] = [
    ("", "All"),
    ("refused", "Refused"),
    ("ready", "Waits for posting"),
    ("posting", "Being posted"),
    ("closed", "Posted"),
];

/// What the address asks for.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    state: String,
    payer: String,
    /// Time and id of the last row of the page before.
    before: String,
}

struct Row {
    id: String,
    received: String,
    payer: String,
    trace: String,
    paid_on: String,
    amount: String,
    claims: i64,
    state: (&'static str, &'static str),
    waiting: String,
    items: i64,
    why: String,
}

#[derive(Template)]
#[template(path = "remittances/list.html")]
struct ListPage {
    layout: Layout,
    rows: Vec<Row>,
    payers: Vec<(String, String)>,
    states: [(&'static str, &'static str); 5],
    asked: Asked,
    next: Option<String>,
    unapplied: String,
    items: i64,
    may_post: bool,
    largest: usize,
}

/// Shows the list.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> PageResult<Html<String>> {
    let tenant = &visitor.tenant;
    let before = asked.before.split_once('.').and_then(|(at, id)| {
        let at = at.parse().ok()?;
        Some((at, id.to_owned()))
    });
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let filter = RemittanceFilter {
        state: some(&asked.state),
        payer: some(&asked.payer),
        before,
        most: ROWS + 1,
    };
    let mut found = payments::remittances(&app.db, tenant, &filter).await?;
    let more = found.len() > ROWS as usize;
    found.truncate(ROWS as usize);
    let ids: Vec<String> = found.iter().map(|row| row.id.clone()).collect();
    let items = payments::open_items(&app.db, tenant, &ids).await?;
    let next = found.last().filter(|_| more).map(|last| {
        format!(
            "/remittances?state={}&payer={}&before={}.{}",
            in_address(&asked.state),
            in_address(&asked.payer),
            last.received_at,
            in_address(&last.id)
        )
    });
    let known = payments::versioned_payers(&app.db, tenant).await?;
    let name = |(one, _): &(::payments::posting::KnownPayer, i64)| {
        (one.id.clone(), one.names.first().cloned().unwrap_or_else(|| one.id.clone()))
    };
    let all_items = payments::review_counts(&app.db, tenant).await?;
    let unapplied = payments::ledger_balance(&app.db, tenant, Ledger::UnappliedCash).await?;
    render(&ListPage {
        layout: layout(&app, &visitor, "Remittance posting", "/remittances").await?,
        rows: found.iter().map(|one| row(one, items.get(&one.id).copied())).collect(),
        payers: known.iter().map(name).collect(),
        states: STATES,
        next,
        asked,
        unapplied: money(-unapplied),
        items: all_items.iter().map(|one| one.1).sum(),
        may_post: visitor.principal.may(Permission::PostPayments),
        largest: app.security(tenant).await?.upload() >> 20,
    })
}

fn row(one: &RemittanceRow, items: Option<i64>) -> Row {
    Row {
        id: one.id.clone(),
        received: time(one.received_at),
        payer: one.head.payer.name.clone(),
        trace: one.head.trace.clone(),
        paid_on: one.head.date.to_string(),
        amount: money(one.head.signed_amount()),
        claims: one.claims,
        state: super::state(&one.state),
        waiting: match one.unapplied {
            model::Cents::ZERO => String::new(),
            waiting => money(waiting),
        },
        items: items.unwrap_or(0),
        why: one.refusals.first().cloned().unwrap_or_default(),
    }
}

//! What is to be looked at after posting, money first.

use super::show::place;
use crate::app::App;
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use crate::web::format::{day, in_address, money};
use crate::web::layout::{Layout, layout, render};
use ::payments::ledger::Ledger;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use model::Cents;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use store::payments::{self, ReviewRow, Waiting};

/// Rows of one page.
const ROWS: i64 = 50;

/// Sums of money that wait, as far as the page adds them up.
const MOST_WAITING: i64 = 100_000;

/// Kinds of items, as people call them.
const KINDS: [(&str, &str); 21] = [
    ("unknown_claim", "No claim of ours"),
    ("several_claims", "Several claims fit"),
    ("other_patient", "Number of somebody else"),
    ("wrong_payer", "Another payer pays"),
    ("same_decision_again", "Paid twice"),
    ("second_decision", "Decided again"),
    ("reversal_of_unknown", "Takes back what never came"),
    ("reversal_ambiguous", "Takes back one of several"),
    ("reversal_differs", "Takes back other money"),
    ("paid_predetermination", "Predetermination with money"),
    ("unknown_provider_adjustment", "Unknown reason beside the claims"),
    ("found_by_keys", "Found by other keys"),
    ("charge_differs", "Other charge"),
    ("line_not_exact", "Line not exactly ours"),
    ("refusal_superseded", "Took the place of a refusal"),
    ("all_of_it_contractual", "All of it contractual"),
    ("other_payer_not_posted", "Other payer not posted"),
    ("patient_share_differs", "Patient share differs"),
    ("taken_back_by_hand", "Taken back from the wrong claim"),
    ("refund_declined", "Refund declined"),
    ("", "Everything"),
];

/// What the address asks for.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    kind: String,
    /// Money and id of the last row of the page before.
    after: String,
}

struct Tab {
    href: String,
    name: &'static str,
    items: i64,
    here: bool,
}

struct Row {
    id: String,
    what: String,
    place: String,
    payer: String,
    payment: String,
    trace: String,
    waiting: String,
    gone: bool,
    since: String,
}

struct Left {
    payment: String,
    place: String,
    amount: String,
    item: String,
    word: String,
}

#[derive(Template)]
#[template(path = "remittances/queue.html")]
struct QueuePage {
    layout: Layout,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    ledger: String,
    open: String,
    settled: String,
    agrees: bool,
    left: Vec<Left>,
    next: Option<String>,
}

/// Shows the queue.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> PageResult<Html<String>> {
    let (db, tenant) = (&app.db, &visitor.tenant);
    let after = asked.after.split_once('.').and_then(|(cents, id)| {
        let cents: i64 = cents.parse().ok()?;
        Some((cents, id.to_owned()))
    });
    let mut found = payments::open_reviews(db, tenant, &asked.kind, after, ROWS + 1).await?;
    let more = found.len() > ROWS as usize;
    found.truncate(ROWS as usize);
    let next = found.last().filter(|_| more).map(|last| {
        let (cents, id) = (last.item.waiting.0, in_address(&last.id));
        format!("/remittances/review?kind={}&after={cents}.{id}", in_address(&asked.kind))
    });
    let waiting = payments::waiting(db, tenant, None, MOST_WAITING).await?;
    let at: BTreeMap<(&str, i64), &Waiting> =
        waiting.iter().map(|one| ((one.remittance.as_str(), one.place), one)).collect();
    let counts: BTreeMap<String, i64> =
        payments::review_counts(db, tenant).await?.into_iter().collect();
    let open = payments::open_reviews(db, tenant, "", None, MOST_WAITING).await?;
    let open: BTreeSet<(&str, i64)> = open
        .iter()
        .filter(|one| one.item.waiting != Cents::ZERO)
        .map(|one| (one.remittance.as_str(), place_of(one)))
        .collect();
    let is_open = |one: &&Waiting| open.contains(&(one.remittance.as_str(), one.place));
    let of_open: Cents = waiting.iter().filter(is_open).map(Waiting::amount).sum();
    let all: Cents = waiting.iter().map(Waiting::amount).sum();
    let ledger = -payments::ledger_balance(db, tenant, Ledger::UnappliedCash).await?;
    let mut rows = Vec::new();
    for one in &found {
        let payment = payments::remittance(db, tenant, &one.remittance).await?;
        let (payer, trace) =
            payment.map(|row| (row.head.payer.name, row.head.trace)).unwrap_or_default();
        let money_at = at.get(&(one.remittance.as_str(), place_of(one)));
        let what = super::sentence(&app, &visitor, &one.item.reason).await?;
        rows.push(row(one, what, (payer, trace), money_at.copied()));
    }
    let mut left = Vec::new();
    for one in waiting.iter().filter(|one| !is_open(one)).take(ROWS as usize) {
        left.push(settled(&app, &visitor, one).await?);
    }
    render(&QueuePage {
        layout: layout(&app, &visitor, "To look at", "/remittances").await?,
        tabs: tabs(&counts, &asked.kind),
        rows,
        ledger: money(ledger),
        open: money(of_open),
        settled: money(all - of_open),
        agrees: all == ledger,
        left,
        next,
    })
}

fn place_of(one: &ReviewRow) -> i64 {
    i64::try_from(one.item.place).unwrap_or(i64::MAX)
}

fn tabs(counts: &BTreeMap<String, i64>, here: &str) -> Vec<Tab> {
    let tab = |(kind, name): &(&'static str, &'static str)| Tab {
        href: format!("/remittances/review?kind={kind}"),
        name,
        items: match *kind {
            "" => counts.values().sum(),
            kind => counts.get(kind).copied().unwrap_or(0),
        },
        here: *kind == here,
    };
    let all = KINDS.iter().rev().take(1).chain(&KINDS[..KINDS.len() - 1]).map(tab);
    all.filter(|tab| tab.items > 0 || tab.here).collect()
}

fn row(
    one: &ReviewRow,
    what: String,
    (payer, trace): (String, String),
    waiting: Option<&Waiting>,
) -> Row {
    let is_aside = one.item.waiting != Cents::ZERO && one.item.place > 0;
    Row {
        id: one.id.clone(),
        what,
        place: place(&one.item),
        payer,
        payment: one.remittance.clone(),
        trace,
        waiting: match (is_aside, waiting) {
            (true, Some(waiting)) => money(waiting.amount()),
            (true, None) => "waits no longer".to_owned(),
            (false, _) if one.item.waiting != Cents::ZERO => money(one.item.waiting),
            (false, _) => String::new(),
        },
        gone: is_aside && waiting.is_none(),
        since: day(one.at),
    }
}

/// Money that was left in unapplied cash with a word.
async fn settled(app: &App, visitor: &Visitor, one: &Waiting) -> PageResult<Left> {
    let which = ("done", Some(one.remittance.as_str()));
    let items = payments::reviews(&app.db, &visitor.tenant, which, 500).await?;
    let item = items
        .into_iter()
        .find(|item| place_of(item) == one.place && item.item.waiting != Cents::ZERO);
    Ok(Left {
        payment: one.remittance.clone(),
        place: format!("claim {}", one.place),
        amount: money(one.amount()),
        word: item.as_ref().map(|item| item.outcome.clone()).unwrap_or_default(),
        item: item.map(|item| item.id).unwrap_or_default(),
    })
}

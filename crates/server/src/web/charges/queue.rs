//! What of the charges is to be reviewed, by specialty.

use crate::app::App;
use crate::identity::permission::Permission;
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use crate::web::format::{self, dollars, in_address};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use serde::Deserialize;
use store::charges::{ReviewPlace, ReviewRow, Specialty, reviews, specialties};

/// Rows of one page.
const ROWS: i64 = 50;

/// Longest name of a specialty in the address, in bytes.
const LONGEST: usize = 100;

/// What the address asks for.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    specialty: Option<String>,
    after: String,
}

/// One specialty beside the list.
struct Tab {
    href: String,
    name: String,
    accounts: i64,
    here: bool,
}

/// One account.
struct Row {
    id: String,
    patient: String,
    day: String,
    payer: String,
    queue: &'static str,
    kinds: Vec<(String, &'static str)>,
    first: String,
    dollars: String,
    late: String,
}

/// The page.
#[derive(Template)]
#[template(path = "charges/queue.html")]
struct QueuePage {
    layout: Layout,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    at_stake: String,
    lag: String,
    late: String,
    next: Option<String>,
}

/// Shows the queue.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> PageResult<Html<String>> {
    let tenant = &visitor.tenant;
    let wanted = asked.specialty.as_deref().filter(|name| name.len() <= LONGEST);
    let all = specialties(&app.db, tenant).await?;
    let after = place(&asked.after);
    let mut found = reviews(&app.db, tenant, wanted, (after.as_ref(), ROWS + 1)).await?;
    let more = found.len() > ROWS as usize;
    found.truncate(ROWS as usize);
    let mine =
        |row: &ReviewRow| visitor.allow_account(Permission::ManageCharges, &row.account).is_ok();
    let here = |one: &&Specialty| wanted.is_none_or(|name| one.name == name);
    let sum = |of: fn(&Specialty) -> i64| all.iter().filter(here).map(of).sum::<i64>();
    let address = |last: &ReviewRow| {
        let (stops, cents, id) = &last.place;
        let after = in_address(&format!("{stops}~{cents}~{id}"));
        match wanted {
            Some(name) => format!("/charges?specialty={}&after={after}", in_address(name)),
            None => format!("/charges?after={after}"),
        }
    };
    render(&QueuePage {
        layout: layout(&app, &visitor, "Charge review", "/charges").await?,
        tabs: tabs(&all, wanted),
        rows: found.iter().filter(|row| mine(row)).map(row).collect(),
        at_stake: dollars(sum(|one| one.dollars_cents)),
        lag: tenths(sum(|one| one.lag_days), sum(|one| one.lines)),
        late: format!(
            "{} late of {} charged",
            dollars(sum(|one| one.late_cents)),
            dollars(sum(|one| one.gross_cents))
        ),
        next: found.last().filter(|_| more).map(address),
    })
}

/// Where the page before ended.
fn place(after: &str) -> Option<ReviewPlace> {
    let mut parts = after.splitn(3, '~');
    let (stops, cents, id) = (parts.next()?, parts.next()?, parts.next()?);
    Some((stops.parse().ok()?, cents.parse().ok()?, id.to_owned()))
}

/// A mean with one decimal.
fn tenths(sum: i64, count: i64) -> String {
    match count {
        0 => "no charges yet".to_owned(),
        _ => format!("{}.{} days a charge", sum / count, sum * 10 / count % 10),
    }
}

fn tabs(all: &[Specialty], wanted: Option<&str>) -> Vec<Tab> {
    let every = Tab {
        href: "/charges".to_owned(),
        name: "All specialties".to_owned(),
        accounts: all.iter().map(|one| one.accounts).sum(),
        here: wanted.is_none(),
    };
    let tab = |one: &Specialty| Tab {
        href: format!("/charges?specialty={}", in_address(&one.name)),
        name: match one.name.as_str() {
            "" => "Not stated".to_owned(),
            name => format::capital(name),
        },
        accounts: one.accounts,
        here: wanted == Some(&one.name),
    };
    std::iter::once(every).chain(all.iter().map(tab)).collect()
}

fn row(row: &ReviewRow) -> Row {
    let found = &row.review.differences;
    let mut kinds: Vec<(String, &'static str)> = Vec::new();
    for difference in found {
        let name = super::account::kind(difference.kind);
        if !kinds.iter().any(|(own, _)| own == name) {
            kinds.push((name.to_owned(), super::account::class(difference.severity)));
        }
    }
    let cents: i64 = found.iter().filter_map(|one| one.dollars).map(|cents| cents.0).sum();
    Row {
        id: row.account.id.0.clone(),
        patient: match row.account.patient_name.as_str() {
            "" => row.account.source_key.clone(),
            name => name.to_owned(),
        },
        day: row.account.service_from.clone().unwrap_or_default(),
        payer: row.account.payer.clone(),
        queue: format::queue(row.account.standing.queue),
        first: found.first().map(|one| one.message.clone()).unwrap_or_default(),
        kinds,
        dollars: dollars(cents),
        late: match row.review.late {
            0 => String::new(),
            late => format!("{late} late, {}", dollars(row.review.late_cents)),
        },
    }
}

//! Today: what waits where, how old it is, what it is worth, what is late.

use super::chart::{Bars, bars};
use super::kept::{self, RELEASED_DAYS};
use super::{sees_money, words};
use crate::app::App;
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use crate::web::format::{self, dollars, percent_bp};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::State;
use axum::response::Html;
use model::Queue;
use store::accounts::Count;

/// Queues whose accounts are not billed yet.
const NOT_BILLED: [Queue; 7] = [
    Queue::Service,
    Queue::Review,
    Queue::Query,
    Queue::Held,
    Queue::Charges,
    Queue::Edits,
    Queue::Rejections,
];

struct QueueRow {
    label: &'static str,
    href: Option<String>,
    accounts: i64,
    unassigned: i64,
    oldest: String,
    due: String,
    overdue: bool,
    value: String,
}

struct ReasonRow {
    label: String,
    accounts: i64,
    value: String,
}

#[derive(Template)]
#[template(path = "dashboards/today.html")]
struct TodayPage {
    layout: Layout,
    as_of: String,
    money: bool,
    total: i64,
    oldest: String,
    released: String,
    released_of: String,
    released_days: i64,
    not_billed: String,
    overdue_queries: i64,
    open_queries: i64,
    aging: [(&'static str, i64); 4],
    queues: Vec<QueueRow>,
    queue_chart: Bars,
    reasons: Vec<ReasonRow>,
    reason_chart: Option<Bars>,
}

/// Shows today.
pub(super) async fn show(visitor: Visitor, State(app): State<App>) -> PageResult<Html<String>> {
    let counts = app.counts(&visitor.tenant).await?;
    let (at, counted) = kept::now(&app, &visitor.tenant).await?;
    let (now, money) = (app.now(), sees_money(&visitor));
    let open: Vec<&Count> = counts.iter().filter(|row| row.queue != Queue::Done.name()).collect();
    let queues: Vec<QueueRow> = Queue::WORKED
        .into_iter()
        .chain([Queue::Service, Queue::Payer])
        .map(|queue| queue_row(queue, &open, now, money))
        .collect();
    let worked =
        || open.iter().filter(|row| Queue::from_name(&row.queue).is_some_and(Queue::is_worked));
    let oldest = worked().map(|row| row.oldest).min();
    let reasons = reasons(&open, &counted.held, money);
    let charted: Vec<_> = reasons
        .iter()
        .map(|(row, cents)| (row.label.clone(), *cents, *cents, row.value.clone()))
        .collect();
    let bar = |row: &QueueRow| {
        let words = format!("{} accounts, {} with nobody", row.accounts, row.unassigned);
        (row.label.to_owned(), row.accounts, row.accounts - row.unassigned, words)
    };
    let not_billed: i64 = reasons.iter().map(|(_, cents)| cents).sum();
    let share = match counted.released {
        0 => "no data yet".to_owned(),
        all => percent_bp(counted.by_policy * 10_000 / all),
    };
    let [two, seven, fourteen, more] = counted.aging.buckets;
    render(&TodayPage {
        layout: layout(&app, &visitor, "Today", "/dashboard").await?,
        as_of: format::time(at),
        money,
        total: worked().map(|row| row.accounts).sum(),
        oldest: oldest.map_or_else(|| "nothing waits".to_owned(), |at| format::span(now - at)),
        released: share,
        released_of: format!("{} of {}", counted.by_policy, counted.released),
        released_days: RELEASED_DAYS,
        not_billed: dollars(not_billed),
        overdue_queries: counted.aging.overdue,
        open_queries: counted.aging.open,
        aging: [
            ("less than 2 days", two),
            ("2 to 6 days", seven),
            ("7 to 13 days", fourteen),
            ("14 days and more", more),
        ],
        queue_chart: bars(
            "queues",
            "Accounts by queue",
            Some(("somebody has it", "nobody has it yet")),
            queues.iter().take(Queue::WORKED.len()).map(bar).collect(),
        ),
        queues,
        reason_chart: money
            .then(|| bars("reasons", "Charges not yet billed, by reason", None, charted)),
        reasons: reasons.into_iter().map(|(row, _)| row).collect(),
    })
}

fn queue_row(queue: Queue, open: &[&Count], now: i64, money: bool) -> QueueRow {
    let rows = || open.iter().filter(|row| row.queue == queue.name());
    let accounts: i64 = rows().map(|row| row.accounts).sum();
    let due = rows().map(|row| row.first_due).min();
    let value: i64 = rows().map(|row| row.value_cents).sum();
    QueueRow {
        label: format::queue(queue),
        href: queue.is_worked().then(|| format!("/worklists?queue={}", queue.name())),
        accounts,
        unassigned: rows().filter(|row| row.owner_kind == "team").map(|row| row.accounts).sum(),
        oldest: rows()
            .map(|row| row.oldest)
            .min()
            .map_or_else(String::new, |at| format::span(now - at)),
        overdue: due.is_some_and(|due| due < now),
        due: due.map_or_else(String::new, |due| format::due(due, now)),
        value: if money { dollars(value) } else { String::new() },
    }
}

/// What is not billed, by queue; what is held, by cause.
fn reasons(open: &[&Count], held: &[store::kpi::HeldRow], money: bool) -> Vec<(ReasonRow, i64)> {
    let shown = |cents: i64| if money { dollars(cents) } else { String::new() };
    let mut reasons = Vec::new();
    for queue in NOT_BILLED {
        if matches!(queue, Queue::Held | Queue::Charges) {
            continue;
        }
        let rows = || open.iter().filter(|row| row.queue == queue.name());
        let accounts: i64 = rows().map(|row| row.accounts).sum();
        let cents: i64 = rows().map(|row| row.value_cents).sum();
        if accounts > 0 {
            let label = format::queue(queue).to_owned();
            reasons.push((ReasonRow { label, accounts, value: shown(cents) }, cents));
        }
    }
    for row in held {
        let label = words::cause(&row.cause).to_owned();
        let cents = row.value_cents;
        reasons.push((ReasonRow { label, accounts: row.accounts, value: shown(cents) }, cents));
    }
    reasons.sort_by(|(a, x), (b, y)| y.cmp(x).then_with(|| a.label.cmp(&b.label)));
    reasons
}

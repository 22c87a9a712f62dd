//! Whom we owe: credit balances, and the refunds on their way.

use crate::app::App;
use crate::balances::{self, CLOCK_DAYS, due_on, payer_names};
use crate::identity::permission::Permission;
use crate::surroundings::day_of;
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use crate::web::format::{dollars, money};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{Html, Redirect};
use model::Date;
use serde::Deserialize;
use std::collections::BTreeMap;
use store::accounts;
use store::payments::{self, OpenCredit, RefundRow};

/// Rows of each list.
const MOST: i64 = 300;

/// One credit.
struct Credit {
    account: String,
    patient: String,
    claim: String,
    whose: String,
    amount: String,
    since: String,
    due: String,
    late: bool,
}

/// One refund that waits.
struct Waiting {
    id: String,
    version: i64,
    account: String,
    whose: String,
    amount: String,
    reason: String,
    asked_by: String,
    due: String,
    late: bool,
    may: bool,
    own: bool,
}

/// One that is over.
struct Over {
    account: String,
    whose: String,
    amount: String,
    state: &'static str,
    reference: String,
    by: String,
}

/// The page.
#[derive(Template)]
#[template(path = "balances/credits.html")]
struct CreditsPage {
    layout: Layout,
    clock: i32,
    total: String,
    credits: Vec<Credit>,
    waiting: Vec<Waiting>,
    over: Vec<Over>,
    full: bool,
}

/// Shows both lists.
pub(super) async fn show(visitor: Visitor, State(app): State<App>) -> PageResult<Html<String>> {
    let tenant = &visitor.tenant;
    let today = day_of(app.now());
    let names = payer_names(&app, tenant).await?;
    let name = |id: &str| names.get(id).cloned().unwrap_or_else(|| id.to_owned());
    let users = store::people::users(&app.db, tenant).await?;
    let people: BTreeMap<String, String> =
        users.into_iter().map(|user| (user.id.0.clone(), user.name)).collect();
    let found = payments::open_credits(&app.db, tenant, MOST).await?;
    let mut credits = Vec::new();
    for one in &found {
        let account = accounts::get(&app.db, tenant, &one.account).await?;
        let named = account.is_some_and(|account| visitor.may_name(&account));
        credits.push(credit(one, (named, today), &name));
    }
    let due = payments::refunds(&app.db, tenant, (Some("due"), None), MOST).await?;
    let mut over = payments::refunds(&app.db, tenant, (Some("sent"), None), 50).await?;
    over.extend(payments::refunds(&app.db, tenant, (Some("declined"), None), 50).await?);
    over.sort_by_key(|row| std::cmp::Reverse(row.sent_at));
    render(&CreditsPage {
        layout: layout(&app, &visitor, "Credit balances", "/credit-balances").await?,
        clock: CLOCK_DAYS,
        total: dollars(found.iter().map(|one| one.amount.0).sum()),
        full: i64::try_from(found.len()).unwrap_or(0) == MOST,
        credits,
        waiting: due.iter().map(|row| waiting(row, (&visitor, today), &name, &people)).collect(),
        over: over.iter().take(50).map(|row| ended(row, &name, &people)).collect(),
    })
}

fn credit(
    one: &OpenCredit,
    (named, today): (bool, Date),
    name: &impl Fn(&str) -> String,
) -> Credit {
    // A credit that a clock runs on is told with the day by which it must be back, counted from
    // the day on which it came to be known here.
    let since: Option<Date> = one.since.parse().ok();
    let due = since.and_then(|day| due_on(&one.payer_kind, day));
    Credit {
        account: one.account.0.clone(),
        patient: if named { one.patient_name.clone() } else { "protected chart".to_owned() },
        claim: one.claim.clone(),
        whose: one.payer.as_deref().map_or("the patient".to_owned(), name),
        amount: money(one.amount),
        since: one.since.clone(),
        due: due.map(|day| day.to_string()).unwrap_or_default(),
        late: due.is_some_and(|day| day < today),
    }
}

fn waiting(
    row: &RefundRow,
    (visitor, today): (&Visitor, Date),
    name: &impl Fn(&str) -> String,
    people: &BTreeMap<String, String>,
) -> Waiting {
    let due: Option<Date> = row.due_on.as_deref().and_then(|day| day.parse().ok());
    let own = row.asked_by == visitor.user.0;
    Waiting {
        id: row.id.clone(),
        version: row.version,
        account: row.account.0.clone(),
        whose: if row.payer.is_empty() { "the patient".to_owned() } else { name(&row.payer) },
        amount: money(row.amount),
        reason: row.reason.clone(),
        asked_by: people.get(&row.asked_by).cloned().unwrap_or_else(|| row.asked_by.clone()),
        due: row.due_on.clone().unwrap_or_default(),
        late: due.is_some_and(|day| day < today),
        may: visitor.principal.may(Permission::ApproveRefund) && !own,
        own,
    }
}

fn ended(
    row: &RefundRow,
    name: &impl Fn(&str) -> String,
    people: &BTreeMap<String, String>,
) -> Over {
    let by = row.sent_by.clone().unwrap_or_default();
    Over {
        account: row.account.0.clone(),
        whose: if row.payer.is_empty() { "the patient".to_owned() } else { name(&row.payer) },
        amount: money(row.amount),
        state: if row.state == "sent" { "sent" } else { "declined" },
        reference: row.reference.clone(),
        by: people.get(&by).cloned().unwrap_or(by),
    }
}

/// What the second person says.
#[derive(Deserialize)]
pub(super) struct Second {
    #[serde(default)]
    version: i64,
    #[serde(default)]
    reference: String,
}

/// Approves and sends a refund.
pub(super) async fn send(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(second): Form<Second>,
) -> PageResult<Redirect> {
    let said = (id.as_str(), second.version, second.reference.as_str());
    balances::send((&app, &visitor), said).await?;
    Ok(Redirect::to("/credit-balances?done=refund_sent"))
}

/// Declines one.
pub(super) async fn decline(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(second): Form<Second>,
) -> PageResult<Redirect> {
    let said = (id.as_str(), second.version, second.reference.as_str());
    balances::decline((&app, &visitor), said).await?;
    Ok(Redirect::to("/credit-balances?done=refund_declined"))
}

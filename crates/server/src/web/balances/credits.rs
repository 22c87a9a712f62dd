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

/// Names of payers, people and patients, by their ids.
type Names<'a> =
    (&'a BTreeMap<String, String>, &'a BTreeMap<String, String>, &'a BTreeMap<String, String>);

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
    patient: String,
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
    patient: String,
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
    let patients = patients(&app, &visitor, due.iter().chain(&over)).await?;
    let names = (&names, &people, &patients);
    render(&CreditsPage {
        layout: layout(&app, &visitor, "Credit balances", "/credit-balances").await?,
        clock: CLOCK_DAYS,
        total: dollars(found.iter().map(|one| one.amount.0).sum()),
        full: i64::try_from(found.len()).unwrap_or(0) == MOST,
        credits,
        waiting: due.iter().map(|row| waiting(row, (&visitor, today), names)).collect(),
        over: over.iter().take(50).map(|row| ended(row, names)).collect(),
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
    (payers, people, patients): Names<'_>,
) -> Waiting {
    let due: Option<Date> = row.due_on.as_deref().and_then(|day| day.parse().ok());
    let own = row.asked_by == visitor.user.0;
    Waiting {
        id: row.id.clone(),
        version: row.version,
        patient: known(patients, &row.account.0),
        account: row.account.0.clone(),
        whose: whose(row, payers),
        amount: money(row.amount),
        reason: row.reason.clone(),
        asked_by: known(people, &row.asked_by),
        due: row.due_on.clone().unwrap_or_default(),
        late: due.is_some_and(|day| day < today),
        may: visitor.principal.may(Permission::ApproveRefund) && !own,
        own,
    }
}

fn ended(row: &RefundRow, (payers, people, patients): Names<'_>) -> Over {
    Over {
        patient: known(patients, &row.account.0),
        account: row.account.0.clone(),
        whose: whose(row, payers),
        amount: money(row.amount),
        state: if row.state == "sent" { "sent" } else { "declined" },
        reference: row.reference.clone(),
        by: known(people, row.sent_by.as_deref().unwrap_or_default()),
    }
}

/// The patients of refunds by account, as far as the person may know them.
async fn patients(
    app: &App,
    visitor: &Visitor,
    rows: impl Iterator<Item = &RefundRow>,
) -> PageResult<BTreeMap<String, String>> {
    let ids: Vec<model::AccountId> = rows.map(|row| row.account.clone()).collect();
    let found = accounts::by_ids(&app.db, &visitor.tenant, &ids).await?;
    let name = |account: &accounts::Account| match visitor.may_name(account) {
        true => account.patient_name.clone(),
        false => "protected chart".to_owned(),
    };
    Ok(found.iter().map(|account| (account.id.0.clone(), name(account))).collect())
}

/// A name by its id, else the id.
fn known(names: &BTreeMap<String, String>, id: &str) -> String {
    names.get(id).cloned().unwrap_or_else(|| id.to_owned())
}

fn whose(row: &RefundRow, payers: &BTreeMap<String, String>) -> String {
    match row.payer.as_str() {
        "" => "the patient".to_owned(),
        payer => known(payers, payer),
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

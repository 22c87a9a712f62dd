//! Appeals: their list with deadlines, one with its letter, and its way to the payer's word.

use super::correct::pdf as answer_pdf;
use super::list::days;
use super::{act, refused};
use crate::app::App;
use crate::denials::terms::Terms;
use crate::denials::{letter, limits};
use crate::identity::permission::{Permission, Reach};
use crate::surroundings::day_of;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::format::{self, in_address, money};
use crate::web::layout::{Layout, layout, render};
use ::payments::denials::life::{DenialEvent, step};
use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{Html, Redirect, Response};
use model::{Cents, Date};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;
use store::StoreError;
use store::accounts::{self, Account};
use store::payments::{self, AppealRow, ClaimEvent};
use store::record::append;

/// Rows of one page.
const ROWS: i64 = 50;
/// Longest outcome, in characters.
const LONGEST: usize = 1_000;

const TABS: [(&str, &str); 4] =
    [("draft", "Drafts"), ("sent", "With the payer"), ("won", "Won"), ("lost", "Lost")];

/// What the address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    state: String,
    after: String,
}

struct Tab {
    name: &'static str,
    label: &'static str,
    count: i64,
    amount: String,
    here: bool,
}

struct Row {
    id: String,
    readable: bool,
    denial: String,
    patient: String,
    payer: String,
    level: String,
    amount: String,
    deadline: String,
    left: String,
    close: bool,
    over: bool,
    by: String,
    outcome: String,
}

#[derive(Template)]
#[template(path = "appeals/list.html")]
struct ListPage {
    layout: Layout,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    next: Option<String>,
}

/// Lists the appeals of a state by deadline.
pub(super) async fn list(
    visitor: Visitor,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> PageResult<Html<String>> {
    let (tenant, today) = (&visitor.tenant, day_of(app.now()));
    let state =
        TABS.iter().find(|(name, _)| *name == asked.state).map_or("draft", |(name, _)| name);
    let after = asked.after.split_once('~').map(|(day, id)| (day.to_owned(), id.to_owned()));
    let counts = payments::appeal_counts(&app.db, tenant).await?;
    let found = payments::appeals_page(&app.db, tenant, state, after, ROWS + 1).await?;
    let users = store::people::users(&app.db, tenant).await?;
    let name = |id: &str| {
        let known = users.iter().find(|user| user.id.as_str() == id);
        known.map_or_else(|| id.to_owned(), |user| user.name.clone())
    };
    let ids: Vec<model::AccountId> = found.iter().map(|row| row.account.clone()).collect();
    let known = accounts::by_ids(&app.db, tenant, &ids).await?;
    let by_id: BTreeMap<&str, &Account> =
        known.iter().map(|account| (account.id.as_str(), account)).collect();
    let wanted = usize::try_from(ROWS).unwrap_or(50);
    let more = found.len() > wanted;
    let only_own = visitor.principal.reach(Permission::WorkDenials) <= Reach::Assigned;
    let mine = |row: &&AppealRow| {
        let account = by_id.get(row.account.as_str());
        !only_own
            || account
                .is_some_and(|one| visitor.allow_account(Permission::WorkDenials, one).is_ok())
    };
    let last = found.get(wanted - 1).filter(|_| more).map(|row| {
        let day = row.deadline.map_or("9999-12-31".to_owned(), |day| day.to_string());
        format!("/appeals?state={state}&after={}", in_address(&format!("{day}~{}", row.id)))
    });
    let row = |row: &AppealRow| {
        let account = by_id.get(row.account.as_str()).filter(|one| visitor.may_name(one));
        let left = row.deadline.filter(|_| state == "draft").map(|last| today.days_until(last));
        let readable = account.is_some_and(|one| reads(&visitor, row, one));
        Row {
            id: row.id.clone(),
            readable,
            denial: row.denial.clone(),
            patient: account.map_or("Protected".to_owned(), |one| one.patient_name.clone()),
            payer: row.body.payer_name.clone(),
            level: format!("{}: {}", row.level, row.body.level_name),
            amount: money(row.amount),
            deadline: row.deadline.map(|day| day.to_string()).unwrap_or_default(),
            left: left.map(days).unwrap_or_default(),
            close: left.is_some_and(|left| (0..=14).contains(&left)),
            over: left.is_some_and(|left| left < 0),
            by: name(&row.made_by),
            outcome: outcome(row),
        }
    };
    render(&ListPage {
        layout: layout(&app, &visitor, "Appeals", "/appeals").await?,
        tabs: TABS
            .iter()
            .map(|(name, label)| {
                let count = counts.iter().find(|one| one.state == *name);
                Tab {
                    name,
                    label,
                    count: count.map_or(0, |one| one.appeals),
                    amount: money(count.map_or(Cents::ZERO, |one| one.amount)),
                    here: *name == state,
                }
            })
            .collect(),
        rows: found.iter().take(wanted).filter(mine).map(row).collect(),
        next: last,
    })
}

fn outcome(row: &AppealRow) -> String {
    match (row.state.as_str(), row.sent_at, row.decided_at) {
        ("draft", ..) => "not sent yet".to_owned(),
        ("sent", Some(at), _) => format!("sent {}", format::day(at)),
        (_, _, Some(at)) if row.body.outcome.is_empty() => {
            format!("decided {} by a remittance", format::day(at))
        }
        (_, _, Some(at)) => format!("decided {}: {}", format::day(at), row.body.outcome),
        _ => String::new(),
    }
}

#[derive(Template)]
#[template(path = "appeals/appeal.html")]
struct AppealPage {
    layout: Layout,
    id: String,
    version: i64,
    denial: String,
    claim: String,
    patient: String,
    payer: String,
    level: String,
    state: String,
    amount: String,
    deadline: String,
    left: String,
    over: bool,
    good_cause: String,
    outcome: String,
    lines: String,
    enclosures: Vec<String>,
    may_act: bool,
    today: String,
}

/// Whether a letter is open to somebody: it quotes the chart, so the chart must be; or they wrote
/// it, and then it stays theirs to read when the account went on.
fn reads(visitor: &Visitor, row: &AppealRow, account: &Account) -> bool {
    row.made_by == visitor.user.0 || visitor.allow_account(Permission::ViewChart, account).is_ok()
}

/// An appeal with its account, where the person may read the chart that the letter quotes.
async fn appeal_for(app: &App, visitor: &Visitor, id: &str) -> PageResult<(AppealRow, Account)> {
    let row = payments::appeal(&app.db, &visitor.tenant, id).await?;
    let row = row.ok_or_else(|| PageFault::not_found("such appeal"))?;
    let account = accounts::get(&app.db, &visitor.tenant, &row.account).await?;
    let account = account.ok_or_else(|| PageFault::not_found("such account"))?;
    visitor.allow_account(Permission::WorkDenials, &account)?;
    if !reads(visitor, &row, &account) {
        visitor.allow_account(Permission::ViewChart, &account)?;
    }
    Ok((row, account))
}

/// Shows an appeal; its letter quotes the chart, so looking at it is a look at the chart.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> PageResult<Html<String>> {
    let (row, account) = appeal_for(&app, &visitor, &id).await?;
    logged(&app, &visitor, &account, ("appeal.view", &id)).await?;
    let left = row.deadline.map(|last| day_of(app.now()).days_until(last));
    render(&AppealPage {
        layout: layout(&app, &visitor, "Appeal", "/appeals").await?,
        version: row.version,
        denial: row.denial.clone(),
        claim: row.claim.clone(),
        patient: account.patient_name.clone(),
        payer: row.body.payer_name.clone(),
        level: format!("{}: {}", row.level, row.body.level_name),
        amount: money(row.amount),
        deadline: row.deadline.map(|day| day.to_string()).unwrap_or_default(),
        left: left.map(days).unwrap_or_default(),
        over: left.is_some_and(|left| left < 0),
        good_cause: row.body.good_cause.clone().unwrap_or_default(),
        outcome: outcome(&row),
        lines: row.body.letter.lines().join("\n"),
        enclosures: row.body.letter.enclosures.iter().map(|one| one.title.clone()).collect(),
        may_act: visitor.allow_account(Permission::WorkDenials, &account).is_ok(),
        today: day_of(app.now()).to_string(),
        state: row.state,
        id: row.id,
    })
}

async fn logged(
    app: &App,
    visitor: &Visitor,
    account: &Account,
    (action, id): (&str, &str),
) -> PageResult<()> {
    let mut tx = app.db.begin().await?;
    let detail = json!({ "account": account.id });
    let mut entry = visitor.audit(app.now(), action, ("appeal", id), detail);
    entry.patient.clone_from(&account.patient);
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    Ok(tx.commit().await?)
}

/// The packet as a PDF: the letter, then the claim.
pub(super) async fn pdf(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> PageResult<Response> {
    let (row, account) = appeal_for(&app, &visitor, &id).await?;
    let claim = store::claims::claim(&app.db, &visitor.tenant, &row.claim).await?;
    let claim = claim.ok_or_else(|| PageFault::not_found("such claim"))?;
    let bytes = letter::packet(&row.body.letter, &claim.claim).map_err(PageFault::internal)?;
    logged(&app, &visitor, &account, ("appeal.print", &id)).await?;
    Ok(answer_pdf(bytes, "appeal"))
}

/// The appeal leaves.
pub(crate) async fn send(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(seen): Form<act::Seen>,
) -> PageResult<Redirect> {
    let (_, account) = appeal_for(&app, &visitor, &id).await?;
    let (tenant, at, today) = (&visitor.tenant, app.now(), day_of(app.now()));
    let mut tx = app.db.begin().await?;
    let mut row = payments::appeal_for_change(&mut tx, tenant, &id).await?;
    if row.version != seen.version || row.state != "draft" {
        return Err(StoreError::Conflict { what: format!("appeal {id}") }.into());
    }
    let mut denial = payments::denial_for_change(&mut tx, tenant, &row.denial).await?;
    let event = DenialEvent::Appeal { filed: today, good_cause: row.body.good_cause.clone() };
    denial.life.state =
        step(&denial.life.state, &event, &limits(&denial)).map_err(|why| refused(&why))?;
    payments::save_denial(&mut tx, tenant, &mut denial, at).await?;
    (row.state, row.sent_at) = ("sent".to_owned(), Some(at));
    payments::save_appeal(&mut tx, tenant, &mut row).await?;
    let said = format!("Appeal, level {}, left.", row.level);
    let event = act::told(&visitor, at, "appealed", &said);
    payments::put_denial_events(&mut tx, tenant, &[(denial.id.clone(), event)]).await?;
    let event = ClaimEvent {
        claim: row.claim.clone(),
        id: format!("appeal:{id}"),
        at,
        kind: "appealed".to_owned(),
        tone: "news",
        said: format!("appealed to {}, level {}", row.body.payer_name, row.level),
        file: String::new(),
    };
    payments::put_claim_events(&mut tx, tenant, &[event]).await?;
    let detail = json!({ "denial": row.denial, "level": row.level });
    let mut entry = visitor.audit(at, "appeal.send", ("appeal", &id), detail);
    entry.patient.clone_from(&account.patient);
    append(&mut tx, tenant, &[entry]).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/denials/{}?done=appeal_sent", row.denial)))
}

/// The payer's word.
#[derive(Deserialize)]
pub(crate) struct Decision {
    version: i64,
    /// `won` or `lost`.
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    notice: String,
    #[serde(default)]
    said: String,
}

/// Keeps the payer's word on an appeal: lost, and the denial waits for the next level or its end;
/// won, and the denial closes when the money comes.
pub(crate) async fn decide(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(told): Form<Decision>,
) -> PageResult<Redirect> {
    let (_, account) = appeal_for(&app, &visitor, &id).await?;
    let (tenant, at, today) = (&visitor.tenant, app.now(), day_of(app.now()));
    let said = told.said.trim();
    let notice: Date =
        told.notice.parse().ok().filter(|day| *day <= today).ok_or_else(|| {
            PageFault::invalid("Say the day of the payer's notice, not after today.")
        })?;
    if !matches!(told.outcome.as_str(), "won" | "lost")
        || said.is_empty()
        || said.chars().count() > LONGEST
    {
        return Err(PageFault::invalid(
            "Say how it was decided, and what the payer says, in up to 1,000 characters.",
        ));
    }
    let terms = Terms::of(&app, tenant).await?;
    let mut tx = app.db.begin().await?;
    let mut row = payments::appeal_for_change(&mut tx, tenant, &id).await?;
    if row.version != told.version || row.state != "sent" {
        return Err(StoreError::Conflict { what: format!("appeal {id}") }.into());
    }
    let mut denial = payments::denial_for_change(&mut tx, tenant, &row.denial).await?;
    if told.outcome == "lost" {
        denial.life.state = step(&denial.life.state, &DenialEvent::Uphold, &limits(&denial))
            .map_err(|why| refused(&why))?;
        let next = terms.of_payer(&denial.payer, denial.body.payer_kind, notice);
        denial.life.appeal_by = next.appeal_by(row.level.saturating_add(1), notice);
        payments::save_denial(&mut tx, tenant, &mut denial, at).await?;
    }
    row.state.clone_from(&told.outcome);
    row.decided_at = Some(at);
    said.clone_into(&mut row.body.outcome);
    payments::save_appeal(&mut tx, tenant, &mut row).await?;
    let word = if told.outcome == "won" { "appeal_won" } else { "upheld" };
    let event = act::told(&visitor, at, word, said);
    payments::put_denial_events(&mut tx, tenant, &[(denial.id.clone(), event)]).await?;
    let detail = json!({ "denial": row.denial, "outcome": told.outcome, "notice": notice });
    let mut entry = visitor.audit(at, "appeal.decide", ("appeal", &id), detail);
    entry.patient.clone_from(&account.patient);
    append(&mut tx, tenant, &[entry]).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/denials/{}?done=appeal_decided", row.denial)))
}

/// Throws a draft away.
pub(super) async fn discard(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(seen): Form<act::Seen>,
) -> PageResult<Redirect> {
    let (row, account) = appeal_for(&app, &visitor, &id).await?;
    let at = app.now();
    let mut tx = app.db.begin().await?;
    payments::drop_appeal(&mut tx, &visitor.tenant, (&id, seen.version)).await?;
    let detail = json!({ "denial": row.denial });
    let mut entry = visitor.audit(at, "appeal.discard", ("appeal", &id), detail);
    entry.patient.clone_from(&account.patient);
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/denials/{}?done=deleted", row.denial)))
}

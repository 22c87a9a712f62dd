//! What moves the account as a whole: hold, lift, skip, reopen, take over, break glass.

use super::act::{name, spent};
use super::desk::{LOCK, Open, account, open, reading};
use crate::app::App;
use crate::identity::break_glass::{Request, Subject, open as open_glass};
use crate::identity::permission::Permission;
use crate::release::AFTER_HOLD;
use crate::steps;
use crate::surroundings::start_of;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::worklists::next_account;
use crate::worker::charge_job;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Redirect;
use model::{AccountEvent, AccountState, Date, HoldKind, Owner, UserId};
use serde::Deserialize;
use serde_json::{Value, json};
use store::Tx;
use store::accounts::{self, Account, Lock, Note, add_note, unlock};
use store::people::Glass;
use store::record::append;
use store::work::NewJob;

/// Longest reason of a hold or a skip, in characters.
const LONGEST_REASON: usize = 500;

/// A day in microseconds: a hold stands until the end of its last day.
const DAY: i64 = 86_400_000_000;

/// The furthest day of a hold, in days from now.
const FURTHEST: i64 = 366;

/// Reasons for a hold: their kind, their name in forms, their words.
pub(super) const HOLDS: [(HoldKind, &str, &str); 8] = [
    (HoldKind::Document, "document", "A document is missing or unsigned"),
    (HoldKind::Result, "result", "Awaiting pathology or another result"),
    (HoldKind::Charges, "charges", "A charge or price is missing"),
    (HoldKind::Payer, "payer", "Facts for the payer are missing"),
    (HoldKind::SecondOpinion, "second_opinion", "Second opinion"),
    (HoldKind::Consent, "consent", "A consent is missing"),
    (HoldKind::Unreadable, "unreadable", "Cannot be read"),
    (HoldKind::Other, "other", "Other"),
];

/// What these forms send.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Sent {
    /// The version of the account that was on the page.
    account: String,
    kind: String,
    reason: String,
    owner: String,
    until: String,
}

fn reason(sent: &Sent) -> PageResult<String> {
    let reason = sent.reason.trim();
    if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
        return Err(PageFault::invalid(format!(
            "Give the reason in 1 to {LONGEST_REASON} characters."
        )));
    }
    Ok(reason.to_owned())
}

/// The account of an address, where the person may do this with it.
async fn may(app: &App, visitor: &Visitor, id: &str, wanted: Permission) -> PageResult<Open> {
    let open = open(app, visitor, id).await?;
    visitor.allow_account(wanted, &open.account)?;
    Ok(open)
}

/// The account as it is now, in a transaction that will move it, if it is still as it was on the
/// page.
async fn as_seen(
    app: &App,
    visitor: &Visitor,
    open: &Open,
    sent: &Sent,
) -> PageResult<(Tx, Account)> {
    let mut tx = app.db.begin().await?;
    let fresh = accounts::get_for_change(&mut tx, &visitor.tenant, &open.account.id).await?;
    if sent.account.parse() != Ok(fresh.version) {
        let what = format!("account {}", fresh.id);
        return Err(store::StoreError::Conflict { what }.into());
    }
    Ok((tx, fresh))
}

async fn moved(
    app: &App,
    mut tx: Tx,
    visitor: &Visitor,
    account: &mut Account,
    steps: &[AccountEvent],
    (action, detail): (&str, Value),
) -> PageResult<()> {
    let now = app.now();
    let who = (visitor.user.as_str(), now);
    steps::take(app, &mut tx, &visitor.tenant, account, steps, who).await?;
    let mut entry = visitor.audit(now, action, ("account", account.id.as_str()), detail);
    entry.patient = account.patient.clone();
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    app.changed(&visitor.tenant);
    Ok(())
}

/// Holds the account.
pub(super) async fn hold(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(sent): Form<Sent>,
) -> PageResult<Redirect> {
    let open = may(&app, &visitor, &id, Permission::Hold).await?;
    let kind = HOLDS.iter().find(|(_, name, _)| *name == sent.kind).map(|(kind, ..)| *kind);
    let kind = kind.ok_or_else(|| PageFault::invalid("Choose what the account waits for."))?;
    let reason = reason(&sent)?;
    let until =
        sent.until.parse::<Date>().map_err(|fault| PageFault::invalid(fault.to_string()))?;
    let until = start_of(until) + DAY - 1;
    let now = app.now();
    if until <= now || until > now + FURTHEST * DAY {
        return Err(PageFault::invalid("A hold ends on a day from today to a year ahead."));
    }
    let owner = match sent.owner.as_str() {
        "" => None,
        user => {
            let user = store::people::user(&app.db, &visitor.tenant, user).await?;
            let user = user.filter(|user| user.active);
            Some(user.ok_or_else(|| PageFault::not_found("such person"))?.id)
        }
    };
    let (mut tx, mut account) = as_seen(&app, &visitor, &open, &sent).await?;
    unlock(&mut tx, &visitor.tenant, &account.id, visitor.user.as_str()).await?;
    spent(&app, &mut tx, &visitor, &open, "held").await?;
    let steps = [AccountEvent::Held { kind, reason, owner, until }];
    let told = ("account.hold", json!({ "kind": sent.kind, "until": sent.until }));
    moved(&app, tx, &visitor, &mut account, &steps, told).await?;
    Ok(Redirect::to(&format!("/accounts/{}?done=held", account.id)))
}

/// Lets the account go on where it was.
pub(super) async fn lift(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(sent): Form<Sent>,
) -> PageResult<Redirect> {
    let open = may(&app, &visitor, &id, Permission::Hold).await?;
    let (mut tx, mut account) = as_seen(&app, &visitor, &open, &sent).await?;
    let resume = account.standing.hold.as_ref().map(|hold| hold.resume);
    let mut steps = vec![AccountEvent::HoldLifted];
    // Nobody waits where the service would have gone on: it is told to.
    match resume {
        Some(AccountState::Received) => {
            store::work::add(&mut tx, &[read_job(&app, &visitor, &account)]).await?;
        }
        Some(AccountState::Coded) => {
            let found = open.coding.as_ref().map(|coding| coding.coded.reasons.clone());
            let mut reasons = found.unwrap_or_default();
            reasons.push(AFTER_HOLD.to_owned());
            steps.push(AccountEvent::SentToReview { reasons });
        }
        Some(AccountState::Released | AccountState::Charged) => {
            let job = charge_job(&app, &visitor.tenant, &account.id);
            store::work::add(&mut tx, &[job]).await?;
        }
        _ => {}
    }
    let told = ("account.lift", json!({ "resume": resume }));
    moved(&app, tx, &visitor, &mut account, &steps, told).await?;
    Ok(Redirect::to(&format!("/accounts/{}?done=lifted", account.id)))
}

fn read_job(app: &App, visitor: &Visitor, account: &Account) -> NewJob {
    let job = charge_job(app, &visitor.tenant, &account.id);
    NewJob { kind: crate::reception::READ.to_owned(), ..job }
}

/// Gives the account back with a reason, and opens the next.
pub(super) async fn skip(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(sent): Form<Sent>,
) -> PageResult<Redirect> {
    let open = may(&app, &visitor, &id, Permission::TakeWork).await?;
    let reason = reason(&sent)?;
    let (mut tx, mut account) = as_seen(&app, &visitor, &open, &sent).await?;
    if !account.standing.queue.is_worked() {
        return Err(PageFault::invalid("Nobody works this account where it is now."));
    }
    let queue = account.standing.queue;
    let note = Note {
        id: app.new_id("note"),
        at: app.now(),
        by_person: visitor.user.0.clone(),
        body: format!("Skipped: {reason}"),
    };
    add_note(&mut tx, &visitor.tenant, &account.id, &note).await?;
    unlock(&mut tx, &visitor.tenant, &account.id, visitor.user.as_str()).await?;
    spent(&app, &mut tx, &visitor, &open, "skipped").await?;
    let mine = account.standing.owner == Owner::Person(visitor.user.clone());
    let steps: &[AccountEvent] = if mine { &[AccountEvent::Unassigned] } else { &[] };
    let told = ("account.skip", json!({ "reason": reason }));
    moved(&app, tx, &visitor, &mut account, steps, told).await?;
    let next = next_account(&app, &visitor, queue, Some(&account.id)).await?;
    Ok(Redirect::to(&match next {
        Some(next) => format!("/accounts/{next}?done=taken"),
        None => format!("/worklists?queue={}&done=nothing", queue.name()),
    }))
}

/// Brings a finished account back to the coders.
pub(super) async fn reopen(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(sent): Form<Sent>,
) -> PageResult<Redirect> {
    let open = may(&app, &visitor, &id, Permission::CodeChart).await?;
    let reason = reason(&sent)?;
    let (tx, mut account) = as_seen(&app, &visitor, &open, &sent).await?;
    let to = AccountEvent::Assigned { to: UserId(visitor.user.0.clone()) };
    let back = match account.standing.state {
        AccountState::Adjudicated | AccountState::Closed => {
            AccountEvent::Reopened { reason: reason.clone() }
        }
        _ => AccountEvent::SentToReview { reasons: vec![reason.clone()] },
    };
    let told = ("account.reopen", json!({ "reason": reason }));
    moved(&app, tx, &visitor, &mut account, &[back, to], told).await?;
    Ok(Redirect::to(&format!("/accounts/{}?done=saved", account.id)))
}

/// Takes the account over from whoever has it open.
pub(super) async fn take_over(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> PageResult<Redirect> {
    let open = may(&app, &visitor, &id, Permission::CodeChart).await?;
    visitor.allow_account(Permission::TakeOverLock, &open.account)?;
    let (tenant, id, now) = (&visitor.tenant, &open.account.id, app.now());
    let wanted = Lock { user: visitor.user.0.clone(), since: now, until: now + LOCK };
    let from = match &open.lock {
        Some(lock) => name(&app, &visitor, &lock.user).await?,
        None => String::new(),
    };
    let mut tx = app.db.begin().await?;
    accounts::lock(&mut tx, tenant, id, &wanted, true).await?;
    let detail = json!({ "from": from });
    let mut entry = visitor.audit(now, "lock.take_over", ("account", id.as_str()), detail);
    entry.patient = open.account.patient.clone();
    append(&mut tx, tenant, &[entry]).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/accounts/{id}?done=taken")))
}

/// Opens a chart out of reach, with a reason, for an hour.
pub(super) async fn glass(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(sent): Form<Sent>,
) -> PageResult<Redirect> {
    let account = account(&app, &visitor, &id).await?;
    visitor.proved_lately(&app)?;
    let request = Request {
        subject: Subject::Account(account.id.0.clone()),
        reason: sent.reason,
        minutes: None,
    };
    let now = app.now();
    let (grant, told) = open_glass(&visitor.principal, request, now)
        .map_err(|fault| PageFault::invalid(format!("{fault}.")))?;
    let glass = Glass {
        id: app.new_id("glass"),
        user: grant.user,
        subject: account.id.0.clone(),
        reason: grant.reason.clone(),
        at: grant.from,
        until: grant.until,
    };
    let mut tx = app.db.begin().await?;
    store::people::break_glass(&mut tx, &visitor.tenant, &glass).await?;
    let was = reading(&visitor, &account).is_ok();
    let detail = json!({
        "reason": grant.reason, "until": grant.until, "within_reach": was,
        "tags": account.tags,
    });
    let mut entry = visitor.audit(now, told.action, ("account", account.id.as_str()), detail);
    entry.patient = account.patient.clone();
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/accounts/{}", account.id)))
}

//! A credit balance goes back: one person asks, which makes it a debt of ours; a second one
//! approves and sends it, or declines, which puts it back.

use super::act::{Act, Done, Refusal, not_an_entry, spread, words};
use super::refund_declined::wait_again;
use crate::app::App;
use crate::identity::permission::{Permission, Resource};
use crate::surroundings::day_of;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use ::payments::ledger::{
    BatchId, Cause, Entry, EntryHead, EntryId, Event, Ledger, Subject, movement,
};
use model::{Cents, Date, TenantId};
use serde_json::json;
use store::accounts::Account;
use store::payments::{self, OpenCredit, RefundRow};
use store::record::append;
use store::{StoreError, accounts};

/// Days within which an identified overpayment of Medicare or Medicaid goes back (section
/// 1128J(d)(2) of the Social Security Act; 42 CFR 401.305(b) for Parts A and B, where since 2025 a
/// timely, good-faith investigation suspends it for up to 180 days, which is not counted here).
pub(crate) const CLOCK_DAYS: i32 = 60;

/// The day by which an overpayment must be back; `None` where no federal law sets one.
pub(crate) fn due_on(payer_kind: &str, identified: Date) -> Option<Date> {
    let federal = matches!(payer_kind, "medicare" | "medicare_advantage" | "medicaid");
    federal.then(|| identified.plus_days(CLOCK_DAYS))
}

/// Asks for a refund of a credit of one claim: of a payer, or (empty) of the patient. All of the
/// credit goes back.
///
/// # Errors
/// What was typed; a database that does not answer.
pub(crate) async fn ask(
    mut act: Act<'_>,
    (credit, reason): (&OpenCredit, &str),
) -> Result<Done, Refusal> {
    let reason = words(reason, "Why it goes back", 500)?;
    let payer = credit.payer.clone();
    let ledgers = match &payer {
        Some(_) => vec![Ledger::PayerReceivable, Ledger::Denied],
        None => vec![Ledger::PatientReceivable],
    };
    // What is in credit on some lines, as far as the claim as a whole is in credit.
    let mut open: Vec<(Ledger, Subject, Cents)> = Vec::new();
    for ledger in ledgers {
        let own = |one: &Subject| {
            let claim = one.claim.as_ref().is_some_and(|id| id.0 == credit.claim);
            claim && (ledger == Ledger::PatientReceivable || one.payer == payer)
        };
        open.extend(act.open(ledger, own).into_iter().map(|(one, sum)| (ledger, one, sum)));
    }
    let sum: Cents = open.iter().map(|one| one.2).sum();
    if sum >= Cents::ZERO {
        return Err(Refusal::Changed);
    }
    let identified = act.today;
    let due = due_on(&credit.payer_kind, identified);
    let tenant = act.visitor.tenant.clone();
    let row = RefundRow {
        id: act.token.clone(),
        account: act.account.id.clone(),
        claim: credit.claim.clone(),
        payer: payer.clone().unwrap_or_default(),
        payer_kind: credit.payer_kind.clone(),
        amount: -sum,
        state: "due".to_owned(),
        reason: reason.clone(),
        identified_on: identified.to_string(),
        due_on: due.map(|day| day.to_string()),
        asked_by: act.visitor.user.0.clone(),
        at: act.app.now(),
        ..RefundRow::default()
    };
    if !payments::add_refund(&mut act.tx, &tenant, &row).await? {
        return Ok(Done::Before);
    }
    let negative: Vec<(Ledger, Subject, Cents)> =
        open.into_iter().filter(|one| one.2 < Cents::ZERO).collect();
    let mut entries: Vec<Entry> = Vec::new();
    let mut left = -sum;
    for (number, (ledger, subject, amount)) in negative.into_iter().enumerate() {
        let (parts, rest) = spread(&[(subject, -amount)], left);
        left = rest;
        for (subject, part) in parts {
            let head = act.head("refund", number, Event::Refunded, &format!("asked for: {reason}"));
            let subject = Subject { payer: payer.clone(), ..subject };
            let entry = movement::refund_due(head, ledger, subject, part);
            entries.push(entry.map_err(|fault| not_an_entry(&fault))?);
        }
    }
    let detail = json!({ "refund": row.id, "cents": row.amount, "payer": row.payer,
        "claim": row.claim, "reason": reason, "due": row.due_on });
    act.end(&entries, ("refund.ask", detail)).await
}

/// Approves and sends a refund that somebody else asked for, with the number of the check or
/// transfer.
///
/// # Errors
/// The page that says why not.
pub(crate) async fn send(
    (app, visitor): (&App, &Visitor),
    (id, version, reference): (&str, i64, &str),
) -> PageResult<()> {
    let reference = typed(reference, "The number of the check or transfer")?;
    second(app, visitor, (id, version), ("sent", reference)).await
}

/// Declines a refund: the credit stands again.
///
/// # Errors
/// The page that says why not.
pub(crate) async fn decline(
    (app, visitor): (&App, &Visitor),
    (id, version, why): (&str, i64, &str),
) -> PageResult<()> {
    let why = typed(why, "Why it is declined")?;
    second(app, visitor, (id, version), ("declined", why)).await
}

fn typed(text: &str, what: &str) -> PageResult<String> {
    words(text, what, 200).map_err(|refusal| match refusal {
        Refusal::Typed(why) => PageFault::invalid(why),
        Refusal::Changed => PageFault::invalid("The refund changed."),
        Refusal::Store(fault) => fault.into(),
    })
}

async fn second(
    app: &App,
    visitor: &Visitor,
    (id, version): (&str, i64),
    (state, said): (&'static str, String),
) -> PageResult<()> {
    let (tenant, at) = (&visitor.tenant, app.now());
    let today = day_of(at);
    let mut tx = app.db.begin().await?;
    let row = payments::refund_for_change(&mut tx, tenant, id).await?;
    let mut row = row.ok_or_else(|| PageFault::not_found("such refund"))?;
    // Money that waited without a claim belongs to no account.
    let account = match row.account.as_str() {
        "" => None,
        _ => Some(accounts::get_for_change(&mut tx, tenant, &row.account).await?),
    };
    let patient = account.as_ref().and_then(|account| account.patient.clone());
    let resource = Resource {
        owner: Some(&row.asked_by),
        account: account.as_ref().map(|account| account.id.as_str()),
        patient: patient.as_deref(),
        ..Resource::default()
    };
    visitor.allow(Permission::ApproveRefund, &resource)?;
    if row.version != version || row.state != "due" {
        return Err(StoreError::Conflict { what: format!("refund {id}") }.into());
    }
    let entries = match &account {
        Some(account) => of_account(app, tenant, account, (id, state, &said)).await?,
        None if state == "sent" => vec![of_nobody(&row, (today, state, &said))?],
        None => wait_again(app, &mut tx, tenant, (&row, &said)).await?,
    };
    (row.state, row.reference) = (state.to_owned(), said.clone());
    (row.sent_by, row.sent_at) = (Some(visitor.user.0.clone()), Some(at));
    payments::save_refund(&mut tx, tenant, &row).await?;
    let batch = format!("people:{today}");
    payments::open_batch(&mut tx, tenant, (&batch, "people"), (at, Some(today))).await?;
    payments::add_entries(&mut tx, tenant, at, &entries).await?;
    let detail = json!({ "refund": id, "cents": row.amount, "payer": row.payer, "said": said });
    let action = if state == "sent" { "refund.send" } else { "refund.decline" };
    let object = account.as_ref().map_or(("refund", id), |one| ("account", one.id.as_str()));
    let mut entry = visitor.audit(at, action, object, detail);
    entry.patient = patient;
    append(&mut tx, tenant, &[entry]).await?;
    tx.commit().await?;
    if let Some(account) = &account {
        crate::remittances::close(app, tenant, std::slice::from_ref(&account.id)).await?;
    }
    app.changed(tenant);
    Ok(())
}

fn head(today: Date, id: String, (state, said): (&str, &str)) -> EntryHead {
    EntryHead {
        id: EntryId(id),
        posted_on: today,
        effective: today,
        batch: BatchId(format!("people:{today}")),
        cause: Cause::of(Event::Refunded, &format!("{state}: {said}")),
    }
}

/// What was asked for in the ledger of an account goes out, or is undone.
async fn of_account(
    app: &App,
    tenant: &TenantId,
    account: &Account,
    (id, state, said): (&str, &str, &str),
) -> PageResult<Vec<Entry>> {
    let today = day_of(app.now());
    let journal = payments::journal_of_account(&app.db, tenant, &account.id).await?;
    let mark = format!("refund:{id}:");
    let asked = journal.entries().iter().filter(|entry| entry.id().0.starts_with(&mark));
    let mut entries = Vec::new();
    for (number, entry) in asked.enumerate() {
        let head = head(today, format!("{state}:{id}:{number}"), (state, said));
        let owed = entry.legs().iter().find(|leg| leg.ledger == Ledger::RefundsPayable);
        let made = match (state, owed) {
            ("sent", Some(leg)) => movement::refund_sent(head, leg.subject.clone(), -leg.amount),
            _ => entry.reversal(head),
        };
        entries.push(made.map_err(PageFault::internal)?);
    }
    Ok(entries)
}

/// Money that waited without a claim goes back.
fn of_nobody(row: &RefundRow, (today, state, said): (Date, &str, &str)) -> PageResult<Entry> {
    let subject = Subject { payer: Some(row.payer.clone()), ..Subject::default() };
    let head = head(today, format!("{state}:{}", row.id), (state, said));
    movement::refund_sent(head, subject, row.amount).map_err(PageFault::internal)
}

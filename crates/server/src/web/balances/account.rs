//! One account as money.

use super::account_for;
use crate::app::App;
use crate::balances::{
    METHODS, REASONS, Sheet, can_be, event_words, payer_names, sheet, why_words,
};
use crate::identity::permission::Permission;
use crate::surroundings::day_of;
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use crate::web::format::money;
use crate::web::layout::{Layout, layout, render};
use ::payments::ledger::{Entry, Event, ServiceMoney};
use ::payments::secondary::next_on;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use model::{AccountState, Cents, Date};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;
use store::accounts::Account;
use store::payments::{self, RefundRow};
use store::record::append;

/// One service line.
struct Row {
    day: String,
    words: String,
    code: String,
    charge: String,
    taken_off: String,
    given_up: String,
    paid: Vec<(String, String)>,
    share: String,
    why: String,
    patient_paid: String,
    denied: String,
    open: Vec<(String, String)>,
}

/// One entry of the running ledger.
struct Posted {
    day: String,
    words: &'static str,
    note: String,
    remittance: Option<String>,
    /// Where the posting can be taken back.
    undo: String,
    place: String,
    legs: Vec<(&'static str, String, String)>,
    open_after: String,
    waits: bool,
}

/// A credit that can be asked back.
struct Credit {
    claim: String,
    payer: String,
    whose: String,
    amount: String,
}

/// A refund on its way, or over.
struct Refund {
    whose: String,
    amount: String,
    state: String,
    reason: String,
}

/// What was typed into one of the forms.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    pub(super) token: String,
    pub(super) seen: usize,
    pub(super) amount: String,
    pub(super) method: String,
    pub(super) reference: String,
    pub(super) more: String,
    pub(super) parts: String,
    pub(super) first: String,
    pub(super) from: String,
    pub(super) why: String,
    pub(super) note: String,
    pub(super) claim: String,
    pub(super) payer: String,
}

/// Which form came back, with what was typed and why.
#[derive(Default)]
pub(super) struct Again {
    pub(super) form: &'static str,
    pub(super) typed: Typed,
    pub(super) fault: String,
}

/// The page.
#[derive(Template)]
#[template(path = "balances/account.html")]
struct BalancePage {
    layout: Layout,
    account: String,
    patient: String,
    known_on: String,
    today: bool,
    open: String,
    whose: Vec<(String, String)>,
    rows: Vec<Row>,
    total: Row,
    entries: Vec<Posted>,
    credits: Vec<Credit>,
    refunds: Vec<Refund>,
    plan: Vec<String>,
    next: Vec<(String, String)>,
    seen: usize,
    token: String,
    again: Again,
    patient_owes: String,
    owes_something: bool,
    choices: Vec<(&'static str, String)>,
    may_bill: bool,
    may_post: bool,
    may_keep: bool,
    may_give: bool,
    may_claim: bool,
}

impl BalancePage {
    fn methods(&self) -> &'static [(&'static str, &'static str)] {
        &METHODS
    }

    fn reasons(&self) -> Vec<(&'static str, &'static str)> {
        REASONS.iter().map(|(name, said, _)| (*name, *said)).collect()
    }
}

/// As known on which day.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    known_on: String,
}

/// Shows the account; looking at it is written down.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult<Html<String>> {
    let account = account_for(&app, &visitor, &id, Permission::ViewMoney).await?;
    let today = day_of(app.now());
    let known_on = asked.known_on.trim().parse().unwrap_or(today).min(today);
    let mut tx = app.db.begin().await?;
    let detail = json!({ "known_on": known_on.to_string() });
    let mut entry = visitor.audit(app.now(), "balance.view", ("account", &id), detail);
    entry.patient.clone_from(&account.patient);
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    shown(&app, &visitor, account, (known_on, Again::default())).await
}

/// The page, with a form that could not be taken.
pub(super) async fn shown(
    app: &App,
    visitor: &Visitor,
    account: Account,
    (known_on, again): (Date, Again),
) -> PageResult<Html<String>> {
    let tenant = &visitor.tenant;
    let today = day_of(app.now());
    let sheet = sheet(app, tenant, &account.id, known_on).await?;
    let names = payer_names(app, tenant).await?;
    let name = |id: &str| names.get(id).cloned().unwrap_or_else(|| id.to_owned());
    let plan = payments::plan_of(&app.db, tenant, &account.id).await?;
    let refunds = payments::refunds(&app.db, tenant, (None, Some(&account.id)), 100).await?;
    let own = account.patient_name.clone();
    render(&BalancePage {
        layout: layout(app, visitor, "Balance of the account", "").await?,
        known_on: known_on.to_string(),
        today: known_on == today,
        open: money(sheet.total.open()),
        whose: whose(&sheet.total, &name),
        rows: sheet.lines.iter().map(|line| row(line, &name)).collect(),
        total: sums(&sheet.total, &name),
        entries: entries(&sheet, known_on),
        credits: credits(&sheet, &name),
        refunds: refunds.iter().map(|one| refund(one, &name)).collect(),
        plan: plan.map(|row| plan_words(&row.plan, today)).unwrap_or_default(),
        next: next(&account, &sheet),
        seen: sheet.journal.entries().len(),
        token: app.new_id("act"),
        again,
        patient_owes: money(sheet.patient_owes()),
        owes_something: sheet.patient_owes() > Cents::ZERO,
        choices: choices(&sheet.total),
        may_bill: can_be(&account.standing)
            && visitor.allow_account(Permission::ManageBalances, &account).is_ok(),
        may_post: visitor.principal.may(Permission::PostPayments),
        may_keep: visitor.allow_account(Permission::ManageBalances, &account).is_ok(),
        may_give: visitor.allow_account(Permission::GiveUpMoney, &account).is_ok(),
        may_claim: visitor.principal.may(Permission::ViewClaim),
        account: account.id.0,
        patient: own,
    })
}

fn shown_money(amount: Cents) -> String {
    if amount == Cents::ZERO { "–".to_owned() } else { money(amount) }
}

/// Who owes what of an amount.
fn whose(total: &ServiceMoney, name: &impl Fn(&str) -> String) -> Vec<(String, String)> {
    let mut told: Vec<(String, String)> = total
        .with_payers
        .iter()
        .map(|(payer, amount)| (format!("with {}", name(payer)), money(*amount)))
        .collect();
    for (who, amount) in
        [("refused, still open", total.denied), ("with the patient", total.with_patient)]
    {
        if amount != Cents::ZERO {
            told.push((who.to_owned(), money(amount)));
        }
    }
    told
}

fn row(line: &crate::balances::Line, name: &impl Fn(&str) -> String) -> Row {
    Row {
        day: line.day.map(|day| day.to_string()).unwrap_or_default(),
        words: line.words.clone(),
        code: line.code.clone(),
        ..sums(&line.money, name)
    }
}

fn sums(one: &ServiceMoney, name: &impl Fn(&str) -> String) -> Row {
    let mut paid: Vec<(String, String)> =
        one.paid.iter().map(|(payer, sum)| (money(*sum), name(payer))).collect();
    for (what, sum) in [
        ("going back to a payer", one.back_to_payer),
        ("going back to the patient", one.back_to_patient),
        ("beside the charge", one.beside),
    ] {
        if sum != Cents::ZERO {
            paid.push((money(sum), what.to_owned()));
        }
    }
    Row {
        day: String::new(),
        words: "Together".to_owned(),
        code: String::new(),
        charge: money(one.charge),
        taken_off: shown_money(one.contractual),
        given_up: shown_money(one.given_up),
        paid,
        share: shown_money(one.patient_share()),
        why: why_words(&one.shares),
        patient_paid: shown_money(one.patient_paid),
        denied: shown_money(one.denied),
        open: whose(one, name).into_iter().map(|(who, sum)| (sum, who)).collect(),
    }
}

/// Every entry with the balance after it; those whose batch is open wait and are not in it.
fn entries(sheet: &Sheet, known_on: Date) -> Vec<Posted> {
    let mut open = Cents::ZERO;
    let mut told = Vec::new();
    for entry in sheet.journal.entries() {
        let counts = sheet.journal.counts_since(entry).is_some_and(|day| day <= known_on);
        let waits = !counts;
        if entry.head().posted_on > known_on {
            continue;
        }
        if counts {
            let receivable = entry.legs().iter().filter(|leg| leg.ledger.is_receivable());
            open = open + receivable.map(|leg| leg.amount).sum::<Cents>();
        }
        let stands = !waits && !sheet.journal.is_taken_back(entry.id());
        told.push(posted(entry, (open, waits, stands)));
    }
    told
}

fn posted(entry: &Entry, (open, waits, stands): (Cents, bool, bool)) -> Posted {
    let head = entry.head();
    let mut sums: BTreeMap<(&'static str, String), Cents> = BTreeMap::new();
    for leg in entry.legs() {
        let why = leg.reason.as_ref().map(|one| format!(" {}-{}", one.group, one.code));
        let sum = sums.entry((leg.ledger.title(), why.unwrap_or_default())).or_default();
        *sum = *sum + leg.amount;
    }
    Posted {
        day: head.posted_on.to_string(),
        words: event_words(head.cause.event),
        note: head.cause.note.clone(),
        undo: if stands { undo(entry).unwrap_or_default() } else { String::new() },
        remittance: head.cause.remittance.clone(),
        place: head.cause.place.clone().unwrap_or_default(),
        legs: sums.into_iter().map(|((name, why), sum)| (name, why, money(sum))).collect(),
        open_after: money(open),
        waits,
    }
}

/// The page on which a payer's decision is taken back that was posted to the wrong claim.
fn undo(entry: &Entry) -> Option<String> {
    let head = entry.head();
    let remittance = head.cause.remittance.as_deref()?;
    let rest = head.id.0.strip_prefix(remittance)?.strip_prefix(':')?;
    let place: u32 = rest.split(':').next()?.parse().ok()?;
    let decided = matches!(head.cause.event, Event::Remitted | Event::Applied);
    decided.then(|| format!("/remittances/{remittance}/claims/{place}/undo"))
}

fn credits(sheet: &Sheet, name: &impl Fn(&str) -> String) -> Vec<Credit> {
    let told = sheet.credits().into_iter().map(|one| Credit {
        claim: one.claim.map(|id| id.0).unwrap_or_default(),
        whose: one.payer.as_deref().map_or("the patient".to_owned(), name),
        payer: one.payer.unwrap_or_default(),
        amount: money(one.amount),
    });
    told.collect()
}

fn refund(one: &RefundRow, name: &impl Fn(&str) -> String) -> Refund {
    Refund {
        whose: if one.payer.is_empty() { "the patient".to_owned() } else { name(&one.payer) },
        amount: money(one.amount),
        state: match one.state.as_str() {
            "due" => "waits for a second person".to_owned(),
            "sent" => format!("sent, {}", one.reference),
            _ => format!("declined: {}", one.reference),
        },
        reason: one.reason.clone(),
    }
}

fn plan_words(plan: &::payments::statement::PaymentPlan, today: Date) -> Vec<String> {
    let standing = plan.standing(today);
    let mut told = vec![format!(
        "{} parts of {} in all; {} is left.",
        plan.instalments.len(),
        plan.total(),
        standing.left
    )];
    if standing.overdue > Cents::ZERO {
        told.push(format!("{} is overdue.", standing.overdue));
    }
    if let Some(next) = standing.next {
        told.push(format!("Next: {} by {}.", next.amount, next.due));
    }
    told
}

/// Claims that could go to another payer: the claim's number, and that payer.
fn next(account: &Account, sheet: &Sheet) -> Vec<(String, String)> {
    if account.standing.state != AccountState::Adjudicated {
        return Vec::new();
    }
    let decided = |id: &str| {
        let entries = sheet.journal.entries().iter();
        entries.filter(|one| one.head().cause.event == Event::Remitted).any(|one| {
            one.legs().iter().any(|leg| leg.subject.claim.as_ref().is_some_and(|c| c.0 == id))
        })
    };
    let made = |name: &str| {
        let mut later = sheet.claims.iter().filter(|row| row.rank > 0);
        later.any(|row| row.claim.payer.name == name)
    };
    let open = sheet.claims.iter().filter(|row| decided(&row.id));
    let named = open.filter_map(|row| Some((row.id.clone(), next_on(&row.claim)?.payer.name)));
    named.filter(|(_, name)| !made(name)).collect()
}

/// What can be given up, with how much there is.
fn choices(total: &ServiceMoney) -> Vec<(&'static str, String)> {
    let payers: Cents = total.with_payers.values().copied().sum();
    [
        ("patient", "Owed by the patient", total.with_patient),
        ("denied", "Refused by a payer", total.denied),
        ("payer", "Owed by a payer", payers),
    ]
    .into_iter()
    .filter(|one| one.2 > Cents::ZERO)
    .map(|(name, said, sum)| (name, format!("{said}: {}", money(sum))))
    .collect()
}

//! The patient pays, at once or in parts.

use super::act::{Act, Done, Refusal, amount, not_an_entry, spread, words};
use ::payments::ledger::{Entry, Event, Ledger, Subject, movement};
use ::payments::statement::PaymentPlan;
use model::{Cents, Date};
use serde_json::json;
use store::payments::{PlanRow, plan_of, put_plan, save_plan};
use store::work::next_control;

/// How a patient pays: the name in the form, and the words.
pub(crate) const METHODS: [(&str, &str); 5] = [
    ("card", "card"),
    ("check", "check"),
    ("cash", "cash"),
    ("transfer", "bank transfer"),
    ("other", "another way"),
];

/// The least instalment.
const LEAST: Cents = Cents(500);

/// Days within which a first instalment lies.
const FIRST_WITHIN: i32 = 92;

/// A payment of the patient: amount, method, reference, and whether more than is owed is kept as a
/// credit. The receipt's number is told in the entry.
///
/// # Errors
/// What was typed; a database that does not answer.
pub(crate) async fn pay(
    mut act: Act<'_>,
    (paid, method, reference, more): (&str, &str, &str, bool),
) -> Result<Done, Refusal> {
    let paid = amount(paid)?;
    let method = METHODS.iter().find(|(name, _)| *name == method);
    let Some((method, said)) = method else {
        return Err(Refusal::Typed("Choose how it was paid.".to_owned()));
    };
    let reference = match *method {
        "check" | "transfer" => words(reference, "The number of the check or transfer", 60)?,
        _ => reference.trim().chars().take(60).collect(),
    };
    let open = act.open(Ledger::PatientReceivable, |_| true);
    let owed: Cents = open.iter().map(|one| one.1).sum();
    let (mut parts, left) = spread(&open, paid);
    if left > Cents::ZERO {
        if !more {
            return Err(Refusal::Typed(format!(
                "{paid} is more than the patient owes ({owed}). Check the amount, or say that the \
                 rest is kept as a credit."
            )));
        }
        let any = parts.first().map(|one| one.0.clone()).or_else(|| subject_of(&act));
        let Some(subject) = any else {
            return Err(Refusal::Typed("No claim of this account has left yet.".to_owned()));
        };
        parts.push((Subject { line: None, payer: None, ..subject }, left));
    }
    let tenant = act.visitor.tenant.clone();
    let receipt = next_control(&mut act.tx, &tenant, "patients", "receipt").await?;
    let mut note = format!("{said}; receipt {receipt}");
    if !reference.is_empty() {
        note = format!("{said} {reference}; receipt {receipt}");
    }
    let mut entries: Vec<Entry> = Vec::new();
    for (number, (subject, part)) in parts.into_iter().enumerate() {
        let head = act.head("pay", number, Event::PatientPaid, &note);
        let entry = movement::patient_paid(head, subject, part);
        entries.push(entry.map_err(|fault| not_an_entry(&fault))?);
    }
    if let Some(mut row) = plan_of(&act.app.db, &tenant, &act.account.id).await? {
        let on_plan = paid.min(row.plan.left());
        if let Ok(plan) = row.plan.with_payment(on_plan) {
            row.state = if plan.left() == Cents::ZERO { "kept" } else { "running" }.to_owned();
            row.plan = plan;
            save_plan(&mut act.tx, &tenant, &row).await?;
        }
    }
    let detail = json!({ "cents": paid, "method": method, "reference": reference,
        "receipt": receipt, "credit_cents": left });
    act.end(&entries, ("balance.payment", detail)).await
}

/// A claim of the account, where nothing is owed.
fn subject_of(act: &Act<'_>) -> Option<Subject> {
    let legs = act.journal.entries().iter().flat_map(Entry::legs);
    legs.map(|leg| &leg.subject).find(|one| one.claim.is_some() && one.account.is_some()).cloned()
}

/// An agreement on paying in parts: how many, and the day of the first. It takes the place of the
/// one that runs.
///
/// # Errors
/// What was typed; a database that does not answer.
pub(crate) async fn agree_plan(
    mut act: Act<'_>,
    (count, first_due): (&str, &str),
) -> Result<Done, Refusal> {
    let count: u16 = count
        .trim()
        .parse()
        .map_err(|_| Refusal::Typed("Say in how many parts, as a number.".to_owned()))?;
    let first: Date = first_due
        .trim()
        .parse()
        .map_err(|_| Refusal::Typed("The first day is a date, such as 2026-07-01.".to_owned()))?;
    if !(0..=FIRST_WITHIN).contains(&act.today.days_until(first)) {
        return Err(Refusal::Typed("The first part is due within three months.".to_owned()));
    }
    let owed: Cents = act.open(Ledger::PatientReceivable, |_| true).iter().map(|one| one.1).sum();
    let plan = PaymentPlan::even(owed, count, first, LEAST)
        .map_err(|fault| Refusal::Typed(format!("{fault}.")))?;
    let tenant = act.visitor.tenant.clone();
    let id = format!("plan:{}", act.token);
    if let Some(mut row) = plan_of(&act.app.db, &tenant, &act.account.id).await? {
        if row.id == id {
            return Ok(Done::Before);
        }
        row.state = "ended".to_owned();
        save_plan(&mut act.tx, &tenant, &row).await?;
    }
    let row = PlanRow {
        id,
        account: act.account.id.clone(),
        state: "running".to_owned(),
        plan,
        at: act.app.now(),
        by_person: act.visitor.user.0.clone(),
        version: 1,
    };
    put_plan(&mut act.tx, &tenant, &row).await?;
    let detail = json!({ "cents": owed, "parts": count, "first": first.to_string() });
    act.end(&[], ("balance.plan", detail)).await
}

//! A claim whose payer said that the coverage was not in force on its day waits for a person, or
//! until the payer says otherwise.

use super::words::Answered;
use crate::app::App;
use crate::steps;
use crate::worker::send::look_soon;
use model::{AccountEvent, AccountState, Claim, HoldKind, TenantId};
use serde_json::json;
use std::cmp::Reverse;
use store::accounts::{self, Account, AccountStep};
use store::payments::{EligibilityCheck, checks_of_patient};
use store::record::{AuditEntry, append};

/// How long such an account is held before somebody must look: two days.
const HOLD: i64 = 2 * 86_400_000_000;

/// Questions of one patient that are looked at.
const MOST: i64 = 200;

/// The hold of an account whose claim would be refused for want of coverage, as its payer answered
/// last for a day of the claim. `None` where nothing was asked, where the answer is another, or
/// where a person lifted a hold after the answer came: that is their word for it.
///
/// # Errors
/// A database that does not answer.
pub(crate) async fn missing(
    app: &App,
    tenant: &TenantId,
    (account, claim): (&Account, &Claim),
) -> store::Result<Option<AccountEvent>> {
    let (Some(patient), Some(holder)) = (&account.patient, &claim.subscriber) else {
        return Ok(None);
    };
    let days = (claim.from.to_string(), claim.through.to_string());
    let mut checks = checks_of_patient(&app.db, tenant, patient, MOST).await?;
    newest_answer_first(&mut checks);
    let about = |check: &&EligibilityCheck| {
        (days.0.as_str()..=days.1.as_str()).contains(&check.day.as_str())
            && matches!(check.state.as_str(), "active" | "inactive")
    };
    let coverages = store::front_desk::coverages(&app.db, tenant, patient).await?;
    let same = |check: &&EligibilityCheck| {
        let own = coverages.iter().find(|row| row.id == check.coverage);
        own.is_some_and(|row| row.coverage.member_id == holder.member_id)
    };
    let newest = checks.iter().filter(about).find(same);
    let Some(newest) = newest.filter(|check| check.state == "inactive") else { return Ok(None) };
    let answered_at = newest.answered_at.unwrap_or(newest.asked_at);
    let steps = accounts::events(&app.db, tenant, &account.id).await?;
    let lifted = steps.iter().any(|step| {
        step.at >= answered_at && step.actor != "service" && step.event == AccountEvent::HoldLifted
    });
    Ok((!lifted).then(|| AccountEvent::Held {
        kind: HoldKind::Payer,
        reason: reason(&claim.payer.name, newest),
        owner: None,
        until: app.now() + HOLD,
    }))
}

/// The answer that came last comes first; a question that is not answered yet, after all of them.
/// Of two at one time the question that was asked later is first, as they come.
pub(crate) fn newest_answer_first(checks: &mut [EligibilityCheck]) {
    checks.sort_by_key(|check| Reverse(check.answered_at));
}

fn reason(payer: &str, newest: &EligibilityCheck) -> String {
    let day = &newest.day;
    let answer: Answered = serde_json::from_str(&newest.answer).unwrap_or_default();
    let said = match answer.not_found {
        true => format!("{payer}, asked about {day}, does not know this member"),
        false => format!("{payer} says that the coverage was not in force on {day}"),
    };
    format!(
        "{said}: enter the right coverage, ask again about {day} (an answer that it is active \
         lets the claim go), or lift the hold and the claim leaves as it is."
    )
}

/// Lets the accounts of a patient go on that the service held for want of coverage, where what
/// the payer answered last says so no more; how many. Doing it again changes nothing.
///
/// # Errors
/// A database that does not answer.
pub(super) async fn let_go(app: &App, tenant: &TenantId, patient: &str) -> store::Result<usize> {
    let mut gone = 0;
    for found in accounts::of_patient(&app.db, tenant, patient).await? {
        if !waits(&found) || still(app, tenant, &found).await? {
            continue;
        }
        let mut tx = app.db.begin().await?;
        let mut account = accounts::get_for_change(&mut tx, tenant, &found.id).await?;
        // Somebody else held it, or let it go, in between.
        if account.standing.hold != found.standing.hold {
            continue;
        }
        let who = ("service", app.now());
        steps::take(app, &mut tx, tenant, &mut account, &[AccountEvent::HoldLifted], who).await?;
        let entry = AuditEntry {
            at: app.now(),
            actor: "service".to_owned(),
            action: "account.lift".to_owned(),
            object_kind: "account".to_owned(),
            object: account.id.0.clone(),
            patient: account.patient.clone(),
            detail: json!({ "resume": account.standing.state, "why": "coverage" }),
        };
        append(&mut tx, tenant, &[entry]).await?;
        look_soon(app, &mut tx).await?;
        tx.commit().await?;
        gone += 1;
    }
    if gone > 0 {
        app.changed(tenant);
        app.work.notify_waiters();
    }
    Ok(gone)
}

fn waits(account: &Account) -> bool {
    let hold = account.standing.hold.as_ref();
    hold.is_some_and(|hold| hold.kind == HoldKind::Payer && hold.resume == AccountState::Scrubbed)
}

/// Whether it waits for something else, or its payer says no still.
async fn still(app: &App, tenant: &TenantId, account: &Account) -> store::Result<bool> {
    let steps = accounts::events(&app.db, tenant, &account.id).await?;
    let held = |step: &&AccountStep| matches!(step.event, AccountEvent::Held { .. });
    if steps.iter().rfind(held).is_none_or(|step| step.actor != "service") {
        return Ok(true);
    }
    for row in store::claims::claims_of(&app.db, tenant, &account.id).await? {
        let here = row.status == "clean" && row.submitted_at.is_none();
        if here && missing(app, tenant, (account, &row.claim)).await?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

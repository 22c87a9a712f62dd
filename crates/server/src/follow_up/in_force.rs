//! A claim whose payer said that the coverage was not in force on its day waits for a person.

use crate::app::App;
use model::{AccountEvent, Claim, HoldKind, TenantId};
use store::accounts::{self, Account};
use store::payments::{EligibilityCheck, checks_of_patient};

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
    let checks = checks_of_patient(&app.db, tenant, patient, MOST).await?;
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
        kind: HoldKind::Other,
        reason: format!(
            "{} says that the coverage was not in force on {}: enter the right one, or lift the \
             hold and the claim leaves as it is.",
            claim.payer.name, newest.day
        ),
        owner: None,
        until: app.now() + HOLD,
    }))
}

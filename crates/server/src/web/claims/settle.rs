//! After a claim of an account changed: where the account goes.

use crate::app::App;
use crate::steps;
use crate::web::fault::{PageFault, PageResult};
use crate::webhooks::{Event, announce};
use model::{AccountEvent, AccountState, Queue, TenantId};
use store::Tx;
use store::accounts::{Account, save};
use store::claims::{claims_for_change, edits_for_change, stopping};

/// Whether claims of an account in this state are for people to change, or why not.
pub(super) fn is_open(account: &Account) -> PageResult<()> {
    match account.standing.state {
        AccountState::Charged | AccountState::Scrubbed => Ok(()),
        state => Err(PageFault::invalid(format!(
            "The account is {}: its claim is changed once it is charged and has not left.",
            state.name()
        ))),
    }
}

/// Moves the account by what its claims say now, in the transaction of the change: clean, or in
/// the queue of edits with the reasons that are left.
pub(super) async fn settle(
    app: &App,
    tx: &mut Tx,
    (tenant, account): (&TenantId, &mut Account),
    who: (&str, i64),
) -> store::Result<Vec<String>> {
    let claims = claims_for_change(tx, tenant, &account.id).await?;
    let mut reasons = Vec::new();
    let mut waits = false;
    for claim in claims.iter().filter(|claim| !claim.has_left()) {
        reasons.extend(stopping(&edits_for_change(tx, tenant, &claim.id).await?));
        if claim.status == "rejected" {
            waits = true;
            reasons.push(format!("claim {} came back from the front door too", claim.id));
        }
    }
    account.value_cents = claims.iter().map(|claim| claim.claim.total().0).sum();
    let same = account.standing.reasons == reasons;
    let step = match (account.standing.state, reasons.is_empty()) {
        // Another of its claims is still to be mended: the account stays where that is worked.
        _ if waits && account.standing.queue == Queue::Rejections => None,
        (AccountState::Charged, true) => Some(AccountEvent::ScrubbedClean),
        (AccountState::Charged | AccountState::Scrubbed, false) if !same => {
            Some(AccountEvent::EditsFound { reasons: reasons.clone() })
        }
        _ => None,
    };
    match step {
        Some(step) => {
            let name = if reasons.is_empty() { "claim.clean" } else { "claim.edits" };
            steps::take(app, tx, tenant, account, &[step], who).await?;
            let told = Event::new(name, &account.id, account.standing.state.name());
            announce(app, tx, tenant, &[told]).await?;
        }
        None => save(tx, tenant, account).await?,
    }
    Ok(reasons)
}

//! After a payer decided: the claim to the next payer, where the patient has another coverage.
//!
//! `payments::secondary` makes the claim; this keeps it as a claim of the account, moves what the
//! patient owes to the next payer, and lets the account leave again. Where the first payer sent
//! the claim on itself, only the money moves: a second claim would be a duplicate. Everything is
//! done once; what cannot be done is told on the claim's timeline.

mod make;
mod withdraw;

pub(crate) use make::{Asked, Made, make, root_of};
pub(crate) use withdraw::withdraw;

use crate::app::App;
use ::payments::ledger::{Balances, Ledger, View};
use ::payments::secondary::next_on;
use model::remittance::PaidClaim;
use model::{AccountState, Cents, TenantId};
use std::collections::BTreeMap;
use store::claims::{ClaimRow, claims_by_id};
use store::payments::{self, PostedRow, RemittanceRow};
use store::{Answer, accounts};

/// Claims that are looked at together.
const TOGETHER: i64 = 500;

/// Makes the claims to the next payers of what a payment decided. A claim of which something is
/// refused waits: the refusal is worked first, and a person may bill the next payer before.
///
/// # Errors
/// A database that does not answer.
pub(crate) fn offer<'a>(
    app: &'a App,
    tenant: &'a TenantId,
    row: &'a RemittanceRow,
) -> Answer<'a, ()> {
    Box::pin(async move {
        let mut after = 0;
        loop {
            let span = (after, TOGETHER);
            let posted = payments::posted_of_remittance(&app.db, tenant, &row.id, span).await?;
            let Some(last) = posted.last().map(|one| one.place) else { return Ok(()) };
            some(app, tenant, row, (&posted, span)).await?;
            after = last;
        }
    })
}

async fn some(
    app: &App,
    tenant: &TenantId,
    row: &RemittanceRow,
    (posted, span): (&[PostedRow], (i64, i64)),
) -> store::Result<()> {
    let decided: Vec<&PostedRow> =
        posted.iter().filter(|one| one.outcome == "posted" && !one.claim.is_empty()).collect();
    let ids: Vec<String> = decided.iter().map(|one| one.claim.clone()).collect();
    let found = claims_by_id(&app.db, tenant, &ids, true).await?;
    let claims: BTreeMap<&str, &ClaimRow> =
        found.iter().map(|claim| (claim.id.as_str(), claim)).collect();
    let has_next = |one: &&&PostedRow| {
        claims.get(one.claim.as_str()).is_some_and(|row| next_on(&row.claim).is_some())
    };
    let decided: Vec<&&PostedRow> = decided.iter().filter(has_next).collect();
    if decided.is_empty() {
        return Ok(());
    }
    let staged: BTreeMap<i64, PaidClaim> =
        payments::staged(&app.db, tenant, &row.id, span).await?.into_iter().collect();
    for one in decided {
        let (Some(decision), Some(claim)) = (staged.get(&one.place), claims.get(&*one.claim))
        else {
            continue;
        };
        if !waits(app, tenant, claim).await? {
            let asked = Asked { claim, head: &row.head, decision, posted: one };
            make(app, tenant, &asked, "service").await?;
        }
    }
    Ok(())
}

/// Whether something of the claim is refused and open, nothing is left to the patient, or the
/// account is somewhere else.
async fn waits(app: &App, tenant: &TenantId, claim: &ClaimRow) -> store::Result<bool> {
    let account = accounts::get(&app.db, tenant, &claim.account).await?;
    let decided =
        account.is_some_and(|account| account.standing.state == AccountState::Adjudicated);
    let journal = payments::journal_of_account(&app.db, tenant, &claim.account).await?;
    let today = crate::surroundings::day_of(app.now());
    let balances = Balances::of(&journal, View::known_on(today));
    let on = |ledger| balances.of_claim(ledger, &claim.claim.id);
    Ok(!decided
        || on(Ledger::Denied) != Cents::ZERO
        || on(Ledger::PatientReceivable) <= Cents::ZERO)
}

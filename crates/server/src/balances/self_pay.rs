//! No payer is asked: the patient owes what the account charges.

use super::act::{Act, Done, Refusal, words};
use crate::remittances::charged;
use crate::steps;
use model::{AccountEvent, AccountState, Cents, HoldKind, Standing};
use serde_json::json;
use std::collections::BTreeSet;
use store::{charges, claims, payments};

/// Whether an account stands where its patient can be billed: its codes are final, and nothing
/// holds it but that it could not be billed, as where no coverage is known. What else holds it is
/// ended by whoever waits for it.
pub(crate) fn can_be(standing: &Standing) -> bool {
    let coded = |state| matches!(state, AccountState::Released | AccountState::Charged);
    let hold = standing.hold.as_ref();
    match standing.state {
        AccountState::Held => {
            let billed = |kind| matches!(kind, HoldKind::Payer | HoldKind::Charges);
            hold.is_some_and(|hold| billed(hold.kind) && coded(hold.resume))
        }
        state => coded(state),
    }
}

/// Bills the patient, with the reason.
///
/// # Errors
/// What was typed, or what stands in the way; a database that does not answer.
pub(crate) async fn bill_patient(mut act: Act<'_>, note: &str) -> Result<Done, Refusal> {
    let note = words(note, "Why no payer is asked", 500)?;
    let (app, visitor) = (act.app, act.visitor);
    let (tenant, account) = (&visitor.tenant, act.account.id.clone());
    let typed = |why: &str| Err(Refusal::Typed(why.to_owned()));
    if !can_be(&act.account.standing) {
        return typed(
            "The account is not where its patient can be billed: its codes are not final, or \
             it is held for something else than its bill.",
        );
    }
    let ids = std::slice::from_ref(&account);
    if !payments::standing_claims(&mut act.tx, tenant, ids).await?.is_empty() {
        return typed("A claim of this account has left: its payer is asked.");
    }
    let rows = charges::charges_for_change(&mut act.tx, tenant, &account).await?;
    if rows.iter().any(|row| row.charge.is_live() && row.charge.charge_cents.is_none()) {
        return typed("A charge has no price yet.");
    }
    let due = charged::of_account(&rows);
    if due.iter().all(|one| one.amount == Cents::ZERO) {
        return typed("The account charges nothing.");
    }
    claims::retire_claims(&mut act.tx, tenant, ids, &BTreeSet::new()).await?;
    charged::retired(app, &mut act.tx, tenant, ids).await?;
    let sum = charged::to_patient(app, &mut act.tx, tenant, (&account, &due)).await?;
    let mut moves = vec![AccountEvent::PatientBilled];
    if act.account.standing.state == AccountState::Held {
        moves.insert(0, AccountEvent::HoldLifted);
    }
    let who = (visitor.user.as_str(), app.now());
    steps::take(app, &mut act.tx, tenant, &mut act.account, &moves, who).await?;
    let detail = json!({ "cents": sum, "note": note });
    act.end(&[], ("balance.self_pay", detail)).await
}

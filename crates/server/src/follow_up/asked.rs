//! What a payer asks before it decides becomes somebody's work: one item a claim, and the account
//! stands where it is worked, with one owner and one time, until nothing is asked of it any more.

use super::front_door::shown;
use crate::app::App;
use crate::steps;
use model::{AccountEvent, AccountState, Queue, TenantId};
use serde_json::json;
use store::Tx;
use store::accounts::Account;
use store::claims::ClaimRow;
use store::payments::{self, FollowUp, FollowUpKind, RefusalReason, Settled};
use store::record::{AuditEntry, append};

/// What an answer asks of a claim.
#[derive(Clone, Debug)]
pub(super) struct Asks<'a> {
    /// What is to be followed up.
    pub kind: FollowUpKind,
    /// `277`, `277CA`.
    pub told_by: &'static str,
    /// Who says so; empty where nobody is named.
    pub who: &'a str,
    /// What is said.
    pub reasons: &'a [RefusalReason],
    /// What makes it this answer, of this claim.
    pub name: String,
}

/// What whoever has it does.
pub(crate) fn to_do(kind: FollowUpKind) -> &'static str {
    match kind {
        FollowUpKind::NotFound => {
            "Check payer, member number and the claim's number with the payer: send the claim \
             again, or enter the number under which they have it."
        }
        FollowUpKind::Asks => {
            "Send the payer what it asks for, and say here what was sent and how."
        }
        FollowUpKind::Unclear => {
            "Ask them whether they have the claim, and say here what they told you."
        }
    }
}

/// Opens the work on a claim that is with its payer; where it is open already, it says from now on
/// what was said last.
pub(super) async fn open(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    (account, row): (&mut Account, &ClaimRow),
    asks: &Asks<'_>,
) -> store::Result<()> {
    let item = FollowUp {
        id: format!("{}:{}", row.id, asks.name),
        claim: row.id.clone(),
        account: account.id.clone(),
        payer: row.claim.payer.name.clone(),
        kind: asks.kind,
        told_by: asks.told_by.to_owned(),
        who: asks.who.to_owned(),
        charge: row.claim.total(),
        at: app.now(),
        reasons: asks.reasons.to_vec(),
    };
    let new = payments::put_follow_up(tx, tenant, &item).await?;
    place(app, tx, tenant, account).await?;
    let entry = AuditEntry {
        at: app.now(),
        actor: "service".to_owned(),
        action: "claim.asked".to_owned(),
        object_kind: "claim".to_owned(),
        object: row.id.clone(),
        patient: account.patient.clone(),
        detail: json!({
            "account": account.id, "kind": asks.kind.name(), "by": asks.told_by, "new": new,
        }),
    };
    append(tx, tenant, &[entry]).await
}

/// Has the account stand where its open items say. One that is elsewhere in work goes there once
/// it is with its payer again.
pub(crate) async fn place(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    account: &mut Account,
) -> store::Result<()> {
    let ids = [account.id.0.clone()];
    let open = payments::follow_ups_now(tx, tenant, &ids).await?;
    let Some(step) = step(account, &open) else { return Ok(()) };
    let now = app.now();
    if account.standing.after(&step, now, &app.terms).is_err() {
        return Ok(());
    }
    steps::take(app, tx, tenant, account, &[step], ("service", now)).await
}

/// The step to where these open items of an account say; none where it stands there already.
fn step(account: &Account, open: &[FollowUp]) -> Option<AccountEvent> {
    let there = account.standing.queue == Queue::FollowUp;
    match asks(open) {
        None => there.then_some(AccountEvent::FollowedUp),
        Some(AccountEvent::PayerAsks { reasons })
            if there && account.standing.reasons == reasons =>
        {
            None
        }
        Some(step) => Some(step),
    }
}

/// The step of an account of which this is asked; none where nothing is.
pub(crate) fn asks(open: &[FollowUp]) -> Option<AccountEvent> {
    let mut reasons: Vec<String> = Vec::new();
    for one in open {
        reasons.extend(one.reasons.iter().map(|reason| shown(reason, &one.told_by)));
        reasons.push(to_do(one.kind).to_owned());
    }
    (!open.is_empty()).then_some(AccountEvent::PayerAsks { reasons })
}

/// The steps of an account of which a claim was decided: its payer had not decided before, or that
/// was what it was asked about. `open` are the items that are left, of any account.
pub(crate) fn decided(account: &Account, open: &[FollowUp]) -> Vec<AccountEvent> {
    use AccountState::{Acknowledged, Closed, Submitted};
    let waits = matches!(account.standing.state, Submitted | Acknowledged | Closed);
    let there = account.standing.queue == Queue::FollowUp;
    let own: Vec<FollowUp> = open.iter().filter(|one| one.account == account.id).cloned().collect();
    let goes_on = match (there, asks(&own)) {
        (true, Some(step)) => Some(step),
        (true, None) if !waits => Some(AccountEvent::FollowedUp),
        _ => None,
    };
    waits.then_some(AccountEvent::Adjudicated).into_iter().chain(goes_on).collect()
}

/// The payer says by itself that nothing is to be done any more.
pub(super) async fn told(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    (account, claim): (&mut Account, &str),
) -> store::Result<()> {
    let claims = [claim.to_owned()];
    payments::settle_follow_ups(tx, tenant, &by_service("told", app.now()), &claims).await?;
    place(app, tx, tenant, account).await
}

/// The claim came back: what is to be done with it is told elsewhere.
pub(super) async fn back(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    claim: &str,
) -> store::Result<()> {
    let (settled, claims) = (by_service("mended", app.now()), [claim.to_owned()]);
    payments::settle_follow_ups(tx, tenant, &settled, &claims).await.map(drop)
}

/// An end that needs nobody.
pub(crate) fn by_service(state: &'static str, at: i64) -> Settled<'static> {
    Settled { state, by: "service", note: "", number: "", at }
}

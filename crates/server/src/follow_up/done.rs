//! What somebody did about what a payer asks: said on the claim's timeline, and the account waits
//! for its payer again, or the claim is here to be mended.

use super::asked;
use super::claims::keep_number_in;
use super::front_door::{came_back, shown};
use crate::app::App;
use model::TenantId;
use store::accounts::Account;
use store::claims::ClaimRow;
use store::payments::{self, ClaimEvent, FollowUp, FrontDoorRefusal, RefusalReason, Settled};
use store::{StoreError, Tx};

/// Days until a payer is asked where the claim is, after somebody followed it up: it has to find
/// what was sent.
const LOOK_AGAIN_DAYS: i64 = 14;

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// What they asked for was sent.
    Sent,
    /// They have it, and work on it.
    Waits,
    /// They have it under a number of theirs.
    Number,
    /// It leaves again as it is.
    Resend,
    /// It comes back to be mended.
    Mend,
}

impl Act {
    /// Every act.
    pub(crate) const ALL: [Act; 5] = [Act::Sent, Act::Waits, Act::Number, Act::Resend, Act::Mend];

    /// The name in a form.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Act::Sent => "sent",
            Act::Waits => "waits",
            Act::Number => "number",
            Act::Resend => "resend",
            Act::Mend => "mend",
        }
    }

    /// How the item ended, as stored.
    fn state(self) -> &'static str {
        match self {
            Act::Sent => "answered",
            Act::Waits | Act::Number => "waits",
            Act::Resend => "resent",
            Act::Mend => "mended",
        }
    }

    /// Whether the claim is here after it.
    fn brings_back(self) -> bool {
        matches!(self, Act::Resend | Act::Mend)
    }
}

/// Who did what.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Done<'a> {
    /// What.
    pub act: Act,
    /// What they say of it.
    pub note: &'a str,
    /// The payer's number of the claim; empty where none was learned.
    pub number: &'a str,
    /// The user.
    pub user: &'a str,
    /// Their name, for the timeline.
    pub name: &'a str,
}

/// Ends an open item, in the transaction of the caller, who holds account and claim.
///
/// # Errors
/// [`StoreError::Conflict`] where the item is not open any more; a database that does not answer.
pub(crate) async fn done(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    (account, row, item): (&mut Account, &ClaimRow, &FollowUp),
    done: Done<'_>,
) -> store::Result<()> {
    let now = app.now();
    let settled = Settled {
        state: done.act.state(),
        by: done.user,
        note: done.note,
        number: done.number,
        at: now,
    };
    let claims = [row.id.clone()];
    if payments::settle_follow_ups(tx, tenant, &settled, &claims).await? != 1 {
        return Err(StoreError::Conflict { what: format!("claim {}", row.id) });
    }
    let event = ClaimEvent {
        claim: row.id.clone(),
        id: format!("followed:{}", item.id),
        at: now,
        kind: "followed_up".to_owned(),
        tone: "news",
        said: said(&done),
        file: String::new(),
    };
    payments::put_claim_events(tx, tenant, &[event]).await?;
    if done.act.brings_back() {
        let reasons: Vec<String> =
            item.reasons.iter().map(|one| shown(one, &item.told_by)).collect();
        if done.act == Act::Mend {
            let refusal = refusal(app, (row, item), done.note);
            payments::put_refusal(tx, tenant, &refusal).await?;
        }
        return came_back(app, tx, tenant, (account, row.clone()), (reasons, done.user)).await;
    }
    if !done.number.is_empty() {
        keep_number_in(tx, tenant, done.number, &row.id).await?;
    }
    let ask_at = now + LOOK_AGAIN_DAYS * 86_400_000_000;
    payments::ask_anew(tx, tenant, &row.id, ask_at).await?;
    asked::place(app, tx, tenant, account).await
}

/// What was done, for whoever reads the timeline.
fn said(done: &Done<'_>) -> String {
    let (name, note) = (done.name, done.note);
    match done.act {
        Act::Sent => format!("{name} sent what the payer asks for: {note}"),
        Act::Waits => format!("{name} asked them, they have it: {note}"),
        Act::Number if note.is_empty() => {
            format!("{name} found it with them under their number {}", done.number)
        }
        Act::Number => {
            format!("{name} found it with them under their number {}: {note}", done.number)
        }
        Act::Resend => format!("{name} sends it again as it is: {note}"),
        Act::Mend => format!("{name} brought it back to be mended: {note}"),
    }
}

/// The claim is mended where those are that were refused.
fn refusal(app: &App, (row, item): (&ClaimRow, &FollowUp), note: &str) -> FrontDoorRefusal {
    let mut reasons = item.reasons.clone();
    if !note.is_empty() {
        reasons.push(RefusalReason { said: note.to_owned(), place: String::new() });
    }
    FrontDoorRefusal {
        id: format!("followed:{}", item.id),
        claim: row.id.clone(),
        account: row.account.clone(),
        payer: item.payer.clone(),
        control: 0,
        refused_by: item.told_by.clone(),
        who: item.who.clone(),
        charge: row.claim.total(),
        at: app.now(),
        reasons,
    }
}

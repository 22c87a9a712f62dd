//! What the front door says of a claim that left: taken or refused, and what follows.
//!
//! Answers come late, twice, in any order and from several doors. What was decided by who knows
//! more is never taken back: an interchange's verdict (TA1) gives way to a file's (999), that to a
//! claim's (277CA), and all to the payer's decision (835). A refusal is never undone by a later
//! acceptance of the same kind, because the claim may be on its way again already; whoever works
//! it reads of it on the claim's timeline. An answer about an earlier file of a claim that left
//! again moves nothing.

use super::Sender;
use super::asked::{self, Asks};
use crate::app::App;
use crate::steps;
use crate::worker::send;
use model::{AccountEvent, AccountId, AccountState, Queue, TenantId};
use serde_json::json;
use store::accounts::{self, Account};
use store::claims::{self, ClaimRow};
use store::payments::{
    self, ClaimEvent, FollowUpKind, FrontDoorRefusal, RefusalReason, SentInterchange,
};
use store::record::{AuditEntry, append};
use store::{Tx, work};

/// Who speaks, in the order in which they know more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Door {
    /// TA1: the interchange.
    Interchange,
    /// 999: the file's form.
    Form,
    /// 277CA or 277: the claim.
    Claim,
}

impl Door {
    /// As people call it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Door::Interchange => "TA1",
            Door::Form => "999",
            Door::Claim => "277CA",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Door::Interchange => "ta1",
            Door::Form => "999",
            Door::Claim => "277ca",
        }
    }

    fn of(key: &str) -> Option<Door> {
        [Door::Interchange, Door::Form, Door::Claim].into_iter().find(|door| door.key() == key)
    }
}

/// Which file of a claim is answered.
#[derive(Clone, Copy, Debug)]
pub(super) enum Which<'a> {
    /// This one.
    Sent(&'a SentInterchange),
    /// The one under this control number, the newest where the answer names none, of those that
    /// went to its sender, where any did.
    Told(Option<i64>, &'a Sender),
}

impl Which<'_> {
    /// That of these, oldest first; an error where several partners may be meant.
    fn of(self, sent: &[SentInterchange]) -> Result<Option<SentInterchange>, Became> {
        let (control, from) = match self {
            Which::Sent(one) => {
                let same = |other: &&SentInterchange| {
                    (&other.partner, other.control) == (&one.partner, one.control)
                };
                return Ok(sent.iter().find(same).cloned());
            }
            Which::Told(control, from) => (control, from),
        };
        let under = |one: &&SentInterchange| control.is_none_or(|number| one.control == number);
        let under: Vec<&SentInterchange> = sent.iter().filter(under).collect();
        let own: Vec<_> = under.iter().copied().filter(|one| from.is(&one.receiver)).collect();
        let meant = if own.is_empty() { under } else { own };
        match (control, meant.as_slice()) {
            (Some(_), [_, _, ..]) => Err(Became::Unclear),
            (_, meant) => Ok(meant.last().map(|one| (*one).clone())),
        }
    }
}

/// What is said of a claim on its arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// It was taken.
    Taken,
    /// It was refused.
    Refused,
    /// Neither, as far as this program knows: a person looks.
    Unclear,
}

/// What one answer says of one claim.
#[derive(Clone, Debug)]
pub(super) struct Word<'a> {
    pub door: Door,
    /// The claim.
    pub claim: &'a str,
    /// Its account.
    pub account: &'a AccountId,
    /// Which file of it is answered.
    pub which: Which<'a>,
    /// Whether it was taken.
    pub says: Says,
    /// Who says so; empty where nobody is named.
    pub who: String,
    /// What is said, a sentence for the timeline.
    pub said: String,
    /// Why it was refused.
    pub reasons: Vec<RefusalReason>,
    /// What makes it the same answer: told once.
    pub key: String,
    /// The file in which it came.
    pub file: &'a str,
}

/// What became of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Became {
    /// The claim moved.
    Moved,
    /// It is on the timeline, and nothing moved.
    Noted,
    /// It was told before.
    Again,
    /// Nothing of ours left that it could answer.
    Unmatched,
    /// It may be about files to several partners.
    Unclear,
}

/// Takes one answer, in a transaction of its own.
pub(super) async fn take(app: &App, tenant: &TenantId, word: &Word<'_>) -> store::Result<Became> {
    let now = app.now();
    let mut tx = app.db.begin().await?;
    let mut account = accounts::get_for_change(&mut tx, tenant, word.account).await?;
    let Some(row) = claims::claim_for_change(&mut tx, tenant, word.claim).await? else {
        return Ok(Became::Unmatched);
    };
    let sent = payments::sent_now(&mut tx, tenant, ("837", word.claim)).await?;
    let newest = sent.last().map(|one| (one.partner.clone(), one.control));
    let meant = match word.which.of(&sent) {
        Ok(Some(meant)) => meant,
        Ok(None) => return Ok(Became::Unmatched),
        Err(unclear) => return Ok(unclear),
    };
    let superseded = newest.is_some_and(|newest| newest != (meant.partner.clone(), meant.control));
    let verdict = judge(word, &row, &meant, superseded);
    let event = event(word, &meant, verdict, now);
    if payments::put_claim_events(&mut tx, tenant, &[event]).await? == 0 {
        return Ok(Became::Again);
    }
    if let Verdict::Counts = verdict {
        let mut heard = meant.clone();
        heard.heard = word.door.key().to_owned();
        match (word.says, word.door) {
            (Says::Taken, Door::Interchange) => {}
            (Says::Taken, _) => "accepted".clone_into(&mut heard.state),
            (Says::Refused, _) => "rejected".clone_into(&mut heard.state),
            // Who says neither is not the last who speaks of it.
            (Says::Unclear, _) => heard.heard.clone_from(&meant.heard),
        }
        payments::settle_sent(&mut tx, tenant, &heard).await?;
        match word.says {
            Says::Taken => taken(app, &mut tx, tenant, (word, &mut account, row)).await?,
            Says::Refused => {
                refused(app, &mut tx, tenant, (word, &mut account, row, &meant)).await?;
            }
            Says::Unclear => unclear(app, &mut tx, tenant, (word, &mut account, &row)).await?,
        }
        append(&mut tx, tenant, &[audit(word, &account, &meant, now)]).await?;
    }
    tx.commit().await?;
    match verdict {
        Verdict::Counts => {
            app.changed(tenant);
            Ok(Became::Moved)
        }
        Verdict::Noted(_) => Ok(Became::Noted),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// It moves what it may move.
    Counts,
    /// It is told only, and why.
    Noted(&'static str),
}

fn judge(word: &Word<'_>, row: &ClaimRow, meant: &SentInterchange, superseded: bool) -> Verdict {
    if superseded {
        return Verdict::Noted("it is about an earlier file, the claim left again since");
    }
    match row.status.as_str() {
        "submitted" | "acknowledged" => {}
        "paid" | "denied" => return Verdict::Noted("the payer had decided already"),
        _ if word.says == Says::Taken => {
            return Verdict::Noted(
                "it contradicts a refusal: ask them before the claim is sent again",
            );
        }
        _ => return Verdict::Noted("the claim was refused before and is here to be mended"),
    }
    match Door::of(&meant.heard) {
        Some(before) if before > word.door => Verdict::Noted("who knows more had answered already"),
        _ => Verdict::Counts,
    }
}

fn event(word: &Word<'_>, meant: &SentInterchange, verdict: Verdict, at: i64) -> ClaimEvent {
    let beside = match verdict {
        Verdict::Counts => String::new(),
        Verdict::Noted(why) => format!(" (nothing moved: {why})"),
    };
    ClaimEvent {
        claim: word.claim.to_owned(),
        id: format!("{}:{}:{}:{}", word.door.key(), meant.partner, meant.control, word.key),
        at,
        kind: word.door.key().to_owned(),
        tone: match (word.says, verdict) {
            (Says::Refused | Says::Unclear, Verdict::Counts) => "bad",
            (Says::Taken, Verdict::Counts) => "good",
            _ => "news",
        },
        said: format!("{}{beside}", word.said),
        file: word.file.to_owned(),
    }
}

async fn taken(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    (word, account, mut row): (&Word<'_>, &mut Account, ClaimRow),
) -> store::Result<()> {
    // A TA1 says that the envelope is whole, nothing of what is in it.
    if word.door == Door::Interchange {
        return Ok(());
    }
    if row.status == "submitted" {
        "acknowledged".clone_into(&mut row.status);
        claims::save_leaving(tx, tenant, &mut row).await?;
    }
    if account.standing.state == AccountState::Submitted {
        let who = ("service", app.now());
        steps::take(app, tx, tenant, account, &[AccountEvent::Acknowledged], who).await?;
    }
    // Who had said neither yes nor no says yes; what else is asked of the claim stays open.
    let open = payments::follow_up_now(tx, tenant, &row.id).await?;
    let unclear = open.is_some_and(|one| one.kind == FollowUpKind::Unclear);
    if unclear && word.door == Door::Claim {
        asked::told(app, tx, tenant, (account, &row.id)).await?;
    }
    Ok(())
}

/// Nobody here knows what it means: somebody looks.
async fn unclear(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    (word, account, row): (&Word<'_>, &mut Account, &ClaimRow),
) -> store::Result<()> {
    let asks = Asks {
        kind: FollowUpKind::Unclear,
        told_by: word.door.name(),
        who: &word.who,
        reasons: &word.reasons,
        name: format!("{}:{}", word.door.key(), word.key),
    };
    asked::open(app, tx, tenant, (account, row), &asks).await
}

/// The claim comes back, refused by who was asked to take it.
async fn refused(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    (word, account, row, meant): (&Word<'_>, &mut Account, ClaimRow, &SentInterchange),
) -> store::Result<()> {
    let refusal = FrontDoorRefusal {
        id: format!("{}:{}:{}", meant.partner, meant.control, word.door.key()),
        claim: row.id.clone(),
        account: account.id.clone(),
        payer: row.claim.payer.name.clone(),
        control: meant.control,
        refused_by: word.door.name().to_owned(),
        who: word.who.clone(),
        charge: row.claim.total(),
        at: app.now(),
        reasons: word.reasons.clone(),
    };
    payments::put_refusal(tx, tenant, &refusal).await?;
    let reasons = word.reasons.iter().map(|one| shown(one, word.door.name())).collect();
    came_back(app, tx, tenant, (account, row), (reasons, "service")).await
}

/// A claim that left is here again: it is open and may leave once more, and nobody asks a payer
/// about what it does not have.
pub(super) async fn came_back(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    (account, mut row): (&mut Account, ClaimRow),
    (reasons, who): (Vec<String>, &str),
) -> store::Result<()> {
    let now = app.now();
    work::came_back(tx, tenant, (send::CLAIM, &row.fingerprint)).await?;
    (row.status, row.submitted_at) = ("rejected".to_owned(), None);
    claims::save_leaving(tx, tenant, &mut row).await?;
    payments::stop_asking(tx, tenant, &row.id).await?;
    asked::back(app, tx, tenant, &row.id).await?;
    let step = AccountEvent::Rejected { reasons: reasons.clone() };
    if account.standing.after(&step, now, &app.terms).is_ok() {
        return steps::take(app, tx, tenant, account, &[step], (who, now)).await;
    }
    // Another claim of the account came back before: this one waits at the same place.
    if matches!(account.standing.queue, Queue::Rejections | Queue::Edits) {
        account.standing.reasons.extend(reasons);
        return accounts::save(tx, tenant, account).await;
    }
    // The payer decided another claim of it: this one is mended where edits are.
    if account.standing.state == AccountState::Adjudicated {
        let steps = [AccountEvent::Corrected, AccountEvent::EditsFound { reasons }];
        return steps::take(app, tx, tenant, account, &steps, (who, now)).await;
    }
    Ok(())
}

/// A reason as it stands at the account.
pub(super) fn shown(reason: &RefusalReason, told_by: &str) -> String {
    match reason.place.is_empty() {
        true => format!("{told_by}: {}", reason.said),
        false => format!("{told_by}: {}, at {}", reason.said, reason.place),
    }
}

fn audit(word: &Word<'_>, account: &Account, meant: &SentInterchange, at: i64) -> AuditEntry {
    AuditEntry {
        at,
        actor: "service".to_owned(),
        action: match word.says {
            Says::Taken => "claim.acknowledged",
            Says::Refused => "claim.rejected",
            Says::Unclear => "claim.unclear",
        }
        .to_owned(),
        object_kind: "claim".to_owned(),
        object: word.claim.to_owned(),
        patient: account.patient.clone(),
        detail: json!({
            "account": account.id, "partner": meant.partner, "control": meant.control,
            "by": word.door.name(), "file": word.file,
        }),
    }
}

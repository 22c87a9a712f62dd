//! A person takes back what was posted to the wrong claim.
//!
//! Every entry of the posting is undone by one of its own, its money waits in unapplied cash with
//! an item to look at, and what hung on the posting goes with it: denials and what people booked
//! for them, the claim to the next payer, statements, the closing of the account. What has left the
//! house cannot be called back: it is told.

mod hung;

use super::posting::context_by_hand;
use crate::app::App;
use crate::surroundings::day_of;
use ::payments::ledger::{Entry, Event};
use ::payments::posting::{Payers, PostedClaim, ReviewItem, ReviewReason, Unposted};
use model::{AccountId, TenantId};
use serde_json::json;
use std::collections::BTreeSet;
use store::payments::{self, ClaimEvent, LineWord, PostedRow, RemittanceRow};
use store::record::{AuditEntry, append};
use store::{StoreError, Tx, accounts, work};

/// Longest reason, in characters.
pub(crate) const LONGEST_REASON: usize = 500;

/// Which posting a person takes back, as they saw it.
#[derive(Clone, Copy, Debug)]
pub struct Unpost<'a> {
    /// The payment.
    pub remittance: &'a str,
    /// Which claim of it, from 1.
    pub place: i64,
    /// How often it was taken back when they saw it.
    pub turn: i64,
    /// On which claim it stood.
    pub claim: &'a str,
    /// Why.
    pub word: &'a str,
    /// Who.
    pub who: &'a str,
}

/// What goes with a posting that is taken back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Follows {
    /// Sentences: what is taken back too.
    pub undone: Vec<String>,
    /// Sentences: what has left and must be seen to by a person.
    pub left: Vec<String>,
    /// What people had made of comparisons that go with it.
    pub worked: Vec<LineWord>,
}

fn refused(why: impl ToString) -> StoreError {
    StoreError::Refused(why.to_string())
}

/// Takes a posting back: ledger, books, what followed and the audit log in one transaction. Where
/// the person is not `sure`, it says what would follow, and nothing of it is kept.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody else took it back or moved it, [`StoreError::Refused`]
/// with the reason when it cannot be taken back.
pub async fn unpost(
    app: &App,
    tenant: &TenantId,
    (asked, sure): (Unpost<'_>, bool),
) -> store::Result<Follows> {
    let word = asked.word.trim();
    match word.chars().count() {
        0 => return Err(refused("say why the posting is taken back")),
        1..=LONGEST_REASON => {}
        _ => return Err(refused(format!("the reason has at most {LONGEST_REASON} characters"))),
    }
    let gone = || StoreError::NotFound { what: "such posting".to_owned() };
    let (db, id, place) = (&app.db, asked.remittance, asked.place);
    let row = payments::remittance(db, tenant, id).await?.ok_or_else(gone)?;
    let before = (place.saturating_sub(1), 1);
    let before = payments::posted_of_remittance(db, tenant, id, before).await?.pop();
    let before = before.filter(|one| one.place == place).ok_or_else(gone)?;
    let accounts = accounts_of(&before);
    let mut tx = app.db.begin().await?;
    // Accounts first, as who posts does: what is read from here on stays so.
    accounts::get_all_for_change(&mut tx, tenant, &accounts).await?;
    let posted = payments::posted_for_change(&mut tx, tenant, (id, place)).await?;
    let posted = posted.ok_or_else(gone)?;
    let seen = posted.turn == asked.turn && posted.claim == asked.claim && posted == before;
    if !seen || !matches!(posted.outcome.as_str(), "posted" | "divided") {
        return Err(StoreError::Conflict { what: "this posting".to_owned() });
    }
    if row.state != "closed" || work::waits(&mut tx, tenant, (super::AFTER, &row.id)).await? {
        return Err(refused("this payment is still being posted; try again in a minute"));
    }
    let undo = Undo { app, tenant, posted: &posted, accounts, word, who: asked.who };
    let mut told = Follows::default();
    let made = undo.money(&mut tx, &row).await?;
    undo.around(&mut tx, &mut told).await?;
    if !sure {
        return Ok(told);
    }
    undo.look_again(&mut tx, (&made, &told)).await?;
    undo.tell(&mut tx, (&made, &told)).await?;
    super::ask(app, &mut tx, tenant, (super::AFTER, &row.id)).await?;
    tx.commit().await?;
    app.changed(tenant);
    app.work.notify_waiters();
    Ok(told)
}

/// The accounts to which money of a posting went, in their order.
fn accounts_of(posted: &PostedRow) -> Vec<AccountId> {
    let parts = posted.posted.iter().flat_map(|kept| &kept.parts);
    let legs = parts.filter_map(|part| part.entry.as_ref()).flat_map(Entry::legs);
    let own = AccountId(posted.account.clone());
    let all = legs.filter_map(|leg| leg.subject.account.clone()).chain([own]);
    let all: BTreeSet<AccountId> = all.filter(|id| !id.0.is_empty()).collect();
    all.into_iter().collect()
}

struct Undo<'a> {
    app: &'a App,
    tenant: &'a TenantId,
    posted: &'a PostedRow,
    accounts: Vec<AccountId>,
    word: &'a str,
    who: &'a str,
}

impl Undo<'_> {
    fn which(&self) -> (&str, i64) {
        (&self.posted.remittance, self.posted.place)
    }

    /// Ledger and books.
    async fn money(&self, tx: &mut Tx, row: &RemittanceRow) -> store::Result<Unposted> {
        let (app, tenant) = (self.app, self.tenant);
        let Some(kept) = self.posted.posted.as_ref() else {
            return Err(refused("nothing of it can be taken back"));
        };
        self.stands(tx, kept).await?;
        let pushed = payments::pushed_aside(tx, tenant, &self.posted.claim, self.which()).await?;
        let payers = Payers::default();
        let context = context_by_hand(app, &row.id, &payers);
        let turn = u32::try_from(self.posted.turn + 1).unwrap_or(u32::MAX);
        let made = ::payments::posting::unpost(kept, &pushed, (turn, self.word), &context)
            .map_err(refused)?;
        let (at, today) = (app.now(), day_of(app.now()));
        let batch = context.batch.0.as_str();
        payments::open_batch(tx, tenant, (batch, "people"), (at, Some(today))).await?;
        payments::add_entries(tx, tenant, at, &made.entries).await?;
        let paid = made.kept.parts.iter().any(|part| part.entry.is_some());
        let outcome = if paid { "unapplied" } else { "nothing" };
        payments::put_undone(tx, tenant, self.posted, (&made.kept, outcome)).await?;
        payments::settle_money(tx, tenant, &row.id, -made.moved).await?;
        if !made.restored.is_empty() {
            let claim = self.posted.claim.as_str();
            let all = payments::posted_of_claim_for_change(tx, tenant, claim).await?;
            for mut earlier in all {
                let Some(mut kept) = earlier.posted.take() else { continue };
                kept.stands_again(&made.restored);
                let which = (earlier.remittance.as_str(), earlier.place);
                payments::put_standing(tx, tenant, which, &kept).await?;
            }
        }
        Ok(made)
    }

    /// Only what stands as it was posted is taken back as a whole.
    async fn stands(&self, tx: &mut Tx, kept: &PostedClaim) -> store::Result<()> {
        for entry in kept.parts.iter().filter_map(|part| part.entry.as_ref()) {
            if payments::is_taken_back(tx, self.tenant, &entry.id().0).await? {
                return Err(refused(
                    "a later word of the payer took it back, or stands in place of a part of it; \
                     take that back first",
                ));
            }
            if entry.head().cause.event == Event::Refunded {
                return Err(refused(self.refunded(tx, entry).await?));
            }
        }
        Ok(())
    }

    /// What stands in the way where a part went, or is to go, back to the payer.
    async fn refunded(&self, tx: &mut Tx, entry: &Entry) -> store::Result<&'static str> {
        let id = entry.id().0.rsplit_once(':').map_or("", |(refund, _)| refund);
        let refund = payments::refund_for_change(tx, self.tenant, id).await?;
        Ok(match refund.is_some_and(|one| one.state == "sent") {
            true => {
                "a part of it was sent back to the payer, and what was sent cannot wait here again; \
                 the posting stays as it is"
            }
            false => "a part of it is to go back to the payer; decline that refund first",
        })
    }

    /// The money waits for the right claim.
    async fn look_again(
        &self,
        tx: &mut Tx,
        (made, told): (&Unposted, &Follows),
    ) -> store::Result<()> {
        let left = told.left.iter().map(|one| format!(" ({one})"));
        let item = ReviewItem {
            place: usize::try_from(self.posted.place).unwrap_or(0),
            control_number: made.kept.control_number.clone(),
            claim: None,
            line: None,
            waiting: made.kept.parts.iter().map(|part| part.paid).sum(),
            reason: ReviewReason::TakenBackByHand {
                from: self.posted.claim.clone(),
                why: format!("{}{}", self.word, left.collect::<String>()),
            },
        };
        let when = (self.posted.remittance.as_str(), self.app.now(), self.posted.turn + 1);
        payments::put_undone_review(tx, self.tenant, when, &item).await
    }

    /// Timeline and audit log.
    async fn tell(&self, tx: &mut Tx, (made, told): (&Unposted, &Follows)) -> store::Result<()> {
        let (app, posted) = (self.app, self.posted);
        let (remittance, place) = self.which();
        if !posted.claim.is_empty() {
            let event = ClaimEvent {
                claim: posted.claim.clone(),
                id: format!("835:{remittance}:{place}:undone{}", posted.turn + 1),
                at: app.now(),
                kind: "835".to_owned(),
                tone: "news",
                said: format!("a decision that was posted by mistake is taken back: {}", self.word),
                file: String::new(),
            };
            payments::put_claim_events(tx, self.tenant, &[event]).await?;
        }
        let found = accounts::get_all_for_change(tx, self.tenant, &self.accounts).await?;
        let patients: BTreeSet<_> = found.into_values().map(|one| one.patient).collect();
        let what = match posted.claim.is_empty() {
            true => format!("claim {place}, divided among several"),
            false => format!("claim {place}, posted to {}", posted.claim),
        };
        let accounts: Vec<&str> = self.accounts.iter().map(AccountId::as_str).collect();
        let detail = json!({
            "place": place, "claim": posted.claim, "account": posted.account,
            "accounts": accounts, "what": what, "word": self.word, "cents": made.moved,
            "undone": told.undone, "left": told.left, "comparisons": told.worked,
        });
        let entry = |patient| AuditEntry {
            at: app.now(),
            actor: self.who.to_owned(),
            action: "review.unpost".to_owned(),
            object_kind: "remittance".to_owned(),
            object: remittance.to_owned(),
            patient,
            detail: detail.clone(),
        };
        // One for each patient whose money moved.
        let mut entries: Vec<AuditEntry> = patients.into_iter().map(entry).collect();
        if entries.is_empty() {
            entries.push(entry(None));
        }
        append(tx, self.tenant, &entries).await.map(drop)
    }
}

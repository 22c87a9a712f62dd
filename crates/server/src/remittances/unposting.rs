//! A person takes back what was posted to the wrong claim.
//!
//! Every entry of the posting is undone by one of its own, its money waits in unapplied cash with
//! an item to look at, and what hung on the posting goes with it: denials and what people booked
//! for them, the claim to the next payer, statements, the closing of the account. What has left the
//! house cannot be called back: it is told.

use super::posting::context_by_hand;
use crate::app::App;
use crate::denials::unposting::{Withdrawn, withdrawn};
use crate::next_payer;
use crate::surroundings::day_of;
use ::payments::ledger::Event;
use ::payments::posting::{Payers, PostedClaim, ReviewItem, ReviewReason, Unposted, plain};
use model::{AccountEvent, AccountId, AccountState, Cents, TenantId};
use serde_json::json;
use store::payments::{self, ClaimEvent, PostedRow, RemittanceRow};
use store::record::{AuditEntry, append};
use store::{StoreError, Tx, accounts, claims, work};

/// Longest reason, in characters.
pub(crate) const LONGEST_REASON: usize = 500;

/// Which posting a person takes back, as they saw it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unpost<'a> {
    /// The payment.
    pub(crate) remittance: &'a str,
    /// Which claim of it, from 1.
    pub(crate) place: i64,
    /// How often it was taken back when they saw it.
    pub(crate) turn: i64,
    /// On which claim it stood.
    pub(crate) claim: &'a str,
    /// Why.
    pub(crate) word: &'a str,
    /// Who.
    pub(crate) who: &'a str,
}

/// What goes with a posting that is taken back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Follows {
    /// Sentences: what is taken back too.
    pub(crate) undone: Vec<String>,
    /// Sentences: what has left and must be seen to by a person.
    pub(crate) left: Vec<String>,
}

fn refused(why: impl ToString) -> StoreError {
    StoreError::Refused(why.to_string())
}

/// What would go with a posting, for the page that asks.
///
/// # Errors
/// A database that does not answer.
pub(crate) async fn follows(
    app: &App,
    tenant: &TenantId,
    posted: &PostedRow,
) -> store::Result<Follows> {
    // Nothing of it is kept: the transaction is dropped.
    let mut tx = app.db.begin().await?;
    let mut told = Follows::default();
    let undo = Undo { app, tenant, posted, word: "", who: "service" };
    undo.around(&mut tx, &mut told).await?;
    Ok(told)
}

/// Takes a posting back: ledger, books, what followed and the audit log in one transaction.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody else took it back or moved it, [`StoreError::Refused`]
/// with the reason when it cannot be taken back.
pub(crate) async fn unpost(
    app: &App,
    tenant: &TenantId,
    asked: Unpost<'_>,
) -> store::Result<Follows> {
    let word = asked.word.trim();
    match word.chars().count() {
        0 => return Err(refused("say why the posting is taken back")),
        1..=LONGEST_REASON => {}
        _ => return Err(refused(format!("the reason has at most {LONGEST_REASON} characters"))),
    }
    let gone = || StoreError::NotFound { what: "such posting".to_owned() };
    let row = payments::remittance(&app.db, tenant, asked.remittance).await?.ok_or_else(gone)?;
    let mut tx = app.db.begin().await?;
    let which = (asked.remittance, asked.place);
    let posted = payments::posted_for_change(&mut tx, tenant, which).await?.ok_or_else(gone)?;
    let seen = posted.turn == asked.turn && posted.claim == asked.claim;
    if !seen || !matches!(posted.outcome.as_str(), "posted" | "divided") {
        return Err(StoreError::Conflict { what: "this posting".to_owned() });
    }
    if row.state != "closed" || work::waits(&mut tx, tenant, (super::AFTER, &row.id)).await? {
        return Err(refused("this payment is still being posted; try again in a minute"));
    }
    let undo = Undo { app, tenant, posted: &posted, word, who: asked.who };
    let mut told = Follows::default();
    let made = undo.money(&mut tx, &row).await?;
    undo.around(&mut tx, &mut told).await?;
    undo.look_again(&mut tx, (&made, &told)).await?;
    undo.tell(&mut tx, (&made, &told)).await?;
    super::ask(app, &mut tx, tenant, (super::AFTER, &row.id)).await?;
    tx.commit().await?;
    app.changed(tenant);
    app.work.notify_waiters();
    Ok(told)
}

struct Undo<'a> {
    app: &'a App,
    tenant: &'a TenantId,
    posted: &'a PostedRow,
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
        let pushed = payments::pushed_aside(tx, tenant, self.which()).await?;
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
                return Err(refused(
                    "a part of it is to go back to the payer; decline that refund first",
                ));
            }
        }
        Ok(())
    }

    /// What hung on the posting.
    async fn around(&self, tx: &mut Tx, told: &mut Follows) -> store::Result<()> {
        let (app, tenant, posted) = (self.app, self.tenant, self.posted);
        payments::drop_lines(tx, tenant, self.which()).await?;
        let settled = (self.who, app.now(), "the posting was taken back");
        payments::settle_reviews_of(tx, tenant, self.which(), settled).await?;
        if posted.claim.is_empty() {
            return Ok(());
        }
        let denials = withdrawn(app, tx, tenant, (posted, self.who, self.word)).await?;
        words_of(denials, told);
        let others = self.others(tx).await?;
        self.claim(tx, &others).await?;
        if posted.account.is_empty() {
            return Ok(());
        }
        let account = AccountId(posted.account.clone());
        let next = (&account, posted);
        let dropped = next_payer::withdraw(app, tx, tenant, next, told).await?;
        let since = (&account, posted.at);
        match payments::withdraw_statements(tx, tenant, since).await? {
            0 => {}
            count => told.left.push(format!(
                "{count} statement{} went to the patient meanwhile; withdrawn here, tell the \
                 patient if it asked for too much",
                if count == 1 { "" } else { "s" }
            )),
        }
        if payments::plan_of(&app.db, tenant, &account).await?.is_some() {
            told.left.push("the patient pays in parts: look at the plan".to_owned());
        }
        self.account(tx, (&account, dropped, !others.is_empty()), told).await
    }

    /// Other decisions that stand on the claim.
    async fn others(&self, tx: &mut Tx) -> store::Result<Vec<PostedRow>> {
        let claim = self.posted.claim.as_str();
        let mut found = Vec::new();
        for one in payments::posted_of_claim_for_change(tx, self.tenant, claim).await? {
            if (one.remittance.as_str(), one.place) == self.which() || one.outcome == "reversed" {
                continue;
            }
            let parts = one.posted.iter().flat_map(|kept| &kept.parts);
            let mut standing = false;
            for entry in parts.filter_map(|part| part.entry.as_ref()) {
                standing |= !payments::is_taken_back(tx, self.tenant, &entry.id().0).await?;
            }
            if standing {
                found.push(one);
            }
        }
        Ok(found)
    }

    /// The claim is what its other decisions make it, or waits again.
    async fn claim(&self, tx: &mut Tx, others: &[PostedRow]) -> store::Result<()> {
        let (tenant, claim) = (self.tenant, self.posted.claim.clone());
        let number = |one: &PostedRow| {
            let kept = one.posted.as_ref()?;
            kept.payer_control_number.as_deref().map(plain)
        };
        let own = number(self.posted).filter(|own| !own.is_empty());
        let told_by_others = others.iter().any(|one| number(one) == own);
        let open = payments::open_claim(&self.app.db, tenant, &claim).await?;
        if let Some(own) = own.filter(|_| !told_by_others) {
            let ours = open.as_ref().is_some_and(|one| one.open.keys().contains(&own));
            if !ours {
                payments::drop_key(tx, tenant, (&own, &claim)).await?;
            }
        }
        let paid = |one: &&PostedRow| one.posted.iter().any(|kept| kept.paid != Cents::ZERO);
        let status = match (others.is_empty(), others.iter().find(paid)) {
            (true, _) => "acknowledged",
            (false, Some(_)) => "paid",
            (false, None) => "denied",
        };
        if others.is_empty() {
            let payer = open.as_ref().and_then(|one| one.open.payers.first().cloned());
            let wait = crate::patience::of(self.app, tenant, &payer.unwrap_or_default()).await?;
            let ask_at = wait.ask_at(self.app.now());
            payments::undecided(tx, tenant, &claim, ask_at).await?;
        }
        claims::put_statuses(tx, tenant, status, &[claim]).await
    }

    /// The account waits for its payer again, or is open again.
    async fn account(
        &self,
        tx: &mut Tx,
        (id, dropped, decided): (&AccountId, bool, bool),
        told: &mut Follows,
    ) -> store::Result<()> {
        let mut account = accounts::get_for_change(tx, self.tenant, id).await?;
        use AccountState::{Adjudicated, Charged, Closed, Scrubbed};
        let state = account.standing.state;
        let step = match (state, decided) {
            (Closed, true) => AccountEvent::Adjudicated,
            (Closed | Adjudicated, false) => AccountEvent::DecisionUndone,
            (Charged | Scrubbed, _) if dropped => AccountEvent::DecisionUndone,
            (Charged | Scrubbed, _) => {
                told.left.push("the account is in work since: look at its claims".to_owned());
                return Ok(());
            }
            _ => return Ok(()),
        };
        if state == Closed {
            told.undone.push("the account is open again".to_owned());
        }
        let who = (self.who, self.app.now());
        crate::steps::take(self.app, tx, self.tenant, &mut account, &[step], who).await
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
        let account = AccountId(posted.account.clone());
        let patient = match posted.account.is_empty() {
            true => None,
            false => accounts::get_for_change(tx, self.tenant, &account).await?.patient,
        };
        let entry = AuditEntry {
            at: app.now(),
            actor: self.who.to_owned(),
            action: "review.unpost".to_owned(),
            object_kind: "remittance".to_owned(),
            object: remittance.to_owned(),
            patient,
            detail: json!({
                "place": place, "claim": posted.claim, "account": posted.account,
                "what": format!("claim {place}, posted to {}", posted.claim),
                "word": self.word, "cents": made.moved, "undone": told.undone,
                "left": told.left,
            }),
        };
        append(tx, self.tenant, &[entry]).await.map(drop)
    }
}

fn words_of(denials: Withdrawn, told: &mut Follows) {
    let s = |count: usize| if count == 1 { "" } else { "s" };
    if denials.over > 0 {
        let count = denials.over;
        told.undone.push(format!("{count} denial{} that it opened, with write-offs", s(count)));
    }
    if denials.again > 0 {
        let count = denials.again;
        told.undone.push(format!("{count} earlier denial{} stands as before", s(count)));
    }
    if denials.answered > 0 {
        let count = denials.answered;
        told.left.push(format!(
            "{count} appeal{} or corrected claim went out on it: tell the payer",
            s(count)
        ));
    }
}

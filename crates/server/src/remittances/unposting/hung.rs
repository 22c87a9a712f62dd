//! What hung on a posting that is taken back: denials, the claim to the next payer, statements, the
//! claim and its account.

use super::{Follows, Undo};
use crate::denials::unposting::{Withdrawn, withdrawn};
use crate::next_payer;
use ::payments::posting::plain;
use model::{AccountEvent, AccountId, AccountState, Cents};
use store::payments::{self, PostedRow};
use store::{Tx, accounts, claims};

impl Undo<'_> {
    /// What hung on the posting.
    pub(super) async fn around(&self, tx: &mut Tx, told: &mut Follows) -> store::Result<()> {
        let (app, tenant, posted) = (self.app, self.tenant, self.posted);
        told.worked = payments::drop_lines(tx, tenant, self.which()).await?;
        told.left.extend(words_of_lines(told.worked.len()));
        let settled = (self.who, app.now(), "the posting was taken back");
        payments::settle_reviews_of(tx, tenant, self.which(), settled).await?;
        // Money alone went to claims: nothing was decided on them.
        if posted.outcome == "divided" || posted.claim.is_empty() {
            return self.divided(tx, told).await;
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
        self.asked_of_patients(tx, told).await?;
        self.account(tx, (&account, dropped, !others.is_empty()), told).await
    }

    /// What patients were asked for meanwhile.
    async fn asked_of_patients(&self, tx: &mut Tx, told: &mut Follows) -> store::Result<()> {
        let (mut count, mut plans) = (0, false);
        for account in &self.accounts {
            let since = (account, self.posted.at);
            count += payments::withdraw_statements(tx, self.tenant, since).await?;
            plans |= payments::plan_of(&self.app.db, self.tenant, account).await?.is_some();
        }
        if count > 0 {
            told.left.push(format!(
                "{count} statement{} went to the patient meanwhile; withdrawn here, tell the \
                 patient if it asked for too much",
                s(count)
            ));
        }
        if plans {
            told.left.push("the patient pays in parts: look at the plan".to_owned());
        }
        Ok(())
    }

    /// Money that was divided is owed again where it went: what it closed is open.
    async fn divided(&self, tx: &mut Tx, told: &mut Follows) -> store::Result<()> {
        self.asked_of_patients(tx, told).await?;
        let mut count = 0;
        for id in &self.accounts {
            let mut account = accounts::get_for_change(tx, self.tenant, id).await?;
            if account.standing.state != AccountState::Closed {
                continue;
            }
            count += 1;
            let (who, step) = ((self.who, self.app.now()), [AccountEvent::Adjudicated]);
            crate::steps::take(self.app, tx, self.tenant, &mut account, &step, who).await?;
        }
        match count {
            0 => {}
            1 => told.undone.push("the account is open again".to_owned()),
            _ => told.undone.push(format!("{count} accounts are open again")),
        }
        Ok(())
    }

    /// Other decisions that stand on the claim.
    async fn others(&self, tx: &mut Tx) -> store::Result<Vec<PostedRow>> {
        let claim = self.posted.claim.as_str();
        let mut found = Vec::new();
        for one in payments::posted_of_claim_for_change(tx, self.tenant, claim).await? {
            // Money that waits names a claim, and decides nothing on it.
            if (one.remittance.as_str(), one.place) == self.which() || one.outcome != "posted" {
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
        let next = others.first().map(|one| (one.at, !refuses(one)));
        let undone = (claim.as_str(), self.posted.remittance.as_str(), self.posted.at);
        payments::first_undone(tx, tenant, undone, (self.app.now(), next)).await?;
        if others.is_empty() {
            let payer = open.as_ref().and_then(|one| one.open.payers.first().cloned());
            let wait = crate::patience::of(self.app, tenant, &payer.unwrap_or_default()).await?;
            let ask_at = wait.ask_at(self.app.now());
            payments::undecided(tx, tenant, &claim, ask_at).await?;
            payments::reopen_follow_up(tx, tenant, (&claim, self.posted.at)).await?;
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
        use AccountState::{Adjudicated, Charged, Closed, Held, Scrubbed};
        let state = account.standing.state;
        let step = match (state, decided) {
            (Closed, true) => AccountEvent::Adjudicated,
            (Closed | Adjudicated, false) => AccountEvent::DecisionUndone,
            (Charged | Scrubbed, _) if dropped => AccountEvent::DecisionUndone,
            (Charged | Scrubbed, _) => {
                told.left.push("the account is in work since: look at its claims".to_owned());
                return Ok(());
            }
            (Held, _) if dropped => {
                told.left.push("the account is held: look at its claims before it goes on".into());
                return Ok(());
            }
            _ => return Ok(()),
        };
        if state == Closed {
            told.undone.push("the account is open again".to_owned());
        }
        let who = (self.who, self.app.now());
        crate::steps::take(self.app, tx, self.tenant, &mut account, &[step], who).await?;
        // What the payer had asked before it decided is asked again.
        crate::follow_up::place(self.app, tx, self.tenant, &mut account).await
    }
}

/// Whether a decision refused anything.
fn refuses(one: &PostedRow) -> bool {
    one.posted.iter().flat_map(|kept| &kept.parts).any(|part| part.refused)
}

fn words_of(denials: Withdrawn, told: &mut Follows) {
    if denials.over > 0 {
        let count = denials.over;
        told.undone.push(format!("{count} denial{} that it opened, with write-offs", s(count)));
    }
    if denials.again > 0 {
        let count = denials.again;
        let stands = if count == 1 { "stands" } else { "stand" };
        told.undone.push(format!("{count} earlier denial{} {stands} as before it", s(count)));
    }
    if denials.answered > 0 {
        let count = denials.answered;
        told.left.push(format!(
            "{count} appeal{} or corrected claim went out on it: tell the payer",
            s(count)
        ));
    }
}

fn words_of_lines(count: usize) -> Option<String> {
    (count > 0).then(|| {
        format!(
            "{count} comparison{} with the contract on which people had worked: what was disputed \
             with the payer, take back there",
            s(count)
        )
    })
}

/// The ending of a noun behind a number.
fn s<N: PartialEq + From<u8>>(count: N) -> &'static str {
    if count == N::from(1) { "" } else { "s" }
}

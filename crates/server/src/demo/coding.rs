//! Codes of the story: found by the service under the release policy of that day, looked through
//! by people, and found again where a provider answered.

use super::billing;
use super::teller::{Live, MINUTE, NAME, Teller};
use crate::queries::{Recoded, after_recoding};
use crate::reception::READ;
use crate::release;
use crate::worker::read::word_row;
use crate::worker::record::{Decided, record};
use governance::record::DecisionKind;
use model::{AccountEvent, AccountState, HoldKind, Queue, Route};
use serde_json::{Value, json};
use store::accounts::{self, Coding, WorkSpan, latest_chart_for_change};
use store::governance::{add_audits, put_words};
use store::{Tx, work};

/// How long an engine's hold lasts: three days.
const HOLD: i64 = 3 * 86_400_000_000;

impl Teller<'_> {
    /// What a worker does with a reading job, with codes that were found before.
    pub(super) async fn coded(
        &mut self,
        tx: &mut Tx,
        live: &mut Live,
        at: i64,
    ) -> store::Result<bool> {
        let policy = self.app.policies.of(self.app, tx, &self.tenant).await?;
        let Some(account) = live.account.as_mut() else { return Ok(false) };
        let leased = work::lease(tx, &[READ], NAME, (at, at + HOLD), 64).await?;
        self.jobs.extend(leased.into_iter().map(|job| (job.subject.clone(), job)));
        if let Some(job) = self.jobs.remove(account.id.as_str()) {
            work::complete(tx, &job).await?;
        }
        account.setting = live.coded.setting.name().to_owned();
        account.confidence_bp = Some((live.coded.chart_confidence * 10_000.0).round() as i64);
        let mut word = release::decide(&policy, account, &live.coded);
        let mut steps = vec![AccountEvent::ReadingStarted, AccountEvent::Coded];
        if live.coded.route == Route::Hold {
            let why = live.coded.reasons.first().cloned();
            let reason = why.unwrap_or("Something is missing.".into());
            (word.released, word.eligible) = (None, false);
            word.policy = json!({ "scope": word.scope, "decision": "hold", "says": reason });
            let kind = HoldKind::Unreadable;
            steps.push(AccountEvent::Held { kind, reason, owner: None, until: at + HOLD });
        } else if let Some(release) = &word.released {
            account.released_by = Some(format!("policy:{}", release.scope));
            account.released_at = Some(at);
            steps.push(AccountEvent::Released);
        } else {
            steps.push(AccountEvent::SentToReview { reasons: word.reasons.clone() });
        }
        live.reasons = word.reasons.clone();
        live.by_policy = word.released.is_some();
        let engine = concat!("cleanclaim ", env!("CARGO_PKG_VERSION"));
        let decided = (DecisionKind::Engine, engine, at);
        let Some(coding) = self.keep(tx, live, decided, word.policy.clone()).await? else {
            return Ok(false);
        };
        if let Some(account) = &live.account {
            put_words(tx, &self.tenant, &[word_row(&account.id, &coding, &word)]).await?;
            if crate::audits::is_drawn(&policy, &word, &account.id) {
                let drawn = crate::audits::ongoing(self.app, account, &coding, &word);
                add_audits(tx, &self.tenant, &[drawn]).await?;
            }
        }
        self.after_reading(tx, live, &coding).await?;
        let took = self.take(tx, live, &steps, ("service", at), "chart.coded").await?;
        match live.by_policy {
            true => Ok(took && self.released(tx, live, at).await?),
            false => Ok(took),
        }
    }

    /// Gaps are kept, and an answered query gets the codes that it changed.
    async fn after_reading(&self, tx: &mut Tx, live: &Live, coding: &Coding) -> store::Result<()> {
        let Some(account) = &live.account else { return Ok(()) };
        let stored = latest_chart_for_change(tx, &self.tenant, &account.id).await?;
        let Some(stored) = stored else { return Ok(()) };
        let (account, version) = (&account.id, coding.version);
        let recoded = Recoded { account, chart: &stored, version, coded: &coding.coded };
        after_recoding(self.app, tx, &self.tenant, &[recoded]).await
    }

    /// Keeps the codes as they are now, with the decision that made them so.
    async fn keep(
        &self,
        tx: &mut Tx,
        live: &mut Live,
        (kind, actor, at): (DecisionKind, &str, i64),
        policy: Value,
    ) -> store::Result<Option<Coding>> {
        let Some(account) = live.account.as_ref() else { return Ok(None) };
        let human = matches!(kind, DecisionKind::Human);
        let decided = Decided {
            tenant: &self.tenant,
            account: &account.id,
            kind,
            actor,
            policy,
            supersedes: live.decision.clone(),
        };
        let decision = record(self.app, &live.told.chart, &live.coded, decided)?;
        live.version += 1;
        let coding = Coding {
            version: live.version,
            chart_version: live.chart_version,
            by_person: human.then(|| actor.to_owned()),
            at,
            is_final: human || live.by_policy,
            coded: live.coded.clone(),
            decision: decision.id.clone(),
        };
        accounts::put_coding(tx, &self.tenant, &account.id, &coding).await?;
        live.decision = Some(decision.id.clone());
        store::record::decide(tx, &self.tenant, &[decision], &self.app.key).await?;
        Ok(Some(coding))
    }

    /// Lifts whatever holds the account, and brings it to the coders.
    pub(super) async fn free(
        &self,
        tx: &mut Tx,
        live: &mut Live,
        who: (&str, i64),
    ) -> store::Result<()> {
        let standing = live.account.as_ref().map(|account| account.standing.clone());
        let Some(standing) = standing.filter(|standing| standing.hold.is_some()) else {
            return Ok(());
        };
        let mut steps = vec![AccountEvent::HoldLifted];
        if standing.hold.is_some_and(|hold| hold.resume == AccountState::Coded) {
            steps.push(AccountEvent::SentToReview { reasons: live.reasons.clone() });
        }
        self.take(tx, live, &steps, who, "account.lifted").await?;
        Ok(())
    }

    pub(super) async fn reviewed(
        &mut self,
        tx: &mut Tx,
        live: &mut Live,
        (who, at): (&str, i64),
        (minutes, changed): (u16, u8),
    ) -> store::Result<bool> {
        let review = live.account.as_ref().map(|account| account.standing.queue);
        if review != Some(Queue::Review) {
            return Ok(false);
        }
        let dropped = super::review::change(&mut live.coded, changed);
        let policy = json!({ "dropped": dropped, "minutes": minutes });
        self.keep(tx, live, (DecisionKind::Human, who, at), policy).await?;
        let id = self.app.new_id("span");
        if let Some(account) = live.account.as_mut() {
            account.released_by = Some(who.to_owned());
            account.released_at = Some(at);
            account.coder = Some(who.to_owned());
            let span = WorkSpan {
                id,
                user: who.to_owned(),
                account: account.id.clone(),
                kind: "coding".to_owned(),
                from_at: at - i64::from(minutes) * MINUTE,
                to_at: at,
                outcome: "submitted".to_owned(),
            };
            accounts::put_span(tx, &self.tenant, &span).await?;
        }
        let steps = [AccountEvent::Released];
        let took = self.take(tx, live, &steps, (who, at), "coding.submit").await?;
        Ok(took && self.released(tx, live, at).await?)
    }

    /// Codes are final: charges wait where they differ from the chart and the story ends; where
    /// it tells nothing of charges, the service makes them.
    async fn released(&mut self, tx: &mut Tx, live: &mut Live, at: i64) -> store::Result<bool> {
        if live.goes_on() {
            return Ok(true);
        }
        match live.told.charges_wait.clone() {
            Some(reason) => {
                billing::ready(self, tx, live, at).await?;
                billing::waits(self, tx, live, at, reason).await
            }
            None => billing::ask(self, tx, live).await,
        }
    }
}

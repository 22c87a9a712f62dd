//! Tells the story to the service: each step through the ordinary functions, at its own time.

use super::billing;
use super::story::{Filled, Happening, Practice, Step, Told};
use crate::app::App;
use crate::reception::{self, READ};
use crate::surroundings::Seeded;
use crate::worker::record::{Decided, record};
use claims::FeeSchedule;
use governance::record::DecisionKind;
use model::{AccountEvent, AccountState, CodedChart, HoldKind, Queue, Route, TenantId};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::accounts::{self, Account, Coding, WorkSpan};
use store::claims::ClaimRow;
use store::record::AuditEntry;
use store::work::{self, Job};
use store::{StoreError, Tx};

/// Steps of one transaction.
const BATCH: usize = 250;

/// How long a provider has for an answer: three days.
const ANSWER: i64 = 3 * 86_400_000_000;

/// Why nothing was released while the practice had no audits.
const UNPROVED: &str = "No release threshold was proved yet: a person looks at each chart.";

/// How long an engine's hold lasts: three days.
const HOLD: i64 = 3 * 86_400_000_000;

/// A minute, in microseconds.
const MINUTE: i64 = 60_000_000;

/// Who works the jobs while the story is told.
const NAME: &str = "demo";

/// One account while its story is told.
pub(super) struct Live {
    pub(super) told: Told,
    pub(super) coded: CodedChart,
    pub(super) account: Option<Account>,
    pub(super) claims: Vec<ClaimRow>,
    version: i64,
    decision: Option<String>,
    /// Why the service said that a person must look.
    reasons: Vec<String>,
    stopped: bool,
}

/// Everything that a step may need.
pub(super) struct Teller<'a> {
    pub(super) app: &'a App,
    pub(super) tenant: TenantId,
    pub(super) fees: FeeSchedule,
    specialties: &'a BTreeMap<String, String>,
    jobs: BTreeMap<String, Job>,
}

/// Tells every account's story, all in the order of time.
///
/// # Errors
/// A database that does not answer; prices that cannot be read.
pub(super) async fn tell(
    app: &App,
    world: &Seeded,
    practice: &Practice,
    coded: Vec<CodedChart>,
) -> store::Result<Filled> {
    let fees = FeeSchedule::from_csv(&practice.fees).map_err(|faults| {
        StoreError::Refused(faults.first().map(ToString::to_string).unwrap_or_default())
    })?;
    let tenant = app.config.tenant.clone();
    let specialties = &practice.specialties;
    let mut teller = Teller { app, tenant, fees, specialties, jobs: BTreeMap::new() };
    let mut lives: Vec<Live> = practice
        .accounts
        .iter()
        .zip(coded)
        .map(|(told, coded)| Live {
            told: told.clone(),
            coded,
            account: None,
            claims: Vec::new(),
            version: 0,
            decision: None,
            reasons: Vec::new(),
            stopped: false,
        })
        .collect();
    let mut order: Vec<(i64, usize, usize)> = Vec::new();
    for (index, live) in lives.iter().enumerate() {
        let events = live.told.events.iter().enumerate();
        order.extend(events.map(|(nth, event)| (event.at, index, nth)));
    }
    order.sort_unstable();
    let mut filled = Filled { accounts: lives.len(), stopped: Vec::new() };
    for part in order.chunks(BATCH) {
        let mut tx = app.db.begin().await?;
        for &(at, index, nth) in part {
            world.set(at);
            let live = &mut lives[index];
            if live.stopped {
                continue;
            }
            let event = live.told.events[nth].clone();
            if !teller.step(&mut tx, live, &event, nth).await? {
                live.stopped = true;
                let standing = live.account.as_ref().map(|account| &account.standing);
                let state = standing.map_or(AccountState::Received, |standing| standing.state);
                let why = standing.and_then(|s| s.reasons.first().cloned()).unwrap_or_default();
                let key = live.told.chart.id.0.clone();
                filled.stopped.push((key, state, format!("{:?}: {why}", event.step)));
            }
        }
        tx.commit().await?;
    }
    let mut tx = app.db.begin().await?;
    work::release_owner(&mut tx, NAME).await?;
    tx.commit().await?;
    app.changed(&teller.tenant);
    Ok(filled)
}

/// The user id of somebody in the story.
fn user(who: &str) -> String {
    if who == "service" { who.to_owned() } else { format!("user_{who}") }
}

impl Teller<'_> {
    /// Takes one step; false when the account cannot follow its story any more.
    async fn step(
        &mut self,
        tx: &mut Tx,
        live: &mut Live,
        event: &Happening,
        nth: usize,
    ) -> store::Result<bool> {
        let who = user(&event.who);
        match &event.step {
            Step::Received => self.received(tx, live).await?,
            Step::Coded => self.coded(tx, live, event.at).await?,
            Step::Assigned(to) => {
                self.free(tx, live, (&who, event.at)).await?;
                let to = model::UserId(user(to));
                let steps = [AccountEvent::Assigned { to }];
                return self.take(tx, live, &steps, (&who, event.at), "account.assigned").await;
            }
            Step::Reviewed { minutes, changed } => {
                self.free(tx, live, (&who, event.at)).await?;
                return self.reviewed(tx, live, (&who, event.at), (*minutes, *changed)).await;
            }
            Step::QuerySent(gap) => {
                let due_at = event.at + ANSWER;
                let steps = [AccountEvent::QuerySent { due_at }];
                let took = self.take(tx, live, &steps, (&who, event.at), "query.sent").await?;
                super::questions::sent(self, tx, live, (&who, event.at), *gap).await?;
                return Ok(took);
            }
            Step::QueryAnswered(agreed) => {
                super::questions::answered(self, tx, live, (&who, event.at), *agreed).await?;
                let steps = [AccountEvent::QueriesClosed];
                return self.take(tx, live, &steps, (&who, event.at), "query.answered").await;
            }
            Step::Held { kind, reason, owner, until } => {
                let hold = AccountEvent::Held {
                    kind: *kind,
                    reason: reason.clone(),
                    owner: Some(model::UserId(user(owner))),
                    until: (*until).max(event.at + MINUTE),
                };
                return self.take(tx, live, &[hold], (&who, event.at), "account.held").await;
            }
            Step::HoldLifted => self.free(tx, live, (&who, event.at)).await?,
            Step::Charged => {
                let fails = live.told.events.get(nth + 1).map(|next| &next.step);
                let fails = fails == Some(&Step::EditsFailed);
                return billing::charged(self, tx, live, event.at, fails).await;
            }
            // The service found the fault when it made the claim.
            Step::EditsFailed => {}
            Step::EditsCorrected => {
                return billing::mended(self, tx, live, (&who, event.at)).await;
            }
            Step::Submitted => return billing::submitted(self, tx, live, (&who, event.at)).await,
            Step::Resubmitted => {
                let steps = [AccountEvent::Corrected, AccountEvent::ScrubbedClean];
                let at = (&*who, event.at);
                return Ok(self.take(tx, live, &steps, at, "claim.corrected").await?
                    && billing::submitted(self, tx, live, at).await?);
            }
            Step::Acknowledged => {
                billing::named(self, tx, live, "acknowledged").await?;
                let steps = [AccountEvent::Acknowledged];
                let at = (&*who, event.at);
                return self.take(tx, live, &steps, at, "claim.acknowledged").await;
            }
            Step::Adjudicated => {
                let steps = [AccountEvent::Adjudicated];
                return self.take(tx, live, &steps, (&who, event.at), "claim.adjudicated").await;
            }
            Step::Closed => {
                let steps = [AccountEvent::Closed];
                return self.take(tx, live, &steps, (&who, event.at), "account.closed").await;
            }
        }
        Ok(true)
    }

    /// Steps of the state machine with their entry in the audit log; false when the account
    /// stands where they do not follow, and then nothing happened.
    pub(super) async fn take(
        &self,
        tx: &mut Tx,
        live: &mut Live,
        steps: &[AccountEvent],
        (who, at): (&str, i64),
        action: &str,
    ) -> store::Result<bool> {
        let Some(account) = live.account.as_mut() else { return Ok(false) };
        let mut standing = account.standing.clone();
        for step in steps {
            match standing.after(step, at, &self.app.terms) {
                Ok(next) => standing = next,
                Err(_) => return Ok(false),
            }
        }
        let terms = &self.app.terms;
        accounts::take_steps(tx, &self.tenant, account, steps, (who, at), terms).await?;
        let entry = AuditEntry {
            at,
            actor: who.to_owned(),
            action: action.to_owned(),
            object_kind: "account".to_owned(),
            object: account.id.0.clone(),
            patient: account.patient.clone(),
            detail: json!({ "state": account.standing.state }),
        };
        store::record::append(tx, &self.tenant, &[entry]).await?;
        Ok(true)
    }

    async fn received(&mut self, tx: &mut Tx, live: &mut Live) -> store::Result<()> {
        let charts = vec![live.told.chart.clone()];
        let done = reception::receive(self.app, tx, &self.tenant, charts, "service").await?;
        let Some(received) = done.first() else { return Ok(()) };
        let mut account = accounts::get_for_change(tx, &self.tenant, received.account()).await?;
        let taxonomy = live.told.chart.rendering.as_ref().and_then(|who| who.taxonomy.as_ref());
        if let Some(name) = taxonomy.and_then(|code| self.specialties.get(code)) {
            account.specialty = name.to_lowercase();
            accounts::save(tx, &self.tenant, &mut account).await?;
        }
        live.account = Some(account);
        Ok(())
    }

    /// What a worker does with a reading job, with codes that were found before.
    async fn coded(&mut self, tx: &mut Tx, live: &mut Live, at: i64) -> store::Result<()> {
        let Some(account) = live.account.as_mut() else { return Ok(()) };
        let leased = work::lease(tx, &[READ], NAME, (at, at + HOLD), 64).await?;
        self.jobs.extend(leased.into_iter().map(|job| (job.subject.clone(), job)));
        if let Some(job) = self.jobs.remove(account.id.as_str()) {
            work::complete(tx, &job).await?;
        }
        account.setting = live.coded.setting.name().to_owned();
        account.confidence_bp = Some((live.coded.chart_confidence * 10_000.0).round() as i64);
        live.reasons = live.coded.reasons.clone();
        let outcome = match live.coded.route {
            Route::Hold => AccountEvent::Held {
                kind: HoldKind::Unreadable,
                reason: live.reasons.first().cloned().unwrap_or("Something is missing.".into()),
                owner: None,
                until: at + HOLD,
            },
            Route::Release | Route::Review => {
                live.reasons.push(UNPROVED.to_owned());
                AccountEvent::SentToReview { reasons: live.reasons.clone() }
            }
        };
        let policy = json!({ "reasons": live.reasons });
        let engine = concat!("cleanclaim ", env!("CARGO_PKG_VERSION"));
        self.keep(tx, live, (DecisionKind::Engine, engine, at), policy).await?;
        let steps = [AccountEvent::ReadingStarted, AccountEvent::Coded, outcome];
        self.take(tx, live, &steps, ("service", at), "chart.coded").await?;
        Ok(())
    }

    /// Keeps the codes as they are now, with the decision that made them so.
    async fn keep(
        &self,
        tx: &mut Tx,
        live: &mut Live,
        (kind, actor, at): (DecisionKind, &str, i64),
        policy: Value,
    ) -> store::Result<()> {
        let Some(account) = live.account.as_ref() else { return Ok(()) };
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
            chart_version: 1,
            by_person: human.then(|| actor.to_owned()),
            at,
            is_final: human,
            coded: live.coded.clone(),
            decision: decision.id.clone(),
        };
        accounts::put_coding(tx, &self.tenant, &account.id, &coding).await?;
        live.decision = Some(decision.id.clone());
        store::record::decide(tx, &self.tenant, &[decision], &self.app.key).await
    }

    /// Lifts whatever holds the account, and brings it to the coders.
    async fn free(&self, tx: &mut Tx, live: &mut Live, who: (&str, i64)) -> store::Result<()> {
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

    async fn reviewed(
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
        match live.told.charges_wait.clone().filter(|_| !live.goes_on()) {
            Some(reason) => billing::waits(self, tx, live, at, reason).await,
            None => {
                billing::ask(self, tx, live, at).await?;
                Ok(took)
            }
        }
    }
}

impl Live {
    /// Whether the story tells of charges.
    fn goes_on(&self) -> bool {
        self.told.events.iter().any(|event| event.step == Step::Charged)
    }
}

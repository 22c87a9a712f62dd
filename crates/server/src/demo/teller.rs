//! Tells the story to the service: each step through the ordinary functions, at its own time.

use super::counterpart::{self, Counterpart, Outgoing};
use super::story::{Filled, Happening, Practice, Step, Told};
use super::timeline::{Item, timeline};
use super::{audits, billing, office, questions, visits};
use crate::app::App;
use crate::reception;
use crate::surroundings::Seeded;
use model::{AccountEvent, AccountState, CodedChart, TenantId};
use serde_json::json;
use std::collections::BTreeMap;
use store::Tx;
use store::accounts::{self, Account};
use store::claims::ClaimRow;
use store::queries::StoredQuery;
use store::record::AuditEntry;
use store::work::{self, Job};

/// Steps of one transaction.
const BATCH: usize = 250;

/// A minute, in microseconds.
pub(super) const MINUTE: i64 = 60_000_000;

/// Who works the jobs while the story is told.
pub(super) const NAME: &str = "demo";

/// One account while its story is told.
pub(super) struct Live {
    pub(super) told: Told,
    pub(super) coded: CodedChart,
    pub(super) account: Option<Account>,
    pub(super) claims: Vec<ClaimRow>,
    /// The open question to its provider.
    pub(super) query: Option<StoredQuery>,
    /// Whether the release policy released it, so that no coder looks at it.
    pub(super) by_policy: bool,
    /// Version of its chart: an answer makes a new one.
    pub(super) chart_version: i64,
    pub(super) version: i64,
    pub(super) decision: Option<String>,
    /// Why the service said that a person must look.
    pub(super) reasons: Vec<String>,
    stopped: bool,
}

/// Everything that a step may need.
pub(super) struct Teller<'a> {
    pub(super) app: &'a App,
    pub(super) world: &'a Seeded,
    pub(super) tenant: TenantId,
    specialties: &'a BTreeMap<String, String>,
    pub(super) jobs: BTreeMap<String, Job>,
    /// Files for the payers.
    pub(super) mail: Vec<Outgoing>,
}

/// Ends what is open.
async fn ended(open: Option<Tx>) -> store::Result<()> {
    match open {
        Some(tx) => tx.commit().await,
        None => Ok(()),
    }
}

/// Tells every account's story, all in the order of time.
///
/// # Errors
/// A database that does not answer.
pub(super) async fn tell(
    app: &App,
    world: &Seeded,
    (practice, coded): (&Practice, Vec<CodedChart>),
    payers: &mut dyn Counterpart,
) -> store::Result<Filled> {
    let tenant = app.config.tenant.clone();
    let specialties = &practice.specialties;
    let (jobs, mail) = (BTreeMap::new(), Vec::new());
    let mut teller = Teller { app, world, tenant, specialties, jobs, mail };
    let told = practice.accounts.iter().zip(coded);
    let mut lives: Vec<Live> = told.map(|(told, coded)| Live::new(told.clone(), coded)).collect();
    let mut filled = Filled { accounts: lives.len(), ..Filled::default() };
    let mut batches: Vec<Option<String>> = vec![None; practice.audits.len()];
    let (mut open, mut steps): (Option<Tx>, usize) = (None, 0);
    for (at, item) in timeline(practice, app.world.now()) {
        let alone = match item {
            Item::Step(index, nth) => lives[index].stands_alone(nth),
            _ => true,
        };
        if alone || steps >= BATCH {
            ended(open.take()).await?;
            steps = 0;
        }
        world.set(at);
        match item {
            Item::Step(index, nth) => {
                let live = &mut lives[index];
                if live.stopped {
                    continue;
                }
                let event = live.told.events[nth].clone();
                let took = match alone {
                    true => questions::step(&mut teller, live, &event).await?,
                    false => {
                        let tx = match &mut open {
                            Some(tx) => tx,
                            none => none.insert(app.db.begin().await?),
                        };
                        steps += 1;
                        teller.step(tx, live, &event, nth).await?
                    }
                };
                if !took {
                    live.stopped = true;
                    filled.stopped.push(live.left(&event));
                }
            }
            Item::Mail => counterpart::mail(&mut teller, payers).await?,
            Item::Office => office::day(&mut teller, payers).await?,
            Item::Ladder => questions::climb(app, &teller.tenant, at).await?,
            audit => of_audits(app, practice, (&mut batches, &mut filled), audit).await?,
        }
    }
    ended(open).await?;
    visits::plan(app, &teller.tenant).await?;
    office::of_visits(&mut teller, payers).await?;
    let mut tx = app.db.begin().await?;
    work::release_owner(&mut tx, NAME).await?;
    tx.commit().await?;
    app.changed(&teller.tenant);
    Ok(filled)
}

/// What happens to the batches of audits.
async fn of_audits(
    app: &App,
    practice: &Practice,
    (batches, filled): (&mut [Option<String>], &mut Filled),
    item: Item,
) -> store::Result<()> {
    match item {
        Item::Declared(scope) => {
            batches[scope] = audits::declared(app, &practice.audits[scope]).await?;
        }
        Item::Audited(scope, nth) => {
            if let Some(batch) = &batches[scope] {
                let coding = &practice.audits[scope].audits[nth];
                filled.audits += usize::from(audits::audited(app, batch, coding).await?);
            }
        }
        Item::Opened(scope) => {
            if let Some(batch) = &batches[scope] {
                let told = &practice.audits[scope];
                if audits::opened(app, batch, told).await? {
                    filled.opened.push(told.scope.clone());
                }
            }
        }
        Item::Mail | Item::Office | Item::Ladder | Item::Step(..) => {}
    }
    Ok(())
}

/// The user id of somebody in the story.
pub(super) fn user(who: &str) -> String {
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
        let by_people = matches!(event.step, Step::Assigned(_) | Step::Reviewed { .. });
        if live.by_policy && by_people {
            return Ok(true);
        }
        match &event.step {
            Step::Received => self.received(tx, live, event.at).await?,
            Step::Coded => return self.coded(tx, live, event.at).await,
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
            // Told by `questions::step`.
            Step::QuerySent(_) | Step::QueryAnswered(_) => {}
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
            Step::Submitted => return self.submitted(tx, live, (&who, event.at)).await,
            // What the payers do, they do themselves; the office works what they refuse.
            Step::Acknowledged | Step::Adjudicated | Step::Closed if !live.claims.is_empty() => {}
            Step::Resubmitted => {}
            Step::Acknowledged => {
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

    /// The claims leave for their payers.
    async fn submitted(
        &mut self,
        tx: &mut Tx,
        live: &mut Live,
        by: (&str, i64),
    ) -> store::Result<bool> {
        let left = billing::submitted(self, tx, live, by).await?;
        if let Some(account) = live.account.as_ref().filter(|_| left) {
            counterpart::sent(self, tx, (&account.id, &live.claims)).await?;
        }
        Ok(left)
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

    async fn received(&mut self, tx: &mut Tx, live: &mut Live, at: i64) -> store::Result<()> {
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
        match live.told.charges_come {
            true => billing::captured(self, tx, live, at).await,
            false => Ok(()),
        }
    }
}

impl Live {
    fn new(told: Told, coded: CodedChart) -> Live {
        Live {
            told,
            coded,
            account: None,
            claims: Vec::new(),
            query: None,
            by_policy: false,
            chart_version: 1,
            version: 0,
            decision: None,
            reasons: Vec::new(),
            stopped: false,
        }
    }

    /// Whether the story tells of charges.
    pub(super) fn goes_on(&self) -> bool {
        self.told.events.iter().any(|event| event.step == Step::Charged)
    }

    /// Whether a step writes its own transactions, as the functions of queries do.
    fn stands_alone(&self, nth: usize) -> bool {
        let step = self.told.events.get(nth).map(|event| &event.step);
        match step {
            Some(Step::QuerySent(_) | Step::QueryAnswered(_)) => true,
            Some(Step::Reviewed { .. }) => self.query.is_some(),
            _ => false,
        }
    }

    /// Where the account was left, and why its story could not go on.
    fn left(&self, event: &Happening) -> (String, AccountState, String) {
        let standing = self.account.as_ref().map(|account| &account.standing);
        let state = standing.map_or(AccountState::Received, |standing| standing.state);
        let why = standing.and_then(|s| s.reasons.first().cloned()).unwrap_or_default();
        (self.told.chart.id.0.clone(), state, format!("{:?}: {why}", event.step))
    }
}

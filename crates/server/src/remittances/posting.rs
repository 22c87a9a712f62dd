//! The second pass: staged claims posted in batches, each one transaction.

mod told;

use self::told::said;
use crate::app::App;
use crate::metrics::timed;
use crate::surroundings::day_of;
use crate::worker::send::{self, Proof};
use ::payments::denials;
use ::payments::ledger::{BatchId, Entry, Ledger};
use ::payments::posting::{
    Admitted, Book, ClaimPosting, Context, Outcome, Payers, ReviewItem, act_of, plain,
    post_decision, post_provider_adjustments,
};
use ::payments::reason::Kind;
use model::remittance::PaidClaim;
use model::{AccountId, Cents, Queue, TenantId};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use store::accounts::Account;
use store::payments::{self, ClaimEvent, RemittanceRow};
use store::record::{AuditEntry, append};
use store::work::{self, Job};
use store::{StoreError, Tx, accounts, claims};

/// The kind of the job; its subject is a payer.
pub(crate) const POST: &str = "remittance.post";

/// How often a batch is decided anew at once because of what people do to its claims meanwhile;
/// then the job comes again later.
const MOST_ANEW: u32 = 8;

/// Claims of one transaction.
const TOGETHER: i64 = 500;

/// Posts what waits of one payer, in its order.
pub(super) async fn job(app: &App, tenant: &TenantId, job: &Job) -> store::Result<()> {
    let payer = Some(job.subject.as_str());
    while let Some(row) = payments::to_post(&app.db, tenant, payer, 1).await?.pop() {
        if !post(app, tenant, job, row).await? {
            // Another worker has the job by now.
            return Ok(());
        }
    }
    let mut tx = app.db.begin().await?;
    work::complete(&mut tx, job).await?;
    tx.commit().await
}

/// Posts one payment to its end and closes it; `false` when the lease was lost.
async fn post(
    app: &App,
    tenant: &TenantId,
    job: &Job,
    mut row: RemittanceRow,
) -> store::Result<bool> {
    let mut anew = 0;
    while row.posted_to < row.claims {
        let staged = payments::staged(&app.db, tenant, &row.id, (row.posted_to, TOGETHER)).await?;
        let Some(last) = staged.last().map(|one| one.0) else {
            return Err(StoreError::Corrupt {
                table: "remittance_claim",
                column: "place".to_owned(),
                why: format!("{} has {} claims; some are not there", row.id, row.claims),
            });
        };
        match timed("post", batch(app, tenant, job, (&row, &staged))).await? {
            Came::Lost => return Ok(false),
            Came::Anew if anew < MOST_ANEW => anew += 1,
            Came::Anew => {
                let what = format!("what stands on the claims of payment {}", row.id);
                return Err(StoreError::Conflict { what });
            }
            Came::Posted => (row.posted_to, anew) = (last, 0),
        }
    }
    close(app, tenant, job, &row).await
}

/// What came of posting a batch.
enum Came {
    /// It is posted.
    Posted,
    /// Somebody else has the job.
    Lost,
    /// What it was decided by has changed: it is to be decided anew.
    Anew,
}

/// What one batch comes to.
#[derive(Default)]
pub(super) struct Batch<'a> {
    postings: Vec<(&'a PaidClaim, ClaimPosting)>,
    accounts: BTreeSet<AccountId>,
    keys: Vec<(String, String)>,
    events: Vec<ClaimEvent>,
    /// Claims by what their status becomes.
    statuses: BTreeMap<&'static str, Vec<String>>,
    /// Claims that were decided: without a refusal, and with one.
    clean: Vec<String>,
    refused: Vec<String>,
    /// A person chose the claims of decisions that are there already; how often those were taken
    /// back before.
    by_hand: Option<u32>,
}

async fn batch(
    app: &App,
    tenant: &TenantId,
    job: &Job,
    (row, staged): (&RemittanceRow, &[(i64, PaidClaim)]),
) -> store::Result<Came> {
    let decisions: Vec<&PaidClaim> = staged.iter().map(|one| &one.1).collect();
    let mut shelf = payments::book_by_number(&app.db, tenant, &decisions).await?;
    let numbers = decisions.iter().map(|one| &one.control_number);
    let unknown: BTreeSet<String> =
        numbers.filter(|number| !shelf.knows(number)).map(|number| plain(number)).collect();
    if !unknown.is_empty() && send::proved(app, tenant, Proof::Numbers(&unknown)).await? > 0 {
        shelf = payments::book_by_number(&app.db, tenant, &decisions).await?;
    }
    let payers = Payers::default();
    let context = context(app, row, &payers);
    let mut made = Batch::default();
    let before = shelf.decisions();
    for (place, decision) in staged {
        let place = usize::try_from(*place).unwrap_or(usize::MAX);
        let paid = (row.head.date, row.payer.as_str());
        let posting = post_decision((decision, place), paid, &context, &shelf)
            .map_err(|fault| StoreError::Refused(fault.to_string()))?;
        shelf.note(&posting);
        made.add(app, row, decision, posting);
    }
    let entries: Vec<Entry> =
        made.postings.iter().flat_map(|(_, one)| one.entries.iter().cloned()).collect();
    let aside: Cents = entries.iter().map(|entry| -entry.on(Ledger::UnappliedCash)).sum();
    let cash: Cents = entries.iter().map(|entry| entry.on(Ledger::Cash)).sum();
    let last = staged.last().map_or(row.posted_to, |one| one.0);
    let mut tx = app.db.begin().await?;
    let (from, money) = ((row.posted_to, last), (cash - aside, aside));
    if !work::lease_of(&mut tx, job).await?
        || !payments::advance(&mut tx, tenant, &row.id, from, money).await?
    {
        return Ok(Came::Lost);
    }
    // Accounts before anything about them: who takes a posting back waits for this one, or this one
    // for them, and neither for both.
    let held = made.hold(&mut tx, tenant).await?;
    if !made.still(&mut tx, tenant, before).await? {
        return Ok(Came::Anew);
    }
    let at = app.now();
    payments::open_batch(&mut tx, tenant, (&row.batch, "remittance"), (at, None)).await?;
    payments::add_entries(&mut tx, tenant, at, &entries).await?;
    made.write(app, &mut tx, tenant, (row, held)).await?;
    tx.commit().await?;
    Ok(Came::Posted)
}

fn context<'a>(app: &App, row: &'a RemittanceRow, payers: &'a Payers) -> Context<'a> {
    Context {
        remittance: &row.id,
        batch: BatchId(row.batch.clone()),
        posted_on: day_of(app.now()),
        payers,
        payee: &[],
        known: &[],
    }
}

/// What a person does to a payment belongs to the day on which they do it.
pub(crate) fn context_by_hand<'a>(
    app: &App,
    remittance: &'a str,
    payers: &'a Payers,
) -> Context<'a> {
    let today = day_of(app.now());
    let batch = BatchId(format!("people:{today}"));
    Context { remittance, batch, posted_on: today, payers, payee: &[], known: &[] }
}

impl<'a> Batch<'a> {
    /// Of a decision whose claim a person chose.
    pub(super) fn by_hand(turn: u32) -> Batch<'a> {
        Batch { by_hand: Some(turn), ..Batch::default() }
    }

    pub(super) fn add(
        &mut self,
        app: &App,
        row: &RemittanceRow,
        decision: &'a PaidClaim,
        posting: ClaimPosting,
    ) {
        let account = account_of(&posting);
        if let Some(claim) = posting.claim.as_ref().map(|claim| claim.0.clone()) {
            let adjusted = denials::adjustments(decision);
            let refuses =
                |one: &denials::Adjusted| one.kind == Kind::Denied && one.amount > Cents::ZERO;
            let refused = adjusted.iter().any(refuses);
            let status = match posting.outcome {
                Outcome::Posted if decision.paid == Cents::ZERO && refused => Some("denied"),
                Outcome::Posted => Some("paid"),
                // What it said of other lines stands.
                Outcome::Reversed if !posting.lines.is_empty() => None,
                Outcome::Reversed => Some("acknowledged"),
                Outcome::Unapplied | Outcome::Nothing => None,
            };
            if let Some(status) = status {
                self.statuses.entry(status).or_default().push(claim.clone());
            }
            if posting.outcome == Outcome::Posted {
                self.accounts.extend(account);
                let list = if refused { &mut self.refused } else { &mut self.clean };
                list.push(claim.clone());
                if let Some(number) = &decision.payer_control_number {
                    self.keys.push((plain(number), claim.clone()));
                }
            }
            self.events.push(ClaimEvent {
                claim,
                id: match self.by_hand {
                    Some(turn) => {
                        format!("835:{}:{}:{}", row.id, posting.place, act_of(turn, "hand"))
                    }
                    None => format!("835:{}:{}", row.id, posting.place),
                },
                at: app.now(),
                kind: "835".to_owned(),
                tone: if refused { "bad" } else { "good" },
                said: said(row, decision, &posting, refused),
                file: row.file.clone(),
            });
        }
        self.postings.push((decision, posting));
    }

    /// The accounts that it touches, held until the end of the transaction.
    pub(super) async fn hold(
        &self,
        tx: &mut Tx,
        tenant: &TenantId,
    ) -> store::Result<BTreeMap<AccountId, Account>> {
        let touched: BTreeSet<AccountId> =
            self.postings.iter().filter_map(|(_, one)| account_of(one)).collect();
        let touched: Vec<AccountId> = touched.into_iter().collect();
        accounts::get_all_for_change(tx, tenant, &touched).await
    }

    /// Whether its claims still have the decisions that they had when it was decided. The books are
    /// read before accounts are held, so that a large batch holds them a short time only.
    async fn still(
        &self,
        tx: &mut Tx,
        tenant: &TenantId,
        mut before: BTreeSet<(String, String, usize)>,
    ) -> store::Result<bool> {
        let claims = self.postings.iter().filter_map(|(_, one)| one.claim.as_ref());
        let claims: BTreeSet<String> = claims.map(|claim| claim.0.clone()).collect();
        before.retain(|one| claims.contains(&one.0));
        let claims: Vec<String> = claims.into_iter().collect();
        Ok(payments::decisions_now(tx, tenant, &claims).await? == before)
    }

    pub(super) async fn write(
        &self,
        app: &App,
        tx: &mut Tx,
        tenant: &TenantId,
        (row, held): (&RemittanceRow, BTreeMap<AccountId, Account>),
    ) -> store::Result<()> {
        let at = app.now();
        let accounts: Vec<String> = self
            .postings
            .iter()
            .map(|(_, one)| account_of(one).map(|id| id.0).unwrap_or_default())
            .collect();
        let postings: Vec<(&PaidClaim, &ClaimPosting, &str)> = self
            .postings
            .iter()
            .zip(&accounts)
            .map(|((decision, posting), account)| (*decision, posting, account.as_str()))
            .collect();
        if self.by_hand.is_some() {
            for (posting, account) in self.postings.iter().map(|one| &one.1).zip(&accounts) {
                let account = Some(AccountId(account.clone())).filter(|id| !id.0.is_empty());
                let when = (row.id.as_str(), at);
                payments::put_chosen(tx, tenant, when, posting, account.as_ref()).await?;
            }
        } else {
            payments::put_posted(tx, tenant, (&row.id, at), &postings).await?;
        }
        self.ask_people(tx, tenant, (&row.id, at)).await?;
        payments::add_keys(tx, tenant, &self.keys).await?;
        payments::put_claim_events(tx, tenant, &self.events).await?;
        payments::decided(tx, tenant, (at, true), &self.clean).await?;
        payments::decided(tx, tenant, (at, false), &self.refused).await?;
        let settled = crate::follow_up::by_service("decided", at);
        let claims = [self.clean.as_slice(), &self.refused].concat();
        payments::settle_follow_ups(tx, tenant, &settled, &claims).await?;
        for (status, ids) in &self.statuses {
            claims::put_statuses(tx, tenant, status, ids).await?;
        }
        self.move_accounts(app, tx, tenant, held).await
    }

    /// What a person must look at.
    async fn ask_people(
        &self,
        tx: &mut Tx,
        tenant: &TenantId,
        (remittance, at): (&str, i64),
    ) -> store::Result<()> {
        let all = self.postings.iter().flat_map(|(_, one)| &one.reviews);
        let Some(turn) = self.by_hand.filter(|turn| *turn > 0) else {
            let reviews: Vec<ReviewItem> = all.cloned().collect();
            return payments::put_reviews(tx, tenant, (remittance, at), &reviews).await.map(drop);
        };
        // What came up before the decision was taken back is another thing to look at.
        let named = all.enumerate().map(|(number, item)| {
            (format!("{remittance}:{}:turn{turn}:{number}", item.place), item)
        });
        let named: Vec<(String, &ReviewItem)> = named.collect();
        payments::put_named(tx, tenant, (remittance, at), &named).await.map(drop)
    }

    /// Accounts whose payer had not decided before take that step.
    async fn move_accounts(
        &self,
        app: &App,
        tx: &mut Tx,
        tenant: &TenantId,
        mut found: BTreeMap<AccountId, Account>,
    ) -> store::Result<()> {
        found.retain(|id, _| self.accounts.contains(id));
        let asked = |account: &&Account| account.standing.queue == Queue::FollowUp;
        let ids: Vec<String> = found.values().filter(asked).map(|one| one.id.0.clone()).collect();
        let open = payments::follow_ups_now(tx, tenant, &ids).await?;
        let moves = found.values_mut().filter_map(|account| {
            let steps = crate::follow_up::decided(account, &open);
            (!steps.is_empty()).then_some((account, steps))
        });
        let moves = moves.collect();
        accounts::move_all(tx, tenant, moves, ("service", app.now()), &app.terms).await
    }
}

/// The account of a posting, by what is kept of it, else by its entries.
fn account_of(posting: &ClaimPosting) -> Option<AccountId> {
    let kept = posting.posted.as_ref().and_then(|kept| kept.account.clone());
    let legs = || posting.entries.iter().flat_map(Entry::legs);
    kept.or_else(|| legs().find_map(|leg| leg.subject.account.clone()))
}

/// Everything is posted: the provider adjustments too, and the batch counts from today.
async fn close(
    app: &App,
    tenant: &TenantId,
    job: &Job,
    row: &RemittanceRow,
) -> store::Result<bool> {
    let payers = Payers::default();
    let context = context(app, row, &payers);
    let admitted = Admitted { payer: row.payer.clone(), doubts: Vec::new() };
    let (entries, reviews) = post_provider_adjustments(&row.head, &admitted, &context)
        .map_err(|fault| StoreError::Refused(fault.to_string()))?;
    let beside: Cents = entries.iter().map(|entry| entry.on(Ledger::Cash)).sum();
    let (at, today) = (app.now(), day_of(app.now()));
    let mut tx = app.db.begin().await?;
    if !work::lease_of(&mut tx, job).await?
        || !payments::close(&mut tx, tenant, &row.id, (at, beside)).await?
    {
        return Ok(false);
    }
    payments::open_batch(&mut tx, tenant, (&row.batch, "remittance"), (at, None)).await?;
    payments::add_entries(&mut tx, tenant, at, &entries).await?;
    payments::put_reviews(&mut tx, tenant, (&row.id, at), &reviews).await?;
    payments::close_batch(&mut tx, tenant, &row.batch, today).await?;
    super::ask(app, &mut tx, tenant, (super::AFTER, &row.id)).await?;
    let entry = AuditEntry {
        at,
        actor: "service".to_owned(),
        action: "remittance.posted".to_owned(),
        object_kind: "remittance".to_owned(),
        object: row.id.clone(),
        patient: None,
        detail: json!({ "claims": row.claims, "amount_cents": row.head.signed_amount() }),
    };
    append(&mut tx, tenant, &[entry]).await?;
    tx.commit().await?;
    app.changed(tenant);
    Ok(true)
}

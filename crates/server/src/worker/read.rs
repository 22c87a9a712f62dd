//! Reading and coding: chart → codes → what the release policy says.

use super::{failed, record, renewing, side_by_side};
use crate::app::App;
use crate::queries::Recoded;
use crate::release::{self, Policy, Word};
use crate::webhooks::{Event, announce};
use crate::worker::charge::CHARGE;
use governance::record::DecisionKind;
use model::{AccountEvent, AccountId, AccountState, CodedChart, HoldKind, Route, TenantId};
use serde_json::json;
use std::collections::BTreeMap;
use store::Tx;
use store::accounts::{self, Account, Coding, StoredChart, Versions};
use store::governance::{ReleaseWord, add_audits, put_words};
use store::record::AuditEntry;
use store::work::{self, Job, NewJob};

/// How long a chart that could not be coded is held before somebody must look: three days.
const HOLD: i64 = 3 * 86_400_000_000;

/// A chart that was judged.
struct Judged<'a> {
    account: Account,
    stored: &'a StoredChart,
    coded: Option<&'a CodedChart>,
    word: Option<Word>,
}

/// Does a batch of reading jobs of one tenant, all in one transaction.
pub(super) async fn batch(app: &App, tenant: &TenantId, jobs: &[Job]) -> store::Result<()> {
    let ids: Vec<AccountId> = jobs.iter().map(|job| AccountId(job.subject.clone())).collect();
    let mut stored = accounts::latest_charts(&app.db, tenant, &ids).await?;
    let (mut charts, mut faults) = (Vec::with_capacity(jobs.len()), Vec::new());
    for (job, id) in jobs.iter().zip(&ids) {
        match stored.remove(id) {
            Some(Ok(chart)) => charts.push((job.clone(), chart)),
            Some(Err(fault)) => faults.push((job, fault.to_string())),
            None => faults.push((job, "the account has no chart".to_owned())),
        }
    }
    let desk = app.desk();
    let coding =
        side_by_side(charts, move |(_, stored): &(Job, StoredChart)| desk.code(&stored.chart));
    let coded = renewing(app, jobs, coding).await;
    write(app, tenant, &coded).await?;
    for (job, why) in faults {
        failed(app, job, &why, true).await?;
    }
    Ok(())
}

type Coded = ((Job, StoredChart), Option<CodedChart>);

async fn write(app: &App, tenant: &TenantId, coded: &[Coded]) -> store::Result<()> {
    let mut tx = app.db.begin().await?;
    let policy = app.policies.of(app, &mut tx, tenant).await?;
    let jobs: Vec<&Job> = coded.iter().map(|((job, _), _)| job).collect();
    // A lease that was lost means that another worker does this chart.
    let held = work::leases_of(&mut tx, &jobs).await?;
    let coded: Vec<&Coded> = coded.iter().filter(|((job, _), _)| held.contains(&job.id)).collect();
    let ids: Vec<AccountId> =
        coded.iter().map(|((job, _), _)| AccountId(job.subject.clone())).collect();
    let mut accounts = accounts::get_all_for_change(&mut tx, tenant, &ids).await?;
    let versions = accounts::versions(&mut tx, tenant, &ids).await?;
    let (mut judged, mut steps, mut ended) = (Vec::new(), Vec::new(), Vec::new());
    for (((job, stored), codes), id) in coded.into_iter().zip(&ids) {
        let account = accounts.remove(id);
        let Some(mut account) = account.filter(|a| a.standing.state == AccountState::Received)
        else {
            ended.push(job);
            continue;
        };
        // The chart was sent anew while the old one was read: the new one is read.
        if versions.get(id).is_some_and(|newest| newest.chart != stored.version) {
            work::put_back(&mut tx, job, app.now()).await?;
            continue;
        }
        let (events, word) = self::judged(app, &policy, &mut account, stored, codes.as_ref());
        steps.push(events);
        judged.push(Judged { account, stored, coded: codes.as_ref(), word });
        ended.push(job);
    }
    let moves = judged.iter_mut().map(|one| &mut one.account).zip(steps).collect();
    let who = ("service", app.now());
    accounts::take_all_steps(&mut tx, tenant, moves, who, &app.terms).await?;
    keep(app, &mut tx, tenant, (&policy, &judged, &versions)).await?;
    work::complete_all(&mut tx, &ended).await?;
    tx.commit().await
}

/// Codes, decisions, the next jobs and the log of accounts that took their steps.
async fn keep(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    (policy, judged, versions): (&Policy, &[Judged<'_>], &BTreeMap<AccountId, Versions>),
) -> store::Result<()> {
    let (mut decisions, mut codings, mut next) = (Vec::new(), Vec::new(), Vec::new());
    let (mut words, mut drawn) = (Vec::new(), Vec::new());
    for Judged { account, stored, coded, word } in judged {
        let released = account.standing.state == AccountState::Released;
        if let (Some(coded), Some(word)) = (coded, word) {
            let decided = record::Decided {
                tenant,
                account: &account.id,
                kind: DecisionKind::Engine,
                actor: concat!("cleanclaim ", env!("CARGO_PKG_VERSION")),
                policy: word.policy.clone(),
                supersedes: None,
            };
            let decision = record::record(app, &stored.chart, coded, decided)?;
            let newest = versions.get(&account.id).copied().unwrap_or_default();
            let coding = Coding {
                version: newest.coding + 1,
                chart_version: stored.version,
                by_person: None,
                at: app.now(),
                is_final: released,
                coded: (*coded).clone(),
                decision: decision.id.clone(),
            };
            if crate::audits::is_drawn(policy, word, &account.id) {
                drawn.push(crate::audits::ongoing(app, account, &coding, word));
            }
            words.push(word_row(&account.id, &coding, word));
            codings.push((account.id.clone(), coding));
            decisions.push(decision);
        }
        if released {
            next.push(charge_job(app, tenant, &account.id));
        }
    }
    let audits: Vec<AuditEntry> = judged.iter().map(|one| audit(app, &one.account)).collect();
    accounts::put_codings(tx, tenant, &codings).await?;
    let recoded: Vec<Recoded<'_>> = recoded(judged, &codings);
    crate::queries::after_recoding(app, tx, tenant, &recoded).await?;
    put_words(tx, tenant, &words).await?;
    add_audits(tx, tenant, &drawn).await?;
    work::add(tx, &next).await?;
    store::record::decide(tx, tenant, &decisions, &app.key).await?;
    store::record::append(tx, tenant, &audits).await?;
    let coded = judged.iter().flat_map(|one| {
        let (id, state) = (&one.account.id, one.account.standing.state.name());
        [Event::new("chart.coded", id, state), Event::new("account.moved", id, state)]
    });
    announce(app, tx, tenant, &coded.collect::<Vec<_>>()).await
}

/// What queries want to know of codes that were just made.
fn recoded<'a>(judged: &'a [Judged<'_>], codings: &'a [(AccountId, Coding)]) -> Vec<Recoded<'a>> {
    let made = judged.iter().filter(|one| one.coded.is_some());
    let pairs = made.zip(codings);
    let recoded = pairs.map(|(one, (account, coding))| Recoded {
        account,
        chart: one.stored,
        version: coding.version,
        coded: &coding.coded,
    });
    recoded.collect()
}

/// A job that makes charges and claims.
pub(crate) fn charge_job(app: &App, tenant: &model::TenantId, id: &AccountId) -> NewJob {
    let now = app.now();
    NewJob {
        id: app.new_id("job"),
        tenant: tenant.clone(),
        kind: CHARGE.to_owned(),
        subject: id.0.clone(),
        payload: "{}".to_owned(),
        priority: 100,
        run_at: now,
        created_at: now,
    }
}

/// The steps that follow from the codes, and the facts that the account takes from them. Nothing
/// is released here without a proof of this site's own audits.
fn judged(
    app: &App,
    policy: &Policy,
    account: &mut Account,
    stored: &StoredChart,
    coded: Option<&CodedChart>,
) -> (Vec<AccountEvent>, Option<Word>) {
    let mut steps = vec![AccountEvent::ReadingStarted];
    let hold = |reason: String| AccountEvent::Held {
        kind: HoldKind::Unreadable,
        reason,
        owner: None,
        until: app.now() + HOLD,
    };
    let Some(coded) = coded else {
        let why = "The chart could not be read; it was kept for a person and for the log.";
        steps.push(hold(why.to_owned()));
        return (steps, None);
    };
    account.setting = coded.setting.name().to_owned();
    account.confidence_bp = Some((coded.chart_confidence * 10_000.0).round() as i64);
    if account.service_from.is_none() {
        account.service_from = Some(coded.date.to_string());
    }
    let mut word = release::decide(policy, account, coded);
    let held = match (stored.chart.documents.is_empty(), coded.route) {
        (true, _) => Some("The chart has no document yet.".to_owned()),
        (_, Route::Hold) => {
            let why = coded.reasons.first().cloned();
            Some(why.unwrap_or_else(|| "Something is missing.".to_owned()))
        }
        _ => None,
    };
    if let Some(why) = held {
        (word.released, word.eligible) = (None, false);
        word.policy = json!({ "scope": word.scope, "decision": "hold", "says": why });
        steps.push(hold(why));
        return (steps, Some(word));
    }
    steps.push(AccountEvent::Coded);
    match &word.released {
        Some(release) => {
            account.released_by = Some(format!("policy:{}", release.scope));
            account.released_at = Some(app.now());
            steps.push(AccountEvent::Released);
        }
        None => steps.push(AccountEvent::SentToReview { reasons: word.reasons.clone() }),
    }
    (steps, Some(word))
}

/// What the policy said, as audits draw from it.
pub(crate) fn word_row(id: &AccountId, coding: &Coding, word: &Word) -> ReleaseWord {
    let codes = coding.coded.dx.iter().map(|dx| dx.code.as_str());
    let codes: Vec<&str> = codes.chain(coding.coded.px.iter().map(|px| px.code.as_str())).collect();
    ReleaseWord {
        account: id.clone(),
        coding: coding.version,
        at: coding.at,
        scope: word.scope.to_string(),
        engine: word.engine.clone(),
        confidence: word.confidence,
        eligible: word.eligible,
        released: word.released.is_some(),
        codes: codes.join(" "),
    }
}

fn audit(app: &App, account: &Account) -> AuditEntry {
    AuditEntry {
        at: app.now(),
        actor: "service".to_owned(),
        action: "chart.coded".to_owned(),
        object_kind: "account".to_owned(),
        object: account.id.0.clone(),
        patient: account.patient.clone(),
        detail: json!({ "state": account.standing.state }),
    }
}

//! Reading and coding: chart → codes → what the release policy says.

use super::{failed, record};
use crate::app::App;
use crate::queries::Recoded;
use crate::worker::charge::CHARGE;
use governance::record::DecisionKind;
use model::{AccountEvent, AccountId, AccountState, Chart, CodedChart, HoldKind, Route};
use serde_json::json;
use store::accounts::{self, Account, Coding, StoredChart};
use store::record::AuditEntry;
use store::work::{self, Job, NewJob};

/// How long a chart that could not be coded is held before somebody must look: three days.
const HOLD: i64 = 3 * 86_400_000_000;

/// Does a batch of reading jobs.
pub(super) async fn batch(app: &App, jobs: Vec<Job>) -> store::Result<()> {
    let mut charts = Vec::with_capacity(jobs.len());
    for job in jobs {
        let id = AccountId(job.subject.clone());
        match accounts::latest_chart(&app.db, &job.tenant, &id).await {
            Ok(Some(stored)) => charts.push((job, stored)),
            Ok(None) => failed(app, &job, "the account has no chart", true).await?,
            Err(fault) => failed(app, &job, &fault.to_string(), !fault.is_passing()).await?,
        }
    }
    let coded = code_all(app, charts).await;
    write(app, coded).await
}

/// Codes charts on all cores. A chart that brings the coder down is one job that fails.
async fn code_all(
    app: &App,
    charts: Vec<(Job, StoredChart)>,
) -> Vec<(Job, StoredChart, Option<CodedChart>)> {
    let desk = app.desk();
    let coded = tokio::task::spawn_blocking(move || {
        let code = |chart: &Chart| {
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| desk.code(chart))).ok()
        };
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let part = charts.len().div_ceil(cores).max(1);
        let results: Vec<Vec<Option<CodedChart>>> = std::thread::scope(|scope| {
            let parts: Vec<_> = charts
                .chunks(part)
                .map(|part| {
                    scope.spawn(|| part.iter().map(|(_, s)| code(&s.chart)).collect::<Vec<_>>())
                })
                .collect();
            parts.into_iter().map(|part| part.join().unwrap_or_default()).collect()
        });
        let mut coded = results.into_iter().flatten();
        charts
            .into_iter()
            .map(|(job, stored)| (job, stored, coded.next().flatten()))
            .collect::<Vec<_>>()
    });
    coded.await.unwrap_or_default()
}

async fn write(app: &App, coded: Vec<(Job, StoredChart, Option<CodedChart>)>) -> store::Result<()> {
    let mut tenants: Vec<model::TenantId> =
        coded.iter().map(|(job, ..)| job.tenant.clone()).collect();
    tenants.sort();
    tenants.dedup();
    for tenant in tenants {
        let mut tx = app.db.begin().await?;
        let (mut decisions, mut audits, mut next) = (Vec::new(), Vec::new(), Vec::new());
        let mut kept = Vec::new();
        for (job, stored, coded) in coded.iter().filter(|(job, ..)| job.tenant == tenant) {
            // A lease that was lost means that another worker does this chart.
            if !work::lease_of(&mut tx, job).await? {
                continue;
            }
            let id = AccountId(job.subject.clone());
            let mut account = accounts::get_for_change(&mut tx, &tenant, &id).await?;
            if account.standing.state == AccountState::Received {
                let steps = judged(app, &mut account, stored, coded.as_ref());
                let who = ("service", app.now());
                accounts::take_steps(&mut tx, &tenant, &mut account, &steps, who, &app.terms)
                    .await?;
                if let Some(coded) = coded {
                    let decided = record::Decided {
                        tenant: &tenant,
                        account: &id,
                        kind: DecisionKind::Engine,
                        actor: concat!("cleanclaim ", env!("CARGO_PKG_VERSION")),
                        policy: json!({ "reasons": account.standing.reasons }),
                        supersedes: None,
                    };
                    let decision = record::record(app, &stored.chart, coded, decided)?;
                    let version = accounts::next_coding_version(&mut tx, &tenant, &id).await?;
                    let coding = Coding {
                        version,
                        chart_version: stored.version,
                        by_person: None,
                        at: app.now(),
                        is_final: account.standing.state == AccountState::Released,
                        coded: coded.clone(),
                        decision: decision.id.clone(),
                    };
                    accounts::put_coding(&mut tx, &tenant, &id, &coding).await?;
                    decisions.push(decision);
                    kept.push((id.clone(), stored, version, coded));
                }
                audits.push(audit(app, &account));
                if account.standing.state == AccountState::Released {
                    next.push(charge_job(app, &tenant, &id));
                }
            }
            work::complete(&mut tx, job).await?;
        }
        let recoded: Vec<Recoded<'_>> = kept
            .iter()
            .map(|(account, chart, version, coded)| Recoded {
                account,
                chart,
                version: *version,
                coded,
            })
            .collect();
        crate::queries::after_recoding(app, &mut tx, &tenant, &recoded).await?;
        work::add(&mut tx, &next).await?;
        store::record::decide(&mut tx, &tenant, &decisions, &app.key).await?;
        store::record::append(&mut tx, &tenant, &audits).await?;
        tx.commit().await?;
        app.changed(&tenant);
    }
    Ok(())
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
    account: &mut Account,
    stored: &StoredChart,
    coded: Option<&CodedChart>,
) -> Vec<AccountEvent> {
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
        return steps;
    };
    account.setting = coded.setting.name().to_owned();
    account.confidence_bp = Some((coded.chart_confidence * 10_000.0).round() as i64);
    if account.service_from.is_none() {
        account.service_from = Some(coded.date.to_string());
    }
    if stored.chart.documents.is_empty() {
        steps.push(hold("The chart has no document yet.".to_owned()));
        return steps;
    }
    steps.push(AccountEvent::Coded);
    let mut reasons = coded.reasons.clone();
    if coded.route == Route::Hold {
        let why = reasons.first().cloned().unwrap_or_else(|| "Something is missing.".to_owned());
        steps.push(hold(why));
        return steps;
    }
    reasons.push(crate::release::NO_PROOF.to_owned());
    steps.push(AccountEvent::SentToReview { reasons });
    steps
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

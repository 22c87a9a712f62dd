//! Workers: jobs are leased in batches, judged side by side, and written down together.
//!
//! A job's effect and its end commit in one transaction, so that a worker that dies loses nothing
//! and does nothing twice: its lease runs out and another takes the job.

mod aside;
mod charge;
pub(crate) mod charges;
pub mod ladder;
pub(crate) mod read;
pub(crate) mod record;
pub mod send;
mod timetable;

pub use aside::revive;
pub(crate) use charge::stopping;
pub(crate) use read::charge_job;

use crate::app::App;
use crate::metrics::timed;
use crate::remittances;
use model::TenantId;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::time::Duration;
use store::work::{self, Job};
use store::{Answer, Boxed};

/// Jobs of one batch.
const BATCH: i64 = 64;

/// How long a lease lasts, in microseconds; it is renewed while its batch is judged, so that the
/// work of a process that died waits no longer than this.
const LEASE: i64 = 20_000_000;

/// How often leases are renewed: three times before they run out.
const RENEWAL: Duration = Duration::from_secs(5);

/// How long a worker that found nothing sleeps, unless it is woken.
const REST: Duration = Duration::from_millis(500);

/// After more tries than this a job is done alone.
const TRUSTED_TRIES: i64 = 2;

/// The kinds of jobs that a worker takes, in the order in which it asks for them.
const KINDS: [&str; 4] =
    [crate::reception::READ, charge::CHARGE, remittances::POST, remittances::AFTER];

/// Those that follow from what payers answer. Each may take long: a worker has one at a time, and
/// the next payer's is another's.
pub(crate) const MONEY: [&str; 2] = [remittances::POST, remittances::AFTER];

/// Works until `end` says so; leases that are left are given back.
pub fn run(app: App, name: String, end: tokio::sync::watch::Receiver<bool>) -> Boxed<'static, ()> {
    Box::pin(work_on(app, name, end))
}

async fn work_on(app: App, name: String, mut end: tokio::sync::watch::Receiver<bool>) {
    // What is still leased after a fault is nobody's work until it is given back.
    let mut stuck = false;
    let mut timetable = timetable::Timetable::default();
    while !*end.borrow() {
        if let Err(fault) = timetable.tick(&app).await {
            tracing::warn!(fault = %fault, "what is scheduled could not be done");
        }
        if let Err(fault) = crate::packs::refresh(&app, false).await {
            tracing::warn!(fault, "a code set that was imported cannot be read");
        }
        if stuck && give_back(&app, &name).await.is_ok() {
            stuck = false;
        }
        let found = if stuck { Ok(0) } else { pass(&app, &name).await };
        if let Err(fault) = &found {
            tracing::warn!(fault = %fault, "a worker could not reach the database");
            stuck = true;
        }
        if found.is_err() || matches!(found, Ok(0)) {
            tokio::select! {
                () = tokio::time::sleep(REST) => {}
                () = app.work.notified(), if !stuck => {}
                _ = end.changed() => {}
            }
        }
    }
    // A database that is away takes nothing back: the leases run out by themselves.
    let _ = give_back(&app, &name).await;
}

async fn give_back(app: &App, name: &str) -> store::Result<()> {
    let mut tx = app.db.begin().await?;
    work::release_owner(&mut tx, name).await?;
    tx.commit().await
}

/// Leases one batch and does it, then sends what may leave; how many jobs and parcels it was.
///
/// # Errors
/// A database that does not answer.
pub fn pass<'a>(app: &'a App, name: &'a str) -> Answer<'a, usize> {
    Box::pin(async move {
        let count = one_pass(app, name, &KINDS).await?;
        Ok(count + send::pass(app, name).await?)
    })
}

/// As [`pass`], for some kinds of jobs alone; nothing is sent.
pub(crate) fn pass_of<'a>(
    app: &'a App,
    name: &'a str,
    kinds: &'a [&'static str],
) -> Answer<'a, usize> {
    Box::pin(one_pass(app, name, kinds))
}

async fn one_pass(app: &App, name: &str, kinds: &[&str]) -> store::Result<usize> {
    let now = app.now();
    let (money, quick): (Vec<&str>, Vec<&str>) =
        kinds.iter().copied().partition(|kind| MONEY.contains(kind));
    let (mut tx, mut jobs) = (app.db.begin().await?, Vec::new());
    for (kinds, most) in [(quick, BATCH), (money, 1)] {
        if !kinds.is_empty() {
            let leased = work::lease(&mut tx, &kinds, name, (now, now + LEASE), most).await?;
            jobs.extend(leased);
        }
    }
    tx.commit().await?;
    let count = jobs.len();
    let mut tenants: Vec<TenantId> = jobs.iter().map(|job| job.tenant.clone()).collect();
    tenants.sort();
    tenants.dedup();
    // A job that took its process down with it was tried before: it takes no other down now.
    let (suspect, jobs): (Vec<Job>, Vec<Job>) =
        jobs.into_iter().partition(|job| job.attempts > TRUSTED_TRIES);
    let mut groups: BTreeMap<(TenantId, String), Vec<Job>> = BTreeMap::new();
    for job in jobs {
        groups.entry((job.tenant.clone(), job.kind.clone())).or_default().push(job);
    }
    for ((tenant, kind), group) in groups {
        together(app, &tenant, &kind, group).await?;
    }
    for job in suspect {
        let (tenant, kind) = (job.tenant.clone(), job.kind.clone());
        if job.attempts > work::MOST_ATTEMPTS {
            failed(app, &job, "every process that tried it ended", true).await?;
        } else {
            together(app, &tenant, &kind, vec![job]).await?;
        }
    }
    for tenant in &tenants {
        app.changed(tenant);
    }
    Ok(count)
}

/// Does jobs of one tenant and kind in one transaction; where that fails, each alone, so that one
/// that cannot be done stops no other.
async fn together(app: &App, tenant: &TenantId, kind: &str, jobs: Vec<Job>) -> store::Result<()> {
    let Err(fault) = batch(app, tenant, kind, &jobs).await else { return Ok(()) };
    if fault.is_passing() {
        return Err(fault);
    }
    if let [job] = jobs.as_slice() {
        return failed(app, job, &fault.to_string(), true).await;
    }
    tracing::warn!(kind, fault = %fault, "a batch failed; each of its jobs is done alone");
    for job in &jobs {
        match batch(app, tenant, kind, std::slice::from_ref(job)).await {
            Ok(()) => {}
            Err(fault) if fault.is_passing() => return Err(fault),
            Err(fault) => failed(app, job, &fault.to_string(), true).await?,
        }
    }
    Ok(())
}

async fn batch(app: &App, tenant: &TenantId, kind: &str, jobs: &[Job]) -> store::Result<()> {
    match kind {
        crate::reception::READ => timed("read", read::batch(app, tenant, jobs)).await,
        charge::CHARGE => timed("charge", charge::batch(app, tenant, jobs)).await,
        _ => {
            for job in jobs {
                renewing(app, jobs, remittances::job(app, tenant, job)).await?;
            }
            Ok(())
        }
    }
}

/// Waits for work that takes long, and renews the leases of its jobs meanwhile.
async fn renewing<T>(app: &App, jobs: &[Job], judging: impl Future<Output = T>) -> T {
    let owner = jobs.first().map(|job| job.lease_owner.clone()).unwrap_or_default();
    let ids: Vec<String> = jobs.iter().map(|job| job.id.clone()).collect();
    let renewals = async {
        loop {
            tokio::time::sleep(RENEWAL).await;
            // A lease that could not be renewed is found out when its effect is written.
            if let Err(fault) = renew(app, &owner, &ids).await {
                tracing::warn!(fault = %fault, "leases were not renewed");
            }
        }
    };
    beside(judging, renewals).await
}

/// Does work, and beside it what never ends. Neither waits for the other: the work may hold the
/// one connection that writes, which a renewal asks for.
async fn beside<T>(work: impl Future<Output = T>, endless: impl Future<Output = Infallible>) -> T {
    tokio::select! {
        done = work => done,
        never = endless => match never {},
    }
}

async fn renew(app: &App, owner: &str, ids: &[String]) -> store::Result<()> {
    let mut tx = app.db.begin().await?;
    work::renew(&mut tx, owner, ids, app.now() + LEASE).await?;
    tx.commit().await
}

/// Judges things side by side on all cores, in their order. One that brings the judge down is
/// `None`, and nothing else is.
async fn side_by_side<T, R>(
    things: Vec<T>,
    judge: impl Fn(&T) -> R + Sync + Send + 'static,
) -> Vec<(T, Option<R>)>
where
    T: Send + Sync + 'static,
    R: Send + 'static,
{
    let judged = tokio::task::spawn_blocking(move || {
        let one = |thing: &T| {
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| judge(thing))).ok()
        };
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let part = things.len().div_ceil(cores).max(1);
        let results: Vec<Vec<Option<R>>> = std::thread::scope(|scope| {
            let parts: Vec<_> = things
                .chunks(part)
                .map(|part| scope.spawn(|| part.iter().map(one).collect::<Vec<_>>()))
                .collect();
            parts.into_iter().map(|part| part.join().unwrap_or_default()).collect()
        });
        let results: Vec<Option<R>> = results.into_iter().flatten().collect();
        things.into_iter().zip(results).collect::<Vec<_>>()
    });
    judged.await.unwrap_or_default()
}

/// Puts a job back, or aside; an account whose job is laid aside is held, with the reason.
pub(crate) async fn failed(app: &App, job: &Job, why: &str, lasting: bool) -> store::Result<()> {
    tracing::warn!(job = %job.id, kind = %job.kind, why, "a job failed");
    let mut tx = app.db.begin().await?;
    if work::fail(&mut tx, job, why, app.now(), lasting).await? {
        aside::hold(app, &mut tx, job, why).await?;
    }
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::beside;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;
    use tokio::sync::Mutex;
    use tokio::time::{sleep, timeout};

    #[tokio::test]
    async fn a_renewal_that_waits_for_the_work_does_not_stop_it() {
        let (connection, renewed) = (Mutex::new(()), AtomicU32::new(0));
        let work = async {
            for _ in 0..3 {
                let _held = connection.lock().await;
                sleep(Duration::from_millis(20)).await;
            }
            "done"
        };
        let renewals = async {
            loop {
                sleep(Duration::from_millis(5)).await;
                let _held = connection.lock().await;
                renewed.fetch_add(1, Ordering::Relaxed);
            }
        };
        let ended = beside(work, renewals);
        // It would wait for ever, not long.
        assert_eq!(timeout(Duration::from_secs(60), ended).await, Ok("done"));
        assert!(renewed.load(Ordering::Relaxed) > 0);
    }
}

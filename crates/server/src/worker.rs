//! Workers: jobs are leased in batches, judged side by side, and written down together.
//!
//! A job's effect and its end commit in one transaction, so that a worker that dies loses nothing
//! and does nothing twice: its lease runs out and another takes the job.

mod charge;
pub mod ladder;
mod read;
mod record;
mod timetable;

use crate::app::App;
use std::time::Duration;
use store::work::{self, Job};

/// Jobs of one batch.
const BATCH: i64 = 64;

/// How long a lease lasts, in microseconds.
const LEASE: i64 = 120_000_000;

/// How long a worker that found nothing sleeps, unless it is woken.
const REST: Duration = Duration::from_millis(500);

/// The kinds of jobs that a worker takes, in the order in which it asks for them.
const KINDS: [&str; 2] = [crate::reception::READ, charge::CHARGE];

/// Works until `end` says so; leases that are left are given back.
pub async fn run(app: App, name: String, end: tokio::sync::watch::Receiver<bool>) {
    let mut end = end;
    let mut timetable = timetable::Timetable::default();
    while !*end.borrow() {
        if let Err(fault) = timetable.tick(&app).await {
            tracing::warn!(fault = %fault, "what is scheduled could not be done");
        }
        match pass(&app, &name).await {
            Ok(0) => {
                tokio::select! {
                    () = tokio::time::sleep(REST) => {}
                    () = app.work.notified() => {}
                    _ = end.changed() => {}
                }
            }
            Ok(_) => {}
            Err(fault) => {
                tracing::warn!(fault = %fault, "a worker could not reach the database");
                tokio::time::sleep(REST).await;
            }
        }
    }
    if let Ok(mut tx) = app.db.begin().await
        && work::release_owner(&mut tx, &name).await.is_ok()
    {
        let _ = tx.commit().await;
    }
}

/// Leases one batch and does it; how many jobs it was.
///
/// # Errors
/// A database that does not answer.
pub async fn pass(app: &App, name: &str) -> store::Result<usize> {
    let now = app.now();
    let mut tx = app.db.begin().await?;
    let jobs = work::lease(&mut tx, &KINDS, name, (now, now + LEASE), BATCH).await?;
    tx.commit().await?;
    if jobs.is_empty() {
        return Ok(0);
    }
    let count = jobs.len();
    let (read, charge): (Vec<Job>, Vec<Job>) =
        jobs.into_iter().partition(|job| job.kind == crate::reception::READ);
    read::batch(app, read).await?;
    charge::batch(app, charge).await?;
    Ok(count)
}

/// Puts a job back, or aside, in a transaction of its own.
pub(crate) async fn failed(app: &App, job: &Job, why: &str, lasting: bool) -> store::Result<()> {
    tracing::warn!(job = %job.id, kind = %job.kind, why, "a job failed");
    let mut tx = app.db.begin().await?;
    work::fail(&mut tx, job, why, app.now(), lasting).await?;
    tx.commit().await
}

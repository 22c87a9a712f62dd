//! The job queue: a lease, not a promise. A job's effect and its end commit together.

use crate::db::{Db, Tx, assembled};
use crate::many::places;
use crate::row::Get;
use crate::{Result, SqlRow};
use model::TenantId;
use std::collections::BTreeSet;

/// Tries before a job is laid aside for a person to look at.
pub const MOST_ATTEMPTS: i64 = 8;

/// Jobs leased at a time at most.
pub const LARGEST_LEASE: i64 = 512;

/// The first wait after a failure, in microseconds; it doubles each time.
const FIRST_WAIT: i64 = 2_000_000;

/// The longest wait.
const LONGEST_WAIT: i64 = 3_600_000_000;

/// A time further ahead than this was written by a clock that has since gone back: two days.
pub(super) const FARTHEST: i64 = 2 * 86_400_000_000;

/// A job to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewJob {
    /// Its id.
    pub id: String,
    /// Whose.
    pub tenant: TenantId,
    /// What to do: `read`, `scrub`, …
    pub kind: String,
    /// With what: an account's id. The same kind and subject waits once.
    pub subject: String,
    /// More, as JSON.
    pub payload: String,
    /// Lower goes first; 100 is ordinary.
    pub priority: i64,
    /// Not before.
    pub run_at: i64,
    /// Now.
    pub created_at: i64,
}

/// A leased job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Its id.
    pub id: String,
    /// Whose.
    pub tenant: TenantId,
    /// What to do.
    pub kind: String,
    /// With what.
    pub subject: String,
    /// More, as JSON.
    pub payload: String,
    /// Which try this is, from 1. Together with the owner it names this lease and no other.
    pub attempts: i64,
    /// Who holds the lease.
    pub lease_owner: String,
    /// What went wrong the last time.
    pub last_error: Option<String>,
}

/// How many jobs wait, are leased, and were laid aside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JobCounts {
    /// Ready to run, now or later.
    pub ready: i64,
    /// In work.
    pub leased: i64,
    /// Laid aside.
    pub dead: i64,
}

/// Adds jobs; one whose kind and subject wait already is left out.
///
/// # Errors
/// A database that does not answer.
pub async fn add(tx: &mut Tx, jobs: &[NewJob]) -> Result<u64> {
    let row = |job: &NewJob| {
        vec![
            job.id.as_str().into(),
            job.tenant.as_str().into(),
            job.kind.as_str().into(),
            job.subject.as_str().into(),
            job.payload.as_str().into(),
            "ready".into(),
            job.priority.into(),
            job.run_at.into(),
            job.created_at.into(),
        ]
    };
    let done = tx
        .insert_new(
            "job (id, tenant, kind, subject, payload, state, priority, run_at, created_at)",
            jobs.iter().map(row).collect(),
        )
        .await?;
    if done < jobs.len() as u64 {
        wake(tx, jobs).await?;
    }
    Ok(done)
}

/// What was laid aside is tried again when its work is asked for anew: the subject changed.
async fn wake(tx: &mut Tx, jobs: &[NewJob]) -> Result<()> {
    for job in jobs {
        let statement = sqlx::query(
            "UPDATE job SET state = 'ready', run_at = $1, attempts = 0 WHERE tenant = $2 \
             AND kind = $3 AND subject = $4 AND state = 'dead'",
        )
        .bind(job.run_at)
        .bind(job.tenant.as_str())
        .bind(job.kind.clone())
        .bind(job.subject.clone());
        tx.run(statement).await?;
    }
    Ok(())
}

/// Takes up to `most` jobs for `owner` until `until`: those that are ready, and those whose
/// holder let the lease run out. Work of several processes never overlaps. A clock that went back
/// holds nothing up: a time further ahead than any wait could be counts as come.
///
/// # Errors
/// A database that does not answer.
pub async fn lease(
    tx: &mut Tx,
    kinds: &[&str],
    owner: &str,
    (now, until): (i64, i64),
    most: i64,
) -> Result<Vec<Job>> {
    let mut names = String::new();
    for (index, _) in kinds.iter().enumerate() {
        names.push_str(if index == 0 { "$" } else { ", $" });
        names.push_str(&(index + 5).to_string());
    }
    let text = format!(
        "UPDATE job SET state = 'leased', lease_owner = $1, lease_until = $2, \
         attempts = attempts + 1 WHERE id IN (SELECT id FROM job WHERE \
         ((state = 'ready' AND (run_at <= $3 OR run_at > $3 + {FARTHEST})) \
         OR (state = 'leased' AND (lease_until < $3 OR lease_until > $3 + {FARTHEST}))) \
         AND kind IN ({names}) ORDER BY priority, run_at, id LIMIT $4{}) \
         RETURNING id, tenant, kind, subject, payload, attempts, lease_owner, last_error",
        tx.skip_locked()
    );
    let mut statement = assembled(text)
        .bind(owner.to_owned())
        .bind(until)
        .bind(now)
        .bind(most.clamp(1, LARGEST_LEASE));
    for kind in kinds {
        statement = statement.bind((*kind).to_owned());
    }
    let mut jobs = tx.rows(statement).await?.iter().map(read).collect::<Result<Vec<Job>>>()?;
    jobs.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(jobs)
}

/// Whether the lease of a job is still this one; inside the transaction that will end it, and
/// before anything of its effect is written.
///
/// # Errors
/// A database that does not answer.
pub async fn lease_of(tx: &mut Tx, job: &Job) -> Result<bool> {
    let text = format!(
        "SELECT id FROM job WHERE id = $1 AND state = 'leased' AND lease_owner = $2 \
         AND attempts = $3{}",
        tx.for_update()
    );
    let statement =
        assembled(text).bind(job.id.clone()).bind(job.lease_owner.clone()).bind(job.attempts);
    Ok(tx.row(statement).await?.is_some())
}

/// Whether a job of a kind and subject waits or is in work.
///
/// # Errors
/// A database that does not answer.
pub async fn waits(tx: &mut Tx, tenant: &TenantId, (kind, subject): (&str, &str)) -> Result<bool> {
    let statement = sqlx::query(
        "SELECT id FROM job WHERE tenant = $1 AND kind = $2 AND subject = $3 \
         AND state IN ('ready', 'leased')",
    )
    .bind(tenant.as_str())
    .bind(kind.to_owned())
    .bind(subject.to_owned());
    Ok(tx.row(statement).await?.is_some())
}

/// Those of a batch whose lease still holds, by id; they are kept from others until the end of the
/// transaction, in one order, so that two workers never wait for each other.
///
/// # Errors
/// A database that does not answer.
pub async fn leases_of(tx: &mut Tx, jobs: &[&Job]) -> Result<BTreeSet<String>> {
    if jobs.is_empty() {
        return Ok(BTreeSet::new());
    }
    let text = format!(
        "SELECT id, lease_owner, attempts FROM job WHERE state = 'leased' AND id IN ({}) \
         ORDER BY id{}",
        places(1, jobs.len()),
        tx.for_update()
    );
    let mut statement = assembled(text);
    for job in jobs {
        statement = statement.bind(job.id.clone());
    }
    let mut held = BTreeSet::new();
    for row in tx.rows(statement).await? {
        let (id, owner) = (row.text("id")?, row.opt_text("lease_owner")?.unwrap_or_default());
        let attempts = row.int("attempts")?;
        let ours =
            |job: &&&Job| job.id == id && job.lease_owner == owner && job.attempts == attempts;
        if jobs.iter().find(ours).is_some() {
            held.insert(id);
        }
    }
    Ok(held)
}

/// Ends jobs whose leases were found to hold in this transaction; how many are gone.
///
/// # Errors
/// A database that does not answer.
pub async fn complete_all(tx: &mut Tx, jobs: &[&Job]) -> Result<u64> {
    if jobs.is_empty() {
        return Ok(0);
    }
    let text =
        format!("DELETE FROM job WHERE state = 'leased' AND id IN ({})", places(1, jobs.len()));
    let mut statement = assembled(text);
    for job in jobs {
        statement = statement.bind(job.id.clone());
    }
    tx.run(statement).await
}

/// Moves the end of leases on: the batch takes longer. Leases that were lost stay lost.
///
/// # Errors
/// A database that does not answer.
pub async fn renew(tx: &mut Tx, owner: &str, ids: &[String], until: i64) -> Result<u64> {
    if ids.is_empty() {
        return Ok(0);
    }
    let text = format!(
        "UPDATE job SET lease_until = $1 WHERE state = 'leased' AND lease_owner = $2 \
         AND id IN ({})",
        places(3, ids.len())
    );
    let mut statement = assembled(text).bind(until).bind(owner.to_owned());
    for id in ids {
        statement = statement.bind(id.clone());
    }
    tx.run(statement).await
}

/// Makes a leased job ready again at once: what it was about changed while it was worked on. The
/// try does not count.
///
/// # Errors
/// A database that does not answer.
pub async fn put_back(tx: &mut Tx, job: &Job, now: i64) -> Result<bool> {
    let statement = sqlx::query(
        "UPDATE job SET state = 'ready', run_at = $1, lease_owner = NULL, lease_until = NULL, \
         attempts = attempts - 1 WHERE id = $2 AND state = 'leased' AND lease_owner = $3 \
         AND attempts = $4",
    )
    .bind(now)
    .bind(job.id.clone())
    .bind(job.lease_owner.clone())
    .bind(job.attempts);
    Ok(tx.run(statement).await? == 1)
}

/// Ends a job: it is gone. False when the lease was lost; then the caller rolls back.
///
/// # Errors
/// A database that does not answer.
pub async fn complete(tx: &mut Tx, job: &Job) -> Result<bool> {
    let statement = sqlx::query(
        "DELETE FROM job WHERE id = $1 AND state = 'leased' AND lease_owner = $2 AND attempts = $3",
    )
    .bind(job.id.clone())
    .bind(job.lease_owner.clone())
    .bind(job.attempts);
    Ok(tx.run(statement).await? == 1)
}

/// Puts a job back after a failure, later each time; after [`MOST_ATTEMPTS`], or when `lasting`,
/// it is laid aside. True when it was laid aside.
///
/// # Errors
/// A database that does not answer.
pub async fn fail(tx: &mut Tx, job: &Job, why: &str, now: i64, lasting: bool) -> Result<bool> {
    let aside = lasting || job.attempts >= MOST_ATTEMPTS;
    let doublings = u32::try_from((job.attempts - 1).clamp(0, 20)).unwrap_or(20);
    let wait = FIRST_WAIT.saturating_mul(1 << doublings).min(LONGEST_WAIT);
    let statement = sqlx::query(
        "UPDATE job SET state = $1, run_at = $2, lease_owner = NULL, lease_until = NULL, \
         last_error = $3 WHERE id = $4 AND state = 'leased' AND lease_owner = $5 AND attempts = $6",
    )
    .bind(if aside { "dead" } else { "ready" })
    .bind(now.saturating_add(wait))
    .bind(why.chars().take(2_000).collect::<String>())
    .bind(job.id.clone())
    .bind(job.lease_owner.clone())
    .bind(job.attempts);
    tx.run(statement).await?;
    Ok(aside)
}

/// Gives back every lease of a process that ends in order; the tries do not count.
///
/// # Errors
/// A database that does not answer.
pub async fn release_owner(tx: &mut Tx, owner: &str) -> Result<u64> {
    let statement = sqlx::query(
        "UPDATE job SET state = 'ready', lease_owner = NULL, lease_until = NULL, \
         attempts = attempts - 1 WHERE state = 'leased' AND lease_owner = $1",
    )
    .bind(owner.to_owned());
    tx.run(statement).await
}

/// Jobs that were laid aside, newest last.
///
/// # Errors
/// A database that does not answer.
pub async fn dead(db: &Db, tenant: &TenantId) -> Result<Vec<Job>> {
    let statement = sqlx::query(
        "SELECT id, tenant, kind, subject, payload, attempts, '' AS lease_owner, last_error \
         FROM job WHERE tenant = $1 AND state = 'dead' ORDER BY created_at, id LIMIT 500",
    )
    .bind(tenant.as_str());
    db.rows(statement).await?.iter().map(read).collect()
}

/// Makes a job that was laid aside ready again.
///
/// # Errors
/// A database that does not answer.
pub async fn revive(tx: &mut Tx, tenant: &TenantId, id: &str, now: i64) -> Result<bool> {
    let statement = sqlx::query(
        "UPDATE job SET state = 'ready', run_at = $1, attempts = 0 \
         WHERE id = $2 AND tenant = $3 AND state = 'dead'",
    )
    .bind(now)
    .bind(id.to_owned())
    .bind(tenant.as_str());
    Ok(tx.run(statement).await? == 1)
}

/// How many jobs stand where, over all tenants.
///
/// # Errors
/// A database that does not answer.
pub async fn counts(db: &Db) -> Result<JobCounts> {
    let statement = sqlx::query("SELECT state, COUNT(*) AS jobs FROM job GROUP BY state");
    let mut counts = JobCounts::default();
    for row in db.rows(statement).await? {
        let jobs = row.int("jobs")?;
        match row.text("state")?.as_str() {
            "ready" => counts.ready = jobs,
            "leased" => counts.leased = jobs,
            _ => counts.dead = jobs,
        }
    }
    Ok(counts)
}

fn read(row: &SqlRow) -> Result<Job> {
    Ok(Job {
        id: row.text("id")?,
        tenant: TenantId(row.text("tenant")?),
        kind: row.text("kind")?,
        subject: row.text("subject")?,
        payload: row.text("payload")?,
        attempts: row.int("attempts")?,
        lease_owner: row.text("lease_owner")?,
        last_error: row.opt_text("last_error")?,
    })
}

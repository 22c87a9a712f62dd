//! Jobs, schedules, the outbox, idempotency keys, control numbers.

use crate::ground::{Done, Ground, NOW, SECOND, ensure, on_both, same, site};
use libtest_mimic::Trial;
use std::collections::BTreeSet;
use store::work::{self, Answer, Claimed, Job, NewJob, NewParcel};
use store::{Db, StoreError};

const LEASE: i64 = 60 * SECOND;

pub fn trials() -> Vec<Trial> {
    [
        on_both("a job is leased by one, and its end counts only with its lease", lease),
        on_both("a job that fails waits longer, is laid aside and can be revived", failing),
        on_both("eight workers do each job once", workers),
        on_both("a clock that went back holds no job up", clock),
        on_both("a parcel leaves once", outbox),
        on_both("a key answers once", idempotency),
        on_both("a due schedule is taken by one", schedules),
        on_both("control numbers count on without a gap or a double", control),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn job(subject: &str, priority: i64) -> NewJob {
    NewJob {
        id: format!("job_{subject}"),
        tenant: site(),
        kind: "read".into(),
        subject: subject.into(),
        payload: "{}".into(),
        priority,
        run_at: NOW,
        created_at: NOW,
    }
}

async fn add(db: &Db, jobs: &[NewJob]) -> store::Result<u64> {
    let mut tx = db.begin().await?;
    let done = work::add(&mut tx, jobs).await?;
    tx.commit().await?;
    Ok(done)
}

async fn take(db: &Db, owner: &str, now: i64, most: i64) -> store::Result<Vec<Job>> {
    let mut tx = db.begin().await?;
    let jobs = work::lease(&mut tx, &["read", "other"], owner, (now, now + LEASE), most).await?;
    tx.commit().await?;
    Ok(jobs)
}

async fn lease(ground: Ground) -> Done {
    let db = &ground.db;
    same(add(db, &[job("a", 100), job("b", 50), job("a", 1)]).await?, 2, "one job a subject")?;
    let first = take(db, "w1", NOW, 1).await?;
    same(first[0].subject.as_str(), "b", "priority")?;
    let rest = take(db, "w2", NOW, 10).await?;
    same(rest.len(), 1, "what is leased is not taken")?;
    // w1 is gone; its lease runs out and w2 takes the job; then w1 comes back.
    let taken = take(db, "w2", NOW + LEASE + 1, 10).await?;
    same(taken.len(), 2, "leases that ran out")?;
    let mut tx = db.begin().await?;
    ensure(!work::lease_of(&mut tx, &first[0]).await?, "a lost lease")?;
    ensure(!work::complete(&mut tx, &first[0]).await?, "a lost job")?;
    let held = work::leases_of(&mut tx, &[&first[0], &taken[0], &taken[1]]).await?;
    same(held, taken.iter().map(|job| job.id.clone()).collect(), "leases of a batch")?;
    let ids: Vec<String> = taken.iter().map(|job| job.id.clone()).collect();
    same(work::renew(&mut tx, "w1", &ids, NOW).await?, 0, "not theirs")?;
    same(work::renew(&mut tx, "w2", &ids, NOW + 9 * LEASE).await?, 2, "renewed")?;
    ensure(work::put_back(&mut tx, &taken[0], NOW).await?, "put back")?;
    same(work::complete_all(&mut tx, &[&taken[0], &taken[1]]).await?, 1, "only what is leased")?;
    tx.commit().await?;
    let counts = work::counts(db).await?;
    same((counts.ready, counts.leased, counts.dead), (1, 0, 0), "counts")?;
    same(take(db, "w3", NOW, 10).await?.len(), 1, "again")?;
    let mut tx = db.begin().await?;
    same(work::release_owner(&mut tx, "w3").await?, 1, "given back")?;
    tx.commit().await?;
    Ok(())
}

async fn failing(ground: Ground) -> Done {
    let db = &ground.db;
    add(db, &[job("a", 100)]).await?;
    let (mut now, mut waits) = (NOW, Vec::new());
    for _ in 0..20 {
        let Some(one) = take(db, "w", now, 1).await?.pop() else {
            now += SECOND;
            continue;
        };
        let mut tx = db.begin().await?;
        let aside = work::fail(&mut tx, &one, "it broke", now, false).await?;
        tx.commit().await?;
        waits.push(one.attempts);
        if aside {
            break;
        }
        now += 4_000 * SECOND;
    }
    same(waits, (1..=8).collect(), "tries")?;
    let dead = work::dead(db, &site()).await?;
    same(dead.len(), 1, "laid aside")?;
    same(dead[0].last_error.as_deref(), Some("it broke"), "why")?;
    let mut tx = db.begin().await?;
    ensure(work::revive(&mut tx, &site(), &dead[0].id, now).await?, "revived")?;
    tx.commit().await?;
    let one = take(db, "w", now, 1).await?.pop().ok_or("nothing to take")?;
    same(one.attempts, 1, "from the start")?;
    let mut tx = db.begin().await?;
    ensure(work::fail(&mut tx, &one, "never", now, true).await?, "a lasting fault")?;
    tx.commit().await?;
    same(add(db, &[job("a", 100)]).await?, 0, "the same subject")?;
    same(work::dead(db, &site()).await?.len(), 0, "new work wakes what was laid aside")
}

async fn workers(ground: Ground) -> Done {
    let jobs: Vec<NewJob> = (0..200).map(|n| job(&format!("s{n}"), 100)).collect();
    add(&ground.db, &jobs).await?;
    let tasks: Vec<_> = (0..8)
        .map(|number| {
            let db = ground.db.clone();
            tokio::spawn(async move {
                let (owner, mut done) = (format!("w{number}"), Vec::new());
                loop {
                    let batch = take(&db, &owner, NOW, 7).await?;
                    if batch.is_empty() {
                        return Ok::<_, StoreError>(done);
                    }
                    let mut tx = db.begin().await?;
                    let all: Vec<&Job> = batch.iter().collect();
                    let held = work::leases_of(&mut tx, &all).await?;
                    assert_eq!(held.len(), batch.len());
                    work::complete_all(&mut tx, &all).await?;
                    tx.commit().await?;
                    done.extend(batch.into_iter().map(|job| job.subject));
                }
            })
        })
        .collect();
    let mut done = Vec::new();
    for task in tasks {
        done.extend(task.await??);
    }
    same(done.len(), 200, "jobs done")?;
    same(done.into_iter().collect::<BTreeSet<_>>().len(), 200, "each once")
}

async fn clock(ground: Ground) -> Done {
    let db = &ground.db;
    let week = 7 * 86_400 * SECOND;
    add(db, &[NewJob { run_at: NOW + week, ..job("a", 100) }, job("b", 100)]).await?;
    // Leased while the clock was a week ahead.
    let mut tx = db.begin().await?;
    let ahead = (NOW + week, NOW + week + LEASE);
    same(work::lease(&mut tx, &["read"], "w", ahead, 10).await?.len(), 2, "leased")?;
    tx.commit().await?;
    same(take(db, "w2", NOW, 10).await?.len(), 2, "leases of a clock that was ahead")
}

fn parcel(key: &str) -> NewParcel {
    NewParcel {
        id: format!("out_{key}_{}", key.len()),
        kind: "claim".into(),
        target: "payer".into(),
        key: key.into(),
        payload: "first".into(),
        at: NOW,
    }
}

async fn outbox(ground: Ground) -> Done {
    let db = &ground.db;
    let mut tx = db.begin().await?;
    let twice = NewParcel { id: "out_other".into(), ..parcel("k1") };
    same(work::put(&mut tx, &site(), &[parcel("k1"), twice, parcel("k2")]).await?, 2, "keys")?;
    tx.commit().await?;
    let mut tx = db.begin().await?;
    let first = work::take(&mut tx, "claim", "w1", (NOW, NOW + LEASE), 10).await?;
    same(first.len(), 2, "taken")?;
    same(work::take(&mut tx, "claim", "w2", (NOW, NOW + LEASE), 10).await?.len(), 0, "leased")?;
    ensure(work::pack(&mut tx, &first[0], "packed").await?, "packed")?;
    tx.commit().await?;
    // The same process takes it again after its lease ran out: the old lease is worth nothing.
    let later = NOW + LEASE + 1;
    let mut tx = db.begin().await?;
    let again = work::take(&mut tx, "claim", "w1", (later, later + LEASE), 10).await?;
    same(again[0].payload.as_str(), "packed", "what was packed is what is sent")?;
    ensure(!work::sent(&mut tx, &first[0], later).await?, "an old lease")?;
    ensure(work::sent(&mut tx, &again[0], later).await?, "sent")?;
    ensure(!work::sent(&mut tx, &again[0], later).await?, "sent once")?;
    ensure(!work::send_failed(&mut tx, &again[1], "no route", later).await?, "waits")?;
    same(work::put(&mut tx, &site(), &[parcel("k1")]).await?, 0, "never again")?;
    tx.commit().await?;
    let mut tx = db.begin().await?;
    same(work::take(&mut tx, "claim", "w", (later, later), 10).await?.len(), 0, "it waits")?;
    let far = later + LEASE;
    same(work::take(&mut tx, "claim", "w", (far, far), 10).await?.len(), 1, "it comes again")?;
    Ok(())
}

async fn idempotency(ground: Ground) -> Done {
    let db = &ground.db;
    let answer = Answer { status: 201, headers: "{}".into(), body: "made".into() };
    let key = ("user_1", "key-1");
    same(work::answered(db, &site(), key, "h").await?, Claimed::New, "new")?;
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let (db, answer) = (db.clone(), answer.clone());
            tokio::spawn(async move {
                let mut tx = db.begin().await?;
                let first = work::keep_answer(&mut tx, &site(), key, "h", (&answer, NOW)).await?;
                if first {
                    tx.commit().await?;
                }
                Ok::<bool, StoreError>(first)
            })
        })
        .collect();
    let mut first = 0;
    for task in tasks {
        first += i64::from(task.await??);
    }
    same(first, 1, "one request had an effect")?;
    same(work::answered(db, &site(), key, "h").await?, Claimed::Answered(answer), "answer")?;
    same(work::answered(db, &site(), key, "other").await?, Claimed::OtherRequest, "other")?;
    same(work::answered(db, &site(), ("user_2", "key-1"), "h").await?, Claimed::New, "theirs")?;
    let mut tx = db.begin().await?;
    same(work::forget_before(&mut tx, NOW).await?, 0, "too young")?;
    same(work::forget_before(&mut tx, NOW + 1).await?, 1, "forgotten")?;
    tx.commit().await?;
    Ok(())
}

async fn schedules(ground: Ground) -> Done {
    let db = &ground.db;
    let mut tx = db.begin().await?;
    work::keep_schedules(&mut tx, &[("hourly", 3600), ("daily", 86_400)], NOW).await?;
    work::keep_schedules(&mut tx, &[("hourly", 1800)], NOW + 1).await?;
    tx.commit().await?;
    let due = async |now: i64| {
        let mut tx = db.begin().await?;
        let mut due = Vec::new();
        for name in ["daily", "hourly"] {
            if work::due_of(&mut tx, name, now).await? {
                due.push(name.to_owned());
            }
        }
        tx.commit().await?;
        Ok::<_, StoreError>(due)
    };
    same(due(NOW).await?, vec!["daily".to_owned(), "hourly".to_owned()], "first")?;
    same(due(NOW).await?.len(), 0, "taken")?;
    same(due(NOW + 1800 * SECOND).await?, vec!["hourly".to_owned()], "half an hour later")?;
    let mut tx = db.begin().await?;
    work::make_due(&mut tx, "daily", NOW + 1801 * SECOND).await?;
    tx.commit().await?;
    same(due(NOW + 1801 * SECOND).await?, vec!["daily".to_owned()], "asked for")?;
    same(due(NOW - 3 * 86_400 * SECOND).await?.len(), 2, "the clock went back")
}

async fn control(ground: Ground) -> Done {
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let db = ground.db.clone();
            tokio::spawn(async move {
                let mut numbers = Vec::new();
                for _ in 0..5 {
                    let mut tx = db.begin().await?;
                    numbers.push(work::next_control(&mut tx, &site(), "p", "isa").await?);
                    tx.commit().await?;
                }
                Ok::<_, StoreError>(numbers)
            })
        })
        .collect();
    let mut numbers = Vec::new();
    for task in tasks {
        numbers.extend(task.await??);
    }
    numbers.sort_unstable();
    same(numbers, (1..=40).collect(), "numbers")?;
    let mut tx = ground.db.begin().await?;
    tx.script("UPDATE control_number SET next = 999999999").await?;
    let mut last = Vec::new();
    for _ in 0..2 {
        last.push(work::next_control(&mut tx, &site(), "p", "isa").await?);
    }
    last.push(work::next_control(&mut tx, &site(), "q", "isa").await?);
    same(last, vec![999_999_999, 1, 1], "after the highest, and for another partner")
}

//! Accounts, charts, codings, drafts, locks.

use crate::ground::{
    Done, Ground, NOW, SECOND, add, chart, coding, ensure, on_both, same, site, to_review,
};
use libtest_mimic::Trial;
use model::account::Terms;
use model::{AccountEvent, AccountId, AccountState, HoldKind, Queue, UserId};
use store::StoreError;
use store::accounts::{self, Draft, Lock};

pub fn trials() -> Vec<Trial> {
    [
        on_both("an account comes back as it was kept", kept),
        on_both("steps are kept with time and actor; a refused step changes nothing", steps),
        on_both("many accounts step in one transaction", many),
        on_both("charts and codings have versions", versions),
        on_both("a draft is never overwritten unseen", draft),
        on_both("a lock belongs to one person", lock),
        on_both("eight writers lose no step", writers),
    ]
    .into_iter()
    .flatten()
    .collect()
}

async fn kept(ground: Ground) -> Done {
    let mut tx = ground.db.begin().await?;
    let account = add(&mut tx, &site(), 1).await?;
    let again = accounts::insert_new(&mut tx, &site(), &account).await;
    ensure(matches!(again, Err(StoreError::Exists { .. })), "a source key twice")?;
    // A refused row leaves the transaction usable on both engines.
    add(&mut tx, &site(), 2).await?;
    tx.commit().await?;
    same(accounts::get(&ground.db, &site(), &account.id).await?, Some(account.clone()), "account")?;
    let mut tx = ground.db.begin().await?;
    let found = accounts::by_source_key(&mut tx, &site(), "visit-1").await?;
    same(found, Some((account.id.clone(), 1, "h1".to_owned())), "by source key")?;
    drop(tx);
    let of = accounts::of_patient(&ground.db, &site(), "pat_1").await?;
    same(of.len(), 1, "accounts of the patient")
}

async fn steps(ground: Ground) -> Done {
    let terms = Terms::default();
    let mut tx = ground.db.begin().await?;
    let mut account = add(&mut tx, &site(), 1).await?;
    let mut stale = account.clone();
    let who = ("service", NOW + SECOND);
    accounts::take_steps(&mut tx, &site(), &mut account, &to_review(), who, &terms).await?;
    let refused = accounts::take_steps(
        &mut tx,
        &site(),
        &mut account,
        &[AccountEvent::Released, AccountEvent::Submitted],
        who,
        &terms,
    )
    .await;
    ensure(matches!(refused, Err(StoreError::Refused(_))), "a step out of order")?;
    let hold = AccountEvent::Held {
        kind: HoldKind::Result,
        reason: "pathology".into(),
        owner: Some(UserId::from("user_1")),
        until: NOW + 9 * SECOND,
    };
    accounts::take_steps(&mut tx, &site(), &mut account, &[hold], ("user_1", NOW), &terms).await?;
    let late = accounts::save(&mut tx, &site(), &mut stale).await;
    ensure(matches!(late, Err(StoreError::Conflict { .. })), "a stale save")?;
    tx.commit().await?;
    same(accounts::get(&ground.db, &site(), &account.id).await?, Some(account.clone()), "account")?;
    let events = accounts::events(&ground.db, &site(), &account.id).await?;
    same(events.len(), 4, "steps")?;
    same(events[3].actor.as_str(), "user_1", "actor")?;
    same(events.iter().map(|step| step.seq).collect(), vec![2, 3, 4, 5], "numbers")
}

async fn many(ground: Ground) -> Done {
    let terms = Terms::default();
    let mut tx = ground.db.begin().await?;
    for number in 0..40 {
        add(&mut tx, &site(), number).await?;
    }
    let ids: Vec<AccountId> = (0..41).map(|n| AccountId(format!("acct_{n:06}"))).collect();
    let mut found = accounts::get_all_for_change(&mut tx, &site(), &ids).await?;
    same(found.len(), 40, "the one that is not there is left out")?;
    let moves = found.values_mut().map(|account| (account, to_review())).collect();
    accounts::take_all_steps(&mut tx, &site(), moves, ("service", NOW), &terms).await?;
    let codings: Vec<_> = ids[..40].iter().map(|id| (id.clone(), coding(1))).collect();
    accounts::put_codings(&mut tx, &site(), &codings).await?;
    let versions = accounts::versions(&mut tx, &site(), &ids).await?;
    ensure(versions.values().all(|v| (v.chart, v.coding) == (1, 1)), "versions")?;
    tx.commit().await?;
    for id in &ids[..40] {
        let account = accounts::get(&ground.db, &site(), id).await?;
        same(account.as_ref(), found.get(id), "account")?;
        same(account.map(|a| a.standing.queue), Some(Queue::Review), "queue")?;
        same(accounts::events(&ground.db, &site(), id).await?.len(), 3, "steps")?;
    }
    let charts = accounts::latest_charts(&ground.db, &site(), &ids).await?;
    ensure(charts.len() == 40 && charts.values().all(Result::is_ok), "charts")?;
    let codes = accounts::latest_codings(&ground.db, &site(), &ids).await?;
    ensure(codes.values().all(|c| c.as_ref().is_ok_and(|c| *c == coding(1))), "codings")
}

async fn versions(ground: Ground) -> Done {
    let mut tx = ground.db.begin().await?;
    let account = add(&mut tx, &site(), 1).await?;
    let (second, rows) = chart("A longer note with a zero \0 byte.", 2);
    accounts::put_chart(&mut tx, &site(), &account.id, &second, &rows).await?;
    accounts::mark_read(&mut tx, &site(), &account.id, ("d1", 2), ("user_1", NOW)).await?;
    accounts::mark_read(&mut tx, &site(), &account.id, ("d1", 2), ("user_1", NOW + 1)).await?;
    same(accounts::next_coding_version(&mut tx, &site(), &account.id).await?, 1, "first")?;
    accounts::put_coding(&mut tx, &site(), &account.id, &coding(1)).await?;
    accounts::put_coding(&mut tx, &site(), &account.id, &coding(2)).await?;
    tx.commit().await?;
    let newest = accounts::latest_chart(&ground.db, &site(), &account.id).await?;
    same(newest, Some(second), "newest chart")?;
    for (user, read_at) in [("user_1", Some(NOW)), ("user_2", None)] {
        let rows = accounts::documents(&ground.db, &site(), &account.id, user).await?;
        same(rows.iter().map(|row| row.read_at).collect(), vec![read_at], user)?;
    }
    let all = accounts::codings(&ground.db, &site(), &account.id).await?;
    same(all.iter().map(|c| c.version).collect(), vec![2, 1], "codings")?;
    let newest = accounts::latest_coding(&ground.db, &site(), &account.id).await?;
    same(newest, Some(coding(2)), "newest coding")
}

async fn draft(ground: Ground) -> Done {
    let id = AccountId::from("acct_1");
    let mut draft = Draft { body: "{}".into(), by_person: "user_1".into(), at: NOW, version: 0 };
    let mut tx = ground.db.begin().await?;
    draft.version = accounts::put_draft(&mut tx, &site(), &id, &draft).await?;
    let next = accounts::put_draft(&mut tx, &site(), &id, &draft).await?;
    same(next, 2, "version")?;
    for stale in [0, 1] {
        let old = Draft { version: stale, ..draft.clone() };
        let put = accounts::put_draft(&mut tx, &site(), &id, &old).await;
        ensure(matches!(put, Err(StoreError::Conflict { .. })), "a stale draft")?;
    }
    tx.commit().await?;
    draft.version = 2;
    same(accounts::draft(&ground.db, &site(), &id).await?, Some(draft), "draft")?;
    let mut tx = ground.db.begin().await?;
    accounts::drop_draft(&mut tx, &site(), &id).await?;
    tx.commit().await?;
    same(accounts::draft(&ground.db, &site(), &id).await?, None, "dropped")
}

async fn lock(ground: Ground) -> Done {
    let id = AccountId::from("acct_1");
    let wanted =
        |user: &str, since: i64| Lock { user: user.to_owned(), since, until: since + 60 * SECOND };
    let mut tx = ground.db.begin().await?;
    for (user, at, over, has) in [
        ("a", NOW, false, "a"),
        ("b", NOW + SECOND, false, "a"),
        ("a", NOW + 2 * SECOND, false, "a"),
        ("b", NOW + 3 * SECOND, true, "b"),
        ("a", NOW + 63 * SECOND, false, "b"),
        ("a", NOW + 64 * SECOND, false, "a"),
    ] {
        let holds = accounts::lock(&mut tx, &site(), &id, &wanted(user, at), over).await?;
        same(holds.user.as_str(), has, "holder")?;
    }
    accounts::unlock(&mut tx, &site(), &id, "b").await?;
    tx.commit().await?;
    let kept = accounts::lock_of(&ground.db, &site(), &id).await?;
    same(kept.map(|lock| lock.since), Some(NOW + 64 * SECOND), "since")
}

async fn writers(ground: Ground) -> Done {
    const WRITERS: i64 = 8;
    const EACH: i64 = 20;
    let mut tx = ground.db.begin().await?;
    let account = add(&mut tx, &site(), 1).await?;
    tx.commit().await?;
    let tasks: Vec<_> = (0..WRITERS)
        .map(|_| {
            let (db, id) = (ground.db.clone(), account.id.clone());
            tokio::spawn(async move {
                for _ in 0..EACH {
                    let mut tx = db.begin().await?;
                    let mut account = accounts::get_for_change(&mut tx, &site(), &id).await?;
                    account.value_cents += 1;
                    accounts::save(&mut tx, &site(), &mut account).await?;
                    tx.commit().await?;
                }
                Ok::<(), StoreError>(())
            })
        })
        .collect();
    for task in tasks {
        task.await??;
    }
    let now = accounts::get(&ground.db, &site(), &account.id).await?.ok_or("gone")?;
    same(now.value_cents, account.value_cents + WRITERS * EACH, "writes")?;
    same(now.standing.state, AccountState::Received, "state")
}

//! Users, sessions, tokens, providers, settings, views, broken glass, tenants.

use crate::ground::{Done, Ground, NOW, SECOND, ensure, on_both, same, site};
use libtest_mimic::Trial;
use model::UserId;
use store::StoreError;
use store::people::{
    self, ApiToken, Failures, Glass, LoginWait, Provider, SavedView, Session, Setting, Tenant, User,
};

pub fn trials() -> Vec<Trial> {
    [
        on_both("users are found by what names them and never overwritten unseen", users),
        on_both("sessions begin, move on and end", sessions),
        on_both("failed logins count over every process, and are forgotten", failures),
        on_both("a login that waits at the provider is taken once, in time", waits),
        on_both("tokens are kept, used and taken back", tokens),
        on_both("a chart never overwrites what people know of a provider", providers),
        on_both("settings change one at a time", settings),
        on_both("views and broken glass", views),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A user of a login.
pub fn person(login: &str) -> User {
    User {
        id: UserId(format!("user_{login}")),
        login: login.into(),
        name: "Ann O'Neil".into(),
        email: None,
        password_hash: Some("$argon2".into()),
        totp_secret: None,
        totp_step: 0,
        recovery_codes: vec!["x".into()],
        roles: vec!["coder".into()],
        team: None,
        provider: None,
        openid_subject: Some(format!("https://id|{login}")),
        keys: "{}".into(),
        tags: vec!["part2".into()],
        active: true,
        failed_count: 0,
        locked_until: 0,
        password_at: NOW,
        created_at: NOW,
        version: 1,
    }
}

/// A tenant's own row, for users refer to it.
pub async fn open_site(ground: &Ground, id: &str) -> store::Result<()> {
    let mut tx = ground.db.begin().await?;
    let row = Tenant { id: id.into(), name: "Site".into(), demo: false, created_at: NOW };
    people::put_tenant(&mut tx, &row).await?;
    tx.commit().await
}

async fn users(ground: Ground) -> Done {
    let db = &ground.db;
    open_site(&ground, "site").await?;
    let mut ann = person("ann");
    let mut tx = db.begin().await?;
    people::add_user(&mut tx, &site(), &ann).await?;
    let second = User { id: "other".into(), ..person("ann") };
    let twice = people::add_user(&mut tx, &site(), &second).await;
    ensure(matches!(twice, Err(StoreError::Exists { .. })), "a login twice")?;
    people::add_user(&mut tx, &site(), &person("bob")).await?;
    let mut stale = ann.clone();
    (ann.team, ann.failed_count) = (Some("night".into()), 3);
    people::save_user(&mut tx, &site(), &mut ann).await?;
    let late = people::save_user(&mut tx, &site(), &mut stale).await;
    ensure(matches!(late, Err(StoreError::Conflict { .. })), "a stale user")?;
    tx.commit().await?;
    for found in [
        people::user(db, &site(), "user_ann").await?,
        people::user_by_login(db, &site(), "ann").await?,
        people::user_by_openid(db, &site(), "https://id|ann").await?,
    ] {
        ensure(found.as_ref() == Some(&ann), format!("{found:?}"))?;
    }
    same(people::users(db, &site()).await?.len(), 2, "users")?;
    let tenants = people::tenants(db).await?;
    same(people::tenant(db, &site()).await?, tenants.into_iter().next(), "tenant")
}

async fn sessions(ground: Ground) -> Done {
    let db = &ground.db;
    let begun = |hash: &str| Session {
        token_hash: hash.into(),
        tenant: site(),
        user: "user_ann".into(),
        created_at: NOW,
        seen_at: NOW,
        strong_at: NOW,
        address: "127.0.0.1".into(),
    };
    let mut tx = db.begin().await?;
    for hash in ["h1", "h2", "h3"] {
        people::begin_session(&mut tx, &begun(hash)).await?;
    }
    people::touch_session(&mut tx, "h1", NOW + SECOND, false).await?;
    people::touch_session(&mut tx, "h2", NOW + SECOND, true).await?;
    people::end_session(&mut tx, "h3", NOW).await?;
    tx.commit().await?;
    for (hash, wanted) in [
        ("h1", Some((NOW + SECOND, NOW))),
        ("h2", Some((NOW + SECOND, NOW + SECOND))),
        ("h3", None),
        ("h4", None),
    ] {
        let found = people::session(db, hash).await?;
        same(found.map(|s| (s.seen_at, s.strong_at)), wanted, hash)?;
    }
    let mut tx = db.begin().await?;
    let ended = people::end_sessions_of(&mut tx, &site(), &"user_ann".into(), NOW).await?;
    same(ended, 2, "sessions ended")?;
    tx.commit().await?;
    same(people::session(db, "h1").await?, None, "ended")
}

async fn tokens(ground: Ground) -> Done {
    let db = &ground.db;
    let mut token = ApiToken {
        token_hash: "t1".into(),
        tenant: site(),
        id: "tok_1".into(),
        user: "user_ann".into(),
        name: "loader".into(),
        scopes: vec!["charts.submit".into()],
        created_at: NOW,
        expires_at: NOW + SECOND,
        used_at: None,
        revoked_at: None,
    };
    let mut tx = db.begin().await?;
    people::put_token(&mut tx, &token).await?;
    people::touch_token(&mut tx, "t1", NOW + 1).await?;
    people::revoke_token(&mut tx, &site(), "tok_1", NOW + 2).await?;
    people::revoke_token(&mut tx, &site(), "tok_1", NOW + 3).await?;
    let gone = people::revoke_token(&mut tx, &site(), "tok_2", NOW).await;
    ensure(matches!(gone, Err(StoreError::NotFound { .. })), "no such token")?;
    tx.commit().await?;
    (token.used_at, token.revoked_at) = (Some(NOW + 1), Some(NOW + 2));
    same(people::token(db, "t1").await?, Some(token.clone()), "token")?;
    same(people::tokens_of(db, &site()).await?, vec![token], "tokens")
}

async fn providers(ground: Ground) -> Done {
    let db = &ground.db;
    let entered = Provider {
        id: "p1".into(),
        npi: "1245319599".into(),
        name: "Doe, Jo".into(),
        specialty: "cardiology".into(),
        taxonomy: Some("207RC0000X".into()),
        active: true,
    };
    let met = Provider { specialty: String::new(), taxonomy: None, ..entered.clone() };
    let mut tx = db.begin().await?;
    people::put_provider(&mut tx, &site(), &entered).await?;
    people::meet_provider(&mut tx, &site(), &Provider { id: "p2".into(), ..met.clone() }).await?;
    tx.commit().await?;
    same(people::provider(db, &site(), "p1").await?, Some(entered.clone()), "by id")?;
    same(people::provider_by_npi(db, &site(), "1245319599").await?, Some(entered), "by NPI")?;
    let mut tx = db.begin().await?;
    people::put_provider(&mut tx, &site(), &Provider { active: false, ..met }).await?;
    tx.commit().await?;
    let all = people::providers(db, &site()).await?;
    same(all.iter().map(|p| p.active).collect(), vec![false], "changed by a person")
}

async fn settings(ground: Ground) -> Done {
    let setting = Setting {
        name: "terms".into(),
        body: "{\"review\": 48}".into(),
        version: 0,
        changed_at: NOW,
        changed_by: "user_ann".into(),
    };
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let (db, setting) = (ground.db.clone(), setting.clone());
            tokio::spawn(async move {
                let mut tx = db.begin().await?;
                match people::put_setting(&mut tx, &site(), &setting).await {
                    Ok(()) => tx.commit().await.map(|()| 1),
                    Err(StoreError::Conflict { .. }) => Ok(0),
                    Err(other) => Err(other),
                }
            })
        })
        .collect();
    let mut set = 0;
    for task in tasks {
        set += task.await??;
    }
    same(set, 1, "one of eight who read the same version sets it")?;
    let kept = people::setting(&ground.db, &site(), "terms").await?;
    same(kept, Some(Setting { version: 1, ..setting }), "setting")
}

async fn views(ground: Ground) -> Done {
    let db = &ground.db;
    let view = |id: &str, user: &str, shared: bool| SavedView {
        id: id.into(),
        user: user.into(),
        name: id.into(),
        shared,
        address: "/work?queue=review".into(),
        created_at: NOW,
    };
    let glass = Glass {
        id: "g1".into(),
        user: "ann".into(),
        subject: "acct_1".into(),
        reason: "emergency".into(),
        at: NOW,
        until: NOW + SECOND,
    };
    let mut tx = db.begin().await?;
    for (id, user, shared) in [("a", "ann", false), ("b", "bob", true), ("c", "bob", false)] {
        people::keep_view(&mut tx, &site(), &view(id, user, shared)).await?;
    }
    let theirs = people::drop_view(&mut tx, &site(), "ann", "c").await;
    ensure(matches!(theirs, Err(StoreError::NotFound { .. })), "another's view")?;
    people::drop_view(&mut tx, &site(), "ann", "a").await?;
    people::break_glass(&mut tx, &site(), &glass).await?;
    tx.commit().await?;
    same(people::views(db, &site(), "ann").await?, vec![view("b", "bob", true)], "views")?;
    for (now, open) in [(NOW - 1, 0), (NOW, 1), (NOW + SECOND, 0)] {
        same(people::opened_by(db, &site(), "ann", now).await?.len(), open, "glass")?;
    }
    Ok(())
}

async fn failures(ground: Ground) -> Done {
    let Ground { address, db } = &ground;
    open_site(&ground, "site").await?;
    let mut tx = db.begin().await?;
    people::add_user(&mut tx, &site(), &person("ann")).await?;
    tx.commit().await?;
    // Two processes, eight tries at once: each counts.
    let other = store::Db::open(address).await?;
    let day = 86_400 * SECOND;
    let tries = (0..8).map(|n| {
        let db = if n % 2 == 0 { db.clone() } else { other.clone() };
        tokio::spawn(async move {
            let mut tx = db.begin().await?;
            people::count_failure(&mut tx, &site(), "192.0.2.7", (NOW + n, day)).await?;
            let ann = UserId::from("user_ann");
            people::count_user_failure(&mut tx, &site(), &ann, (NOW + n, day, 100)).await?;
            tx.commit().await
        })
    });
    for tried in tries.collect::<Vec<_>>() {
        tried.await??;
    }
    let counted = people::failures_of(&other, &site(), "192.0.2.7").await?;
    same(counted, Failures { failures: 8, last_at: NOW + 7 }, "the address")?;
    let ann = people::user(&other, &site(), "user_ann").await?.ok_or("no ann")?;
    same((ann.failed_count, ann.locked_until, ann.version), (8, NOW + 7, 1), "the login")?;
    same(people::failures_of(db, &"other".into(), "192.0.2.7").await?.failures, 0, "elsewhere")?;

    // A day later one more begins anew, for the address and for the login; a closed one stays.
    let mut tx = db.begin().await?;
    let later = NOW + 7 + day;
    people::count_failure(&mut tx, &site(), "192.0.2.8", (NOW + 8, day)).await?;
    people::count_failure(&mut tx, &site(), "192.0.2.7", (later, day)).await?;
    people::count_user_failure(&mut tx, &site(), &ann.id, (later, day, 100)).await?;
    tx.commit().await?;
    same(people::failures_of(db, &site(), "192.0.2.7").await?.failures, 1, "forgotten")?;
    same(people::failures_of(db, &site(), "192.0.2.8").await?.failures, 1, "still kept")?;
    let once = people::user(db, &site(), "user_ann").await?.ok_or("no ann")?;
    same(once.failed_count, 1, "the login, forgotten")?;
    let mut tx = db.begin().await?;
    people::count_user_failure(&mut tx, &site(), &ann.id, (later + day, day, 1)).await?;
    people::forget_failures(&mut tx, &site(), "192.0.2.7").await?;
    tx.commit().await?;
    let closed = people::user(db, &site(), "user_ann").await?.ok_or("no ann")?;
    same(closed.failed_count, 2, "a closed login forgets nothing")?;
    same(people::failures_of(db, &site(), "192.0.2.7").await?, Failures::default(), "let in")?;
    other.close().await;
    Ok(())
}

async fn waits(ground: Ground) -> Done {
    let Ground { address, db } = &ground;
    let wait = |name: &str, expires_at: i64| LoginWait {
        state_hash: name.into(),
        nonce: "n".into(),
        verifier: "v".into(),
        expires_at,
    };
    let mut tx = db.begin().await?;
    people::keep_login(&mut tx, &site(), &wait("one", NOW + 10), NOW).await?;
    people::keep_login(&mut tx, &site(), &wait("late", NOW + 5), NOW).await?;
    tx.commit().await?;
    let other = store::Db::open(address).await?;
    let mut tx = other.begin().await?;
    let taken = people::take_login(&mut tx, &site(), "one", NOW + 9).await?;
    same(taken, Some(wait("one", NOW + 10)), "in another process")?;
    same(people::take_login(&mut tx, &site(), "one", NOW + 9).await?, None, "a replay")?;
    same(people::take_login(&mut tx, &site(), "late", NOW + 5).await?, None, "too late")?;
    same(people::take_login(&mut tx, &"other".into(), "late", NOW).await?, None, "elsewhere")?;
    same(people::take_login(&mut tx, &site(), "never", NOW).await?, None, "made up")?;
    tx.commit().await?;
    other.close().await;
    Ok(())
}

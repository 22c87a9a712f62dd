//! The two chains: every kind of damage is found and named.

use crate::ground::{Done, Ground, NOW, ensure, on_both, same, site};
use governance::signing::{Keyring, SigningKey};
use libtest_mimic::Trial;
use model::AccountId;
use store::record::{
    self, AuditEntry, AuditFilter, Chain, ChainReport, NewDecision, append, decide, search,
};
use store::{Db, StoreError};

pub fn trials() -> Vec<Trial> {
    [
        on_both("a whole chain proves itself", whole),
        on_both("a flipped byte, a missing, a swapped and a cut row are named", damage),
        on_both("eight writers make one chain", writers),
        on_both("the log is searched by each of its fields", searching),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn key() -> SigningKey {
    SigningKey::from_seed([7; 32])
}

fn ring() -> Keyring {
    let mut keys = Keyring::new();
    keys.add(key().public()).expect("a key");
    keys
}

fn entry(number: i64) -> AuditEntry {
    AuditEntry {
        at: NOW + number,
        actor: format!("user_{}", number % 3),
        action: if number % 2 == 0 { "chart.view" } else { "coding.submit" }.into(),
        object_kind: "account".into(),
        object: format!("acct_{number}"),
        patient: (number % 2 == 0).then(|| format!("pat_{number}")),
        detail: serde_json::json!({ "why": "it's \"so\"", "n": number }),
    }
}

fn decision(number: i64) -> NewDecision {
    NewDecision {
        id: format!("dec_{number}"),
        account: AccountId(format!("acct_{}", number % 2)),
        kind: "engine".into(),
        at: NOW,
        body: format!("{{\"n\":{number}}}"),
    }
}

async fn fill(db: &Db, rows: i64) -> store::Result<()> {
    for number in 0..rows {
        let mut tx = db.begin().await?;
        decide(&mut tx, &site(), &[decision(2 * number), decision(2 * number + 1)], &key()).await?;
        append(&mut tx, &site(), &[entry(2 * number), entry(2 * number + 1)]).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn verify(db: &Db, chain: Chain) -> store::Result<ChainReport> {
    record::verify(db, &site(), chain, &ring()).await
}

async fn whole(ground: Ground) -> Done {
    let db = &ground.db;
    ensure(verify(db, Chain::Audit).await?.is_whole(), "an empty chain")?;
    fill(db, 5).await?;
    for chain in [Chain::Audit, Chain::Decision] {
        let report = verify(db, chain).await?;
        ensure(report.is_whole(), format!("{report:?}"))?;
        same(report.links, 10, "links")?;
        same(record::head(db, &site(), chain).await?, report.head, "head")?;
    }
    let found = record::decision(db, &site(), "dec_3").await?.ok_or("gone")?;
    same((found.seq, found.record), (4, decision(3)), "decision")?;
    let of = record::decisions_of(db, &site(), &AccountId::from("acct_1")).await?;
    same(of.iter().map(|d| d.seq).collect(), vec![2, 4, 6, 8, 10], "of an account")
}

/// What is done to the tables, and the row that must be named.
const DAMAGE: [(&str, Chain, i64); 8] = [
    ("UPDATE audit SET body = REPLACE(body, 'it''s', 'it''S') WHERE seq = 4", Chain::Audit, 4),
    ("UPDATE audit SET hash = REPLACE(hash, 'a', 'b') WHERE seq = 10", Chain::Audit, 10),
    ("DELETE FROM audit WHERE seq = 5", Chain::Audit, 6),
    (
        "UPDATE audit SET seq = -1 WHERE seq = 3; UPDATE audit SET seq = 3 WHERE seq = 4; \
         UPDATE audit SET seq = 4 WHERE seq = -1",
        Chain::Audit,
        3,
    ),
    ("DELETE FROM audit WHERE seq > 8", Chain::Audit, 10),
    ("UPDATE decision SET body = '{\"n\":77}' WHERE seq = 2", Chain::Decision, 2),
    ("UPDATE decision SET signature = 'AAAA' WHERE seq = 7", Chain::Decision, 7),
    ("DELETE FROM decision WHERE seq = 10", Chain::Decision, 10),
];

async fn damage(ground: Ground) -> Done {
    let db = &ground.db;
    fill(db, 5).await?;
    let mut tx = db.begin().await?;
    tx.script(
        "CREATE TABLE audit_kept AS SELECT * FROM audit; \
         CREATE TABLE decision_kept AS SELECT * FROM decision",
    )
    .await?;
    tx.commit().await?;
    for (statement, chain, named) in DAMAGE {
        let mut tx = db.begin().await?;
        tx.script(statement).await?;
        tx.commit().await?;
        let report = verify(db, chain).await?;
        let places: Vec<i64> =
            report.faults.iter().map(|f| f.seq).chain(report.unsigned.iter().copied()).collect();
        ensure(places.contains(&named), format!("{statement}: {report:?}"))?;
        let mut tx = db.begin().await?;
        tx.script(
            "DELETE FROM audit; INSERT INTO audit SELECT * FROM audit_kept; \
             DELETE FROM decision; INSERT INTO decision SELECT * FROM decision_kept",
        )
        .await?;
        tx.commit().await?;
        ensure(verify(db, chain).await?.is_whole(), "mended")?;
    }
    Ok(())
}

async fn writers(ground: Ground) -> Done {
    let tasks: Vec<_> = (0..8)
        .map(|number| {
            let db = ground.db.clone();
            tokio::spawn(async move {
                for n in 0..10 {
                    let mut tx = db.begin().await?;
                    append(&mut tx, &site(), &[entry(number * 100 + n)]).await?;
                    tx.commit().await?;
                }
                Ok::<(), StoreError>(())
            })
        })
        .collect();
    for task in tasks {
        task.await??;
    }
    let report = verify(&ground.db, Chain::Audit).await?;
    ensure(report.is_whole() && report.links == 80, format!("{report:?}"))
}

async fn searching(ground: Ground) -> Done {
    let db = &ground.db;
    fill(db, 5).await?;
    let base = || AuditFilter { limit: 100, ..AuditFilter::default() };
    for (filter, wanted) in [
        (base(), (1..=10).rev().collect::<Vec<i64>>()),
        (AuditFilter { actor: "user_1".into(), ..base() }, vec![8, 5, 2]),
        (AuditFilter { action: "chart.".into(), ..base() }, vec![9, 7, 5, 3, 1]),
        (AuditFilter { action: "%".into(), ..base() }, vec![]),
        (AuditFilter { object: "acct_3".into(), ..base() }, vec![4]),
        (AuditFilter { patient: "pat_4".into(), ..base() }, vec![5]),
        (AuditFilter { from: Some(NOW + 2), to: Some(NOW + 5), ..base() }, vec![5, 4, 3]),
        (AuditFilter { before: Some(4), limit: 2, ..base() }, vec![3, 2]),
    ] {
        let rows = search(db, &site(), &filter).await?;
        same(rows.iter().map(|row| row.seq).collect(), wanted, &format!("{filter:?}"))?;
        for row in rows {
            same(row.entry, entry(row.seq - 1), "entry")?;
        }
    }
    Ok(())
}

//! What is due after its retention, and what stays when it is removed.

use crate::ground::{Done, Ground, NOW, SECOND, add, ensure, on_both, same, site};
use libtest_mimic::Trial;
use model::{AccountId, Claim, ClaimId, ScrubReport};
use store::accounts::{self, Draft};
use store::claims::{ClaimRow, put_claims};
use store::retention::{self, Cuts, Removal, RemovalState, Tombstone};
use store::{Db, StoreError};

pub fn trials() -> Vec<Trial> {
    [
        on_both("only what is closed, old and without a younger claim is due", due),
        on_both("a text that is removed leaves its name and hash", removed),
        on_both("a removal is ended once", ended),
    ]
    .into_iter()
    .flatten()
    .collect()
}

const CUTS: Cuts = Cuts { closed_before: NOW, claims_before: NOW - 100 * SECOND };

/// Accounts 1 to 5: closed before, closed too late, open, closed with an old claim, with a young.
async fn fill(db: &Db) -> Result<(), StoreError> {
    let mut tx = db.begin().await?;
    for number in 1..=5 {
        add(&mut tx, &site(), number).await?;
    }
    tx.script(
        "UPDATE account SET state = 'closed', queue = 'done', entered_at = 1000 \
         WHERE id <> 'acct_000003'; \
         UPDATE account SET entered_at = 1782118800000000 WHERE id = 'acct_000002'",
    )
    .await?;
    let claim = |account: &str, at: i64| {
        let claim = Claim { id: ClaimId::from(account), ..Claim::default() };
        ClaimRow::new(&AccountId::from(account), 0, &claim, &ScrubReport::default(), at)
    };
    let old = claim("acct_000004", NOW - 101 * SECOND);
    let young = claim("acct_000005", NOW - 99 * SECOND);
    put_claims(&mut tx, &site(), &[old, young]).await?;
    tx.commit().await
}

async fn due(ground: Ground) -> Done {
    fill(&ground.db).await?;
    let found = retention::due(&ground.db, &site(), CUTS).await?;
    let ids: Vec<&str> = found.iter().map(|one| one.account.as_str()).collect();
    same(ids, vec!["acct_000001", "acct_000004"], "due")?;
    same(retention::due_counts(&ground.db, &site(), CUTS).await?, (2, 2), "counted")?;
    let nobody = model::TenantId::from("other");
    same(retention::due_counts(&ground.db, &nobody, CUTS).await?, (0, 0), "another tenant's")
}

async fn removed(ground: Ground) -> Done {
    fill(&ground.db).await?;
    let (db, id) = (&ground.db, AccountId::from("acct_000001"));
    let mut tx = db.begin().await?;
    let draft = Draft {
        body: "{\"quote\":\"A note.\"}".into(),
        by_person: "carla".into(),
        at: NOW,
        version: 0,
    };
    accounts::put_draft(&mut tx, &site(), &id, &draft).await?;
    tx.commit().await?;
    let mut tx = db.begin().await?;
    let stays = retention::remove_texts(&mut tx, &site(), &id, NOW).await?;
    tx.commit().await?;
    let stone = Tombstone { document: "d1".into(), version: 1, hash: "h1".into() };
    same(stays, vec![stone], "what stays")?;
    let stored = accounts::latest_chart(db, &site(), &id).await?.ok_or("no chart")?;
    same(stored.chart.documents[0].text.as_str(), "", "its text")?;
    same(stored.hash.as_str(), "h1", "the hash of what was there")?;
    ensure(accounts::draft(db, &site(), &id).await?.is_none(), "the draft quotes the text")?;
    same(retention::due_counts(db, &site(), CUTS).await?, (1, 1), "once")?;
    let other = AccountId::from("acct_000004");
    let other = accounts::latest_chart(db, &site(), &other).await?.ok_or("no chart")?;
    same(other.chart.documents[0].text.as_str(), "A note.", "nobody else's")
}

async fn ended(ground: Ground) -> Done {
    let removal = Removal {
        id: "rem_1".into(),
        state: RemovalState::Asked,
        reason: "ten years".into(),
        cuts: CUTS,
        accounts: 2,
        asked_by: "corin".into(),
        asked_at: NOW,
        ended_by: None,
        ended_at: None,
    };
    let mut tx = ground.db.begin().await?;
    retention::ask(&mut tx, &site(), &removal).await?;
    tx.commit().await?;
    same(retention::removals(&ground.db, &site()).await?, vec![removal.clone()], "asked")?;
    let mut tx = ground.db.begin().await?;
    let (by, done) = (("ada", NOW + 1), RemovalState::Done);
    retention::end(&mut tx, &site(), "rem_1", done, by).await?;
    tx.commit().await?;
    let mut tx = ground.db.begin().await?;
    let again = retention::end(&mut tx, &site(), "rem_1", RemovalState::Cancelled, by).await;
    ensure(matches!(again, Err(StoreError::Conflict { .. })), "ended twice")?;
    drop(tx);
    let after = retention::removals(&ground.db, &site()).await?;
    let ended =
        Removal { state: done, ended_by: Some("ada".into()), ended_at: Some(NOW + 1), ..removal };
    same(after, vec![ended], "ended")
}

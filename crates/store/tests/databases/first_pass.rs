//! The first pass of a payment that was interrupted, and is made again.

use crate::ground::{Done, Ground, NOW, ensure, on_both, site};
use libtest_mimic::Trial;
use model::remittance::PaidClaim;
use store::StoreError;
use store::payments::{self as money, Admission, RemittanceRow};

pub fn trials() -> Vec<Trial> {
    [
        on_both("what an interrupted first pass left late gives way", late),
        on_both("what was admitted stays when its file comes again", stays),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn payment(id: &str) -> RemittanceRow {
    RemittanceRow {
        id: id.to_owned(),
        file: "f".to_owned(),
        position: 2,
        batch: id.to_owned(),
        state: "staging".to_owned(),
        received_at: NOW,
        ..RemittanceRow::default()
    }
}

fn claims(count: usize) -> Vec<PaidClaim> {
    vec![PaidClaim { control_number: "C".to_owned(), ..PaidClaim::default() }; count]
}

/// The new attempt has looked for what was left when the last statement of the old one arrives.
async fn late(ground: Ground) -> Done {
    let db = &ground.db;
    let mut tx = db.begin().await?;
    money::drop_staged(&mut tx, &site(), "f").await?;
    tx.commit().await?;
    let mut tx = db.begin().await?;
    ensure(money::put_remittance(&mut tx, &site(), &payment("old")).await?, "the old one")?;
    money::stage(&mut tx, &site(), "old", (1, &claims(3))).await?;
    tx.commit().await?;
    let mut tx = db.begin().await?;
    ensure(money::put_remittance(&mut tx, &site(), &payment("new")).await?, "it gives way")?;
    money::stage(&mut tx, &site(), "new", (1, &claims(2))).await?;
    tx.commit().await?;
    ensure(money::remittance(db, &site(), "old").await?.is_none(), "the old one is gone")?;
    let row = money::remittance(db, &site(), "new").await?.ok_or("the new one")?;
    ensure(row.claims == 2, "with its own claims")?;
    ensure(money::staged(db, &site(), "old", (0, 10)).await?.is_empty(), "and no others")?;
    // Whoever still stages for the old one is told to end.
    let mut tx = db.begin().await?;
    let told = money::stage(&mut tx, &site(), "old", (4, &claims(1))).await;
    ensure(matches!(told, Err(StoreError::Conflict { .. })), format!("{told:?}"))
}

async fn stays(ground: Ground) -> Done {
    let db = &ground.db;
    let mut tx = db.begin().await?;
    let row = payment("first");
    money::put_remittance(&mut tx, &site(), &row).await?;
    let ready = Admission { state: "ready", whole: true, ..Admission::default() };
    money::admit(&mut tx, &site(), ("first", &row.head), &ready).await?;
    tx.commit().await?;
    let mut tx = db.begin().await?;
    ensure(!money::put_remittance(&mut tx, &site(), &payment("again")).await?, "it stands")?;
    tx.commit().await?;
    ensure(money::remittance(db, &site(), "first").await?.is_some(), "the first stays")
}

//! Money that waits, by its payment, whatever signs the payment's id is made of.

use crate::ground::{Done, Ground, NOW, ensure, on_both, same, site};
use libtest_mimic::Trial;
use model::{Cents, Date};
use payments::ledger::{
    BatchId, Cause, Entry, EntryHead, EntryId, Event, Ledger, Subject, movement,
};
use std::collections::BTreeSet;
use store::payments::{self as money, RemittanceRow};

pub fn trials() -> Vec<Trial> {
    [
        on_both("money that waits is found by its payment alone", waits),
        on_both("money that waited before is found by its payment", filled),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Ids that are patterns of each other, or differ by their case.
const PAYMENTS: [&str; 6] = ["r_1", "rx1", "R_1", "r%", "r", "r_11"];

fn day() -> Date {
    "2026-03-01".parse().expect("a day")
}

fn aside(payment: &str, place: i64, batch: &str) -> Entry {
    let head = EntryHead {
        id: EntryId(format!("{payment}:{place}:unapplied")),
        posted_on: day(),
        effective: day(),
        batch: BatchId(batch.to_owned()),
        cause: Cause {
            remittance: Some(payment.to_owned()),
            ..Cause::of(Event::Unapplied, "no claim")
        },
    };
    let whose = Subject { payer: Some("P".to_owned()), ..Subject::default() };
    let between = (Ledger::UnappliedCash, Ledger::Cash);
    movement::moved(head, between, whose, Cents(100 + place)).expect("an entry")
}

/// Two places of each payment wait, the second put aside by people, and one does not any more.
async fn put(ground: &Ground) -> Done {
    let mut tx = ground.db.begin().await?;
    let people = "people:2026-03-01";
    money::open_batch(&mut tx, &site(), (people, "people"), (NOW, Some(day()))).await?;
    for (number, payment) in PAYMENTS.into_iter().enumerate() {
        let row = RemittanceRow {
            id: payment.to_owned(),
            file: "f".to_owned(),
            position: i64::try_from(number).unwrap_or(0),
            batch: payment.to_owned(),
            state: "closed".to_owned(),
            received_at: NOW,
            ..RemittanceRow::default()
        };
        ensure(money::put_remittance(&mut tx, &site(), &row).await?, "a payment")?;
        money::open_batch(&mut tx, &site(), (payment, "remittance"), (NOW, None)).await?;
        let all =
            [aside(payment, 1, payment), aside(payment, 12, people), aside(payment, 2, payment)];
        let back = EntryHead {
            id: EntryId(format!("{payment}:2:back")),
            cause: Cause::of(Event::Superseded, "a person chose a claim"),
            ..all[2].head().clone()
        };
        let back = all[2].reversal(back).expect("an entry");
        money::add_entries(&mut tx, &site(), NOW, &all).await?;
        money::add_entries(&mut tx, &site(), NOW, &[back]).await?;
    }
    Ok(tx.commit().await?)
}

/// What is found of each payment is its own.
async fn found(ground: &Ground) -> Done {
    let db = &ground.db;
    for payment in PAYMENTS {
        let all = money::waiting(db, &site(), Some(payment), 100).await?;
        let ids: BTreeSet<String> = all.into_iter().map(|one| one.entry.id().0.clone()).collect();
        let own = [1, 12].map(|place| format!("{payment}:{place}:unapplied"));
        same(ids, BTreeSet::from(own), payment)?;
        let mut tx = db.begin().await?;
        for (place, waits) in [(1, true), (12, true), (2, false), (3, false)] {
            let one = money::waiting_for_change(&mut tx, &site(), payment, place).await?;
            let kept = one.map(|one| (one.remittance, one.place));
            same(kept, waits.then(|| (payment.to_owned(), place)), payment)?;
        }
    }
    same(money::waiting(db, &site(), None, 100).await?.len(), 2 * PAYMENTS.len(), "all")
}

async fn waits(ground: Ground) -> Done {
    put(&ground).await?;
    found(&ground).await
}

/// Entries of before the payment was kept with them are given it.
async fn filled(ground: Ground) -> Done {
    put(&ground).await?;
    let step = include_str!("../../migrations/0017_waiting_money.sql");
    let fill: Vec<&str> = step.split(';').filter(|one| one.contains("UPDATE ")).collect();
    same(fill.len(), 2, "what fills")?;
    let mut tx = ground.db.begin().await?;
    tx.script("UPDATE ledger_entry SET remittance = ''").await?;
    tx.commit().await?;
    same(money::waiting(&ground.db, &site(), Some("r_1"), 9).await?.len(), 0, "of before")?;
    let mut tx = ground.db.begin().await?;
    for statement in fill {
        tx.run(store::assembled(statement.to_owned())).await?;
    }
    tx.commit().await?;
    found(&ground).await
}

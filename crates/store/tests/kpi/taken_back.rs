//! A decision that a person took back counts on the days on which it was known, and not after.

use super::money::as_known;
use super::{DAY, NOW, same};
use libtest_mimic::Failed;
use model::TenantId;
use store::{Db, assembled, payments};

/// It left, was decided, and was taken back.
const SENT: i64 = NOW - 12 * DAY;
const DECIDED: i64 = NOW - 9 * DAY;
const UNDONE: i64 = NOW - 4 * DAY;

async fn run(db: &Db, text: &str) -> Result<(), Failed> {
    let mut tx = db.begin().await?;
    tx.run(assembled(text.to_owned())).await?;
    Ok(tx.commit().await?)
}

/// A claim of another tenant's, refused for its coding, and the denial of it.
async fn refused(db: &Db) -> Result<(), Failed> {
    run(
        db,
        &format!(
            "INSERT INTO open_claim (tenant, claim, account, payer, from_day, through_day, \
             through_at, charge_cents, submitted_at, decided_at, first_pass, body) VALUES ('u', \
             '1', 'a', 'p', '2026-05-30', '2026-05-30', 0, 700, {SENT}, {DECIDED}, 0, '{{}}')"
        ),
    )
    .await?;
    run(
        db,
        &format!(
            "INSERT INTO denial (tenant, id, claim, account, remittance, place, line, payer, \
             category, stage, owner_role, route, group_code, carc, amount_cents, expected_cents, \
             urgency, state, waits, opened_at, body, life) VALUES ('u', 'd', '1', 'a', 'r', 1, 1, \
             'p', 'coding', 's', 'coder', 'appeal', 'CO', '11', 300, 200, 1, 'open', 'work', \
             {DECIDED}, '{{}}', '{{}}')"
        ),
    )
    .await?;
    let mut tx = db.begin().await?;
    super::spans(&mut tx).await?;
    Ok(tx.commit().await?)
}

/// What is told on a day before it was taken back, and now: of claims refused at first only how
/// many.
async fn told(db: &Db, now: [i64; 2], rates: [(i64, i64); 3]) -> Result<(), Failed> {
    let tenant = TenantId::from("u");
    let day = NOW - 6 * DAY;
    let counts = ["initial-denial-rate", "initial-denial-dollars"];
    for ((name, before), now) in counts.into_iter().zip([1, 700]).zip(now) {
        same(
            &format!("{name} then"),
            (as_known(db, &tenant, name, day).await?[0].0, 0),
            (before, 0),
        )?;
        same(name, (as_known(db, &tenant, name, NOW).await?[0].0, 0), (now, 0))?;
    }
    let names = ["first-pass-rate", "coding-denial-rate", "coding-denial-dollars"];
    for ((name, before), now) in names.into_iter().zip([(0, 1), (1, 1), (300, 700)]).zip(rates) {
        same(&format!("{name} then"), as_known(db, &tenant, name, day).await?[0], before)?;
        same(name, as_known(db, &tenant, name, NOW).await?[0], now)?;
    }
    Ok(())
}

pub async fn taken_back(db: &Db) -> Result<(), Failed> {
    let tenant = TenantId::from("u");
    refused(db).await?;
    told(db, [1, 700], [(0, 1), (1, 1), (300, 700)]).await?;
    let mut tx = db.begin().await?;
    let undone = ("1", "r", DECIDED);
    payments::first_undone(&mut tx, &tenant, undone, (UNDONE, None)).await?;
    payments::undecided(&mut tx, &tenant, "1", NOW).await?;
    let text = "UPDATE denial SET state = 'superseded', waits = 'closed', version = 2 \
        WHERE tenant = 'u'";
    tx.run(assembled(text.to_owned())).await?;
    payments::denial_undone(&mut tx, &tenant, "d", UNDONE).await?;
    tx.commit().await?;
    told(db, [0, 0], [(0, 0), (0, 0), (0, 0)]).await?;
    // The right decision comes: it is the first one now, and paid.
    let mut tx = db.begin().await?;
    payments::decided(&mut tx, &tenant, (NOW - 2 * DAY, true), &["1".to_owned()]).await?;
    tx.commit().await?;
    told(db, [0, 0], [(1, 1), (0, 1), (0, 700)]).await?;
    // That one is taken back too, and another stands, which refuses a part.
    let mut tx = db.begin().await?;
    let undone = ("1", "r2", NOW - 2 * DAY);
    let next = Some((NOW - DAY, false));
    payments::first_undone(&mut tx, &tenant, undone, (NOW - DAY / 2, next)).await?;
    tx.commit().await?;
    told(db, [1, 700], [(0, 1), (0, 1), (0, 700)]).await
}

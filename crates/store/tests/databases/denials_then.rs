//! Denials as they stood on past days: in the list, in its sums and in the numbers alike, on both
//! engines.

use crate::denials::{day, draft, put, row};
use crate::ground::{Done, Ground, NOW, ensure, on_both, same, site};
use libtest_mimic::Trial;
use model::{Cents, PayerKind};
use payments::denials::Category;
use payments::denials::life::DenialState;
use store::Db;
use store::kpi::{self, View};
use store::payments::{
    self as kept, AppealRow, Behind, DenialFilter, DenialRow, denial_counts_then, denials_then,
};

const DAY: i64 = 86_400_000_000;

pub fn trials() -> Vec<Trial> {
    [
        on_both("a denial that stands again was closed on the days on which it was closed", again),
        on_both("a write-off that was taken back counts on the days on which it stood", given_up),
        on_both("an appeal whose answer was taken back was decided between", answered),
        on_both("what changed of a denial is told of the days after", changed),
        on_both("pages of a past day tell each denial once, largest first", paged),
        on_both("denials of before their history was kept have one", filled),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Saves what was changed of a denial, so many days after it was opened.
async fn save(db: &Db, id: &str, days: i64, change: impl FnOnce(&mut DenialRow)) -> Done {
    let mut tx = db.begin().await?;
    let mut row = kept::denial_for_change(&mut tx, &site(), id).await?;
    change(&mut row);
    kept::save_denial(&mut tx, &site(), &mut row, NOW + days * DAY).await?;
    Ok(tx.commit().await?)
}

fn close(row: &mut DenialRow, days: i64, state: DenialState) {
    (row.life.state, row.closed_at) = (state, Some(NOW + days * DAY));
}

fn reopen(row: &mut DenialRow) {
    (row.life.state, row.closed_at, row.recovered) = (DenialState::Open, None, Cents::ZERO);
}

/// Numerator and denominator of a KPI as known so many days after the opening.
async fn number(db: &Db, name: &str, days: i64) -> Result<(i64, i64), libtest_mimic::Failed> {
    let kpi = kpi::by_name(name).ok_or(format!("no KPI {name}"))?;
    let known = NOW + days * DAY + DAY / 2;
    let months = kpi::months(known);
    let view = View { person: "", known };
    let found = kpi::figure(db, &site(), kpi, &months, view).await?;
    Ok((found.now.numerator, found.now.denominator))
}

/// The states of the denials that waited for somebody then, with the sum of what was refused.
async fn told(
    db: &Db,
    (waits, days): (&str, i64),
    behind: Behind,
) -> Result<(Vec<String>, i64), libtest_mimic::Failed> {
    let until = NOW + days * DAY + DAY / 2;
    let filter = DenialFilter { waits: waits.into(), most: 50, ..DenialFilter::default() };
    let (page, then) = denials_then(db, &site(), &filter, (until, behind)).await?;
    ensure(page.next.is_none(), "one page")?;
    let counts = denial_counts_then(db, &site(), (waits, None), (until, behind)).await?;
    let listed: i64 = then.iter().map(|one| one.amount.0).sum();
    same(counts.iter().map(|one| one.amount.0).sum::<i64>(), listed, "sums agree with rows")?;
    same(counts.iter().map(|one| one.denials).sum::<i64>(), then.len() as i64, "and counts")?;
    Ok((then.into_iter().map(|one| one.state).collect(), listed))
}

async fn again(ground: Ground) -> Done {
    let db = &ground.db;
    let first = row(1, "50", 10_000);
    put(db, std::slice::from_ref(&first)).await?;
    // Paid after five days; after ten the payment is taken back.
    save(db, &first.id, 5, |row| {
        close(row, 5, DenialState::Overturned { paid: Cents(10_000), in_part: false });
        row.recovered = Cents(10_000);
    })
    .await?;
    save(db, &first.id, 10, reopen).await?;
    let appeals = DenialRow::clone(&first).body.denial.route;
    same(store::name_of(&appeals).as_str(), "appeal", "its way")?;
    for (days, backlog) in [(0, 1), (4, 1), (5, 0), (9, 0), (10, 1), (20, 1)] {
        same(number(db, "appeal-backlog", days).await?, (backlog, backlog), &format!("{days}"))?;
        let cents = backlog * 10_000;
        same(number(db, "appeal-backlog-dollars", days).await?, (cents, cents), "in dollars")?;
        same(number(db, "coding-ar", days).await?.0, cents, "of coding")?;
        let states: Vec<String> = vec!["open".into(); usize::from(backlog == 1)];
        let listed = told(db, ("", days), Behind::AppealBacklog).await?;
        same(listed, (states.clone(), cents), "behind the backlog")?;
        same(told(db, ("work", days), Behind::Filter).await?, (states.clone(), cents), "to work")?;
        same(told(db, ("", days), Behind::CodingOpen).await?, (states, cents), "of coding")?;
        let closed: Vec<String> = vec!["overturned".into(); usize::from(backlog == 0)];
        let listed = told(db, ("closed", days), Behind::Filter).await?;
        same(listed, (closed, 10_000 - cents), "closed")?;
    }
    // Before it was opened there was nothing.
    same(number(db, "appeal-backlog", -2).await?, (0, 0), "before")?;
    same(told(db, ("", -2), Behind::Filter).await?, (Vec::new(), 0), "before")
}

async fn given_up(ground: Ground) -> Done {
    let db = &ground.db;
    let first = row(1, "50", 10_000);
    put(db, std::slice::from_ref(&first)).await?;
    save(db, &first.id, 3, |row| {
        close(row, 3, DenialState::WrittenOff { reason: "too late".into() });
    })
    .await?;
    // The decision behind it was taken back by a person, four days later.
    save(db, &first.id, 7, |row| close(row, 7, DenialState::Superseded)).await?;
    let mut tx = db.begin().await?;
    kept::denial_undone(&mut tx, &site(), &first.id, NOW + 7 * DAY).await?;
    tx.commit().await?;
    for (days, lost, coded) in [(2, 0, 1), (3, 10_000, 1), (6, 10_000, 1), (7, 0, 0), (9, 0, 0)] {
        same(number(db, "final-denial-rate", days).await?.0, lost, &format!("lost {days}"))?;
        same(number(db, "coding-denial-rate", days).await?.0, coded, &format!("coded {days}"))?;
        let time = (NOW - 30 * DAY, NOW + 30 * DAY);
        let behind = Behind::of("final-denial-rate", time).ok_or("no rows")?;
        same(told(db, ("", days), behind).await?.1, lost, "rows of what was given up")?;
        let behind = Behind::of("coding-denial-dollars", time).ok_or("no rows")?;
        same(told(db, ("", days), behind).await?.0.len() as i64, coded, "rows of coding")?;
    }
    // Worked again, it counts again.
    save(db, &first.id, 12, reopen).await?;
    same(number(db, "coding-denial-rate", 13).await?.0, 1, "again")?;
    same(number(db, "coding-denial-rate", 9).await?.0, 0, "not between")
}

async fn answered(ground: Ground) -> Done {
    let db = &ground.db;
    let first = row(1, "50", 10_000);
    put(db, std::slice::from_ref(&first)).await?;
    let mut tx = db.begin().await?;
    kept::put_appeal(&mut tx, &site(), &appeal(&first)).await?;
    let mut now = kept::denial_for_change(&mut tx, &site(), &first.id).await?;
    now.life.state = DenialState::Upheld { level: 1 };
    kept::settle_appeals(&mut tx, &site(), &now, NOW + 5 * DAY).await?;
    kept::appeal_waits_again(&mut tx, &site(), (&first.id, 1, NOW + 9 * DAY)).await?;
    kept::settle_appeals(&mut tx, &site(), &now, NOW + 15 * DAY).await?;
    tx.commit().await?;
    for (days, open) in [(1, 0), (2, 1), (4, 1), (5, 0), (8, 0), (9, 1), (14, 1), (15, 0)] {
        same(number(db, "open-appeals", days).await?, (open, open), &format!("appeals {days}"))?;
        let cents = open * 10_000;
        same(number(db, "open-appeals-dollars", days).await?, (cents, cents), "in dollars")?;
    }
    Ok(())
}

/// Sent two days after the opening.
fn appeal(denial: &DenialRow) -> AppealRow {
    AppealRow {
        denial: denial.id.clone(),
        state: "sent".into(),
        sent_at: Some(NOW + 2 * DAY),
        ..draft()
    }
}

async fn changed(ground: Ground) -> Done {
    let db = &ground.db;
    let first = row(1, "50", 10_000);
    put(db, std::slice::from_ref(&first)).await?;
    // Opened again by the same payment it stays one, as it stands.
    put(db, std::slice::from_ref(&first)).await?;
    // Nothing that is told changes.
    save(db, &first.id, 1, |row| row.trace = "x".into()).await?;
    put(db, std::slice::from_ref(&first)).await?;
    // Refused again for another reason, and somebody takes it.
    let other = row(2, "29", 8_000);
    save(db, &first.id, 4, |row| {
        row.body = other.body.clone();
        row.owner = Some("user_1".into());
    })
    .await?;
    let filter = DenialFilter { most: 10, ..DenialFilter::default() };
    let mut seen = Vec::new();
    for days in [0, 3, 4] {
        let until = NOW + days * DAY + DAY / 2;
        let (_, then) = denials_then(db, &site(), &filter, (until, Behind::Filter)).await?;
        let one = then.into_iter().next().ok_or("no denial")?;
        seen.push((one.carc, one.amount.0, one.owner, one.category));
    }
    let before = ("50".to_owned(), 10_000, None, store::name_of(&Category::MedicalNecessity));
    let after = ("29".to_owned(), 8_000, Some("user_1".to_owned()));
    same(seen[0].clone(), before.clone(), "as it was opened")?;
    same(seen[1].clone(), before, "on the third day")?;
    let (carc, cents, owner, _) = seen[2].clone();
    same((carc, cents, owner), after, "on the fourth")?;
    same(number(db, "coding-ar", 3).await?.0, 10_000, "of coding then")?;
    same(number(db, "coding-ar", 5).await?.0, 0, "and not after")?;
    let mine = DenialFilter { owner: "user_1".into(), most: 10, ..DenialFilter::default() };
    let (page, _) = denials_then(db, &site(), &mine, (NOW + 2 * DAY, Behind::Filter)).await?;
    same(page.rows.len(), 0, "nobody had it")?;
    let due = DenialFilter { due_by: Some(day("2099-01-01")), most: 10, ..mine };
    let (page, _) = denials_then(db, &site(), &due, (NOW + 5 * DAY, Behind::Filter)).await?;
    same(page.rows.len(), 1, "due some day")?;
    ensure(page.rows[0].body.payer_kind == PayerKind::Medicare, "and whole")
}

async fn paged(ground: Ground) -> Done {
    let db = &ground.db;
    let cents = [500, 900, 900, 900, 700];
    let rows: Vec<DenialRow> =
        (1..).zip(cents).map(|(number, cents)| row(number, "50", cents)).collect();
    put(db, &rows).await?;
    for waits in ["work", ""] {
        let mut filter = DenialFilter { waits: waits.into(), most: 2, ..DenialFilter::default() };
        let mut seen = Vec::new();
        loop {
            let (page, then) =
                denials_then(db, &site(), &filter, (NOW + DAY, Behind::Filter)).await?;
            let ids = page.rows.into_iter().map(|one| one.id);
            seen.extend(ids.zip(then).map(|(id, one)| (one.expected.0, id)));
            filter.after = page.next;
            if filter.after.is_none() {
                break;
            }
        }
        let mut wanted: Vec<(i64, String)> =
            rows.iter().map(|one| (one.body.denial.expected.0, one.id.clone())).collect();
        wanted.sort();
        wanted.reverse();
        same(seen, wanted, waits)?;
    }
    Ok(())
}

/// The tables' own step fills the spans of what was there, and denials go on from there.
async fn filled(ground: Ground) -> Done {
    let db = &ground.db;
    let (open, lost) = (row(1, "50", 10_000), row(2, "50", 7_000));
    put(db, &[open.clone(), lost.clone()]).await?;
    let give_up = |row: &mut DenialRow| {
        close(row, 3, DenialState::WrittenOff { reason: "too late".into() });
    };
    save(db, &lost.id, 3, give_up).await?;
    let step = include_str!("../../migrations/0021_denial_spans.sql");
    let fill: Vec<&str> = step.split(';').filter(|one| one.contains("INSERT INTO")).collect();
    same(fill.len(), 2, "what fills")?;
    let mut tx = db.begin().await?;
    tx.script("DELETE FROM denial_span").await?;
    for statement in fill {
        tx.script(statement).await?;
    }
    tx.commit().await?;
    // Both change after that, one is worked again.
    save(db, &open.id, 6, give_up).await?;
    save(db, &lost.id, 8, reopen).await?;
    for (days, backlog) in [(1, 17_000), (4, 10_000), (7, 0), (9, 7_000)] {
        let found = number(db, "appeal-backlog-dollars", days).await?.0;
        same(found, backlog, &format!("day {days}"))?;
    }
    Ok(())
}

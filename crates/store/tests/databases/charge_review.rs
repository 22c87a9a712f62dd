//! The queue of charge review, a page at a time.

use crate::ground::{Done, Ground, NOW, account, ensure, on_both, same, site, to_review};
use ::claims::reconcile::{Difference, DifferenceKind};
use libtest_mimic::Trial;
use model::account::Terms;
use model::{AccountId, AccountState, Cents, Severity};
use store::Db;
use store::accounts::{self, Account};
use store::charges::{ChargeReview, ReviewPlace, put_reviews, reviews};

pub fn trials() -> Vec<Trial> {
    on_both("the queue of charge review holds every account once, in order, while it moves", paging)
}

const ROWS: i64 = 60;

fn difference(severity: Severity, cents: i64) -> Difference {
    Difference {
        kind: DifferenceKind::UnitsDiffer,
        code: "99213".into(),
        px: None,
        charges: Vec::new(),
        evidence: Vec::new(),
        dollars: Some(Cents(cents)),
        severity,
        message: "m".into(),
        next: "n".into(),
    }
}

fn review(one: &Account, number: i64) -> ChargeReview {
    let mut differences = vec![difference(Severity::Warn, number % 4 * 100)];
    if number % 3 == 0 {
        differences.push(difference(Severity::Block, number % 2 * 50));
    }
    if number % 10 == 7 {
        differences.clear();
    }
    ChargeReview {
        specialty: one.specialty.clone(),
        differences,
        late: i64::from(number % 20 == 7),
        at: NOW,
        ..ChargeReview::default()
    }
}

async fn pages(
    db: &Db,
    specialty: Option<&str>,
    limit: i64,
) -> Result<Vec<ReviewPlace>, store::StoreError> {
    let (mut seen, mut after): (Vec<ReviewPlace>, Option<ReviewPlace>) = (Vec::new(), None);
    loop {
        let page = reviews(db, &site(), specialty, (after.as_ref(), limit)).await?;
        let Some(last) = page.last() else { return Ok(seen) };
        after = Some(last.place.clone());
        seen.extend(page.into_iter().map(|row| row.place));
    }
}

async fn paging(ground: Ground) -> Done {
    let db = &ground.db;
    let mut tx = db.begin().await?;
    let (mut wanted, mut kept) = (Vec::new(), Vec::new());
    for number in 0..ROWS {
        let mut one = account(number);
        accounts::insert_new(&mut tx, &site(), &one).await?;
        let who = ("service", NOW);
        accounts::take_steps(&mut tx, &site(), &mut one, &to_review(), who, &Terms::default())
            .await?;
        if number % 11 == 5 {
            one.standing.state = AccountState::Closed;
            accounts::save(&mut tx, &site(), &mut one).await?;
        }
        let review = review(&one, number);
        let blocks = |found: &&Difference| found.severity == Severity::Block;
        let stops = i64::try_from(review.differences.iter().filter(blocks).count())?;
        let cents = review.differences.iter().filter_map(|one| one.dollars).map(|c| c.0).sum();
        let is_there = !review.differences.is_empty() || review.late > 0;
        if is_there && one.standing.state != AccountState::Closed {
            wanted.push(((stops, cents, one.id.0.clone()), one.specialty.clone()));
        }
        kept.push((one.id, review));
    }
    put_reviews(&mut tx, &site(), &kept).await?;
    tx.commit().await?;
    wanted.sort();
    wanted.reverse();
    for specialty in [None, Some("surgery"), Some("cardiology"), Some("")] {
        let of = |name: &str| specialty.is_none_or(|wanted| wanted == name);
        let wanted: Vec<ReviewPlace> =
            wanted.iter().filter(|(_, name)| of(name)).map(|(place, _)| place.clone()).collect();
        for limit in [1, 7, 200] {
            same(pages(db, specialty, limit).await?, wanted.clone(), &format!("{specialty:?}"))?;
        }
    }
    moving(db, &kept).await
}

/// What is settled between two pages takes nobody else out of the second.
async fn moving(db: &Db, kept: &[(AccountId, ChargeReview)]) -> Done {
    let all = pages(db, None, 200).await?;
    let first = reviews(db, &site(), None, (None, 10)).await?;
    let gone = &first[3].account.id;
    let settled: Vec<_> = kept.iter().filter(|(id, _)| id == gone).cloned().collect();
    ensure(settled.len() == 1, "the account was kept")?;
    let settled: Vec<_> =
        settled.into_iter().map(|(id, _)| (id, ChargeReview::default())).collect();
    let mut tx = db.begin().await?;
    put_reviews(&mut tx, &site(), &settled).await?;
    tx.commit().await?;
    let next = reviews(db, &site(), None, (first.last().map(|row| &row.place), 200)).await?;
    let next: Vec<ReviewPlace> = next.into_iter().map(|row| row.place).collect();
    same(next, all[10..].to_vec(), "the second page")
}

//! Denials, appeals, alarms: kept once, listed in their order, changed by one at a time.

use crate::ground::{Done, Ground, NOW, ensure, on_both, same, site};
use libtest_mimic::Trial;
use model::{Cents, Date, PayerKind};
use payments::appeal::{Letter, Party};
use payments::denials::life::{DenialEvent, Limits, Outcome, step};
use payments::denials::{Category, DenialFacts, denials};
use payments::patterns::Service;
use std::collections::BTreeSet;
use store::payments::{self as kept, DenialBody, DenialFilter, DenialLife, DenialRow};
use store::{Db, StoreError};

pub fn trials() -> Vec<Trial> {
    [
        on_both("a denial is opened once and changed by one at a time", once),
        on_both("the worklist goes by money and days, page by page, within its filters", listed),
        on_both("the order follows the day", ranked),
        on_both("an appeal goes from draft to its end", appealed),
        on_both("what payments decided is counted once, and alarms are kept once", counted),
    ]
    .into_iter()
    .flatten()
    .collect()
}

pub fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

pub fn row(number: i64, carc: &str, cents: i64) -> DenialRow {
    let adjustment = model::ClaimAdjustment {
        group: "CO".into(),
        carc: carc.into(),
        amount: Cents(cents),
        quantity: None,
    };
    let line = model::remittance::PaidLine { adjustments: vec![adjustment], ..Default::default() };
    let paid = model::remittance::PaidClaim { lines: vec![line], ..Default::default() };
    let facts = DenialFacts {
        today: day("2026-06-22"),
        notice: day("2026-06-20"),
        last_service: day("2026-05-01"),
        terms: payments::denials::terms::AppealTerms::of(PayerKind::Medicare),
        ..DenialFacts::default()
    };
    DenialRow {
        id: format!("den_{number:04}"),
        claim: format!("C{number}"),
        account: format!("acct_{number}").as_str().into(),
        remittance: "rem_1".into(),
        place: number,
        line: 1,
        payer: "PLAN".into(),
        code: "99213".into(),
        modifiers: String::new(),
        body: DenialBody {
            denial: denials(&paid, &facts).remove(0),
            payer_name: "Plan".into(),
            payer_kind: PayerKind::Medicare,
            payer_number: "ICN".into(),
            notice: day("2026-06-20"),
            service: day("2026-05-01"),
            charge: Cents(cents),
            paid: Cents::ZERO,
        },
        life: DenialLife {
            before: Vec::new(),
            state: payments::denials::life::DenialState::Open,
            appeal_by: None,
            decided: BTreeSet::from([format!("rem_1:{number}")]),
        },
        owner: None,
        opened_at: NOW + number,
        closed_at: None,
        recovered: Cents::ZERO,
        decided_by: "machine".into(),
        coder: String::new(),
        resent_as: String::new(),
        trace: String::new(),
        version: 1,
    }
}

pub async fn put(db: &Db, rows: &[DenialRow]) -> Result<u64, StoreError> {
    let mut tx = db.begin().await?;
    let new = kept::put_denials(&mut tx, &site(), rows, day("2026-06-22")).await?;
    tx.commit().await?;
    Ok(new)
}

async fn once(ground: Ground) -> Done {
    let db = &ground.db;
    let first = row(1, "50", 10_000);
    same(put(db, std::slice::from_ref(&first)).await?, 1, "new")?;
    same(put(db, std::slice::from_ref(&first)).await?, 0, "again")?;
    let read = kept::denial(db, &site(), &first.id).await?;
    same(read, Some(first.clone()), "as it was kept")?;
    let mut stale = first.clone();
    let mut tx = db.begin().await?;
    let mut one = kept::denial_for_change(&mut tx, &site(), &first.id).await?;
    let reason = Outcome::WrittenOff("too little".into());
    let limits = Limits::of(&one.body.denial, 0, None);
    one.life.state = step(&one.life.state, &DenialEvent::Close(Some(reason)), &limits)?;
    (one.closed_at, one.recovered) = (Some(NOW), Cents(5));
    kept::save_denial(&mut tx, &site(), &mut one, NOW).await?;
    let second = kept::save_denial(&mut tx, &site(), &mut stale, NOW).await;
    ensure(matches!(second, Err(StoreError::Conflict { .. })), "a stale denial")?;
    let told = |event: &str| kept::DenialEventRow {
        at: NOW,
        actor: "user_1".into(),
        event: event.into(),
        note: String::new(),
    };
    let events: Vec<_> =
        ["opened", "written_off"].map(|event| (one.id.clone(), told(event))).to_vec();
    kept::put_denial_events(&mut tx, &site(), &events).await?;
    kept::put_denial_events(&mut tx, &site(), &[(one.id.clone(), told("noted"))]).await?;
    let of = kept::denials_of_claims_for_change(&mut tx, &site(), &["C1".into()]).await?;
    same(of, vec![one.clone()], "by claim")?;
    tx.commit().await?;
    let events = kept::denial_events(db, &site(), &one.id).await?;
    let names: Vec<&str> = events.iter().map(|event| event.event.as_str()).collect();
    same(names, vec!["opened", "written_off", "noted"], "events in order")?;
    let history = kept::denial_history(db, &site()).await?;
    let closed = history.get(&Category::MedicalNecessity).copied().unwrap_or_default();
    same((closed.cases, closed.won), (1, 1), "history")
}

async fn listed(ground: Ground) -> Done {
    let db = &ground.db;
    let rows: Vec<DenialRow> =
        (1..=25).map(|n| row(n, if n % 5 == 0 { "4" } else { "50" }, n * 1_000)).collect();
    put(db, &rows).await?;
    let mut filter = DenialFilter { waits: "work".into(), most: 10, ..DenialFilter::default() };
    let mut seen: Vec<DenialRow> = Vec::new();
    loop {
        let page = kept::denials_page(db, &site(), &filter).await?;
        seen.extend(page.rows);
        let Some(next) = page.next else { break };
        filter.after = Some(next);
    }
    same(seen.len(), 25, "rows over the pages")?;
    let turns: Vec<i64> = seen.iter().map(|row| row.turn(day("2026-06-22"))).collect();
    ensure(turns.windows(2).all(|pair| pair[0] >= pair[1]), format!("{turns:?}"))?;
    let only = |filter: DenialFilter| async move {
        let filter = DenialFilter { waits: "work".into(), most: 100, ..filter };
        kept::denials_page(db, &site(), &filter).await.map(|page| page.rows.len())
    };
    let none = DenialFilter::default();
    for (filter, rows) in [
        (DenialFilter { category: "coding".into(), ..none.clone() }, 5),
        (DenialFilter { payer: "PLAN".into(), ..none.clone() }, 25),
        (DenialFilter { payer: "OTHER".into(), ..none.clone() }, 0),
        (DenialFilter { reason: "CO-4".into(), ..none.clone() }, 5),
        (DenialFilter { code: "99213".into(), modifiers: Some("25".into()), ..none.clone() }, 0),
        (DenialFilter { number: "C7".into(), ..none.clone() }, 1),
        (DenialFilter { number: "acct_7".into(), ..none.clone() }, 1),
        (DenialFilter { unowned: true, state: "open".into(), ..none.clone() }, 25),
        (DenialFilter { owner: "user_1".into(), ..none.clone() }, 0),
        (DenialFilter { due_by: Some(day("2026-12-31")), ..none.clone() }, 20),
    ] {
        same(only(filter.clone()).await?, rows, &format!("{filter:?}"))?;
    }
    let counts = kept::denial_counts(db, &site(), "work", None).await?;
    same(counts.iter().map(|one| one.denials).sum::<i64>(), 25, "counted")?;
    same(counts.iter().map(|one| one.amount).sum::<Cents>(), Cents(325_000), "money")?;
    same(kept::denial_counts(db, &site(), "work", Some("user_1")).await?, vec![], "of a person")
}

async fn ranked(ground: Ground) -> Done {
    let db = &ground.db;
    // Due 2026-10-18 by appeal, and 2027-05-01 by a corrected claim with more money.
    put(db, &[row(1, "50", 100_000), row(2, "4", 300_000)]).await?;
    let first = |db: Db| async move {
        let filter = DenialFilter { waits: "work".into(), most: 1, ..DenialFilter::default() };
        let page = kept::denials_page(&db, &site(), &filter).await?;
        Ok::<String, StoreError>(page.rows.first().map(|row| row.id.clone()).unwrap_or_default())
    };
    same(first(db.clone()).await?, "den_0002".to_owned(), "by money")?;
    for (today, expected) in [("2026-10-10", "den_0001"), ("2026-10-19", "den_0002")] {
        let mut tx = db.begin().await?;
        same(kept::rank_denials(&mut tx, &site(), day(today)).await?, 2, "looked at")?;
        tx.commit().await?;
        same(first(db.clone()).await?, expected.to_owned(), today)?;
    }
    Ok(())
}

/// An appeal of the first denial that was not sent yet.
pub fn draft() -> kept::AppealRow {
    let party = || Party { name: "Clinic".into(), ..Party::default() };
    kept::AppealRow {
        id: "app_1".into(),
        denial: "den_0001".into(),
        claim: "C1".into(),
        account: "acct_1".into(),
        payer: "PLAN".into(),
        level: 1,
        state: "draft".into(),
        deadline: Some(day("2026-10-18")),
        amount: Cents(10_000),
        body: kept::AppealBody {
            letter: Letter {
                date: day("2026-06-22"),
                from: party(),
                to: party(),
                subject: "About a claim".into(),
                about: Vec::new(),
                parts: Vec::new(),
                signer: "Dana".into(),
                enclosures: Vec::new(),
            },
            level_name: "redetermination".into(),
            payer_name: "Plan".into(),
            good_cause: None,
            outcome: String::new(),
            won: Cents::ZERO,
        },
        made_by: "user_1".into(),
        made_at: NOW,
        sent_at: None,
        decided_at: None,
        version: 1,
    }
}

async fn appealed(ground: Ground) -> Done {
    let db = &ground.db;
    let mut appeal = draft();
    let later = kept::AppealRow { id: "app_2".into(), deadline: None, ..appeal.clone() };
    let mut tx = db.begin().await?;
    kept::put_appeal(&mut tx, &site(), &later).await?;
    kept::put_appeal(&mut tx, &site(), &appeal).await?;
    tx.commit().await?;
    let ids = |rows: Vec<kept::AppealRow>| rows.into_iter().map(|row| row.id).collect::<Vec<_>>();
    let drafts = kept::appeals_page(db, &site(), "draft", None, 10).await?;
    same(ids(drafts), vec!["app_1".to_owned(), "app_2".to_owned()], "by deadline")?;
    let after = Some(("2026-10-18".to_owned(), "app_1".to_owned()));
    let rest = kept::appeals_page(db, &site(), "draft", after, 10).await?;
    same(ids(rest), vec!["app_2".to_owned()], "the next page")?;
    let mut tx = db.begin().await?;
    let mut stale = appeal.clone();
    (appeal.state, appeal.sent_at) = ("sent".into(), Some(NOW));
    kept::save_appeal(&mut tx, &site(), &mut appeal).await?;
    let second = kept::save_appeal(&mut tx, &site(), &mut stale).await;
    ensure(matches!(second, Err(StoreError::Conflict { .. })), "a stale appeal")?;
    let gone = kept::drop_appeal(&mut tx, &site(), ("app_1", 2)).await;
    ensure(matches!(gone, Err(StoreError::Conflict { .. })), "what was sent stays")?;
    kept::drop_appeal(&mut tx, &site(), ("app_2", 1)).await?;
    let mut denial = row(1, "50", 10_000);
    denial.life.state = payments::denials::life::DenialState::Upheld { level: 1 };
    kept::settle_appeals(&mut tx, &site(), &denial, NOW).await?;
    tx.commit().await?;
    let counts = kept::appeal_counts(db, &site()).await?;
    let states: Vec<(&str, i64)> = counts.iter().map(|c| (c.state.as_str(), c.appeals)).collect();
    same(states, vec![("lost", 1)], "states")
}

async fn counted(ground: Ground) -> Done {
    let db = &ground.db;
    let service = Service { payer: "PLAN".into(), code: "99213".into(), modifier: "25".into() };
    let count = |reason: &str, lines| kept::PatternCount {
        service: service.clone(),
        reason: reason.into(),
        lines,
        cents: Cents(100),
    };
    let mut tx = db.begin().await?;
    for _ in 0..2 {
        for payment in ["rem_1", "rem_2"] {
            let both = [count("", 9), count("CO-50", 4)];
            kept::put_pattern_counts(&mut tx, &site(), (payment, 1_380), &both).await?;
        }
    }
    tx.commit().await?;
    let sums = kept::pattern_sums(db, &site(), (1_000, ""), 10).await?;
    same(sums.iter().map(|sum| sum.refused).collect::<Vec<_>>(), vec![8], "refused")?;
    let counts = kept::pattern_counts(db, &site(), 1_000).await?;
    let weeks = counts.weeks(&sums[0].pattern, 1_380, 1_380);
    same(weeks, vec![(1_380, 8, 18)], "by week")?;
    let alarm = kept::AlarmRow {
        id: "alarm_1".into(),
        found_on: day("2026-06-22"),
        state: "open".into(),
        alarm: payments::patterns::Alarm {
            pattern: sums[0].pattern.clone(),
            compared: payments::patterns::Compared::default(),
            p: 0.000_1,
        },
        note: String::new(),
        by_person: String::new(),
        at: NOW,
        version: 1,
    };
    let mut tx = db.begin().await?;
    let first = kept::put_alarms(&mut tx, &site(), std::slice::from_ref(&alarm)).await?;
    let second = kept::put_alarms(&mut tx, &site(), std::slice::from_ref(&alarm)).await?;
    same((first, second), (1, 0), "kept once")?;
    let who = ("user_1", NOW);
    let said = ("explained", "a new policy");
    kept::answer_alarm(&mut tx, &site(), ("alarm_1", 1), said, who).await?;
    let late = kept::answer_alarm(&mut tx, &site(), ("alarm_1", 1), ("seen", ""), who).await;
    ensure(matches!(late, Err(StoreError::Conflict { .. })), "answered twice")?;
    tx.commit().await?;
    let found = kept::alarms(db, &site(), day("2026-01-01")).await?;
    same(found.iter().map(|row| row.state.as_str()).collect(), vec!["explained"], "alarms")
}

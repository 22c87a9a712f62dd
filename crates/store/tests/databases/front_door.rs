//! What left and came back: control numbers, refusals, open claims that leave again, eligibility.

use crate::ground::{Done, Ground, NOW, ensure, on_both, same, site};
use libtest_mimic::Trial;
use model::{AccountId, Cents, Claim, ClaimId, ClaimLine, ScrubReport};
use store::claims::{self, ClaimRow, put_claims};
use store::payments::{
    self, EligibilityCheck, FollowUp, FollowUpKind, FrontDoorRefusal, OpenRow, RefusalReason,
    SentInterchange, Settled,
};
use store::work::{self, NewParcel};

pub fn trials() -> Vec<Trial> {
    [
        on_both("a claim that came back is worked, and leaves again", came_back),
        on_both("what a payer asks is one item a claim until somebody ends it", asked),
        on_both("what a payer asked ends once, and comes back with a decision", ended),
        on_both("the list of what payers ask is filtered before it is cut", listed),
        on_both("questions of before they had numbers of their own are counted once", counted),
        on_both("a question of eligibility is answered once", answered),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn claim(charge: i64) -> Claim {
    let line = ClaimLine { line: 1, charge_cents: Cents(charge), ..ClaimLine::default() };
    Claim { id: ClaimId::from("A-1"), lines: vec![line], ..Claim::default() }
}

fn refusal() -> FrontDoorRefusal {
    FrontDoorRefusal {
        id: "house:1:999".into(),
        claim: "A-1".into(),
        account: AccountId::from("a"),
        payer: "NORTH".into(),
        control: 1,
        refused_by: "999".into(),
        who: "house".into(),
        charge: Cents(100),
        at: NOW,
        reasons: vec![RefusalReason { said: "why".into(), place: "where".into() }],
    }
}

async fn came_back(ground: Ground) -> Done {
    let account = AccountId::from("a");
    let mut row = ClaimRow::new(&account, 0, &claim(100), &ScrubReport::default(), NOW);
    let parcel = |key: &str| NewParcel {
        id: format!("out_{key}"),
        kind: "claim".into(),
        target: "house".into(),
        key: key.into(),
        payload: "{}".into(),
        at: NOW,
    };
    let mut tx = ground.db.begin().await?;
    put_claims(&mut tx, &site(), std::slice::from_ref(&row)).await?;
    work::put(&mut tx, &site(), &[parcel("k")]).await?;
    let taken = work::take(&mut tx, "claim", "w", (NOW, NOW + 1_000), 5).await?;
    ensure(work::sent(&mut tx, taken.first().ok_or("a parcel")?, NOW).await?, "sent")?;
    let open = |charge, at| OpenRow::of(&claim(charge), &account, at, at + 10);
    payments::put_open(&mut tx, &site(), &[open(100, NOW)]).await?;
    let sent = |control, kind: &str| SentInterchange {
        partner: "house".into(),
        receiver: "HOUSE1".into(),
        control,
        kind: kind.into(),
        subject: "A-1".into(),
        account: "a".into(),
        file: format!("f{control}"),
        sent_at: NOW + control,
        state: "sent".into(),
        heard: String::new(),
    };
    payments::put_sent(&mut tx, &site(), &[sent(1, "837"), sent(2, "276")]).await?;
    let mut heard = sent(1, "837");
    (heard.state, heard.heard) = ("rejected".into(), "999".into());
    payments::settle_sent(&mut tx, &site(), &heard).await?;
    same(payments::sent_now(&mut tx, &site(), ("837", "A-1")).await?, vec![heard], "what left")?;
    // It comes back: nobody is asked, it is worked, and the same bytes may leave again.
    work::came_back(&mut tx, &site(), ("claim", "k")).await?;
    same(
        work::put(&mut tx, &site(), &[NewParcel { id: "out_2".into(), ..parcel("k") }]).await?,
        1,
        "anew",
    )?;
    payments::stop_asking(&mut tx, &site(), "A-1").await?;
    row.status = "rejected".into();
    claims::save_claim(&mut tx, &site(), &mut row).await?;
    let refusal = refusal();
    for _ in 0..2 {
        payments::put_refusal(&mut tx, &site(), &refusal).await?;
    }
    tx.commit().await?;
    same(payments::silent(&ground.db, &site(), NOW + 99, 5).await?, vec![], "asked")?;
    let worked = payments::open_refusals(&ground.db, &site(), (0, 5)).await?;
    same(worked, vec![refusal.clone()], "to work")?;
    // It leaves again with another charge.
    let mut tx = ground.db.begin().await?;
    payments::renew_open(&mut tx, &site(), &[open(250, NOW + 50)]).await?;
    payments::refusals_mended(&mut tx, &site(), &["A-1".to_owned()]).await?;
    tx.commit().await?;
    same(payments::open_refusals(&ground.db, &site(), (0, 5)).await?, vec![], "mended")?;
    same(payments::refusals_of(&ground.db, &site(), "A-1").await?, vec![refusal], "kept")?;
    let found = payments::open_of_key(&ground.db, &site(), "A1").await?;
    same(found, vec![open(250, NOW + 50)], "as it left last")
}

/// A claim that is with its payer and not found.
async fn lost(ground: &Ground) -> Result<FollowUp, libtest_mimic::Failed> {
    let account = AccountId::from("a");
    let mut row = ClaimRow::new(&account, 0, &claim(100), &ScrubReport::default(), NOW);
    let item = FollowUp {
        id: "A-1:277:1".into(),
        claim: "A-1".into(),
        account: account.clone(),
        payer: "NORTH".into(),
        kind: FollowUpKind::NotFound,
        told_by: "277".into(),
        who: "NORTH PLAN".into(),
        charge: Cents(100),
        at: NOW,
        reasons: vec![RefusalReason { said: "not found".into(), place: String::new() }],
    };
    let mut tx = ground.db.begin().await?;
    put_claims(&mut tx, &site(), std::slice::from_ref(&row)).await?;
    row.status = "submitted".into();
    claims::save_claim(&mut tx, &site(), &mut row).await?;
    let open = OpenRow::of(&claim(100), &account, NOW, NOW + 10);
    payments::put_open(&mut tx, &site(), &[open]).await?;
    ensure(payments::put_follow_up(&mut tx, &site(), &item).await?, "a new one")?;
    tx.commit().await?;
    Ok(item)
}

async fn asked(ground: Ground) -> Done {
    let item = lost(&ground).await?;
    let accounts = ["a".to_owned(), "b".to_owned()];
    // What is said next takes its place; its age goes on.
    let more = FollowUp {
        id: "A-1:277:2".into(),
        kind: FollowUpKind::Asks,
        at: NOW + 5,
        reasons: vec![RefusalReason { said: "notes".into(), place: "line 1".into() }],
        ..item.clone()
    };
    let mut tx = ground.db.begin().await?;
    ensure(!payments::put_follow_up(&mut tx, &site(), &more).await?, "one a claim")?;
    let stands = FollowUp { id: item.id.clone(), at: NOW, ..more };
    let found = payments::follow_ups_now(&mut tx, &site(), &accounts).await?;
    same(found, vec![stands.clone()], "of the account")?;
    tx.commit().await?;
    let listed = payments::open_follow_ups(&ground.db, &site(), ("", ""), 5).await?;
    same(listed, vec![stands], "to work")?;
    let other = model::TenantId::from("other");
    same(payments::open_follow_ups(&ground.db, &other, ("", ""), 5).await?, vec![], "elsewhere")?;
    // A claim that is not with its payer any more is worked elsewhere.
    for (status, count) in [("rejected", 0), ("paid", 0), ("acknowledged", 1)] {
        let mut tx = ground.db.begin().await?;
        claims::put_statuses(&mut tx, &site(), status, &["A-1".to_owned()]).await?;
        let found = payments::follow_ups_now(&mut tx, &site(), &accounts).await?;
        same(found.len(), count, status)?;
        tx.commit().await?;
    }
    // Its waits begin anew, its questions count on.
    let mut tx = ground.db.begin().await?;
    for at in [NOW + 20, NOW + 30] {
        payments::ask_again(&mut tx, &site(), "A-1", at).await?;
    }
    payments::ask_anew(&mut tx, &site(), "A-1", NOW + 40).await?;
    payments::ask_again(&mut tx, &site(), "A-1", NOW + 50).await?;
    tx.commit().await?;
    let open = payments::open_claim(&ground.db, &site(), "A-1").await?.ok_or("open")?;
    same((open.asked, open.questions, open.ask_at), (1, 3, Some(NOW + 50)), "questions")?;
    // What was done for it had it leave nowhere; that it leaves again does.
    same(open.questions_before, 0, "nothing left since")?;
    let mut tx = ground.db.begin().await?;
    payments::renew_open(&mut tx, &site(), &[open]).await?;
    payments::ask_again(&mut tx, &site(), "A-1", NOW + 60).await?;
    tx.commit().await?;
    let open = payments::open_claim(&ground.db, &site(), "A-1").await?.ok_or("open")?;
    same((open.asked, open.questions, open.questions_before), (1, 4, 3), "left again")
}

async fn listed(ground: Ground) -> Done {
    let account = AccountId::from("a");
    let mut tx = ground.db.begin().await?;
    for (place, number) in (1..=6).enumerate() {
        let one = Claim { id: ClaimId(format!("C-{number}")), ..claim(number) };
        let mut row = ClaimRow::new(&account, place, &one, &ScrubReport::default(), NOW);
        put_claims(&mut tx, &site(), std::slice::from_ref(&row)).await?;
        row.status = "submitted".into();
        claims::save_claim(&mut tx, &site(), &mut row).await?;
        let item = FollowUp {
            id: format!("i{number}"),
            claim: row.id.clone(),
            account: account.clone(),
            payer: if number > 4 { "SOUTH" } else { "NORTH" }.into(),
            kind: if number % 2 == 0 { FollowUpKind::Asks } else { FollowUpKind::NotFound },
            told_by: "277".into(),
            who: String::new(),
            charge: Cents(number),
            at: NOW + number,
            reasons: Vec::new(),
        };
        ensure(payments::put_follow_up(&mut tx, &site(), &item).await?, "a new one")?;
    }
    claims::put_statuses(&mut tx, &site(), "paid", &["C-1".to_owned()]).await?;
    tx.commit().await?;
    for (filter, ids) in [
        (("", ""), vec!["i2", "i3"]),
        (("not_found", ""), vec!["i3", "i5"]),
        (("", "SOUTH"), vec!["i5", "i6"]),
        (("asks", "SOUTH"), vec!["i6"]),
        (("unclear", ""), vec![]),
    ] {
        let found = payments::open_follow_ups(&ground.db, &site(), filter, 2).await?;
        let found: Vec<&str> = found.iter().map(|one| one.id.as_str()).collect();
        same(found, ids, &format!("{filter:?}"))?;
    }
    let payers = payments::follow_up_payers(&ground.db, &site()).await?;
    same(payers, vec!["NORTH".to_owned(), "SOUTH".to_owned()], "payers")
}

/// The tables' own step: what was asked since the claim left is among what was sent.
async fn counted(ground: Ground) -> Done {
    let account = AccountId::from("a");
    let mut tx = ground.db.begin().await?;
    // Asked since it left, questions that left: all; more, before it left; one is still to leave.
    let cases = [(2, 2, (2, 0)), (1, 3, (3, 2)), (1, 0, (1, 0)), (0, 0, (0, 0))];
    for ((asked, sent, _), number) in cases.into_iter().zip(1..) {
        let id = format!("A-{number}");
        let one = Claim { id: ClaimId(id.clone()), ..claim(100) };
        payments::put_open(&mut tx, &site(), &[OpenRow::of(&one, &account, NOW, NOW)]).await?;
        let text = format!("UPDATE open_claim SET asked = {asked} WHERE claim = '{id}'");
        tx.run(store::assembled(text)).await?;
        let sent = (0..sent).map(|count| SentInterchange {
            partner: "house".into(),
            receiver: "HOUSE1".into(),
            control: number * 10 + count,
            kind: "276".into(),
            subject: id.clone(),
            account: "a".into(),
            file: String::new(),
            sent_at: NOW + count,
            state: "sent".into(),
            heard: String::new(),
        });
        payments::put_sent(&mut tx, &site(), &sent.collect::<Vec<_>>()).await?;
    }
    let step = include_str!("../../migrations/0020_follow_up.sql");
    let fill: Vec<&str> = step.split(';').filter(|one| one.contains("UPDATE open")).collect();
    same(fill.len(), 2, "what fills")?;
    for statement in fill {
        tx.script(statement).await?;
    }
    tx.commit().await?;
    for ((asked, _, wanted), number) in cases.into_iter().zip(1..) {
        let id = format!("A-{number}");
        let open = payments::open_claim(&ground.db, &site(), &id).await?.ok_or("open")?;
        same((open.questions, open.questions_before), wanted, &id)?;
        same(open.asked, asked, "and none is taken back")?;
    }
    Ok(())
}

async fn ended(ground: Ground) -> Done {
    let item = lost(&ground).await?;
    let later = |id: &str| FollowUp { id: id.into(), ..item.clone() };
    let (second, third) = (later("A-1:277:2"), later("A-1:277:3"));
    let end = |state, number| Settled { state, by: "bill", note: "by phone", number, at: NOW + 9 };
    let claims = ["A-1".to_owned(), "B-2".to_owned()];
    // It ends once, with the payer's number; what comes later is another item.
    let mut tx = ground.db.begin().await?;
    let waits = end("waits", "ICN 7");
    same(payments::settle_follow_ups(&mut tx, &site(), &waits, &claims).await?, 1, "ends")?;
    same(payments::settle_follow_ups(&mut tx, &site(), &waits, &claims).await?, 0, "once")?;
    ensure(payments::put_follow_up(&mut tx, &site(), &second).await?, "another")?;
    let again = end("answered", "");
    payments::settle_follow_ups(&mut tx, &site(), &again, &claims).await?;
    ensure(!payments::put_follow_up(&mut tx, &site(), &second).await?, "told before")?;
    // A decision that is taken back asks again what it had ended, and nothing else.
    payments::reopen_follow_up(&mut tx, &site(), ("A-1", NOW + 9)).await?;
    same(payments::follow_up_now(&mut tx, &site(), "A-1").await?, None, "people ended it")?;
    ensure(payments::put_follow_up(&mut tx, &site(), &third).await?, "a third")?;
    let decided = Settled { state: "decided", by: "service", ..end("", "") };
    payments::settle_follow_ups(&mut tx, &site(), &decided, &claims).await?;
    payments::reopen_follow_up(&mut tx, &site(), ("A-1", NOW + 8)).await?;
    same(payments::follow_up_now(&mut tx, &site(), "A-1").await?, None, "another decision")?;
    for _ in 0..2 {
        payments::reopen_follow_up(&mut tx, &site(), ("A-1", NOW + 9)).await?;
        let open = payments::follow_up_now(&mut tx, &site(), "A-1").await?;
        same(open, Some(third.clone()), "asked again")?;
    }
    payments::settle_follow_ups(&mut tx, &site(), &again, &claims).await?;
    tx.commit().await?;
    same(payments::follow_up_of(&ground.db, &site(), "A-1").await?, None, "nothing is open")?;
    let told = payments::number_told(&ground.db, &site(), "A-1").await?;
    same(told.as_deref(), Some("ICN 7"), "the number is kept")
}

async fn answered(ground: Ground) -> Done {
    let check = EligibilityCheck {
        id: "e1".into(),
        patient: "p".into(),
        coverage: "c".into(),
        day: "2026-06-22".into(),
        trace: "T1".into(),
        asked_at: NOW,
        ..EligibilityCheck::default()
    };
    let mut tx = ground.db.begin().await?;
    payments::put_check(&mut tx, &site(), &check).await?;
    let answer = (NOW + 1, "active", "{}");
    ensure(payments::answer_check(&mut tx, &site(), "e1", answer).await?, "answered")?;
    let second = (NOW + 2, "inactive", "{}");
    ensure(!payments::answer_check(&mut tx, &site(), "e1", second).await?, "once")?;
    tx.commit().await?;
    let found = payments::check_of_trace(&ground.db, &site(), "T1").await?.ok_or("a question")?;
    same((found.state.as_str(), found.answered_at), ("active", Some(NOW + 1)), "the answer")?;
    same(payments::check(&ground.db, &site(), "e1").await?, Some(found.clone()), "by its id")?;
    let of = payments::checks_of_patient(&ground.db, &site(), "p", 5).await?;
    same(of, vec![found], "of the patient")?;
    let other = model::TenantId::from("other");
    same(payments::check_of_trace(&ground.db, &other, "T1").await?, None, "elsewhere")
}

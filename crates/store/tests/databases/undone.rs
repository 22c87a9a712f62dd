//! What people take back and what they set for a payer, on both engines.

use crate::ground::{Done, Ground, NOW, SECOND, ensure, on_both, same, site};
use libtest_mimic::Trial;
use model::{AccountId, Cents, Date, TenantId};
use payments::denials::terms::{AppealTerms, LevelTerms};
use payments::ledger::{
    BatchId, Cause, Entry, EntryHead, EntryId, Event, Ledger, Subject, movement,
};
use payments::posting::{ClaimPosting, Outcome, PostedClaim, PostedPart, ReviewItem, ReviewReason};
use store::payments::{self as money, AppealTermsRow, PatienceRow};
use store::work::{self, NewJob};
use store::{Db, StoreError, assembled};

pub fn trials() -> Vec<Trial> {
    [
        on_both("a posting is taken back once, with what it pushed aside", undone),
        on_both("charges that no claim carries, and those of replaced claims, are found", charged),
        on_both("a payer's terms and time are versions, each saved once", versions),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

fn head(id: &str, event: Event) -> EntryHead {
    EntryHead {
        id: EntryId(id.into()),
        posted_on: day("2026-06-01"),
        effective: day("2026-06-01"),
        batch: BatchId("b".into()),
        cause: Cause::of(event, ""),
    }
}

/// An entry about a claim of account A (none where empty).
fn entry(id: &str, event: Event, claim: &str) -> Entry {
    let claim = Some(claim.to_owned()).filter(|id| !id.is_empty()).map(Into::into);
    let subject = Subject { account: Some("A".into()), claim, ..Subject::default() };
    let between = (Ledger::Charges, Ledger::PayerReceivable);
    movement::moved(head(id, event), between, subject, Cents(100)).expect("an entry")
}

async fn run(db: &Db, text: &str) -> Result<(), StoreError> {
    let mut tx = db.begin().await?;
    tx.run(assembled(text.to_owned())).await?;
    tx.commit().await
}

async fn undone(ground: Ground) -> Done {
    let (db, tenant) = (&ground.db, site());
    let first = entry("r0:1:1", Event::Remitted, "C1");
    let pushed = first.reversal(head("r1:1:back:r0:1:1", Event::Superseded))?;
    let other = entry("r1:11:1", Event::Superseded, "C1");
    let own = entry("r1:1:1", Event::Remitted, "C1");
    let next = entry("next:C1:P2:r1:1", Event::BilledNext, "C1");
    let all = [&first, &pushed, &other, &own, &next].map(Clone::clone);
    let mut tx = db.begin().await?;
    money::open_batch(&mut tx, &tenant, ("b", "people"), (NOW, Some(day("2026-06-01")))).await?;
    money::add_entries(&mut tx, &tenant, NOW, &all).await?;
    tx.commit().await?;
    let kept = PostedClaim {
        claim: Some("C1".into()),
        account: Some("A".into()),
        payer: "P1".into(),
        remittance: "r1".into(),
        place: 1,
        control_number: "C1".into(),
        payer_control_number: None,
        status: "1".into(),
        charge: Cents(100),
        paid: Cents(100),
        parts: vec![PostedPart { line: None, paid: Cents(100), refused: false, entry: Some(own) }],
    };
    let body = serde_json::to_string(&kept)?.replace('\'', "''");
    run(
        db,
        &format!(
            "INSERT INTO posted_claim (tenant, remittance, place, outcome, matched, claim, \
             account, own_key, posted, at) VALUES ('site', 'r1', 1, 'posted', 'control_number', \
             'C1', 'A', 'C1', '{body}', {NOW})"
        ),
    )
    .await?;
    let mut tx = db.begin().await?;
    let found = money::pushed_aside(&mut tx, &tenant, "C1", ("r1", 1)).await?;
    same(found, vec![(pushed, first)], "only what the first claim of it pushed aside")?;
    ensure(money::is_taken_back(&mut tx, &tenant, "r0:1:1").await?, "it was taken back")?;
    ensure(!money::is_taken_back(&mut tx, &tenant, "r1:1:1").await?, "and this was not")?;
    let asked = (&AccountId::from("A"), "C1", "r1");
    same(
        money::billed_next_after(&mut tx, &tenant, asked).await?,
        vec![next],
        "asked of the next",
    )?;
    let ids = ["r0:1:1", "r1:1:1", "r1:1:2"].map(str::to_owned);
    let stands = money::standing_of(&mut tx, &tenant, &ids).await?;
    same(stands.len(), 1, "what stands of these")?;
    let row = money::posted_for_change(&mut tx, &tenant, ("r1", 1)).await?.ok_or("a row")?;
    let of_claim = money::posted_of_claim_for_change(&mut tx, &tenant, "C1").await?;
    same(of_claim.as_slice(), std::slice::from_ref(&row), "the decisions of the claim")?;
    let aside = PostedClaim { claim: None, account: None, ..kept };
    money::put_undone(&mut tx, &tenant, &row, (&aside, "unapplied")).await?;
    let again = money::put_undone(&mut tx, &tenant, &row, (&aside, "unapplied")).await;
    ensure(matches!(again, Err(StoreError::Conflict { .. })), "a second time is a conflict")?;
    let after = money::posted_for_change(&mut tx, &tenant, ("r1", 1)).await?.ok_or("a row")?;
    same((after.turn, &*after.outcome, &*after.claim), (1, "unapplied", ""), "as it stands")?;
    chosen(&mut tx, &tenant).await?;
    reviews(&mut tx, &tenant).await?;
    tx.commit().await?;
    jobs(db, &tenant).await
}

/// A decision counts on a claim from when it came there, money that is divided from the first time.
async fn chosen(tx: &mut store::Tx, tenant: &TenantId) -> Done {
    let which = ("r1", 1);
    let row = money::posted_for_change(tx, tenant, which).await?.ok_or("a row")?;
    let kept = row.posted.clone().ok_or("what is kept")?;
    for (later, expected) in [(1, 1), (2, 1)] {
        let when = ("r1", 1, NOW + later * SECOND);
        money::put_divided(tx, tenant, when, &kept).await?;
        let now = money::posted_for_change(tx, tenant, which).await?.ok_or("a row")?;
        same(now.at, NOW + expected * SECOND, "divided the first time")?;
    }
    let posting = ClaimPosting {
        place: 1,
        outcome: Outcome::Posted,
        claim: Some("C2".into()),
        matched: None,
        lines: Vec::new(),
        entries: Vec::new(),
        reviews: Vec::new(),
        posted: Some(kept),
    };
    let when = ("r1", NOW + 3 * SECOND);
    money::put_chosen(tx, tenant, when, &posting, Some(&AccountId::from("A"))).await?;
    let now = money::posted_for_change(tx, tenant, which).await?.ok_or("a row")?;
    same((now.at, &*now.claim), (NOW + 3 * SECOND, "C2"), "chosen at")
}

async fn reviews(tx: &mut store::Tx, tenant: &TenantId) -> Done {
    let item = ReviewItem {
        place: 1,
        control_number: "C1".into(),
        claim: None,
        line: None,
        waiting: Cents(100),
        reason: ReviewReason::TakenBackByHand { from: "C1".into(), why: "wrong".into() },
    };
    for turn in [1, 1, 2] {
        money::put_undone_review(tx, tenant, ("r1", NOW, turn), &item).await?;
    }
    let settled = ("user_a", NOW, "taken back");
    same(money::settle_reviews_of(tx, tenant, ("r1", 1), settled).await?, 2, "one a turn")?;
    same(money::settle_reviews_of(tx, tenant, ("r1", 1), settled).await?, 0, "settled once")?;
    for (line, state, note) in [(0, "open", ""), (1, "disputed", "called"), (2, "open", "look")] {
        tx.run(assembled(format!(
            "INSERT INTO line_variance (tenant, remittance, place, line, claim, account, payer, \
             code, term, expected_cents, allowed_cents, difference_cents, state, body, at, note) \
             VALUES ('site', 'r1', 1, {line}, 'C1', 'A', 'P1', '99213', 't', 2, 1, 1, '{state}', \
             '{{}}', {NOW}, '{note}')"
        )))
        .await?;
    }
    let worked: Vec<(i64, String)> = money::drop_lines(tx, tenant, ("r1", 1))
        .await?
        .into_iter()
        .map(|one| (one.line, one.note))
        .collect();
    same(worked, vec![(1, "called".to_owned()), (2, "look".to_owned())], "on which people worked")?;
    same(money::drop_lines(tx, tenant, ("r1", 1)).await?.len(), 0, "no comparison is left")?;
    let since = (&AccountId::from("A"), NOW);
    same(money::withdraw_statements(tx, tenant, since).await?, 0, "no statement")
}

async fn jobs(db: &Db, tenant: &TenantId) -> Done {
    let job = NewJob {
        id: "j".into(),
        tenant: tenant.clone(),
        kind: "remittance.after".into(),
        subject: "r1".into(),
        payload: "{}".into(),
        priority: 1,
        run_at: NOW,
        created_at: NOW,
    };
    let mut tx = db.begin().await?;
    let asks = ("remittance.after", "r1");
    ensure(!work::waits(&mut tx, tenant, asks).await?, "nothing waits")?;
    work::add(&mut tx, &[job]).await?;
    ensure(work::waits(&mut tx, tenant, asks).await?, "it waits")?;
    tx.commit().await?;
    for (id, partner, control, status) in [
        ("VISIT-1", "a", 7, "leaving"),
        ("VISIT-2", "b", 7, "leaving"),
        ("VISIT-3", "b", 70, "leaving"),
        ("VISIT-4", "b", 8, "clean"),
    ] {
        run(
            db,
            &format!(
                "INSERT INTO claim (tenant, id, account, rank, frequency, type, payer, \
                 fingerprint, status, total_cents, body, created_at, touched) VALUES ('site', \
                 '{id}', 'L', 0, '1', 'professional', 'p', 'f{id}', '{status}', 1, '{{}}', 1, 0)"
            ),
        )
        .await?;
        let payload = format!(
            "{{\"claim\":\"{id}\",\"account\":\"L\",\"control\":{control},\
             \"file\":\"f\",\"text\":\"\\\"control\\\":70,\"}}"
        );
        run(
            db,
            &format!(
                "INSERT INTO outbox (tenant, id, kind, target, key, payload, state, next_at, \
                 created_at) VALUES ('site', 'out{id}', 'claim', '{partner}', 'f{id}', \
                 '{payload}', 'waiting', 1, 1)"
            ),
        )
        .await?;
    }
    let numbers = ["VISIT1", "VISIT4", "OTHER", ""].map(str::to_owned).into();
    let found = work::leaving_with(db, tenant, ("claim", &numbers)).await?;
    let found: Vec<&str> = found.iter().map(|one| one.id.as_str()).collect();
    same(found, vec!["outVISIT-1"], "on its way, by its number")?;
    let both = vec!["outVISIT-1", "outVISIT-2"];
    for (control, wanted) in [(70, vec!["outVISIT-3"]), (7, both), (8, vec![]), (0, vec![])] {
        let found = work::leaving_under(db, tenant, ("claim", control)).await?;
        let found: Vec<&str> = found.iter().map(|one| one.id.as_str()).collect();
        same(found, wanted, &format!("on its way under {control}"))?;
    }
    Ok(())
}

async fn charged(ground: Ground) -> Done {
    let (db, tenant) = (&ground.db, site());
    // The last one only takes another back.
    for (id, frequency, status, left) in [
        ("C1", "1", "replaced", "NULL"),
        ("C2", "1", "submitted", "7"),
        ("C3", "8", "submitted", "8"),
    ] {
        run(
            db,
            &format!(
                "INSERT INTO claim (tenant, id, account, rank, frequency, type, payer, \
                 fingerprint, status, total_cents, body, created_at, submitted_at, touched) \
                 VALUES ('site', '{id}', 'A', 0, '{frequency}', 'professional', 'p', 'f{id}', '{status}', \
                 1, '{{}}', 1, {left}, 0)"
            ),
        )
        .await?;
    }
    let old = entry("charge:C1:1", Event::Charged, "C1");
    let back = entry("charge:C1:2", Event::Charged, "C1");
    let own = entry("self:A:1:1", Event::Charged, "");
    let all = [
        old.clone(),
        back.reversal(head("back:charge:C1:2", Event::Charged))?,
        back,
        entry("charge:C2:1", Event::Charged, "C2"),
        own.clone(),
    ];
    let mut tx = db.begin().await?;
    money::open_batch(&mut tx, &tenant, ("b", "charges"), (NOW, Some(day("2026-06-01")))).await?;
    money::add_entries(&mut tx, &tenant, NOW, &all).await?;
    let account = AccountId::from("A");
    let ids = std::slice::from_ref(&account);
    let found = money::charged_of_replaced(&mut tx, &tenant, ids).await?;
    let found: Vec<(String, Vec<Entry>)> = found.into_iter().collect();
    same(found, vec![("C1".to_owned(), vec![old])], "of the replaced one, what stands")?;
    let own = std::collections::BTreeMap::from([(account.clone(), vec![own])]);
    same(money::self_charged(&mut tx, &tenant, ids).await?, own, "without a claim")?;
    let standing = money::standing_claims(&mut tx, &tenant, ids).await?;
    same(standing.get(&account).cloned(), Some(vec!["C2".to_owned()]), "left and stands")
}

async fn versions(ground: Ground) -> Done {
    let (db, tenant) = (&ground.db, site());
    let level = LevelTerms { name: "first".into(), days: 90, least: Vec::new() };
    let terms = AppealTerms { source: "ours".into(), level: vec![level], ..AppealTerms::default() };
    let row = |payer: &str, version| AppealTermsRow {
        payer: payer.into(),
        version,
        from: day("2026-01-01"),
        terms: terms.clone(),
        by_person: "user_a".into(),
        at: NOW,
    };
    let wait = |version, days| PatienceRow {
        payer: "P1".into(),
        version,
        days,
        note: "they said so".into(),
        by_person: "user_a".into(),
        at: NOW,
    };
    let mut tx = db.begin().await?;
    for one in [row("P1", 1), row("P1", 2), row("P2", 1)] {
        money::put_appeal_terms(&mut tx, &tenant, &one).await?;
    }
    let again = money::put_appeal_terms(&mut tx, &tenant, &row("P1", 2)).await;
    ensure(matches!(again, Err(StoreError::Conflict { .. })), "terms are saved once a version")?;
    let ahead = money::put_appeal_terms(&mut tx, &tenant, &row("P1", 9)).await;
    ensure(matches!(ahead, Err(StoreError::Conflict { .. })), "and one after the other")?;
    for one in [wait(1, Some(9)), wait(2, None)] {
        money::put_patience(&mut tx, &tenant, &one).await?;
    }
    let again = money::put_patience(&mut tx, &tenant, &wait(2, Some(1))).await;
    ensure(matches!(again, Err(StoreError::Conflict { .. })), "days are set once a version")?;
    let ahead = money::put_patience(&mut tx, &tenant, &wait(9, Some(1))).await;
    ensure(matches!(ahead, Err(StoreError::Conflict { .. })), "and one after the other")?;
    for version in 1..=60 {
        money::put_appeal_terms(&mut tx, &tenant, &row("P3", version)).await?;
    }
    tx.commit().await?;
    for asked in [Some("P3"), None] {
        let found = money::appeal_terms(db, &tenant, asked).await?;
        let own = found.iter().filter(|one| one.payer == "P3");
        let own: Vec<i64> = own.map(|one| one.version).collect();
        same(own, (11..=60).rev().collect(), "the newest fifty of a payer")?;
    }
    same(
        money::appeal_terms(db, &tenant, Some("P1")).await?,
        vec![row("P1", 2), row("P1", 1)],
        "newest first",
    )?;
    same(money::appeal_terms(db, &tenant, None).await?.len(), 53, "of all")?;
    same(
        money::patience_of(db, &tenant, "P1").await?,
        vec![wait(2, None), wait(1, Some(9))],
        "set",
    )?;
    answered(&ground).await
}

async fn answered(ground: &Ground) -> Done {
    let (db, tenant) = (&ground.db, site());
    for (claim, waited) in [("1", 3), ("2", 5)] {
        run(
            db,
            &format!(
                "INSERT INTO open_claim (tenant, claim, account, payer, from_day, through_day, \
                 through_at, charge_cents, submitted_at, decided_at, first_pass, body) VALUES \
                 ('site', '{claim}', 'A', 'P1', '2026-06-01', '2026-06-01', 0, 1, {NOW}, {}, 1, \
                 '{{}}')",
                NOW + waited * SECOND
            ),
        )
        .await?;
    }
    let times = |since| money::answer_times(db, &tenant, ("P1", since));
    same(times(NOW).await?, vec![5 * SECOND, 3 * SECOND], "newest first")?;
    same(times(NOW + 4 * SECOND).await?, vec![5 * SECOND], "since a moment")?;
    same(money::payer_kind(db, &tenant, "P1").await?, String::new(), "no claim told its kind")
}

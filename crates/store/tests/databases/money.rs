//! The ledger's sums: the general ledger, the trial balance and credit balances are what the pure
//! journal says, on both engines.

use crate::ground::{Done, Ground, NOW, ensure, on_both, same, site};
use libtest_mimic::Trial;
use model::{AccountId, Cents, Date};
use payments::ledger::export::{COLUMNS, line, totals};
use payments::ledger::{
    Balances, BatchId, Cause, Entry, EntryHead, EntryId, Event, Journal, Ledger, Leg, Subject,
    View, movement,
};
use payments::statement::PaymentPlan;
use std::collections::BTreeMap;
use store::payments::{self as money, OpenCredit, PlanRow, RefundRow, VarianceFilter, VarianceRow};
use store::{Db, StoreError};

pub fn trials() -> Vec<Trial> {
    [
        on_both("the sums of the ledger are what the journal says", sums),
        on_both("refunds, plans and lines change once at a version", versions),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

/// Dice that fall the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        (self.0 >> 33) % sides
    }
}

/// Entries of any kind over a few claims, payers and days, in batches that close later, on the
/// day, or never.
fn entries(dice: &mut Dice) -> Vec<Entry> {
    let mut made = Vec::new();
    for number in 0..400 {
        let batch = dice.roll(8);
        let posted = day("2026-03-01").plus_days(i32::try_from(batch).unwrap_or(0));
        let claim = format!("C{}", dice.roll(6));
        let payer = Some(format!("P{}", dice.roll(3)));
        let whose = Subject {
            account: Some(AccountId(format!("A{}", &claim[1..]))),
            claim: Some(claim.as_str().into()),
            line: Some(u16::try_from(1 + dice.roll(2)).unwrap_or(1)),
            payer,
        };
        let patient = Subject { payer: None, ..whose.clone() };
        let head = EntryHead {
            id: EntryId(format!("e{number}")),
            posted_on: posted,
            effective: posted,
            batch: BatchId(format!("b{batch}")),
            cause: Cause::of(Event::Remitted, ""),
        };
        let cents = Cents(1 + i64::try_from(dice.roll(9_000)).unwrap_or(0));
        let made_now = match dice.roll(6) {
            0 => movement::moved(head, (Ledger::Charges, Ledger::PayerReceivable), whose, cents),
            1 => movement::moved(head, (Ledger::PayerReceivable, Ledger::Denied), whose, cents),
            2 => movement::patient_paid(head, patient, cents),
            3 => movement::moved(head, (Ledger::Denied, Ledger::Cash), whose, cents),
            4 => Entry::new(
                head,
                vec![
                    Leg::new(Ledger::PatientReceivable, patient, cents),
                    Leg::new(Ledger::PayerReceivable, whose, -cents),
                ],
            ),
            _ => movement::moved(head, (Ledger::PayerReceivable, Ledger::Cash), whose, cents),
        };
        made.push(made_now.expect("an entry"));
    }
    made
}

/// Batches and the day on which each was closed; the last stays open.
fn closed() -> BTreeMap<String, Option<Date>> {
    let first = day("2026-03-01");
    (0..8)
        .map(|one| {
            let on = match one {
                7 => None,
                one if one % 3 == 0 => Some(first.plus_days(one + 20)),
                one => Some(first.plus_days(one)),
            };
            (format!("b{one}"), on)
        })
        .collect()
}

async fn fill(db: &Db, all: &[Entry]) -> Result<Journal, StoreError> {
    let mut tx = db.begin().await?;
    for (batch, on) in closed() {
        money::open_batch(&mut tx, &site(), (&batch, "people"), (NOW, on)).await?;
    }
    // Several sums of the same batch are added up.
    for part in all.chunks(37) {
        money::add_entries(&mut tx, &site(), NOW, part).await?;
    }
    tx.commit().await?;
    let mut journal = Journal::default();
    for entry in all {
        let _ = journal.append(entry.clone());
    }
    for (batch, on) in closed() {
        if let Some(on) = on {
            journal.close(BatchId(batch), on);
        }
    }
    Ok(journal)
}

async fn sums(ground: Ground) -> Done {
    let all = entries(&mut Dice(7));
    let journal = fill(&ground.db, &all).await?;
    for (from, to) in
        [("2026-03-01", "2026-04-30"), ("2026-03-03", "2026-03-05"), ("2026-03-20", "2026-03-31")]
    {
        let span = (day(from), day(to));
        let mut text = format!("{COLUMNS}\r\n");
        for one in money::general_totals(&ground.db, &site(), span).await? {
            let sums = (i128::from(one.debit.0), i128::from(one.credit.0), one.legs.unsigned_abs());
            text.push_str(&line((&one.day, &one.batch, one.ledger), sums));
        }
        same(text, totals(&journal, span.0, span.1), "the export")?;
    }
    for known in ["2026-02-01", "2026-03-04", "2026-03-25", "2026-04-30"] {
        let view = View::known_on(day(known));
        let pure = Balances::of(&journal, view);
        let wanted: Vec<(Ledger, Cents)> = Ledger::all()
            .into_iter()
            .map(|ledger| (ledger, pure.on(ledger)))
            .filter(|one| one.1 != Cents::ZERO)
            .collect();
        same(money::trial_balance(&ground.db, &site(), view.known_on).await?, wanted, known)?;
    }
    credits(&ground.db, &journal).await
}

async fn credits(db: &Db, journal: &Journal) -> Done {
    let pure = Balances::of(journal, View::known_on(day("2026-12-31"))).credit_balances();
    let told = |one: &OpenCredit| {
        (one.account.0.clone(), one.claim.clone(), one.payer.clone(), one.amount)
    };
    let mut wanted: Vec<_> = pure
        .into_iter()
        .map(|one| {
            let (account, claim) = (one.account.unwrap_or_default(), one.claim.unwrap_or_default());
            (account.0, claim.0, one.payer, one.amount)
        })
        .collect();
    wanted.sort();
    ensure(wanted.len() > 3, "several credits")?;
    let found = money::open_credits(db, &site(), 100).await?;
    ensure(found.windows(2).all(|two| two[0].amount >= two[1].amount), "the largest first")?;
    let mut all: Vec<_> = found.iter().map(told).collect();
    all.sort();
    same(&all, &wanted, "credit balances")?;
    let account = AccountId(wanted[0].0.clone());
    let own = money::credit_of(db, &site(), &account).await?;
    let mut own: Vec<_> = own.iter().map(told).collect();
    own.sort();
    let wanted: Vec<_> = wanted.into_iter().filter(|one| one.0 == account.0).collect();
    same(own, wanted, "those of one account")?;
    let balances = Balances::of(journal, View::known_on(day("2026-12-31")));
    for (account, cents) in money::owed_by_patients(db, &site(), ("", 100)).await? {
        let own = |subject: &Subject| subject.account.as_ref() == Some(&account);
        same(cents, balances.where_subject(Ledger::PatientReceivable, own), "owed by patients")?;
    }
    Ok(())
}

async fn versions(ground: Ground) -> Done {
    let (db, tenant) = (&ground.db, site());
    let refund = RefundRow {
        id: "r".into(),
        account: "A".into(),
        amount: Cents(500),
        state: "due".into(),
        identified_on: "2026-03-01".into(),
        due_on: Some("2026-04-30".into()),
        asked_by: "user_a".into(),
        version: 1,
        ..RefundRow::default()
    };
    let line = VarianceRow {
        remittance: "m".into(),
        place: 1,
        line: 2,
        payer: "P".into(),
        term: "fees".into(),
        difference: Cents(700),
        state: "open".into(),
        version: 1,
        ..VarianceRow::default()
    };
    let plan = PlanRow {
        id: "p".into(),
        account: "A".into(),
        state: "running".into(),
        plan: PaymentPlan::even(Cents(900), 3, day("2026-04-01"), Cents(100))?,
        at: NOW,
        by_person: "user_a".into(),
        version: 1,
    };
    let mut tx = db.begin().await?;
    ensure(money::add_refund(&mut tx, &tenant, &refund).await?, "asked")?;
    ensure(!money::add_refund(&mut tx, &tenant, &refund).await?, "asked once")?;
    money::put_lines(&mut tx, &tenant, std::slice::from_ref(&line)).await?;
    money::put_plan(&mut tx, &tenant, &plan).await?;
    let sent = RefundRow { state: "sent".into(), ..refund.clone() };
    money::save_refund(&mut tx, &tenant, &sent).await?;
    let marked = VarianceRow { state: "disputed".into(), note: "asked".into(), ..line.clone() };
    money::save_line(&mut tx, &tenant, &marked).await?;
    // Compared again: what a person said stays.
    money::put_lines(&mut tx, &tenant, std::slice::from_ref(&line)).await?;
    money::save_plan(&mut tx, &tenant, &plan).await?;
    tx.commit().await?;
    let mut tx = db.begin().await?;
    let again = [
        money::save_refund(&mut tx, &tenant, &sent).await,
        money::save_line(&mut tx, &tenant, &marked).await,
        money::save_plan(&mut tx, &tenant, &plan).await,
    ];
    for one in again {
        ensure(matches!(one, Err(StoreError::Conflict { .. })), "an old version")?;
    }
    drop(tx);
    let filter = VarianceFilter { state: "disputed".into(), most: 5, ..VarianceFilter::default() };
    let found = money::variance_lines(db, &tenant, &filter).await?;
    same(found.iter().map(|one| one.note.as_str()).collect::<Vec<_>>(), vec!["asked"], "its word")?;
    let terms = money::variance_terms(db, &tenant, "disputed").await?;
    same(terms[0].owed, Cents(700), "by term")?;
    let due = money::refunds(db, &tenant, (Some("due"), None), 9).await?;
    same(due.len(), 0, "nothing waits")?;
    same(money::plan_of(db, &tenant, &"A".into()).await?.map(|one| one.version), Some(2), "plan")
}

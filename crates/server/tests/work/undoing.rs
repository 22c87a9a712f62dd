//! People take postings back at the same time as each other, and while more is posted.

use crate::early::{file_of, half};
use crate::remittances::{books, on_both, rows, take};
use crate::site::{Done, app, charts, count, ensure, release, settle, submit, work_off};
use ::payments::ledger::Ledger;
use libtest_mimic::{Failed, Trial};
use model::remittance::Remittance;
use model::{AccountId, Cents, Claim};
use server::app::App;
use server::remittances::{Unpost, unpost};
use server::surroundings::Seeded;
use server::worker;
use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use store::{Db, StoreError};
use store::{claims, payments};
use tokio::task::JoinHandle;

pub fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    trials.extend(on_both("of several who take a posting back at once one does", several));
    trials.extend(on_both("a posting is taken back while the next one is posted", meanwhile));
    trials
}

type Going = Pin<Box<dyn Future<Output = Done>>>;

/// What the payer says of each claim: paid by half, or by a quarter under another number.
fn says(claims: &[Claim], trace: &str, again: bool) -> Result<Remittance, Failed> {
    let mut all = half(claims.first().ok_or("a claim")?)?;
    all.trace = trace.to_owned();
    all.date = "2026-06-20".parse().map_err(|_| "a day")?;
    all.claims.clear();
    for claim in claims {
        let mut one = half(claim)?.claims.remove(0);
        one.payer_control_number = Some(format!("{trace}{}", claim.id));
        if again {
            let less = Cents(one.paid.0 / 2);
            one.adjustments[0].amount = one.adjustments[0].amount + one.paid - less;
            one.paid = less;
        }
        all.claims.push(one);
    }
    all.amount = all.claims.iter().map(|one| one.paid).sum();
    Ok(all)
}

/// A claim that was paid once: by which payment, and where in it.
#[derive(Clone)]
struct Paid {
    trace: String,
    place: i64,
    account: AccountId,
    claim: Claim,
}

/// One payment to each payer's claims, which wait in their groups.
async fn pays(app: &App, groups: &[Vec<(AccountId, Claim)>], again: bool) -> Done {
    for (number, group) in groups.iter().enumerate() {
        let claims: Vec<Claim> = group.iter().map(|one| one.1.clone()).collect();
        let trace = format!("{}{number}", if again { "SECOND" } else { "FIRST" });
        let file = file_of(&says(&claims, &trace, again)?)?;
        let taken = take(app, &trace, &file).await?;
        ensure(taken.file.state == "taken", format!("{:?}", taken.file))?;
    }
    Ok(())
}

type Groups = Vec<Vec<(AccountId, Claim)>>;

/// Claims that left and were paid once.
async fn paid(app: &App) -> Result<(Groups, Vec<Paid>), Failed> {
    let out = app.config.data.join("out");
    std::fs::create_dir_all(&out)?;
    settle(app, Some(&out)).await?;
    submit(app, charts()).await?;
    work_off(app).await?;
    release(app).await?;
    work_off(app).await?;
    let mut groups: BTreeMap<_, Vec<(AccountId, Claim)>> = BTreeMap::new();
    for row in claims::claims_since(&app.db, &app.config.tenant, 0, ("", 500)).await? {
        if row.status == "submitted" {
            let who = (row.claim.payer.name.clone(), row.claim.billing.npi.clone());
            groups.entry(who).or_default().push((row.account, row.claim));
        }
    }
    let groups: Groups = groups.into_values().collect();
    pays(app, &groups, false).await?;
    work_off(app).await?;
    let mut all = Vec::new();
    for (number, group) in groups.iter().enumerate() {
        for (place, (account, claim)) in (1..).zip(group) {
            let (trace, account) = (format!("FIRST{number}"), account.clone());
            all.push(Paid { trace, place, account, claim: claim.clone() });
        }
    }
    ensure(all.len() > 8, format!("{} claims", all.len()))?;
    Ok((groups, all))
}

/// Takes back what the first payment said of a claim.
async fn undo(app: &App, paid: &Paid, who: &str) -> store::Result<()> {
    let all = rows(app).await?.into_iter();
    let found = all.rev().find(|row| row.head.trace == paid.trace);
    let (id, tenant) = (found.map(|row| row.id).unwrap_or_default(), &app.config.tenant);
    let (place, claim) = (paid.place, paid.claim.id.as_str());
    let asked = Unpost { remittance: &id, place, turn: 0, claim, word: "not this claim", who };
    unpost(app, tenant, (asked, true)).await.map(drop)
}

/// Every payment is closed and adds up; what waits in all.
async fn adds_up(app: &App) -> Result<(Cents, Cents), Failed> {
    let (mut waits, mut paid) = (Cents::ZERO, Cents::ZERO);
    for row in rows(app).await? {
        let whole = row.applied + row.unapplied + row.beside;
        ensure(row.state == "closed" && whole == row.head.amount, format!("{row:?}"))?;
        (waits, paid) = (waits + row.unapplied, paid + row.head.amount);
    }
    let tenant = &app.config.tenant;
    let cash = payments::ledger_balance(&app.db, tenant, Ledger::Cash).await?;
    let aside = -payments::ledger_balance(&app.db, tenant, Ledger::UnappliedCash).await?;
    ensure((cash, aside) == (paid, waits), format!("{cash} of {paid}, {aside} of {waits}"))?;
    Ok((cash, waits))
}

fn several(app: App, _: Arc<Seeded>) -> Going {
    Box::pin(async move {
        let (_, all) = paid(&app).await?;
        for one in &all {
            let people: Vec<_> = (0..4)
                .map(|person| {
                    let (app, one) = (app.clone(), one.clone());
                    tokio::spawn(async move { undo(&app, &one, &format!("person{person}")).await })
                })
                .collect();
            let mut done = 0;
            for person in people {
                match person.await? {
                    Ok(()) => done += 1,
                    Err(StoreError::Conflict { .. } | StoreError::Refused(_)) => {}
                    Err(other) => return Err(format!("{}: {other}", one.claim.id).into()),
                }
            }
            ensure(done == 1, format!("{} was taken back {done} times", one.claim.id))?;
            work_off(&app).await?;
        }
        let (cash, waits) = adds_up(&app).await?;
        ensure(cash == waits, format!("{waits} of {cash} waits"))?;
        for what in [
            "posting_review WHERE state = 'open' AND id LIKE '%taken_back'",
            "audit WHERE action = 'review.unpost'",
            "posted_claim WHERE turn = 1 AND claim = ''",
        ] {
            let found = count(&app, &format!("SELECT COUNT(*) AS n FROM {what}")).await?;
            ensure(usize::try_from(found)? == all.len(), format!("{found} {what}"))?;
        }
        Ok(())
    })
}

/// When claims are taken back.
#[derive(Clone, Copy, PartialEq, Eq)]
enum TakenBack {
    /// Before the second payments are posted.
    Before,
    /// Afterwards, where that is not refused: a second payment that waits touches no claim.
    After,
    Never,
}

/// What the books come to where one thing follows the other.
async fn in_turn(taken_back: TakenBack) -> Result<BTreeMap<String, Vec<(String, i64)>>, Failed> {
    let folder = tempfile::tempdir()?;
    let address = format!("sqlite:{}", folder.path().join("calm.db").display());
    let (calm, _) = app(Db::open(&address).await?, folder.path(), true)?;
    let (groups, all) = paid(&calm).await?;
    for one in all.iter().filter(|_| taken_back == TakenBack::Before) {
        undo(&calm, one, "calm").await?;
        work_off(&calm).await?;
    }
    pays(&calm, &groups, true).await?;
    work_off(&calm).await?;
    for one in all.iter().filter(|_| taken_back == TakenBack::After) {
        match undo(&calm, one, "calm").await {
            Ok(()) | Err(StoreError::Conflict { .. } | StoreError::Refused(_)) => {}
            Err(other) => return Err(format!("{}: {other}", one.claim.id).into()),
        }
    }
    work_off(&calm).await?;
    adds_up(&calm).await?;
    books(&calm).await
}

fn person(app: &App, one: &Paid, wait: u64) -> JoinHandle<Result<(String, bool), Failed>> {
    let (app, one) = (app.clone(), one.clone());
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(wait)).await;
        let id = one.claim.id.0.clone();
        match undo(&app, &one, "person").await {
            Ok(()) => Ok((id, true)),
            Err(StoreError::Conflict { .. } | StoreError::Refused(_)) => Ok((id, false)),
            Err(other) => Err(Failed::from(format!("{id}: {other}"))),
        }
    })
}

fn meanwhile(app: App, clock: Arc<Seeded>) -> Going {
    Box::pin(async move {
        let (groups, all) = paid(&app).await?;
        let (before, never) = (in_turn(TakenBack::Before).await?, in_turn(TakenBack::Never).await?);
        let after = in_turn(TakenBack::After).await?;
        ensure(before != never, "the order makes a difference")?;
        pays(&app, &groups, true).await?;
        // Somebody holds the accounts, so that posting and people wait for each other.
        let mut holds = app.db.begin().await?;
        let accounts: Vec<AccountId> = all.iter().map(|one| one.account.clone()).collect();
        let tenant = &app.config.tenant;
        store::accounts::get_all_for_change(&mut holds, tenant, &accounts).await?;
        let posting = {
            let app = app.clone();
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_millis(150)).await;
                while worker::pass(&app, "posting").await? > 0 {}
                Ok::<(), StoreError>(())
            })
        };
        let turns = [0, 300, 500].into_iter().cycle();
        let people: Vec<_> = all.iter().zip(turns).map(|(one, at)| person(&app, one, at)).collect();
        tokio::time::sleep(Duration::from_millis(450)).await;
        drop(holds);
        let mut back = BTreeSet::new();
        for person in people {
            let (claim, done) = person.await??;
            if done {
                back.insert(claim);
            }
        }
        posting.await??;
        // What could not be posted because of a person is posted a little later.
        for _ in 0..5 {
            clock.set(app.now() + 60_000_000);
            work_off(&app).await?;
        }
        let left = "SELECT COUNT(*) AS n FROM job";
        ensure(count(&app, left).await? == 0, "all is done")?;
        println!("{} of {} were taken back first", back.len(), all.len());
        let found = books(&app).await?;
        for one in &all {
            let id = &one.claim.id.0;
            let (own, never) = (found.get(id), never.get(id));
            let as_in_turn = match back.contains(id) {
                true => {
                    let after = after.get(id);
                    own == before.get(id) || (after != never && own == after)
                }
                false => own == never,
            };
            ensure(as_in_turn, format!("{id}, {}: {own:?}", back.contains(id)))?;
        }
        adds_up(&app).await.map(drop)
    })
}

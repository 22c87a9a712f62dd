//! Remittances on their way into the ledger: interrupted, repeated, broken, and on both engines.

use crate::site::{Done, NOW, app, count, ensure, settle, work_off};
use libtest_mimic::{Failed, Trial};
use model::{AccountId, Cents, Claim};
use server::app::App;
use server::remittances::{Body, Delivery, Leaving, TakenIn, note_leaving, take_in};
use server::surroundings::Seeded;
use server::worker;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use store::payments::{self, RemittanceFilter, RemittanceRow, SentInterchange};
use store::{Db, Get};
use testkit::outside;
use testkit::postgres::Postgres;
use x12::generate::{Kind, Plan, answer, generate};

/// Made-up claims are answered late in the summer.
const LATER: i64 = NOW + 100 * 86_400_000_000;

/// A lease that nobody renews is over after this.
const LEASE: i64 = 30_000_000;

pub fn trials() -> Vec<Trial> {
    let mut trials = vec![
        Trial::test("published remittances are posted or refused with a reason", published),
        Trial::test("what is broken is refused and nothing of it is posted", || {
            on_sqlite(|app, clock| Box::pin(broken(app, clock)))
        }),
    ];
    trials.extend(on_both("posting that is interrupted ends as if it had not been", interrupted));
    trials.extend(on_both("any day can be told as it was known", days));
    trials
}

/// A test on a site of each engine.
pub fn on_both(name: &str, run: Run) -> [Trial; 2] {
    let there = outside::trial(&format!("{name}, postgres"), "postgres", move || {
        let folder = tempfile::tempdir()?;
        let database = Postgres::shared()?.database()?;
        let runtime = tokio::runtime::Runtime::new()?;
        runtime.block_on(async {
            let (app, clock) = app(Db::open(database.url()).await?, folder.path(), true)?;
            run(app, clock).await
        })
    });
    [Trial::test(format!("{name}, sqlite"), move || on_sqlite(run)), there]
}

pub type Run = fn(App, Arc<Seeded>) -> std::pin::Pin<Box<dyn Future<Output = Done>>>;

fn on_sqlite(run: Run) -> Done {
    let folder = tempfile::tempdir()?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let address = format!("sqlite:{}", folder.path().join("site.db").display());
        let (app, clock) = app(Db::open(&address).await?, folder.path(), true)?;
        run(app, clock).await
    })
}

/// Claims that left, and the file with the payers' answers.
struct Season {
    claims: Vec<Claim>,
    answers: Vec<u8>,
}

fn season(claims: u64, seed: u64) -> Result<Season, Failed> {
    let plan = |kind| Plan { claims, seed, ..Plan::new(kind) };
    let (mut asked, mut answers) = (Vec::new(), Vec::new());
    generate(&plan(Kind::Professional), &mut asked).map_err(|fault| fault.to_string())?;
    answer(&plan(Kind::Remittance), &asked, &mut answers).map_err(|fault| fault.to_string())?;
    let claims = x12::read_837(&asked).map_err(|_| "made-up claims cannot be read")?;
    Ok(Season { claims, answers })
}

async fn leave(app: &App, claims: &[Claim]) -> store::Result<()> {
    let ids: Vec<AccountId> =
        claims.iter().map(|claim| AccountId(format!("acct-{}", claim.id))).collect();
    let sent = |claim: &Claim, number: i64| SentInterchange {
        partner: "test".to_owned(),
        control: number,
        kind: "837".to_owned(),
        subject: claim.id.0.clone(),
        sent_at: app.now(),
        ..SentInterchange::default()
    };
    let leaving: Vec<Leaving<'_>> = claims
        .iter()
        .zip(&ids)
        .zip(1..)
        .map(|((claim, account), number)| Leaving { claim, account, sent: sent(claim, number) })
        .collect();
    let mut tx = app.db.begin().await?;
    note_leaving(app, &mut tx, &app.config.tenant, &leaving).await?;
    tx.commit().await
}

pub async fn take(app: &App, name: &str, bytes: &[u8]) -> store::Result<TakenIn> {
    let body = Body::Bytes(Arc::from(bytes));
    let delivery = Delivery { name: name.to_owned(), source: "upload", body };
    take_in(app, &app.config.tenant, delivery).await
}

pub async fn rows(app: &App) -> store::Result<Vec<RemittanceRow>> {
    let (mut all, mut before) = (Vec::new(), None);
    loop {
        let filter = RemittanceFilter { before, most: 500, ..RemittanceFilter::default() };
        let page = payments::remittances(&app.db, &app.config.tenant, &filter).await?;
        let Some(last) = page.last() else { return Ok(all) };
        before = Some((last.received_at, last.id.clone()));
        all.extend(page);
    }
}

/// What the ledger comes to: claims with their balances, whatever the ids of payments are.
pub async fn books(app: &App) -> Result<BTreeMap<String, Vec<(String, i64)>>, Failed> {
    let statement = "SELECT claim, ledger, payer, CAST(SUM(amount_cents) AS BIGINT) AS n \
         FROM ledger_sum WHERE tenant = $1 GROUP BY claim, ledger, payer ORDER BY claim, ledger, \
         payer";
    let statement = store::assembled(statement.to_owned()).bind(app.config.tenant.0.clone());
    let mut books: BTreeMap<String, Vec<(String, i64)>> = BTreeMap::new();
    for row in app.db.rows(statement).await? {
        let on = format!("{} {}", row.int("ledger")?, row.text("payer")?);
        books.entry(row.text("claim")?).or_default().push((on, row.int("n")?));
    }
    Ok(books)
}

/// Posts to the end, ended again and again in the middle of it.
async fn work_with_interruptions(app: &App, clock: &Seeded) -> Done {
    let mut interrupted = 0;
    // A job that ended its process too often is laid aside: fewer ends than that.
    // What a worker held when it ended is free a little later.
    for wait in [10, 25, 60, 120, 60_000, 60_000, 60_000].map(Duration::from_millis) {
        let task = {
            let app = app.clone();
            tokio::spawn(async move {
                while worker::pass(&app, "mortal").await? > 0 {}
                Ok::<(), store::StoreError>(())
            })
        };
        let abort = task.abort_handle();
        match tokio::time::timeout(wait, task).await {
            Ok(done) => {
                done.map_err(|fault| fault.to_string())??;
                if count(app, "SELECT COUNT(*) AS n FROM job").await? == 0 {
                    return ensure(interrupted > 2, format!("interrupted {interrupted} times"));
                }
            }
            Err(_) => {
                abort.abort();
                interrupted += 1;
            }
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        clock.set(app.now() + LEASE);
    }
    let dead = store::work::dead(&app.db, &app.config.tenant).await?;
    let first = dead.first().map(|job| format!("{} {:?}", job.kind, job.last_error));
    Err(format!("never done; {} laid aside: {first:?}", dead.len()).into())
}

fn interrupted(app: App, clock: Arc<Seeded>) -> std::pin::Pin<Box<dyn Future<Output = Done>>> {
    Box::pin(async move {
        settle(&app, None).await?;
        clock.set(LATER);
        let season = season(700, 7)?;
        leave(&app, &season.claims).await?;
        // The taking-in ends in the middle too, and begins again.
        for wait in [5, 20, 60] {
            let (app, bytes) = (app.clone(), season.answers.clone());
            let task = tokio::spawn(async move { take(&app, "a.835", &bytes).await.map(drop) });
            tokio::time::sleep(Duration::from_millis(wait)).await;
            task.abort();
        }
        let taken = take(&app, "a.835", &season.answers).await?;
        ensure(!taken.again, "it was not taken to its end before")?;
        let again = take(&app, "copy of a.835", &season.answers).await?;
        ensure(again.again && again.file.id == taken.file.id, "the same bytes once")?;
        work_with_interruptions(&app, &clock).await?;
        let all = rows(&app).await?;
        let mut paid = Cents::ZERO;
        for row in &all {
            ensure(row.state == "closed", format!("{row:?}"))?;
            ensure(row.applied + row.unapplied + row.beside == row.head.signed_amount(), "sums")?;
            paid = paid + row.head.signed_amount();
        }
        let cash =
            "SELECT CAST(SUM(amount_cents) AS BIGINT) AS n FROM ledger_sum WHERE ledger = 1010";
        ensure(count(&app, cash).await? == paid.0, "the cash is what was paid")?;
        // The same on a site whose worker is left alone.
        let folder = tempfile::tempdir()?;
        let address = format!("sqlite:{}", folder.path().join("calm.db").display());
        let (calm, calm_clock) = crate::site::app(Db::open(&address).await?, folder.path(), true)?;
        settle(&calm, None).await?;
        calm_clock.set(LATER);
        leave(&calm, &season.claims).await?;
        take(&calm, "a.835", &season.answers).await?;
        work_off(&calm).await?;
        let (one, other) = (books(&app).await?, books(&calm).await?);
        ensure(one.len() > 650 && one == other, "the same books")?;
        for count_of in ["ledger_entry", "posted_claim", "posting_review", "claim_event"] {
            let statement = format!("SELECT COUNT(*) AS n FROM {count_of}");
            let (a, b) = (count(&app, &statement).await?, count(&calm, &statement).await?);
            ensure(a == b, format!("{count_of}: {a} and {b}"))?;
        }
        Ok(())
    })
}

fn days(app: App, clock: Arc<Seeded>) -> std::pin::Pin<Box<dyn Future<Output = Done>>> {
    Box::pin(async move {
        settle(&app, None).await?;
        clock.set(LATER);
        let season = season(200, 3)?;
        leave(&app, &season.claims).await?;
        let first = server::surroundings::day_of(app.now());
        clock.set(LATER + 5 * 86_400_000_000);
        take(&app, "a.835", &season.answers).await?;
        work_off(&app).await?;
        let paid = server::surroundings::day_of(app.now());
        let tenant = &app.config.tenant;
        let ids: Vec<String> = season.claims.iter().map(|claim| claim.id.0.clone()).collect();
        for day in [first.plus_days(-1), first, paid.plus_days(-1), paid, paid.plus_days(30)] {
            let stored = payments::balances_of(&app.db, tenant, &ids, Some(day)).await?;
            let view = ::payments::ledger::View::known_on(day);
            for claim in &season.claims {
                let account = AccountId(format!("acct-{}", claim.id));
                let journal = payments::journal_of_account(&app.db, tenant, &account).await?;
                let told = ::payments::ledger::Balances::of(&journal, view);
                for ledger in ::payments::ledger::Ledger::all() {
                    let kept = stored.get(&claim.id.0).and_then(|one| one.get(&ledger)).copied();
                    let told = told.of_claim(ledger, &claim.id);
                    ensure(
                        kept.unwrap_or(Cents::ZERO) == told,
                        format!("{} on {day}, {ledger}: {kept:?}, {told}", claim.id),
                    )?;
                }
            }
            let empty = day < first;
            ensure(stored.is_empty() == empty, format!("{day}: {} claims", stored.len()))?;
        }
        Ok(())
    })
}

async fn broken(app: App, clock: Arc<Seeded>) -> Done {
    settle(&app, None).await?;
    clock.set(LATER);
    let season = season(40, 11)?;
    leave(&app, &season.claims).await?;
    let text = String::from_utf8(season.answers.clone())?;
    let bpr = text.find("BPR*I*").ok_or("no payment")? + 6;
    let amount = text[bpr..].split('*').next().unwrap_or_default();
    let other = format!("{}9{}", &text[..bpr], &text[bpr..]);
    let clp = text.find("\nCLP*").ok_or("no claim")?;
    let (_, line) = text[clp..].split_once("\nSVC*").ok_or("no service")?;
    let service = line.split('\n').next().unwrap_or_default();
    // The charge of a line: the second element.
    let (code, rest) = service.split_once('*').ok_or("no charge")?;
    let off = format!("{code}*1{rest}");
    let strangers = text.replace("*XX*1", "*XX*7").replace("REF*TJ*", "REF*TJ*9");
    let strange = text.replace("N1*PR*", "N1*PR*STRANGE ").replace("*1697", "*1555");
    let strange = strange.replace("REF*2U*", "REF*2U*X");
    let ahead = text.replace("*20260830~", "*20271231~");
    for (name, file, told) in [
        ("payment.835", other, "the claims less the provider adjustments"),
        ("line.835", text.replacen(service, &off, 1), "charge less adjustments"),
        ("ahead.835", ahead, "days after"),
        ("payee.835", strangers, "which is not us"),
        ("payer.835", strange, "is not one of our payers"),
        ("version.835", text.replace("005010X221A1", "004010X091A1"), "004010X091A1"),
        ("cut.835", text[..text.len() / 3].to_owned(), "whole file"),
        ("empty.835", String::new(), "nothing in this file"),
    ] {
        // Each with payments of its own.
        let file = file.replace("TRN*1*0", &format!("TRN*1*{}", name.len()));
        let taken = take(&app, name, file.as_bytes()).await?;
        let said: Vec<String> = taken.file.contents.iter().map(|one| one.said.clone()).collect();
        ensure(
            said.iter().any(|said| said.contains(told)),
            format!("{name} ({amount}) says nothing of `{told}`: {said:#?}"),
        )?;
        ensure(taken.file.state != "taken", format!("{name}: {}", taken.file.state))?;
    }
    // What came before is named as people find it: by its payer's name and its file.
    let again = text.replace("TRN*1*0", "TRN*1*77");
    take(&app, "first.835", again.as_bytes()).await?;
    let taken = take(&app, "again.835", again.replacen("~\n", "~\r\n", 1).as_bytes()).await?;
    let said = format!("{:?}", taken.file.contents);
    ensure(
        said.contains("came before in first.835, with the same money") && !said.contains("remit_"),
        said,
    )?;
    work_off(&app).await?;
    // Of what was refused nothing is in the ledger; what stood beside it is posted to the cent.
    let (mut refused, mut paid) = (0, Cents::ZERO);
    for row in rows(&app).await? {
        if row.state == "refused" {
            refused += 1;
            let sum = row.applied + row.unapplied + row.beside;
            ensure(sum == Cents::ZERO && row.posted_to == 0, format!("{row:?}"))?;
            ensure(!row.refusals.is_empty(), "a refusal has a reason")?;
        } else {
            paid = paid + row.head.signed_amount();
        }
    }
    let cash = "SELECT CAST(SUM(amount_cents) AS BIGINT) AS n FROM ledger_sum WHERE ledger = 1010";
    ensure(refused > 5 && count(&app, cash).await? == paid.0, format!("{refused}, {paid}"))?;
    Ok(())
}

fn published() -> Done {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/x12");
    if !folder.is_dir() {
        println!("ignored: ../shared/x12 is not here");
        return Ok(());
    }
    let mut files = Vec::new();
    for part in ["linuxforhealth/835_005010X221A1", "pyx12/files"] {
        for file in std::fs::read_dir(folder.join(part))? {
            let path = file?.path();
            if path.to_string_lossy().contains("835") {
                files.push(path);
            }
        }
    }
    ensure(files.len() > 4, format!("{} files", files.len()))?;
    let here = tempfile::tempdir()?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let address = format!("sqlite:{}", here.path().join("site.db").display());
        let (app, _) = app(Db::open(&address).await?, here.path(), true)?;
        settle(&app, None).await?;
        for path in &files {
            let bytes = std::fs::read(path)?;
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let taken = take(&app, &name, &bytes).await?;
            ensure(!taken.file.contents.is_empty(), format!("{name}: nothing is said"))?;
            work_off(&app).await?;
        }
        for row in rows(&app).await? {
            let sum = row.applied + row.unapplied + row.beside;
            match row.state.as_str() {
                "closed" => {
                    ensure(sum == row.head.signed_amount(), format!("{} of {row:?}", row.id))?;
                    ensure(row.head.claims.is_empty(), "claims are staged apart")?;
                }
                "refused" => ensure(!row.refusals.is_empty(), "a refusal has a reason")?,
                other => return Err(format!("{}: {other}", row.id).into()),
            }
        }
        Ok(())
    })
}

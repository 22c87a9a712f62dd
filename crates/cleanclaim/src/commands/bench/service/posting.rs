//! Remittances: claims that left, one file with the payers' answers to all of them, taken in and
//! posted by the workers' own functions.

use super::cost::{Cost, memory};
use super::site::{Site, told};
use model::{AccountEvent, AccountId, Cents, Claim, Date, ScrubReport, Standing};
use server::remittances::{Body, Delivery, Leaving, note_leaving, take_in};
use server::worker;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use store::accounts::{self, Account};
use store::claims::{self, ClaimRow};
use store::payments::{self, RemittanceFilter, SentInterchange};
use store::{Get, StoreError};
use testkit::payer::caseload::Caseload;
use testkit::payer::{Habits, Kind, Profile, Share, SyntheticPayer};

/// Claims that are made up and sent together.
const PART: usize = 2_500;

/// Payers that answer: what one says is posted in its order, what two say side by side.
const PAYERS: u64 = 4;

/// Claims written by one transaction.
const TOGETHER: usize = 500;

/// Fills a site with claims that left, and times the posting of the answers; false when a cent is
/// lost.
pub fn run(site: &Site, count: usize, workers: usize) -> Result<bool, String> {
    let folder = tempfile::tempdir().map_err(told)?;
    let file = folder.path().join("answers.835");
    let filling = Cost::begin();
    let claims = fill(site, count, &file)?;
    let bytes = std::fs::metadata(&file).map_err(told)?.len();
    println!(
        "{claims} claims left and are answered in one file of {:.1} MB, made in {:.0} s; {} workers",
        bytes as f64 / 1e6,
        filling.seconds(),
        workers
    );
    println!("{:<34} {:>9} {:>14} {:>12}", "", "claims/s", "CPU ms a claim", "memory, MiB");
    let taking = Cost::begin();
    let taken = take(site, &file)?;
    line("taken in, checked, staged", taken.0, &taking);
    let posting = Cost::begin();
    let most = post(site, workers)?;
    line("posted, durably", taken.0, &posting);
    println!("most memory while posting: {most:.0} MiB; seconds by part of the work:");
    for (part, (count, seconds)) in server::metrics::spent() {
        println!("  {part:<32} {seconds:>9.2} in {count}");
    }
    println!("{} payments, {} of them refused", taken.1, taken.2);
    let whole = whole(site)?;
    println!("{}", if whole { "every cent is in the ledger once" } else { "cents are LOST" });
    Ok(whole)
}

fn line(name: &str, claims: i64, cost: &Cost) {
    let (seconds, cpu) = (cost.seconds(), cost.cpu());
    let each = cpu * 1e3 / claims.max(1) as f64;
    println!("  {name:<32} {:>9.0} {each:>14.2} {:>12.0}", claims as f64 / seconds, memory());
}

/// Makes claims up, lets them leave, and writes the answers of all payers into one file.
fn fill(site: &Site, count: usize, file: &Path) -> Result<usize, String> {
    let mut out = BufWriter::new(File::create(file).map_err(told)?);
    let today = server::surroundings::day_of(site.app.now());
    let sent = today.plus_days(-30);
    let mut payers: Vec<(Caseload, SyntheticPayer)> = (1..=PAYERS).map(payer).collect();
    let (mut done, mut number) = (0, 0);
    while done < count {
        let turn = usize::try_from(number).map_err(told)? / PART % payers.len();
        let (caseload, payer) = &mut payers[turn];
        let part = PART.min(count - done) as u64;
        let made = (number..number + part).flat_map(|one| caseload.claims(one, sent));
        let claims: Vec<Claim> = made.map(|one| one.claim).collect();
        let control = u32::try_from(number * 2 + 1).map_err(told)?;
        let files = caseload.files(&claims, control, sent);
        for text in files.map_err(|faults| format!("made-up claims: {}", faults.len()))? {
            payer.receive(text.as_bytes(), sent).map_err(told)?;
        }
        for together in claims.chunks(TOGETHER) {
            let left = site.runtime.block_on(leave(site, together, done));
            left.map_err(told)?;
            done += together.len();
        }
        number += PART as u64;
    }
    for (_, payer) in &mut payers {
        for answer in payer.due(today).map_err(told)? {
            if answer.kind == Kind::Remittance {
                out.write_all(answer.text.as_bytes()).map_err(told)?;
            }
        }
    }
    out.flush().map_err(told)?;
    Ok(done)
}

/// A payer that refuses, splits, takes back and pays twice, and the office's claims for it.
fn payer(number: u64) -> (Caseload, SyntheticPayer) {
    let some = Share::percent(2);
    let mut profile = Profile::plain(&format!("9000{number}"), &format!("PAYER {number}"), number);
    profile.policies = Caseload::policies(Date::default());
    profile.members = Caseload::members().into_iter().collect();
    profile.habits = Habits {
        drops_modifiers: some,
        splits_lines: some,
        joins_lines: some,
        pays_twice: some,
        takes_back: some,
        takes_back_after: 7,
        ..Habits::default()
    };
    let caseload = Caseload { mistakes: Share::percent(10), ..Caseload::of(&profile) };
    (caseload, SyntheticPayer::new(profile))
}

/// Accounts and claims of one transaction leave together.
async fn leave(site: &Site, claims: &[Claim], from: usize) -> store::Result<()> {
    let (app, tenant) = (&site.app, &site.app.config.tenant);
    let at = app.now();
    let mut rows: Vec<Account> =
        claims.iter().zip(from..).map(|(claim, number)| account(app, claim, number)).collect();
    let ids: Vec<AccountId> = rows.iter().map(|row| row.id.clone()).collect();
    use AccountEvent as E;
    let steps = || {
        vec![E::ReadingStarted, E::Coded, E::Released, E::Charged, E::ScrubbedClean, E::Submitted]
    };
    let mut tx = app.db.begin().await?;
    let moves = rows.iter_mut().map(|row| (row, steps())).collect();
    accounts::take_all_steps(&mut tx, tenant, moves, ("service", at), &app.terms).await?;
    let report = ScrubReport::default();
    let made: Vec<ClaimRow> =
        claims.iter().zip(&ids).map(|(c, id)| ClaimRow::new(id, 0, c, &report, at)).collect();
    claims::put_claims(&mut tx, tenant, &made).await?;
    let numbers: Vec<String> = made.iter().map(|row| row.id.clone()).collect();
    claims::put_statuses(&mut tx, tenant, "submitted", &numbers).await?;
    let leaving: Vec<Leaving<'_>> = claims
        .iter()
        .zip(&ids)
        .zip(from..)
        .map(|((claim, account), number)| Leaving { claim, account, sent: sent(claim, number, at) })
        .collect();
    note_leaving(app, &mut tx, tenant, &leaving).await?;
    tx.commit().await
}

fn sent(claim: &Claim, number: usize, at: i64) -> SentInterchange {
    SentInterchange {
        partner: "bench".to_owned(),
        control: i64::try_from(number).unwrap_or(0) + 1,
        kind: "837".to_owned(),
        subject: claim.id.0.clone(),
        file: format!("claim-{number}.837p"),
        sent_at: at,
        ..SentInterchange::default()
    }
}

fn account(app: &server::app::App, claim: &Claim, number: usize) -> Account {
    let at = app.now();
    Account {
        id: AccountId(app.new_id("acct")),
        source_key: format!("claim-{number}"),
        patient: None,
        patient_name: format!("Made Up {number}"),
        mrn: None,
        setting: "office".to_owned(),
        specialty: String::new(),
        site: "Bench clinic".to_owned(),
        provider: None,
        provider_name: "Provider, Made Up".to_owned(),
        payer: claim.payer.name.clone(),
        payer_kind: "commercial".to_owned(),
        service_from: Some(claim.from.to_string()),
        service_to: Some(claim.through.to_string()),
        received_at: at,
        standing: Standing::received(at, &app.terms),
        value_cents: claim.total().0,
        confidence_bp: None,
        released_by: None,
        released_at: None,
        coder: None,
        tags: Vec::new(),
        entered_at: at,
        version: 1,
    }
}

/// Takes the file in: claims that are staged, payments, and how many of those are refused.
fn take(site: &Site, file: &Path) -> Result<(i64, i64, i64), String> {
    let (app, tenant) = (&site.app, &site.app.config.tenant);
    let body = Body::Path(file.to_owned());
    let delivery = Delivery { name: "answers.835".to_owned(), source: "folder", body };
    site.runtime
        .block_on(async {
            take_in(app, tenant, delivery).await?;
            let count = "SELECT CAST(SUM(claims) AS BIGINT) AS n, COUNT(*) AS payments, \
            CAST(SUM(CASE WHEN state = 'refused' THEN 1 ELSE 0 END) AS BIGINT) AS refused \
            FROM remittance WHERE tenant = $1";
            let statement = store::assembled(count.to_owned()).bind(tenant.0.clone());
            let row = app.db.row(statement).await?;
            let row = row.ok_or_else(|| StoreError::Refused("a count without a row".to_owned()))?;
            Ok((row.int("n")?, row.int("payments")?, row.int("refused")?))
        })
        .map_err(|fault: StoreError| told(fault))
}

/// Lets workers post everything; the most memory that was seen.
fn post(site: &Site, workers: usize) -> Result<f64, String> {
    site.runtime.block_on(async {
        let work = |number: usize| {
            let app = site.app.clone();
            tokio::spawn(async move {
                let name = format!("bench-{number}");
                while worker::pass(&app, &name).await.map_err(told)? > 0 {}
                Ok::<(), String>(())
            })
        };
        let all: Vec<_> = (0..workers).map(work).collect();
        let mut most = memory();
        while !all.iter().all(tokio::task::JoinHandle::is_finished) {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            most = most.max(memory());
        }
        for one in all {
            one.await.map_err(told)??;
        }
        Ok(most)
    })
}

/// Whether the cash of the ledger is what was paid, and the legs of all entries come to nothing.
fn whole(site: &Site) -> Result<bool, String> {
    let (app, tenant) = (&site.app, &site.app.config.tenant);
    site.runtime
        .block_on(async {
            let (mut paid, mut before) = (Cents::ZERO, None);
            loop {
                let filter = RemittanceFilter { before, most: 500, ..RemittanceFilter::default() };
                let rows = payments::remittances(&app.db, tenant, &filter).await?;
                let Some(last) = rows.last() else { break };
                before = Some((last.received_at, last.id.clone()));
                for row in &rows {
                    match row.state.as_str() {
                        "closed" => paid = paid + row.head.signed_amount(),
                        "refused" => {}
                        other => return Err(StoreError::Refused(format!("{} is {other}", row.id))),
                    }
                }
            }
            let sums = "SELECT CAST(SUM(amount_cents) AS BIGINT) AS n, CAST(SUM(CASE WHEN ledger = \
            1010 THEN amount_cents ELSE 0 END) AS BIGINT) AS cash FROM ledger_sum \
            WHERE tenant = $1";
            let statement = store::assembled(sums.to_owned()).bind(tenant.0.clone());
            let row = app.db.row(statement).await?;
            let row = row.ok_or_else(|| StoreError::Refused("a count without a row".to_owned()))?;
            Ok(row.int("n")? == 0 && row.int("cash")? == paid.0)
        })
        .map_err(told)
}

//! Charts a second through the workers' own functions: read, coded, stored, charged, made into
//! claims, scrubbed. A coder's acceptance stands between: without a site's own audits the service
//! releases nothing by itself.

use super::cost::Cost;
use super::ending;
use super::site::{Site, told};
use model::{AccountEvent, AccountId, Queue};
use server::{reception, worker};
use std::time::{Duration, Instant};
use store::accounts::{self, Filter};
use store::work::{self, NewJob};

/// Charts taken in by one transaction, as the API does with a batch.
const TOGETHER: usize = 200;

/// How long the bare coder is timed.
const BARE: Duration = Duration::from_secs(2);

/// Times the way of so many charts.
pub fn run(site: &Site, charts: usize, workers: usize) -> Result<(), String> {
    let bare = bare(site);
    println!("{charts} charts, {workers} workers; bare coding on one core {bare:.0} charts/s");
    println!("{:<34} {:>9} {:>10} {:>14}", "", "charts/s", "of bare", "CPU ms a chart");
    let line = |name: &str, seconds: f64, cpu: f64| {
        let rate = charts as f64 / seconds;
        let each = cpu * 1e3 / charts as f64;
        println!("  {name:<32} {rate:>9.0} {:>10.2} {each:>14.2}", rate / bare);
    };
    let taking = Cost::begin();
    take_in(site, charts)?;
    line("taken in", taking.seconds(), taking.cpu());
    let reading = Cost::begin();
    drain(site, workers)?;
    let (read, read_cpu) = (reading.seconds(), reading.cpu());
    line("read, coded, stored", read, read_cpu);
    let accepting = Cost::begin();
    let accepted = accept(site)?;
    line("accepted by a coder, in bulk", accepting.seconds(), accepting.cpu());
    let charging = Cost::begin();
    drain(site, workers)?;
    let (charged, charged_cpu) = (charging.seconds(), charging.cpu());
    line("charged, claim, scrubbed, stored", charged, charged_cpu);
    line("read to scrub, together", read + charged, read_cpu + charged_cpu);
    println!("{accepted} charts were accepted; the others wait for a person");
    let found = ending::look(site, charts)?;
    found.print();
    match found.is_whole() {
        true => Ok(()),
        false => Err("charts were lost or doubled".to_owned()),
    }
}

/// Charts a second that the coder alone does on one core.
fn bare(site: &Site) -> f64 {
    let (desk, began, mut done) = (site.app.desk(), Instant::now(), 0_usize);
    while began.elapsed() < BARE {
        for chart in &site.originals {
            std::hint::black_box(desk.code(std::hint::black_box(chart)));
        }
        done += site.originals.len();
    }
    done as f64 / began.elapsed().as_secs_f64()
}

/// Takes charts in, as the API does.
pub fn take_in(site: &Site, charts: usize) -> Result<Vec<AccountId>, String> {
    let (app, tenant) = (&site.app, &site.app.config.tenant);
    let mut taken = Vec::with_capacity(charts);
    for from in (0..charts).step_by(TOGETHER) {
        let part = site.copies(from, TOGETHER.min(charts - from));
        let received = site.runtime.block_on(async {
            let mut tx = app.db.begin().await?;
            let received = reception::receive(app, &mut tx, tenant, part, "source").await?;
            tx.commit().await?;
            Ok(received)
        });
        let received = received.map_err(|fault: store::StoreError| told(fault))?;
        taken.extend(received.iter().map(|one| one.account().clone()));
    }
    Ok(taken)
}

/// Lets workers do everything there is to do.
pub fn drain(site: &Site, workers: usize) -> Result<(), String> {
    site.runtime.block_on(async {
        let work = |number: usize| {
            let app = site.app.clone();
            tokio::spawn(async move {
                let name = format!("bench-{number}");
                loop {
                    match worker::pass(&app, &name).await {
                        Ok(0) => return Ok(()),
                        Ok(_) => {}
                        Err(fault) => return Err(told(fault)),
                    }
                }
            })
        };
        let all: Vec<_> = (0..workers).map(work).collect();
        for one in all {
            one.await.map_err(told)??;
        }
        Ok(())
    })
}

/// Accepts whatever waits in review, many at a time.
fn accept(site: &Site) -> Result<usize, String> {
    let (app, tenant) = (&site.app, &site.app.config.tenant);
    let filter =
        Filter { queue: Some(Queue::Review), limit: accounts_at_a_time(), ..Filter::default() };
    let mut done = 0;
    loop {
        let accepted = site.runtime.block_on(async {
            let page = accounts::page(&app.db, tenant, &filter).await?;
            let ids: Vec<AccountId> = page.accounts.into_iter().map(|one| one.id).collect();
            if ids.is_empty() {
                return Ok(0);
            }
            let mut tx = app.db.begin().await?;
            let mut found = accounts::get_all_for_change(&mut tx, tenant, &ids).await?;
            let moves = found.values_mut().map(|one| (one, vec![AccountEvent::Released]));
            let (moves, who) = (moves.collect(), ("coder", app.now()));
            accounts::take_all_steps(&mut tx, tenant, moves, who, &app.terms).await?;
            let job = |id: &AccountId| NewJob {
                id: app.new_id("job"),
                tenant: tenant.clone(),
                kind: "charge".to_owned(),
                subject: id.0.clone(),
                payload: "{}".to_owned(),
                priority: 100,
                run_at: app.now(),
                created_at: app.now(),
            };
            work::add(&mut tx, &ids.iter().map(job).collect::<Vec<_>>()).await?;
            tx.commit().await?;
            Ok(ids.len())
        });
        match accepted.map_err(|fault: store::StoreError| told(fault))? {
            0 => return Ok(done),
            accepted => done += accepted,
        }
    }
}

fn accounts_at_a_time() -> i64 {
    i64::try_from(TOGETHER).unwrap_or(i64::MAX)
}

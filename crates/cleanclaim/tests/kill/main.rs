//! `kill -9` at random points: no chart is lost, none is coded twice, no claim leaves twice, and
//! the chains prove themselves. `CLEANCLAIM_KILL_CHARTS` sets the number of charts (the whole run
//! is 2,000), `CLEANCLAIM_KILL_SEED` the moments.

mod audit;
mod site;

use libtest_mimic::{Arguments, Failed, Trial};
use site::{Site, Victims};
use std::time::{Duration, Instant};
use testkit::outside;
use testkit::postgres::Postgres;

/// Charts of an ordinary run.
const CHARTS: usize = 100;

/// The seed of an ordinary run.
const SEED: u64 = 20_260_622;

/// Kills for each hundred charts, at the least.
const KILLS_A_HUNDRED: usize = 4;

fn main() {
    let trials = vec![
        Trial::test("a server with its worker is killed, sqlite", || {
            let folder = tempfile::tempdir()?;
            let address = format!("sqlite:{}", folder.path().join("site.db").display());
            let site = Site::open(folder.path(), &address)?;
            let server = site.serve(true);
            play(&site, vec![server])
        }),
        outside::trial("a server and three workers are killed, postgres", "postgres", || {
            let folder = tempfile::tempdir()?;
            let database = Postgres::shared()?.database()?;
            let site = Site::open(folder.path(), database.url())?;
            let mut programs = vec![site.serve(false)];
            for number in 0..3 {
                // Some workers see nothing of this machine's network, as on machines of their own.
                programs.push(site.worker(number > 0 && outside::netns()));
            }
            play(&site, programs)
        }),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn number(name: &str, ordinary: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(ordinary)
}

fn play(site: &Site, programs: Vec<testkit::process::Program>) -> Result<(), Failed> {
    let charts = usize::try_from(number("CLEANCLAIM_KILL_CHARTS", CHARTS as u64))?;
    let began = Instant::now();
    let bound = Duration::from_secs(120 + charts as u64 / 2);
    let mut victims = Victims::start(programs, number("CLEANCLAIM_KILL_SEED", SEED))?;
    let wanted = (charts * KILLS_A_HUNDRED).div_ceil(100).max(4);
    let (mut sent, mut released) = (0, 0);
    loop {
        sent += site.submit(sent, 7.min(charts - sent))?;
        released += site.release()?;
        // The killing goes on through reading, charging and sending, and ends before the end: what
        // the last victim held must come back by itself.
        if victims.killed < wanted {
            victims.maybe_kill()?;
        }
        if sent == charts && victims.killed >= wanted && site.is_done()? {
            break;
        }
        if began.elapsed() > bound {
            return Err(format!(
                "{sent} sent, {released} released, {} kills, not done in {bound:?}: {}\n{}",
                victims.killed,
                site.standing()?,
                victims.written()
            )
            .into());
        }
        if sent == charts {
            std::thread::sleep(Duration::from_millis(100));
        }
    }
    let seconds = began.elapsed().as_secs_f64();
    let said = audit::check(site, charts)?;
    println!("{charts} charts, {} kills, {seconds:.1} s: {said}", victims.killed);
    Ok(())
}

//! A full disk, and a database that goes away and comes back.

use crate::site::{Done, app, charts, count, ensure, settle, submit, work_off};
use governance::signing::Keyring;
use libtest_mimic::Trial;
use model::{Chart, EncounterId};
use server::{serve, worker};
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use store::Db;
use store::record::{Chain, verify};
use testkit::http::Client;
use testkit::outside;
use testkit::postgres::{Durability, Server};

pub fn trials() -> Vec<Trial> {
    let disk = Trial::test("a full disk fails clearly and leaves nothing half written", full_disk);
    // A small disk is mounted; where that is not allowed the test shows as ignored.
    let disk = if may_mount() { disk } else { disk.with_ignored_flag(true) };
    vec![disk, outside::trial("a database that goes away and comes back", "initdb", away)]
}

fn copies(from: usize, count: usize) -> Vec<Chart> {
    let charts = charts();
    let copy = |number: usize| {
        let mut chart = charts[number % charts.len()].clone();
        chart.id = format!("copy-{number}").as_str().into();
        chart.encounter.id = Some(EncounterId(format!("visit-{number}")));
        chart
    };
    (from..from + count).map(copy).collect()
}

struct Mount<'a>(&'a Path);

impl Drop for Mount<'_> {
    fn drop(&mut self) {
        // A mount that is left over ends with the machine; there is nobody to tell.
        let _ = Command::new("umount").arg("-l").arg(self.0).status();
    }
}

fn mount(options: &str, at: &Path) -> bool {
    let mut command = Command::new("mount");
    command.args(["-t", "tmpfs", "-o", options, "cleanclaim-test"]).arg(at);
    command.output().is_ok_and(|output| output.status.success())
}

fn may_mount() -> bool {
    let Ok(folder) = tempfile::tempdir() else { return false };
    let may = mount("size=64k", folder.path());
    drop(Mount(folder.path()));
    may
}

fn full_disk() -> Done {
    let folder = tempfile::tempdir()?;
    ensure(mount("size=4m", folder.path()), "a small disk")?;
    let mounted = Mount(folder.path());
    let runtime = tokio::runtime::Runtime::new()?;
    let outcome = runtime.block_on(async {
        let address = format!("sqlite:{}", folder.path().join("site.db").display());
        let (app, _) = app(Db::open(&address).await?, folder.path(), true)?;
        settle(&app, None).await?;
        let (mut taken, mut fault) = (0, None);
        while fault.is_none() && taken < 2_000 {
            match submit(&app, copies(taken, 20)).await {
                Ok(()) => taken += 20,
                Err(why) => fault = Some(why),
            }
        }
        let fault = fault.ok_or("the disk is not full")?;
        ensure(fault.is_passing(), format!("tried again later: {fault}"))?;
        // Whatever was answered is there, whatever failed is not, and the log is whole.
        for table in ["account", "chart", "job", "audit"] {
            let rows = count(&app, &format!("SELECT COUNT(*) AS n FROM {table}")).await?;
            ensure(rows == i64::try_from(taken)?, format!("{table}: {rows} of {taken}"))?;
        }
        let report = verify(&app.db, &app.config.tenant, Chain::Audit, &Keyring::new()).await?;
        ensure(report.is_whole(), format!("{report:?}"))?;
        // Somebody makes room, and the work goes on.
        ensure(mount("remount,size=256m", folder.path()), "room")?;
        submit(&app, copies(taken, 20)).await?;
        work_off(&app).await?;
        let coded = count(&app, "SELECT COUNT(*) AS n FROM coding").await?;
        ensure(coded == i64::try_from(taken + 20)?, format!("{coded} coded"))?;
        app.db.close().await;
        Ok(())
    });
    drop(mounted);
    outcome
}

fn away() -> Done {
    let mut server = Server::start(Durability::Full)?;
    let folder = tempfile::tempdir()?;
    let runtime = tokio::runtime::Runtime::new()?;
    let (app, clock) = runtime
        .block_on(async { app(Db::open(&server.url("postgres")).await?, folder.path(), true) })?;
    runtime.block_on(settle(&app, None))?;
    let (end, ended) = tokio::sync::watch::channel(false);
    let working = runtime.spawn(worker::run(app.clone(), "w".to_owned(), ended));
    let listener = runtime.block_on(serve::listen(SocketAddr::from(([127, 0, 0, 1], 0)), false))?;
    let address = format!("http://{}", listener.local_addr()?);
    runtime.spawn(serve::serve(app.clone(), listener, std::future::pending()));
    let client = Client::new(address)?;
    client.get("/readyz")?.expect(200)?;

    runtime.block_on(submit(&app, copies(0, 200)))?;
    app.changed(&app.config.tenant);
    server.stop();
    // While it is away: requests say so, and nothing panics or hangs.
    let asked = Instant::now();
    client.get("/readyz")?.expect(503)?;
    let failed = runtime.block_on(submit(&app, copies(200, 1)));
    ensure(failed.is_err_and(|fault| fault.is_passing()), "a passing fault")?;
    ensure(asked.elapsed() < Duration::from_secs(30), "the answer came in time")?;
    std::thread::sleep(Duration::from_secs(3));

    server.start_again()?;
    let bound = Instant::now() + Duration::from_secs(90);
    loop {
        let left = runtime.block_on(count(&app, "SELECT COUNT(*) AS n FROM job"));
        if matches!(left, Ok(0)) {
            break;
        }
        ensure(Instant::now() < bound, format!("jobs do not resume: {left:?}"))?;
        // The clock of this test stands; leases run out by it.
        clock.set(app_now(&clock) + 1_000_000);
        std::thread::sleep(Duration::from_millis(100));
    }
    client.get("/readyz")?.expect(200)?;
    let coded = runtime.block_on(count(&app, "SELECT COUNT(*) AS n FROM coding"))?;
    ensure(coded == 200, format!("{coded} of 200 coded"))?;
    let _ = end.send(true);
    runtime.block_on(working)?;
    Ok(())
}

fn app_now(clock: &server::surroundings::Seeded) -> i64 {
    use server::surroundings::Surroundings;
    clock.now()
}

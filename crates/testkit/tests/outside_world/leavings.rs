//! A test process that is killed leaves no server, no browser and no folder behind.

use libtest_mimic::{Failed, Trial};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::{Duration, Instant};
use testkit::browser::{Browser, Options};
use testkit::outside;
use testkit::postgres::Postgres;
use testkit::process::Program;

/// Names what the victim starts.
pub const VICTIM: &str = "CLEANCLAIM_OUTSIDE_WORLD_VICTIM";

const READY: &str = "the victim is ready";

/// Ending takes a moment; a machine that builds meanwhile takes longer.
const END: Duration = Duration::from_secs(30);

pub fn trials() -> Vec<Trial> {
    vec![
        outside::trial("a killed test leaves no postgres", "initdb", || killed("postgres")),
        outside::trial("a test that ends leaves no postgres", "initdb", || ended("postgres")),
        outside::trial("a killed test leaves no browser", "chromium", || killed("chromium")),
        outside::trial("a test that panics leaves no browser", "chromium", || ended("chromium")),
    ]
}

/// Starts something and waits to be killed; or ends on its own, with what it started still
/// running: quietly (`quiet`) or by a panic.
pub fn be_the_victim(what: &str) {
    let _page = match what.split_once(' ').map_or(what, |(tool, _)| tool) {
        "postgres" => {
            let database = Postgres::shared().unwrap().database().unwrap();
            assert_eq!(database.psql("SELECT 1").unwrap(), "1\n");
            std::mem::forget(database);
            None
        }
        _ => Some(Browser::start(Options::default()).unwrap()),
    };
    println!("{READY}");
    if what == "postgres ends" {
        std::process::exit(0);
    }
    assert!(!what.ends_with("ends"), "a panic on purpose");
    std::thread::sleep(END);
}

fn killed(tool: &str) -> Result<(), Failed> {
    let folder = temporary()?;
    let mut victim = victim(tool, folder.path()).start()?;
    victim.wait_for_line(READY, Duration::from_secs(120))?;
    if processes(folder.path())?.is_empty() {
        return Err("nothing runs from the folder: this test would see nothing".into());
    }
    victim.kill()?;
    nothing_left(folder.path())
}

fn ended(tool: &str) -> Result<(), Failed> {
    let folder = temporary()?;
    let mut victim = victim(&format!("{tool} ends"), folder.path()).start()?;
    victim.wait_for_line(READY, Duration::from_secs(120))?;
    let status = victim.wait_for_end(END)?;
    if status.success() != (tool == "postgres") {
        return Err(format!("it ended with {status}: {}", victim.stderr()).into());
    }
    nothing_left(folder.path())
}

fn victim(what: &str, folder: &Path) -> Program {
    let own = std::env::current_exe().unwrap_or_default();
    // Its own server, also where the other tests use one from outside.
    Program::new(own).env(VICTIM, what).env("TMPDIR", folder).env(outside::POSTGRES_URL, "")
}

/// A folder that another user, as whom PostgreSQL runs, can enter.
fn temporary() -> Result<tempfile::TempDir, Failed> {
    let folder = tempfile::tempdir()?;
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755))?;
    Ok(folder)
}

fn nothing_left(folder: &Path) -> Result<(), Failed> {
    let start = Instant::now();
    loop {
        let processes = processes(folder)?;
        let files: Vec<_> = std::fs::read_dir(folder)?.flatten().map(|file| file.path()).collect();
        if processes.is_empty() && files.is_empty() {
            return Ok(());
        }
        if start.elapsed() > END {
            return Err(format!("left behind: {processes:?} {files:?}").into());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The command lines that name the folder.
fn processes(folder: &Path) -> Result<Vec<String>, Failed> {
    let name = folder.display().to_string();
    let mut found = Vec::new();
    for process in std::fs::read_dir("/proc")?.flatten() {
        // A process that ends meanwhile has no line any more.
        let line = std::fs::read(process.path().join("cmdline")).unwrap_or_default();
        let line = String::from_utf8_lossy(&line).replace('\0', " ");
        if line.contains(&name) {
            found.push(line);
        }
    }
    Ok(found)
}

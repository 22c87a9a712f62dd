//! Tools that other tests call, and a program in a network of its own.

use libtest_mimic::{Failed, Trial};
use std::process::Command;
use std::time::Duration;
use testkit::loopback::{Reply, Server};
use testkit::outside;
use testkit::process::Program;

pub fn trials() -> Vec<Trial> {
    vec![
        outside::trial("schemathesis tells its version", "schemathesis", schemathesis),
        outside::trial("a network of its own reaches no port of ours", "netns", no_port),
        outside::trial("it reaches postgres by its socket", "netns,initdb", reaches_postgres),
    ]
}

fn schemathesis() -> Result<(), Failed> {
    let program = outside::schemathesis().ok_or("it was here a moment ago")?;
    let output = Command::new(program).arg("--version").output()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    match said.contains("schemathesis") && output.status.success() {
        true => Ok(()),
        false => Err(said.into()),
    }
}

fn no_port() -> Result<(), Failed> {
    let server = Server::start(|_| Reply::status(200))?;
    let port = server.url().rsplit(':').next().unwrap_or_default().to_owned();
    let script = format!("exec 3<>/dev/tcp/127.0.0.1/{port} && echo open || echo shut");
    let mut shells = Vec::new();
    for program in [Program::new("bash"), Program::new("bash").own_network()] {
        let mut running = program.args(["-c", &script]).start()?;
        running.wait_for_end(Duration::from_secs(10))?;
        shells.push(running.stdout().trim().to_owned());
    }
    match shells == ["open", "shut"] {
        true => Ok(()),
        false => Err(format!("{shells:?}").into()),
    }
}

fn reaches_postgres() -> Result<(), Failed> {
    let server = testkit::postgres::Server::start(testkit::postgres::Durability::Off)?;
    let psql = outside::postgres_programs().map_err(Failed::from)?.join("psql");
    let arguments = ["-XAtq", "-d", &server.url("postgres"), "-c", "SELECT 40 + 2"];
    let mut running = Program::new(psql).args(arguments).own_network().start()?;
    running.wait_for_end(Duration::from_secs(10))?;
    match running.stdout().as_str() {
        "42\n" => Ok(()),
        _ => Err(running.stderr().into()),
    }
}

//! PostgreSQL starts, answers, stops, and starts again on its data.

//!
//! A need `initdb` is a server of our own, where the environment may name another.

use libtest_mimic::{Failed, Trial};
use testkit::outside;
use testkit::postgres::{Durability, Postgres, Server};

pub fn trials() -> Vec<Trial> {
    vec![
        outside::trial("every test has a database of its own", "postgres", own_databases),
        outside::trial("a server that stops keeps what it committed", "initdb", keeps),
        outside::trial("a server without fsync says so", "initdb", without_fsync),
    ]
}

fn own_databases() -> Result<(), Failed> {
    let server = Postgres::shared()?;
    let (one, other) = (server.database()?, server.database()?);
    one.psql("CREATE TABLE chart (id TEXT); INSERT INTO chart VALUES ('a'), ('é')")?;
    let rows = one.psql("SELECT id, length(id) FROM chart ORDER BY id")?;
    if rows != "a|1\né|1\n" {
        return Err(format!("in UTF-8, by bytes: {rows}").into());
    }
    let refused = other.psql("SELECT * FROM chart").map_err(|fault| fault.to_string());
    if !matches!(&refused, Err(why) if why.contains("\"chart\" does not exist")) {
        return Err(format!("the other database has it too: {refused:?}").into());
    }
    let (name, count) = (one.psql("SELECT current_database()")?, |name: &str| {
        other.psql(&format!("SELECT count(*) FROM pg_database WHERE datname = '{name}'"))
    });
    let before = count(name.trim())?;
    drop(one);
    let after = count(name.trim())?;
    match (before.trim(), after.trim()) {
        ("1", "0") => Ok(()),
        counts => Err(format!("dropped with its value: {counts:?}").into()),
    }
}

fn keeps() -> Result<(), Failed> {
    let mut server = Server::start(Durability::Full)?;
    let psql =
        |server: &Server, words: &str| testkit::postgres::psql(&server.url("postgres"), words);
    psql(&server, "CREATE TABLE claim (id INT); INSERT INTO claim VALUES (1)")?;
    for (setting, wanted) in
        [("fsync", "on"), ("synchronous_commit", "on"), ("listen_addresses", "")]
    {
        let found = psql(&server, &format!("SHOW {setting}"))?;
        if found.trim() != wanted {
            return Err(format!("{setting} is {found}").into());
        }
    }
    server.stop();
    if psql(&server, "SELECT 1").is_ok() {
        return Err("a stopped server answers".into());
    }
    server.start_again()?;
    match psql(&server, "SELECT id FROM claim")?.as_str() {
        "1\n" => Ok(()),
        other => Err(format!("what was committed is gone: {other}").into()),
    }
}

fn without_fsync() -> Result<(), Failed> {
    let server = Server::start(Durability::Off)?;
    match testkit::postgres::psql(&server.url("postgres"), "SHOW fsync")?.as_str() {
        "off\n" => Ok(()),
        other => Err(format!("fsync is {other}").into()),
    }
}

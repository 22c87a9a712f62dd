//! `cleanclaim bench --service` at a tiny size: every part runs to its end on both engines, and
//! finds nothing lost.

use libtest_mimic::{Arguments, Failed, Trial};
use std::path::Path;
use std::process::Command;
use testkit::outside;
use testkit::postgres::Postgres;

/// The smallest run that still has every page: more accounts than a list shows.
const SIZE: [&str; 16] = [
    "--accounts",
    "1150",
    "--charts",
    "72",
    "--users",
    "3",
    "--rate",
    "20",
    "--seconds",
    "1",
    "--day",
    "1",
    "--workers",
    "2",
    "--claims-paid",
    "600",
];

fn main() {
    let trials = vec![
        Trial::test("every part on sqlite", || {
            let folder = tempfile::tempdir()?;
            let place = folder.path().display().to_string();
            run(folder.path(), &["--folder", &place, "--parts", "flow,pages,day,posting"])
        }),
        outside::trial("the way of a chart on postgres", "postgres", || {
            let folder = tempfile::tempdir()?;
            let database = Postgres::shared()?.database()?;
            let place = ["--database", database.url(), "--parts", "flow,day,posting"];
            run(folder.path(), &place)?;
            // A database that holds a run is not filled once more.
            match run(folder.path(), &place) {
                Err(fault) if format!("{fault:?}").contains("an earlier run") => Ok(()),
                other => Err(format!("a second run on one database: {other:?}").into()),
            }
        }),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn run(data: &Path, place: &[&str]) -> Result<(), Failed> {
    let output = Command::new(env!("CARGO_BIN_EXE_cleanclaim"))
        .args(["bench", "--service", "--data"])
        .arg(data)
        .args(SIZE)
        .args(place)
        .output()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        return Err(format!("{said}\n{}", String::from_utf8_lossy(&output.stderr)).into());
    }
    let parts = place.last().map_or(0, |parts| parts.split(',').count());
    // The pages end in their own check; the posting in that of the ledger;
    // each other part ends in the one that nothing is lost.
    let whole = said.matches("nothing is lost, coded twice or claimed twice").count();
    let right = said.matches("accounts: right").count();
    let posted = said.matches("every cent is in the ledger once").count();
    match whole + right + posted == parts {
        true => Ok(()),
        false => Err(format!("{whole}, {right}, {posted} of {parts} parts:\n{said}").into()),
    }
}

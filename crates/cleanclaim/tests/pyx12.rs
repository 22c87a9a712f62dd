//! pyx12 4.0.0, an independent validator, must accept every 837 that the demo and `claim` write.
//! Shown as ignored where Python or pyx12 is missing; `CLEANCLAIM_REQUIRE=python` makes that a
//! failure.

use libtest_mimic::{Arguments, Failed};
use std::path::{Path, PathBuf};
use std::process::Command;
use testkit::outside::{self, trial};

/// The 837 files of a folder and the folders below it, in name order.
fn interchanges(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(interchanges(&path)?);
        } else if path.extension().is_some_and(|end| end == "837p" || end == "837i") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn cleanclaim(arguments: &[&str], folder: &Path) -> Result<String, Failed> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cleanclaim"));
    let out = command.args(arguments).env("CLEANCLAIM_DATA", folder.join("data")).output()?;
    match out.status.code() {
        Some(0 | 1) => Ok(String::from_utf8(out.stdout)?),
        _ => Err(String::from_utf8_lossy(&out.stderr).into_owned().into()),
    }
}

/// Fails when there is no file, or the oracle finds an error in one.
fn accepted(files: &[PathBuf]) -> Result<(), Failed> {
    if files.is_empty() {
        return Err("no 837 was written".into());
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../x12/tests/oracle/accept.py");
    let python = outside::python().ok_or("no python3")?;
    let out = Command::new(python).arg(script).args(files).output()?;
    let answers = String::from_utf8(out.stdout)?;
    let mut judged = 0;
    for line in answers.lines() {
        let answer: serde_json::Value = serde_json::from_str(line)?;
        if answer["ok"] != true {
            return Err(format!("pyx12 refuses {}: {:#}", answer["file"], answer["errors"]).into());
        }
        judged += 1;
    }
    match judged == files.len() {
        true => Ok(()),
        false => Err(String::from_utf8_lossy(&out.stderr).into_owned().into()),
    }
}

fn demo() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let out = folder.path().join("demo");
    let out_text = out.display().to_string();
    cleanclaim(&["demo", "--no-serve", "--out", &out_text], folder.path())?;
    accepted(&interchanges(&out)?)
}

/// Every chart of the practice through `claim`, as a user would run it.
fn claim() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let charts = folder.path().join("charts");
    std::fs::create_dir(&charts)?;
    for chart in testkit::practice::charts() {
        let text = testkit::practice::to_bundle(&chart).to_string();
        std::fs::write(charts.join(format!("{}.json", chart.slug)), text)?;
    }
    let rows = testkit::practice::fees();
    let rows = rows
        .rows()
        .map(|(code, modifier, cents)| format!("{code},{modifier},{}\n", cents.to_x12()));
    let fees = folder.path().join("fees.csv");
    std::fs::write(&fees, format!("code,modifier,charge\n{}", rows.collect::<String>()))?;
    let path = |path: &Path| path.display().to_string();
    let out = folder.path().join("out");
    let arguments = ["claim", &path(&charts), "--out", &path(&out), "--fees", &path(&fees)];
    cleanclaim(&[&arguments[..], &["--submitted", "2026-06-22"]].concat(), folder.path())?;
    accepted(&interchanges(&out)?)
}

fn main() {
    let arguments = Arguments::from_args();
    let trials = vec![
        trial("every 837 of the demo is accepted", "python:pyx12", demo),
        trial("every 837 of `claim` is accepted", "python:pyx12", claim),
    ];
    libtest_mimic::run(&arguments, trials).exit();
}

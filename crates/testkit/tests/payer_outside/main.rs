//! Another reader of the 835 agrees with what the synthetic payer writes: oxedi 0.6.0, types 1 to
//! 3, sums included. Without it the trial is shown as ignored.

use libtest_mimic::{Arguments, Failed};
use model::Date;
use std::path::Path;
use std::process::Command;
use testkit::outside;
use testkit::payer::caseload::Caseload;
use testkit::payer::{Habits, Kind, Profile, Share, SyntheticPayer};

fn main() {
    let args = Arguments::from_args();
    let name = "oxedi agrees on every 835 of the synthetic payer";
    let trial = outside::trial(name, "python:oxedi", oxedi_agrees);
    libtest_mimic::run(&args, vec![trial]).exit();
}

/// A year of a payer that does everything that payers do.
fn remittances() -> Result<Vec<String>, Failed> {
    let mut profile = Profile::plain("PMHP7", "PRAIRIE MUTUAL HEALTH PLAN", 81);
    let some = Share::percent(10);
    profile.policies = Caseload::policies(Date::default());
    profile.members = Caseload::members().into_iter().collect();
    profile.habits = Habits {
        late: some,
        drops_modifiers: some,
        splits_lines: Share::percent(30),
        joins_lines: some,
        pays_twice: some,
        mangles_number: some,
        takes_back: Share::percent(20),
        ..Habits::default()
    };
    let caseload = Caseload { mistakes: Share::percent(30), ..Caseload::of(&profile) };
    let mut payer = SyntheticPayer::new(profile);
    let first: Date = "2026-01-05".parse()?;
    for week in 0..30u64 {
        let today = first.plus_days(i32::try_from(week)? * 7);
        let numbers = week * 40..week * 40 + 40;
        let sent = numbers.flat_map(|n| caseload.claims(n, today.plus_days(-3)));
        let claims: Vec<_> = sent.map(|one| one.claim).collect();
        let files = caseload.files(&claims, u32::try_from(week)? * 2 + 1, today);
        for file in files.map_err(|faults| format!("{faults:?}"))? {
            payer.receive(file.as_bytes(), today).map_err(|fault| fault.to_string())?;
        }
    }
    let mut answers = payer.due(first.plus_days(300)).map_err(|fault| fault.to_string())?;
    // Every other appeal is won.
    let numbers: Vec<String> = payer.truths().map(|one| one.claim.0.clone()).collect();
    let won = numbers.iter().step_by(2).filter(|one| payer.grants(one, first.plus_days(300)));
    if won.count() < 50 {
        return Err("too few appeals are won to say anything".into());
    }
    let more = payer.due(first.plus_days(500)).map_err(|fault| fault.to_string())?;
    answers.extend(more);
    let of_payment = answers.into_iter().filter(|answer| answer.kind == Kind::Remittance);
    Ok(of_payment.map(|answer| answer.text).collect())
}

fn oxedi_agrees() -> Result<(), Failed> {
    let texts = remittances()?;
    if texts.len() < 80 {
        return Err(format!("only {} remittances", texts.len()).into());
    }
    // A file that does not add up must be told, or the reader says nothing about sums.
    let spoiled = spoil(&texts[0])?;
    let told = faults(&[spoiled])?;
    if told.iter().all(String::is_empty) {
        return Err("oxedi takes a payment that does not add up".into());
    }
    let told = faults(&texts)?;
    let strange: Vec<String> = told.into_iter().filter(|one| !one.is_empty()).take(5).collect();
    if strange.is_empty() { Ok(()) } else { Err(strange.join("\n").into()) }
}

/// One cent more on the first line that is paid.
fn spoil(text: &str) -> Result<String, Failed> {
    let mut done = false;
    let lines: Vec<String> = text
        .lines()
        .map(|line| {
            let mut elements: Vec<String> = line.split('*').map(str::to_owned).collect();
            if !done && elements[0] == "SVC" && elements[3] != "0" {
                done = true;
                elements[3] = "0.01".to_owned();
            }
            elements.join("*")
        })
        .collect();
    if done { Ok(lines.join("\n")) } else { Err("no line is paid".into()) }
}

/// What oxedi finds in each file; empty where it finds nothing.
fn faults(texts: &[String]) -> Result<Vec<String>, Failed> {
    let folder = tempfile::tempdir()?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../x12/tests/oracle/oxedi_files.py");
    let python = outside::python().ok_or("no python")?;
    let mut command = Command::new(python);
    command.arg(script);
    for (number, text) in texts.iter().enumerate() {
        let path = folder.path().join(format!("{number:04}.x12"));
        std::fs::write(&path, text)?;
        command.arg(path);
    }
    let out = command.output()?;
    let told = String::from_utf8_lossy(&out.stdout);
    let mut all = Vec::new();
    for line in told.lines() {
        let value: serde_json::Value = serde_json::from_str(line)?;
        let found = value["found"].as_array().ok_or("no list of what was found")?;
        all.push(if found.is_empty() { String::new() } else { line.to_owned() });
    }
    if all.len() == texts.len() {
        Ok(all)
    } else {
        Err(format!("{told}\n{}", String::from_utf8_lossy(&out.stderr)).into())
    }
}

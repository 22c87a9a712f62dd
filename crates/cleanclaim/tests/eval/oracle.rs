//! The scorer that came with the references must give the same numbers for what `code` prints.

use crate::{Desk, charts, codiesp};
use libtest_mimic::{Failed, Trial};
use serde_json::Value;
use std::process::Command;
use testkit::outside::{self, Outside};

/// Where the scorer stands, below the folder beside the workspace.
const SCORER: &str = "eval/score.py";

/// Members of `eval charts` that the scorer has too, under the same name.
const SAME: [&str; 12] = [
    "charts",
    "dx",
    "dx_category",
    "px",
    "first_listed",
    "chart_exact_dx",
    "codes_without_evidence",
    "evidence_spans",
    "evidence_not_verbatim",
    "released",
    "released_exact",
    "released_code_errors",
];

pub fn trials() -> Vec<Trial> {
    // Two needs: Python to run the scorer, and the scorer.
    let need = match outside::require("python") {
        Outside::Here => format!("shared/{SCORER}"),
        _ => "python".to_owned(),
    };
    vec![
        outside::trial("charts: the reference scorer gives the same numbers", &need, made_up),
        outside::trial("codiesp: the reference scorer gives the same numbers", &need, cases),
        outside::trial("charts: the same numbers on the reference charts", &need, reference),
    ]
}

fn score(arguments: &[&str]) -> Result<Value, Failed> {
    let scorer = outside::shared_folder(SCORER).ok_or("no scorer")?;
    let out = Command::new(outside::python().ok_or("no python3")?)
        .arg(scorer)
        .args(arguments)
        .output()?;
    if !out.status.success() {
        return Err(String::from_utf8_lossy(&out.stderr).into_owned().into());
    }
    Ok(serde_json::from_slice(&out.stdout)?)
}

fn made_up() -> Result<(), Failed> {
    let desk = Desk::new()?;
    charts::write(&desk)?;
    let set = desk.path().join("set").display().to_string();
    compare(&desk, &set)
}

fn reference() -> Result<(), Failed> {
    let set = outside::shared_folder("eval/charts").ok_or("no reference charts")?;
    compare(&Desk::new()?, &set.display().to_string())
}

fn compare(desk: &Desk, set: &str) -> Result<(), Failed> {
    let notes = format!("{set}/notes");
    let coded = desk.run(&["code", &notes, "--format", "json"])?;
    let coded = desk.write("coded.jsonl", &coded.out)?.display().to_string();
    let theirs = score(&["charts", set, &coded, "--notes", &notes])?;
    let ours = desk.eval(&["charts", set, "--format", "json"], 0)?.json()?.remove(0);
    for member in SAME.into_iter().chain(["by_setting"]) {
        assert_eq!(ours[member], theirs[member], "{member}");
    }
    for member in ["traps_fallen_into", "em_level"] {
        let part = format!("{}/{}", ours[member][0], ours[member][1]);
        assert_eq!(Some(part.as_str()), theirs[member].as_str(), "{member}");
    }
    Ok(())
}

fn cases() -> Result<(), Failed> {
    let desk = Desk::new()?;
    let set = desk.write("cases.jsonl", codiesp::CASES.replace("\n\n", "\n").as_str())?;
    for line in codiesp::CASES.lines().filter(|line| !line.is_empty()) {
        let case: Value = serde_json::from_str(line)?;
        let (id, text) = (case["id"].as_str(), case["text_en"].as_str());
        desk.write(&format!("notes/{}.txt", id.ok_or("id")?), text.ok_or("text")?)?;
    }
    let arguments = ["code", "notes", "--profile", "mentions", "--date", "2018-06-15"];
    let coded = desk.run(&[&arguments[..], &["--format", "json"]].concat())?;
    let coded = desk.write("coded.jsonl", &coded.out)?.display().to_string();
    let theirs = score(&["codiesp", &set.display().to_string(), &coded])?;
    let ours = desk.eval(&["codiesp", "cases.jsonl", "--format", "json"], 0)?.json()?.remove(0);
    for member in ["charts", "dx", "dx_category"] {
        assert_eq!(ours[member], theirs[member], "{member}");
    }
    Ok(())
}

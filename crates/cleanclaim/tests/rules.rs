//! `cleanclaim rules`, as an analyst uses it.

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const RULE: &str = "+++
id = \"own.injection\"
title = \"Injections need a number\"
payer = \"name:Example Health\"
severity = \"block\"
owner = \"A. Nalyst\"
source = \"Contract 4.2\"
effective_from = 2026-01-01
review_by = 2026-06-30
+++
## Why
The plan says so.
## What to do
Ask for the number.
```cel
line.code == 'J1885' && !has(claim.authorization)
```
## Examples
| line.code | claim.authorization | expect |
|---|---|---|
| J1885 | - | fires |
| J1885 | A1 | silent |
";

const CLAIM: &str = r#"{"id":"C1","type":"professional","frequency":"1",
"patient":{"id":"P1","sex":"F","birth_date":"1960-01-02"},
"payer":{"kind":"commercial","name":"EXAMPLE HEALTH"},
"from":"2026-06-15","through":"2026-06-15","place_of_service":"11",
"billing":{"npi":"1245319599"},"rendering":{"npi":"1234567893"},"diagnoses":["I10"],
"lines":[{"line":1,"code":"99213","modifiers":[],"units":1,"charge_cents":15000,
"date":"2026-06-15","pointers":[1]},
{"line":2,"code":"J1885","modifiers":[],"units":1,"charge_cents":2550,
"date":"2026-06-15","pointers":[1]}],"history":[]}"#;

fn cleanclaim(data: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cleanclaim"))
        .arg("--data")
        .arg(data)
        .args(arguments)
        .output()
        .expect("the binary runs")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn the_rules_at_hand_are_checked_listed_and_explained() {
    let data = tempfile::tempdir().unwrap();
    let checked = cleanclaim(data.path(), &["rules", "check", "--date", "2027-01-01"]);
    assert_eq!(checked.status.code(), Some(0), "{}", out(&checked));
    assert!(out(&checked).contains("all as they should be"));
    assert!(out(&checked).contains("silverfern.long-observation was to be reviewed by 2026-10-01"));

    let own = data.path().join("rules/mine");
    fs::create_dir_all(&own).unwrap();
    fs::write(own.join("injection.md"), RULE).unwrap();
    let listed = cleanclaim(data.path(), &["rules", "list", "--format", "json"]);
    let rows: Vec<Value> =
        out(&listed).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let row = rows.iter().find(|row| row["id"] == "own.injection").unwrap();
    assert_eq!(row["severity"], "block");
    assert_eq!(row["overdue"], true);
    assert_eq!(row["examples"], 2);
    assert!(rows.len() > 25);
    assert!(out(&cleanclaim(data.path(), &["rules", "list"])).contains("2026-06-30 overdue"));

    let told = out(&cleanclaim(data.path(), &["rules", "explain", "payer.own.injection"]));
    for words in ["The plan says so.", "Ask for the number.", "Prior authorization", "| J1885"] {
        assert!(told.contains(words.trim_start_matches("| ")), "{words}: {told}");
    }
    let unknown = cleanclaim(data.path(), &["rules", "explain", "own.inject"]);
    assert_eq!(unknown.status.code(), Some(2));
}

#[test]
fn a_fault_is_told_by_file_and_line_and_nothing_runs_with_it() {
    let data = tempfile::tempdir().unwrap();
    let own = data.path().join("rules");
    fs::create_dir_all(&own).unwrap();
    let file = own.join("a.md");
    fs::write(&file, RULE.replace("line.code ==", "line.cod ==")).unwrap();
    let checked = cleanclaim(data.path(), &["rules", "check"]);
    assert_eq!(checked.status.code(), Some(1));
    let place = format!("{}:16:6: ", file.display());
    assert!(out(&checked).starts_with(&place), "{}", out(&checked));
    assert!(out(&checked).contains("`line.code`"));

    let claims = data.path().join("c.json");
    fs::write(&claims, CLAIM).unwrap();
    let scrubbed = cleanclaim(data.path(), &["scrub", claims.to_str().unwrap()]);
    assert_eq!(scrubbed.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&scrubbed.stderr).contains(&place));

    fs::write(&file, RULE.replace("| A1 | silent", "| - | silent")).unwrap();
    let checked = cleanclaim(data.path(), &["rules", "check", file.to_str().unwrap()]);
    assert_eq!(checked.status.code(), Some(1));
    assert!(out(&checked).contains("a.md:22: the rule fires"), "{}", out(&checked));
    assert_eq!(cleanclaim(data.path(), &["rules", "check", "/nowhere"]).status.code(), Some(2));
}

#[test]
fn scrub_uses_the_rules_and_replay_counts_their_dollars() {
    let data = tempfile::tempdir().unwrap();
    let own = data.path().join("rules");
    fs::create_dir_all(&own).unwrap();
    fs::write(own.join("a.md"), RULE).unwrap();
    let claims = data.path().join("claims/june");
    fs::create_dir_all(&claims).unwrap();
    fs::write(claims.join("c1.json"), CLAIM).unwrap();
    let other = CLAIM.replace("EXAMPLE HEALTH", "OTHER").replace("\"C1\"", "\"C2\"");
    fs::write(claims.join("c2.json"), other).unwrap();
    let first = claims.join("c1.json");
    let before = fs::read(&first).unwrap();

    let path = first.to_str().unwrap();
    let scrubbed = cleanclaim(data.path(), &["scrub", path, "--format", "json"]);
    let report: Value = serde_json::from_str(out(&scrubbed).trim()).unwrap();
    let edits = report["edits"].as_array().unwrap();
    let edit = edits.iter().find(|edit| edit["id"] == "payer.own.injection").unwrap();
    assert_eq!((&edit["line"], &edit["severity"]), (&Value::from(2), &Value::from("block")));
    assert_eq!(report["releases"]["rules"].as_str().unwrap().len(), 64);
    assert!(!report["not_checked"].as_array().unwrap().contains(&Value::from("payer")));

    let folder = data.path().join("claims");
    let folder = folder.to_str().unwrap();
    let replayed = ["rules", "replay", "--claims", folder, "--format", "json"];
    let replayed = cleanclaim(data.path(), &replayed);
    let answer: Value = serde_json::from_str(out(&replayed).trim()).unwrap();
    assert_eq!(answer["claims"], 2);
    assert_eq!(answer["stopped_claims"], 1);
    assert_eq!(answer["stopped_cents"], 17_550);
    let rules = answer["rules"].as_array().unwrap();
    let rule = rules.iter().find(|rule| rule["id"] == "own.injection").unwrap();
    assert_eq!((&rule["lines"], &rule["charge_cents"]), (&Value::from(1), &Value::from(2_550)));
    assert_eq!(rule["samples"], serde_json::json!(["C1"]));
    let text = out(&cleanclaim(data.path(), &["rules", "replay", "--claims", folder]));
    assert!(text.contains("$25.50") && text.contains("2 claims replayed"), "{text}");
    assert_eq!(fs::read(&first).unwrap(), before);
}

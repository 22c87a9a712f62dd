//! The readable view and JSON. Golden views: `fixtures/x12/view/<name>.x12` is shown as
//! `<name>.txt`. To write them anew after a wanted change:
//! `CLEANCLAIM_BLESS=1 cargo test -p x12 --test view`, then read the diff. Other people's files
//! lie in `../shared/x12` beside the workspace; without them their trials are shown as ignored.

#[path = "view/golden.rs"]
mod golden;
#[path = "view/made.rs"]
mod made;
#[path = "view/wrong_json.rs"]
mod wrong_json;

use libtest_mimic::{Arguments, Failed, Trial};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use x12::view::{ShowOptions, ViewError, from_json, show, to_json};

/// A file's readable view.
fn shown(data: &[u8], options: &ShowOptions<'_>) -> Result<String, Failed> {
    let mut out = Vec::new();
    show(data, &mut out, options).map_err(|fault| fault.to_string())?;
    Ok(String::from_utf8(out)?)
}

/// A file's JSON; `None` when the file cannot be read to its end.
fn json(data: &[u8]) -> Result<Option<Vec<u8>>, Failed> {
    let mut out = Vec::new();
    match to_json(data, &mut out, Some("a \"file\"")) {
        Ok(()) => Ok(Some(out)),
        Err(ViewError::X12(_)) => Ok(None),
        Err(fault) => Err(fault.to_string().into()),
    }
}

/// The JSON is JSON, and gives the same bytes.
fn same_bytes(data: &[u8]) -> Result<(), Failed> {
    let Some(json) = json(data)? else { return Ok(()) };
    serde_json::from_slice::<serde_json::Value>(&json)?;
    let mut back = Vec::new();
    from_json(json.as_slice(), &mut back).map_err(|fault| fault.to_string())?;
    if back == data {
        return Ok(());
    }
    let at = back.iter().zip(data).take_while(|(a, b)| a == b).count();
    Err(format!("other bytes from byte {at} on").into())
}

/// Segments that are told by headings.
const ENVELOPE: [&str; 6] = ["ISA", "GS", "ST", "SE", "GE", "IEA"];

/// Every segment within a set begins a line of the view with its name.
fn says_all(data: &[u8]) -> Result<(), Failed> {
    let view = shown(data, &ShowOptions::default())?;
    let mut unsaid: BTreeMap<String, i64> = BTreeMap::new();
    for segment in x12::Segments::new(data).filter_map(Result::ok) {
        *unsaid.entry(segment.id().to_owned()).or_default() += 1;
    }
    for line in view.lines() {
        if let Some(count) = line.split_whitespace().next().and_then(|id| unsaid.get_mut(id)) {
            *count -= 1;
        }
    }
    unsaid.retain(|id, count| *count > 0 && !ENVELOPE.contains(&id.as_str()));
    if !unsaid.is_empty() {
        return Err(format!("not in the view: {unsaid:?}").into());
    }
    Ok(())
}

/// Money ends in one column, and the amounts of claims and services below their captions.
fn money_lines_up(view: &str) -> Result<(), Failed> {
    let end = |line: &str| line.chars().count();
    let mut captions = None;
    for line in view.lines() {
        let (label, rest) = line.trim_start().split_once("  ").unwrap_or((line, ""));
        let is_money = rest.trim().rsplit_once('.').is_some_and(|(_, cents)| cents.len() == 2)
            && ["charge", "amount", "paid", "patient owes"].iter().any(|l| label.ends_with(l));
        let wanted = captions.take().or(is_money.then_some(60));
        if wanted.is_some_and(|column| column != end(line)) {
            return Err(format!("money is not lined up: {line}").into());
        }
        captions = line.contains("  charged").then(|| end(line));
    }
    Ok(())
}

fn folder(sub: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../").join(sub)
}

/// Other people's files.
fn shared_trials(trials: &mut Vec<Trial>) {
    let folder = folder("../shared/x12");
    let text = std::fs::read_to_string(folder.join("manifest.jsonl")).unwrap_or_default();
    if text.is_empty() {
        let required = std::env::var("CLEANCLAIM_REQUIRE").is_ok_and(|v| v.contains("shared"));
        let title = "other people's files (../shared/x12 is missing)";
        let trial = Trial::test(title, || Err("../shared/x12 is missing".into()));
        trials.push(trial.with_ignored_flag(!required));
    }
    for line in text.lines() {
        let Ok(entry) = serde_json::from_str::<serde_json::Value>(line) else { continue };
        let (Some(source), Some(path)) = (entry["source"].as_str(), entry["path"].as_str()) else {
            continue;
        };
        let file = folder.join(source).join(path);
        trials.push(Trial::test(format!("the same bytes: {source}/{path}"), move || {
            let data = std::fs::read(&file)?;
            same_bytes(&data)?;
            let mut out = Vec::new();
            match show(data.as_slice(), &mut out, &ShowOptions::default()) {
                Ok(_) => says_all(&data),
                Err(ViewError::X12(_) | ViewError::CutOff(_)) => Ok(()),
                Err(fault) => Err(fault.to_string().into()),
            }
        }));
    }
}

fn main() {
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    golden::trials(&mut trials);
    made::trials(&mut trials);
    wrong_json::trials(&mut trials);
    shared_trials(&mut trials);
    libtest_mimic::run(&arguments, trials).exit();
}

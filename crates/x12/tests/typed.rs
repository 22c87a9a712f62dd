//! Other people's files: what is in legal order is read into typed values and written back to
//! the same bytes. The files lie in `../shared/x12` beside the workspace; without them the
//! trials are shown as ignored, and `CLEANCLAIM_REQUIRE=shared` makes that a failure.

use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;
use std::path::{Path, PathBuf};
use x12::typed::{self, Item, Items, Normalise, Transaction};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/x12")
}

/// Whether the manifest's words promise a file in legal order.
fn promises_order(file: &Value) -> bool {
    let expect = file["expect"].as_str().unwrap_or("");
    ["valid", "accept", "is-ack"].iter().any(|word| expect.starts_with(word))
}

/// Sets of version 005010 that have a typed form.
const TYPED: [(&str, &str); 11] = [
    ("835", "005010X221"),
    ("999", "005010X231"),
    ("277", "005010X214"),
    ("270", "005010X279"),
    ("271", "005010X279"),
    ("276", "005010X212"),
    ("277", "005010X212"),
    ("837", "005010X222"),
    ("837", "005010X223"),
    ("837", "005010X224"),
    ("278", "005010X217"),
];

fn has_typed_form(set: &str, guide: &str) -> bool {
    TYPED.iter().any(|(typed_set, start)| set == *typed_set && guide.starts_with(start))
}

fn check(data: &[u8], promised: bool) -> Result<(), Failed> {
    let (mut items, mut faults) = (Vec::new(), Vec::new());
    for item in Items::new(data) {
        match item {
            Ok(item) => items.push(item),
            Err(fault) => faults.push(fault),
        }
    }
    if !faults.is_empty() {
        let all: Vec<String> = faults.iter().map(ToString::to_string).collect();
        // Three files have a typographic quote, which the segment reader refuses everywhere.
        let promised = promised && faults.iter().any(|fault| fault.code != "x12.character");
        let placed = faults.iter().all(|fault| fault.place.segment > 0 || fault.fatal);
        return if promised || !placed { Err(all.join("\n").into()) } else { Ok(()) };
    }
    let mut version = "";
    for item in &items {
        match item {
            Item::Group(gs) => version = &gs.version,
            Item::Transaction(Transaction::Raw(raw)) => {
                let guide = raw.st.guide.given().unwrap_or(version);
                if has_typed_form(&raw.st.set, guide) {
                    return Err(format!("{} of {guide} was not typed", raw.st.set).into());
                }
            }
            _ => {}
        }
    }
    let text = typed::write(&items, None)?;
    if text.as_bytes() != data {
        let at = text.bytes().zip(data).position(|(a, b)| a != *b).unwrap_or(text.len());
        let around = |bytes: &[u8]| {
            let part = &bytes[at.saturating_sub(40).min(bytes.len())..(at + 40).min(bytes.len())];
            String::from_utf8_lossy(part).into_owned()
        };
        let (ours, theirs) = (around(text.as_bytes()), around(data));
        return Err(format!("differs at byte {at}: wrote {ours:?}, read {theirs:?}").into());
    }
    let normal = typed::write(&items, Some(Normalise::default()))?;
    let again: Vec<Item> = Items::new(normal.as_bytes()).collect::<Result<_, _>>()?;
    match typed::write(&again, None)? == normal {
        true => Ok(()),
        false => Err("the normal form is not its own normal form".into()),
    }
}

fn main() {
    let args = Arguments::from_args();
    let folder = folder();
    let mut trials = Vec::new();
    match std::fs::read_to_string(folder.join("manifest.jsonl")) {
        Ok(manifest) => {
            for file in manifest.lines().filter_map(|l| serde_json::from_str::<Value>(l).ok()) {
                let name = format!(
                    "{}/{}",
                    file["source"].as_str().unwrap_or(""),
                    file["path"].as_str().unwrap_or("")
                );
                let path = folder.join(&name);
                trials.push(Trial::test(name, move || {
                    check(&std::fs::read(path)?, promises_order(&file))
                }));
            }
        }
        Err(_) => {
            let required = std::env::var("CLEANCLAIM_REQUIRE")
                .is_ok_and(|needs| needs.split(',').any(|n| n == "shared" || n == "all"));
            let trial = Trial::test("other people's files", move || {
                Err("the folder ../shared/x12 is not beside the workspace".into())
            });
            trials.push(trial.with_ignored_flag(!required));
        }
    }
    libtest_mimic::run(&args, trials).exit();
}

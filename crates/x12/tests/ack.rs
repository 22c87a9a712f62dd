//! Acknowledgements end to end: golden pairs, other people's pairs, the guides of what is
//! written, and pyx12 4.0.0 as an oracle. Trials whose tool or folder is missing are shown as
//! ignored; with `CLEANCLAIM_REQUIRE=python` a missing pyx12 fails them.
//!
//! A golden pair is `fixtures/x12/ack_999/NAME.x12` or `fixtures/x12/claim_ack_277ca/NAME.x12`
//! with `NAME.ack.x12` beside it. To write the answers anew after a wanted change:
//! `CLEANCLAIM_BLESS=1 cargo test -p x12 --test ack`, then read the diff.

use libtest_mimic::{Arguments, Failed, Trial};
use std::path::{Path, PathBuf};
use std::process::Command;
use x12::ack::{AckControl, AckSettings, Acknowledgements, Kind, acknowledge};
use x12::generate::{self, Plan};
use x12::validate::{Fault, Options, Report, validate};

fn control() -> AckControl {
    let date = model::Date::new(2026, 6, 16).unwrap_or_default();
    AckControl { interchange: 41, group: 7, date, hour: 9, minute: 5 }
}

fn report(data: &[u8]) -> Report {
    validate(data, &Options::default())
}

fn answer(data: &[u8], kinds: &[Kind]) -> Acknowledgements {
    acknowledge(data, &report(data), kinds, &AckSettings::default(), &control())
}

fn text(answer: &Acknowledgements) -> String {
    answer.documents.iter().map(|document| document.text.as_str()).collect()
}

/// Every document that is written is legal by its own guide; a 997 (004010) has none here, so only
/// its envelope is judged. Codes that a document repeats (type 5) are the sender's.
fn is_legal(answer: &Acknowledgements) -> Result<(), Failed> {
    for document in &answer.documents {
        let options = Options { types: &[1, 2, 3, 4], ..Options::default() };
        let report = validate(document.text.as_bytes(), &options);
        let old = document.text.contains("*X*004010");
        let counts = |fault: &&Fault| !(old && fault.code == "x12.guide.unknown");
        if let Some(fault) = report.faults.iter().find(counts) {
            return Err(format!("{fault}\n{}", document.text).into());
        }
    }
    Ok(())
}

fn golden(input: &Path) -> Result<(), Failed> {
    let answered = answer(&std::fs::read(input)?, &Kind::ALL);
    is_legal(&answered)?;
    let output = input.with_extension("ack.x12");
    if std::env::var_os("CLEANCLAIM_BLESS").is_some() {
        std::fs::write(&output, text(&answered))?;
    }
    let kept = std::fs::read_to_string(&output)?;
    match kept == text(&answered) {
        true => Ok(()),
        false => Err(format!("expected:\n{kept}\nwritten:\n{}", text(&answered)).into()),
    }
}

fn inputs(folder: &Path) -> Vec<PathBuf> {
    let Ok(read) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut inputs: Vec<PathBuf> = read.filter_map(|e| Some(e.ok()?.path())).collect();
    inputs.retain(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.ends_with(".x12") && !name.ends_with(".ack.x12")
    });
    inputs.sort();
    inputs
}

fn golden_trials(trials: &mut Vec<Trial>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/x12");
    for name in ["ack_999", "claim_ack_277ca"] {
        let inputs = inputs(&folder.join(name));
        assert!(!inputs.is_empty(), "fixtures/x12/{name} has no pair");
        for input in inputs {
            let title = input.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            trials.push(Trial::test(format!("golden: {name}/{title}"), move || golden(&input)));
        }
    }
}

/// What both sides say: the segments of a 999 and a 997 under one name, without what only one of
/// them has (guide versions, contexts, loops).
fn said(text: &str) -> Vec<String> {
    let mut said = Vec::new();
    for segment in text.split('~').map(str::trim) {
        let mut elements: Vec<&str> = segment.split('*').map(str::trim_end).collect();
        let id = match elements[0] {
            "AK1" | "AK2" => {
                elements.truncate(3);
                elements[0]
            }
            "IK3" | "AK3" => {
                elements[3..4].fill("");
                "K3"
            }
            "IK4" | "AK4" => "K4",
            "IK5" | "AK5" => "K5",
            "AK9" | "TA1" => elements[0],
            _ => continue,
        };
        let mut line = format!("{id}*{}", elements[1..].join("*"));
        line.truncate(line.trim_end_matches('*').len());
        said.push(line);
    }
    // Where the TA1 stands is a matter of taste.
    said.sort_by_key(|line| line.starts_with("TA1"));
    said
}

/// Of sets that have no guide here (004010): the envelope alone. We answer that the set is not
/// supported (1) where pyx12 tells of its segments (5), and so count none as accepted.
fn of_the_envelope(said: Vec<String>) -> Vec<String> {
    let told = said.into_iter().filter(|line| !line.starts_with("K3*") && !line.starts_with("K4*"));
    told.map(|line| {
        let mut elements: Vec<&str> = line.split('*').collect();
        match elements[0] {
            "K5" => {
                elements.retain(|element| !matches!(*element, "1" | "5" | "A" | "R"));
            }
            "AK9" => {
                elements.remove(4);
                elements.remove(1);
            }
            _ => {}
        }
        elements.join("*")
    })
    .collect()
}

/// Differences that are not ours: file, what pyx12 says, what we say, and why.
const EXPLAINED: [(&str, &str, &str, &str); 3] = [
    (
        "837miss",
        "AK9*0*0*3",
        "AK9*0*1*3",
        "one set was received (AK903), though GE is missing; pyx12 forgets its count with GE",
    ),
    ("ele", "K5*3*7", "K5", "a blank at the end of ST02 is no fault here"),
    ("ele", "AK9*1*1*1", "AK9*1*1", "nor are blanks at the end of GS02 and GS03"),
];

fn pair(input: &Path) -> Result<(), Failed> {
    let data = std::fs::read(input)?;
    let answered = answer(&data, &[Kind::Interchange, Kind::Implementation]);
    let mut theirs = said(&std::fs::read_to_string(input.with_extension("ack.x12"))?);
    let mut ours = said(&text(&answered));
    if data.get(84..89) == Some(b"00401") {
        (theirs, ours) = (of_the_envelope(theirs), of_the_envelope(ours));
    }
    let name = input.file_stem().unwrap_or_default().to_string_lossy();
    for (file, their, our, _) in EXPLAINED {
        if name == file {
            theirs.iter_mut().filter(|l| *l == their).for_each(|l| *l = our.to_owned());
        }
    }
    match ours == theirs {
        true => Ok(()),
        false => Err(format!("theirs: {theirs:#?}\nours: {ours:#?}").into()),
    }
}

fn pair_trials(trials: &mut Vec<Trial>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/x12/pyx12/pairs");
    for input in inputs(&folder) {
        if !input.with_extension("ack.x12").exists() {
            continue;
        }
        let title = input.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        trials.push(Trial::test(format!("pair: {title}"), move || pair(&input)));
    }
}

fn main() {
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    golden_trials(&mut trials);
    pair_trials(&mut trials);
    libtest_mimic::run(&arguments, trials).exit();
}

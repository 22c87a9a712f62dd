//! Acknowledgements end to end: golden pairs, other people's pairs, the guides of what is
//! written, and pyx12 4.0.0 as an oracle. Trials whose tool or folder is missing are shown as
//! ignored; with `CLEANCLAIM_REQUIRE=python` a missing pyx12 fails them.
//!
//! A golden pair is `fixtures/x12/ack_999/NAME.x12` or `fixtures/x12/claim_ack_277ca/NAME.x12`
//! with `NAME.ack.x12` beside it. To write the answers anew after a wanted change:
//! `CLEANCLAIM_BLESS=1 cargo test -p x12 --test ack`, then read the diff.

use libtest_mimic::{Arguments, Failed, Trial};
use model::Quantity;
use model::acknowledgement::{ClaimAcks, ClaimVerdict, GroupAck, TransactionAck, Verdict};
use std::path::{Path, PathBuf};
use std::process::Command;
use x12::ack::{AckControl, AckSettings, Acknowledgements, Kind, acknowledge};
use x12::generate::{self, Plan, generate};
use x12::typed::{self, Item, Items, Transaction};
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
/// its envelope is judged. Codes that a document repeats (type 5), and the day and time of the
/// interchange in a TA1, are the sender's.
fn is_legal(answer: &Acknowledgements) -> Result<(), Failed> {
    for document in &answer.documents {
        let options = Options { types: &[1, 2, 3, 4], ..Options::default() };
        let report = validate(document.text.as_bytes(), &options);
        let old = document.text.contains("*X*004010");
        let counts = |fault: &&Fault| {
            let repeated =
                fault.place.segment_id() == "TA1" && matches!(fault.place.element, 2 | 3);
            !(repeated || old && fault.code == "x12.guide.unknown")
        };
        if let Some(fault) = report.faults.iter().find(counts) {
            return Err(format!("{fault}\n{}", document.text).into());
        }
    }
    Ok(())
}

/// What is written reads back into the same counts, and writes to the same bytes.
fn reads_back(answer: &Acknowledgements) -> Result<(), Failed> {
    for document in &answer.documents {
        let items: Vec<Item> = Items::new(document.text.as_bytes()).collect::<Result<_, _>>()?;
        assert_eq!(typed::write(&items, None)?, document.text);
        for item in &items {
            let Item::Transaction(transaction) = item else { continue };
            match transaction {
                Transaction::Ack999(ack) => {
                    let group = GroupAck::try_from(&**ack)?;
                    let accepted = |t: &&TransactionAck| t.verdict != Verdict::Rejected;
                    let counted = group.transactions.iter().filter(accepted).count();
                    assert_eq!(group.accepted as usize, counted);
                }
                Transaction::ClaimAck277(ack) => {
                    let acks = ClaimAcks::try_from(&**ack)?;
                    for batch in &acks.batches {
                        let of = |verdict| {
                            let claims = batch.claims.iter().filter(|c| c.verdict == verdict);
                            Some(claims.count() as u32).filter(|n| *n > 0).map(Quantity::units)
                        };
                        assert_eq!(batch.accepted, of(ClaimVerdict::Accepted));
                        assert_eq!(batch.rejected, of(ClaimVerdict::Rejected));
                    }
                }
                Transaction::Raw(raw) => assert_eq!(raw.st.set.to_string(), "997"),
                other => return Err(format!("{} was not to be written", other.set()).into()),
            }
        }
    }
    Ok(())
}

fn golden(input: &Path) -> Result<(), Failed> {
    let answered = answer(&std::fs::read(input)?, &Kind::ALL);
    is_legal(&answered)?;
    reads_back(&answered)?;
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
    let mut inputs = inputs(&folder);
    inputs.retain(|input| input.with_extension("ack.x12").exists());
    if inputs.is_empty() {
        let title = "other people's pairs (../shared/x12/pyx12/pairs is missing)";
        trials.push(Trial::test(title, || Ok(())).with_ignored_flag(true));
    }
    for input in inputs {
        let title = input.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        trials.push(Trial::test(format!("pair: {title}"), move || pair(&input)));
    }
}

/// Whatever is wrong with a file: the answers are legal, and read back.
fn holds(data: &[u8]) -> Result<(), Failed> {
    let answered = answer(data, &Kind::ALL);
    is_legal(&answered)?;
    reads_back(&answered)
}

/// Each segment left out, sent twice, exchanged with the next one, emptied, and the file cut off
/// in it.
fn damaged(input: &Path) -> Result<(), Failed> {
    let text = std::fs::read_to_string(input)?;
    let segments: Vec<&str> = text.split_inclusive('~').collect();
    for i in 0..segments.len() {
        let (before, after) = (segments[..i].concat(), segments[i + 1..].concat());
        let (this, next) = (segments[i], segments.get(i + 1).unwrap_or(&""));
        let rest = segments.get(i + 2..).unwrap_or(&[]).concat();
        let name = this.trim_start().split('*').next().unwrap_or("");
        for damage in [
            format!("{before}{after}"),
            format!("{before}{this}{this}{after}"),
            format!("{before}{next}{this}{rest}"),
            format!("{before}{name}~{after}"),
            format!("{before}{}", this.get(..this.len() / 2).unwrap_or("")),
        ] {
            holds(damage.as_bytes()).map_err(|fault| {
                let message = fault.message().unwrap_or("").to_owned();
                Failed::from(format!("segment {i} ({name}): {message}\nof\n{damage}"))
            })?;
        }
    }
    Ok(())
}

fn other_trials(trials: &mut Vec<Trial>) {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/x12");
    for name in
        ["ack_999/partly_refused", "claim_ack_277ca/professional", "claim_ack_277ca/institutional"]
    {
        let input = fixtures.join(name).with_extension("x12");
        trials.push(Trial::test(format!("damaged: {name}"), move || damaged(&input)));
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/x12");
    let manifest = std::fs::read_to_string(folder.join("manifest.jsonl")).unwrap_or_default();
    if manifest.is_empty() {
        let title = "answers to other people's files (../shared/x12 is missing)";
        trials.push(Trial::test(title, || Ok(())).with_ignored_flag(true));
    }
    for line in manifest.lines() {
        let Ok(entry) = serde_json::from_str::<serde_json::Value>(line) else { continue };
        let part = |key: &str| entry[key].as_str().unwrap_or("").to_owned();
        let path = folder.join(part("source")).join(part("path"));
        let title = format!("answers to: {}/{}", part("source"), part("path"));
        trials.push(Trial::test(title, move || holds(&std::fs::read(&path)?)));
    }
}

/// Made-up files of all kinds of claims are accepted as they are.
fn generated(kind: generate::Kind) -> Result<(), Failed> {
    let mut data = Vec::new();
    let plan = Plan { claims: 90, claims_per_transaction: 40, ..Plan::new(kind) };
    generate(&plan, &mut data)?;
    let answered = answer(&data, &Kind::ALL);
    is_legal(&answered)?;
    reads_back(&answered)?;
    let claims = text(&answered).matches("\nSTC*A2:20*").count();
    match (answered.refuse_something(), claims) {
        (false, 90) => Ok(()),
        _ => Err(format!("{claims} claims are accepted\n{}", text(&answered)).into()),
    }
}

fn generated_trials(trials: &mut Vec<Trial>) {
    use generate::Kind::{Dental, Institutional, Professional};
    for kind in [Professional, Institutional, Dental] {
        let title = format!("generated: {}", kind.name());
        trials.push(Trial::test(title, move || generated(kind)));
    }
}

fn python() -> String {
    std::env::var("CLEANCLAIM_PYTHON").unwrap_or_else(|_| "python3".to_owned())
}

/// Why the oracle cannot run; `None` when it can.
fn oracle_missing() -> Option<String> {
    let program = python();
    let probe = "import pyx12, sys; sys.exit(0 if pyx12.__version__ == '4.0.0' else 3)";
    match Command::new(&program).args(["-c", probe]).output() {
        Err(error) => Some(format!("{program} does not run: {error}")),
        Ok(out) => match out.status.code() {
            Some(0) => None,
            Some(3) => Some(format!("{program} has another pyx12 than 4.0.0")),
            _ => Some(format!("{program} has no pyx12 4.0.0")),
        },
    }
}

/// pyx12 accepts every 999 that a file gets.
fn accepted_by_oracle(input: &Path) -> Result<(), Failed> {
    let answered = answer(&std::fs::read(input)?, &[Kind::Implementation]);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/accept.py");
    for document in answered.documents.iter().filter(|d| d.text.contains("005010X231A1")) {
        let file = tempfile::NamedTempFile::new()?;
        std::fs::write(file.path(), &document.text)?;
        let out = Command::new(python()).arg(&script).arg(file.path()).output()?;
        let said: serde_json::Value = serde_json::from_slice(&out.stdout)
            .map_err(|e| format!("{e}: {}", String::from_utf8_lossy(&out.stderr)))?;
        if said["ok"].as_bool() != Some(true) {
            let errors = &said["errors"];
            return Err(format!("pyx12 refuses it: {errors:#}\n{}", document.text).into());
        }
    }
    Ok(())
}

fn oracle_trials(trials: &mut Vec<Trial>) {
    let missing = oracle_missing();
    let required = std::env::var("CLEANCLAIM_REQUIRE").is_ok_and(|v| v.contains("python"));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/x12/ack_999");
    for input in inputs(&folder) {
        let title = input.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        trials.push(match missing.clone() {
            None => {
                Trial::test(format!("pyx12 accepts: {title}"), move || accepted_by_oracle(&input))
            }
            Some(reason) => {
                let title = format!("pyx12 accepts: {title} ({reason})");
                Trial::test(title, move || Err(reason.into())).with_ignored_flag(!required)
            }
        });
    }
}

fn main() {
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    golden_trials(&mut trials);
    pair_trials(&mut trials);
    generated_trials(&mut trials);
    other_trials(&mut trials);
    oracle_trials(&mut trials);
    libtest_mimic::run(&arguments, trials).exit();
}

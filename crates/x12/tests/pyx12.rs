//! What the writers make must be accepted by pyx12 4.0.0, an independent validator; and other
//! people's files must be read. Trials whose tool or folder is missing are shown as ignored;
//! with `CLEANCLAIM_REQUIRE=python` a missing pyx12 fails them.

mod sample;

use libtest_mimic::{Arguments, Failed, Trial};
use model::{Claim, ClaimType, PayerKind, Relationship};
use sample::{
    child, control, everything, inpatient, office, outpatient, receiver, second, second_stay,
    submitter,
};
use std::path::{Path, PathBuf};
use std::process::Command;
use x12::generate::{Kind, Plan};
use x12::{Delimiters, LineEnd, Receiver, Segments, read_837_with_left, write_837i, write_837p};

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

fn accept(text: &str) -> Result<(), Failed> {
    let file = tempfile::NamedTempFile::new()?;
    std::fs::write(file.path(), text)?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/accept.py");
    let out = Command::new(python()).arg(script).arg(file.path()).output()?;
    let answer: serde_json::Value = serde_json::from_slice(&out.stdout)
        .map_err(|e| format!("{e}: {}", String::from_utf8_lossy(&out.stderr)))?;
    match answer["ok"].as_bool() {
        Some(true) => Ok(()),
        _ => Err(format!("pyx12 refuses it: {:#}\n{text}", answer["errors"]).into()),
    }
}

fn write(claims: &[Claim], receiver: &Receiver) -> Result<String, Failed> {
    let write = match claims[0].claim_type {
        ClaimType::Professional => write_837p,
        ClaimType::Institutional => write_837i,
    };
    write(claims, &submitter(), receiver, &control()).map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        faults.join("\n").into()
    })
}

/// The named sets of claims that the oracle judges.
fn cases() -> Vec<(&'static str, Vec<Claim>)> {
    let mut twelve = office("TWELVE");
    twelve.diagnoses = (0..12).map(|i| format!("M25.5{i:02}")).collect();
    let (mut other_payer, mut other_provider) = (office("PAYER-2"), child("PROVIDER-2"));
    other_payer.payer.name = "OTHER PLAN".to_owned();
    other_payer.payer.kind = PayerKind::Medicare;
    other_provider.billing.npi = "1679576722".to_owned();
    let mut spouse = child("SPOUSE");
    if let Some(holder) = &mut spouse.subscriber {
        holder.relationship = Relationship::Spouse;
    }
    let mut stay_of_child = inpatient("STAY-CHILD");
    (stay_of_child.patient, stay_of_child.subscriber) = (child("X").patient, child("X").subscriber);
    let mut many_codes = inpatient("MANY-CODES");
    many_codes.diagnoses = (0..25).map(|i| format!("M25.5{i:02}")).collect();
    many_codes.diagnoses_poa = vec!["Y".to_owned(); 25];
    many_codes.procedures = vec![many_codes.procedures[0].clone(); 25];
    vec![
        ("professional: self", vec![office("A1")]),
        ("professional: dependent", vec![child("A2")]),
        (
            "professional: several claims, providers and payers",
            vec![
                office("A3"),
                other_payer,
                child("A4"),
                other_provider,
                office("A5"),
                spouse,
                child("A6"),
            ],
        ),
        ("professional: references, drug, modifiers, other payer", vec![everything("A7")]),
        ("professional: twelve diagnoses", vec![twelve]),
        ("professional: secondary payer", vec![second("SECOND")]),
        ("institutional: secondary payer", vec![second_stay("SECOND-STAY")]),
        (
            "professional: more than a hundred claims of one patient",
            (0..205).map(|i| if i % 2 == 0 { office } else { child }(&format!("M{i}"))).collect(),
        ),
        ("institutional: outpatient with external cause", vec![outpatient("B1")]),
        ("institutional: inpatient with PCS, POA and admission", vec![inpatient("B2")]),
        ("institutional: dependent", vec![stay_of_child]),
        ("institutional: most codes that fit", vec![many_codes]),
        (
            "institutional: several claims",
            vec![outpatient("B3"), inpatient("B4"), outpatient("B5")],
        ),
    ]
}

fn oracle_trials(trials: &mut Vec<Trial>) {
    let missing = oracle_missing();
    let required = std::env::var("CLEANCLAIM_REQUIRE").is_ok_and(|v| v.contains("python"));
    for (name, claims) in cases() {
        let Some(reason) = missing.clone() else {
            trials.push(Trial::test(format!("accepted: {name}"), move || {
                accept(&write(&claims, &receiver())?)
            }));
            continue;
        };
        let title = format!("accepted: {name} ({reason})");
        let trial = Trial::test(title, move || Err(reason.into()));
        trials.push(trial.with_ignored_flag(!required));
    }
    if missing.is_none() {
        trials.push(Trial::test("accepted: other delimiters, no line ends", || {
            let delimiters = Delimiters {
                element: b'|',
                repetition: Some(b'!'),
                component: b'>',
                segment: b'\'',
            };
            let receiver = Receiver { delimiters, line_end: LineEnd::None, ..receiver() };
            accept(&write(&[everything("D1"), child("D2")], &receiver)?)
        }));
        trials.push(Trial::test("the oracle refuses a claim without its line", || {
            let text = write(&[office("C1")], &receiver())?;
            let cut: Vec<&str> = text.lines().filter(|l| !l.starts_with("SV1")).collect();
            match accept(&(cut.join("\n") + "\n")) {
                Ok(()) => Err("pyx12 accepts a claim without SV1".into()),
                Err(_) => Ok(()),
            }
        }));
    }
}

/// One line of the manifest that stands beside other people's files.
fn manifest(folder: &Path) -> Vec<(PathBuf, String, bool)> {
    let text = std::fs::read_to_string(folder.join("manifest.jsonl")).unwrap_or_default();
    let lines = text.lines().filter_map(|l| serde_json::from_str::<serde_json::Value>(l).ok());
    let read = |entry: serde_json::Value| {
        let has = |key: &str, wanted: &str| {
            let all = entry[key].as_array().into_iter().flatten();
            all.filter_map(|v| v.as_str()).any(|v| v.starts_with(wanted))
        };
        let expect = entry["expect"].as_str()?.to_owned();
        let claims =
            has("sets", "837") && (has("versions", "005010X222") || has("versions", "005010X223"));
        let path = folder.join(entry["source"].as_str()?).join(entry["path"].as_str()?);
        Some((path, expect, claims))
    };
    lines.filter_map(read).collect()
}

/// What may be wrong with a file that its source calls valid without checking counts: several of
/// them say `SE*25` whatever their length, and sum up no charges.
const UNCHECKED_COUNTS: [&str; 3] = ["x12.se.count", "x12.ge.count", "x12.iea.count"];

/// What is legal X12 but no `model::Claim` can hold: ICD-9, minutes, fractions; and totals that
/// are off.
const BEYOND_A_CLAIM: [&str; 4] =
    ["x12.837.icd9", "x12.837.unit", "x12.837.number", "x12.837.total"];

/// Reads one file: nothing panics; a valid 837 gives all its segments in a whole envelope, and
/// its claims, or says what a claim cannot hold.
fn read_file(path: &Path, expect: &str, claims: bool) -> Result<(), Failed> {
    let data = std::fs::read(path)?;
    let read = read_837_with_left(&data);
    let allowed: &[&str] = match expect {
        "valid-or-ack" => &UNCHECKED_COUNTS,
        _ => &[],
    };
    if !claims || !expect.starts_with("valid") {
        return Ok(());
    }
    let faults = x12::envelope_faults(&data);
    if let Some(fault) = faults.iter().find(|f| !allowed.contains(&f.code)) {
        return Err(fault.to_string().into());
    }
    let claims = Segments::new(&data).filter_map(Result::ok).filter(|s| s.id() == "CLM").count();
    match read {
        Ok(read) if read.claims.len() == claims => Ok(()),
        Ok(read) => Err(format!("{} claims read of {claims}", read.claims.len()).into()),
        Err(faults) => {
            let known = |code| allowed.contains(&code) || BEYOND_A_CLAIM.contains(&code);
            match faults.iter().find(|f| !known(f.code)) {
                Some(fault) => Err(fault.to_string().into()),
                None => Ok(()),
            }
        }
    }
}

/// The kinds of made-up file for which pyx12 has a map, with several seeds.
fn generated_trials(trials: &mut Vec<Trial>) {
    let required = std::env::var("CLEANCLAIM_REQUIRE").is_ok_and(|v| v.contains("python"));
    let missing = oracle_missing();
    for kind in [Kind::Professional, Kind::Institutional, Kind::Remittance] {
        for seed in [1, 7] {
            let mut title = format!("accepted: made-up {} with seed {seed}", kind.name());
            let ignored = missing.as_ref().map(|reason| {
                title = format!("{title} ({reason})");
                Failed::from(reason)
            });
            let skip = ignored.is_some() && !required;
            let run = move || match ignored {
                Some(reason) => Err(reason),
                None => accept(&generated(kind, seed)?),
            };
            trials.push(Trial::test(title, run).with_ignored_flag(skip));
        }
    }
}

/// A made-up file in several transactions. pyx12 takes every PWK*CT for a document on paper and
/// refuses what the guide takes for a certificate (PWK02 AD), so those are left out with what
/// counts them.
fn generated(kind: Kind, seed: u64) -> Result<String, Failed> {
    let plan = Plan { claims: 250, seed, claims_per_transaction: 60, ..Plan::new(kind) };
    let mut out = Vec::new();
    x12::generate::generate(&plan, &mut out)?;
    let (mut text, mut left_out) = (String::new(), 0);
    for line in String::from_utf8(out)?.lines() {
        match line {
            "PWK*CT*AD~" => left_out += 1,
            line if line.starts_with("SE*") => {
                let mut parts = line.split('*');
                let count: usize = parts.nth(1).unwrap_or_default().parse()?;
                let number = parts.next().unwrap_or_default();
                text += &format!("SE*{}*{number}\n", count - left_out);
                left_out = 0;
            }
            line => text += &format!("{line}\n"),
        }
    }
    Ok(text)
}

fn shared_trials(trials: &mut Vec<Trial>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/x12");
    let files = manifest(&folder);
    if files.is_empty() {
        let title = "other people's files (../shared/x12 is missing)";
        trials.push(Trial::test(title, || Ok(())).with_ignored_flag(true));
    }
    for (path, expect, claims) in files {
        let name = path.strip_prefix(&folder).unwrap_or(&path).display().to_string();
        trials
            .push(Trial::test(format!("read: {name}"), move || read_file(&path, &expect, claims)));
    }
}

fn main() {
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    oracle_trials(&mut trials);
    generated_trials(&mut trials);
    shared_trials(&mut trials);
    libtest_mimic::run(&arguments, trials).exit();
}

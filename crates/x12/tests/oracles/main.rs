//! Two independent readers as oracles: pyx12 4.0.0 and oxedi 0.6.0 (835) read the same files as
//! we do, clean ones, ones with a named defect, and ones with one thing changed at random. Where
//! they and we differ, the difference belongs to a class that
//! `tests/conformance/differences.tsv` explains; anything else fails.
//!
//! Trials whose tool is missing are shown as ignored; with `CLEANCLAIM_REQUIRE=python` they fail.

mod corpus;
mod differences;
mod oxedi;
mod pyx12;
mod told;

use corpus::{Case, Source};
use libtest_mimic::{Arguments, Failed, Trial};
use std::collections::BTreeMap;
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use x12::generate::{Defect, Kind};

const SOURCES: [Source; 7] = [
    Source::Made(Kind::Professional),
    Source::Made(Kind::Institutional),
    Source::Made(Kind::Remittance),
    Source::Made(Kind::Acknowledgement),
    Source::Made(Kind::ClaimAcknowledgement),
    Source::Written("834", include_str!("834.txt")),
    Source::Written("820", include_str!("820.txt")),
];

/// Sets with one change, of each source: some seconds of pyx12.
const CHANGES: u64 = 500;

/// As many show every class of difference.
const LONG_LOOK: u64 = 2_500;

/// What is asked for: `CLEANCLAIM_ORACLE_CHANGES`, else [`CHANGES`].
fn changes() -> std::ops::Range<u64> {
    let wanted = std::env::var("CLEANCLAIM_ORACLE_CHANGES").ok().and_then(|n| n.parse().ok());
    0..wanted.unwrap_or(CHANGES)
}

fn compare(source: Source, cases: &[Case]) -> Result<(), Failed> {
    let text = corpus::together(source, cases);
    let ours = told::ours(&text);
    let answer = pyx12::ask(&[text])?.remove(0);
    if let Some(failed) = &answer.failed {
        return Err(format!("pyx12 fell over: {failed}").into());
    }
    let (mut left, none) = (String::new(), Vec::new());
    for (number, case) in (1..).zip(cases) {
        let control = format!("{number:04}");
        let we = ours.get(&control).unwrap_or(&none);
        let they = answer.sets.get(&control).unwrap_or(&none);
        match differences::explain(case, we, they) {
            Ok(classes) => note("pyx12", &classes),
            Err(what) => {
                left += &format!(
                    "#{what}\n  {}\n    we   {}\n    they {}\n",
                    case.name,
                    list(we),
                    list(they)
                )
            }
        }
    }
    let outside = ours.get("outside").map_or(0, Vec::len) + answer.outside.len();
    if outside > 0 {
        left += &format!("outside of sets: {:?} {:?}", ours.get("outside"), answer.outside);
    }
    if left.is_empty() { Ok(()) } else { Err(left.into()) }
}

/// Files with one named defect of types 1 to 3.
fn with_defects(source: Source) -> Result<(), Failed> {
    let Source::Made(kind) = source else { return Ok(()) };
    let defects: Vec<&Defect> =
        x12::generate::defects().filter(|d| d.snip <= 3 && d.kinds.contains(&kind)).collect();
    let files: Vec<String> = defects.iter().map(|d| corpus::spoiled(kind, d)).collect();
    let answers = pyx12::ask(&files)?;
    let mut left = String::new();
    for ((defect, file), answer) in defects.iter().zip(&files).zip(&answers) {
        match compare_defect(defect.name, &told::ours(file), answer) {
            Ok(classes) => note("pyx12", &classes),
            Err(what) => left += &format!("#{}: {what}\n", defect.name),
        }
    }
    if left.is_empty() { Ok(()) } else { Err(left.into()) }
}

fn compare_defect(
    name: &str,
    ours: &BTreeMap<String, Vec<told::Told>>,
    answer: &pyx12::Answer,
) -> Result<Vec<&'static str>, String> {
    let case = Case { name: name.to_owned(), change: "defect", set: Vec::new() };
    let guide = || ours.values().flatten().filter(|f| f.snip <= 2);
    let refused = answer.failed.is_some() || !answer.accepts || !answer.outside.is_empty();
    match (guide().next().is_some(), refused) {
        (false, false) => Ok(Vec::new()),
        (false, true) => {
            let they: Vec<told::Told> = answer.sets.values().flatten().cloned().collect();
            Err(format!("only pyx12 refuses it: {:?} {}", answer.outside, list(&they)))
        }
        (true, false) => {
            let class = |f| differences::only_ours(&case, f).ok_or(format!("only we: {f}"));
            guide().map(class).collect()
        }
        (true, true) => {
            let first = ours.iter().find(|(control, _)| *control != "outside");
            let they: Vec<told::Told> = answer.sets.values().flatten().cloned().collect();
            match first {
                Some((_, we)) if answer.failed.is_none() => {
                    let told = differences::explain(&case, we, &they);
                    told.map_err(|what| {
                        format!("{what}\n  we {}\n  they {}", list(we), list(&they))
                    })
                }
                _ => Ok(Vec::new()),
            }
        }
    }
}

fn list(all: &[told::Told]) -> String {
    all.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n         ")
}

/// The classes that were needed, over all trials of this run.
static NEEDED: Mutex<BTreeMap<(&str, &str), usize>> = Mutex::new(BTreeMap::new());

fn note(oracle: &'static str, classes: &[&'static str]) {
    let mut needed = NEEDED.lock().unwrap_or_else(PoisonError::into_inner);
    for class in classes.iter().filter(|class| **class != "same") {
        *needed.entry((oracle, class)).or_default() += 1;
    }
}

/// The table has a row for each class that was needed, and no other; a short look does not show
/// the rare ones.
fn check_table() -> Vec<String> {
    let needed = NEEDED.lock().unwrap_or_else(PoisonError::into_inner);
    let table = include_str!("../conformance/differences.tsv");
    let rows: Vec<(&str, &str)> = table
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let mut cells = line.split('\t');
            Some((cells.next()?, cells.next()?))
        })
        .collect();
    let lacking = needed.keys().filter(|key| !rows.contains(key));
    let lacking = lacking.map(|(oracle, class)| format!("no row: {oracle} {class}"));
    // What an oracle does not judge at all is no class of a fault.
    let idle = rows.iter().filter(|row| !needed.contains_key(row) && !row.1.contains(' '));
    let idle = idle.map(|(oracle, class)| format!("no file needs the row: {oracle} {class}"));
    let long = changes().end >= LONG_LOOK;
    lacking.chain(idle.filter(|_| long)).collect()
}

/// Why an oracle cannot run; `None` when it can.
fn missing(module: &str, version: &str) -> Option<String> {
    let program = pyx12::python();
    let probe = format!("import {module}, sys; sys.exit({module}.__version__ != '{version}')");
    match Command::new(&program).args(["-c", &probe]).output() {
        Ok(out) if out.status.success() => None,
        Ok(_) => Some(format!("{program} has no {module} {version}")),
        Err(error) => Some(format!("{program} does not run: {error}")),
    }
}

/// A trial that shows as ignored, with the reason, where its oracle is missing and nobody
/// insists on it.
fn trial<F>(name: String, lack: Option<&String>, run: F) -> Trial
where
    F: FnOnce() -> Result<(), Failed> + Send + 'static,
{
    let Some(reason) = lack.cloned() else { return Trial::test(name, run) };
    let required = std::env::var("CLEANCLAIM_REQUIRE").is_ok_and(|v| v.contains("python"));
    let title = format!("{name} ({reason})");
    Trial::test(title, move || Err(reason.into())).with_ignored_flag(!required)
}

fn pyx12_trials(trials: &mut Vec<Trial>) {
    let lack = missing("pyx12", "4.0.0");
    for source in SOURCES {
        let name = source.name();
        trials.push(trial(format!("pyx12: {name}, clean"), lack.as_ref(), move || {
            compare(source, &corpus::clean(source, 0..40))
        }));
        trials.push(trial(format!("pyx12: {name}, changed"), lack.as_ref(), move || {
            compare(source, &corpus::changed(source, changes()))
        }));
        if matches!(source, Source::Made(kind) if !kind.answers_only()) {
            trials.push(trial(format!("pyx12: {name}, defects"), lack.as_ref(), move || {
                with_defects(source)
            }));
        }
    }
}

fn oxedi_trials(trials: &mut Vec<Trial>) {
    let lack = missing("oxedi", "0.6.0");
    let source = Source::Made(Kind::Remittance);
    trials.push(trial("oxedi: 835, clean".to_owned(), lack.as_ref(), move || {
        note("oxedi", &oxedi::compare(source, &corpus::clean(source, 0..40))?);
        Ok(())
    }));
    trials.push(trial("oxedi: 835, changed".to_owned(), lack.as_ref(), move || {
        note("oxedi", &oxedi::compare(source, &corpus::changed(source, changes()))?);
        Ok(())
    }));
    trials.push(trial("oxedi: 835, defects".to_owned(), lack.as_ref(), || {
        let wanted = |d: &&Defect| d.snip <= 3 && d.kinds.contains(&Kind::Remittance);
        let file = |d: &Defect| (d.name.to_owned(), corpus::spoiled(Kind::Remittance, d));
        let files: Vec<_> = x12::generate::defects().filter(wanted).map(file).collect();
        note("oxedi", &oxedi::compare_files(&files)?);
        Ok(())
    }));
}

fn main() {
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    pyx12_trials(&mut trials);
    oxedi_trials(&mut trials);
    let whole = arguments.filter.is_none() && arguments.skip.is_empty() && !arguments.list;
    let conclusion = libtest_mimic::run(&arguments, trials);
    if whole && conclusion.num_ignored == 0 && conclusion.num_failed == 0 {
        let wrong = check_table();
        if !wrong.is_empty() {
            eprintln!("tests/conformance/differences.tsv:\n{}", wrong.join("\n"));
            std::process::exit(101);
        }
    }
    conclusion.exit();
}

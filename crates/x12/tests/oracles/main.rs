//! Two independent readers as oracles: pyx12 4.0.0 and oxedi 0.6.0 (835) read the same files as
//! we do, clean ones, ones with a named defect, and ones with one thing changed at random. Where
//! they and we differ, the difference belongs to a class that
//! `tests/conformance/differences.tsv` explains; anything else fails.
//!
//! Trials whose tool is missing are shown as ignored; with `CLEANCLAIM_REQUIRE=python` they fail.

mod corpus;
mod differences;
mod pyx12;
mod told;

use corpus::{Case, Source};
use libtest_mimic::{Arguments, Failed, Trial};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use x12::generate::Kind;

const SOURCES: [Source; 7] = [
    Source::Made(Kind::Professional),
    Source::Made(Kind::Institutional),
    Source::Made(Kind::Remittance),
    Source::Made(Kind::Acknowledgement),
    Source::Made(Kind::ClaimAcknowledgement),
    Source::Written("834", include_str!("834.txt")),
    Source::Written("820", include_str!("820.txt")),
];

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
            Ok(classes) => note(&classes),
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

fn list(all: &[told::Told]) -> String {
    all.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n         ")
}

/// The classes that were needed, over all trials of this run.
static NEEDED: Mutex<BTreeMap<&str, usize>> = Mutex::new(BTreeMap::new());

fn note(classes: &[&'static str]) {
    let mut needed = NEEDED.lock().unwrap_or_else(PoisonError::into_inner);
    for class in classes.iter().filter(|class| **class != "same") {
        *needed.entry(class).or_default() += 1;
    }
}

fn main() {
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    for source in SOURCES {
        trials.push(Trial::test(format!("pyx12 clean {}", source.name()), move || {
            compare(source, &corpus::clean(source, 0..40))
        }));
        trials.push(Trial::test(format!("pyx12 changed {}", source.name()), move || {
            compare(source, &corpus::changed(source, 0..300))
        }));
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    eprintln!("{:?}", NEEDED.lock().unwrap());
    conclusion.exit();
}

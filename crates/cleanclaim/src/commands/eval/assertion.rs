//! `cleanclaim eval assertion [DIR]`: denied, possible, past, a relative's, hypothetical.

use super::{json_line, test_sets};
use crate::commands::code::Format;
use crate::show::eval::scores;
use crate::workspace::Workspace;
use clap::{Args, ValueEnum};
use measure::assertion::{AssertionScore, parse};
use measure::codes::Scores;
use model::{Chart, Document, Finding};
use reader::Reader;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `eval assertion`.
#[derive(Args)]
#[command(after_help = "Example:\n  cleanclaim eval assertion --errors")]
pub struct AssertionArguments {
    /// A folder of .tsv files (default: the set inside the binary, fixtures/assertion)
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// List the terms that are read otherwise: all, or those of every other snippet, so that one
    /// half can be tuned on and the other kept for checking
    #[arg(long, value_name = "HALF", num_args = 0..=1, default_missing_value = "all")]
    errors: Option<Half>,
    /// For people, or one JSON object
    #[arg(long, default_value = "text")]
    format: Format,
}

/// Which misses are listed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Half {
    /// All.
    All,
    /// Those of the first, third … snippet.
    Odd,
    /// Those of the second, fourth … snippet.
    Even,
}

/// The JSON object.
#[derive(Serialize)]
struct Measured {
    snippets: usize,
    terms: usize,
    alike: usize,
    not_recognised: Vec<String>,
    classes: BTreeMap<&'static str, Scores>,
    faults: Vec<String>,
}

/// Runs the command: exit code 1 when a bar does not hold.
pub fn run(arguments: &AssertionArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    let files = test_sets::texts(arguments.folder.as_deref(), "tsv", test_sets::ASSERTION)?;
    let coder = workspace.coder()?;
    let (mut score, mut misses, mut number) = (AssertionScore::default(), String::new(), 0_usize);
    for (name, text) in &files {
        for snippet in parse(name, text)? {
            number += 1;
            let before = score.misses.len();
            score.add(&snippet, &found(coder.reader(), &snippet.text));
            let half = if number % 2 == 1 { Half::Odd } else { Half::Even };
            if arguments.errors.is_some_and(|wanted| wanted == Half::All || wanted == half) {
                misses += &listed(&score, before);
            }
        }
    }
    let faults = score.faults();
    let text = match arguments.format {
        Format::Text => table(&score, &faults) + &misses,
        Format::Json => json_line(&Measured {
            snippets: score.snippets,
            terms: score.terms,
            alike: score.alike,
            not_recognised: score.unknown.clone(),
            classes: score.classes().map(|(class, tally, _)| (class, tally.scores())).collect(),
            faults: faults.clone(),
        })?,
    };
    crate::show::print(&text)?;
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn found(reader: &Reader, text: &str) -> Vec<Finding> {
    let document = Document { text: text.to_owned(), ..Document::default() };
    let chart = Chart { documents: vec![document], ..Chart::default() };
    reader.read(&chart).findings().cloned().collect()
}

fn listed(score: &AssertionScore, from: usize) -> String {
    let mut text = String::new();
    for miss in &score.misses[from..] {
        let _ = writeln!(
            text,
            "\n{}: \"{}\" in {:?}\n    wanted {:?} {:?} {:?}\n    read   {:?} {:?} {:?}",
            miss.place,
            miss.words,
            miss.text,
            miss.wanted.assertion,
            miss.wanted.temporality,
            miss.wanted.experiencer,
            miss.read.assertion,
            miss.read.temporality,
            miss.read.experiencer
        );
    }
    text
}

fn table(score: &AssertionScore, faults: &[String]) -> String {
    let row = |(class, tally, bar): (&str, measure::Tally, f64)| {
        (format!("{class} (at least {bar:.2})"), tally.scores())
    };
    let rows: Vec<(String, Scores)> = score.classes().map(row).collect();
    let title = format!("{} snippets", score.snippets);
    let mut text = scores::table(&title, &rows);
    let _ = writeln!(text, "\n{} of {} terms read alike", score.alike, score.terms);
    if !score.unknown.is_empty() {
        let _ = writeln!(text, "not recognised: {}", score.unknown.join("; "));
    }
    for fault in faults {
        let _ = writeln!(text, "does not hold: {fault}");
    }
    text
}

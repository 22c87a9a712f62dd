//! `cleanclaim eval codiesp FILE.jsonl`: every condition that a case mentions, compared with the
//! codes that annotators gave. The cases were coded with the code set of 2018.

use super::{json_line, references};
use crate::commands::code::Format;
use crate::show::eval::codiesp as show;
use crate::workspace::Workspace;
use clap::Args;
use coding::Profile;
use measure::mentions::{MentionReport, MentionScore};
use measure::{MentionCase, Tally};
use model::{Chart, Date, Document};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The day whose code set the annotators used.
const DATE: &str = "2018-06-15";

/// Most cases of one file.
const MOST_CASES: usize = 100_000;

/// Largest file of cases.
const LARGEST_FILE: u64 = 1 << 30;

/// Arguments of `eval codiesp`.
#[derive(Args)]
#[command(after_help = "Example:\n  cleanclaim eval codiesp dev.jsonl --errors 40")]
pub struct CodiespArguments {
    /// Cases, one JSON object a line: id, text_en, dx
    #[arg(value_name = "FILE.jsonl")]
    file: PathBuf,
    /// The date whose code set is used
    #[arg(long, value_name = "YYYY-MM-DD", default_value = DATE)]
    date: Date,
    /// List the N codes that are most often missed, and most often wrong
    #[arg(long, value_name = "N")]
    errors: Option<usize>,
    /// For people, or one JSON object
    #[arg(long, default_value = "text")]
    format: Format,
}

/// The JSON object.
#[derive(Serialize)]
struct Measured {
    #[serde(flatten)]
    report: MentionReport,
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<show::Frequent>,
    notes_per_second: f64,
}

/// A case and the chart made of it.
pub struct Case {
    /// What people found.
    pub case: MentionCase,
    /// The text as a chart of one document.
    pub chart: Chart,
}

/// Runs the command.
pub fn run(arguments: &CodiespArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    let cases = load(&arguments.file, arguments.date)?;
    let coder = workspace.coder()?;
    let (coded, spent) = references::code_all(&coder, &cases, |c| &c.chart, Profile::Mentions);
    let (mut exact, mut categories) = (Tally::default(), Tally::default());
    let mut compared = Vec::new();
    for (case, coded) in coded {
        let expected = case.case.dx.iter().map(String::as_str);
        let score = MentionScore::new(expected, coded.dx.iter().map(|d| d.code.as_str()));
        exact.add(score.tally());
        categories.add(score.categories);
        compared.push((case, coded, score));
    }
    let report =
        MentionReport { charts: cases.len(), dx: exact.scores(), dx_category: categories.scores() };
    let speed = references::per_second(cases.len(), spent);
    let pack = coder.sets().icd10cm(arguments.date);
    let frequent = arguments.errors.map(|most| show::Frequent::new(&compared, pack, most));
    let text = match arguments.format {
        Format::Text => show::text(&report, frequent.as_ref(), speed),
        Format::Json => json_line(&Measured { report, errors: frequent, notes_per_second: speed })?,
    };
    crate::show::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn load(path: &Path, date: Date) -> Result<Vec<Case>, String> {
    let place = path.display();
    let fault = |fault: std::io::Error| format!("{place}: {fault}");
    let size = std::fs::metadata(path).map_err(fault)?.len();
    if size > LARGEST_FILE {
        return Err(format!("{place}: is larger than {LARGEST_FILE} bytes"));
    }
    let text = std::fs::read_to_string(path).map_err(fault)?;
    let mut cases = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let case = MentionCase::parse(line)
            .map_err(|fault| format!("{place}: line {}: {fault}", at + 1))?;
        if cases.len() >= MOST_CASES {
            return Err(format!("{place}: more than {MOST_CASES} cases"));
        }
        let document = Document { text: case.text_en.clone(), ..Document::default() };
        let mut chart = Chart { documents: vec![document], ..Chart::default() };
        chart.id = case.id.clone().into();
        chart.encounter.start = Some(date);
        cases.push(Case { case, chart });
    }
    if cases.is_empty() {
        return Err(format!("{place}: holds no case; expected one JSON object a line"));
    }
    Ok(cases)
}

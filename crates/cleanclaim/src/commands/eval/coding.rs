//! `cleanclaim eval coding [DIR]`: golden tables of modifiers, units, POA and ICD-10-PCS.

use super::{json_line, references, test_sets};
use crate::commands::code::Format;
use crate::show::table::{self, Align};
use crate::workspace::Workspace;
use clap::Args;
use coding::{Coder, Profile};
use measure::golden::{GoldenCase, Note, Table, parse};
use model::{Chart, Date, Document};
use serde::Serialize;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Why the PCS cases were not run.
const NO_PCS: &str = "the ICD-10-PCS tables are not imported (cleanclaim codesets import)";

/// Arguments of `eval coding`.
#[derive(Args)]
#[command(after_help = "Example:\n  cleanclaim eval coding fixtures/coding")]
pub struct CodingArguments {
    /// A folder of tables (default: those inside the binary, fixtures/coding)
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// For people, or one JSON object a table
    #[arg(long, default_value = "text")]
    format: Format,
}

/// A case and the chart made of it.
struct Case {
    case: GoldenCase,
    chart: Chart,
}

/// What a table came to.
#[derive(Serialize)]
struct Measured {
    table: &'static str,
    cases: usize,
    right: usize,
    wrong: Vec<Wrong>,
    skipped: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    why_skipped: Option<&'static str>,
}

/// A case that does not hold.
#[derive(Serialize)]
struct Wrong {
    place: String,
    id: String,
    expected: String,
    got: String,
}

/// Runs the command: exit code 1 when a case does not hold.
pub fn run(arguments: &CodingArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    let folder = arguments.folder.as_deref();
    let files = test_sets::texts(folder, "tsv", test_sets::CODING)?;
    let mut cases: Vec<(Table, Vec<Case>)> = Table::ALL.map(|t| (t, Vec::new())).into();
    for (name, text) in &files {
        let Some(table) = Table::of_file(name) else {
            let names = Table::ALL.map(Table::name).join(", ");
            return Err(format!("{name}: the name of a table begins with one of {names}"));
        };
        for case in parse(table, name, text)? {
            let chart = chart(&case, folder)?;
            cases[table as usize].1.push(Case { case, chart });
        }
    }
    cases.retain(|(_, cases)| !cases.is_empty());
    if cases.is_empty() {
        return Err("there is no golden case; name a folder that holds tables".into());
    }
    let coder = workspace.coder()?;
    let measured: Vec<Measured> =
        cases.iter().map(|(table, cases)| measure(&coder, *table, cases)).collect();
    let text = match arguments.format {
        Format::Json => measured.iter().map(json_line).collect::<Result<String, String>>()?,
        Format::Text => text(&measured),
    };
    crate::show::print(&text)?;
    let all_right = measured.iter().all(|m| m.wrong.is_empty());
    Ok(if all_right { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn chart(case: &GoldenCase, folder: Option<&Path>) -> Result<Chart, String> {
    let text = match &case.note {
        Note::Text(text) => text.clone(),
        Note::File(name) => note(name, folder).map_err(|f| format!("{}: {f}", case.place))?,
    };
    let document = Document { text, ..Document::default() };
    let mut chart = Chart { documents: vec![document], ..Chart::default() };
    chart.id = case.id.clone().into();
    chart.encounter.setting = Some(case.setting);
    Ok(chart)
}

fn note(name: &str, folder: Option<&Path>) -> Result<String, String> {
    if let Some(folder) = folder {
        return Ok(test_sets::text_of(&folder.join("notes").join(name))?.1);
    }
    let found = test_sets::CODING_NOTES.iter().find(|(other, _)| *other == name);
    let text = found.map(|(_, text)| (*text).to_owned());
    text.ok_or_else(|| format!("there is no note `{name}`"))
}

fn measure(coder: &Coder, table: Table, cases: &[Case]) -> Measured {
    let (year, month, day) = coding::DEFAULT_DATE;
    let date = Date::new(year, month, day).unwrap_or_default();
    let mut measured = Measured {
        table: table.name(),
        cases: cases.len(),
        right: 0,
        wrong: Vec::new(),
        skipped: 0,
        why_skipped: None,
    };
    if table == Table::Pcs && coder.sets().icd10pcs(date).is_none() {
        measured.skipped = cases.len();
        measured.why_skipped = Some(NO_PCS);
        return measured;
    }
    let (coded, _) = references::code_all(coder, cases, |c| &c.chart, Profile::Claim);
    for (case, coded) in coded {
        let case = &case.case;
        if case.holds(&coded) {
            measured.right += 1;
            continue;
        }
        measured.wrong.push(Wrong {
            place: case.place.clone(),
            id: case.id.clone(),
            expected: case.wanted(),
            got: case.given(&coded),
        });
    }
    measured
}

fn text(measured: &[Measured]) -> String {
    let columns = [
        ("table", Align::Left),
        ("cases", Align::Right),
        ("right", Align::Right),
        ("wrong", Align::Right),
        ("skipped", Align::Right),
    ];
    let row = |m: &Measured| {
        let counts = [m.cases, m.right, m.wrong.len(), m.skipped].map(|n| n.to_string());
        std::iter::once(m.table.to_owned()).chain(counts).collect()
    };
    let mut text = table::render(&columns, &measured.iter().map(row).collect::<Vec<_>>());
    for one in measured {
        if let Some(why) = one.why_skipped {
            let _ = writeln!(text, "\n{}: {} cases skipped: {why}", one.table, one.skipped);
        }
        for wrong in &one.wrong {
            let Wrong { place, id, expected, got } = wrong;
            let got = if got.is_empty() { "nothing" } else { got };
            let _ = writeln!(text, "\n{place} {id}\n  expected {expected}\n  got      {got}");
        }
    }
    text
}

//! `cleanclaim eval charts DIR…`: notes are coded as `code` does, and compared with references.

use super::json_line;
use super::references::{self, ReferenceNote};
use crate::commands::code::{Format, has_cpt};
use crate::show::eval::charts as show;
use crate::workspace::Workspace;
use clap::Args;
use coding::Profile;
use measure::charts::{ChartScore, Report, Totals};
use model::CodedChart;
use serde::Serialize;
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `eval charts`.
#[derive(Args)]
#[command(after_help = "Example:\n  cleanclaim eval charts reference/ --errors\n\n\
    A folder holds <ID>.json and notes/<ID>.txt; docs/reference/eval.md has the form.")]
pub struct ChartsArguments {
    /// Folders of reference charts
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// Take the setting from the reference (default: inferred from the note)
    #[arg(long)]
    use_reference_setting: bool,
    /// List every missed, wrong and trap code with its evidence
    #[arg(long)]
    errors: bool,
    /// For people, or one JSON object (with --errors: then one object a faulty chart)
    #[arg(long, default_value = "text")]
    format: Format,
}

/// The JSON object.
#[derive(Serialize)]
struct Measured {
    #[serde(flatten)]
    report: Report,
    releases: std::collections::BTreeMap<String, String>,
    notes_per_second: f64,
}

/// Runs the command.
pub fn run(arguments: &ChartsArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    let notes = references::load(&arguments.folders, arguments.use_reference_setting)?;
    let coder = workspace.coder()?;
    let (coded, spent) = references::code_all(&coder, &notes, |n| &n.chart, Profile::Claim);
    let mut totals = Totals::default();
    let compared: Vec<(&ReferenceNote, CodedChart, ChartScore)> = coded
        .into_iter()
        .map(|(note, coded)| {
            let score = ChartScore::new(&note.reference, &coded, &note.chart);
            totals.add(note.reference.setting.as_deref(), &score);
            (note, coded, score)
        })
        .collect();
    let releases = compared.first().map(|(_, c, _)| c.releases.clone()).unwrap_or_default();
    let speed = references::per_second(notes.len(), spent);
    let mut text = match arguments.format {
        Format::Text => show::table(&totals, &releases, speed),
        Format::Json => {
            json_line(&Measured { report: totals.report(), releases, notes_per_second: speed })?
        }
    };
    for (note, coded, score) in compared.iter().filter(|_| arguments.errors) {
        let faults = show::Faults::new(note, coded, score);
        if !faults.is_empty() {
            text += &match arguments.format {
                Format::Text => faults.text(),
                Format::Json => json_line(&faults)?,
            };
        }
    }
    crate::show::print(&text)?;
    if arguments.errors && compared.iter().any(|(_, coded, _)| has_cpt(coded)) {
        crate::show::licence::remind(workspace);
    }
    Ok(ExitCode::SUCCESS)
}

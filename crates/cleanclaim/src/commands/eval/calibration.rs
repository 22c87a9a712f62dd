//! `cleanclaim eval calibration DIR…`: whether a confidence of 0.9 means nine of ten.

use super::{json_line, references};
use crate::commands::code::Format;
use crate::pool;
use crate::show::eval::calibration as show;
use crate::workspace::Workspace;
use clap::Args;
use coding::confidence::fitting::{JudgedChart, as_said, out_of_fold};
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `eval calibration`.
#[derive(Args)]
#[command(after_help = "Example:\n  cleanclaim eval calibration reference/ more-charts/\n\n\
    A folder holds <ID>.json and notes/<ID>.txt, as for `eval charts`.")]
pub struct CalibrationArguments {
    /// Folders of reference charts
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// Take the setting from the reference (default: inferred from the note)
    #[arg(long)]
    use_reference_setting: bool,
    /// Judge the model inside the binary as it is, instead of one fitted again without the
    /// charts it judges: honest only for charts that the model was not fitted on
    #[arg(long)]
    as_built: bool,
    /// For people, or one JSON object
    #[arg(long, default_value = "text")]
    format: Format,
}

/// Runs the command.
pub fn run(arguments: &CalibrationArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    let notes = references::load(&arguments.folders, arguments.use_reference_setting)?;
    let coder = workspace.coder()?;
    let mut judged = Vec::new();
    let work =
        |note: &references::ReferenceNote| JudgedChart::new(&coder, &note.chart, &note.reference);
    let kept = pool::in_order(&notes, work, |chart| {
        judged.push(chart);
        Ok::<(), std::convert::Infallible>(())
    });
    match kept {
        Ok(()) => {}
        Err(never) => match never {},
    }
    let model = coder.model();
    let outside = match arguments.as_built {
        true => as_said(&judged, model.release_threshold),
        false => out_of_fold(&judged),
    };
    let measured = show::Measured::new(&outside, judged.len(), arguments.as_built, model);
    let text = match arguments.format {
        Format::Text => measured.text(),
        Format::Json => json_line(&measured)?,
    };
    crate::show::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

//! `cleanclaim eval`: how right the product is, against references that people made.

mod assertion;
mod calibration;
mod charts;
mod codiesp;
mod coding;
mod references;
mod test_sets;

pub use codiesp::Case;
pub use references::ReferenceNote;

use crate::workspace::Workspace;
use clap::{Args, Subcommand};
use std::process::ExitCode;

/// Arguments of `eval`.
#[derive(Args)]
#[command(after_help = "Example:\n  cleanclaim eval charts reference/ --errors")]
pub struct EvalArguments {
    #[command(subcommand)]
    command: EvalCommand,
}

#[derive(Subcommand)]
enum EvalCommand {
    /// Notes coded and compared with reference charts
    Charts(charts::ChartsArguments),
    /// Every mentioned condition of CodiEsp cases, compared with the annotators' codes
    Codiesp(codiesp::CodiespArguments),
    /// Denied, possible, past, a relative's, hypothetical: read as a coder reads them?
    Assertion(assertion::AssertionArguments),
    /// Golden tables of modifiers, units, POA indicators and ICD-10-PCS codes
    Coding(coding::CodingArguments),
    /// Whether confidence means what it says, and how much could be released
    Calibration(calibration::CalibrationArguments),
}

/// Runs the command. Exit code 0 when it was measured (and every bar holds), 1 when a bar of a
/// set of our own does not hold, 2 when something can't be read.
pub fn run(arguments: &EvalArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    match &arguments.command {
        EvalCommand::Charts(a) => charts::run(a, workspace),
        EvalCommand::Codiesp(a) => codiesp::run(a, workspace),
        EvalCommand::Assertion(a) => assertion::run(a, workspace),
        EvalCommand::Coding(a) => coding::run(a, workspace),
        EvalCommand::Calibration(a) => calibration::run(a, workspace),
    }
}

/// One line of JSON.
fn json_line(value: &impl serde::Serialize) -> Result<String, String> {
    serde_json::to_string(value)
        .map(|line| line + "\n")
        .map_err(|fault| format!("the result can't be written as JSON: {fault}"))
}

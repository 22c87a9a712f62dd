//! `cleanclaim x12`: X12 files, whatever is in them.

pub mod ack;
pub mod diff;
pub mod generate;
pub mod json;
pub mod merge;
pub mod show;
pub mod split;
pub mod validate;

use crate::workspace::Workspace;
use clap::{Args, Subcommand};
use std::process::ExitCode;

/// Arguments of `x12`.
#[derive(Args)]
pub struct X12Arguments {
    #[command(subcommand)]
    command: X12Command,
}

#[derive(Subcommand)]
enum X12Command {
    /// All faults of X12 files, by SNIP type
    Validate(validate::ValidateArguments),
    /// A file as a person reads it: labelled, indented, money lined up
    Show(show::ShowArguments),
    /// Answers to X12 files: TA1, 999, 277CA
    Ack(ack::AckArguments),
    /// One file into several
    Split(split::SplitArguments),
    /// Several files into one interchange
    Merge(merge::MergeArguments),
    /// Made-up files of any size, and made-up answers to an 837
    Generate(generate::GenerateArguments),
    /// Two files compared by what they say
    Diff(diff::DiffArguments),
    /// X12 as JSON that keeps every byte, and back
    Json(json::JsonArguments),
}

/// Runs the command.
pub fn run(arguments: &X12Arguments, workspace: &Workspace) -> Result<ExitCode, String> {
    match &arguments.command {
        X12Command::Validate(a) => validate::run(a, workspace),
        X12Command::Show(a) => show::run(a),
        X12Command::Ack(a) => ack::run(a, workspace),
        X12Command::Split(a) => split::run(a, workspace),
        X12Command::Merge(a) => merge::run(a, workspace),
        X12Command::Generate(a) => generate::run(a),
        X12Command::Diff(a) => diff::run(a),
        X12Command::Json(a) => json::run(a),
    }
}

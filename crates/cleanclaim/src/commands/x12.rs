//! `cleanclaim x12`: X12 files, whatever is in them.

pub mod ack;
pub mod diff;
pub mod generate;
pub mod merge;
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
    /// Answers to X12 files: TA1, 999, 277CA
    Ack(ack::AckArguments),
    /// All faults of X12 files, by SNIP type
    Validate(validate::ValidateArguments),
    /// Made-up files of any size, and made-up answers to an 837
    Generate(generate::GenerateArguments),
    /// One file into several
    Split(split::SplitArguments),
    /// Several files into one interchange
    Merge(merge::MergeArguments),
    /// Two files compared by what they say
    Diff(diff::DiffArguments),
}

/// Runs the command.
pub fn run(arguments: &X12Arguments, workspace: &Workspace) -> Result<ExitCode, String> {
    match &arguments.command {
        X12Command::Ack(a) => ack::run(a, workspace),
        X12Command::Validate(a) => validate::run(a, workspace),
        X12Command::Generate(a) => generate::run(a),
        X12Command::Split(a) => split::run(a, workspace),
        X12Command::Merge(a) => merge::run(a, workspace),
        X12Command::Diff(a) => diff::run(a),
    }
}

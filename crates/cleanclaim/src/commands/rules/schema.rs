//! `cleanclaim rules schema`: what a condition may name.

use crate::show::print;
use clap::Args;
use std::process::ExitCode;

/// Arguments of `rules schema`.
#[derive(Args)]
#[command(after_help = "Example:\n  cleanclaim rules schema > docs/reference/payer-rules.md")]
pub struct SchemaArguments {}

/// Runs the command.
pub fn run(_: &SchemaArguments) -> Result<ExitCode, String> {
    print(&edits::reference())?;
    Ok(ExitCode::SUCCESS)
}

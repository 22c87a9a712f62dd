//! placeholder
use crate::workspace::Workspace;
use clap::Args;
use std::process::ExitCode;
#[derive(Args)]
pub struct ScrubArguments {}
pub fn run(_: &ScrubArguments, _: &Workspace) -> Result<ExitCode, String> {
    Ok(ExitCode::SUCCESS)
}

//! placeholder
use crate::workspace::Workspace;
use clap::Args;
use std::process::ExitCode;
#[derive(Args)]
pub struct ClaimArguments {}
pub fn run(_: &ClaimArguments, _: &Workspace) -> Result<ExitCode, String> {
    Ok(ExitCode::SUCCESS)
}

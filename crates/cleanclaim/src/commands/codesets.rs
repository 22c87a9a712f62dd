//! placeholder
use crate::workspace::Workspace;
use clap::Args;
use std::process::ExitCode;
#[derive(Args)]
pub struct CodesetsArguments {}
pub fn run(_: &CodesetsArguments, _: &Workspace) -> Result<ExitCode, String> {
    Ok(ExitCode::SUCCESS)
}

//! placeholder
use crate::workspace::Workspace;
use clap::Args;
use std::process::ExitCode;
#[derive(Args)]
pub struct DemoArguments {}
pub fn run(_: &DemoArguments, _: &Workspace) -> Result<ExitCode, String> {
    Ok(ExitCode::SUCCESS)
}

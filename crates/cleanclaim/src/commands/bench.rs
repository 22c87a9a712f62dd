//! placeholder
use crate::workspace::Workspace;
use clap::Args;
use std::process::ExitCode;
#[derive(Args)]
pub struct BenchArguments {}
pub fn run(_: &BenchArguments, _: &Workspace) -> Result<ExitCode, String> {
    Ok(ExitCode::SUCCESS)
}

//! `cleanclaim codesets remove`: take imported releases away.

use super::exit;
use crate::show::print;
use crate::workspace::Workspace;
use clap::Args;
use codesets::library::EMBEDDED;
use std::process::ExitCode;

/// Arguments of `codesets remove`.
#[derive(Args)]
#[command(after_help = "Example:\n  cleanclaim codesets remove hcpcs-2025-10")]
pub struct RemoveArguments {
    /// Names, as `codesets list` gives them
    #[arg(required = true, value_name = "NAME")]
    names: Vec<String>,
}

/// Runs the command.
pub fn run(arguments: &RemoveArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    let mut all_removed = true;
    for name in &arguments.names {
        if name == EMBEDDED {
            eprintln!("cleanclaim: the embedded pack is part of the program and stays");
            all_removed = false;
            continue;
        }
        match workspace.library().remove(name) {
            Ok(()) => print(&format!("removed {name}\n"))?,
            Err(fault) => {
                eprintln!("cleanclaim: {fault}");
                all_removed = false;
            }
        }
    }
    Ok(exit(all_removed))
}

//! `cleanclaim codesets`: what code sets are at hand, what a code means, and new releases.

mod claim_code_entry;
mod cpt_entry;
mod hcpcs_entry;
mod icd10cm_entry;
mod icd11_entry;
mod import;
mod licence;
mod list;
mod lookup;
mod near;
mod pcs_entry;
mod remove;
mod search;
mod update;

use crate::workspace::Workspace;
use clap::{Args, Subcommand};
use serde::Serialize;
use std::process::ExitCode;

/// Arguments of `codesets`.
#[derive(Args)]
#[command(after_help = "Example:\n  cleanclaim codesets lookup E11.22\n  \
    cleanclaim codesets search type 2 diabetes with kidney disease")]
pub struct CodesetsArguments {
    #[command(subcommand)]
    command: CodesetsCommand,
}

#[derive(Subcommand)]
enum CodesetsCommand {
    /// The releases at hand: label, first day, rows, hash, and whether a newer one is out
    List(list::ListArguments),
    /// What codes mean, whether they can be billed, and their notes
    Lookup(lookup::LookupArguments),
    /// Codes by the words of their descriptions
    Search(search::SearchArguments),
    /// Import releases in the layout of their publisher
    Import(import::ImportArguments),
    /// Download the releases in force from their publishers and import them
    Update(update::UpdateArguments),
    /// Take imported releases away
    Remove(remove::RemoveArguments),
    /// The licences that code sets need
    Licence(licence::LicenceArguments),
}

/// Runs the command. Exit code 0 when everything asked for was done, 1 when some of it was not.
pub fn run(arguments: &CodesetsArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    match &arguments.command {
        CodesetsCommand::List(a) => list::run(a, workspace),
        CodesetsCommand::Lookup(a) => lookup::run(a, workspace),
        CodesetsCommand::Search(a) => search::run(a, workspace),
        CodesetsCommand::Import(a) => import::run(a, workspace),
        CodesetsCommand::Update(a) => update::run(a, workspace),
        CodesetsCommand::Remove(a) => remove::run(a, workspace),
        CodesetsCommand::Licence(a) => licence::run(a, workspace),
    }
}

/// One line of JSON.
fn json_line(value: &impl Serialize) -> Result<String, String> {
    serde_json::to_string(value)
        .map(|line| line + "\n")
        .map_err(|fault| format!("the result can't be written as JSON: {fault}"))
}

fn exit(all_done: bool) -> ExitCode {
    if all_done { ExitCode::SUCCESS } else { ExitCode::from(1) }
}

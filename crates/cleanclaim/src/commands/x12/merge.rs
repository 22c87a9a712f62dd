//! `cleanclaim x12 merge`: several files into one interchange.

use super::split::{MOST_BYTES, registry};
use crate::commands::claim::outbox;
use crate::show;
use crate::workspace::Workspace;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `x12 merge`.
#[derive(Args)]
#[command(after_help = "Example:\n  cleanclaim x12 merge monday.837 tuesday.837 -o week.837\n\n\
    The files must be of one kind and between the same parties. Claims whose transactions say the \
    same of submitter and receiver come together in one transaction.")]
pub struct MergeArguments {
    /// The files, in the order in which they are to follow
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Where to write
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    /// Claims in one transaction at most
    #[arg(long, default_value_t = x12::generate::MAX_CLAIMS, value_name = "N",
          value_parser = clap::value_parser!(u32).range(1..))]
    pub per_transaction: u32,
    /// The registry of control numbers (default: in the data folder)
    #[arg(long, value_name = "FILE")]
    pub registry: Option<PathBuf>,
}

/// Runs the command.
pub fn run(arguments: &MergeArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    let mut files = Vec::new();
    let mut left = MOST_BYTES;
    for file in &arguments.files {
        let data = outbox::read_bounded(file, left)?;
        left -= data.len() as u64;
        files.push((file.display().to_string(), data));
    }
    let mut source = registry(arguments.registry.as_ref(), workspace);
    let mut out = Vec::new();
    let merged = x12::files::merge(&files, arguments.per_transaction, &mut source, &mut out)
        .map_err(|fault| fault.to_string())?;
    outbox::put(&arguments.output, &out)?;
    let claims = match merged.claims {
        0 => String::new(),
        n => format!(", {}", show::count(n, "claim")),
    };
    let transactions = usize::try_from(merged.transactions).unwrap_or(usize::MAX);
    show::print(&format!(
        "{}: interchange {:09}, {}{claims}\n",
        arguments.output.display(),
        merged.controls.interchange,
        show::count(transactions, "transaction"),
    ))?;
    Ok(ExitCode::SUCCESS)
}

//! `cleanclaim x12 show`: a file as a person reads it.

use clap::Args;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use x12::view::{ShowOptions, Shown, ViewError, show};

/// Arguments of `x12 show`.
#[derive(Args)]
#[command(after_help = "Example:\n  cleanclaim x12 show remittance.835\n  \
    cleanclaim x12 show --claim PT-1001 remittance.835\n  \
    cleanclaim x12 show --loops claims.837\n\n\
    Dates are written 2026-06-15 and money ends in one column. The line of a claim or a service \
    has what was charged, adjusted, what the patient bears (835) or has paid (837), and what was \
    paid.\nExit code: 0 shown, 1 no claim has that number, 2 a file is unreadable.")]
pub struct ShowArguments {
    /// X12 files; - for standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Only the claims with this number (CLM01, CLP01; TRN02 of a 277CA), and what stands above
    #[arg(long, value_name = "ID")]
    pub claim: Option<String>,
    /// Only headings: envelopes, loops, claims and services
    #[arg(long)]
    pub loops: bool,
}

/// Runs the command.
pub fn run(arguments: &ShowArguments) -> Result<ExitCode, String> {
    let options = ShowOptions { claim: arguments.claim.as_deref(), outline: arguments.loops };
    let (mut unreadable, mut found) = (false, Shown::default());
    for (number, file) in arguments.files.iter().enumerate() {
        if arguments.files.len() > 1 {
            let gap = if number > 0 { "\n" } else { "" };
            crate::show::print(&format!("{gap}{}\n\n", name(file)))?;
        }
        match one(file, &options) {
            Ok(shown) => {
                found.claims += shown.claims;
                found.without_guide += shown.without_guide;
            }
            Err(ViewError::Write(error)) if error.kind() == ErrorKind::BrokenPipe => break,
            Err(error) => {
                eprintln!("cleanclaim: {}: {error}", name(file));
                unreadable = true;
            }
        }
    }
    if unreadable {
        return Ok(ExitCode::from(2));
    }
    let Some(claim) = arguments.claim.as_deref().filter(|_| found.claims == 0) else {
        return Ok(ExitCode::SUCCESS);
    };
    let where_not = match found.without_guide {
        0 => String::new(),
        sets => format!(
            "; {} could not be looked through, because there is no guide here for their version",
            crate::show::count(usize::try_from(sets).unwrap_or(usize::MAX), "set")
        ),
    };
    eprintln!("cleanclaim: no claim has the number {claim}{where_not}");
    Ok(ExitCode::from(1))
}

fn one(file: &Path, options: &ShowOptions<'_>) -> Result<Shown, ViewError> {
    show(open(file).map_err(ViewError::Read)?, std::io::stdout().lock(), options)
}

/// What a file is called in messages.
pub(super) fn name(file: &Path) -> String {
    match file.as_os_str() == "-" {
        true => "standard input".to_owned(),
        false => file.display().to_string(),
    }
}

/// A file, or standard input for `-`.
pub(super) fn open(file: &Path) -> Result<Box<dyn Read>, std::io::Error> {
    match file.as_os_str() == "-" {
        true => Ok(Box::new(std::io::stdin().lock())),
        false => Ok(Box::new(File::open(file)?)),
    }
}

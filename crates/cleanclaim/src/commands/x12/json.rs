//! `cleanclaim x12 json`: X12 as JSON, and that JSON as X12.

use super::show::{name, open};
use clap::Args;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::process::ExitCode;
use x12::view::{JsonError, ViewError, from_json, to_json};

/// Arguments of `x12 json`.
#[derive(Args)]
#[command(after_help = "Example:\n  cleanclaim x12 json claims.837 > claims.json\n  \
    cleanclaim x12 json --write claims.json > claims.837\n\n\
    The JSON keeps every byte: written back it is the same file. A file that cannot be read to its \
    end leaves JSON that is cut off there.\n\
    Exit code: 0 written, 2 a file is unreadable.")]
pub struct JsonArguments {
    /// X12 files; - for standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The other way: the files are JSON, X12 is printed
    #[arg(long)]
    pub write: bool,
}

/// Runs the command.
pub fn run(arguments: &JsonArguments) -> Result<ExitCode, String> {
    let mut unreadable = false;
    for file in &arguments.files {
        let out = std::io::stdout().lock();
        let fault = match (open(file), arguments.write) {
            (Err(error), _) => {
                Some(format!("cannot be read ({error}); check the name and the permissions"))
            }
            (Ok(input), false) => match to_json(input, out, Some(&name(file))) {
                Ok(()) => None,
                Err(ViewError::Write(error)) if error.kind() == ErrorKind::BrokenPipe => break,
                Err(error) => Some(error.to_string()),
            },
            (Ok(input), true) => match from_json(input, std::io::BufWriter::new(out)) {
                Ok(()) => None,
                Err(JsonError::Write(error)) if error.kind() == ErrorKind::BrokenPipe => break,
                Err(error) => Some(error.to_string()),
            },
        };
        if let Some(fault) = fault {
            eprintln!("cleanclaim: {}: {fault}", name(file));
            unreadable = true;
        }
    }
    Ok(if unreadable { ExitCode::from(2) } else { ExitCode::SUCCESS })
}

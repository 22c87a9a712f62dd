//! `cleanclaim x12 split`: one file into several.

use crate::commands::claim::outbox;
use crate::show;
use crate::workspace::Workspace;
use clap::Args;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use x12::files::{ControlRegistry, FilesError, SplitBy};

/// Largest file that is split or merged, in bytes.
pub const MOST_BYTES: u64 = 1 << 30;

/// The registry of control numbers within the data folder.
const REGISTRY: &str = "control-numbers.json";

/// Arguments of `x12 split`.
#[derive(Args)]
#[command(after_help = "Examples:\n  cleanclaim x12 split claims.837 --out parts\n  \
    cleanclaim x12 split claims.837 --claims 500 --out parts\n\n\
    Each part is an interchange with one transaction: the envelope of the file, new control \
    numbers, and above each claim its levels, numbered anew.")]
pub struct SplitArguments {
    /// The file to split; - for standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Folder for the parts
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// At most so many claims a part; without it, a part a transaction
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub claims: Option<u32>,
    /// The registry of control numbers (default: in the data folder)
    #[arg(long, value_name = "FILE")]
    pub registry: Option<PathBuf>,
}

/// The registry named, else that of the data folder.
pub fn registry(named: Option<&PathBuf>, workspace: &Workspace) -> ControlRegistry {
    ControlRegistry::new(named.cloned().unwrap_or_else(|| workspace.data().join(REGISTRY)))
}

/// Runs the command.
pub fn run(arguments: &SplitArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    let data = outbox::read_bounded(&arguments.file, MOST_BYTES)?;
    let name = arguments.file.display().to_string();
    let folder = &arguments.out;
    fs::create_dir_all(folder)
        .map_err(|fault| format!("{}: cannot be made ({fault})", folder.display()))?;
    let path = |number: usize| folder.join(part_name(&arguments.file, number));
    let by = arguments.claims.map_or(SplitBy::Transaction, SplitBy::Claims);
    let mut source = registry(arguments.registry.as_ref(), workspace);
    // A part that is there already may have been sent: it is never replaced.
    let mut made = Vec::new();
    let open = |number: usize| {
        let part = path(number);
        let file = File::create_new(&part)?;
        made.push(part);
        Ok(BufWriter::new(file))
    };
    let split = x12::files::split((&name, &data), by, &mut source, open);
    let pieces = split.map_err(|fault| {
        // All parts or none: a few of them might be taken for the whole. One that cannot be
        // removed adds nothing to the fault that is told.
        for part in &made {
            fs::remove_file(part).ok();
        }
        match fault {
            FilesError::Write(_) => format!("{}: {fault}", folder.display()),
            _ => fault.to_string(),
        }
    })?;
    let mut text = String::new();
    for piece in &pieces {
        let claims = match piece.claims {
            0 => String::new(),
            n => format!(", {}", show::count(n, "claim")),
        };
        let control = piece.controls.interchange;
        text += &format!("{}: interchange {control:09}{claims}\n", path(piece.number).display());
    }
    show::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// `claims-0001.837` for `claims.837`.
fn part_name(file: &Path, number: usize) -> String {
    let stem = file.file_stem().and_then(|s| s.to_str()).filter(|s| *s != "-").unwrap_or("part");
    let ending = file.extension().and_then(|e| e.to_str()).unwrap_or("x12");
    format!("{stem}-{number:04}.{ending}")
}

//! `cleanclaim codesets licence`: the record that the user holds the licence a code set needs.

use crate::show::licence::RECORD;
use crate::show::print;
use crate::workspace::{self, Workspace};
use clap::{Args, ValueEnum};
use model::Date;
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::process::ExitCode;

/// Where the user's name is looked for.
const NAMES: [&str; 3] = ["USER", "LOGNAME", "USERNAME"];

/// Arguments of `codesets licence`.
#[derive(Args)]
#[command(after_help = "Example:\n  cleanclaim codesets licence cpt --confirm")]
pub struct LicenceArguments {
    /// The code set
    code_set: CodeSet,
    /// Record that you hold a licence for it
    #[arg(long)]
    confirm: bool,
}

/// Code sets whose use needs a licence.
#[derive(Clone, Copy, ValueEnum)]
enum CodeSet {
    /// Current Procedural Terminology, of the American Medical Association
    Cpt,
}

/// What is written down.
#[derive(Serialize, Deserialize)]
struct Record {
    licence: String,
    confirmed: Date,
    #[serde(default)]
    by: Option<String>,
}

/// Runs the command.
pub fn run(arguments: &LicenceArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    let CodeSet::Cpt = arguments.code_set;
    let path = workspace.data().join(RECORD);
    if arguments.confirm {
        confirm(&path)?;
    }
    let text = match read(&path)? {
        Some(Record { confirmed, by, .. }) => {
            let by = by.map(|name| format!(" by {name}")).unwrap_or_default();
            format!("CPT: licence confirmed on {confirmed}{by} ({})\n", path.display())
        }
        None => "CPT: no licence recorded. If you hold one from the AMA, record it with \
             `cleanclaim codesets licence cpt --confirm`; until then every run whose output \
             holds CPT numbers says so.\n"
            .to_owned(),
    };
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// Who runs the program, as the system names them.
pub fn user() -> Option<String> {
    NAMES.iter().find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()))
}

fn confirm(path: &Path) -> Result<(), String> {
    let record = Record { licence: "cpt".into(), confirmed: workspace::today(), by: user() };
    let mut json = serde_json::to_vec_pretty(&record).map_err(|fault| fault.to_string())?;
    json.push(b'\n');
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)
            .map_err(|fault| format!("{}: {fault}", folder.display()))?;
    }
    std::fs::write(path, json).map_err(|fault| format!("{}: {fault}", path.display()))
}

fn read(path: &Path) -> Result<Option<Record>, String> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(fault) => return Err(format!("{}: {fault}", path.display())),
    };
    serde_json::from_slice(&bytes).map(Some).map_err(|fault| {
        format!(
            "{}: {fault}; this is no licence record, write it again with \
             `cleanclaim codesets licence cpt --confirm`",
            path.display()
        )
    })
}

//! The record of terms that were accepted for a download: who, when, whose, for what.

use crate::commands::codesets::licence;
use crate::workspace::{self, Workspace};
use model::Date;
use serde::Serialize;
use server::connectors::downloads::Terms;
use std::io::Write;

/// File of the data folder, one acceptance a line.
pub const RECORD: &str = "licence-acceptances.jsonl";

#[derive(Serialize)]
struct Acceptance<'a> {
    owner: &'static str,
    terms: &'static str,
    release: &'a str,
    accepted: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
}

/// Writes an acceptance down, before anything is downloaded under it.
pub fn record(workspace: &Workspace, terms: Terms, release: &str) -> Result<(), String> {
    let path = workspace.data().join(RECORD);
    let acceptance = Acceptance {
        owner: terms.name(),
        terms: terms.address(),
        release,
        accepted: workspace::today(),
        by: licence::user(),
    };
    let mut line = serde_json::to_vec(&acceptance).map_err(|fault| fault.to_string())?;
    line.push(b'\n');
    let append = || {
        std::fs::create_dir_all(workspace.data())?;
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(&path)?;
        file.write_all(&line)?;
        file.sync_all()
    };
    append().map_err(|fault| format!("{}: {fault}", path.display()))
}

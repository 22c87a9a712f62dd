//! `cleanclaim codesets list`: the releases at hand.

use super::json_line;
use crate::commands::code::Format;
use crate::show::print;
use crate::show::table::{self, Align};
use crate::workspace::{self, Workspace};
use clap::Args;
use codesets::cadence::{self, Standing};
use codesets::library::{EMBEDDED, Listed};
use model::Date;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::process::ExitCode;

/// Characters of a hash that are shown in the table.
const HASH_SHOWN: usize = 12;

/// Arguments of `codesets list`.
#[derive(Args)]
#[command(after_help = "Example:\n  cleanclaim codesets list --format json")]
pub struct ListArguments {
    /// The day on which releases are in force or out of date (default: today)
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<Date>,
    /// For people, or one JSON object a line
    #[arg(long, default_value = "text")]
    format: Format,
}

/// One release at hand.
#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    kind: &'static str,
    label: &'a str,
    starts: Date,
    standing: &'static str,
    stale: bool,
    /// First day of the publisher's next release.
    next_release: Date,
    origin: &'static str,
    source: &'a str,
    source_sha256: &'a str,
    rows: &'a BTreeMap<String, u64>,
    payload_sha256: &'a str,
    intact: bool,
    /// Under which the user has the copy, where the pack says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    licence: Option<&'static str>,
}

/// Runs the command.
pub fn run(arguments: &ListArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    let all = workspace.library().list().map_err(|fault| fault.to_string())?;
    let on = arguments.date.unwrap_or_else(workspace::today);
    let rows: Vec<Row<'_>> = all.iter().map(|listed| row(listed, &all, on)).collect();
    let text = match arguments.format {
        Format::Json => rows.iter().map(json_line).collect::<Result<String, String>>()?,
        Format::Text => text(&rows),
    };
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn row<'a>(listed: &'a Listed, all: &[Listed], on: Date) -> Row<'a> {
    let header = &listed.header;
    let of_kind = all.iter().filter(|other| other.header.kind == header.kind);
    let at_hand: Vec<Date> = of_kind.map(|other| other.header.starts).collect();
    let standing = cadence::standing(header.kind, header.starts, &at_hand, on);
    Row {
        name: &listed.name,
        kind: header.kind.name(),
        label: &header.label,
        starts: header.starts,
        standing: standing.name(),
        stale: matches!(standing, Standing::Stale(_)),
        next_release: cadence::next_release(header.kind, header.starts),
        origin: if listed.name == EMBEDDED { "embedded" } else { "imported" },
        source: &header.source,
        source_sha256: &header.source_sha256,
        rows: &header.rows,
        payload_sha256: &header.payload_sha256,
        intact: listed.intact,
        licence: header.kind.licence(),
    }
}

fn text(rows: &[Row<'_>]) -> String {
    let columns = [
        ("name", Align::Left),
        ("kind", Align::Left),
        ("release", Align::Left),
        ("first day", Align::Left),
        ("standing", Align::Left),
        ("rows", Align::Left),
        ("origin", Align::Left),
        ("source file", Align::Left),
        ("SHA-256 of rows", Align::Left),
    ];
    let cells = |row: &Row<'_>| {
        let standing = match (row.intact, row.stale) {
            (false, _) => "damaged: import it again".to_owned(),
            (true, true) => format!("stale since {}", row.next_release),
            (true, false) => row.standing.to_owned(),
        };
        let counts: Vec<String> =
            row.rows.iter().map(|(name, count)| format!("{count} {name}")).collect();
        vec![
            row.name.to_owned(),
            row.kind.to_owned(),
            row.label.to_owned(),
            row.starts.to_string(),
            standing,
            counts.join(", "),
            row.origin.to_owned(),
            row.source.to_owned(),
            row.payload_sha256.chars().take(HASH_SHOWN).collect(),
        ]
    };
    let mut out = table::render(&columns, &rows.iter().map(cells).collect::<Vec<_>>());
    for row in rows {
        if let Some(licence) = row.licence {
            let _ = writeln!(out, "{}: {licence}", row.name);
        }
    }
    out
}

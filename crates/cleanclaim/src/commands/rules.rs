//! `cleanclaim rules`: the payer rules that analysts write: check, list, explain, replay.

mod check;
mod explain;
mod list;
mod replay;
mod schema;

use crate::workspace::Workspace;
use clap::{Args, Subcommand};
use serde::Serialize;
use std::process::ExitCode;

/// Arguments of `rules`.
#[derive(Args)]
#[command(after_help = "Example:\n  cleanclaim rules check rules/payer\n  \
    cleanclaim rules explain larkspur.timely-filing\n  \
    cleanclaim rules replay --claims claims/2026-06\n\n\
    A rule is a file: docs/how-to/payer-rules.md shows how to write the first one.")]
pub struct RulesArguments {
    #[command(subcommand)]
    command: RulesCommand,
}

#[derive(Subcommand)]
enum RulesCommand {
    /// Read every rule and run its example table; faults as file:line: message
    Check(check::CheckArguments),
    /// The rules at hand: payer, severity, owner, dates, review
    List(list::ListArguments),
    /// One rule in plain words, with its examples
    Explain(explain::ExplainArguments),
    /// What the rules would have stopped among claims of the past, with dollars
    Replay(replay::ReplayArguments),
    /// What a condition may name: the page docs/reference/payer-rules.md
    Schema(schema::SchemaArguments),
}

/// Runs the command.
pub fn run(arguments: &RulesArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    match &arguments.command {
        RulesCommand::Check(a) => check::run(a, workspace),
        RulesCommand::List(a) => list::run(a, workspace),
        RulesCommand::Explain(a) => explain::run(a, workspace),
        RulesCommand::Replay(a) => replay::run(a, workspace),
        RulesCommand::Schema(a) => schema::run(a),
    }
}

/// One line of JSON.
fn json_line(value: &impl Serialize) -> Result<String, String> {
    serde_json::to_string(value)
        .map(|line| line + "\n")
        .map_err(|fault| format!("the result can't be written as JSON: {fault}"))
}

/// `2026-01-01 on`, or both days.
fn dates(effective: model::Effective) -> String {
    match effective.to {
        Some(to) => format!("{} to {to}", effective.from),
        None => format!("{} on", effective.from),
    }
}

//! `cleanclaim rules explain`: one rule in plain words.

use super::dates;
use crate::rule_files;
use crate::show::table::{self, Align};
use crate::show::wrap::wrap;
use crate::show::{self, count, print};
use crate::workspace::{self, Workspace};
use clap::Args;
use edits::{PayerRule, PayerRules};
use model::{Date, Severity};
use std::fmt::Write;
use std::path::PathBuf;
use std::process::ExitCode;

/// Identifiers that are offered for one that there is not.
const OFFERED: usize = 5;

/// Arguments of `rules explain`.
#[derive(Args)]
#[command(after_help = "Example:\n  cleanclaim rules explain larkspur.timely-filing")]
pub struct ExplainArguments {
    /// Identifier of the rule, as `rules list` shows it
    #[arg(value_name = "ID")]
    id: String,
    /// Folder of rules (default: the rules at hand, embedded and your own)
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
}

/// Runs the command.
pub fn run(arguments: &ExplainArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    let rules = rule_files::load(arguments.rules.as_deref(), workspace.data())?;
    let id = arguments.id.strip_prefix("payer.").unwrap_or(&arguments.id);
    match rules.rules().iter().find(|rule| rule.id() == id) {
        Some(rule) => print(&text(rule, workspace::today()))?,
        None => return Err(unknown(id, &rules)),
    }
    Ok(ExitCode::SUCCESS)
}

fn unknown(id: &str, rules: &PayerRules) -> String {
    let word = id.split(['.', '-']).next_back().unwrap_or(id);
    let near = rules.rules().iter().map(PayerRule::id).filter(|known| known.contains(word));
    let near: Vec<&str> = near.take(OFFERED).collect();
    match near.is_empty() {
        true => format!("there is no rule `{id}`; cleanclaim rules list shows all"),
        false => format!("there is no rule `{id}`; there is {}", near.join(", ")),
    }
}

fn text(rule: &PayerRule, today: Date) -> String {
    let mut out = format!("{}\n", rule.id());
    out += &wrap("  ", &show::wrap::sentence(rule.title()));
    let stops = match rule.severity() {
        Severity::Block => "stops the claim",
        Severity::Reason => "stops the claim until somebody states a reason",
        Severity::Warn => "warns, and lets the claim leave",
        Severity::Inform => "informs, and lets the claim leave",
    };
    let overdue = if rule.is_overdue(today) { " (overdue)" } else { "" };
    let plan = rule.plan().map_or(String::new(), |plan| format!(", plan {plan}"));
    let each = if rule.is_per_line() { "every line" } else { "the claim as a whole" };
    for (name, value) in [
        ("Payer", format!("{}{plan}", rule.payer())),
        ("It", format!("{} ({})", stops, show::edits::severity(rule.severity()))),
        ("Judges", each.to_owned()),
        ("Holds", format!("{}, by the day of service", dates(rule.effective()))),
        ("Source", rule.source().to_owned()),
        ("Owner", rule.owner().to_owned()),
        ("Review by", format!("{}{overdue}", rule.review_by())),
        ("File", rule.file().to_owned()),
    ] {
        out += &wrap(&format!("  {name:<10} "), &value);
    }
    for (heading, prose) in [("Why", rule.why()), ("What to do", rule.what_to_do())] {
        let _ = write!(out, "\n{heading}\n{}", wrap("  ", prose));
    }
    if let Some(condition) = rule.condition() {
        out += "\nIt fires when\n";
        for line in condition.trim_end().lines() {
            let _ = writeln!(out, "  {line}");
        }
        let mut paths = rule.paths().peekable();
        if paths.peek().is_some() {
            out += "where\n";
        }
        paths.for_each(|(path, says)| out += &wrap(&format!("  {path:<27} "), says));
    }
    if let Some((name, rows)) = rule.table() {
        let and = if rule.condition().is_some() { "and a row" } else { "It fires when a row" };
        let _ = writeln!(out, "\n{and} of {name} fits the line ({})", count(rows, "row"));
    }
    if let Some((name, field, words)) = rule.repair() {
        let _ = writeln!(out, "\nRepair {name}: it {words} in {field} when the claim is written");
    }
    let columns: Vec<(&str, Align)> =
        rule.example_headings().iter().map(|name| (name.as_str(), Align::Left)).collect();
    let rows: Vec<Vec<String>> = rule.example_rows().map(<[String]>::to_vec).collect();
    let _ = write!(out, "\nExamples\n{}", table::render(&columns, &rows));
    out
}

//! `cleanclaim rules list`: the rules at hand.

use super::{dates, json_line};
use crate::commands::code::Format;
use crate::rule_files;
use crate::show::table::{self, Align};
use crate::show::{self, print};
use crate::workspace::{self, Workspace};
use clap::Args;
use edits::PayerRule;
use model::{Date, Severity};
use serde::Serialize;
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `rules list`.
#[derive(Args)]
#[command(after_help = "Example:\n  cleanclaim rules list --format json")]
pub struct ListArguments {
    /// Folder of rules (default: the rules at hand, embedded and your own)
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// The day after whose review dates rules are overdue (default: today)
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<Date>,
    /// For people, or one JSON object a line
    #[arg(long, default_value = "text")]
    format: Format,
}

/// One rule.
#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    title: &'a str,
    payer: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<&'a str>,
    severity: Severity,
    owner: &'a str,
    source: &'a str,
    effective_from: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    effective_to: Option<Date>,
    review_by: Date,
    overdue: bool,
    scope: &'static str,
    examples: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    table_rows: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    repair: Option<&'static str>,
    file: &'a str,
}

/// Runs the command.
pub fn run(arguments: &ListArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    let rules = rule_files::load(arguments.folder.as_deref(), workspace.data())?;
    let today = arguments.date.unwrap_or_else(workspace::today);
    let rows: Vec<Row<'_>> = rules.rules().iter().map(|rule| row(rule, today)).collect();
    let text = match arguments.format {
        Format::Json => rows.iter().map(json_line).collect::<Result<String, String>>()?,
        Format::Text => text(rules.rules(), &rows),
    };
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn row(rule: &PayerRule, today: Date) -> Row<'_> {
    Row {
        id: rule.id(),
        title: rule.title(),
        payer: rule.payer(),
        plan: rule.plan(),
        severity: rule.severity(),
        owner: rule.owner(),
        source: rule.source(),
        effective_from: rule.effective().from,
        effective_to: rule.effective().to,
        review_by: rule.review_by(),
        overdue: rule.is_overdue(today),
        scope: if rule.is_per_line() { "line" } else { "claim" },
        examples: rule.example_rows().len(),
        table_rows: rule.table().map(|(_, rows)| rows),
        repair: rule.repair().map(|(name, ..)| name),
        file: rule.file(),
    }
}

fn text(rules: &[PayerRule], rows: &[Row<'_>]) -> String {
    let left = |title| (title, Align::Left);
    let columns = [
        left("rule"),
        left("payer"),
        left("severity"),
        left("owner"),
        left("effective"),
        left("review by"),
        ("examples", Align::Right),
    ];
    let cells: Vec<Vec<String>> = rules
        .iter()
        .zip(rows)
        .map(|(rule, row)| {
            let review = match row.overdue {
                true => format!("{} overdue", row.review_by),
                false => row.review_by.to_string(),
            };
            let payer = match row.plan {
                Some(plan) => format!("{}, {plan}", row.payer),
                None => row.payer.to_owned(),
            };
            vec![
                row.id.to_owned(),
                payer,
                show::edits::severity(row.severity).to_owned(),
                row.owner.to_owned(),
                dates(rule.effective()),
                review,
                row.examples.to_string(),
            ]
        })
        .collect();
    table::render(&columns, &cells)
}

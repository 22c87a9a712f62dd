//! `cleanclaim rules check`: every rule is read and its examples are run.

use crate::rule_files;
use crate::show::{count, print};
use crate::workspace::{self, Workspace};
use clap::Args;
use edits::{PayerRules, RuleFault};
use model::Date;
use std::path::PathBuf;
use std::process::ExitCode;

/// Characters of the hash that are shown.
const HASH_SHOWN: usize = 12;

/// Arguments of `rules check`.
#[derive(Args)]
#[command(after_help = "Example:\n  cleanclaim rules check rules/payer/larkspur-mutual\n\n\
    Exit code: 0 all rules hold, 1 some have faults, 2 the folder is unreadable.")]
pub struct CheckArguments {
    /// Folder of rules, or one rule (default: the rules at hand, embedded and your own)
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// The day after whose review dates rules are overdue (default: today)
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<Date>,
}

/// Runs the command. Exit code 0 without a fault, 1 with some.
pub fn run(arguments: &CheckArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    let layers = rule_files::layers(arguments.folder.as_deref(), workspace.data())?;
    let rules = match PayerRules::load(&layers) {
        Ok(rules) => rules,
        Err(faults) => return told(&faults),
    };
    let faults = rules.check_examples();
    if !faults.is_empty() {
        return told(&faults);
    }
    if rules.rules().is_empty() {
        return Err("there is no rule (.md) here".to_owned());
    }
    let today = arguments.date.unwrap_or_else(workspace::today);
    let examples: usize = rules.rules().iter().map(|rule| rule.example_rows().len()).sum();
    let mut text = String::new();
    for rule in rules.rules().iter().filter(|rule| rule.is_overdue(today)) {
        let (file, id, by, owner) = (rule.file(), rule.id(), rule.review_by(), rule.owner());
        text += &format!("{file}:1: {id} was to be reviewed by {by}; ask {owner}\n");
    }
    text += &format!(
        "{}, {}: all as they should be. Hash of the rules: {}\n",
        count(rules.rules().len(), "rule"),
        count(examples, "example"),
        rules.hash().get(..HASH_SHOWN).unwrap_or_default()
    );
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn told(faults: &[RuleFault]) -> Result<ExitCode, String> {
    let lines: String = faults.iter().map(|fault| format!("{fault}\n")).collect();
    print(&lines)?;
    eprintln!("cleanclaim: {}", count(faults.len(), "fault"));
    Ok(ExitCode::from(1))
}

//! `cleanclaim rules replay`: what the rules would have stopped. Nothing is changed.

use super::json_line;
use crate::commands::code::Format;
use crate::commands::scrub;
use crate::rule_files;
use crate::show::table::{self, Align};
use crate::show::{self, count, print};
use crate::workspace::Workspace;
use clap::Args;
use edits::PayerRules;
use model::{Cents, Claim, Edit, Severity};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Claims that are named of each rule.
const SAMPLES: usize = 5;

/// Most files of claims that are read.
const MOST_FILES: usize = 100_000;

/// Deepest folder below the one that was named.
const DEEPEST: usize = 16;

/// Arguments of `rules replay`.
#[derive(Args)]
#[command(after_help = "Example:\n  cleanclaim rules replay --claims claims/2026-06\n  \
    cleanclaim rules replay drafts/new-rule.md --claims june.837p --format json\n\n\
    The dollars of a rule are the charges of the lines that it names, or of the whole claim for \
    a rule on the claim.\nExit code: 0, or 2 when a file is unreadable.")]
pub struct ReplayArguments {
    /// Folder of rules, or one rule (default: the rules at hand, embedded and your own)
    #[arg(value_name = "RULES")]
    folder: Option<PathBuf>,
    /// 837 or claim JSON files, or folders of them
    #[arg(long, required = true, num_args = 1.., value_name = "DIR")]
    claims: Vec<PathBuf>,
    /// For people, or one JSON object
    #[arg(long, default_value = "text")]
    format: Format,
}

/// What all claims together came to.
#[derive(Default, Serialize)]
struct Replayed {
    claims: usize,
    /// Claims on which a rule fired.
    fired_claims: usize,
    /// Claims that would have been stopped (block or reason).
    stopped_claims: usize,
    stopped_cents: Cents,
    rules_sha256: String,
    rules: Vec<Fired>,
    /// Evaluations that had no answer.
    rule_errors: usize,
}

/// What one rule came to.
#[derive(Serialize)]
struct Fired {
    id: String,
    severity: Severity,
    title: String,
    claims: usize,
    lines: usize,
    charge_cents: Cents,
    samples: Vec<String>,
}

/// Runs the command.
pub fn run(arguments: &ReplayArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    let rules = rule_files::load(arguments.folder.as_deref(), workspace.data())?;
    let mut files = Vec::new();
    for path in &arguments.claims {
        collect(path, 0, &mut files)?;
    }
    let fired = rules.rules().iter().map(|rule| Fired {
        id: rule.id().to_owned(),
        severity: rule.severity(),
        title: rule.title().to_owned(),
        claims: 0,
        lines: 0,
        charge_cents: Cents(0),
        samples: Vec::new(),
    });
    let rules_sha256 = rules.hash().to_owned();
    let mut replayed = Replayed { rules: fired.collect(), rules_sha256, ..Replayed::default() };
    let by_id: BTreeMap<&str, usize> =
        rules.rules().iter().enumerate().map(|(at, rule)| (rule.edit_id(), at)).collect();
    let mut unreadable = false;
    for file in &files {
        match scrub::read(file) {
            Ok(claims) => claims.iter().for_each(|claim| replayed.add(claim, &rules, &by_id)),
            Err(faults) => {
                unreadable = true;
                faults.iter().for_each(|fault| eprintln!("cleanclaim: {fault}"));
            }
        }
    }
    print(&match arguments.format {
        Format::Json => json_line(&replayed)?,
        Format::Text => replayed.text(),
    })?;
    Ok(if unreadable { ExitCode::from(2) } else { ExitCode::SUCCESS })
}

impl Replayed {
    fn add(&mut self, claim: &Claim, rules: &PayerRules, by_id: &BTreeMap<&str, usize>) {
        let mut edits: Vec<Edit> = Vec::new();
        rules.judge(claim, &mut edits);
        self.claims += 1;
        let mut named = BTreeSet::new();
        for edit in &edits {
            let Some(at) = by_id.get(edit.id.as_str()).copied() else {
                self.rule_errors += 1;
                continue;
            };
            let fired = &mut self.rules[at];
            if named.insert(at) {
                fired.claims += 1;
                if fired.samples.len() < SAMPLES {
                    fired.samples.push(claim.id.to_string());
                }
            }
            fired.lines += usize::from(edit.line > 0);
            fired.charge_cents = plus(fired.charge_cents, charge(claim, edit));
        }
        let stops =
            |at: &usize| matches!(self.rules[*at].severity, Severity::Block | Severity::Reason);
        let stopped = named.iter().any(stops);
        self.fired_claims += usize::from(!named.is_empty());
        self.stopped_claims += usize::from(stopped);
        if stopped {
            self.stopped_cents = plus(self.stopped_cents, claim.total());
        }
    }

    fn text(&self) -> String {
        let columns = [
            ("rule", Align::Left),
            ("severity", Align::Left),
            ("claims", Align::Right),
            ("lines", Align::Right),
            ("charges", Align::Right),
            ("for example", Align::Left),
        ];
        let rows: Vec<Vec<String>> = self
            .rules
            .iter()
            .filter(|rule| rule.claims > 0)
            .map(|rule| {
                vec![
                    rule.id.clone(),
                    show::edits::severity(rule.severity).to_owned(),
                    rule.claims.to_string(),
                    rule.lines.to_string(),
                    rule.charge_cents.to_string(),
                    rule.samples.join(", "),
                ]
            })
            .collect();
        let mut out = match rows.is_empty() {
            true => String::new(),
            false => table::render(&columns, &rows) + "\n",
        };
        out += &format!(
            "{} replayed: {} with a firing rule, {} would have been stopped ({}). \
             {} of {} fired.\n",
            count(self.claims, "claim"),
            self.fired_claims,
            self.stopped_claims,
            self.stopped_cents,
            rows.len(),
            count(self.rules.len(), "rule")
        );
        if self.rule_errors > 0 {
            out += &format!(
                "{} without an answer: cleanclaim scrub names the rule and the reason.\n",
                count(self.rule_errors, "evaluation")
            );
        }
        out
    }
}

/// The charge that an edit is about: of its line, or of the claim.
fn charge(claim: &Claim, edit: &Edit) -> Cents {
    if edit.line == 0 {
        return claim.total();
    }
    let place = |(at, line): &(usize, &model::ClaimLine)| match line.line {
        0 => at + 1 == usize::from(edit.line),
        number => number == edit.line,
    };
    let line = claim.lines.iter().enumerate().find(place);
    line.map_or(Cents(0), |(_, line)| line.charge_cents)
}

/// The files of a folder and of those below it, in name order.
fn collect(path: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), String> {
    if !path.is_dir() || depth > DEEPEST {
        files.push(path.to_owned());
        return Ok(());
    }
    let said = |fault| format!("{}: cannot be read ({fault})", path.display());
    let mut within = Vec::new();
    for entry in fs::read_dir(path).map_err(said)? {
        within.push(entry.map_err(said)?.path());
        if files.len() + within.len() > MOST_FILES {
            return Err(format!("{}: more than {MOST_FILES} files", path.display()));
        }
    }
    within.sort();
    within.iter().try_for_each(|path| collect(path, depth + 1, files))
}

fn plus(a: Cents, b: Cents) -> Cents {
    Cents(a.0.saturating_add(b.0))
}

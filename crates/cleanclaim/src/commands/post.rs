//! `cleanclaim post`: what posting a remittance would do, or, with `--take`, does.

mod plan;
mod take;

use crate::commands::code::Format;
use crate::commands::scrub;
use crate::show;
use crate::site::SiteArguments;
use crate::workspace::Workspace;
use clap::Args;
use model::Date;
use server::surroundings::{Machine, Surroundings, day_of};
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `post`.
#[derive(Args)]
#[command(after_help = "Example:\n  cleanclaim post era.835\n  \
    cleanclaim post era.835 --claims sent.837p --format json\n  \
    cleanclaim post era.835 --take\n\n\
    Each payment (ST to SE) is checked by line, by claim and as a whole, and posts whole \
    or not at all. Without --take nothing is kept; with it the files go to the site's database and \
    are posted there, each file once.\nExit code: 0 every payment posts, 1 some are refused, 2 a \
    file is unreadable or holds no remittance.")]
pub struct PostArguments {
    /// 835 files; - for standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Claims that were sent (837 or claim JSON): each payment is matched to them
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with = "take")]
    pub claims: Vec<PathBuf>,
    /// The day of the posting (default: today)
    #[arg(long, value_name = "YYYY-MM-DD", conflicts_with = "take")]
    pub on: Option<Date>,
    /// Take the files into the site's database and post them
    #[arg(long)]
    pub take: bool,
    /// For people, or one JSON object a payment
    #[arg(long, default_value = "text")]
    pub format: Format,
    #[command(flatten)]
    pub site: SiteArguments,
}

/// What came of all files.
#[derive(Clone, Copy, Debug, Default)]
struct Outcome {
    refused: bool,
    unreadable: bool,
}

/// Runs the command.
pub fn run(arguments: &PostArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    let outcome = match arguments.take {
        true => take::run(arguments, workspace)?,
        false => planned(arguments)?,
    };
    Ok(match (outcome.unreadable, outcome.refused) {
        (true, _) => ExitCode::from(2),
        (false, true) => ExitCode::from(1),
        (false, false) => ExitCode::SUCCESS,
    })
}

fn planned(arguments: &PostArguments) -> Result<Outcome, String> {
    let on = arguments.on.unwrap_or_else(|| day_of(Machine::default().now()));
    let mut outcome = Outcome::default();
    let mut sent = Vec::new();
    for file in &arguments.claims {
        match scrub::read(file) {
            Ok(claims) => sent.extend(claims),
            Err(faults) => {
                outcome.unreadable = true;
                faults.iter().for_each(|fault| eprintln!("cleanclaim: {fault}"));
            }
        }
    }
    if outcome.unreadable {
        return Ok(outcome);
    }
    let given = !arguments.claims.is_empty();
    let mut planner = plan::Planner::new(on, given.then_some(sent.as_slice()));
    for file in &arguments.files {
        let told = planner.file(file, &mut |payment| {
            outcome.refused |= !payment.refusals.is_empty();
            show::print(&match arguments.format {
                Format::Text => payment.text(),
                Format::Json => line(payment),
            })
        })?;
        for fault in told {
            outcome.unreadable = true;
            eprintln!("cleanclaim: {fault}");
        }
    }
    Ok(outcome)
}

/// A value as a line of JSON.
fn line(value: &impl serde::Serialize) -> String {
    let mut text = serde_json::to_string(value).unwrap_or_default();
    text.push('\n');
    text
}

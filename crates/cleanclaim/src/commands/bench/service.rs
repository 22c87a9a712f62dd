//! `cleanclaim bench --service`: charts through the workers, pages under load, a day of a site.
//!
//! Each part works on tables of its own: an SQLite file on disk with full durability, or the
//! PostgreSQL that is named. Beside every rate stands the same as a share of a rate that was
//! measured in the same run, and the processor time, which other programs disturb least.

mod caller;
mod cost;
mod day;
mod ending;
mod fill;
mod flow;
mod pages;
mod posting;
mod site;
mod times;

use crate::workspace::Workspace;
use clap::{Args, ValueEnum};
use site::Site;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// Arguments of `bench --service`.
#[derive(Args)]
pub struct ServiceArguments {
    /// What of the service is timed
    #[arg(long, value_enum, value_delimiter = ',', requires = "service",
        default_values_t = [Part::Flow, Part::Pages, Part::Day])]
    parts: Vec<Part>,
    /// Database that holds nothing yet: sqlite:FILE or postgres://… (default: a file that goes at
    /// the end)
    #[arg(long, value_name = "ADDRESS", requires = "service")]
    database: Option<String>,
    /// Folder for that file; it must be on a disk, not in memory
    #[arg(long, value_name = "DIR", requires = "service")]
    folder: Option<PathBuf>,
    /// Open accounts behind the pages
    #[arg(long, default_value_t = 100_000, requires = "service",
        value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    accounts: u64,
    /// Charts of the way through the workers, and of the day
    #[arg(long, default_value_t = 2_000, requires = "service",
        value_parser = clap::value_parser!(u64).range(1..=100_000))]
    charts: u64,
    /// Claims that are answered and posted
    #[arg(long, default_value_t = 20_000, requires = "service",
        value_parser = clap::value_parser!(u64).range(1..=2_000_000))]
    claims_paid: u64,
    /// People who are logged in
    #[arg(long, default_value_t = 50, requires = "service",
        value_parser = clap::value_parser!(u64).range(1..=1_000))]
    users: u64,
    /// Workers side by side
    #[arg(long, default_value_t = 1, requires = "service",
        value_parser = clap::value_parser!(u64).range(1..=64))]
    workers: u64,
    /// Page requests a second that are asked for
    #[arg(long, default_value_t = 200, requires = "service",
        value_parser = clap::value_parser!(u64).range(1..=100_000))]
    rate: u64,
    /// Over how many seconds the charts of the day come in
    #[arg(long, default_value_t = 60, requires = "service",
        value_parser = clap::value_parser!(u64).range(1..=86_400))]
    day: u64,
}

/// A part of the measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Charts a second: read, coded, stored, charged, scrubbed
    Flow,
    /// Page requests a second, and how long each takes
    Pages,
    /// A day: charts come in while people work them
    Day,
    /// Remittances: claims a second, taken in and posted
    Posting,
}

fn count(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Runs the parts that are asked for.
pub fn run(
    arguments: &ServiceArguments,
    limit: Duration,
    workspace: &Workspace,
) -> Result<ExitCode, String> {
    let (charts, users) = (count(arguments.charts), count(arguments.users));
    let mut whole = true;
    for part in &arguments.parts {
        let name = match part {
            Part::Flow => "flow",
            Part::Pages => "pages",
            Part::Day => "day",
            Part::Posting => "posting",
        };
        let place = (arguments.database.as_deref(), arguments.folder.as_deref());
        let site = Site::open(place, workspace, name)?;
        match part {
            Part::Flow => flow::run(&site, charts, count(arguments.workers))?,
            Part::Pages => {
                let load = pages::Load { users, rate: arguments.rate, limit };
                whole &= pages::run(&site, count(arguments.accounts), &load)?;
            }
            Part::Day => {
                let plan = day::Plan { charts, users, seconds: arguments.day };
                whole &= day::run(&site, &plan, count(arguments.workers))?;
            }
            Part::Posting => {
                let claims = count(arguments.claims_paid);
                whole &= posting::run(&site, claims, count(arguments.workers))?;
            }
        }
        site.close();
    }
    Ok(if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

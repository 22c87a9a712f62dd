//! `cleanclaim demo`: a made-up practice, from FHIR bundles to 837 files.

pub mod billing;
mod contracts;
mod folder;
mod pages;
mod payers;
mod story;

use crate::commands::claim::desk::Desk;
use crate::commands::code;
use crate::rule_files;
use crate::show;
use crate::workspace::Workspace;
use billing::Billing;
use claims::FeeSchedule;
use clap::Args;
use codesets::CodeSets;
use coding::Coder;
use folder::{Home, OutFolder};
use intake::Options;
use model::{Chart, Date};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use testkit::practice::{self, PracticeChart};

/// The day on which the practice sends its claims: the demo has no clock.
const TODAY: (i16, i8, i8) = (2026, 6, 22);

/// Arguments of `demo`.
#[derive(Args)]
#[command(after_help = "Example:\n  cleanclaim demo --out /tmp/demo\n\n\
    Nobody in it is real. It works in a temporary folder, or in --data DIR when that is empty or \
    its own; it never touches your data. The same seed gives the same bytes.")]
pub struct DemoArguments {
    /// Keep the files in this folder
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// End after the report, without the web pages
    #[arg(long)]
    pub no_serve: bool,
    /// Address and port of the web pages
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// First control number of the 837 files
    #[arg(long, value_name = "N", default_value_t = 1)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=999_999_000))]
    pub seed: u32,
}

/// Runs the command.
pub fn run(arguments: &DemoArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    let home = Home::open(workspace)?;
    let mut out = OutFolder::open(match &arguments.out {
        Some(folder) => folder.clone(),
        None => home.path().join("out"),
    })?;
    let (year, month, day) = TODAY;
    let today = Date::new(year, month, day).unwrap_or_default();
    let practice = practice::charts();
    out.put(bundles(&practice))?;
    let coder = Coder::new(Arc::new(CodeSets::embedded())).map_err(|fault| fault.to_string())?;
    let charts = read_back(&practice, &out, &coder, today)?;
    let rules = rule_files::embedded()?;
    let desk = Desk::new(&coder, fees()?, today).with_rules(&rules);
    let done = charts.iter().map(|chart| desk.bill(chart)).collect();
    let billing = Billing::new(practice, done, arguments.seed, today)?;
    let report = show::demo::report(&billing);
    let mut files = billing.files();
    files.insert("report.txt".into(), report.clone());
    out.put(files)?;
    show::print(&report)?;
    show::print(&match (&arguments.out, workspace.is_named()) {
        (None, false) => show::demo::files_removed(),
        _ => show::demo::files_kept(out.path(), &billing),
    })?;
    if billing.charts.iter().any(|chart| chart.done.has_cpt()) {
        show::licence::remind(home.workspace());
    }
    if arguments.no_serve {
        return Ok(ExitCode::SUCCESS);
    }
    pages::open(&home, &fee_text(), (today, arguments.listen))
}

/// Every chart as the FHIR bundle that a hospital system would send.
fn bundles(practice: &[PracticeChart]) -> BTreeMap<String, String> {
    let bundle = |chart: &PracticeChart| format!("{:#}\n", practice::to_bundle(chart));
    practice.iter().map(|chart| (chart_file(&chart.slug), bundle(chart))).collect()
}

fn chart_file(slug: &str) -> String {
    format!("charts/{slug}.json")
}

/// The charts as intake reads them from their bundles: the demo takes the same way as any chart.
fn read_back(
    practice: &[PracticeChart],
    out: &OutFolder,
    coder: &Coder,
    today: Date,
) -> Result<Vec<Chart>, String> {
    let standing = |code: &str, on: Option<Date>| code::standing(coder, code, on);
    let options =
        Options { today: Some(today), code_standing: Some(&standing), ..Options::default() };
    let files: Vec<PathBuf> =
        practice.iter().map(|chart| out.path().join(chart_file(&chart.slug))).collect();
    let charts: Result<Vec<Chart>, _> = intake::charts(&files, &options).collect();
    let charts = charts.map_err(|fault| fault.to_string())?;
    let same = charts.iter().map(|chart| chart.id.as_str()).eq(practice.iter().map(|c| &*c.slug));
    match same {
        true => Ok(charts),
        false => Err("the bundles of the made-up practice do not give its charts back".into()),
    }
}

/// What the practice charges, as the desk takes it.
fn fees() -> Result<FeeSchedule, String> {
    FeeSchedule::from_csv(&fee_text())
        .map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

/// The same as CSV.
fn fee_text() -> String {
    let mut text = "code,modifier,charge\n".to_owned();
    for (code, modifier, cents) in practice::fees().rows() {
        text.push_str(&format!("{code},{modifier},{}\n", cents.to_x12()));
    }
    text
}

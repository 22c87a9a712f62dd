//! `cleanclaim claim`: charts in, 837 files out.

pub mod batch;
pub mod desk;
pub mod outbox;

use crate::commands::code::{self, Format};
use crate::show::claim::{Standing, Summary};
use crate::workspace::{self, Workspace};
use crate::{pool, show};
use batch::{Batch, Parties};
use claims::FeeSchedule;
use clap::Args;
use desk::{ChartClaims, Desk};
use intake::Options;
use model::{Claim, ClaimId, ClaimType, Date, Setting};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use x12::Usage;

/// Most charts that one run bills: their claims go into one file.
const MOST_CHARTS: usize = 100_000;

/// Receiver of test files, when none is named.
const TEST_RECEIVER: (&str, &str) = ("TEST RECEIVER", "TESTRECEIVER");

/// Largest fee schedule that is read, in bytes: as much as [`FeeSchedule`] takes.
const MOST_FEE_BYTES: u64 = 16 << 20;

/// Arguments of `claim`.
#[derive(Args)]
#[command(after_help = "Example:\n  \
    cleanclaim claim visit.json --out outbox --fees fees.csv\n\n\
    A claim is written when no edit stops it; otherwise its edits are printed and nothing is \
    written for it.\nExit code: 0 every claim written, 1 some chart or claim not, 2 nothing done.")]
pub struct ClaimArguments {
    /// Files, folders, or - for standard input
    #[arg(required = true, value_name = "FILE|DIR")]
    pub inputs: Vec<PathBuf>,
    /// Folder for the 837 files and the claim JSON beside them
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// What the practice charges: CSV with the heading code,modifier,charge
    #[arg(long, value_name = "CSV")]
    pub fees: Option<PathBuf>,
    /// Where care was given; wins over the chart
    #[arg(long, value_name = "SETTING")]
    pub setting: Option<Setting>,
    /// Date of service; wins over the chart
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<Date>,
    /// All files named are documents of one chart
    #[arg(long)]
    pub one_chart: bool,
    /// Day on which the claims are sent (default: today)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub submitted: Option<Date>,
    /// First interchange control number; a second file takes the next
    #[arg(long, value_name = "N", default_value_t = 1)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=999_999_998))]
    pub control: u32,
    /// Who sends (default: the billing provider of the first claim)
    #[arg(long, value_name = "NAME")]
    pub submitter: Option<String>,
    /// The sender's identifier, given by the receiver (default: the billing provider's NPI)
    #[arg(long, value_name = "ID")]
    pub submitter_id: Option<String>,
    /// Whom the receiver may ask
    #[arg(long, value_name = "NAME", default_value = "BILLING OFFICE")]
    pub contact: String,
    /// Their telephone, ten digits (default: the billing provider's)
    #[arg(long, value_name = "DIGITS")]
    pub phone: Option<String>,
    /// Who receives (default: a test receiver)
    #[arg(long, value_name = "NAME")]
    pub receiver: Option<String>,
    /// The receiver's identifier
    #[arg(long, value_name = "ID")]
    pub receiver_id: Option<String>,
    /// Mark the files as production data (ISA15 = P); they are test data otherwise
    #[arg(long, requires_all = ["receiver", "receiver_id", "submitter_id"])]
    pub production: bool,
    /// For people, or one JSON object a chart
    #[arg(long, default_value = "text")]
    pub format: Format,
}

/// Runs the command. Exit code 0 when every chart gave claims and all were written, else 1.
pub fn run(arguments: &ClaimArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    let fees = fees(arguments.fees.as_deref())?;
    let submitted = arguments.submitted.unwrap_or_else(workspace::today);
    let coder = workspace.coder()?;
    let rules = workspace.payer_rules()?;
    let desk = Desk::new(&coder, fees, submitted).with_rules(&rules);
    let (charts, refused) = work(arguments, &desk)?;
    let (standings, files) = send(arguments, submitted, &charts)?;
    let summary = Summary {
        out: &arguments.out,
        files: &files,
        refused,
        fees_given: arguments.fees.is_some(),
    };
    let text = match arguments.format {
        Format::Text => show::claim::text(&charts, &standings, &summary),
        Format::Json => show::claim::json_lines(&charts, &standings),
    };
    show::print(&text)?;
    if charts.iter().any(ChartClaims::has_cpt) {
        show::licence::remind(workspace);
    }
    let all_written = charts.iter().all(|chart| chart.faults.is_empty())
        && standings.iter().flatten().all(|s| matches!(s, Standing::Written { .. }));
    Ok(if refused == 0 && all_written { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// The fee schedule of a file; empty without one.
fn fees(path: Option<&Path>) -> Result<FeeSchedule, String> {
    let Some(path) = path else { return Ok(FeeSchedule::default()) };
    let bytes = outbox::read_bounded(path, MOST_FEE_BYTES)?;
    let name = path.display();
    let text = String::from_utf8(bytes)
        .map_err(|fault| format!("{name}: byte {}: not UTF-8", fault.utf8_error().valid_up_to()))?;
    FeeSchedule::from_csv(&text).map_err(|faults| {
        let lines: Vec<String> = faults.iter().map(|fault| format!("{name}: {fault}")).collect();
        lines.join("\ncleanclaim: ")
    })
}

/// Reads, codes and bills every chart; says on standard error which input was refused.
fn work(arguments: &ClaimArguments, desk: &Desk<'_>) -> Result<(Vec<ChartClaims>, usize), String> {
    let standing = |code: &str, on: Option<Date>| code::standing(desk.coder(), code, on);
    let options = Options {
        setting: arguments.setting,
        date: arguments.date,
        today: Some(workspace::today()),
        one_chart: arguments.one_chart,
        code_standing: Some(&standing),
    };
    let (mut charts, mut refused) = (Vec::new(), 0usize);
    pool::in_order(
        intake::charts(&arguments.inputs, &options),
        |chart| chart.map(|chart| desk.bill(&chart)),
        |outcome| match outcome {
            Ok(_) if charts.len() >= MOST_CHARTS => {
                Err(format!("more than {MOST_CHARTS} charts in one run; name fewer at a time"))
            }
            Ok(chart) => {
                charts.push(chart);
                Ok(())
            }
            Err(fault) => {
                refused += 1;
                eprintln!("cleanclaim: {fault}");
                Ok(())
            }
        },
    )?;
    Ok((charts, refused))
}

/// Writes the claims that may leave, one file a claim type, and says what became of each claim.
fn send(
    arguments: &ClaimArguments,
    submitted: Date,
    charts: &[ChartClaims],
) -> Result<(Vec<Vec<Standing>>, Vec<String>), String> {
    let repeated = repeated_ids(charts);
    let leaves = |claim: &claims::ScrubbedClaim| {
        claim.report.may_leave() && !repeated.contains(&claim.claim.id)
    };
    let leaving: Vec<&Claim> = charts
        .iter()
        .flat_map(|chart| &chart.claims)
        .filter(|claim| leaves(claim))
        .map(|claim| &claim.claim)
        .collect();
    let mut written: BTreeMap<ClaimId, String> = BTreeMap::new();
    let mut refused = BTreeMap::new();
    let (mut files, mut outgoing, mut control) = (Vec::new(), Vec::new(), arguments.control);
    for claim_type in [ClaimType::Professional, ClaimType::Institutional] {
        let of_type = leaving.iter().copied().filter(|c| c.claim_type == claim_type).collect();
        let batch = Batch { claim_type, claims: of_type, control, day: submitted };
        let parties = parties(arguments, batch.claims.first().copied());
        let interchange = batch.write(&parties)?;
        refused.extend(interchange.refused);
        let Some(text) = interchange.text else { continue };
        let name = format!("claims-{control:09}.{}", batch::ending(claim_type));
        let json: String = interchange.claims.iter().map(|claim| json_line(claim)).collect();
        outgoing.push((arguments.out.join(format!("claims-{control:09}.json")), json));
        outgoing.push((arguments.out.join(&name), text));
        let ids = interchange.claims.iter().map(|claim| claim.id.clone());
        written.extend(ids.map(|id| (id, name.clone())));
        files.push(name);
        control += 1;
    }
    outbox::put_new(&outgoing)?;
    let standing = |claim: &claims::ScrubbedClaim| {
        let id = &claim.claim.id;
        if repeated.contains(id) {
            return Standing::Repeated;
        }
        match (written.get(id), refused.get(id)) {
            (Some(file), _) => Standing::Written { file: file.clone() },
            (None, Some(faults)) => Standing::Refused { faults: Vec::clone(faults) },
            (None, None) => Standing::Stopped,
        }
    };
    let of_chart = |chart: &ChartClaims| chart.claims.iter().map(standing).collect();
    Ok((charts.iter().map(of_chart).collect(), files))
}

/// Claim numbers that two claims of this run carry: the payer's answer could not be told apart.
fn repeated_ids(charts: &[ChartClaims]) -> BTreeSet<ClaimId> {
    let (mut seen, mut repeated) = (BTreeSet::new(), BTreeSet::new());
    for claim in charts.iter().flat_map(|chart| &chart.claims) {
        if !seen.insert(&claim.claim.id) {
            repeated.insert(claim.claim.id.clone());
        }
    }
    repeated
}

/// Sender and receiver: as named, else what the first claim and a test file suggest.
fn parties(arguments: &ClaimArguments, first: Option<&Claim>) -> Parties {
    let billing = first.map(|claim| claim.billing.clone()).unwrap_or_default();
    let (name, id) = TEST_RECEIVER;
    let or = |given: &Option<String>, other: &str| given.clone().unwrap_or_else(|| other.into());
    Parties {
        submitter: or(&arguments.submitter, &billing.name.unwrap_or_default()),
        submitter_id: or(&arguments.submitter_id, &billing.npi),
        contact: arguments.contact.clone(),
        phone: or(&arguments.phone, &billing.phone.unwrap_or_default()),
        receiver: or(&arguments.receiver, name),
        receiver_id: or(&arguments.receiver_id, id),
        usage: if arguments.production { Usage::Production } else { Usage::Test },
    }
}

/// The claim as one line of claim JSON.
fn json_line(claim: &Claim) -> String {
    let mut line = serde_json::to_string(claim).unwrap_or_default();
    line.push('\n');
    line
}

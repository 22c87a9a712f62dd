//! `cleanclaim bench`: how fast charts are read and coded, on one core, beside a yardstick
//! measured in the same run (SHA-256 of the same text), so that numbers of two machines compare.
//! With `--x12`, how fast X12 files are validated; with `--claims`, how fast claims are scrubbed;
//! with `--service`, charts and pages through the whole service.

mod claims;
mod service;
mod x12_files;

use crate::workspace::{self, Workspace};
use clap::Args;
use coding::Profile;
use model::{Chart, Document};
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Arguments of `bench`.
#[derive(Args)]
#[command(after_help = "Example:\n  cleanclaim bench notes/ --seconds 10\n  \
    cleanclaim bench --x12 claims.837 remittance.835\n  \
    cleanclaim bench --claims claims.json\n  \
    cleanclaim bench --service --parts flow --charts 5000")]
pub struct BenchArguments {
    /// Notes to read and code (default: those of the made-up practice)
    #[arg(value_name = "FILE|DIR")]
    inputs: Vec<PathBuf>,
    /// The files are X12: time their validation (without files: 10,000 made-up claims and as
    /// many payments)
    #[arg(long)]
    x12: bool,
    /// The files are claims (837 or claim JSON): time all edits over them (without files: 10,000
    /// made-up claims)
    #[arg(long, conflicts_with = "x12")]
    claims: bool,
    /// Time the service: charts through its workers, pages over many accounts, a day of a site
    #[arg(long, conflicts_with_all = ["x12", "claims", "inputs"])]
    service: bool,
    #[command(flatten)]
    of_service: service::ServiceArguments,
    /// How long each measurement goes on
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
}

/// Runs the command.
pub fn run(arguments: &BenchArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    if arguments.service {
        let limit = Duration::from_secs(arguments.seconds);
        return service::run(&arguments.of_service, limit, workspace);
    }
    if arguments.x12 {
        let limit = Duration::from_secs(arguments.seconds);
        return x12_files::run(&arguments.inputs, limit);
    }
    if arguments.claims {
        let limit = Duration::from_secs(arguments.seconds);
        return claims::run(&arguments.inputs, limit, workspace);
    }
    let started = Instant::now();
    let coder = workspace.coder()?;
    let ready = started.elapsed();
    let charts = charts(arguments)?;
    let bytes: usize = charts.iter().flat_map(|c| &c.documents).map(|d| d.text.len()).sum();
    if charts.is_empty() || bytes == 0 {
        return Err("there is no note to time; name a file or folder with notes".into());
    }
    let limit = Duration::from_secs(arguments.seconds);
    let coding = rounds(limit, &charts, |chart| coder.code(chart, Profile::Claim).dx.len());
    let reading = rounds(limit, &charts, |chart| coder.reader().read(chart).documents.len());
    let yardstick = rounds(limit, &charts, |chart| {
        chart.documents.iter().map(|d| usize::from(Sha256::digest(d.text.as_bytes())[0])).sum()
    });
    let mean = bytes as f64 / charts.len() as f64;
    println!("{} charts, {mean:.0} bytes each on average, one core", charts.len());
    println!("coder ready after        {:>9.1} ms", ready.as_secs_f64() * 1e3);
    line("read and code", coding, mean, yardstick);
    line("read alone", reading, mean, yardstick);
    line("yardstick (SHA-256)", yardstick, mean, yardstick);
    if let Some(peak) = peak_memory() {
        println!("peak memory              {peak:>9.1} MiB");
    }
    Ok(ExitCode::SUCCESS)
}

fn line(name: &str, per_second: f64, mean: f64, yardstick: f64) {
    let megabytes = per_second * mean / 1e6;
    let ratio = yardstick / per_second;
    println!(
        "{name:<24} {per_second:>9.0} charts/s  {megabytes:>8.1} MB/s  1/{ratio:.0} yardstick"
    );
}

/// Charts a second over whole rounds, for at least the time given.
fn rounds(limit: Duration, charts: &[Chart], mut work: impl FnMut(&Chart) -> usize) -> f64 {
    let (started, mut done, mut kept) = (Instant::now(), 0usize, 0usize);
    while started.elapsed() < limit {
        for chart in charts {
            kept = kept.wrapping_add(work(std::hint::black_box(chart)));
        }
        done += charts.len();
    }
    std::hint::black_box(kept);
    done as f64 / started.elapsed().as_secs_f64()
}

fn charts(arguments: &BenchArguments) -> Result<Vec<Chart>, String> {
    if arguments.inputs.is_empty() {
        let practice = testkit::practice::charts();
        return Ok(practice.into_iter().map(|p| p.chart).collect());
    }
    let options = intake::Options { today: Some(workspace::today()), ..intake::Options::default() };
    let mut charts = Vec::new();
    for chart in intake::charts(&arguments.inputs, &options) {
        match chart {
            Ok(chart) => charts.push(only_text(chart)),
            Err(fault) => eprintln!("cleanclaim: {fault}"),
        }
    }
    Ok(charts)
}

/// Source resources are not read again by the coder; without them a large folder fits memory.
fn only_text(chart: Chart) -> Chart {
    let documents: Vec<Document> = chart.documents;
    Chart { resources: Vec::new(), documents, ..chart }
}

/// The most memory that the process has held, in MiB, where the system tells.
fn peak_memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024.0)
}

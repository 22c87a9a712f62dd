//! `cleanclaim bench --x12`: validation of X12 files on one core, and on two side by side.

use super::peak_memory;
use crate::commands::claim::outbox::read_bounded;
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use x12::generate::{Kind, Plan, generate};
use x12::validate::{Options, validate, validate_side_by_side};

/// Largest file that is timed, in bytes.
const MOST_BYTES: u64 = 1 << 30;

/// Claims of each made-up file.
const CLAIMS: u64 = 10_000;

/// Times every file, or two made-up ones.
pub fn run(files: &[PathBuf], limit: Duration) -> Result<ExitCode, String> {
    if files.is_empty() {
        for kind in [Kind::Professional, Kind::Remittance] {
            let mut plan = Plan::new(kind);
            plan.claims = CLAIMS;
            let mut data = Vec::new();
            generate(&plan, &mut data).map_err(|e| e.to_string())?;
            time(&format!("{} of {CLAIMS} made-up claims", kind.name()), &data, limit);
        }
    }
    for file in files {
        time(&file.display().to_string(), &read_bounded(file, MOST_BYTES)?, limit);
    }
    if let Some(peak) = peak_memory() {
        println!("peak memory              {peak:>9.1} MiB");
    }
    Ok(ExitCode::SUCCESS)
}

fn time(name: &str, data: &[u8], limit: Duration) {
    let options = Options::default();
    let syntax = Options { types: &[1, 2, 3, 4], ..options };
    let started = Instant::now();
    let report = validate(data, &options);
    let first = started.elapsed();
    let megabytes = data.len() as f64 / 1e6;
    println!(
        "{name}: {megabytes:.1} MB, {} segments, {} faults; first time {:.1} ms",
        report.segments,
        report.faults.len(),
        first.as_secs_f64() * 1e3
    );
    let yardstick = rate(limit, data, |data| usize::from(Sha256::digest(data)[0]));
    let line = |what: &str, rate: f64| {
        println!("{what:<24} {rate:>9.1} MB/s  1/{:.1} yardstick", yardstick / rate);
    };
    line("validate, types 1-5", rate(limit, data, |data| validate(data, &options).faults.len()));
    line("validate, types 1-4", rate(limit, data, |data| validate(data, &syntax).faults.len()));
    let two = |data: &[u8]| validate_side_by_side(data, &options, 2).faults.len();
    line("two threads, types 1-5", rate(limit, data, two));
    line("yardstick (SHA-256)", yardstick);
}

/// Megabytes a second over whole rounds, for at least the time given.
fn rate(limit: Duration, data: &[u8], work: impl Fn(&[u8]) -> usize) -> f64 {
    let (started, mut rounds, mut kept) = (Instant::now(), 0u32, 0usize);
    while started.elapsed() < limit {
        kept = kept.wrapping_add(work(std::hint::black_box(data)));
        rounds += 1;
    }
    std::hint::black_box(kept);
    f64::from(rounds) * data.len() as f64 / 1e6 / started.elapsed().as_secs_f64()
}

//! `cleanclaim bench --claims`: all edits over claims, on one core, with the code sets at hand.

use super::peak_memory;
use crate::commands::scrub;
use crate::workspace::Workspace;
use edits::CodesetFacts;
use model::Claim;
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use x12::generate::{Kind, Plan, generate};

/// Made-up claims, where no file is named.
const CLAIMS: u64 = 10_000;

/// Times every file, or made-up claims.
pub fn run(files: &[PathBuf], limit: Duration, workspace: &Workspace) -> Result<ExitCode, String> {
    let started = Instant::now();
    let sets = workspace.sets()?;
    let rules = workspace.payer_rules()?;
    let facts = CodesetFacts::new(&sets).with_rules(&rules);
    println!("code sets ready after    {:>9.1} ms", started.elapsed().as_secs_f64() * 1e3);
    if files.is_empty() {
        time(&format!("{CLAIMS} made-up claims"), &made_up()?, &facts, limit);
    }
    for file in files {
        let claims = scrub::read(file).map_err(|faults| faults.join("\n"))?;
        time(&file.display().to_string(), &claims, &facts, limit);
    }
    if let Some(peak) = peak_memory() {
        println!("peak memory              {peak:>9.1} MiB");
    }
    Ok(ExitCode::SUCCESS)
}

fn made_up() -> Result<Vec<Claim>, String> {
    let mut plan = Plan::new(Kind::Professional);
    plan.claims = CLAIMS;
    let mut data = Vec::new();
    generate(&plan, &mut data).map_err(|fault| fault.to_string())?;
    scrub::read_837(&data, "made-up claims").map_err(|faults| faults.join("\n"))
}

fn time(name: &str, claims: &[Claim], facts: &CodesetFacts<'_>, limit: Duration) {
    if claims.is_empty() {
        return;
    }
    let lines: usize = claims.iter().map(|claim| claim.lines.len()).sum();
    let edits: usize = claims.iter().map(|claim| edits::scrub(claim, facts).edits.len()).sum();
    let json: Vec<String> =
        claims.iter().map(|claim| serde_json::to_string(claim).unwrap_or_default()).collect();
    println!("{name}: {} claims, {lines} lines, {edits} edits fire", claims.len());
    let scrubbing = rate(limit, claims, |claim| edits::scrub(claim, facts).edits.len());
    let yardstick = rate(limit, &json, |json| usize::from(Sha256::digest(json.as_bytes())[0]));
    println!(
        "scrub, all edits         {scrubbing:>9.0} claims/s  {:.1} µs a claim  1/{:.1} yardstick",
        1e6 / scrubbing,
        yardstick / scrubbing
    );
    println!("yardstick (SHA-256)      {yardstick:>9.0} claims/s as JSON");
}

/// Rounds over all of them for at least the time given; how many a second.
fn rate<T>(limit: Duration, all: &[T], mut work: impl FnMut(&T) -> usize) -> f64 {
    let (started, mut done, mut kept) = (Instant::now(), 0usize, 0usize);
    while started.elapsed() < limit {
        for one in all {
            kept = kept.wrapping_add(work(std::hint::black_box(one)));
        }
        done += all.len();
    }
    std::hint::black_box(kept);
    done as f64 / started.elapsed().as_secs_f64()
}

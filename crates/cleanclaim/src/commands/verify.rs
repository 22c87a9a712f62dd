//! `cleanclaim verify`: walks the chains of decisions and of the audit log, and holds them against
//! a checkpoint that was kept elsewhere.

use crate::site::{self, SiteArguments, TENANT};
use crate::workspace::Workspace;
use clap::Args;
use governance::chain::{ChainHead, Checkpoint};
use governance::signing::Keyring;
use model::TenantId;
use server::surroundings::{Machine, Surroundings};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use store::Db;
use store::record::{Chain, ChainReport, hash_at};

/// Largest file of checkpoints, in bytes.
const LARGEST_FILE: u64 = 64 << 10;

/// The chains in the order in which they are told.
const CHAINS: [Chain; 2] = [Chain::Decision, Chain::Audit];

/// Arguments of `verify`.
#[derive(Args)]
#[command(after_help = "Exit 0: both chains prove themselves; 1: a fault, each named by its row; \
    2: unreadable.\n\nExamples:\n  cleanclaim verify\n  \
    cleanclaim verify --checkpoint /media/safe/2026-06-22.checkpoint\n  \
    cleanclaim verify --against /media/safe/2026-06-15.checkpoint")]
pub struct VerifyArguments {
    /// Hold the chains against checkpoints written before: finds a cut tail and a rewritten chain
    #[arg(long, value_name = "FILE")]
    pub against: Option<PathBuf>,
    /// Write signed checkpoints of both chains, when they are whole; keep them in a second place
    #[arg(long, value_name = "FILE")]
    pub checkpoint: Option<PathBuf>,
    #[command(flatten)]
    pub site: SiteArguments,
}

/// Runs `verify`.
pub fn run(arguments: &VerifyArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    site::runtime()?.block_on(async {
        let db = site::open(&arguments.site, workspace).await?;
        let secrets = site::secrets(&site::keys_folder(&arguments.site, workspace)?)?;
        let tenant = TenantId::from(TENANT);
        let against = match &arguments.against {
            Some(path) => read(path)?,
            None => Vec::new(),
        };
        let (mut text, mut whole, mut written) = (String::new(), true, String::new());
        for chain in CHAINS {
            let report = store::record::verify(&db, &tenant, chain, &secrets.keys).await;
            let report = report.map_err(|fault| fault.to_string())?;
            let mut faults = faults_of(&report);
            for (_, checkpoint) in against.iter().filter(|(name, _)| name == chain.name()) {
                let fault = held(&db, &tenant, (chain, &report), checkpoint, &secrets.keys).await?;
                faults.extend(fault);
            }
            whole &= faults.is_empty();
            text.push_str(&told(&report, &faults));
            let now = Machine::default().now();
            let checkpoint = Checkpoint::sign(&head_of(&report), now, &secrets.key);
            written.push_str(&format!("{} {}\n", chain.name(), checkpoint.to_text()));
        }
        db.close().await;
        if let Some(path) = arguments.checkpoint.as_ref().filter(|_| whole) {
            fs::write(path, &written).map_err(|fault| format!("{}: {fault}", path.display()))?;
            text.push_str(&format!("checkpoints written to {}\n", path.display()));
        } else if arguments.checkpoint.is_some() {
            text.push_str("no checkpoint is written of a broken chain\n");
        }
        crate::show::print(&text)?;
        Ok(if whole { ExitCode::SUCCESS } else { ExitCode::from(1) })
    })
}

fn head_of(report: &ChainReport) -> ChainHead {
    ChainHead { count: report.links, seq: report.head.seq, hash: report.head.hash.clone() }
}

fn faults_of(report: &ChainReport) -> Vec<String> {
    let mut faults: Vec<String> =
        report.faults.iter().map(|fault| format!("row {}: {}", fault.seq, fault.message)).collect();
    let unsigned = report.unsigned.iter();
    faults.extend(unsigned.map(|seq| format!("row {seq}: its signature does not hold")));
    if report.more {
        faults.push("and more".to_owned());
    }
    faults
}

fn told(report: &ChainReport, faults: &[String]) -> String {
    let name = report.chain.name();
    if faults.is_empty() {
        return format!("{name}: {} rows, whole; head {}\n", report.links, report.head.hash);
    }
    let mut text = format!("{name}: {} rows, BROKEN\n", report.links);
    for fault in faults {
        text.push_str(&format!("  {fault}\n"));
    }
    text
}

/// What a checkpoint says against the chain as it is.
async fn held(
    db: &Db,
    tenant: &TenantId,
    (chain, report): (Chain, &ChainReport),
    checkpoint: &Checkpoint,
    keys: &Keyring,
) -> Result<Option<String>, String> {
    let hash = hash_at(db, tenant, chain, checkpoint.head_seq).await;
    let hash = hash.map_err(|fault| fault.to_string())?;
    let judged = checkpoint.verify_against(keys, &head_of(report), hash.as_deref());
    Ok(judged.err().map(|fault| format!("checkpoint: {fault}")))
}

/// Checkpoints by the name of their chain.
fn read(path: &Path) -> Result<Vec<(String, Checkpoint)>, String> {
    let told = |fault: String| format!("{}: {fault}", path.display());
    let size = fs::metadata(path).map_err(|fault| told(fault.to_string()))?.len();
    if size > LARGEST_FILE {
        return Err(told(format!("{size} bytes are too many for a file of checkpoints")));
    }
    let text = fs::read_to_string(path).map_err(|fault| told(fault.to_string()))?;
    let mut checkpoints = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let Some((name, body)) = line.split_once(' ') else {
            return Err(told("a line is no checkpoint: `chain {…}`".to_owned()));
        };
        let known = CHAINS.iter().any(|chain| chain.name() == name);
        if !known {
            return Err(told(format!("there is no chain `{name}`")));
        }
        let body = Checkpoint::from_text(body).map_err(|fault| told(fault.to_string()))?;
        checkpoints.push((name.to_owned(), body));
    }
    for chain in CHAINS {
        if !checkpoints.iter().any(|(name, _)| name == chain.name()) {
            return Err(told(format!("it holds no checkpoint of the chain `{}`", chain.name())));
        }
    }
    Ok(checkpoints)
}

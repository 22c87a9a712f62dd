//! `cleanclaim backup` and `restore`: one encrypted file, from either database into either.

use crate::site::{self, SiteArguments};
use crate::workspace::Workspace;
use clap::Args;
use server::backup::{Opener, Sealer};
use server::surroundings::{Machine, Surroundings};
use std::fs::{self, File};
use std::io::{BufReader, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use store::dump::{Restore, dump};

/// The environment variable of the passphrase.
const PASSPHRASE: &str = "CLEANCLAIM_PASSPHRASE";

/// Arguments of `backup`.
#[derive(Args)]
#[command(
    after_help = "Example:\n  CLEANCLAIM_PASSPHRASE=… cleanclaim backup /backups/monday.ccb\n\n\
    The signing key and the key of forms are not in it: keep a copy of their folder elsewhere \
    (`cleanclaim doctor` names it). Code sets and rules are files of the data folder."
)]
pub struct BackupArguments {
    /// The file to write; it must not be there yet
    pub file: PathBuf,
    #[command(flatten)]
    pub site: SiteArguments,
}

/// Arguments of `restore`.
#[derive(Args)]
#[command(
    after_help = "Example:\n  CLEANCLAIM_PASSPHRASE=… cleanclaim restore /backups/monday.ccb \
    --database postgres://cleanclaim@db/site"
)]
pub struct RestoreArguments {
    /// The file to read
    pub file: PathBuf,
    #[command(flatten)]
    pub site: SiteArguments,
}

fn passphrase() -> Result<String, String> {
    if let Ok(passphrase) = std::env::var(PASSPHRASE) {
        return Ok(passphrase);
    }
    if std::io::stdin().is_terminal() {
        eprintln!("Passphrase (it is shown as you type; {PASSPHRASE} avoids that):");
    }
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).map_err(|fault| format!("passphrase: {fault}"))?;
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}

/// Runs `backup`.
pub fn run(arguments: &BackupArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    let passphrase = passphrase()?;
    let path = &arguments.file;
    let told = |fault: std::io::Error| format!("{}: {fault}", path.display());
    if path.exists() {
        return Err(format!("{} is there already; name a new file", path.display()));
    }
    // Half a backup never carries the name of a whole one.
    let part = part_of(path);
    let file = File::create_new(&part).map_err(told)?;
    let mut salt = [0; 16];
    Machine::default().random(&mut salt);
    let mut sealer = Sealer::new(BufWriter::new(file), &passphrase, salt)
        .inspect_err(|_| drop(fs::remove_file(&part)))
        .map_err(|fault| fault.to_string())?;
    let rows = site::runtime()?.block_on(async {
        let db = site::open(&arguments.site, workspace).await?;
        let rows = dump(&db, |line| sealer.line(&line)).await.map_err(|fault| fault.to_string());
        db.close().await;
        rows
    });
    let rows = rows.inspect_err(|_| drop(fs::remove_file(&part)))?;
    let mut file = sealer.finish().map_err(told)?;
    file.flush().and_then(|()| file.get_ref().sync_all()).map_err(told)?;
    fs::rename(&part, path).map_err(told)?;
    println!("{rows} rows in {}", path.display());
    Ok(ExitCode::SUCCESS)
}

fn part_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    path.with_file_name(name)
}

/// Runs `restore`.
pub fn restore(arguments: &RestoreArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    let passphrase = passphrase()?;
    let path = &arguments.file;
    let file = File::open(path).map_err(|fault| format!("{}: {fault}", path.display()))?;
    let named = |fault: server::backup::BackupError| format!("{}: {fault}", path.display());
    let mut opener = Opener::new(BufReader::new(file), &passphrase).map_err(named)?;
    let rows = site::runtime()?.block_on(async {
        let db = site::open(&arguments.site, workspace).await?;
        let told = |fault: store::StoreError| fault.to_string();
        let mut into = Restore::begin(&db).await.map_err(told)?;
        while let Some(line) = opener.line().map_err(named)? {
            into.line(&line).await.map_err(told)?;
        }
        let rows = into.finish().await.map_err(told)?;
        db.close().await;
        Ok::<u64, String>(rows)
    })?;
    println!("{rows} rows restored; `cleanclaim verify` proves the chains");
    Ok(ExitCode::SUCCESS)
}

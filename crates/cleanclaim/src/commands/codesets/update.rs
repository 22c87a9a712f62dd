//! `cleanclaim codesets update`: the releases in force, from their publishers. Of a release in
//! several files all are imported or none; on any failure the one at hand stays in force.

mod acceptance;

use super::{exit, import};
use crate::show::print;
use crate::workspace::{self, Workspace};
use clap::{Args, ValueEnum};
use codesets::import::archive::{self, Member};
use codesets::import::{coverage, recognise};
use codesets::library::Prepared;
use codesets::{Library, PackKind};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use model::Date;
use server::connectors::downloads::{self, Fetcher, Wanted};
use std::io::IsTerminal;
use std::process::ExitCode;

/// Arguments of `codesets update`.
#[derive(Args)]
#[command(after_help = "Example:\n  cleanclaim codesets update --only taxonomy,hcpcs\n  \
    cleanclaim codesets update --only ncci-ptp-practitioner --accept-licence ama\n  \
    cleanclaim codesets update --list\n\n\
    Files that hold CPT or CDT codes are downloaded only when you accept their owner's terms with \
    --accept-licence; without it the command says where to get them by hand.\n\
    Exit code: 0 everything asked for is at hand, 1 some release failed; the old one stays in force.")]
pub struct UpdateArguments {
    /// Only these releases, by name (--list names them)
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    only: Vec<String>,
    /// Accept the terms of a code owner; their address is shown and the acceptance recorded
    #[arg(long, value_name = "OWNER", value_delimiter = ',')]
    accept_licence: Vec<Owner>,
    /// The releases in force on this day (default: today)
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<Date>,
    /// Another server that has the same paths, as a mirror in your own network
    #[arg(long, value_name = "URL")]
    base: Option<String>,
    /// Show names, addresses and terms; download nothing
    #[arg(long)]
    list: bool,
}

/// Owners whose terms stand before a download.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Owner {
    /// American Medical Association (CPT)
    Ama,
    /// American Dental Association (CDT)
    Ada,
}

impl From<Owner> for downloads::Terms {
    fn from(owner: Owner) -> downloads::Terms {
        match owner {
            Owner::Ama => downloads::Terms::Ama,
            Owner::Ada => downloads::Terms::Ada,
        }
    }
}

/// What became of one release.
enum Outcome {
    Imported,
    /// Not downloaded for want of acceptance.
    Left,
}

/// Runs the command. Exit code 1 when a release failed.
pub fn run(arguments: &UpdateArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    let on = arguments.date.unwrap_or_else(workspace::today);
    let all = downloads::wanted(on).map_err(|fault| fault.to_string())?;
    if let Some(unknown) = arguments.only.iter().find(|name| all.iter().all(|w| w.name != **name)) {
        let names: Vec<&str> = all.iter().map(|wanted| wanted.name.as_str()).collect();
        return Err(format!("no release is named `{unknown}`; there are {}", names.join(", ")));
    }
    let chosen =
        |wanted: &&Wanted| arguments.only.is_empty() || arguments.only.contains(&wanted.name);
    let fetcher = Fetcher::new(arguments.base.as_deref()).map_err(|fault| fault.to_string())?;
    let accepted: Vec<_> =
        arguments.accept_licence.iter().map(|owner| downloads::Terms::from(*owner)).collect();
    let (mut imported, mut left, mut failed) = (0, 0, 0);
    for wanted in all.iter().filter(chosen) {
        if arguments.list {
            print(&entry(wanted, &fetcher))?;
            continue;
        }
        match update(wanted, &fetcher, &accepted, workspace) {
            Ok(Outcome::Imported) => imported += 1,
            Ok(Outcome::Left) => left += 1,
            Err(fault) => {
                failed += 1;
                eprintln!("cleanclaim: {}: {fault}", wanted.name);
            }
        }
    }
    if !arguments.list {
        eprintln!(
            "cleanclaim: {imported} imported, {left} left for their terms, {failed} failed{}",
            if failed > 0 { "; the releases at hand stay in force" } else { "" }
        );
    }
    Ok(exit(failed == 0))
}

/// One release of `--list`.
fn entry(wanted: &Wanted, fetcher: &Fetcher) -> String {
    let terms: Vec<&str> = wanted.terms.iter().map(|terms| terms.address()).collect();
    let terms = match terms.is_empty() {
        true => String::new(),
        false => format!("  terms  {}\n", terms.join(" ")),
    };
    let files: String =
        wanted.files.iter().map(|file| format!("  file   {}\n", fetcher.address(file))).collect();
    let page = fetcher.address(&wanted.page);
    format!("{}: {}\n  page   {page}\n{files}{terms}", wanted.name, wanted.title)
}

/// Downloads and imports one release.
fn update(
    wanted: &Wanted,
    fetcher: &Fetcher,
    accepted: &[downloads::Terms],
    workspace: &Workspace,
) -> Result<Outcome, String> {
    let missing: Vec<_> = wanted.terms.iter().filter(|t| !accepted.contains(t)).collect();
    if !missing.is_empty() {
        let owners: Vec<&str> = missing.iter().map(|terms| terms.name()).collect();
        let read: Vec<&str> = missing.iter().map(|terms| terms.address()).collect();
        print(&format!(
            "{}: its files are under terms of their owner. Read them ({}) and add \
             --accept-licence {}; or download the files by hand from {} and import them with \
             `cleanclaim codesets import`.\n",
            wanted.name,
            read.join(", "),
            owners.join(","),
            wanted.page
        ))?;
        return Ok(Outcome::Left);
    }
    for terms in &wanted.terms {
        acceptance::record(workspace, *terms, &wanted.name)?;
        eprintln!("cleanclaim: {}: under the terms at {}", wanted.name, terms.address());
    }
    let library = workspace.library();
    let mut packs = Vec::new();
    for address in fetcher.files(wanted).map_err(|fault| fault.to_string())? {
        let bytes = fetch(fetcher, &address)?;
        let name = address.rsplit('/').next().unwrap_or(&address);
        packs.extend(prepare(library, name, &bytes, wanted)?);
    }
    if packs.is_empty() {
        return Err(format!("the publisher's page names no file; look at {}", wanted.page));
    }
    library.put(&packs).map_err(|fault| fault.to_string())?;
    for pack in &packs {
        print(&import::line(&pack.listed))?;
    }
    Ok(Outcome::Imported)
}

/// One file, with a progress bar where a person watches.
fn fetch(fetcher: &Fetcher, address: &str) -> Result<Vec<u8>, String> {
    let bar = match std::io::stderr().is_terminal() {
        true => ProgressBar::new(0),
        false => ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden()),
    };
    let style = "{msg} {bytes}/{total_bytes} {bar:30} {bytes_per_sec}";
    bar.set_style(
        ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    bar.set_message(address.rsplit('/').next().unwrap_or_default().to_owned());
    let fetched = fetcher.fetch(address, &mut |got, announced| {
        bar.set_length(announced.unwrap_or(got));
        bar.set_position(got);
    });
    bar.finish_and_clear();
    fetched.map_err(|fault| fault.to_string())
}

/// The packs of a downloaded file: of an archive, of every member that is a release.
fn prepare(
    library: &Library,
    name: &str,
    bytes: &[u8],
    wanted: &Wanted,
) -> Result<Vec<Prepared>, String> {
    let right = |name: &str, pack: Prepared| -> Result<Prepared, String> {
        let kind = pack.listed.header.kind.name();
        match wanted.kinds.iter().any(|wanted| wanted == kind) {
            true => Ok(pack),
            false => Err(format!("{name}: the wrong file: it holds `{kind}`")),
        }
    };
    let one = |name: &str, bytes: &[u8]| -> Result<Prepared, String> {
        let pack = library.prepare(name, bytes, wanted.starts).map_err(|f| f.to_string())?;
        right(name, pack)
    };
    if !archive::is_zip(bytes) {
        return Ok(vec![one(name, bytes)?]);
    }
    // The tables of the coverage database make one pack together.
    let mut export = coverage::Export::default();
    let (mut packs, mut fault) = (Vec::new(), None);
    let read = archive::each_member(name, bytes, |member| {
        let result = match member {
            Member::Release { name, bytes }
                if recognise::kind(&bytes) == Some(PackKind::Coverage) =>
            {
                export.add(&name, &bytes).map_err(|fault| fault.to_string())
            }
            Member::Release { name, bytes } => one(&name, &bytes).map(|pack| packs.push(pack)),
            Member::Other { .. } => Ok(()),
            Member::Broken(broken) => Err(broken.to_string()),
        };
        if let Err(text) = result {
            fault.get_or_insert(text);
        }
    });
    read.map_err(|broken| broken.to_string())?;
    if fault.is_none() && !export.is_empty() {
        let pack = library.prepare_coverage(export, wanted.starts).map_err(|f| f.to_string())?;
        packs.push(right(name, pack)?);
    }
    match fault {
        Some(text) => Err(text),
        None if packs.is_empty() => {
            Err(format!("{name}: none of its files is a release that can be imported"))
        }
        None => Ok(packs),
    }
}

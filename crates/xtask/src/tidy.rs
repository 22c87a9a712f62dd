//! `cargo xtask tidy`: the rules of the house that a program can hold, one file a rule.
//!
//! It reads `cargo metadata`, `Cargo.lock` and every file that git tracks or would track, writes
//! every fault of the run as `path:line: what is wrong and what to do`, and exits 1 when there is
//! one. The longest function is held by clippy (`clippy.toml`), not here.

mod copied;
mod dependencies;
mod documented;
pub mod fault;
mod functions;
mod inherited_lints;
mod machine;
mod markers;
mod names;
mod printing;
mod provenance;
mod rust_text;
mod size;
pub mod tree;
mod width;
pub mod workspace;

use fault::Fault;
use std::path::Path;
use tree::SourceFile;
use workspace::{Lock, Workspace};

/// Runs every check on the workspace that `cargo` finds from the current folder.
pub fn run() -> Result<(), String> {
    let workspace = Workspace::read()?;
    let files = tree::files(&workspace.root)?;
    let mut faults = check_all(&workspace, &files)?;
    faults.sort();
    faults.dedup();
    for fault in &faults {
        println!("{fault}");
    }
    match faults.len() {
        0 => {
            println!("tidy: {} files, {} crates, no fault", files.len(), workspace.rooms.len());
            Ok(())
        }
        1 => Err("tidy: 1 fault".to_owned()),
        count => Err(format!("tidy: {count} faults")),
    }
}

fn check_all(workspace: &Workspace, files: &[SourceFile]) -> Result<Vec<Fault>, String> {
    let lock = Lock::parse(tree::text_of(files, "Cargo.lock").unwrap_or_default())?;
    let exemptions = tree::text_of(files, size::EXEMPTIONS).unwrap_or_default();
    let sources = tree::text_of(files, provenance::SOURCES);
    let home = std::env::var("HOME").unwrap_or_default();
    let mut faults = Vec::new();
    faults.extend(dependencies::check(&workspace.rooms, &lock));
    faults.extend(inherited_lints::check(&workspace.rooms));
    faults.extend(size::check(files, exemptions));
    faults.extend(width::check(files));
    faults.extend(functions::check(files));
    faults.extend(names::check(files));
    faults.extend(markers::check(files));
    faults.extend(printing::check(files));
    faults.extend(documented::check(files));
    faults.extend(machine::check(files, &machine::words(&workspace.root, Path::new(&home))));
    faults.extend(provenance::check(files, sources));
    faults.extend(crate::edits::check(files));
    faults.extend(crate::guidelines::check(files));
    let shared = workspace.root.join(copied::SHARED);
    if shared.is_dir() {
        faults.extend(copied::check(files, &shared)?);
    } else {
        eprintln!("tidy: skipped: files copied from {} (the folder is not there)", copied::SHARED);
    }
    Ok(faults)
}

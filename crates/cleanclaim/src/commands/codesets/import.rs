//! `cleanclaim codesets import`: releases in the layout of their publisher, from files, folders
//! and ZIP archives. Each file stands alone: one that fails leaves what was there, and the others
//! are imported.

use super::exit;
use crate::show::print;
use crate::workspace::Workspace;
use clap::Args;
use codesets::import::archive::{self, Member};
use codesets::import::{coverage, recognise};
use codesets::library::{self, Listed};
use codesets::{Library, LibraryError, PackKind};
use model::Date;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Most files that are taken from folders.
const MOST_FILES: usize = 10_000;

/// How many folders deep files are looked for.
const DEEPEST: usize = 8;

/// Arguments of `codesets import`.
#[derive(Args)]
#[command(after_help = "Example:\n  cleanclaim codesets import HCPC2025_OCT_ANWEB.txt\n  \
    cleanclaim codesets import icd10cm_tabular_2027.xml --release 2026-10-01\n  \
    cleanclaim codesets import current_article.zip")]
pub struct ImportArguments {
    /// Release files, folders of them, or ZIP archives
    #[arg(required = true, value_name = "FILE|DIR|ZIP")]
    inputs: Vec<PathBuf>,
    /// First day of the release; wins over what the file says
    #[arg(long, value_name = "YYYY-MM-DD")]
    release: Option<Date>,
}

/// What became of the files so far.
struct Tally<'a> {
    library: &'a Library,
    release: Option<Date>,
    imported: usize,
    failed: usize,
    /// The tables of a coverage database export, until all inputs are read.
    coverage: coverage::Export,
}

/// Runs the command. Exit code 1 when some file failed.
pub fn run(arguments: &ImportArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    let (library, release) = (workspace.library(), arguments.release);
    let coverage = coverage::Export::default();
    let mut tally = Tally { library, release, imported: 0, failed: 0, coverage };
    for input in &arguments.inputs {
        if input.is_dir() {
            match files_below(input) {
                Ok(files) if files.is_empty() => {
                    tally.fail(&format!("{}: the folder holds no file", input.display()));
                }
                Ok(files) => {
                    for file in files {
                        tally.file(&file)?;
                    }
                }
                Err(fault) => tally.fail(&fault),
            }
        } else {
            tally.file(input)?;
        }
    }
    tally.coverage()?;
    if tally.failed > 0 {
        let (imported, failed) = (tally.imported, tally.failed);
        eprintln!("cleanclaim: {imported} imported, {failed} failed; what was there stays");
    }
    Ok(exit(tally.failed == 0))
}

impl Tally<'_> {
    fn fail(&mut self, fault: &str) {
        self.failed += 1;
        eprintln!("cleanclaim: {fault}");
    }

    fn file(&mut self, path: &Path) -> Result<(), String> {
        let name = path.display().to_string();
        match library::read(path) {
            Err(fault) => self.fail(&fault.to_string()),
            Ok(bytes) if archive::is_zip(&bytes) => return self.archive(&name, &bytes),
            Ok(bytes) => return self.release(&name, &bytes),
        }
        Ok(())
    }

    /// The publishers' archives also hold PDFs and notes: those are named and passed over, and
    /// are a fault only when nothing else is there.
    fn archive(&mut self, name: &str, bytes: &[u8]) -> Result<(), String> {
        let (mut releases, mut printed) = (0usize, Ok(()));
        let mut passed = Vec::new();
        let read = archive::each_member(name, bytes, |member| match member {
            Member::Release { name, bytes } => {
                releases += 1;
                let result = self.release(&name, &bytes);
                printed = std::mem::replace(&mut printed, Ok(())).and(result);
            }
            Member::Other { name } => passed.push(name),
            Member::Broken(fault) => {
                releases += 1;
                self.fail(&fault.to_string());
            }
        });
        if let Err(fault) = read {
            self.fail(&fault.to_string());
        } else if releases == 0 {
            self.fail(&format!("{name}: none of its files is a release that can be imported"));
        }
        for other in passed {
            eprintln!("cleanclaim: {other}: passed over, not a release that can be imported");
        }
        printed
    }

    /// A table of the coverage database waits for the others; a fault of it is told with them.
    fn release(&mut self, name: &str, bytes: &[u8]) -> Result<(), String> {
        if recognise::kind(bytes) == Some(PackKind::Coverage) {
            let _ = self.coverage.add(name, bytes);
            return Ok(());
        }
        let listed = self.library.prepare(name, bytes, self.release).and_then(|pack| {
            if let Some(source) = &pack.replaces {
                let name = &pack.listed.name;
                eprintln!("cleanclaim: {name}: takes the place of other rows, from {source}");
            }
            self.library.put(std::slice::from_ref(&pack)).map(|()| pack.listed)
        });
        self.kept(listed)
    }

    fn kept(&mut self, listed: Result<Listed, LibraryError>) -> Result<(), String> {
        match listed {
            Ok(listed) => {
                self.imported += 1;
                print(&line(&listed))
            }
            Err(fault) => {
                self.fail(&fault.to_string());
                Ok(())
            }
        }
    }
}

impl Tally<'_> {
    fn coverage(&mut self) -> Result<(), String> {
        let export = std::mem::take(&mut self.coverage);
        if export.is_empty() {
            return Ok(());
        }
        let listed = self.library.import_coverage(export, self.release);
        self.kept(listed)
    }
}

/// What is said of an imported release.
pub fn line(listed: &Listed) -> String {
    let header = &listed.header;
    let rows: Vec<String> =
        header.rows.iter().map(|(name, count)| format!("{count} {name}")).collect();
    let licence = header.kind.licence().map(|l| format!("  {l}\n")).unwrap_or_default();
    format!(
        "imported {} from {}: release {}, in force from {}, {}, SHA-256 {}\n{licence}",
        listed.name,
        header.source,
        header.label,
        header.starts,
        rows.join(", "),
        header.payload_sha256
    )
}

/// All files of a folder and the folders in it, in name order, without hidden ones; links to
/// folders are not followed.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    let mut folders = vec![(folder.to_owned(), 0)];
    while let Some((folder, depth)) = folders.pop() {
        let fault = |fault: std::io::Error| format!("{}: {fault}", folder.display());
        for entry in std::fs::read_dir(&folder).map_err(fault)? {
            let entry = entry.map_err(fault)?;
            if entry.file_name().as_encoded_bytes().starts_with(b".") {
                continue;
            }
            let kind = entry.file_type().map_err(fault)?;
            if kind.is_dir() && depth + 1 < DEEPEST {
                folders.push((entry.path(), depth + 1));
            } else if !kind.is_dir() {
                files.push(entry.path());
            }
            if files.len() > MOST_FILES {
                let place = folder.display();
                return Err(format!("{place}: more than {MOST_FILES} files; name the release's"));
            }
        }
    }
    files.sort();
    Ok(files)
}

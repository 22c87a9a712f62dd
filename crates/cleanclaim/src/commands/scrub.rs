//! `cleanclaim scrub`: claims in, edits out.

use crate::commands::claim::outbox;
use crate::commands::code::Format;
use crate::show::wrap::wrap;
use crate::show::{self, count};
use crate::workspace::Workspace;
use clap::Args;
use edits::CodesetFacts;
use model::{Claim, EditFamily, ScrubReport};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Largest file, in bytes.
const MOST_BYTES: u64 = 256 << 20;

/// Most faults of one file that are printed.
const MOST_FAULTS: usize = 50;

/// Arguments of `scrub`.
#[derive(Args)]
#[command(after_help = "Example:\n  cleanclaim scrub claims.837p\n  \
    cleanclaim scrub claims.json --format json > edits.jsonl\n\n\
    Claim JSON is one claim, an array, or one claim a line. A block stops a claim; a reason needs \
    a stated reason to override.\nExit code: 0 no block or reason, 1 some, 2 a file is unreadable.")]
pub struct ScrubArguments {
    /// 837P, 837I or claim JSON; - for standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// For people, or one JSON object a claim
    #[arg(long, default_value = "text")]
    pub format: Format,
}

/// Runs the command. Exit code 0 without a block or reason, 1 with some, 2 when a file could not
/// be read; the other files are answered all the same.
pub fn run(arguments: &ScrubArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    let sets = workspace.sets()?;
    let rules = workspace.payer_rules()?;
    let facts = CodesetFacts::new(&sets).with_rules(&rules);
    let mut unreadable = false;
    let mut answered = Answered::default();
    for file in &arguments.files {
        let (claims, faults) = match read_some(file) {
            Ok(read) => read,
            Err(faults) => (Vec::new(), faults),
        };
        unreadable |= !faults.is_empty();
        faults.iter().for_each(|fault| eprintln!("cleanclaim: {fault}"));
        for claim in &claims {
            let report = edits::scrub(claim, &facts);
            answered.count(&report);
            show::print(&match arguments.format {
                Format::Text => text(claim, &report),
                Format::Json => json_line(&report),
            })?;
        }
    }
    if arguments.format == Format::Text && answered.claims > 0 {
        show::print(&answered.text())?;
    }
    Ok(match (unreadable, answered.stopped) {
        (true, _) => ExitCode::from(2),
        (false, 0) => ExitCode::SUCCESS,
        (false, _) => ExitCode::from(1),
    })
}

/// The claims of one file, all of them.
pub fn read(file: &Path) -> Result<Vec<Claim>, Vec<String>> {
    let (claims, faults) = read_some(file)?;
    if faults.is_empty() { Ok(claims) } else { Err(faults) }
}

/// The claims of one file, recognised by its content, and what is wrong with those that can't be
/// read.
fn read_some(file: &Path) -> Result<(Vec<Claim>, Vec<String>), Vec<String>> {
    let name = match file.as_os_str() == "-" {
        true => "standard input".to_owned(),
        false => file.display().to_string(),
    };
    let bytes = outbox::read_bounded(file, MOST_BYTES).map_err(|fault| vec![fault])?;
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes).trim_ascii_start();
    if start.starts_with(b"ISA") {
        return read_837(&bytes, &name).map(|claims| (claims, Vec::new()));
    }
    if !start.starts_with(b"{") && !start.starts_with(b"[") {
        return Err(vec![format!(
            "{name}: neither an 837 (it begins with ISA) nor claim JSON (it begins with {{ or [); \
             give one of the two"
        )]);
    }
    let file = claims::json::read(&bytes, &name)
        .map_err(|error| listed(&name, error.faults.iter().map(ToString::to_string)))?;
    for warning in &file.warnings {
        eprintln!("cleanclaim: {name}: claim {}: {}", warning.claim, warning.message);
    }
    Ok((file.claims, listed(&name, file.faults.iter().map(ToString::to_string))))
}

/// The claims of an 837.
pub fn read_837(bytes: &[u8], name: &str) -> Result<Vec<Claim>, Vec<String>> {
    let read = x12::read_837_with_left(bytes)
        .map_err(|faults| listed(name, faults.iter().map(ToString::to_string)))?;
    if let Some(first) = read.left.first() {
        eprintln!(
            "cleanclaim: {name}: {} with facts that no edit reads, the first at {first}",
            count(read.left.len(), "segment")
        );
    }
    match read.claims.is_empty() {
        true => Err(vec![format!("{name}: the file holds no claim")]),
        false => Ok(read.claims),
    }
}

/// The faults of a file, each with its name; no more than [`MOST_FAULTS`].
fn listed(name: &str, faults: impl ExactSizeIterator<Item = String>) -> Vec<String> {
    let more = faults.len().saturating_sub(MOST_FAULTS);
    let mut lines: Vec<String> =
        faults.take(MOST_FAULTS).map(|fault| format!("{name}: {fault}")).collect();
    if more > 0 {
        lines.push(format!("{name}: and {} more", count(more, "fault")));
    }
    lines
}

/// One claim for people.
fn text(claim: &Claim, report: &ScrubReport) -> String {
    let (heading, verdict) = (show::edits::heading(claim), show::edits::verdict(report));
    format!("{heading}\n    {verdict}\n{}\n", show::edits::list(report))
}

/// One claim as a line of JSON.
pub fn json_line(report: &ScrubReport) -> String {
    let mut line = serde_json::to_string(report).unwrap_or_default();
    line.push('\n');
    line
}

/// What holds for all claims together.
#[derive(Default)]
struct Answered {
    claims: usize,
    stopped: usize,
    not_checked: BTreeSet<EditFamily>,
}

impl Answered {
    fn count(&mut self, report: &ScrubReport) {
        self.claims += 1;
        self.stopped += usize::from(!report.may_leave());
        self.not_checked.extend(&report.not_checked);
    }

    fn text(&self) -> String {
        let mut out = format!("{}, {} stopped.\n", count(self.claims, "claim"), self.stopped);
        if let Some(families) = show::edits::not_checked(self.not_checked.iter().copied()) {
            let said = format!("Not checked, their data is not at hand: {families}.");
            out.push_str(&wrap("", &said));
        }
        out
    }
}

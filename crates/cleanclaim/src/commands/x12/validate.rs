//! `cleanclaim x12 validate`: a file in, every fault out.

mod source;

use crate::code_lists::ImportedLists;
use crate::commands::claim::outbox::read_bounded;
use crate::commands::code::Format;
use crate::show::{self, count};
use crate::workspace::Workspace;
use clap::Args;
use serde_json::{Value, json};
use source::Source;
use std::fmt::Write as _;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use x12::guide::{MAX_PROFILE_BYTES, Shelf};
use x12::validate::{
    ALL_TYPES, Fault, Options, Report, Severity, validate_side_by_side, validate_stream,
};

/// Arguments of `x12 validate`.
#[derive(Args)]
#[command(after_help = "Example:\n  cleanclaim x12 validate claims.837\n  \
    cleanclaim x12 validate --types 1,2,3,4 --format json remittance.835\n\n\
    Types (SNIP): 1 integrity, 2 guide, 3 sums, 4 situations, 5 external code lists, 6 kinds of \
    service, 7 partner.\nExit code: 0 no fault of these types, 1 faults, 2 a file is unreadable.")]
pub struct ValidateArguments {
    /// X12 files; - for standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// SNIP types to check, with commas between them
    #[arg(long, value_delimiter = ',', value_parser = clap::value_parser!(u8).range(1..=7))]
    pub types: Vec<u8>,
    /// A partner's profile: what one payer asks for beside the guides (SNIP type 7)
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
    /// Threads that judge the transaction sets of a file side by side; the file is read whole
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: u16,
    /// For people, or one JSON object a file with every fault
    #[arg(long, default_value = "text")]
    pub format: Format,
}

/// Runs the command.
pub fn run(arguments: &ValidateArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    let types = match arguments.types.as_slice() {
        [] => ALL_TYPES,
        types => types,
    };
    let lists = ImportedLists::open(workspace.library()).map_err(|fault| fault.to_string())?;
    let shelf = arguments.profile.as_deref().map(profile).transpose()?;
    let mut options = Options { types, lists: &lists, ..Options::default() };
    if let Some(shelf) = &shelf {
        options.shelf = shelf;
    }
    let (mut faulty, mut unreadable) = (false, false);
    for file in &arguments.files {
        let name = name(file);
        let report = match validate_file(file, &options, arguments.jobs) {
            Ok(report) => report,
            Err(error) => {
                eprintln!("cleanclaim: {error}");
                unreadable = true;
                continue;
            }
        };
        unreadable |= report.unreadable;
        faulty |= report.has_errors(types);
        show::print(&match arguments.format {
            Format::Text => text(&name, &report, &mut Source::open(file)),
            Format::Json => json_line(&name, &report, types),
        })?;
    }
    Ok(match (unreadable, faulty) {
        (true, _) => ExitCode::from(2),
        (false, true) => ExitCode::from(1),
        (false, false) => ExitCode::SUCCESS,
    })
}

fn name(file: &Path) -> String {
    match file.as_os_str() == "-" {
        true => "standard input".to_owned(),
        false => file.display().to_string(),
    }
}

/// The guides with a partner's profile over them.
fn profile(file: &Path) -> Result<Shelf, String> {
    let bytes = read_bounded(file, MAX_PROFILE_BYTES as u64)?;
    let text = String::from_utf8(bytes)
        .map_err(|_| format!("{}: the profile is not UTF-8 text", file.display()))?;
    let name = file.file_stem().map_or_else(|| "profile".into(), |n| n.to_string_lossy());
    Shelf::with_profile(&name, &text).map_err(|e| format!("{}: {e}", file.display()))
}

/// Largest file that is read whole, for its sets to be judged side by side.
const MOST_BYTES_WHOLE: u64 = 8 << 30;

fn validate_file(file: &Path, options: &Options<'_>, jobs: u16) -> Result<Report, String> {
    let named = |error: std::io::Error| {
        format!("{}: cannot be read ({error}); check the name and the permissions", name(file))
    };
    if file.as_os_str() == "-" {
        return validate_stream(std::io::stdin().lock(), options).map_err(named);
    }
    if jobs > 1 {
        let data = read_bounded(file, MOST_BYTES_WHOLE)?;
        return Ok(validate_side_by_side(&data, options, usize::from(jobs)));
    }
    validate_stream(File::open(file).map_err(named)?, options).map_err(named)
}

/// For people: a fault a paragraph, then one line of sum.
fn text(name: &str, report: &Report, source: &mut Source) -> String {
    let mut out = String::new();
    for fault in &report.faults {
        let _ = writeln!(
            out,
            "{}[{}]: {}\n  --> {name}: {}{}\n{} SNIP type {}; {}\n",
            fault.severity.name(),
            fault.code,
            fault.message,
            fault.place,
            in_loop(fault),
            source.excerpt(fault),
            fault.snip,
            fault.action,
        );
    }
    if report.unlisted > 0 {
        let _ = writeln!(out, "and {} more\n", report.unlisted);
    }
    let errors = report.faults.iter().filter(|f| f.severity == Severity::Error).count();
    let warnings = report.faults.len() - errors;
    let sets: usize = sets(report).len();
    let verdict = match (report.unreadable, errors) {
        (true, _) => "unreadable".to_owned(),
        (false, 0) => "no errors".to_owned(),
        (false, n) => count(n, "error"),
    };
    let _ = write!(
        out,
        "{name}: {verdict}{} in {} of {}",
        if warnings > 0 { format!(", {}", count(warnings, "warning")) } else { String::new() },
        count(usize::try_from(report.segments).unwrap_or(usize::MAX), "segment"),
        count(sets, "transaction set"),
    );
    if !report.not_checked.is_empty() {
        let lists: Vec<&str> = report.not_checked.iter().map(|l| l.name()).collect();
        let _ = write!(out, "\n  not checked, the lists are not at hand: {}", lists.join(", "));
    }
    out.push('\n');
    out
}

fn in_loop(fault: &Fault) -> String {
    match fault.loop_id.as_ref() {
        "" => String::new(),
        id => format!(", loop {id}"),
    }
}

fn sets(report: &Report) -> Vec<&x12::validate::SetReport> {
    let groups = report.interchanges.iter().flat_map(|i| &i.groups);
    groups.flat_map(|g| &g.sets).collect()
}

/// One line of JSON a file.
fn json_line(name: &str, report: &Report, types: &[u8]) -> String {
    let sets: Vec<Value> = sets(report)
        .iter()
        .map(|set| {
            json!({"set": set.id, "version": set.version, "control": set.control,
                   "guide": set.guide, "segments": set.segments, "errors": set.errors})
        })
        .collect();
    let not_checked: Vec<&str> = report.not_checked.iter().map(|l| l.name()).collect();
    let value = json!({
        "file": name,
        "readable": !report.unreadable,
        "accepted": !report.unreadable && !report.has_errors(types),
        "types": types,
        "segments": report.segments,
        "bytes": report.bytes,
        "sets": sets,
        "faults": report.faults.iter().map(fault_json).collect::<Vec<_>>(),
        "unlisted": report.unlisted,
        "not_checked": not_checked,
    });
    format!("{value}\n")
}

fn fault_json(fault: &Fault) -> Value {
    json!({
        "code": fault.code,
        "type": fault.snip,
        "severity": fault.severity.name(),
        "message": fault.message,
        "action": fault.action,
        "place": {
            "byte": fault.place.offset,
            "line": fault.place.line,
            "segment": fault.place.segment,
            "position": fault.position,
            "loop": fault.loop_id,
            "segment_id": fault.segment,
            "element": fault.place.element,
            "component": fault.place.component,
            "repetition": fault.repetition,
        },
        "value": fault.value,
    })
}

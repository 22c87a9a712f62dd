//! `cleanclaim x12 generate`: made-up files of any size, and made-up answers to an 837.

use crate::commands::claim::outbox;
use crate::show;
use clap::{Args, ValueEnum};
use model::Date;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use x12::Delimiters;
use x12::generate::{
    Defect, EndOfLine, GenerateError, Kind, MAX_CLAIMS, Plan, Written, answer, defect, defects,
};

/// Largest 837 that is answered, in bytes.
const MOST_BYTES: u64 = 1 << 30;

/// Arguments of `x12 generate`.
#[derive(Args)]
#[command(after_help = "Examples:\n  \
    cleanclaim x12 generate --kind 837p --claims 10000 --seed 7 -o claims.837\n  \
    cleanclaim x12 generate --kind 835 --answer-to claims.837 --seed 7 -o paid.835\n  \
    cleanclaim x12 generate --kind 837p --defect npi-check-digit -o bad.837\n  \
    cleanclaim x12 generate --defect list\n\n\
    Kinds: 837p, 837i, 837d, 835; and, in answer to an 837 (without --answer-to: to the 837P of \
    the same claims and seed): 999, 277ca, 270, 271, 276, 277, 835.\n\
    The same arguments give the same bytes. Nobody in these files exists.")]
pub struct GenerateArguments {
    /// What to write
    #[arg(long, default_value = "837p", value_parser = kind)]
    pub kind: Kind,
    /// Claims (835: claims paid) in the file
    #[arg(long, default_value_t = 1)]
    pub claims: u64,
    /// Where all choices come from
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The 837 to answer
    #[arg(long, value_name = "FILE")]
    pub answer_to: Option<PathBuf>,
    /// The one thing that is to be wrong; `list` shows all
    #[arg(long, value_name = "NAME")]
    pub defect: Option<String>,
    /// Where to write; without it, standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Element, repetition, component and segment delimiter, in this order
    #[arg(long, default_value = "*^:~", value_parser = delimiters)]
    pub delimiters: Delimiters,
    /// What follows each segment
    #[arg(long, default_value = "lf")]
    pub line_end: Ending,
    /// Claims in one transaction
    #[arg(long, default_value_t = MAX_CLAIMS, value_name = "N")]
    pub per_transaction: u32,
    /// Transactions in one group
    #[arg(long, default_value_t = 1_000, value_name = "N")]
    pub per_group: u32,
    /// Groups in one interchange
    #[arg(long, default_value_t = 1_000, value_name = "N")]
    pub per_interchange: u32,
    /// First day of service; all other dates follow from it
    #[arg(long, default_value = "2026-06-01", value_name = "YYYY-MM-DD")]
    pub start_date: Date,
    /// First interchange control number
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub control: u32,
}

/// What follows each segment.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Ending {
    /// A line feed
    Lf,
    /// A carriage return and a line feed
    Crlf,
    /// Nothing
    None,
}

fn kind(name: &str) -> Result<Kind, String> {
    let names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
    Kind::named(name).ok_or_else(|| format!("choose one of {}", names.join(", ")))
}

fn delimiters(text: &str) -> Result<Delimiters, String> {
    match text.as_bytes() {
        &[element, repetition, component, segment] => {
            Ok(Delimiters { element, repetition: Some(repetition), component, segment })
        }
        _ => Err("give four characters, such as *^:~".to_owned()),
    }
}

/// Runs the command.
pub fn run(arguments: &GenerateArguments) -> Result<ExitCode, String> {
    let defect = match arguments.defect.as_deref() {
        Some("list") => return list(),
        Some(name) => Some(named(name)?),
        None => None,
    };
    let plan = plan(arguments, defect);
    let claims = match &arguments.answer_to {
        Some(file) => Some(outbox::read_bounded(file, MOST_BYTES)?),
        None if plan.kind.answers_only() => Some(own_claims(&plan)?),
        None => None,
    };
    let written = match &arguments.output {
        Some(path) => to_file(path, |out| write(&plan, claims.as_deref(), out)),
        None => {
            let out = BufWriter::new(io::stdout().lock());
            write(&plan, claims.as_deref(), out)
        }
    };
    match written {
        Ok(_) => Ok(ExitCode::SUCCESS),
        // A reader that has gone away (`| head`) is no fault.
        Err(GenerateError::Write(fault)) if fault.kind() == ErrorKind::BrokenPipe => {
            Ok(ExitCode::SUCCESS)
        }
        Err(fault) => Err(match (&arguments.answer_to, &fault) {
            (Some(file), GenerateError::Claims(_)) => format!("{}: {fault}", file.display()),
            _ => fault.to_string(),
        }),
    }
}

fn plan<'d>(arguments: &GenerateArguments, defect: Option<&'d Defect>) -> Plan<'d> {
    Plan {
        kind: arguments.kind,
        seed: arguments.seed,
        claims: arguments.claims,
        delimiters: arguments.delimiters,
        line_end: match arguments.line_end {
            Ending::Lf => EndOfLine::LineFeed,
            Ending::Crlf => EndOfLine::CarriageReturnLineFeed,
            Ending::None => EndOfLine::None,
        },
        claims_per_transaction: arguments.per_transaction,
        transactions_per_group: arguments.per_group,
        groups_per_interchange: arguments.per_interchange,
        start_date: arguments.start_date,
        control: arguments.control,
        defect,
    }
}

fn write<W: Write>(
    plan: &Plan<'_>,
    claims: Option<&[u8]>,
    out: W,
) -> Result<Written, GenerateError> {
    match claims {
        Some(claims) => answer(plan, claims, out),
        None => x12::generate::generate(plan, out),
    }
}

/// The 837P of the same plan, for an answer without a question.
fn own_claims(plan: &Plan<'_>) -> Result<Vec<u8>, String> {
    let plan = Plan { kind: Kind::Professional, defect: None, ..plan.clone() };
    let mut claims = Vec::new();
    x12::generate::generate(&plan, &mut claims).map_err(|fault| fault.to_string())?;
    Ok(claims)
}

/// Writes under another name first, so that nobody ever reads half a file.
fn to_file(
    path: &Path,
    write: impl FnOnce(BufWriter<File>) -> Result<Written, GenerateError>,
) -> Result<Written, GenerateError> {
    let mut draft = path.as_os_str().to_owned();
    draft.push(format!(".{}.new", std::process::id()));
    let draft = PathBuf::from(draft);
    let written = File::create(&draft)
        .map_err(GenerateError::Write)
        .and_then(|file| write(BufWriter::new(file)))
        .and_then(|written| match std::fs::rename(&draft, path) {
            Ok(()) => Ok(written),
            Err(fault) => Err(GenerateError::Write(fault)),
        });
    if written.is_err() {
        // What failed is reported; a draft that cannot be removed either adds nothing to it.
        let _ = std::fs::remove_file(&draft);
    }
    written
}

fn named(name: &str) -> Result<&'static Defect, String> {
    defect(name).ok_or_else(|| {
        format!("there is no defect `{name}`; `cleanclaim x12 generate --defect list` shows all")
    })
}

fn list() -> Result<ExitCode, String> {
    let mut text = String::from("Type  Name                            Kinds              What\n");
    for defect in defects() {
        let kinds: Vec<&str> = defect.kinds.iter().map(|kind| kind.name()).collect();
        let kinds = kinds.join(" ");
        let (snip, name, what) = (defect.snip, defect.name, defect.what);
        let _ = writeln!(text, "{snip:<5} {name:<31} {kinds:<18} {what}");
    }
    show::print(&text)?;
    Ok(ExitCode::SUCCESS)
}

//! `cleanclaim x12 ack`: a file in, the answers that its sender gets out.

use crate::code_lists::ImportedLists;
use crate::commands::claim::outbox;
use crate::show;
use crate::workspace::Workspace;
use clap::{Args, ValueEnum};
use model::Date;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use x12::ack::{AckControl, AckSettings, Acknowledgements, Document, Kind, acknowledge};
use x12::validate::{Options, Report, validate};

/// Largest file, in bytes.
const MOST_BYTES: u64 = 4 << 30;

/// Arguments of `x12 ack`.
#[derive(Args)]
#[command(after_help = "Example:\n  cleanclaim x12 ack claims.837\n  \
    cleanclaim x12 ack claims.837 --kind 999 --out answers --control 17 --at 2026-06-15T12:00\n\n\
    A TA1 answers an interchange (when ISA14 asks for it, or it is refused), a 999 each group (a \
    997 those before 005010), a 277CA each claim of an 837 whose set is not refused. Day and time \
    are those of the file's ISA when --at is not given, so that the answer is always the same.\n\
    Exit code: 0 everything is accepted, 1 something is refused, 2 a file is unreadable.")]
pub struct AckArguments {
    /// X12 files; - for standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Which acknowledgements
    #[arg(long, default_value = "all")]
    pub kind: KindArgument,
    /// A file for each acknowledgement, in this folder
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Control number of the first interchange and group that is written
    #[arg(long, value_name = "N", default_value_t = 1,
        value_parser = clap::value_parser!(u32).range(1..=999_999_999))]
    pub control: u32,
    /// Day and time of writing
    #[arg(long, value_name = "YYYY-MM-DDTHH:MM", value_parser = moment)]
    pub at: Option<Moment>,
}

/// Kinds on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum KindArgument {
    /// Of the interchange
    #[value(name = "ta1")]
    Interchange,
    /// Of groups and sets
    #[value(name = "999")]
    Implementation,
    /// Of claims
    #[value(name = "277ca")]
    Claims,
    /// All of them
    All,
}

impl KindArgument {
    fn kinds(self) -> &'static [Kind] {
        match self {
            KindArgument::Interchange => &[Kind::Interchange],
            KindArgument::Implementation => &[Kind::Implementation],
            KindArgument::Claims => &[Kind::Claims],
            KindArgument::All => &Kind::ALL,
        }
    }
}

/// A minute of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    date: Date,
    hour: u8,
    minute: u8,
}

/// Reads `2026-06-15T12:00`.
fn moment(text: &str) -> Result<Moment, String> {
    let wrong = || "write it as 2026-06-15T12:00".to_owned();
    let (date, time) = text.split_once('T').ok_or_else(wrong)?;
    let date = date.parse::<Date>().map_err(|fault| fault.to_string())?;
    let digits = time.replacen(':', "", 1);
    match (time.len(), clock(&digits)) {
        (5, Some((hour, minute))) => Ok(Moment { date, hour, minute }),
        _ => Err(wrong()),
    }
}

/// Hour and minute of `HHMM`.
fn clock(text: &str) -> Option<(u8, u8)> {
    if text.len() != 4 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (hour, minute) = (text[..2].parse().ok()?, text[2..].parse().ok()?);
    (hour < 24 && minute < 60).then_some((hour, minute))
}

/// Day and time of the first ISA (ISA09, ISA10).
fn written(report: &Report) -> Option<Moment> {
    let first = report.interchanges.first()?;
    let date = Date::from_x12(&format!("20{}", first.date)).ok()?;
    let (hour, minute) = clock(&first.time)?;
    Some(Moment { date, hour, minute })
}

/// Runs the command.
pub fn run(arguments: &AckArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    let lists = ImportedLists::open(workspace.library()).map_err(|fault| fault.to_string())?;
    let options = Options { lists: &lists, ..Options::default() };
    let (mut unreadable, mut refused) = (false, false);
    let mut next = (arguments.control, arguments.control);
    for file in &arguments.files {
        let data = match outbox::read_bounded(file, MOST_BYTES) {
            Ok(data) => data,
            Err(fault) => {
                eprintln!("cleanclaim: {fault}");
                unreadable = true;
                continue;
            }
        };
        let report = validate(&data, &options);
        let name = name(file);
        if report.unreadable {
            unreadable = true;
            let fault = report.faults.last().map(ToString::to_string).unwrap_or_default();
            eprintln!("cleanclaim: {name}: {fault}");
        }
        let answered = answer(arguments, &name, &data, &report, next);
        next = (answered.next_interchange, answered.next_group);
        for left in &answered.unanswered {
            eprintln!("cleanclaim: {name}: {}: no acknowledgement: {}", left.place, left.reason);
        }
        refused |= refuses(arguments, &answered, &data, &report);
        put(arguments, file, &answered.documents)?;
    }
    Ok(match (unreadable, refused) {
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

fn answer(
    arguments: &AckArguments,
    name: &str,
    data: &[u8],
    report: &Report,
    (interchange, group): (u32, u32),
) -> Acknowledgements {
    let moment = arguments.at.or_else(|| written(report)).unwrap_or_else(|| {
        let moment = Moment { date: Date::default(), hour: 0, minute: 0 };
        if !report.interchanges.is_empty() {
            let date = moment.date;
            eprintln!(
                "cleanclaim: {name}: its ISA gives no day and time, so {date} is written; give \
                 another with --at"
            );
        }
        moment
    });
    let Moment { date, hour, minute } = moment;
    let control = AckControl { interchange, group, date, hour, minute };
    acknowledge(data, report, arguments.kind.kinds(), &AckSettings::default(), &control)
}

/// True when any acknowledgement refuses something, also one that was not asked for.
fn refuses(
    arguments: &AckArguments,
    answered: &Acknowledgements,
    data: &[u8],
    report: &Report,
) -> bool {
    if arguments.kind == KindArgument::All {
        return answered.refuse_something();
    }
    let (settings, control) = (AckSettings::default(), AckControl::default());
    acknowledge(data, report, &Kind::ALL, &settings, &control).refuse_something()
}

/// Prints the documents, or writes each to a file of its own.
fn put(arguments: &AckArguments, file: &Path, documents: &[Document]) -> Result<(), String> {
    let Some(folder) = &arguments.out else {
        return documents.iter().try_for_each(|document| show::print(&document.text));
    };
    let stem = match file.as_os_str() == "-" {
        true => "standard-input".into(),
        false => file.file_stem().unwrap_or_default().to_string_lossy(),
    };
    let path = |document: &Document| {
        folder.join(format!("{stem}.{}.{:09}.x12", document.kind.name(), document.control))
    };
    let files: Vec<(PathBuf, String)> =
        documents.iter().map(|document| (path(document), document.text.clone())).collect();
    outbox::put_new(&files)?;
    documents.iter().try_for_each(|document| {
        let (kind, answers) = (document.kind.name(), &document.answers);
        let verdict = if document.refuses { "something is refused" } else { "accepted" };
        let path = path(document);
        show::print(&format!("{}: {kind} of interchange {answers}, {verdict}\n", path.display()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       \
        *260615*1200*^*00501*000000009*1*T*:~GS*HC*SND*RCV*20260615*1200*3*X*005010X222A1~\
        ST*837*0001*005010X222A1~SE*2*0001~GE*1*3~IEA*1*000000009~";

    #[test]
    fn answers_go_to_files_of_their_own() {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("claims.837");
        std::fs::write(&input, FILE).unwrap();
        let arguments = AckArguments {
            files: vec![input.clone()],
            kind: KindArgument::All,
            out: Some(folder.path().join("out")),
            control: 17,
            at: None,
        };
        let workspace = Workspace::new(Some(folder.path().join("data")));
        let code = run(&arguments, &workspace).unwrap();
        assert_eq!(format!("{code:?}"), format!("{:?}", ExitCode::from(1)));
        let read = |name: &str| std::fs::read_to_string(folder.path().join("out").join(name));
        let ta1 = read("claims.ta1.000000017.x12").unwrap();
        assert!(ta1.contains("*260615*1200*^") && ta1.contains("TA1*000000009*260615*1200*A*000~"));
        assert!(read("claims.999.000000018.x12").unwrap().contains("AK9*R*1*1*0~"));
        // Another kind, another verdict: the set is refused all the same.
        let arguments = AckArguments { kind: KindArgument::Interchange, out: None, ..arguments };
        let code = run(&arguments, &workspace).unwrap();
        assert_eq!(format!("{code:?}"), format!("{:?}", ExitCode::from(1)));
        std::fs::write(&input, "no X12").unwrap();
        let code = run(&arguments, &workspace).unwrap();
        assert_eq!(format!("{code:?}"), format!("{:?}", ExitCode::from(2)));
    }

    #[test]
    fn moments() {
        let read = moment("2026-06-15T12:05").unwrap();
        assert_eq!((read.date.to_string().as_str(), read.hour, read.minute), ("2026-06-15", 12, 5));
        for wrong in ["2026-06-15", "2026-06-15T24:00", "2026-06-15T1200", "2026-13-15T12:00", "T"]
        {
            assert!(moment(wrong).is_err(), "{wrong}");
        }
    }
}

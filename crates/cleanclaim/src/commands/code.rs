//! `cleanclaim code`: charts in, codes with evidence out.

mod explain;
mod parallel;

use crate::workspace::{self, Workspace};
use crate::{pool, show};
use clap::{Args, ValueEnum};
use codesets::icd11::View;
use coding::{Coder, Profile};
use intake::{CodeStanding, Options};
use model::{Chart, CodedChart, Date, Setting};
use serde::Serialize;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `code`.
#[derive(Args)]
#[command(
    after_help = "Example:\n  cleanclaim code note.txt --setting office --date 2026-06-15\n  \
    cleanclaim code charts/ --format json > coded.jsonl\n  \
    cleanclaim code note.txt --explain E11.22"
)]
pub struct CodeArguments {
    /// Files, folders, or - for standard input
    #[arg(required = true, value_name = "FILE|DIR")]
    pub inputs: Vec<PathBuf>,
    /// Where care was given; wins over the chart
    #[arg(long, value_name = "SETTING")]
    pub setting: Option<Setting>,
    /// Date of service; wins over the chart
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub date: Option<Date>,
    /// All files named are documents of one chart
    #[arg(long)]
    pub one_chart: bool,
    /// What is listed: what a claim reports, or every mention
    #[arg(long, default_value = "claim")]
    pub profile: ProfileName,
    /// For people, or one JSON object a line
    #[arg(long, default_value = "text")]
    pub format: Format,
    /// Say in sentences why this code is on each chart, or why it is not
    #[arg(long, value_name = "CODE")]
    pub explain: Option<String>,
}

/// What is listed.
#[derive(Clone, Copy, ValueEnum)]
pub enum ProfileName {
    /// What a claim reports
    Claim,
    /// Every condition mentioned, denied ones too
    Mentions,
}

/// How results are printed.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// One JSON object a line
    Json,
}

/// Runs the command. Exit code 0 when every chart was coded, 1 when some input was refused.
pub fn run(arguments: &CodeArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    if arguments.explain.is_some() && arguments.format == Format::Json {
        return Err("--explain answers in sentences; leave --format json out".to_owned());
    }
    let coder = workspace.coder()?;
    let profile = match arguments.profile {
        ProfileName::Claim => Profile::Claim,
        ProfileName::Mentions => Profile::Mentions,
    };
    let standing = |code: &str, on: Option<Date>| standing(&coder, code, on);
    let options = Options {
        setting: arguments.setting,
        date: arguments.date,
        today: Some(workspace::today()),
        one_chart: arguments.one_chart,
        code_standing: Some(&standing),
    };
    let mut out = BufWriter::new(std::io::stdout().lock());
    let (mut refused, mut numbers) = (0usize, false);
    let work = |chart: Result<Chart, intake::IntakeError>| {
        chart.map(|chart| {
            let coded = coder.code(&chart, profile);
            let text = match (&arguments.explain, arguments.format) {
                (Some(asked), _) => explain::text(&coder, &chart, &coded, asked),
                (None, Format::Text) => {
                    let view = View::of(coder.sets(), coded.date);
                    show::chart::text(&chart, &coded, view.as_ref())
                }
                (None, Format::Json) => match parallel::beside(coder.sets(), &coded) {
                    Some(shown) => json_line(&shown),
                    None => json_line(&coded),
                },
            };
            (has_cpt(&coded), text)
        })
    };
    let result =
        pool::in_order(
            intake::charts(&arguments.inputs, &options),
            work,
            |outcome| match outcome {
                Ok((cpt, text)) => {
                    numbers |= cpt;
                    out.write_all(text.as_bytes())
                }
                Err(fault) => {
                    refused += 1;
                    eprintln!("cleanclaim: {fault}");
                    Ok(())
                }
            },
        );
    match result.and_then(|()| out.flush()) {
        Err(fault) if fault.kind() == std::io::ErrorKind::BrokenPipe => {}
        Err(fault) => return Err(format!("standard output: {fault}")),
        Ok(()) => {}
    }
    if numbers {
        crate::show::licence::remind(workspace);
    }
    Ok(if refused == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Whether a structured code exists, for intake.
pub fn standing(coder: &Coder, code: &str, on: Option<Date>) -> CodeStanding {
    let sets = coder.sets();
    let pack = sets.icd10cm(on.unwrap_or_default());
    let valid = on.is_none_or(|on| pack.is_billable(code, on));
    match (pack.is_known(code), valid) {
        (true, true) => CodeStanding::Valid,
        (true, false) => CodeStanding::OtherYear,
        (false, _) => CodeStanding::Unknown,
    }
}

/// The chart as one line of JSON.
pub fn json_line<D: Serialize>(coded: &CodedChart<D>) -> String {
    let mut line = serde_json::to_string(coded).unwrap_or_default();
    line.push('\n');
    line
}

/// True when the result carries a CPT number.
pub fn has_cpt(coded: &CodedChart) -> bool {
    coded.px.iter().any(|p| is_cpt(&p.code))
}

/// True for a CPT number (HCPCS Level II begins with a letter).
pub fn is_cpt(code: &str) -> bool {
    code.len() == 5 && code.as_bytes()[0].is_ascii_digit()
}

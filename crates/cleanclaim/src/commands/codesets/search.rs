//! `cleanclaim codesets search`: codes by the words of their descriptions.

use super::json_line;
use crate::commands::code::Format;
use crate::show::print;
use crate::workspace::{self, Workspace};
use clap::Args;
use codesets::hcpcs::Hcpcs;
use codesets::icd11::{Icd11, Icd11Code, View};
use codesets::search::{HcpcsHit, Hit, SearchIndex};
use codesets::{CodeSets, Icd10Cm};
use model::Date;
use serde::Serialize;
use std::fmt::Write;
use std::process::ExitCode;
use std::time::Instant;

/// Most answers that can be asked for.
const MOST_ANSWERS: u16 = 1_000;

/// Arguments of `codesets search`.
#[derive(Args)]
#[command(after_help = "Example:\n  \
    cleanclaim codesets search type 2 diabetes with kidney disease --billable")]
pub struct SearchArguments {
    /// Words in any order
    #[arg(required = true, value_name = "WORDS")]
    words: Vec<String>,
    /// Date of service (default: today)
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<Date>,
    /// Most answers of each code set
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16)
        .range(1..=i64::from(MOST_ANSWERS)))]
    most: u16,
    /// Only codes that can be billed on the date
    #[arg(long)]
    billable: bool,
    /// Say on standard error how long the search took
    #[arg(long)]
    time: bool,
    /// For people, or one JSON object a line
    #[arg(long, default_value = "text")]
    format: Format,
}

/// One answer as JSON.
#[derive(Serialize)]
struct Answer<'a> {
    system: &'static str,
    code: &'a str,
    title: &'a str,
    billable: bool,
    score: f64,
}

/// Runs the command. Nothing found is an answer: exit code 0.
pub fn run(arguments: &SearchArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    let sets = workspace.sets()?;
    let on = arguments.date.unwrap_or_else(workspace::today);
    let query = arguments.words.join(" ");
    let (codes, hcpcs) = (diagnoses(arguments, sets.icd10cm(on), &query, on), sets.hcpcs(on));
    let procedures = hcpcs.map(|release| procedures(arguments, release, &query));
    let parallel = icd11_release(arguments, &sets, on);
    let parallel = parallel.map(|release| (release, icd11(arguments, release, &query)));
    let text = match arguments.format {
        Format::Json => {
            let codes = codes.iter().map(|hit| Answer {
                system: "icd10cm",
                code: &hit.code,
                title: &hit.title,
                billable: hit.billable,
                score: hit.score,
            });
            let procedures = procedures.iter().flatten().map(|hit| Answer {
                system: "hcpcs",
                code: &hit.code,
                title: &hit.description,
                billable: !hit.modifier,
                score: hit.score,
            });
            let parallel = parallel.iter().flat_map(|(_, hits)| hits).map(|(code, score)| Answer {
                system: "icd11",
                code: &code.code,
                title: &code.title,
                billable: false,
                score: *score,
            });
            let all = codes.chain(procedures).chain(parallel);
            all.map(|answer| json_line(&answer)).collect::<Result<_, _>>()?
        }
        Format::Text => {
            let mut out = format!("ICD-10-CM {}, on {on}\n", sets.icd10cm(on).label());
            diagnosis_lines(&mut out, &codes);
            if let (Some(release), Some(hits)) = (hcpcs, &procedures) {
                let _ = writeln!(out, "\nHCPCS Level II {}", release.header.label);
                procedure_lines(&mut out, hits);
            }
            if let Some((release, hits)) = &parallel {
                icd11_lines(&mut out, release, hits);
            }
            out
        }
    };
    print(&text)?;
    Ok(ExitCode::SUCCESS)
}

fn diagnoses(arguments: &SearchArguments, pack: &Icd10Cm, query: &str, on: Date) -> Vec<Hit> {
    let most = usize::from(arguments.most);
    timed(
        arguments,
        "ICD-10-CM",
        || SearchIndex::new(pack),
        |index| {
            if arguments.billable {
                index.search_billable(pack, query, on, most)
            } else {
                index.search(pack, query, on, most)
            }
        },
    )
}

fn procedures(arguments: &SearchArguments, release: &Hcpcs, query: &str) -> Vec<HcpcsHit> {
    let most = usize::from(arguments.most);
    timed(
        arguments,
        "HCPCS",
        || SearchIndex::of_hcpcs(release),
        |index| index.search_hcpcs(release, query, most),
    )
}

/// The release that is searched: none when only billable codes are asked for, as none of it is.
fn icd11_release<'a>(
    arguments: &SearchArguments,
    sets: &'a CodeSets,
    on: Date,
) -> Option<&'a Icd11> {
    View::of(sets, on)?.release.filter(|_| !arguments.billable)
}

fn icd11<'a>(
    arguments: &SearchArguments,
    release: &'a Icd11,
    query: &str,
) -> Vec<(&'a Icd11Code, f64)> {
    timed(
        arguments,
        "ICD-11",
        || SearchIndex::of_icd11(release),
        |index| index.search_icd11(release, query, usize::from(arguments.most)),
    )
}

fn icd11_lines(out: &mut String, release: &Icd11, hits: &[(&Icd11Code, f64)]) {
    let label = &release.header.label;
    let _ = writeln!(out, "\nICD-11 MMS {label}, for reading only, never on a claim");
    for (code, _) in hits {
        let _ = writeln!(out, "  {:<8}  {}", code.code, code.title);
    }
    if hits.is_empty() {
        out.push_str("  nothing found\n");
    }
}

fn timed<T>(
    arguments: &SearchArguments,
    what: &str,
    index: impl FnOnce() -> SearchIndex,
    search: impl FnOnce(&SearchIndex) -> T,
) -> T {
    let start = Instant::now();
    let index = index();
    let indexed = start.elapsed();
    let found = search(&index);
    if arguments.time {
        let searched = start.elapsed().saturating_sub(indexed);
        let ms = |time: std::time::Duration| time.as_secs_f64() * 1000.0;
        eprintln!("{what}: indexed in {:.1} ms, searched in {:.1} ms", ms(indexed), ms(searched));
    }
    found
}

fn diagnosis_lines(out: &mut String, hits: &[Hit]) {
    for hit in hits {
        let heading = if hit.billable { "" } else { "  (not billable as it stands)" };
        let _ = writeln!(out, "  {:<8}  {}{heading}", hit.code, hit.title);
    }
    if hits.is_empty() {
        out.push_str("  nothing found\n");
    }
}

fn procedure_lines(out: &mut String, hits: &[HcpcsHit]) {
    for hit in hits {
        let modifier = if hit.modifier { "  (modifier)" } else { "" };
        let _ = writeln!(out, "  {:<8}  {}{modifier}", hit.code, hit.description);
    }
    if hits.is_empty() {
        out.push_str("  nothing found\n");
    }
}

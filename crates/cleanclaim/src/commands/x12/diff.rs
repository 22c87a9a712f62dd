//! `cleanclaim x12 diff`: two files compared by what they say.

use super::split::MOST_BYTES;
use crate::commands::claim::outbox;
use crate::commands::code::Format;
use crate::show;
use clap::Args;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use x12::Place;
use x12::files::{DiffOptions, Difference, What, diff};

/// Arguments of `x12 diff`.
#[derive(Args)]
#[command(after_help = "Examples:\n  cleanclaim x12 diff sent.837 archived.837\n  \
    cleanclaim x12 diff old.837 new.837 --any-delimiters --any-control-numbers\n\n\
    Claims are found again by their numbers wherever they stand. - means that only the first file \
    has a segment, + only the second, and the numbers of changed elements follow the segment.\n\
    Exit code: 0 the same, 1 different, 2 a file is unreadable.")]
pub struct DiffArguments {
    /// The first file
    #[arg(value_name = "A")]
    pub first: PathBuf,
    /// The second file
    #[arg(value_name = "B")]
    pub second: PathBuf,
    /// Delimiters and line ends may differ
    #[arg(long)]
    pub any_delimiters: bool,
    /// Control numbers may differ
    #[arg(long)]
    pub any_control_numbers: bool,
    /// For people, or one JSON object a difference
    #[arg(long, default_value = "text")]
    pub format: Format,
}

/// Runs the command.
pub fn run(arguments: &DiffArguments) -> Result<ExitCode, String> {
    let first = outbox::read_bounded(&arguments.first, MOST_BYTES)?;
    let second = outbox::read_bounded(&arguments.second, MOST_BYTES)?;
    let options = DiffOptions {
        any_delimiters: arguments.any_delimiters,
        any_control_numbers: arguments.any_control_numbers,
    };
    let differences = diff(&first, &second, options).map_err(|(file, fault)| {
        let name = if file == 0 { &arguments.first } else { &arguments.second };
        format!("{}: {fault}", name.display())
    })?;
    show::print(&match arguments.format {
        Format::Text => text(&differences),
        Format::Json => differences.iter().map(|d| format!("{}\n", line(d))).collect(),
    })?;
    Ok(if differences.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn text(differences: &[Difference]) -> String {
    let mut out = String::new();
    let mut part = "";
    for difference in differences {
        if difference.part != part {
            part = &difference.part;
            let _ = writeln!(out, "{part}");
        }
        for (sign, side) in [('-', &difference.before), ('+', &difference.after)] {
            if let Some((place, segment)) = side {
                let at =
                    if place.line > 0 { format!("  (line {})", place.line) } else { String::new() };
                let _ = writeln!(out, "  {sign} {segment}{at}");
            }
        }
        if !difference.elements.is_empty() {
            let numbers: Vec<String> =
                difference.elements.iter().map(|n| format!("{n:02}")).collect();
            let _ = writeln!(out, "    changed: {}", numbers.join(", "));
        }
    }
    let of = |what| differences.iter().filter(|d| d.what == what).count();
    let _ = match differences.len() {
        0 => writeln!(out, "the files say the same"),
        _ => writeln!(
            out,
            "{} added, {} removed, {} changed",
            show::count(of(What::Added), "segment"),
            of(What::Removed),
            of(What::Changed)
        ),
    };
    out
}

fn line(difference: &Difference) -> Value {
    let side = |side: &Option<(Place, String)>| {
        side.as_ref().map(|(place, segment)| {
            json!({"byte": place.offset, "line": place.line, "segment": place.segment,
                   "text": segment})
        })
    };
    let what = match difference.what {
        What::Added => "added",
        What::Removed => "removed",
        What::Changed => "changed",
    };
    json!({"what": what, "part": difference.part, "before": side(&difference.before),
           "after": side(&difference.after), "elements": difference.elements})
}

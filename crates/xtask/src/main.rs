//! `cargo xtask tidy | data | code-dates | guidelines | edits`: what keeps the house in order,
//! builds its embedded data and writes the pages that follow from the code.

mod code_dates;
mod data;
mod edits;
mod fit;
mod guidelines;
mod tidy;

use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask tidy | guidelines | edits | \
                     data TABULAR.xml ICD10CM.csv ICD10PCS.csv | \
                     code-dates ICD10CM.csv ICD10PCS.csv | fit REFERENCE_DIR…";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.first().map(String::as_str) {
        Some("code-dates") => code_dates::run(&arguments[1..]),
        Some("data") => data::run(&arguments[1..]),
        Some("fit") => fit::run(&arguments[1..]),
        Some("edits") if arguments.len() == 1 => edits::run(),
        Some("guidelines") if arguments.len() == 1 => guidelines::run(),
        Some("tidy") if arguments.len() == 1 => tidy::run(),
        _ => Err(USAGE.to_owned()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("xtask: {fault}");
            ExitCode::FAILURE
        }
    }
}

//! `cargo xtask tidy | data`: what keeps the house in order and builds its embedded data.

mod data;
mod fit;
mod tidy;

use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask tidy | data TABULAR.xml VALIDITY.csv | fit REFERENCE_DIR…";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.first().map(String::as_str) {
        Some("data") => data::run(&arguments[1..]),
        Some("fit") => fit::run(&arguments[1..]),
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

//! `cargo xtask tidy | data`: what keeps the house in order and builds its embedded data.

mod data;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let result = match arguments.first().map(String::as_str) {
        Some("data") => data::run(&arguments[1..]),
        _ => Err("usage: cargo xtask tidy | data TABULAR.xml VALIDITY.csv".to_owned()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("xtask: {fault}");
            ExitCode::FAILURE
        }
    }
}

//! What is printed for people.

pub mod chart;
pub mod claim;
pub mod demo;
pub mod edits;
pub mod eval;
pub mod licence;
pub mod price;
pub mod table;
pub mod wrap;

use std::io::{ErrorKind, Write};

/// Prints to standard output. A reader that has gone away (`| head`) is no fault.
pub fn print(text: &str) -> Result<(), String> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(fault) if fault.kind() != ErrorKind::BrokenPipe => {
            Err(format!("standard output: {fault}"))
        }
        _ => Ok(()),
    }
}

/// `1 claim`, `2 claims`.
#[must_use]
pub fn count(number: usize, one: &str) -> String {
    format!("{number} {one}{}", if number == 1 { "" } else { "s" })
}

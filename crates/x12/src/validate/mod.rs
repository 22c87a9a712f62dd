//! Validation by SNIP type: bytes in, a [`Report`] out.

mod fault;
mod report;

pub use fault::{Fault, Level, MAX_VALUE, Severity, Within};
pub use report::{GroupReport, InterchangeReport, Report, SetReport};

/// Faults listed for one file; further ones are counted.
pub const MAX_FAULTS: usize = 10_000;

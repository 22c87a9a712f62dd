//! One fault: where it is, what is wrong, what to do.

use std::fmt;

/// A fault of the run; faults sort by place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Path from the workspace root.
    pub path: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong, and what to do.
    pub message: String,
}

impl Fault {
    /// A fault at a line of a file.
    pub fn new(path: &str, line: usize, message: impl Into<String>) -> Fault {
        Fault { path: path.to_owned(), line, message: message.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}", self.path, self.line, self.message)
    }
}

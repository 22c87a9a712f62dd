//! What intake says when it cannot make a chart.

use std::fmt;
use std::path::Path;

/// Why a file gave no chart: what is wrong, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct IntakeError {
    /// Stable code such as `text.empty`.
    pub code: &'static str,
    /// The file as it was named, `standard input`, or `command line`.
    pub file: String,
    /// Place within the file: a byte, line and column, or JSON path; may be empty.
    pub place: String,
    /// A plain sentence that also says what to do.
    pub message: String,
}

impl fmt::Display for IntakeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place.as_str() {
            "" => write!(f, "{}: {}", self.file, self.message),
            place => write!(f, "{}: {place}: {}", self.file, self.message),
        }
    }
}

impl IntakeError {
    pub(crate) fn new(
        code: &'static str,
        file: impl Into<String>,
        place: impl Into<String>,
        message: impl Into<String>,
    ) -> IntakeError {
        IntakeError { code, file: file.into(), place: place.into(), message: message.into() }
    }

    /// A fault of the file system while reading `path`.
    pub(crate) fn unreadable(path: &Path, fault: &std::io::Error) -> IntakeError {
        let message = format!("cannot be read ({fault}); check the name and the permissions");
        IntakeError::new("file.unreadable", path.display().to_string(), "", message)
    }
}

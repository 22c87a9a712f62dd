//! Claim JSON: one claim, an array of claims, or one claim a line.
//!
//! What enters: the bytes of a file and its name. What leaves: the claims with warnings (members
//! that are not part of the contract, repairs of form), and every faulty claim with line, column
//! and field path. A claim with a fault is left out; the others of its file are not.

mod reading;
mod repair;

use model::Claim;
use std::fmt;

/// Largest file, in bytes.
pub const MAX_BYTES: usize = 256 << 20;
/// Most claims in one file.
pub const MAX_CLAIMS: usize = 1_000_000;
/// Faults reported of one file.
pub const MAX_FAULTS: usize = 100;
/// Warnings reported of one file; further ones are counted.
pub const MAX_WARNINGS: usize = 1_000;

/// The claims of one file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClaimFile {
    /// In the order of the file.
    pub claims: Vec<Claim>,
    /// What was not used or was repaired.
    pub warnings: Vec<ClaimJsonWarning>,
    /// Claims that could not be read, up to [`MAX_FAULTS`].
    pub faults: Vec<ClaimJsonFault>,
}

/// Something in a claim that was not used, or whose form was repaired. Never silent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimJsonWarning {
    /// Stable code: `member.unknown`, `bill_type.shortened`, `diagnosis.dotted`,
    /// `warnings.more`.
    pub code: &'static str,
    /// Position of the claim in the file, from 1.
    pub claim: usize,
    /// Path within the claim, as `lines[0].colour`.
    pub path: String,
    /// A plain sentence.
    pub message: String,
}

/// A place where a file is not claim JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimJsonFault {
    /// Line of the file, from 1.
    pub line: usize,
    /// Column of the line, from 1; 0 for the line itself.
    pub column: usize,
    /// Path of the field, as `[3].lines[0].date`; empty for the whole.
    pub path: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl fmt::Display for ClaimJsonFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if self.column > 0 {
            write!(f, ", column {}", self.column)?;
        }
        if !self.path.is_empty() {
            write!(f, ", `{}`", self.path)?;
        }
        write!(f, ": {}", self.message)
    }
}

/// A file that is not claim JSON.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {}", listed(faults))]
pub struct ClaimJsonError {
    /// The file.
    pub name: String,
    /// Every fault, in the order of the file, up to [`MAX_FAULTS`].
    pub faults: Vec<ClaimJsonFault>,
}

fn listed(faults: &[ClaimJsonFault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// Reads claim JSON: an object, an array of objects, or an object on each line.
///
/// Two repairs of form are made, and each is a warning: a type of bill written with its leading
/// zero or frequency (`0131`) is shortened, and a diagnosis without its dot gets one.
///
/// # Errors
/// [`ClaimJsonError`] when no claim of the file can be read.
pub fn read(bytes: &[u8], name: &str) -> Result<ClaimFile, ClaimJsonError> {
    reading::read(bytes).map_err(|faults| ClaimJsonError { name: name.to_owned(), faults })
}

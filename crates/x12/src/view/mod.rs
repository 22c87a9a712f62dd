//! X12 for people and for other programs: a readable view, and JSON both ways.
//!
//! | enters | by | leaves |
//! |---|---|---|
//! | an X12 file | [`show`] | indented, labelled lines, dates as 2026-06-15, money lined up |
//! | an X12 file | [`to_json`] | JSON that keeps every byte |
//! | that JSON | [`from_json`] | the same X12 file |
//!
//! All three take a stream and keep memory bounded: one claim with the levels above it for the
//! view, one segment for JSON. Labels are those of the guides, and of the dictionary where a
//! file's version has no guide here; nothing of a file is left out.

mod claims;
mod elements;
mod headings;
mod held;
mod json;
mod layout;
mod outline;
mod positions;
mod show;
mod summary;
mod values;

pub use json::read::{MAX_JSON_DEPTH, MAX_JSON_TEXT, from_json};
pub use json::source::JsonError;
pub use json::write::to_json;
pub use show::show;

use crate::fault::X12Error;
use crate::steps::StepError;

/// What of a file is shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct ShowOptions<'a> {
    /// Only the claims with this number (CLM01, CLP01; TRN02 of a 277CA), with what stands above
    /// them.
    pub claim: Option<&'a str>,
    /// Only the headings: envelopes, loops, and the line of each claim and service.
    pub outline: bool,
}

/// What was shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// Claims that were found when one was asked for.
    pub claims: u64,
    /// Sets for which there is no guide; claims are not looked for in them.
    pub without_guide: u64,
}

/// Why a view ends before the file does.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    /// The input fails.
    #[error("cannot be read ({0}); check the name and the permissions")]
    Read(#[source] std::io::Error),
    /// The file is no X12 from some place on.
    #[error("{0}")]
    X12(#[from] X12Error),
    /// The file ends between two segments, with its envelope open.
    #[error("the file ends without {0}; what there is has been shown; ask the sender for the rest")]
    CutOff(String),
    /// The output fails.
    #[error("the output cannot be written: {0}")]
    Write(#[source] std::io::Error),
    /// More than is held.
    #[error("{0}")]
    TooMuch(String),
}

impl From<StepError> for ViewError {
    fn from(error: StepError) -> ViewError {
        match error {
            StepError::Read(error) => ViewError::Read(error),
            StepError::X12(error) => ViewError::X12(error),
        }
    }
}

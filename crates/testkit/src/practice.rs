//! The made-up practice: who works there, who pays, what it charges, and its charts.
//!
//! Everything is embedded and read from plain files under `practice/`, so that a clinician can
//! correct a note without touching Rust.

mod bundle;
mod chart;
mod directory;
mod embedded;
mod fees;
mod parties;
mod record;
pub mod year;

pub use bundle::{EXTENSION, PAYER_ID, to_bundle};
pub use directory::Directory;
pub use fees::FeeSchedule;

use model::{Chart, GapKind};

/// One made-up chart: what intake should find in its bundle, and what its author left out.
#[derive(Clone, Debug, PartialEq)]
pub struct PracticeChart {
    /// Name of its folder, at most 20 characters; also the chart's and the encounter's id.
    pub slug: String,
    /// Service in a few words, for tables that people read.
    pub service: String,
    /// The chart with everything the practice knows when coding starts.
    pub chart: Chart,
    /// What the documents lack on purpose; empty for a complete chart.
    pub gaps: Vec<GapKind>,
}

/// Why the embedded practice cannot be read. Only an edit of `practice/` can cause it.
#[derive(Debug, thiserror::Error)]
pub enum PracticeError {
    /// A TOML file does not have the expected shape.
    #[error("practice/{file}: {fault}")]
    Toml {
        /// The file, below `practice/`.
        file: String,
        /// What the reader says, with line and column.
        fault: Box<toml::de::Error>,
    },
    /// A file names something that does not exist, or leaves out what is needed.
    #[error("practice/{file}: {fault}")]
    Content {
        /// The file, below `practice/`.
        file: String,
        /// What is wrong, in a sentence.
        fault: String,
    },
}

/// Every chart, in the order of the embedded table (office first, inpatient last).
///
/// # Panics
/// When the embedded files are not well formed; the tests of this crate read all of them.
#[must_use]
pub fn charts() -> Vec<PracticeChart> {
    read_charts().expect("the embedded practice is read by this crate's tests")
}

/// As [`charts`], with the fault as a value.
///
/// # Errors
/// When an embedded file is malformed, or names an unknown payer, provider or facility.
pub fn read_charts() -> Result<Vec<PracticeChart>, PracticeError> {
    let directory = Directory::embedded()?;
    let fees = FeeSchedule::embedded()?;
    embedded::CHARTS.iter().map(|files| chart::read(files, &directory, &fees)).collect()
}

/// What the practice charges, for lines that coding adds (visit levels).
///
/// # Panics
/// When the embedded file is not well formed; the tests of this crate read it.
#[must_use]
pub fn fees() -> FeeSchedule {
    FeeSchedule::embedded().expect("the embedded fees are read by this crate's tests")
}

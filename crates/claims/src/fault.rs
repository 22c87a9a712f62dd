//! What prevents a claim, and what a reviewer should see beside one.

use serde::Serialize;

/// A fact without which no claim can be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{message} {next}")]
pub struct ClaimFault {
    /// Stable code, as `coverage.missing`.
    pub code: &'static str,
    /// Path in the chart or the coded chart, as `coverages`.
    pub field: String,
    /// What is wrong, in a plain sentence.
    pub message: String,
    /// What to do.
    pub next: String,
}

/// Something that did not prevent the claim and that somebody should look at. Never silent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClaimNote {
    /// Stable code, as `charge.not_coded`.
    pub code: &'static str,
    /// Path in the chart or the coded chart, as `charges[2]`.
    pub field: String,
    /// What was found, in a plain sentence.
    pub message: String,
    /// What to do.
    pub next: String,
}

/// Collects faults and notes while a claim is made, so that all of them are reported.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub(crate) faults: Vec<ClaimFault>,
    pub(crate) notes: Vec<ClaimNote>,
}

impl Findings {
    pub(crate) fn fault(
        &mut self,
        code: &'static str,
        field: impl Into<String>,
        message: impl Into<String>,
        next: impl Into<String>,
    ) {
        let (field, message, next) = (field.into(), message.into(), next.into());
        self.faults.push(ClaimFault { code, field, message, next });
    }

    pub(crate) fn note(
        &mut self,
        code: &'static str,
        field: impl Into<String>,
        message: impl Into<String>,
        next: impl Into<String>,
    ) {
        let (field, message, next) = (field.into(), message.into(), next.into());
        self.notes.push(ClaimNote { code, field, message, next });
    }
}

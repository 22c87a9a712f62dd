//! Edits: what is wrong with a claim, where, by which source, and what to do.

use crate::{ClaimId, Date};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How far an edit stops the claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The claim does not leave.
    Block,
    /// The claim leaves only with a stated reason.
    Reason,
    /// Worth a look; does not stop the claim.
    Warn,
    /// For information.
    Inform,
}

/// Which family of edits it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EditFamily {
    /// NCCI procedure-to-procedure.
    Ptp,
    /// Medically unlikely edits.
    Mue,
    /// Add-on codes.
    Addon,
    /// Medical necessity.
    Necessity,
    /// Global surgical period.
    Global,
    /// Bilateral surgery.
    Bilateral,
    /// Age of the patient.
    Age,
    /// Sex of the patient.
    Sex,
    /// Medicare Code Editor.
    Mce,
    /// Place of service.
    Pos,
    /// Provider identifiers.
    Npi,
    /// Duplicate lines or claims.
    Duplicate,
    /// Timely filing.
    Timely,
    /// Diagnosis pointers.
    Pointer,
    /// Excludes1.
    Excludes,
    /// Manifestation and sequencing.
    Manifestation,
    /// Code valid on the date of service.
    Validity,
    /// Modifiers.
    Modifier,
    /// Authorization.
    Auth,
    /// Taxonomy.
    Taxonomy,
    /// Units of service.
    Units,
    /// Dates.
    Date,
    /// Rules of one payer.
    Payer,
    /// Form of a field; required fields.
    Format,
}

/// Where on the claim.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditPlace {
    /// Path in the claim JSON, as `lines[0].pointers`.
    pub field: String,
    /// 837 loop, as `2400`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub r#loop: Option<String>,
    /// 837 segment and element, as `SV107`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<String>,
}

/// When the rule behind an edit is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effective {
    /// First day.
    pub from: Date,
    /// Last day; `None` while it is in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
}

/// One edit that fired.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// Stable identifier, as `format.required`.
    pub id: String,
    /// Family.
    pub family: EditFamily,
    /// Severity.
    pub severity: Severity,
    /// Line number; 0 for the claim itself.
    pub line: u16,
    /// The code in question, or empty.
    pub code: String,
    /// What is wrong, in a plain sentence.
    pub message: String,
    /// Guideline, manual chapter or X12 element.
    pub source: String,
    /// What to do next.
    pub next: String,
    /// Where.
    pub place: EditPlace,
    /// When the rule is in force; `None` when it always is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective: Option<Effective>,
}

/// The answer of scrubbing one claim.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScrubReport {
    /// The claim.
    pub claim: ClaimId,
    /// All edits that fired, in a fixed order.
    pub edits: Vec<Edit>,
    /// Code sets and rules that took part, with their labels.
    pub releases: BTreeMap<String, String>,
    /// Families that could not be checked because their data is not imported.
    pub not_checked: Vec<EditFamily>,
}

impl ScrubReport {
    /// True when nothing stops the claim: no block and no reason.
    #[must_use]
    pub fn may_leave(&self) -> bool {
        !self.edits.iter().any(|e| matches!(e.severity, Severity::Block | Severity::Reason))
    }
}

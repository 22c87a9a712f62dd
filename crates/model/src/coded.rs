//! The coded chart: codes with evidence and rule, what was not coded and why, gaps, the route.
//!
//! The order of the fields here is the order of the JSON that `cleanclaim code` prints; it is a
//! contract (see `docs/reference/code-json.md`).

use crate::{ChartId, Date, Setting};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A verbatim piece of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Evidence {
    /// Index of the document in the chart.
    pub document: u32,
    /// First byte in the UTF-8 document.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Exactly that slice.
    pub text: String,
}

/// A code that was considered for the same words and refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RejectedCode {
    /// The code, with its dot.
    pub code: String,
    /// Why it was refused.
    pub why: String,
}

/// One diagnosis code.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DiagnosisCode {
    /// ICD-10-CM code, with its dot, valid and billable on the date of service.
    pub code: String,
    /// Position on the claim; 1 is first-listed or principal.
    pub rank: u16,
    /// Official title, or `None` when it is not in the embedded release.
    pub description: Option<String>,
    /// Calibrated probability that the code is right, 0 to 1, two decimals.
    pub confidence: f64,
    /// Where the chart says so. Never empty.
    pub evidence: Vec<Evidence>,
    /// Guideline sections and conventions that decided, as `I.C.4.a`.
    pub rules: Vec<String>,
    /// Codes considered for the same words.
    pub rejected: Vec<RejectedCode>,
    /// Present on admission (inpatient only): Y, N, U, W or 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub poa: Option<char>,
}

/// One procedure, service or supply.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ProcedureCode {
    /// CPT or HCPCS number; ICD-10-PCS on an inpatient facility claim.
    pub code: String,
    /// Modifiers in the order in which the claim carries them.
    pub modifiers: Vec<String>,
    /// Units of service.
    pub units: u32,
    /// Ranks of the diagnoses that support it.
    pub dx: Vec<u16>,
    /// Calibrated probability that the line is right, 0 to 1, two decimals.
    pub confidence: f64,
    /// Where the chart says so. Never empty.
    pub evidence: Vec<Evidence>,
    /// Rules that decided.
    pub rules: Vec<String>,
}

/// Why words that name a condition did not become a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotCodedWhy {
    /// The text says that it is absent.
    Negated,
    /// A relative's or somebody else's.
    Family,
    /// Past and over, without bearing on this encounter.
    History,
    /// Uncertain in an outpatient setting (Section IV.H).
    Uncertain,
    /// Only if something happens.
    Hypothetical,
    /// A symptom that belongs to a coded diagnosis (Section I.B.5).
    Integral,
    /// Excluded by a note of the tabular list or by another code.
    Excluded,
    /// Named, but neither assessed, treated nor bearing on this encounter (Section IV.J).
    NotAddressed,
    /// No billable code can be chosen from the documentation.
    Unspecific,
}

/// Words that name a condition and were not coded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotCoded {
    /// Index of the document in the chart.
    pub document: u32,
    /// The words.
    pub text: String,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// The code that a reader without context would have given.
    pub code: String,
    /// The reason.
    pub why: NotCodedWhy,
}

/// What kind of fact the documentation lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GapKind {
    /// Right, left or both.
    Laterality,
    /// Acute, chronic, acute on chronic.
    Acuity,
    /// Which type.
    Type,
    /// Which stage or severity.
    Stage,
    /// What caused it.
    Cause,
    /// Two statements that cannot both hold.
    Conflict,
    /// A finding, drug or result without a diagnosis.
    Indicator,
}

/// A documentation gap: what is missing, and where it shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// What is missing.
    pub kind: GapKind,
    /// A plain, non-leading sentence.
    pub text: String,
    /// Where it shows.
    pub evidence: Vec<Evidence>,
}

/// Where a coded chart goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// Released without a human touch (on the command line: advice).
    Release,
    /// To a coder, with the reasons.
    #[default]
    Review,
    /// Cannot be coded as it stands: something must arrive first.
    Hold,
}

impl Route {
    /// The lower-case name used in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Route::Release => "release",
            Route::Review => "review",
            Route::Hold => "hold",
        }
    }
}

/// The E/M level as a worksheet: problems, data, risk, or time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EmWorksheet {
    /// The level's bare number.
    pub code: String,
    /// Number and complexity of problems: minimal, low, moderate, high.
    pub problems: String,
    /// What counted as problems.
    pub problems_evidence: Vec<Evidence>,
    /// Amount and complexity of data: minimal, limited, moderate, extensive.
    pub data: String,
    /// What counted as data.
    pub data_evidence: Vec<Evidence>,
    /// Risk of management: minimal, low, moderate, high.
    pub risk: String,
    /// What counted as risk.
    pub risk_evidence: Vec<Evidence>,
    /// Total time in minutes, when the level stands on time.
    pub minutes: Option<u32>,
    /// How the level follows from the above, in one sentence.
    pub reason: String,
}

/// The result of coding one chart. `D` is a diagnosis; a view that shows something beside each
/// diagnosis puts its own type there ([`CodedChart::with_dx`]), which nothing but a screen takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CodedChart<D = DiagnosisCode> {
    /// The chart's name.
    pub id: ChartId,
    /// The setting whose guidelines were applied.
    pub setting: Setting,
    /// The date of service whose code sets were applied.
    pub date: Date,
    /// Diagnoses in claim order.
    pub dx: Vec<D>,
    /// Procedures in claim order.
    pub px: Vec<ProcedureCode>,
    /// ICD-10-PCS of an inpatient stay in claim order, principal procedure first: for the
    /// hospital's claim (HI BBR, BBQ). `px` stays the professional claim's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pcs: Vec<ProcedureCode>,
    /// Conditions that were named and not coded.
    pub not_coded: Vec<NotCoded>,
    /// Documentation gaps.
    pub gaps: Vec<Gap>,
    /// Where the chart goes.
    pub route: Route,
    /// Why it goes there, in plain sentences; empty when released.
    pub reasons: Vec<String>,
    /// Probability that every billed code is right, 0 to 1, two decimals.
    pub chart_confidence: f64,
    /// Label of every code set, rule set and model that took part.
    pub releases: BTreeMap<String, String>,
    /// True when the chart gave no date and a fixed day of the embedded release was taken.
    pub date_assumed: bool,
    /// True when the setting was inferred from the document rather than given.
    pub setting_inferred: bool,
    /// The words from which the setting was inferred.
    pub setting_evidence: Vec<Evidence>,
    /// The admitting diagnosis of an inpatient stay (HI ABJ), with its dot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admitting: Option<String>,
    /// The E/M worksheet, when a visit was coded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub em: Option<EmWorksheet>,
    /// What intake repaired or could not use.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<crate::IntakeWarning>,
}

impl<D> CodedChart<D> {
    /// The same result with each diagnosis shown in another way.
    pub fn with_dx<E>(self, each: impl FnMut(D) -> E) -> CodedChart<E> {
        CodedChart {
            id: self.id,
            setting: self.setting,
            date: self.date,
            dx: self.dx.into_iter().map(each).collect(),
            px: self.px,
            pcs: self.pcs,
            not_coded: self.not_coded,
            gaps: self.gaps,
            route: self.route,
            reasons: self.reasons,
            chart_confidence: self.chart_confidence,
            releases: self.releases,
            date_assumed: self.date_assumed,
            setting_inferred: self.setting_inferred,
            setting_evidence: self.setting_evidence,
            admitting: self.admitting,
            em: self.em,
            warnings: self.warnings,
        }
    }
}

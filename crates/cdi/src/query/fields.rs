//! The parts of a query that people write and read.

use model::{Date, Evidence, GapKind};
use serde::{Deserialize, Serialize};

/// The name of a query.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct QueryId(pub String);

impl QueryId {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for QueryId {
    fn from(text: &str) -> QueryId {
        QueryId(text.to_owned())
    }
}

impl std::fmt::Display for QueryId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a query asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QueryKind {
    /// Right, left or both.
    Laterality,
    /// Acute, chronic, acute on chronic.
    Acuity,
    /// Which type.
    Type,
    /// Which stage or degree.
    Stage,
    /// What caused it.
    Cause,
    /// Two statements that cannot both hold.
    Conflict,
    /// A finding, drug or result without a diagnosis.
    Indicator,
    /// A diagnosis whose support in the record is asked for (clinical validation).
    Validation,
    /// Whether a condition was there on admission.
    PresentOnAdmission,
    /// Anything else.
    Other,
}

impl QueryKind {
    /// Every kind.
    pub const ALL: [QueryKind; 10] = [
        QueryKind::Laterality,
        QueryKind::Acuity,
        QueryKind::Type,
        QueryKind::Stage,
        QueryKind::Cause,
        QueryKind::Conflict,
        QueryKind::Indicator,
        QueryKind::Validation,
        QueryKind::PresentOnAdmission,
        QueryKind::Other,
    ];

    /// The name in JSON, in templates and in the store.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            QueryKind::Laterality => "laterality",
            QueryKind::Acuity => "acuity",
            QueryKind::Type => "type",
            QueryKind::Stage => "stage",
            QueryKind::Cause => "cause",
            QueryKind::Conflict => "conflict",
            QueryKind::Indicator => "indicator",
            QueryKind::Validation => "validation",
            QueryKind::PresentOnAdmission => "present_on_admission",
            QueryKind::Other => "other",
        }
    }
}

impl From<GapKind> for QueryKind {
    fn from(kind: GapKind) -> QueryKind {
        match kind {
            GapKind::Laterality => QueryKind::Laterality,
            GapKind::Acuity => QueryKind::Acuity,
            GapKind::Type => QueryKind::Type,
            GapKind::Stage => QueryKind::Stage,
            GapKind::Cause => QueryKind::Cause,
            GapKind::Conflict => QueryKind::Conflict,
            GapKind::Indicator => QueryKind::Indicator,
        }
    }
}

/// What a yes/no question is for. Only the first three are compliant practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum YesNoPurpose {
    /// To confirm a condition that the record already names.
    Documented,
    /// To settle whether a documented condition was there on admission.
    PresentOnAdmission,
    /// To confirm a relation of cause and effect that the record implies.
    ImpliedCause,
    /// For something else.
    Other,
}

/// The form of the question.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case", tag = "form", content = "purpose")]
pub enum Format {
    /// The provider answers in free text.
    #[default]
    OpenEnded,
    /// The provider chooses an option, or writes.
    MultipleChoice,
    /// The provider answers yes or no, or writes.
    YesNo(YesNoPurpose),
}

/// What an option is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OptionKind {
    /// A clinical statement that the indicators support.
    Supported,
    /// Yes.
    Yes,
    /// No.
    No,
    /// Something else, in the provider's words.
    Other,
    /// It cannot be determined clinically.
    CannotDetermine,
}

/// One option of a query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerOption {
    /// Its key within the query: `a`, `b`, …, `other`, `cannot_determine`.
    pub key: String,
    /// What it is.
    pub kind: OptionKind,
    /// What the provider reads.
    pub text: String,
    /// The code it would lead to. Internal: a provider never sees it ([`super::ProviderView`]).
    pub code_hint: Option<String>,
}

impl AnswerOption {
    /// The option that stands in every list: something else.
    #[must_use]
    pub fn other() -> AnswerOption {
        AnswerOption {
            key: "other".to_owned(),
            kind: OptionKind::Other,
            text: "Other (please describe)".to_owned(),
            code_hint: None,
        }
    }

    /// The option that stands in every list: it cannot be determined.
    #[must_use]
    pub fn cannot_determine() -> AnswerOption {
        AnswerOption {
            key: "cannot_determine".to_owned(),
            kind: OptionKind::CannotDetermine,
            text: "Cannot be determined clinically".to_owned(),
            code_hint: None,
        }
    }
}

/// Where an indicator comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "from")]
pub enum IndicatorSource {
    /// Words of a document, with their place.
    Quote {
        /// The place; its text is the indicator's text.
        evidence: Evidence,
        /// Title of the document.
        document_title: String,
    },
    /// A laboratory result of the structured record.
    Laboratory,
    /// A vital sign of the structured record.
    Vital,
    /// A medicine of the structured record.
    Medication,
}

impl IndicatorSource {
    /// The group under which a page shows it.
    #[must_use]
    pub fn group(&self) -> &'static str {
        match self {
            IndicatorSource::Quote { .. } => "Clinical evidence",
            IndicatorSource::Laboratory => "Laboratory",
            IndicatorSource::Vital => "Vital signs",
            IndicatorSource::Medication => "Medications",
        }
    }
}

/// A clinical indicator: what the record says, word for word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indicator {
    /// The words; of a structured result its line ([`crate::draft::observation_line`],
    /// [`crate::draft::medication_line`]).
    pub text: String,
    /// The day, where the record says.
    pub date: Option<Date>,
    /// Where it comes from.
    pub source: IndicatorSource,
}

/// What is sent: the part of a query that the linter judges.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueryText {
    /// Title.
    pub title: String,
    /// The question.
    pub question: String,
    /// A note to the provider; may be empty.
    pub note: String,
    /// The documented condition that the question is about, as the record names it; empty where
    /// the record names none.
    pub subject: String,
    /// The form of the question.
    pub format: Format,
    /// What the record says.
    pub indicators: Vec<Indicator>,
    /// What can be chosen. Free text is always open to the provider beside them.
    pub options: Vec<AnswerOption>,
}

//! Findings: what the reader saw, where, and how it is asserted.

use serde::{Deserialize, Serialize};

/// What a part of a document is about. Decides how far a finding in it may be trusted.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum SectionKind {
    /// Text before any heading, or under one that is not known.
    #[default]
    Unknown,
    /// Chief complaint, reason for visit.
    ChiefComplaint,
    /// History of present illness, interval history, subjective, ED triage.
    PresentIllness,
    /// Past medical history, problem list.
    PastHistory,
    /// Past surgical history.
    SurgicalHistory,
    /// Family history.
    FamilyHistory,
    /// Social history.
    SocialHistory,
    /// Obstetric and gynaecological history.
    ObstetricHistory,
    /// Allergies.
    Allergies,
    /// Medication list.
    Medications,
    /// Review of systems.
    ReviewOfSystems,
    /// Vital signs.
    Vitals,
    /// Physical or mental status examination.
    Exam,
    /// Laboratory and test results.
    Results,
    /// Imaging: technique, comparison.
    Technique,
    /// Imaging or operative findings.
    Findings,
    /// Imaging impression, conclusion.
    Impression,
    /// Assessment, diagnoses, final diagnosis.
    Assessment,
    /// Plan, recommendations, disposition.
    Plan,
    /// Assessment and plan together.
    AssessmentPlan,
    /// ED or hospital course, medical decision making.
    Course,
    /// Indication for a procedure or a study, clinical history given to it.
    Indication,
    /// Preoperative diagnosis.
    PreoperativeDiagnosis,
    /// Postoperative diagnosis.
    PostoperativeDiagnosis,
    /// Name of the operation or the study performed.
    Procedure,
    /// The narrative of an operation.
    OperativeNarrative,
    /// Specimen, gross and microscopic description.
    Specimen,
    /// Pathology diagnosis.
    PathologyDiagnosis,
    /// Admission diagnosis.
    AdmissionDiagnosis,
    /// Discharge diagnosis.
    DischargeDiagnosis,
    /// Patient instructions, education.
    Instructions,
    /// Signature, provider names, addresses.
    Administrative,
}

/// How certainly the text states that the condition exists.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Assertion {
    /// Stated as present.
    #[default]
    Present,
    /// Stated as absent, ruled out, denied.
    Negated,
    /// Possible, probable, suspected, to be ruled out.
    Possible,
    /// Only if something happens; return precautions, risks, education.
    Hypothetical,
    /// Screened for or planned, not found.
    Planned,
}

/// When.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Temporality {
    /// Now, or chronic and still there.
    #[default]
    Current,
    /// Past and over.
    Historical,
}

/// Whose condition it is.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Experiencer {
    /// The patient.
    #[default]
    Patient,
    /// A blood relative.
    Family,
    /// Somebody else (a contact, a household member).
    Other,
}

/// One mention of a condition, symptom, status or procedure in a document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Index of the document in the chart.
    pub document: u32,
    /// First byte of the words that name it.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// First byte of the sentence or bullet that holds it.
    pub sentence_start: u32,
    /// One past the last byte of that sentence or bullet.
    pub sentence_end: u32,
    /// The code that the term stands for, at whatever level of the tabular list, with its dot.
    pub code: String,
    /// The term that matched, in its normal form.
    pub term: String,
    /// The section it stands in.
    pub section: SectionKind,
    /// Number of the section within its document, counted from 0.
    pub section_number: u32,
    /// Number of the list item within its section (a numbered problem and what stands under
    /// it share one); 0 outside any list.
    pub item: u32,
    /// How certainly it is stated.
    pub assertion: Assertion,
    /// When.
    pub temporality: Temporality,
    /// Whose.
    pub experiencer: Experiencer,
    /// The words that decided the assertion, time or person (a byte range), when any did.
    pub cue: Option<(u32, u32)>,
}

impl Finding {
    /// True when the text states the condition as the patient's own and present now.
    #[must_use]
    pub fn is_affirmed(&self) -> bool {
        self.assertion == Assertion::Present
            && self.temporality == Temporality::Current
            && self.experiencer == Experiencer::Patient
    }
}

//! The chart: one encounter of one patient, its documents and its structured record.

use crate::{
    Cents, ChartId, Coverage, Date, DocumentId, DrugQuantity, EncounterId, Facility, Organization,
    Patient, Practitioner, SectionKind, SensitivityTag, Setting, TimeOfDay,
};
use serde::{Deserialize, Serialize};

/// All that is known of one encounter when coding starts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    /// The name the chart carries in every result.
    pub id: ChartId,
    /// The patient; a plain-text note has none.
    pub patient: Option<Patient>,
    /// The structured encounter; empty for a plain-text note.
    pub encounter: Encounter,
    /// Insurances, primary first.
    pub coverages: Vec<Coverage>,
    /// Who renders the service.
    pub rendering: Option<Practitioner>,
    /// Who ordered the service, where that is another person.
    pub ordering: Option<Practitioner>,
    /// The practice or hospital that bills.
    pub billing: Option<Organization>,
    /// Where care was given.
    pub facility: Option<Facility>,
    /// The documents, in the order in which evidence names them.
    pub documents: Vec<Document>,
    /// Coded problems and diagnoses of the source system.
    pub conditions: Vec<RecordedCondition>,
    /// Laboratory results and vital signs.
    pub observations: Vec<Observation>,
    /// Medicines ordered, taken or given.
    pub medications: Vec<Medication>,
    /// Procedures that the source system recorded.
    pub procedures: Vec<RecordedProcedure>,
    /// Charges captured at the point of care.
    pub charges: Vec<Charge>,
    /// The source resources as they came, so that unknown members survive (FHIR only).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resources: Vec<serde_json::Value>,
    /// What intake repaired or could not use; never silent.
    pub warnings: Vec<IntakeWarning>,
}

/// The structured facts of the encounter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Encounter {
    /// As the source system names it.
    pub id: Option<EncounterId>,
    /// The setting, when the source states it.
    pub setting: Option<Setting>,
    /// First day of service.
    pub start: Option<Date>,
    /// Last day of service (discharge); `None` while it is open or the same day.
    pub end: Option<Date>,
    /// Time of arrival or admission on the first day, by the clock of the place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_time: Option<TimeOfDay>,
    /// Time of departure or discharge, by the clock of the place; the encounter is over when there
    /// is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_time: Option<TimeOfDay>,
    /// True for a patient new to the practice, false for an established one, where stated.
    pub new_patient: Option<bool>,
    /// Discharge status of an institutional claim (FL 17), two digits.
    pub discharge_status: Option<String>,
    /// Priority of an admission (FL 14).
    pub admission_type: Option<String>,
    /// Point of origin of an admission or visit (FL 15), one character.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admission_source: Option<String>,
    /// The diagnosis stated at an inpatient admission: ICD-10-CM with its dot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admitting_diagnosis: Option<String>,
    /// Reasons for the visit in the source's words.
    pub reasons: Vec<String>,
    /// Reasons for the visit that the source coded: ICD-10-CM with its dot.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reason_codes: Vec<String>,
}

/// One document: UTF-8 text, and the sections that its source marked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// As the source system names it, or the file name.
    pub id: DocumentId,
    /// What sort of document it says it is (LOINC display or file name); may be empty.
    pub title: String,
    /// LOINC code of the document type.
    pub loinc: Option<String>,
    /// Day it was written, where the source says.
    pub date: Option<Date>,
    /// The text; every byte offset of the product points into this.
    pub text: String,
    /// Sections that the source typed (FHIR Composition, C-CDA): start byte, end byte, kind.
    /// Empty when sections must be found in the text.
    pub sections: Vec<(u32, u32, SectionKind)>,
    /// Where the text came from, for messages: a file name or a JSON path.
    pub source: String,
    /// Why it needs more protection than others; empty for most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<SensitivityTag>,
}

/// A condition as the source system coded it. Never evidence on its own for a claim.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RecordedCondition {
    /// ICD-10-CM code with its dot, when the source gave one.
    pub icd10cm: Option<String>,
    /// SNOMED CT code, when the source gave one.
    pub snomed: Option<String>,
    /// The source's words.
    pub text: String,
    /// FHIR clinical status: active, recurrence, relapse, inactive, remission, resolved.
    pub clinical_status: Option<String>,
    /// FHIR verification status: confirmed, provisional, refuted, …
    pub verification_status: Option<String>,
    /// FHIR category: problem-list-item, encounter-diagnosis.
    pub category: Option<String>,
    /// Rank within the encounter's diagnosis list; 1 is first.
    pub rank: Option<u16>,
    /// Present on admission, where the source says (Y, N, U, W, 1).
    pub present_on_admission: Option<char>,
    /// Day of onset.
    pub onset: Option<Date>,
    /// Where it stands in the source, for messages.
    pub source: String,
}

/// A laboratory result or vital sign.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Observation {
    /// LOINC code.
    pub loinc: Option<String>,
    /// What was observed, in the source's words.
    pub text: String,
    /// The value as text, numbers in plain decimal.
    pub value: Option<String>,
    /// UCUM unit.
    pub unit: Option<String>,
    /// Interpretation flag (H, L, A, N, …).
    pub interpretation: Option<String>,
    /// FHIR category: laboratory, vital-signs, social-history, …
    pub category: Option<String>,
    /// Day of the observation.
    pub date: Option<Date>,
}

/// A medicine that the patient takes, was ordered or was given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Medication {
    /// RxNorm code.
    pub rxnorm: Option<String>,
    /// Name in the source's words.
    pub text: String,
    /// True when it was given during the encounter (MedicationAdministration).
    pub administered: bool,
    /// FHIR status: active, completed, stopped, …
    pub status: Option<String>,
    /// Amount given or ordered, as text.
    pub dose: Option<String>,
    /// Day.
    pub date: Option<Date>,
}

/// A procedure that the source system recorded.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RecordedProcedure {
    /// CPT or HCPCS number.
    pub cpt: Option<String>,
    /// ICD-10-PCS code.
    pub icd10pcs: Option<String>,
    /// SNOMED CT code.
    pub snomed: Option<String>,
    /// The source's words.
    pub text: String,
    /// FHIR status.
    pub status: Option<String>,
    /// Day.
    pub date: Option<Date>,
    /// Who did it, where the source says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub performer: Option<Practitioner>,
}

/// A charge captured at the point of care (FHIR ChargeItem, DFT).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Charge {
    /// CPT or HCPCS number; `None` on an institutional line that has a revenue code only.
    pub code: Option<String>,
    /// Modifiers in order.
    pub modifiers: Vec<String>,
    /// Units of service.
    pub units: u32,
    /// Total charge of the line.
    pub amount: Cents,
    /// Revenue code, four digits, on an institutional line.
    pub revenue_code: Option<String>,
    /// National Drug Code, eleven digits.
    pub ndc: Option<String>,
    /// How much of the drug was given, in the drug's own unit; the claim's units count the code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ndc_quantity: Option<DrugQuantity>,
    /// Day of service.
    pub date: Option<Date>,
    /// Where it stands in the source, for messages.
    pub source: String,
}

/// Something that intake repaired or left unused. Never silent, never fatal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntakeWarning {
    /// Stable code such as `utf8.replaced`.
    pub code: String,
    /// A plain sentence.
    pub message: String,
    /// File, and byte offset or JSON path.
    pub place: String,
}

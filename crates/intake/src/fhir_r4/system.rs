//! Addresses that name code systems and identifier systems, old spellings included.

pub const ICD10CM: &[&str] =
    &["http://hl7.org/fhir/sid/icd-10-cm", "urn:oid:2.16.840.1.113883.6.90"];
pub const ICD10PCS: &[&str] = &[
    "http://www.cms.gov/Medicare/Coding/ICD10",
    "http://hl7.org/fhir/sid/icd-10-pcs",
    "urn:oid:2.16.840.1.113883.6.4",
];
pub const SNOMED: &[&str] = &["http://snomed.info/sct", "urn:oid:2.16.840.1.113883.6.96"];
pub const LOINC: &[&str] = &["http://loinc.org", "urn:oid:2.16.840.1.113883.6.1"];
pub const RXNORM: &[&str] = &["http://www.nlm.nih.gov/research/umls/rxnorm"];
pub const NDC: &[&str] = &["http://hl7.org/fhir/sid/ndc", "urn:oid:2.16.840.1.113883.6.69"];
/// CPT and HCPCS Level II; a coding of two characters in one of them is a modifier.
pub const PROCEDURE: &[&str] = &[
    "http://www.ama-assn.org/go/cpt",
    "urn:oid:2.16.840.1.113883.6.12",
    "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
    "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
    "https://www.cms.gov/Medicare/Coding/MedHCPCSGenInfo",
    "http://terminology.hl7.org/CodeSystem/HCPCS",
    "http://terminology.hl7.org/CodeSystem/HCPCS-all-codes",
    "urn:oid:2.16.840.1.113883.6.14",
    "urn:oid:2.16.840.1.113883.6.285",
];
pub const NPI: &[&str] = &["http://hl7.org/fhir/sid/us-npi", "urn:oid:2.16.840.1.113883.4.6"];
pub const TAX_ID: &[&str] = &["urn:oid:2.16.840.1.113883.4.4"];
pub const CLIA: &[&str] = &["urn:oid:2.16.840.1.113883.4.7"];
/// Numbers that payers are addressed by: NAIC company codes and HIPAA payer identifiers.
pub const PAYER_ID: &[&str] = &["urn:oid:2.16.840.1.113883.6.300", "http://hl7.org/fhir/sid/naic"];
pub const TAXONOMY: &[&str] = &["http://nucc.org/provider-taxonomy"];
pub const PLACE_OF_SERVICE: &[&str] = &[
    "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set",
    "https://www.cms.gov/Medicare/Coding/place-of-service-codes",
    "http://terminology.hl7.org/CodeSystem/ex-serviceplace",
];
pub const DISCHARGE_STATUS: &[&str] = &[
    "https://www.nubc.org/CodeSystem/PatDischargeStatus",
    "http://www.nubc.org/patient-discharge",
];
pub const ADMISSION_TYPE: &[&str] = &["https://www.nubc.org/CodeSystem/PriorityTypeOfAdmitOrVisit"];
pub const ADMISSION_SOURCE: &[&str] =
    &["https://www.nubc.org/CodeSystem/PointOfOrigin", "http://www.nubc.org/point-of-origin"];
pub const PRESENT_ON_ADMISSION: &[&str] = &[
    "https://www.nubc.org/CodeSystem/PresentOnAdmissionIndicator",
    "https://www.cms.gov/Medicare/Medicare-Fee-for-Service-Payment/HospitalAcqCond/Coding",
    "http://terminology.hl7.org/CodeSystem/ex-diagnosis-on-admission",
];
/// Source of Payment Typology.
pub const PAYMENT_SOURCE: &[&str] =
    &["https://nahdo.org/sopt", "urn:oid:2.16.840.1.113883.3.221.5"];

//! The claim: what is billed to a payer, in the shape of the Claim JSON contract.
//!
//! Grain: one value is one claim for one patient and one payer. Every 837 fact that the product
//! writes has a field here; facts that only X12 needs are optional.

use crate::{
    Address, Cents, ClaimId, ClaimLine, Date, HistoryClaim, HumanName, OtherPayer, PatientId,
    PayerKind, Relationship, Sex, TimeOfDay,
};
use serde::{Deserialize, Serialize};

/// Professional (837P, CMS-1500) or institutional (837I, UB-04).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClaimType {
    /// 837P.
    #[default]
    Professional,
    /// 837I.
    Institutional,
}

/// One claim.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// Patient control number (CLM01), at most 20 characters.
    pub id: ClaimId,
    /// Professional or institutional.
    #[serde(rename = "type")]
    pub claim_type: ClaimType,
    /// Claim frequency code (CLM05-3): 1 original, 7 replacement, 8 void.
    #[serde(deserialize_with = "digit_or_text")]
    pub frequency: String,
    /// The payer's claim control number of the claim replaced or voided (REF F8).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original_reference: Option<String>,
    /// Type of bill without the leading zero and frequency (CLM05-1), as `11` or `13`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bill_type: Option<String>,
    /// Day of admission (DTP 435).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admission_date: Option<Date>,
    /// Hour of the admission (time in DTP 435; UB-04 FL 13), in the hospital's own time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admission_hour: Option<TimeOfDay>,
    /// Hour of the discharge (DTP 096 of an 837I; UB-04 FL 16): on the last claim of an inpatient
    /// stay only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discharge_hour: Option<TimeOfDay>,
    /// Priority of the admission (CL101).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admission_type: Option<String>,
    /// Point of origin of the admission or visit (CL102), one character.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admission_source: Option<String>,
    /// Patient status at discharge (CL103), two digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discharge_status: Option<String>,
    /// Admitting diagnosis (HI ABJ).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admitting_diagnosis: Option<String>,
    /// Why an outpatient came, in ICD-10-CM codes with their dots, at most three (HI APR; UB-04
    /// FL 70).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons_for_visit: Vec<String>,
    /// The patient.
    pub patient: ClaimPatient,
    /// Who holds the insurance; `None` in claim JSON that only scrubs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscriber: Option<Subscriber>,
    /// Who is asked to pay.
    pub payer: ClaimPayer,
    /// First day of service.
    pub from: Date,
    /// Last day of service.
    pub through: Date,
    /// Day the claim is (to be) submitted; timely filing is judged against it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submitted: Option<Date>,
    /// CMS place of service code of the claim (CLM05-1 of an 837P).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place_of_service: Option<String>,
    /// Who bills.
    pub billing: BillingProvider,
    /// Who rendered (837P) or attended (837I).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rendering: Option<ProviderRef>,
    /// Who operated (NM1 72 of an 837I; an 837P has no place for it): the one mainly responsible
    /// for the surgery among `procedures`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operating: Option<ProviderRef>,
    /// Who ordered the services (NM1 DK of each line of an 837P; an 837I has no place for it).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ordering: Option<ProviderRef>,
    /// Who referred the patient (NM1 DN).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub referring: Option<ProviderRef>,
    /// Where, when that is not the billing provider's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facility: Option<ServiceFacility>,
    /// CLIA number (REF X4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clia: Option<String>,
    /// Prior authorization number (REF G1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorization: Option<String>,
    /// ICD-10-CM codes with their dots, in claim order.
    pub diagnoses: Vec<String>,
    /// Present-on-admission indicators beside `diagnoses`: Y, N, U, W or 1.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub diagnoses_poa: Vec<String>,
    /// ICD-10-PCS procedures of an inpatient claim.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub procedures: Vec<ClaimProcedure>,
    /// Service lines.
    pub lines: Vec<ClaimLine>,
    /// Earlier claims of the same patient, newest last.
    #[serde(default)]
    pub history: Vec<HistoryClaim>,
    /// Other payers, for coordination of benefits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_payers: Vec<OtherPayer>,
}

/// A claim frequency written as a number (`1`) or as text (`"1"`): the contract shows one digit.
fn digit_or_text<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    struct Frequency;
    impl serde::de::Visitor<'_> for Frequency {
        type Value = String;
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a claim frequency such as \"1\"")
        }
        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<String, E> {
            Ok(text.to_owned())
        }
        fn visit_u64<E: serde::de::Error>(self, digit: u64) -> Result<String, E> {
            Ok(digit.to_string())
        }
    }
    deserializer.deserialize_any(Frequency)
}

impl Claim {
    /// The diagnoses that stand beside the list, each with its field and its segment:
    /// the admitting one, and the reasons for the visit.
    pub fn diagnoses_beside(&self) -> impl Iterator<Item = (String, &'static str, &str)> {
        let admitting = self.admitting_diagnosis.iter();
        let admitting =
            admitting.map(|code| ("admitting_diagnosis".to_owned(), "HI (ABJ)", &**code));
        let reasons = self.reasons_for_visit.iter().enumerate();
        let reasons =
            reasons.map(|(i, code)| (format!("reasons_for_visit[{i}]"), "HI (APR)", code.as_str()));
        admitting.chain(reasons)
    }

    /// The sum of all line charges (CLM02).
    #[must_use]
    pub fn total(&self) -> Cents {
        self.lines.iter().map(|line| line.charge_cents).sum()
    }
}

/// The patient on a claim.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ClaimPatient {
    /// The practice's number for the patient.
    pub id: PatientId,
    /// Administrative sex.
    #[serde(default)]
    pub sex: Sex,
    /// Date of birth.
    #[serde(default)]
    pub birth_date: Option<Date>,
    /// Name; needed to write an 837.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<HumanName>,
    /// Address; needed to write an 837.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
}

/// The holder of the insurance (loops 2000B, 2010BA).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Subscriber {
    /// Payer responsibility: P primary, S secondary, T tertiary (SBR01).
    pub sequence: String,
    /// The patient's relationship to this person.
    pub relationship: Relationship,
    /// Member identifier (NM109).
    pub member_id: String,
    /// Group or policy number (SBR03).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Plan name (SBR04).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    /// Why Medicare pays after another payer (SBR05 of an 837P): 12 working aged, 13 renal
    /// disease, 14 no-fault, 15 workers' compensation, 16 public health service, 41 black lung,
    /// 42 veterans, 43 disability, 47 liability. Needed where the payer is Medicare and not first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub medicare_secondary: Option<String>,
    /// Name.
    pub name: HumanName,
    /// Address; required when the subscriber is the patient.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// Date of birth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<Date>,
    /// Administrative sex.
    #[serde(default)]
    pub sex: Sex,
}

/// The payer on a claim (loop 2010BB).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ClaimPayer {
    /// What sort of payer.
    pub kind: PayerKind,
    /// Name (NM103).
    pub name: String,
    /// Payer identifier (NM109, qualifier PI).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Two-letter state of a Medicaid programme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Days from the service within which the claim must arrive.
    #[serde(default)]
    pub timely_filing_days: Option<u16>,
    /// Procedure codes for which an authorization is needed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub auth_required: Vec<String>,
    /// Address (N3, N4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
}

/// The billing provider (loop 2010AA).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BillingProvider {
    /// NPI of the organisation.
    pub npi: String,
    /// NUCC taxonomy code (PRV03).
    #[serde(default)]
    pub taxonomy: Option<String>,
    /// Name; needed to write an 837.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Federal tax identifier, nine digits (REF EI).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax_id: Option<String>,
    /// Street address; a P.O. box is not allowed here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// Telephone, ten digits; used for the submitter contact (PER04).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// A person named by NPI (loops 2310A to 2310D, 2420).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ProviderRef {
    /// NPI of the person.
    pub npi: String,
    /// NUCC taxonomy code.
    #[serde(default)]
    pub taxonomy: Option<String>,
    /// Name; needed to write an 837.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<HumanName>,
}

/// Where the service was given (loop 2310C of an 837P, 2310E of an 837I).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ServiceFacility {
    /// Name.
    pub name: String,
    /// NPI.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub npi: Option<String>,
    /// Street address.
    pub address: Address,
}

/// An ICD-10-PCS procedure of an inpatient claim (HI BBR, BBQ).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClaimProcedure {
    /// Seven characters.
    pub code: String,
    /// Day it was done.
    pub date: Date,
}

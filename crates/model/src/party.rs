//! People and organisations around a chart: patient, coverage, providers, facility.

use crate::{Date, PatientId};
use serde::{Deserialize, Serialize};

/// Administrative sex (X12 DMG03).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sex {
    /// Female.
    #[serde(rename = "F", alias = "f", alias = "female")]
    Female,
    /// Male.
    #[serde(rename = "M", alias = "m", alias = "male")]
    Male,
    /// Not known or not stated.
    #[default]
    #[serde(rename = "U", alias = "u", alias = "unknown")]
    Unknown,
}

impl Sex {
    /// The X12 letter: F, M or U.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            Sex::Female => 'F',
            Sex::Male => 'M',
            Sex::Unknown => 'U',
        }
    }
}

/// A person's name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HumanName {
    /// Family name (NM103).
    pub family: String,
    /// First given name (NM104).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<String>,
    /// Second given name or initial (NM105).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub middle: Option<String>,
    /// Suffix such as JR (NM107).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suffix: Option<String>,
}

/// A US postal address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// First line (N301).
    pub line1: String,
    /// Second line (N302).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line2: Option<String>,
    /// City (N401).
    pub city: String,
    /// Two-letter state (N402).
    pub state: String,
    /// ZIP code, 5 or 9 digits without a hyphen (N403).
    pub zip: String,
}

/// The patient of a chart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patient {
    /// As the source system names them.
    pub id: PatientId,
    /// Name, where the source gives one.
    pub name: Option<HumanName>,
    /// Administrative sex.
    pub sex: Sex,
    /// Date of birth.
    pub birth_date: Option<Date>,
    /// Postal address.
    pub address: Option<Address>,
}

impl Patient {
    /// Age in whole years on a day; `None` without a birth date.
    #[must_use]
    pub fn age_on(&self, day: Date) -> Option<u16> {
        self.birth_date.map(|born| born.years_until(day))
    }
}

/// What sort of payer stands behind a coverage; decides which edits hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayerKind {
    /// Original Medicare.
    Medicare,
    /// A commercial plan.
    #[default]
    Commercial,
    /// A Medicare Advantage plan.
    MedicareAdvantage,
    /// A state Medicaid programme or its managed care plan.
    Medicaid,
    /// Workers' compensation.
    WorkersComp,
    /// Anything else (auto, TRICARE, self-insured).
    Other,
}

impl PayerKind {
    /// The claim filing indicator (SBR09).
    #[must_use]
    pub fn filing_indicator(self) -> &'static str {
        match self {
            PayerKind::Medicare => "MB",
            PayerKind::Commercial => "CI",
            PayerKind::MedicareAdvantage => "16",
            PayerKind::Medicaid => "MC",
            PayerKind::WorkersComp => "WC",
            PayerKind::Other => "ZZ",
        }
    }
}

/// The patient's relationship to the subscriber (SBR02, PAT01).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relationship {
    /// The patient is the subscriber (18).
    #[default]
    #[serde(rename = "self")]
    Same,
    /// Spouse (01).
    Spouse,
    /// Child (19).
    Child,
    /// Anyone else (G8).
    Other,
}

impl Relationship {
    /// The individual relationship code of X12.
    #[must_use]
    pub fn x12_code(self) -> &'static str {
        match self {
            Relationship::Same => "18",
            Relationship::Spouse => "01",
            Relationship::Child => "19",
            Relationship::Other => "G8",
        }
    }
}

/// One insurance of the patient.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Rank among the patient's coverages; 1 is primary.
    pub order: u8,
    /// Member identifier (NM109 of the subscriber).
    pub member_id: String,
    /// Group number (SBR03).
    pub group: Option<String>,
    /// Plan or group name (SBR04).
    pub plan: Option<String>,
    /// Relationship of the patient to the subscriber.
    pub relationship: Relationship,
    /// The subscriber, when not the patient.
    pub subscriber: Option<Patient>,
    /// The payer.
    pub payer: Organization,
    /// What sort of payer it is.
    pub kind: PayerKind,
    /// Days from the service within which a claim must arrive, where the contract says.
    pub timely_filing_days: Option<u16>,
    /// Procedure codes for which this payer asks an authorization.
    pub auth_required: Vec<String>,
    /// The authorization or referral number held for this encounter (REF G1).
    pub authorization: Option<String>,
}

/// An organisation: payer, practice, hospital.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organization {
    /// As the source system names it; for a payer, the payer identifier (NM109, PI).
    pub id: String,
    /// Its name.
    pub name: String,
    /// NPI of type 2, for a provider organisation.
    pub npi: Option<String>,
    /// Federal tax identifier (REF EI), digits only.
    pub tax_id: Option<String>,
    /// NUCC taxonomy code (PRV03).
    pub taxonomy: Option<String>,
    /// CLIA number of its laboratory.
    pub clia: Option<String>,
    /// Postal address.
    pub address: Option<Address>,
    /// Telephone, ten digits (PER04).
    pub phone: Option<String>,
}

/// A person who renders, orders or attends.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Practitioner {
    /// As the source system names them.
    pub id: String,
    /// Name.
    pub name: HumanName,
    /// NPI of type 1.
    pub npi: Option<String>,
    /// NUCC taxonomy code.
    pub taxonomy: Option<String>,
}

/// The place where care was given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facility {
    /// As the source system names it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// NPI of type 2.
    pub npi: Option<String>,
    /// CMS place of service code, two digits.
    pub place_of_service: Option<String>,
    /// Postal address.
    pub address: Option<Address>,
}

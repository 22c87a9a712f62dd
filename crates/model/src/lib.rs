//! The vocabulary of the house: every arrow of `ARCHITECTURE.md` is one plain value from here.
//!
//! What enters: nothing. What leaves: types without I/O, clock or randomness. Every other crate
//! depends on this one, and this one on none of them.
#![deny(missing_docs)]

pub mod acknowledgement;
pub mod chart;
pub mod claim;
pub mod coded;
pub mod date;
pub mod edit;
pub mod eligibility;
pub mod finding;
pub mod id;
pub mod money;
pub mod npi;
pub mod party;
pub mod quantity;
pub mod remittance;
pub mod setting;

pub use chart::{
    Charge, Chart, Document, Encounter, IntakeWarning, Medication, Observation, RecordedCondition,
    RecordedProcedure,
};
pub use claim::{
    BilledLine, BillingProvider, Claim, ClaimLine, ClaimPatient, ClaimPayer, ClaimProcedure,
    ClaimType, DrugQuantity, HistoryClaim, OtherPayer, ProviderRef, ServiceFacility, Subscriber,
};
pub use coded::{
    CodedChart, DiagnosisCode, EmWorksheet, Evidence, Gap, GapKind, NotCoded, NotCodedWhy,
    ProcedureCode, RejectedCode, Route,
};
pub use date::{Date, DateError};
pub use edit::{Edit, EditFamily, EditPlace, Effective, ScrubReport, Severity};
pub use finding::{Assertion, Experiencer, Finding, SectionKind, Temporality};
pub use id::{ChartId, ClaimId, DocumentId, EncounterId, PatientId};
pub use money::{Cents, CentsError};
pub use party::{
    Address, Coverage, Facility, HumanName, Organization, Patient, PayerKind, Practitioner,
    Relationship, Sex,
};
pub use quantity::{Quantity, QuantityError};
pub use setting::Setting;

//! The vocabulary of the house: every arrow of `ARCHITECTURE.md` is one plain value from here.
//!
//! What enters: nothing. What leaves: types without I/O, clock or randomness. Every other crate
//! depends on this one, and this one on none of them.
#![deny(missing_docs)]

pub mod account;
pub mod acknowledgement;
pub mod chart;
pub mod claim;
pub mod claim_line;
pub mod coded;
pub mod consent;
pub mod date;
pub mod edit;
pub mod eligibility;
pub mod finding;
pub mod id;
pub mod money;
pub mod npi;
pub mod other_payer;
pub mod party;
pub mod phi;
pub mod quantity;
pub mod remittance;
pub mod sensitivity;
pub mod setting;
pub mod time_of_day;

pub use account::{AccountEvent, AccountState, Hold, HoldKind, NextAction, Owner, Queue, Standing};
pub use chart::{
    Charge, Chart, Document, Encounter, IntakeWarning, Medication, Observation, RecordedCondition,
    RecordedProcedure,
};
pub use claim::{
    BillingProvider, Claim, ClaimPatient, ClaimPayer, ClaimProcedure, ClaimType, ProviderRef,
    ServiceFacility, Subscriber,
};
pub use claim_line::{
    BilledLine, ClaimLine, DrugQuantity, HistoryClaim, LineAdjudication, ServiceUnit,
};
pub use coded::{
    CodedChart, DiagnosisCode, EmWorksheet, Evidence, Gap, GapKind, NotCoded, NotCodedWhy,
    ProcedureCode, RejectedCode, Route,
};
pub use consent::{Consent, ConsentKind};
pub use date::{Date, DateError};
pub use edit::{Edit, EditFamily, EditPlace, Effective, ScrubReport, Severity};
pub use finding::{Assertion, Experiencer, Finding, SectionKind, Temporality};
pub use id::{
    AccountId, ChargeId, ChartId, ClaimId, DocumentId, EncounterId, PatientId, QueryId, TenantId,
    UserId,
};
pub use money::{Cents, CentsError};
pub use other_payer::OtherPayer;
pub use party::{
    Address, Coverage, Facility, HumanName, Organization, Patient, PayerKind, Practitioner,
    Relationship, Sex,
};
pub use phi::Phi;
pub use quantity::{Quantity, QuantityError};
pub use remittance::ClaimAdjustment;
pub use sensitivity::{ClaimPermission, REDISCLOSURE_NOTICE, SensitivityTag};
pub use setting::Setting;
pub use time_of_day::{TimeOfDay, TimeOfDayError};

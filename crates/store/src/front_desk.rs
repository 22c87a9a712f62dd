//! What the front desk knows: patients, their coverages, authorizations, referrals, visits.

mod coverage;
mod coverage_entry;
mod patient;
mod patient_entry;
mod permit;

pub use coverage::{CoverageRow, coverages, put_coverages};
pub use coverage_entry::{add_coverage, drop_coverage};
pub use patient::{PatientRow, patient, patients_like, put_patient};
pub use patient_entry::{patients_page, update_patient};
pub use permit::{
    AuthorizationRow, ReferralRow, add_authorization, add_referral, authorizations, referrals,
};

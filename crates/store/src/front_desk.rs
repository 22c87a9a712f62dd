//! What the front desk knows: patients, their coverages, authorizations, referrals, visits.

mod coverage;
mod patient;

pub use coverage::{CoverageRow, coverages, put_coverages};
pub use patient::{PatientRow, patient, patients_like, put_patient};

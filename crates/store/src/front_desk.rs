//! What the front desk knows: patients, their guarantors, coverages, authorizations, referrals,
//! visits and consents. A patient's rows move to another record in [`merge`] alone.

mod authorization;
mod consent;
mod coverage;
mod coverage_entry;
mod guarantor;
mod merge;
mod name;
mod patient;
mod patient_entry;
mod permit;
mod referral;
mod visit;

pub use authorization::{
    AuthorizationRow, add_authorization, authorizations, authorizations_of, change_authorization,
};
pub use consent::{ConsentRow, add_consent, change_consent, consents, consents_for_change};
pub use coverage::{
    CoverageRow, add_coverage, change_coverage, coverages, coverages_of, put_coverages,
};
pub use guarantor::{Guarantor, guarantor, guarantors_of, put_guarantor};
pub use merge::{Merge, Moved, merge};
pub use name::search_form;
pub use patient::{
    PatientFilter, PatientRow, add_patient, change_patient, find, patient, patient_for_change,
    patients_beside, patients_like, patients_of, put_patient,
};
pub use referral::{ReferralRow, add_referral, change_referral, referrals, referrals_of};
pub use visit::{VisitPlan, VisitRow, add_visit, change_visit, visits_between, visits_of};

/// The statements of the API: pages of patients, and rows as programs enter them.
pub mod entry {
    pub use super::coverage_entry::{add_coverage, drop_coverage};
    pub use super::patient_entry::{patients_page, update_patient};
    pub use super::permit::{
        AuthorizationRow, ReferralRow, add_authorization, add_referral, authorizations, referrals,
    };
}

/// The places `$from`, `$from + 1`, … of a list of values.
fn places(from: usize, count: usize) -> String {
    (from..from + count).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ")
}

/// What one row's change must have touched: exactly the row at the version it was read at.
fn changed_one(rows: u64, what: &str) -> crate::Result<()> {
    match rows {
        1 => Ok(()),
        _ => Err(crate::StoreError::Conflict { what: what.to_owned() }),
    }
}

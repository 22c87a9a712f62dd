//! What the front desk knows: patients, their guarantors, coverages, authorizations, referrals,
//! visits and consents. A patient's rows move to another record in [`merge`] alone.

mod authorization;
mod consent;
mod coverage;
mod guarantor;
mod merge;
mod patient;
mod patient_page;
mod referral;
mod visit;

use crate::db::{Db, assembled};
use crate::many::places;
use crate::{Result, SqlRow};
use model::TenantId;

pub use crate::name::search_form;
pub use authorization::{
    AuthorizationRow, add_authorization, authorizations, authorizations_of, change_authorization,
};
pub use consent::{ConsentRow, add_consent, change_consent, consents, consents_for_change};
pub use coverage::{
    CoverageRow, add_coverage, change_coverage, coverages, coverages_of, drop_coverage,
    put_coverages,
};
pub use guarantor::{Guarantor, guarantor, guarantors_of, put_guarantor};
pub use merge::{Merge, Moved, merge};
pub use patient::{
    PatientFilter, PatientRow, add_patient, change_patient, find, patient, patient_for_change,
    patients_beside, patients_of, put_patient,
};
pub use patient_page::patients_page;
pub use referral::{ReferralRow, add_referral, change_referral, referrals, referrals_of};
pub use visit::{VisitPlan, VisitRow, add_visit, change_visit, visits_between, visits_of};

/// What one row's change must have touched: exactly the row at the version it was read at.
fn changed_one(rows: u64, what: &str) -> Result<()> {
    match rows {
        1 => Ok(()),
        _ => Err(crate::StoreError::Conflict { what: what.to_owned() }),
    }
}

/// Rows of one patient that are read at most.
const MOST_EACH: usize = 2_000;

/// The rows of several patients: `columns` is a statement up to its tenant (`$1`), `order` what
/// follows the patients.
async fn rows_of(
    db: &Db,
    tenant: &TenantId,
    patients: &[String],
    (columns, order): (&'static str, &'static str),
) -> Result<Vec<SqlRow>> {
    if patients.is_empty() {
        return Ok(Vec::new());
    }
    let (list, most) = (places(2, patients.len()), MOST_EACH * patients.len());
    let query = format!("{columns} AND patient IN ({list}) {order} LIMIT {most}");
    let mut statement = assembled(query);
    statement = statement.bind(tenant.as_str());
    for patient in patients {
        statement = statement.bind(patient.clone());
    }
    db.rows(statement).await
}

/// Whether a day (`YYYY-MM-DD`) lies in a span; an end that is not known is open.
fn within(from: Option<&str>, to: Option<&str>, day: &str) -> bool {
    from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to)
}

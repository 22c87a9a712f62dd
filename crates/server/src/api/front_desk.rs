//! What the front desk knows: patients, their coverages, authorizations and referrals.

mod coverages;
mod patients;
mod permits;

use super::call::Call;
use super::endpoint::{Endpoint, Kind, Shape, parameter};
use super::problem::{ApiResult, Problem};
use super::table::Table;
use crate::identity::permission::Permission;
use store::front_desk::PatientRow;

/// The endpoints.
pub(super) fn endpoints(table: Table) -> Table {
    let (see, manage) = (Permission::ViewPatients, Permission::ManagePatients);
    let find = [parameter("text", Kind::Text, "Beginning of the name, or the record number")];
    let table = table
        .with(
            Endpoint::new("GET", "/patients", see, "Find patients")
                .pages::<patients::PatientView>(&find),
            patients::list,
        )
        .with(
            Endpoint::new("POST", "/patients", manage, "Add a patient")
                .takes::<patients::PatientEntry>()
                .answers(Shape::of::<patients::PatientView>())
                .with_status(201),
            patients::add,
        )
        .with(
            Endpoint::new("GET", "/patients/{patient}", see, "One patient")
                .answers(Shape::of::<patients::PatientView>()),
            patients::one,
        )
        .with(
            Endpoint::new("PUT", "/patients/{patient}", manage, "Change a patient")
                .takes::<patients::PatientEntry>()
                .answers(Shape::of::<patients::PatientView>())
                .versioned(),
            patients::change,
        );
    permits::endpoints(coverages::endpoints(table))
}

/// The patient of the path; another tenant's is not there.
async fn patient(call: &Call) -> ApiResult<PatientRow> {
    let (db, tenant) = (&call.app.db, &call.visitor.tenant);
    let found = store::front_desk::patient(db, tenant, call.part("patient")).await?;
    found.ok_or_else(|| Problem::not_found("such patient"))
}

/// An entry of the audit log about a patient.
fn audit(call: &Call, action: &str, patient: &str) -> store::record::AuditEntry {
    let detail = serde_json::json!({ "by": "api" });
    let mut entry = call.visitor.audit(call.app.now(), action, ("patient", patient), detail);
    entry.patient = Some(patient.to_owned());
    entry
}

/// A text of a body within its bound.
fn bounded(at: &str, text: &str, most: usize) -> ApiResult<()> {
    if text.chars().count() <= most {
        return Ok(());
    }
    Err(Problem::invalid(at, format!("At most {most} characters.")))
}

/// A day of a body, in its usual form.
fn day(at: &str, text: Option<&String>) -> ApiResult<Option<model::Date>> {
    let Some(text) = text else { return Ok(None) };
    let day = text.parse::<model::Date>().ok().filter(|day| day.to_string() == *text);
    day.map(Some).ok_or_else(|| Problem::invalid(at, "A day as YYYY-MM-DD is expected."))
}

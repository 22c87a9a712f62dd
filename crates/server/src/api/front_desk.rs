//! What the front desk knows: patients, their coverages, authorizations and referrals.

mod coverages;
mod patients;
mod permits;

use super::call::Call;
use super::endpoint::{Endpoint, Kind, Shape, parameter};
use super::problem::{ApiResult, Problem, ProblemPlace};
use super::table::Table;
use crate::identity::permission::Permission;
use crate::registration::{Fault, Registered, Registrar};
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

/// Who registers by this call.
fn registrar(call: &Call) -> Registrar<'_> {
    Registrar::api(&call.app, &call.visitor)
}

/// Stops where something of a row cannot be kept; every fault is told with its place.
fn kept(faults: Vec<Fault>) -> ApiResult<()> {
    let Some(first) = faults.first() else { return Ok(()) };
    let problem = Problem::invalid(first.at, first.what.clone());
    Err(problem.places(faults.into_iter().map(|one| ProblemPlace::at(one.at, one.what)).collect()))
}

/// As [`kept`], of a row beside the patient's others.
async fn judged(call: &Call, row: &impl Registered) -> ApiResult<()> {
    kept(row.faults(&call.app.db, &call.visitor.tenant).await?)
}

/// A day of a body, in its usual form.
fn day(at: &str, text: Option<&String>) -> ApiResult<Option<model::Date>> {
    let Some(text) = text else { return Ok(None) };
    let day = text.parse::<model::Date>().ok().filter(|day| day.to_string() == *text);
    day.map(Some).ok_or_else(|| Problem::invalid(at, "A day as YYYY-MM-DD is expected."))
}

//! A patient's authorizations and referrals.

use super::{audit, bounded, day, patient};
use crate::api::call::{Call, Reply};
use crate::api::endpoint::{Endpoint, Shape};
use crate::api::problem::{ApiResult, Problem};
use crate::api::table::Table;
use crate::identity::permission::Permission;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use store::front_desk::coverages;
use store::front_desk::entry::{
    AuthorizationRow, ReferralRow, add_authorization, add_referral, authorizations, referrals,
};
use utoipa::ToSchema;

/// Longest number, name or reason, in characters.
const LONGEST: usize = 500;

/// Services of an authorization at most.
const MOST_SERVICES: usize = 100;

/// An authorization.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Authorization {
    /// Id; given by the service.
    #[serde(default)]
    #[schema(read_only)]
    id: String,
    /// The coverage it belongs to.
    #[serde(default)]
    coverage: Option<String>,
    /// The payer's number.
    number: String,
    /// Codes of the services; empty for any.
    #[serde(default)]
    services: Vec<String>,
    /// Units granted, where limited.
    #[serde(default)]
    #[schema(minimum = 0)]
    units_total: Option<i64>,
    /// Units used.
    #[serde(default)]
    #[schema(minimum = 0)]
    units_used: i64,
    /// First day.
    #[serde(default)]
    #[schema(format = "date")]
    from: Option<String>,
    /// Last day.
    #[serde(default)]
    #[schema(format = "date")]
    to: Option<String>,
}

/// A referral.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Referral {
    /// Id; given by the service.
    #[serde(default)]
    #[schema(read_only)]
    id: String,
    /// NPI of who refers.
    #[serde(default)]
    from_npi: Option<String>,
    /// Their name.
    from_name: String,
    /// NPI of the provider referred to.
    #[serde(default)]
    to_provider: Option<String>,
    /// Its number, where the payer gives one.
    #[serde(default)]
    number: Option<String>,
    /// Why.
    #[serde(default)]
    reason: String,
    /// Visits granted, where limited.
    #[serde(default)]
    #[schema(minimum = 0)]
    visits_total: Option<i64>,
    /// Visits used.
    #[serde(default)]
    #[schema(minimum = 0)]
    visits_used: i64,
    /// First day.
    #[serde(default)]
    #[schema(format = "date")]
    from: Option<String>,
    /// Last day.
    #[serde(default)]
    #[schema(format = "date")]
    to: Option<String>,
}

pub(super) fn endpoints(table: Table) -> Table {
    let (see, manage) = (Permission::ViewPatients, Permission::ManageCoverage);
    let (first, second) = ("/patients/{patient}/authorizations", "/patients/{patient}/referrals");
    table
        .with(
            Endpoint::new("GET", first, see, "A patient's authorizations")
                .answers(Shape::list::<Authorization>()),
            list_authorizations,
        )
        .with(
            Endpoint::new("POST", first, manage, "Add an authorization")
                .takes::<Authorization>()
                .answers(Shape::of::<Authorization>())
                .with_status(201),
            add_one_authorization,
        )
        .with(
            Endpoint::new("GET", second, see, "A patient's referrals")
                .answers(Shape::list::<Referral>()),
            list_referrals,
        )
        .with(
            Endpoint::new("POST", second, manage, "Add a referral")
                .takes::<Referral>()
                .answers(Shape::of::<Referral>())
                .with_status(201),
            add_one_referral,
        )
}

async fn list_authorizations(call: Call) -> ApiResult<Reply> {
    let patient = patient(&call).await?;
    let rows = authorizations(&call.app.db, &call.visitor.tenant, &patient.id).await?;
    let view = |row: AuthorizationRow| Authorization {
        id: row.id,
        coverage: row.coverage,
        number: row.number,
        services: row.services,
        units_total: row.units_total,
        units_used: row.units_used,
        from: row.from_day,
        to: row.to_day,
    };
    Reply::all(rows.into_iter().map(view).collect())
}

async fn add_one_authorization(call: Call) -> ApiResult<Reply> {
    let patient = patient(&call).await?;
    let mut entry: Authorization = call.json()?;
    unnamed(&entry.id)?;
    needed("number", &entry.number)?;
    if entry.services.len() > MOST_SERVICES {
        return Err(Problem::invalid("services", format!("At most {MOST_SERVICES} services.")));
    }
    for service in &entry.services {
        bounded("services", service, 20)?;
    }
    counted(&[("units_total", entry.units_total), ("units_used", Some(entry.units_used))])?;
    day("from", entry.from.as_ref())?;
    day("to", entry.to.as_ref())?;
    let tenant = &call.visitor.tenant;
    if let Some(id) = &entry.coverage {
        let known = coverages(&call.app.db, tenant, &patient.id).await?;
        if !known.iter().any(|row| row.id == *id) {
            return Err(Problem::invalid("coverage", "The patient has no such coverage."));
        }
    }
    entry.id = call.app.new_id("auth");
    let row = AuthorizationRow {
        id: entry.id.clone(),
        patient: patient.id.clone(),
        coverage: entry.coverage.clone(),
        number: entry.number.clone(),
        services: entry.services.clone(),
        units_total: entry.units_total,
        units_used: entry.units_used,
        from_day: entry.from.clone(),
        to_day: entry.to.clone(),
        version: 1,
    };
    let mut tx = call.app.db.begin().await?;
    add_authorization(&mut tx, tenant, &row).await?;
    let told = audit(&call, "authorization.added", &patient.id);
    store::record::append(&mut tx, tenant, &[told]).await?;
    let reply = Reply::new(StatusCode::CREATED, &entry)?;
    call.commit(tx, reply).await
}

async fn list_referrals(call: Call) -> ApiResult<Reply> {
    let patient = patient(&call).await?;
    let rows = referrals(&call.app.db, &call.visitor.tenant, &patient.id).await?;
    let view = |row: ReferralRow| Referral {
        id: row.id,
        from_npi: row.from_npi,
        from_name: row.from_name,
        to_provider: row.to_provider,
        number: row.number,
        reason: row.reason,
        visits_total: row.visits_total,
        visits_used: row.visits_used,
        from: row.from_day,
        to: row.to_day,
    };
    Reply::all(rows.into_iter().map(view).collect())
}

async fn add_one_referral(call: Call) -> ApiResult<Reply> {
    let patient = patient(&call).await?;
    let mut entry: Referral = call.json()?;
    unnamed(&entry.id)?;
    needed("from_name", &entry.from_name)?;
    bounded("reason", &entry.reason, LONGEST)?;
    for (at, text) in [
        ("from_npi", &entry.from_npi),
        ("to_provider", &entry.to_provider),
        ("number", &entry.number),
    ] {
        bounded(at, text.as_deref().unwrap_or_default(), LONGEST)?;
    }
    counted(&[("visits_total", entry.visits_total), ("visits_used", Some(entry.visits_used))])?;
    day("from", entry.from.as_ref())?;
    day("to", entry.to.as_ref())?;
    entry.id = call.app.new_id("ref");
    let row = ReferralRow {
        id: entry.id.clone(),
        patient: patient.id.clone(),
        from_npi: entry.from_npi.clone(),
        from_name: entry.from_name.clone(),
        to_provider: entry.to_provider.clone(),
        number: entry.number.clone(),
        reason: entry.reason.clone(),
        visits_total: entry.visits_total,
        visits_used: entry.visits_used,
        from_day: entry.from.clone(),
        to_day: entry.to.clone(),
        version: 1,
    };
    let tenant = &call.visitor.tenant;
    let mut tx = call.app.db.begin().await?;
    add_referral(&mut tx, tenant, &row).await?;
    let told = audit(&call, "referral.added", &patient.id);
    store::record::append(&mut tx, tenant, &[told]).await?;
    let reply = Reply::new(StatusCode::CREATED, &entry)?;
    call.commit(tx, reply).await
}

fn needed(at: &str, text: &str) -> ApiResult<()> {
    bounded(at, text, LONGEST)?;
    if text.trim().is_empty() { Err(Problem::invalid(at, "This is needed.")) } else { Ok(()) }
}

fn counted(numbers: &[(&str, Option<i64>)]) -> ApiResult<()> {
    match numbers.iter().find(|(_, number)| number.is_some_and(|number| number < 0)) {
        Some((at, _)) => Err(Problem::invalid(at, "A count is not below nothing.")),
        None => Ok(()),
    }
}

/// The id of something new is the service's to give.
fn unnamed(id: &str) -> ApiResult<()> {
    if id.is_empty() { Ok(()) } else { Err(Problem::invalid("id", "The service gives the id.")) }
}

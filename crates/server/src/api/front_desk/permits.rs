//! A patient's authorizations and referrals.

use super::{day, judged, patient, registrar};
use crate::api::call::{Call, Reply};
use crate::api::endpoint::{Endpoint, Shape};
use crate::api::problem::{ApiResult, Problem};
use crate::api::table::Table;
use crate::identity::permission::Permission;
use crate::registration::Registered;
use axum::http::StatusCode;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use store::front_desk::{AuthorizationRow, ReferralRow};
use utoipa::ToSchema;

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
            list::<Authorization>,
        )
        .with(
            Endpoint::new("POST", first, manage, "Add an authorization")
                .takes::<Authorization>()
                .answers(Shape::of::<Authorization>())
                .with_status(201),
            add::<Authorization>,
        )
        .with(
            Endpoint::new("GET", second, see, "A patient's referrals")
                .answers(Shape::list::<Referral>()),
            list::<Referral>,
        )
        .with(
            Endpoint::new("POST", second, manage, "Add a referral")
                .takes::<Referral>()
                .answers(Shape::of::<Referral>())
                .with_status(201),
            add::<Referral>,
        )
}

/// A row as programs send and read it.
trait Entry: DeserializeOwned + Serialize + From<Self::Row> + Send {
    /// The row that is kept.
    type Row: Registered;

    /// The id that came with it.
    fn id(&self) -> &str;

    /// The row of a patient, under an id of ours.
    fn row(self, call: &Call, patient: String) -> ApiResult<Self::Row>;
}

async fn list<E: Entry>(call: Call) -> ApiResult<Reply> {
    let patient = patient(&call).await?;
    let rows = E::Row::all(&call.app.db, &call.visitor.tenant, &patient.id).await?;
    Reply::all(rows.into_iter().map(E::from).collect())
}

async fn add<E: Entry>(call: Call) -> ApiResult<Reply> {
    let patient = patient(&call).await?;
    let entry: E = call.json()?;
    if !entry.id().is_empty() {
        return Err(Problem::invalid("id", "The service gives the id."));
    }
    let row = entry.row(&call, patient.id)?;
    judged(&call, &row).await?;
    let mut tx = call.app.db.begin().await?;
    registrar(&call).add(&mut tx, &row).await?;
    let reply = Reply::new(StatusCode::CREATED, &E::from(row))?;
    call.commit(tx, reply).await
}

impl From<AuthorizationRow> for Authorization {
    fn from(row: AuthorizationRow) -> Authorization {
        Authorization {
            id: row.id,
            coverage: row.coverage,
            number: row.number,
            services: row.services,
            units_total: row.units_total,
            units_used: row.units_used,
            from: row.from_day,
            to: row.to_day,
        }
    }
}

impl Entry for Authorization {
    type Row = AuthorizationRow;

    fn id(&self) -> &str {
        &self.id
    }

    fn row(self, call: &Call, patient: String) -> ApiResult<AuthorizationRow> {
        day("from", self.from.as_ref())?;
        day("to", self.to.as_ref())?;
        Ok(AuthorizationRow {
            id: call.app.new_id("auth"),
            patient,
            coverage: self.coverage,
            number: self.number,
            services: self.services.iter().map(|code| code.to_uppercase()).collect(),
            units_total: self.units_total,
            units_used: self.units_used,
            from_day: self.from,
            to_day: self.to,
            version: 1,
        })
    }
}

impl From<ReferralRow> for Referral {
    fn from(row: ReferralRow) -> Referral {
        Referral {
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
        }
    }
}

impl Entry for Referral {
    type Row = ReferralRow;

    fn id(&self) -> &str {
        &self.id
    }

    fn row(self, call: &Call, patient: String) -> ApiResult<ReferralRow> {
        day("from", self.from.as_ref())?;
        day("to", self.to.as_ref())?;
        Ok(ReferralRow {
            id: call.app.new_id("ref"),
            patient,
            from_npi: self.from_npi,
            from_name: self.from_name,
            to_provider: self.to_provider,
            number: self.number,
            reason: self.reason,
            visits_total: self.visits_total,
            visits_used: self.visits_used,
            from_day: self.from,
            to_day: self.to,
            version: 1,
        })
    }
}

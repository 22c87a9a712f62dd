//! A patient's coverages.

use super::{day, judged, patient, registrar};
use crate::api::call::{Call, Reply};
use crate::api::endpoint::{Endpoint, Shape};
use crate::api::problem::{ApiResult, Problem};
use crate::api::table::Table;
use crate::identity::permission::Permission;
use axum::http::StatusCode;
use model::{Coverage, Organization, PayerKind};
use serde::{Deserialize, Serialize};
use store::front_desk::{CoverageRow, coverages};
use utoipa::ToSchema;

/// A coverage as entered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CoverageEntry {
    /// 1 is primary.
    #[schema(minimum = 1, maximum = 9)]
    rank: u8,
    /// Payer's name.
    payer: String,
    /// Payer's identifier, as on the claim.
    #[serde(default)]
    payer_id: Option<String>,
    /// `medicare`, `commercial`, `medicare_advantage`, `medicaid`, `workers_comp`, `other`.
    payer_kind: String,
    /// Member identifier.
    member: String,
    /// Group number.
    #[serde(default)]
    group: Option<String>,
    /// First day.
    #[serde(default)]
    #[schema(format = "date")]
    from: Option<String>,
    /// Last day.
    #[serde(default)]
    #[schema(format = "date")]
    to: Option<String>,
}

/// A coverage.
#[derive(Serialize, ToSchema)]
struct CoverageView {
    /// Id.
    id: String,
    /// 1 is primary.
    rank: i64,
    /// Payer's name.
    payer: String,
    /// Payer's identifier.
    payer_id: String,
    /// Its kind.
    payer_kind: String,
    /// Member identifier.
    member: String,
    /// Group number.
    group: Option<String>,
    /// First day.
    from: Option<String>,
    /// Last day.
    to: Option<String>,
    /// Counts the changes.
    version: i64,
}

pub(super) fn endpoints(table: Table) -> Table {
    let (see, manage) = (Permission::ViewPatients, Permission::ManageCoverage);
    let path = "/patients/{patient}/coverages";
    let one = "/patients/{patient}/coverages/{coverage}";
    table
        .with(
            Endpoint::new("GET", path, see, "A patient's coverages in order")
                .answers(Shape::list::<CoverageView>()),
            list,
        )
        .with(
            Endpoint::new("POST", path, manage, "Add a coverage")
                .takes::<CoverageEntry>()
                .answers(Shape::of::<CoverageView>())
                .with_status(201),
            add,
        )
        .with(Endpoint::new("DELETE", one, manage, "Take a coverage away").versioned(), drop)
}

fn view(row: CoverageRow) -> CoverageView {
    CoverageView {
        id: row.id,
        rank: row.rank,
        payer: row.coverage.payer.name,
        payer_id: row.coverage.payer.id,
        payer_kind: store::name_of(&row.coverage.kind),
        member: row.coverage.member_id,
        group: row.coverage.group,
        from: row.from_day,
        to: row.to_day,
        version: row.version,
    }
}

async fn list(call: Call) -> ApiResult<Reply> {
    let patient = patient(&call).await?;
    let rows = coverages(&call.app.db, &call.visitor.tenant, &patient.id).await?;
    Reply::all(rows.into_iter().map(view).collect())
}

async fn add(call: Call) -> ApiResult<Reply> {
    let patient = patient(&call).await?;
    let entry: CoverageEntry = call.json()?;
    if !(1..=9).contains(&entry.rank) {
        return Err(Problem::invalid("rank", "A rank is 1 to 9."));
    }
    // A person may enter a coverage whose number is asked for later; a program has read it.
    if entry.member.trim().is_empty() {
        return Err(Problem::invalid("member", "This is needed."));
    }
    let kind = serde_json::from_value::<PayerKind>(entry.payer_kind.as_str().into());
    let kind = kind.map_err(|_| Problem::invalid("payer_kind", "There is no such kind."))?;
    let text = |day: model::Date| day.to_string();
    let from = day("from", entry.from.as_ref())?.map(text);
    let to = day("to", entry.to.as_ref())?.map(text);
    let coverage = Coverage {
        order: entry.rank,
        member_id: entry.member,
        group: entry.group,
        payer: Organization {
            id: entry.payer_id.unwrap_or_default(),
            name: entry.payer,
            ..Organization::default()
        },
        kind,
        ..Coverage::default()
    };
    let row = CoverageRow {
        id: call.app.new_id("cov"),
        patient: patient.id,
        rank: i64::from(entry.rank),
        coverage,
        from_day: from,
        to_day: to,
        version: 1,
    };
    judged(&call, &row).await?;
    let mut tx = call.app.db.begin().await?;
    registrar(&call).add(&mut tx, &row).await?;
    let reply = Reply::new(StatusCode::CREATED, &view(row))?.version(1);
    call.commit(tx, reply).await
}

async fn drop(call: Call) -> ApiResult<Reply> {
    let patient = patient(&call).await?;
    let rows = coverages(&call.app.db, &call.visitor.tenant, &patient.id).await?;
    let row = rows.into_iter().find(|row| row.id == call.part("coverage"));
    let row = row.ok_or_else(|| Problem::not_found("such coverage"))?;
    call.is_version(row.version)?;
    let mut tx = call.app.db.begin().await?;
    registrar(&call).drop_coverage(&mut tx, &row).await?;
    call.commit(tx, Reply::nothing()).await
}

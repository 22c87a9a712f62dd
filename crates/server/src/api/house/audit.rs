//! The audit log, searched. A search is in the log too.

use crate::api::call::{Call, Reply};
use crate::api::endpoint::{Endpoint, Kind, Parameter, parameter};
use crate::api::problem::ApiResult;
use crate::api::table::Table;
use crate::identity::permission::Permission;
use crate::surroundings::{rfc3339, start_of};
use model::Date;
use serde::Serialize;
use serde_json::{Value, json};
use store::record::{AuditFilter, AuditRow, append, search};
use utoipa::ToSchema;

const FILTERS: [Parameter; 6] = [
    parameter("actor", Kind::Text, "A user's id, or `service`"),
    parameter("action", Kind::Text, "The action, or its beginning"),
    parameter("object", Kind::Text, "An account, a user, a patient …"),
    parameter("patient", Kind::Text, "Whose record"),
    parameter("from", Kind::Day, "From this day"),
    parameter("to", Kind::Day, "Before this day"),
];

/// One entry.
#[derive(Serialize, ToSchema)]
struct AuditView {
    /// Its number in the chain.
    seq: i64,
    /// Its hash.
    hash: String,
    /// When.
    at: String,
    /// Who.
    actor: String,
    /// What.
    action: String,
    /// What sort of thing.
    object_kind: String,
    /// Which.
    object: String,
    /// Whose record.
    patient: Option<String>,
    /// More.
    #[schema(value_type = Object)]
    detail: Value,
}

pub(super) fn endpoints(table: Table) -> Table {
    let row =
        Endpoint::new("GET", "/audit", Permission::SearchAudit, "The audit log, newest first");
    table.with(row.pages::<AuditView>(&FILTERS), list)
}

async fn list(call: Call) -> ApiResult<Reply> {
    let day = |name| {
        let day: Option<Date> = call.asked(name).and_then(|day| day.parse().ok());
        day.map(start_of)
    };
    let limit = call.limit();
    let filter = AuditFilter {
        actor: call.asked_text("actor"),
        action: call.asked_text("action"),
        object: call.asked_text("object"),
        patient: call.asked_text("patient"),
        from: day("from"),
        to: day("to"),
        before: call.cursor()?,
        limit: limit + 1,
    };
    let tenant = &call.visitor.tenant;
    let mut rows = search(&call.app.db, tenant, &filter).await?;
    let wanted = usize::try_from(limit).unwrap_or(1);
    let more = rows.len() > wanted;
    rows.truncate(wanted);
    let mut tx = call.app.db.begin().await?;
    let asked = json!({ "actor": filter.actor, "action": filter.action, "object": filter.object,
        "patient": filter.patient, "by": "api" });
    let entry = call.visitor.audit(call.app.now(), "audit.search", ("audit", ""), asked);
    append(&mut tx, tenant, &[entry]).await?;
    tx.commit().await?;
    let next = rows.last().filter(|_| more).map(|row| row.seq);
    let view = |row: AuditRow| AuditView {
        seq: row.seq,
        hash: row.hash,
        at: rfc3339(row.entry.at),
        actor: row.entry.actor,
        action: row.entry.action,
        object_kind: row.entry.object_kind,
        object: row.entry.object,
        patient: row.entry.patient,
        detail: match row.entry.detail {
            Value::Object(detail) => Value::Object(detail),
            other => json!({ "value": other }),
        },
    };
    Reply::list(rows.into_iter().map(view).collect(), next.as_ref())
}

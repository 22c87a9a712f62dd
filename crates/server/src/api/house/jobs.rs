//! Jobs that were laid aside, and their second life.

use crate::api::call::{Call, Reply};
use crate::api::endpoint::{Endpoint, Shape};
use crate::api::problem::{ApiResult, Problem};
use crate::api::table::Table;
use crate::identity::permission::Permission;
use serde::Serialize;
use serde_json::json;
use store::work::{Job, dead};
use utoipa::ToSchema;

/// A job that was laid aside.
#[derive(Serialize, ToSchema)]
struct JobView {
    /// Its id.
    id: String,
    /// What to do.
    kind: String,
    /// With what.
    subject: String,
    /// Tries.
    attempts: i64,
    /// What went wrong the last time.
    last_error: Option<String>,
}

pub(super) fn endpoints(table: Table) -> Table {
    let may = Permission::ManageConnectors;
    table
        .with(
            Endpoint::new("GET", "/jobs/dead", may, "Jobs that were laid aside")
                .answers(Shape::list::<JobView>()),
            list,
        )
        .with(
            Endpoint::new("POST", "/jobs/{job}/revive", may, "Do a job again").with_status(204),
            again,
        )
}

async fn list(call: Call) -> ApiResult<Reply> {
    let jobs = dead(&call.app.db, &call.visitor.tenant).await?;
    let view = |job: Job| JobView {
        id: job.id,
        kind: job.kind,
        subject: job.subject,
        attempts: job.attempts,
        last_error: job.last_error,
    };
    Reply::all(jobs.into_iter().map(view).collect())
}

async fn again(call: Call) -> ApiResult<Reply> {
    let (id, now, tenant) = (call.part("job"), call.app.now(), &call.visitor.tenant);
    let known = dead(&call.app.db, tenant).await?.into_iter().find(|job| job.id == id);
    let job = known.ok_or_else(|| Problem::not_found("such job"))?;
    let (app, actor) = (&call.app, call.visitor.user.as_str());
    let mut tx = app.db.begin().await?;
    // The hold that its failure put on the account ends with it.
    if !crate::worker::revive(app, &mut tx, tenant, &job, actor).await? {
        return Err(Problem::not_found("such job"));
    }
    let entry = call.visitor.audit(now, "job.revived", ("job", id), json!({ "by": "api" }));
    store::record::append(&mut tx, tenant, &[entry]).await?;
    let reply = call.commit(tx, Reply::nothing()).await?;
    call.app.changed(tenant);
    Ok(reply)
}

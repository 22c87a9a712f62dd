//! Jobs: how many wait, and those that were laid aside.

use crate::app::App;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{Html, Redirect};
use serde_json::json;
use store::record::append;
use store::work::{self, Job, JobCounts};

/// The page.
#[derive(Template)]
#[template(path = "admin/jobs.html")]
struct JobsPage {
    layout: Layout,
    counts: JobCounts,
    dead: Vec<Job>,
}

/// Shows them.
pub(super) async fn list(visitor: Visitor, State(app): State<App>) -> PageResult<Html<String>> {
    render(&JobsPage {
        layout: layout(&app, &visitor, "Jobs", "/admin/jobs").await?,
        counts: work::counts(&app.db).await?,
        dead: work::dead(&app.db, &visitor.tenant).await?,
    })
}

/// Makes a job that was laid aside ready again.
pub(super) async fn revive(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> PageResult<Redirect> {
    let now = app.now();
    let known = work::dead(&app.db, &visitor.tenant).await?.into_iter().find(|job| job.id == id);
    let job = known.ok_or_else(|| PageFault::not_found("such job laid aside"))?;
    let mut tx = app.db.begin().await?;
    let actor = visitor.user.as_str();
    // The hold that its failure put on the account ends with it.
    if !crate::worker::revive(&app, &mut tx, &visitor.tenant, &job, actor).await? {
        return Err(PageFault::not_found("such job laid aside"));
    }
    let entry = visitor.audit(now, "job.revive", ("job", &id), json!({}));
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    app.changed(&visitor.tenant);
    Ok(Redirect::to("/admin/jobs?done=saved"))
}

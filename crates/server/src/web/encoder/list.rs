//! The search: one line for words or a code, and the answers, best first.

use super::context::{Asked, Context};
use crate::app::App;
use crate::code_search::{Found, find};
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;

#[derive(Template)]
#[template(path = "encoder/list.html")]
struct ListPage {
    layout: Layout,
    context: Context,
    on: String,
    rows: Vec<Found>,
    releases: Vec<(String, String)>,
    has_index: bool,
    has_pcs: bool,
    has_hcpcs: bool,
}

/// Shows the answers.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> PageResult<Html<String>> {
    let context = Context::of(&app, &visitor, &asked).await?;
    let (desk, on, setting) = (app.desk(), context.on, context.setting);
    let text = context.text.clone();
    // The first question after an import reads a whole release; other pages do not wait for it.
    let rows = tokio::task::spawn_blocking(move || find(&desk, &text, setting, on))
        .await
        .map_err(PageFault::internal)?;
    let desk = app.desk();
    let sets = desk.sets();
    render(&ListPage {
        layout: layout(&app, &visitor, "Encoder", "/encoder").await?,
        on: on.to_string(),
        rows,
        releases: sets.releases(on).into_iter().collect(),
        has_index: sets.index(codesets::PackKind::Icd10cmIndex, on).is_some(),
        has_pcs: sets.icd10pcs(on).is_some(),
        has_hcpcs: sets.hcpcs(on).is_some(),
        context,
    })
}

//! Views that people keep.

use crate::app::App;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Redirect;
use serde::Deserialize;
use store::people::SavedView;

/// Longest name of a view, in characters.
const LONGEST_NAME: usize = 80;

/// Longest address of a view, in bytes.
const LONGEST_ADDRESS: usize = 1_000;

/// What is kept.
#[derive(Deserialize)]
pub(super) struct Kept {
    name: String,
    address: String,
}

/// Keeps the present filters under a name.
pub(super) async fn keep(
    visitor: Visitor,
    State(app): State<App>,
    Form(kept): Form<Kept>,
) -> PageResult<Redirect> {
    let name = kept.name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(PageFault::invalid("A view needs a name of 1 to 80 characters."));
    }
    if !kept.address.starts_with("/worklists") || kept.address.len() > LONGEST_ADDRESS {
        return Err(PageFault::invalid("Only worklists are kept as views."));
    }
    let view = SavedView {
        id: app.new_id("view"),
        user: visitor.user.0.clone(),
        name: name.to_owned(),
        shared: false,
        address: kept.address.clone(),
        created_at: app.now(),
    };
    let mut tx = app.db.begin().await?;
    store::people::keep_view(&mut tx, &visitor.tenant, &view).await?;
    tx.commit().await?;
    let joint = if kept.address.contains('?') { '&' } else { '?' };
    Ok(Redirect::to(&format!("{}{joint}done=saved", kept.address)))
}

/// Deletes one of the person's own views.
pub(super) async fn delete(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> PageResult<Redirect> {
    let mut tx = app.db.begin().await?;
    store::people::drop_view(&mut tx, &visitor.tenant, visitor.user.as_str(), &id).await?;
    tx.commit().await?;
    Ok(Redirect::to("/worklists?done=deleted"))
}

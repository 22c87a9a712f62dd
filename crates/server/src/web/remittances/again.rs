//! A refused payment once more.

use crate::app::App;
use crate::remittances::{Again, look_again_at};
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Redirect;
use serde::Deserialize;

/// The version at which it was read.
#[derive(Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    version: i64,
}

/// Looks at it again.
pub(super) async fn take(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(wanted): Form<Wanted>,
) -> PageResult<Redirect> {
    let which = (id.as_str(), wanted.version);
    let done = match look_again_at(&app, &visitor.tenant, which, visitor.user.as_str()).await? {
        Again::Ready => "remittance_ready",
        Again::Refused => "remittance_refused",
    };
    Ok(Redirect::to(&format!("/remittances/{id}?done={done}")))
}

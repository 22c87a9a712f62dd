//! The JSON API, under `/api/v1`.
//!
//! Where to look: `endpoint.rs` is what an endpoint declares, `table.rs` the way of every request
//! (who, how often, whether they may, what they ask, once or again), `call.rs` what a handler
//! gets and gives, `problem.rs` what is answered when something cannot be done; `document.rs`
//! prints OpenAPI from the table. Each resource has its own folder or file.

mod call;
mod caller;
mod charges;
mod charts;
mod claims;
mod code_sets;
mod cursor;
mod document;
mod endpoint;
mod fee_schedules;
mod front_desk;
mod house;
mod kpis;
mod overview;
mod problem;
mod queries;
mod remittances;
mod stateless;
mod table;
mod work;

pub use call::{Call, LARGEST_BODY, Reply};
pub use document::document;
pub use endpoint::Endpoint;
pub use problem::{ApiResult, Problem};
pub use table::Table;

use crate::app::App;
use crate::identity::permission::Permission;
use axum::Router;
use axum::http::request::Parts;
use axum::http::{Method, StatusCode};

/// Every endpoint, and the table of what each needs.
#[must_use]
pub fn table() -> Table {
    let table = charts::endpoints(Table::default());
    let table = work::endpoints(table);
    let table = front_desk::endpoints(table);
    let table = queries::endpoints(table);
    let table = charges::endpoints(table);
    let table = fee_schedules::endpoints(table);
    let table = claims::endpoints(table);
    let table = remittances::endpoints(table);
    let table = kpis::endpoints(table);
    let table = stateless::endpoints(table);
    let table = code_sets::endpoints(table);
    house::endpoints(table)
}

/// The endpoints, the document and its page as a router.
pub fn router() -> Router<App> {
    let endpoints = table().into_router();
    let endpoints = endpoints.fallback(nowhere).method_not_allowed_fallback(other_method);
    Router::new().nest("/api/v1", endpoints).merge(overview::router())
}

/// A program or person who may use the API at all.
///
/// # Errors
/// 401 and 403.
pub async fn reader(app: &App, parts: &Parts) -> ApiResult<()> {
    let visitor = caller::caller(app, parts).await?;
    caller::admit(&visitor, Permission::ReadApi, app.now())
}

async fn nowhere() -> Problem {
    Problem::not_found("such address")
}

async fn other_method(method: Method) -> Problem {
    let detail = format!("This address has no {method}; the header Allow tells what it has.");
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", "Another method", detail)
}

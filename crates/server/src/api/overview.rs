//! `/openapi.json`, and `/api`: the same for people.

use super::call::LARGEST_BODY;
use super::document::{document, tag};
use super::endpoint::Endpoint;
use super::problem::Problem;
use super::table;
use crate::app::App;
use crate::web::layout::{self, Layout};
use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use std::sync::OnceLock;

/// A row of the page.
struct Row {
    method: &'static str,
    path: String,
    summary: &'static str,
    permission: String,
    takes: String,
    query: String,
}

/// The endpoints of one part of the product.
struct Part {
    name: &'static str,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "api/overview.html")]
struct OverviewPage {
    layout: Layout,
    parts: Vec<Part>,
    events: &'static [&'static str],
    per_minute: u32,
    burst: u32,
    body_mib: usize,
}

/// The addresses.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/openapi.json", get(openapi))
        .route("/api", get(page))
        .route("/problems/{kind}", get(kind))
}

async fn openapi() -> Response {
    static TEXT: OnceLock<String> = OnceLock::new();
    let text = TEXT.get_or_init(|| document(&table()).to_string());
    ([(header::CONTENT_TYPE, "application/json")], text.as_str()).into_response()
}

async fn page(State(app): State<App>) -> Result<Response, Problem> {
    let mut parts: Vec<Part> = Vec::new();
    for endpoint in table().rows() {
        let name = tag(endpoint);
        let row = Row {
            method: endpoint.method,
            path: format!("/api/v1{}", endpoint.path),
            summary: endpoint.summary,
            permission: endpoint.needs().replace('`', ""),
            takes: takes(endpoint),
            query: endpoint.query.iter().map(|one| one.name).collect::<Vec<_>>().join(", "),
        };
        match parts.iter_mut().find(|part| part.name == name) {
            Some(part) => part.rows.push(row),
            None => parts.push(Part { name, rows: vec![row] }),
        }
    }
    let limit = app.security(&app.config.tenant).await.map_err(Problem::internal)?.api();
    let page = OverviewPage {
        layout: layout::outside(&app, "JSON API", ""),
        parts,
        events: crate::webhooks::EVENTS,
        per_minute: limit.per_minute,
        burst: limit.burst,
        body_mib: LARGEST_BODY >> 20,
    };
    let html = page.render().map_err(Problem::internal)?;
    let policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
        base-uri 'none'; frame-ancestors 'none'";
    Ok(([(header::CONTENT_SECURITY_POLICY, policy)], Html(html)).into_response())
}

/// Body and headers that a call wants.
fn takes(endpoint: &Endpoint) -> String {
    let media = endpoint.bodies.iter().map(|(media, _)| *media);
    let version = endpoint.versioned.then_some("If-Match");
    media.chain(version).collect::<Vec<_>>().join(", ")
}

/// The type of a problem leads to where it is told.
async fn kind(Path(_): Path<String>) -> axum::response::Redirect {
    axum::response::Redirect::to("/api#problems")
}

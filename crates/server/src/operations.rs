//! What those who run the service ask: is it alive, is it ready, what is it, what does it do.

use crate::api::{ApiResult, Problem, reader};
use crate::app::App;
use crate::surroundings::day_of;
use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Json, Response};
use axum::routing::get;
use serde_json::{Value, json};
use std::net::SocketAddr;

/// Media type of the text form of Prometheus.
const PROMETHEUS: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The addresses.
pub fn router() -> Router<App> {
    Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/version", get(version))
        .route("/metrics", get(metrics))
}

/// Whether the database answers with the tables of this program, and code sets are loaded.
async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    match app.db.ping().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}

async fn version(State(app): State<App>) -> Json<Value> {
    let desk = app.desk();
    Json(json!({
        "name": "cleanclaim",
        "version": env!("CARGO_PKG_VERSION"),
        "system": std::env::consts::OS,
        "machine": std::env::consts::ARCH,
        "tables": store::newest_step(),
        "releases": desk.sets().releases(day_of(app.now())),
        "demo": app.config.demo,
    }))
}

/// For this machine, or for whoever has a token: it tells how much work there is.
async fn metrics(State(app): State<App>, request: Request) -> ApiResult<Response> {
    let (parts, _) = request.into_parts();
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let local = peer.is_some_and(|peer| peer.0.ip().is_loopback());
    // A proxy on this machine is no sign that the caller is.
    let forwarded = ["x-forwarded-for", "forwarded", "via"];
    let forwarded = forwarded.iter().any(|name| parts.headers.contains_key(*name));
    if !local || forwarded || app.config.tls {
        reader(&app, &parts).await?;
    }
    let text = crate::metrics::text(&app).await.map_err(Problem::from)?;
    Ok(([(header::CONTENT_TYPE, PROMETHEUS)], text).into_response())
}

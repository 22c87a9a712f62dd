//! What those who run the service ask.

use crate::site::{Done, fail, problem, site, test};
use libtest_mimic::Trial;
use testkit::http::{Client, Request};

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![test("alive, ready, version, metrics, request ids", all)]
}

fn all() -> Done {
    let site = site();
    let client = Client::new(site.address.clone())?;
    for path in ["/healthz", "/readyz", "/api"] {
        client.get(path)?.expect(200)?;
    }
    let version = client.get("/version")?.expect(200)?.json()?;
    if !version["releases"].is_object() || version["tables"].as_i64().is_none_or(|n| n < 9) {
        return fail(format!("{version}"));
    }
    site.una().get("/patients?text=somebody")?.expect(200)?;
    let metrics = client.get("/metrics")?.expect(200)?.text();
    for line in [
        "cleanclaim_request_seconds_count{route=\"/api/v1/patients\",method=\"GET\",status=\"200\"}",
        "cleanclaim_request_seconds_bucket{route=\"/api/v1/patients\",method=\"GET\",\
         status=\"200\",le=\"+Inf\"}",
        "cleanclaim_jobs{state=\"ready\"}",
        "cleanclaim_accounts{queue=\"review\"}",
    ] {
        if !metrics.contains(line) {
            return fail(format!("no {line} in {metrics}"));
        }
    }
    if metrics.contains("somebody") {
        return fail("a query stands in the metrics");
    }
    // A proxy's caller is not on this machine.
    let far = Request::new("GET", "/metrics").header("x-forwarded-for", "203.0.113.9");
    problem(&client.send(far)?, 401)?;
    let named = Request::new("GET", "/healthz").header("x-request-id", "abc-1");
    if client.send(named)?.header("x-request-id") != Some("abc-1") {
        return fail("the caller's request id is lost");
    }
    let wrong = Request::new("GET", "/healthz").header("x-request-id", "a b<");
    match client.send(wrong)?.header("x-request-id") {
        Some(id) if id.starts_with("req_") => Ok(()),
        other => fail(format!("{other:?}")),
    }
}

//! What this process answered, counted for Prometheus, and a line of the log for each request.
//! Addresses are counted by their pattern: no name, number or query stands in a metric or log.

use crate::app::App;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Upper bounds of the latency histogram, in seconds.
const BOUNDS: [f64; 10] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// Longest request id that is taken from a caller.
const LONGEST_ID: usize = 64;

/// What is known of one pattern, method and status.
#[derive(Clone, Copy, Debug, Default)]
struct Series {
    within: [u64; BOUNDS.len()],
    count: u64,
    seconds: f64,
}

type Key = (String, &'static str, u16);

static REQUESTS: Mutex<BTreeMap<Key, Series>> = Mutex::new(BTreeMap::new());

/// How often a part of the workers' work was done, and how many seconds it took together.
pub type Spent = BTreeMap<&'static str, (u64, f64)>;

static WORK: Mutex<Spent> = Mutex::new(BTreeMap::new());

/// Does a part of the workers' work and counts its time, whatever comes of it.
pub async fn timed<T>(part: &'static str, work: impl Future<Output = T>) -> T {
    let from = Instant::now();
    let done = work.await;
    let mut parts = WORK.lock().unwrap_or_else(PoisonError::into_inner);
    let spent = parts.entry(part).or_default();
    spent.0 += 1;
    spent.1 += from.elapsed().as_secs_f64();
    done
}

/// What the workers of this process spent their time on.
#[must_use]
pub fn spent() -> Spent {
    WORK.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Counts a request, gives it an id and writes its line.
pub async fn layer(State(app): State<App>, request: Request, next: Next) -> Response {
    let from = Instant::now();
    let method = method(request.method());
    let matched = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let route = matched.unwrap_or_else(|| "other".to_owned());
    let given = request.headers().get("x-request-id").and_then(|value| value.to_str().ok());
    let fine = |id: &&str| {
        !id.is_empty()
            && id.len() <= LONGEST_ID
            && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    let id = given.filter(fine).map_or_else(|| app.new_id("req"), str::to_owned);
    let mut response = next.run(request).await;
    let (status, seconds) = (response.status().as_u16(), from.elapsed().as_secs_f64());
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    let millis = (seconds * 1_000.0).round();
    tracing::info!(target: "request", request = id, method, route, status, millis);
    let mut requests = REQUESTS.lock().unwrap_or_else(PoisonError::into_inner);
    let series = requests.entry((route, method, status)).or_default();
    series.count += 1;
    series.seconds += seconds;
    for (within, bound) in series.within.iter_mut().zip(BOUNDS) {
        *within += u64::from(seconds <= bound);
    }
    response
}

/// Methods are few; what a caller makes up is none of them.
fn method(method: &Method) -> &'static str {
    let known = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
    known.into_iter().find(|name| *name == method.as_str()).unwrap_or("other")
}

/// Everything in the text form of Prometheus.
///
/// # Errors
/// A database that does not answer.
pub async fn text(app: &App) -> store::Result<String> {
    let mut out = requests();
    let name = "cleanclaim_work_seconds";
    head(&mut out, name, "summary", "Time of the workers of this process, by part of their work");
    for (part, (count, seconds)) in spent() {
        let _ = writeln!(out, "{name}_sum{{part=\"{part}\"}} {seconds}");
        let _ = writeln!(out, "{name}_count{{part=\"{part}\"}} {count}");
    }
    let jobs = store::work::counts(&app.db).await?;
    head(&mut out, "cleanclaim_jobs", "gauge", "Jobs by state");
    for (state, count) in [("ready", jobs.ready), ("leased", jobs.leased), ("dead", jobs.dead)] {
        let _ = writeln!(out, "cleanclaim_jobs{{state=\"{state}\"}} {count}");
    }
    head(&mut out, "cleanclaim_accounts", "gauge", "Open accounts by queue");
    let mut queues: BTreeMap<String, i64> = BTreeMap::new();
    for tenant in store::people::tenants(&app.db).await? {
        for count in app.counts(&tenant.id).await?.iter() {
            *queues.entry(count.queue.clone()).or_default() += count.accounts;
        }
    }
    for (queue, accounts) in queues {
        let _ = writeln!(out, "cleanclaim_accounts{{queue=\"{queue}\"}} {accounts}");
    }
    head(&mut out, "cleanclaim_outbox", "gauge", "What has not left yet, by kind and state");
    for (kind, state, parcels) in store::work::outbox_counts(&app.db).await? {
        let _ = writeln!(
            out,
            "cleanclaim_outbox{{kind=\"{}\",state=\"{state}\"}} {parcels}",
            label(&kind)
        );
    }
    Ok(out)
}

fn requests() -> String {
    let requests = REQUESTS.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let mut out = String::new();
    let name = "cleanclaim_request_seconds";
    head(&mut out, name, "histogram", "Requests by pattern, method and status");
    for ((route, method, status), series) in requests {
        let labels = format!("route=\"{}\",method=\"{method}\",status=\"{status}\"", label(&route));
        for (within, bound) in series.within.iter().zip(BOUNDS) {
            let _ = writeln!(out, "{name}_bucket{{{labels},le=\"{bound}\"}} {within}");
        }
        let _ = writeln!(out, "{name}_bucket{{{labels},le=\"+Inf\"}} {}", series.count);
        let _ = writeln!(out, "{name}_sum{{{labels}}} {}", series.seconds);
        let _ = writeln!(out, "{name}_count{{{labels}}} {}", series.count);
    }
    out
}

fn head(out: &mut String, name: &str, kind: &str, what: &str) {
    let _ = writeln!(out, "# HELP {name} {what}\n# TYPE {name} {kind}");
}

/// A value between quotation marks.
fn label(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

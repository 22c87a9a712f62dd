//! The table of endpoints, and the way of every request through it.

use super::call::{self, Call, LARGEST_BODY, Reply};
use super::caller;
use super::endpoint::{Endpoint, Key, plain};
use super::problem::{ApiResult, Problem};
use crate::app::App;
use crate::identity::rate_limit::Verdict;
use axum::Router;
use axum::extract::{FromRequestParts, RawPathParams, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, on};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::time::Duration;
use store::Boxed;
use store::work::{Answer, Claimed, answered};

/// How long a call may take: less than the door allows, so that the caller hears of it.
const LONGEST_CALL: Duration = Duration::from_secs(55);

/// Longest idempotency key, in bytes.
const LONGEST_KEY: usize = 200;

/// Tries of a request whose key another one uses at the same time.
const RACES: usize = 3;

/// What answers at one endpoint. Boxed: the way of a request through the table exists once, not
/// once an endpoint.
type Handler = Arc<dyn Fn(Call) -> Boxed<'static, ApiResult<Reply>> + Send + Sync>;

/// The table while it is built.
#[derive(Default)]
pub struct Table {
    router: Router<App>,
    rows: Vec<Arc<Endpoint>>,
}

impl Table {
    /// One endpoint more.
    #[must_use]
    pub fn with<F, Fut>(self, endpoint: Endpoint, handler: F) -> Table
    where
        F: Fn(Call) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = ApiResult<Reply>> + Send + 'static,
    {
        self.add(endpoint, Arc::new(move |call| Box::pin(handler(call))))
    }

    fn add(mut self, endpoint: Endpoint, handler: Handler) -> Table {
        let endpoint = Arc::new(endpoint);
        let filter = match endpoint.method {
            "POST" => MethodFilter::POST,
            "PUT" => MethodFilter::PUT,
            "DELETE" => MethodFilter::DELETE,
            _ => MethodFilter::GET,
        };
        let row = Arc::clone(&endpoint);
        let service = move |State(app): State<App>, request: Request| {
            let (row, handler) = (Arc::clone(&row), Arc::clone(&handler));
            async move { answer(app, &row, &handler, request).await }
        };
        self.router = self.router.route(endpoint.path, on(filter, service));
        self.rows.push(endpoint);
        self
    }

    /// Every endpoint.
    #[must_use]
    pub fn rows(&self) -> &[Arc<Endpoint>] {
        &self.rows
    }

    /// The router.
    pub fn into_router(self) -> Router<App> {
        self.router
    }
}

/// Answers one request.
async fn answer(app: App, endpoint: &Endpoint, handler: &Handler, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let visitor = match caller::caller(&app, &parts).await {
        Ok(visitor) => visitor,
        Err(problem) => return problem.into_response(),
    };
    let security = match app.security(&visitor.tenant).await {
        Ok(security) => security,
        Err(fault) => return Problem::from(fault).into_response(),
    };
    let who = format!("{}:{}", visitor.tenant, visitor.user);
    let verdict = app.limits.api(&who, security.api(), app.now());
    if !verdict.allowed {
        return call::too_many(&verdict).into_response();
    }
    let work = async {
        let instead = endpoint.instead.filter(|instead| visitor.principal.may(*instead));
        caller::admit(&visitor, instead.unwrap_or(endpoint.permission), app.now())?;
        let path = path_of(&mut parts).await?;
        let query = endpoint.read_query(parts.uri.query().unwrap_or_default())?;
        let body = call::read(body, LARGEST_BODY.min(security.upload())).await?;
        let media = media_of(endpoint, &parts.headers, &body)?;
        if media.ends_with("json") && holds_nul(&body) {
            return Err(Problem::invalid(".", "A text of the body holds a NUL character."));
        }
        let once = once(endpoint, &parts, &media, &body)?;
        let headers = parts.headers;
        let paged = endpoint.method == "GET" && endpoint.answer.as_ref().is_some_and(|a| a.list);
        let app = app.clone();
        let call = Call { app, visitor, path, query, headers, media, body, once, paged };
        run(call, handler).await
    };
    let done = tokio::time::timeout(LONGEST_CALL, work).await.unwrap_or_else(|_| {
        let detail = "This took too long; nothing that was not answered was changed.";
        let status = StatusCode::SERVICE_UNAVAILABLE;
        Err(Problem::new(status, "too-slow", "Took too long", detail))
    });
    limited(done, &verdict)
}

fn limited(done: ApiResult<Response>, verdict: &Verdict) -> Response {
    let mut response = done.unwrap_or_else(IntoResponse::into_response);
    for (name, value) in verdict.headers() {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    response
}

async fn run(call: Call, handler: &Handler) -> ApiResult<Response> {
    for _ in 0..RACES {
        if let Some((key, hash)) = &call.once {
            let (app, visitor) = (&call.app, &call.visitor);
            let who = (visitor.user.as_str(), key.as_str());
            match answered(&app.db, &visitor.tenant, who, hash).await? {
                Claimed::New => {}
                Claimed::Answered(answer) => return Ok(again(&answer)),
                Claimed::OtherRequest => {
                    let detail = "This Idempotency-Key was used for another request.";
                    return Err(Problem::invalid("Idempotency-Key", detail));
                }
            }
        }
        match handler(call.clone()).await {
            Err(problem) if problem.raced => {}
            // A row that two requests add at once: the key tells whose answer it is.
            Err(problem) if call.once.is_some() && problem.document().status == 409 => {
                let (key, hash) = call.once.as_ref().map_or(("", ""), |(k, h)| (k, h));
                let who = (call.visitor.user.as_str(), key);
                match answered(&call.app.db, &call.visitor.tenant, who, hash).await? {
                    Claimed::Answered(answer) => return Ok(again(&answer)),
                    _ => return Err(problem),
                }
            }
            Ok(_) if cfg!(debug_assertions) && forgot(&call).await? => {
                return Err(Problem::internal("a change did not keep its answer with its key"));
            }
            Ok(reply) if call.paged => return Ok(reply.page(&call)?.into_response()),
            done => return done.map(IntoResponse::into_response),
        }
    }
    Err(Problem::race())
}

/// Whether a change ended without its answer: an endpoint that does not end in `Call::commit`.
/// Asked where the service is tried out, so that the tests find such an endpoint.
async fn forgot(call: &Call) -> ApiResult<bool> {
    let Some((key, hash)) = &call.once else { return Ok(false) };
    let who = (call.visitor.user.as_str(), key.as_str());
    let kept = answered(&call.app.db, &call.visitor.tenant, who, hash).await?;
    Ok(!matches!(kept, Claimed::Answered(_)))
}

/// The answer that was given before.
fn again(answer: &Answer) -> Response {
    let status = u16::try_from(answer.status).ok().and_then(|code| StatusCode::from_u16(code).ok());
    let headers: serde_json::Value = serde_json::from_str(&answer.headers).unwrap_or_default();
    let etag = headers["etag"].as_i64();
    let reply = Call::answered(status.unwrap_or(StatusCode::OK), answer, etag);
    let mut response = reply.into_response();
    response.headers_mut().insert("idempotent-replayed", HeaderValue::from_static("true"));
    response
}

async fn path_of(parts: &mut Parts) -> ApiResult<Vec<(String, String)>> {
    let unread = |_| Problem::bad_request("path", "The path is no UTF-8.");
    let raw = RawPathParams::from_request_parts(parts, &()).await.map_err(unread)?;
    let pairs: Vec<(String, String)> =
        raw.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    for (name, value) in &pairs {
        plain(value).map_err(|why| Problem::bad_request(name, why))?;
    }
    Ok(pairs)
}

fn media_of(endpoint: &Endpoint, headers: &HeaderMap, body: &[u8]) -> ApiResult<String> {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media = value.unwrap_or_default().split(';').next().unwrap_or_default();
    let media = media.trim().to_ascii_lowercase();
    if endpoint.bodies.is_empty() {
        if body.is_empty() {
            return Ok(media);
        }
        return Err(Problem::bad_request(".", "This address takes no body."));
    }
    if endpoint.bodies.iter().any(|(known, _)| *known == media) {
        return Ok(media);
    }
    let known: Vec<&str> = endpoint.bodies.iter().map(|(media, _)| *media).collect();
    let detail = format!("Send the body as {}.", known.join(" or "));
    let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
    Err(Problem::new(status, "unsupported-media-type", "Another form is needed", detail)
        .header(header::ACCEPT, &known.join(", ")))
}

/// PostgreSQL cannot hold NUL in a text.
fn holds_nul(body: &[u8]) -> bool {
    let mut escaped = false;
    for (at, byte) in body.iter().enumerate() {
        if escaped {
            escaped = false;
            if *byte == b'u' && body[at + 1..].starts_with(b"0000") {
                return true;
            }
        } else {
            escaped = *byte == b'\\';
        }
    }
    false
}

fn once(
    endpoint: &Endpoint,
    parts: &Parts,
    media: &str,
    body: &[u8],
) -> ApiResult<Option<(String, String)>> {
    let Some(key) = parts.headers.get("idempotency-key") else { return Ok(None) };
    if matches!(parts.method, Method::GET | Method::HEAD) || endpoint.key == Key::Needless {
        return Ok(None);
    }
    if endpoint.key == Key::Refused {
        let detail = "The answer holds a secret, which is not kept: this call takes no key.";
        return Err(Problem::bad_request("Idempotency-Key", detail));
    }
    let key = key.to_str().unwrap_or_default();
    if key.is_empty() || key.len() > LONGEST_KEY || !key.bytes().all(|byte| byte.is_ascii_graphic())
    {
        let detail = "A key is 1 to 200 visible ASCII characters.";
        return Err(Problem::bad_request("Idempotency-Key", detail));
    }
    let mut hash = Sha256::new();
    let address = parts.uri.path_and_query().map_or("", |address| address.as_str());
    let version = parts.headers.get(header::IF_MATCH).and_then(|value| value.to_str().ok());
    for part in [endpoint.method, address, media, version.unwrap_or_default()] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.update(body);
    let hash = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Some((key.to_owned(), hash)))
}

#[cfg(test)]
mod tests {
    use super::holds_nul;

    #[test]
    fn nul_is_seen_only_where_it_is_escaped() {
        let cases =
            [(r#""\u0000""#, true), (r#""\\u0000""#, false), (r#""\\\u0000""#, true), ("", false)];
        for (text, holds) in cases {
            assert_eq!(holds_nul(text.as_bytes()), holds, "{text}");
        }
    }
}

//! One call: what came, checked against what its endpoint declares, and how it is answered.

use super::cursor;
use super::problem::{ApiResult, Problem, ProblemPlace};
use crate::app::App;
use crate::identity::rate_limit::Verdict;
use crate::web::door::Visitor;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::pin::Pin;
use store::Tx;
use store::work::Answer;

/// Largest body, in bytes.
pub const LARGEST_BODY: usize = 64 << 20;

/// A body beyond the limit is read on to here before the caller is told, so that it hears it.
const READ_ON: usize = 256 << 20;

/// Rows of a page where none are asked for.
const ROWS: i64 = 50;

/// A request that was let in.
#[derive(Clone)]
pub struct Call {
    /// What everything shares.
    pub app: App,
    /// Who calls.
    pub visitor: Visitor,
    pub(super) path: Vec<(String, String)>,
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: HeaderMap,
    /// The media type of the body, without parameters.
    pub media: String,
    /// The body.
    pub body: Bytes,
    /// The idempotency key and the hash of the request.
    pub(super) once: Option<(String, String)>,
    /// Whether what is answered is a page of a list.
    pub(super) paged: bool,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    pub(super) status: StatusCode,
    pub(super) body: String,
    pub(super) etag: Option<i64>,
    /// Every row of a list that fits into memory: its text and what names it.
    rows: Option<Vec<(String, String)>>,
}

/// One page of a list.
#[derive(Serialize)]
struct Listed<T: Serialize> {
    data: Vec<T>,
    meta: Meta,
}

#[derive(Serialize)]
struct Meta {
    next: Option<String>,
}

impl Reply {
    /// A value with a status.
    ///
    /// # Errors
    /// A value without JSON, which is a fault of ours.
    pub fn new(status: StatusCode, value: &impl Serialize) -> ApiResult<Reply> {
        let body = serde_json::to_string(value).map_err(Problem::internal)?;
        Ok(Reply { status, body, etag: None, rows: None })
    }

    /// A value.
    ///
    /// # Errors
    /// As [`Reply::new`].
    pub fn ok(value: &impl Serialize) -> ApiResult<Reply> {
        Reply::new(StatusCode::OK, value)
    }

    /// One page of a list; `next` is where the next one starts.
    ///
    /// # Errors
    /// As [`Reply::new`].
    pub fn list<T: Serialize>(data: Vec<T>, next: Option<&impl Serialize>) -> ApiResult<Reply> {
        Reply::ok(&Listed { data, meta: Meta { next: next.map(cursor::text) } })
    }

    /// Every row of a short list, in an order that stays; what is read is cut into pages.
    ///
    /// # Errors
    /// As [`Reply::new`].
    pub fn all<T: Serialize>(data: Vec<T>) -> ApiResult<Reply> {
        let rows: Vec<(String, String)> =
            data.iter().map(named_row).collect::<ApiResult<Vec<_>>>()?;
        let mut reply = Reply::list(data, None::<&String>)?;
        reply.rows = Some(rows);
        Ok(reply)
    }

    /// The page of a list that a call asks for. A cursor holds the row before the page and its
    /// place: where rows came before it, it is found by its name; where it went, by its place.
    ///
    /// # Errors
    /// 400 for a cursor of another list.
    pub(super) fn page(mut self, call: &Call) -> ApiResult<Reply> {
        let Some(rows) = self.rows.take() else { return Ok(self) };
        let limit = usize::try_from(call.limit()).unwrap_or(1);
        let from = match call.cursor::<(usize, String)>()? {
            None => 0,
            Some((place, name)) => {
                let found = rows.iter().position(|(_, own)| *own == name);
                found.map_or(place, |found| found + 1).min(rows.len())
            }
        };
        let to = from.saturating_add(limit).min(rows.len());
        let texts: Vec<&str> = rows[from..to].iter().map(|(text, _)| text.as_str()).collect();
        let last = rows[from..to].last().filter(|_| to < rows.len());
        let next = last.map(|(_, name)| cursor::text(&(to, name)));
        let next = serde_json::to_string(&next).map_err(Problem::internal)?;
        self.body = format!(r#"{{"data":[{}],"meta":{{"next":{next}}}}}"#, texts.join(","));
        Ok(self)
    }

    /// Nothing to say.
    #[must_use]
    pub fn nothing() -> Reply {
        Reply { status: StatusCode::NO_CONTENT, body: String::new(), etag: None, rows: None }
    }

    /// With the version of what is shown.
    #[must_use]
    pub fn version(mut self, version: i64) -> Reply {
        self.etag = Some(version);
        self
    }
}

/// Members that name a row of a list.
const NAMES: [&str; 5] = ["id", "seq", "code", "name", "version"];

/// A row as text, and what names it: its id, or else a hash of what it says.
fn named_row(row: &impl Serialize) -> ApiResult<(String, String)> {
    let text = serde_json::to_string(row).map_err(Problem::internal)?;
    let value = serde_json::to_value(row).map_err(Problem::internal)?;
    let name = NAMES.iter().find_map(|name| match &value[*name] {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    });
    let name = name.unwrap_or_else(|| crate::reception::hex(text.as_bytes())[..16].to_owned());
    Ok((text, name))
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let mut response = (self.status, self.body).into_response();
        let headers = response.headers_mut();
        if self.status == StatusCode::NO_CONTENT {
            headers.remove(header::CONTENT_TYPE);
        } else {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        if let Some(version) = self.etag
            && let Ok(value) = HeaderValue::from_str(&format!("\"{version}\""))
        {
            headers.insert(header::ETAG, value);
        }
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}

impl Call {
    /// A part of the path.
    #[must_use]
    pub fn part(&self, name: &str) -> &str {
        find(&self.path, name).unwrap_or_default()
    }

    /// A query parameter.
    #[must_use]
    pub fn asked(&self, name: &str) -> Option<&str> {
        find(&self.query, name)
    }

    /// A query parameter as text; empty where it is not there.
    #[must_use]
    pub fn asked_text(&self, name: &str) -> String {
        self.asked(name).unwrap_or_default().to_owned()
    }

    /// Rows wanted.
    #[must_use]
    pub fn limit(&self) -> i64 {
        self.asked("limit").and_then(|text| text.parse().ok()).unwrap_or(ROWS)
    }

    /// Where the page starts.
    ///
    /// # Errors
    /// 400 for a cursor that is not ours.
    pub fn cursor<T: DeserializeOwned>(&self) -> ApiResult<Option<T>> {
        self.asked("cursor").map(cursor::read).transpose()
    }

    /// The body as a value.
    ///
    /// # Errors
    /// 400 for text that is no JSON, 422 for JSON that does not fit; each with its place.
    pub fn json<T: DeserializeOwned>(&self) -> ApiResult<T> {
        json(&self.body)
    }

    /// The answer that was kept, as it is answered again.
    pub(super) fn answered(status: StatusCode, answer: &Answer, etag: Option<i64>) -> Reply {
        Reply { status, body: answer.body.clone(), etag, rows: None }
    }

    /// The version that a change is of.
    ///
    /// # Errors
    /// 428 without `If-Match`; 412 for one that is no version of ours.
    pub fn if_match(&self) -> ApiResult<i64> {
        let value = self.headers.get(header::IF_MATCH).ok_or_else(Problem::no_version)?;
        let text = value.to_str().unwrap_or_default().trim();
        let version = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        version.and_then(|text| text.parse().ok()).ok_or_else(Problem::old_version)
    }

    /// Checks the version that a change is of.
    ///
    /// # Errors
    /// As [`Call::if_match`], and 412 for another version.
    pub fn is_version(&self, version: i64) -> ApiResult<()> {
        if self.if_match()? == version { Ok(()) } else { Err(Problem::old_version()) }
    }

    /// Ends a change: its answer is kept with it where the caller gave a key.
    ///
    /// # Errors
    /// A database that does not answer; a race of two requests with one key.
    pub async fn commit(&self, mut tx: Tx, reply: Reply) -> ApiResult<Reply> {
        if let Some((key, hash)) = &self.once {
            let headers = serde_json::json!({ "etag": reply.etag }).to_string();
            let status = i64::from(reply.status.as_u16());
            let answer = Answer { status, headers, body: reply.body.clone() };
            let (tenant, user) = (&self.visitor.tenant, self.visitor.user.as_str());
            let who = (user, key.as_str());
            let kept =
                store::work::keep_answer(&mut tx, tenant, who, hash, (&answer, self.app.now()));
            if !kept.await? {
                return Err(Problem::race());
            }
        }
        tx.commit().await?;
        Ok(reply)
    }
}

fn find<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
}

/// JSON as a value, with the place of every fault.
///
/// # Errors
/// As [`Call::json`].
pub fn json<T: DeserializeOwned>(bytes: &[u8]) -> ApiResult<T> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader);
    let value = value.map_err(|fault| not_read(&fault.path().to_string(), fault.inner()))?;
    reader.end().map_err(|fault| not_read(".", &fault))?;
    Ok(value)
}

/// A problem from what serde says. Values of the request are not repeated: they may be a
/// patient's.
fn not_read(path: &str, fault: &serde_json::Error) -> Problem {
    let place = |detail: &str| ProblemPlace {
        at: path.to_owned(),
        line: Some(fault.line() as u64),
        column: Some(fault.column() as u64),
        detail: detail.to_owned(),
    };
    if fault.is_data() {
        let said = fault.to_string();
        let detail = match said.split_once(" at line ") {
            _ if said.contains("missing field") || said.contains("unknown field") => {
                said.split(" at line ").next().unwrap_or_default().to_owned()
            }
            _ => "a value of another form was expected here".to_owned(),
        };
        let detail: String = detail.chars().take(300).collect();
        let problem = Problem::invalid(path, format!("At `{path}`: {detail}."));
        return problem.places(vec![place(&detail)]);
    }
    let detail = format!("The body is no JSON from line {} on.", fault.line());
    Problem::bad_request(".", detail).places(vec![place("no JSON, or nested too deeply")])
}

/// A refusal for too many requests.
#[must_use]
pub fn too_many(verdict: &Verdict) -> Problem {
    let detail = format!("Too many requests; try again in {} s.", verdict.retry_after);
    let status = StatusCode::TOO_MANY_REQUESTS;
    let problem = Problem::new(status, "rate-limit", "Too many requests", detail);
    verdict.headers().into_iter().fold(problem, |problem, (name, value)| {
        problem.header(HeaderName::from_static(name), &value)
    })
}

/// A body, up to the limit.
///
/// # Errors
/// 413 beyond it, 400 for one that ends too early.
pub async fn read(mut body: Body, limit: usize) -> ApiResult<Bytes> {
    let (mut bytes, mut total) = (Vec::new(), 0_usize);
    loop {
        let frame = std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await;
        let Some(frame) = frame else { break };
        let frame = frame.map_err(|_| Problem::bad_request(".", "The body ends too early."))?;
        let Ok(data) = frame.into_data() else { continue };
        total = total.saturating_add(data.len());
        if total > READ_ON {
            break;
        }
        if total <= limit {
            bytes.extend_from_slice(&data);
        }
    }
    if total > limit {
        let detail = format!("A body may hold {} MiB at most.", limit >> 20);
        let status = StatusCode::PAYLOAD_TOO_LARGE;
        return Err(Problem::new(status, "too-large", "Too large", detail));
    }
    Ok(bytes.into())
}

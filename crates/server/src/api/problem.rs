//! What is answered when something cannot be done: problem documents (RFC 9457), each with a type
//! of its own that stays, and never with anything about a patient.

use crate::identity::permission::{Denied, Permission};
use crate::web::fault::PageFault;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use store::StoreError;
use utoipa::ToSchema;

/// The media type of every fault.
pub const MEDIA: &str = "application/problem+json";

/// A fault as it is answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProblemDocument {
    /// What sort of fault: a stable path such as `/problems/not-found`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The sort of fault in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong here and what to do.
    pub detail: String,
    /// Where in the request, when it can be said.
    pub errors: Vec<ProblemPlace>,
}

/// One place of a request at which something is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProblemPlace {
    /// The query parameter, header, or JSON path (`lines[0].date`); `.` for the whole body.
    pub at: String,
    /// Line of the body, from 1, where it has lines.
    pub line: Option<u64>,
    /// Column of the line, from 1.
    pub column: Option<u64>,
    /// What is wrong there.
    pub detail: String,
}

impl ProblemPlace {
    /// A place without line and column.
    #[must_use]
    pub fn at(at: impl Into<String>, detail: impl Into<String>) -> ProblemPlace {
        ProblemPlace { at: at.into(), line: None, column: None, detail: detail.into() }
    }
}

/// A fault on its way out.
#[derive(Clone, Debug)]
pub struct Problem {
    status: StatusCode,
    kind: &'static str,
    title: &'static str,
    detail: String,
    places: Vec<ProblemPlace>,
    headers: Vec<(HeaderName, HeaderValue)>,
    /// Another request with the same idempotency key was quicker.
    pub(super) raced: bool,
}

/// The result of everything in this folder.
pub type ApiResult<T> = Result<T, Problem>;

impl Problem {
    /// A fault of a sort.
    #[must_use]
    pub fn new(
        status: StatusCode,
        kind: &'static str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Problem {
        let (detail, places, headers) = (detail.into(), Vec::new(), Vec::new());
        Problem { status, kind, title, detail, places, headers, raced: false }
    }

    /// With places.
    #[must_use]
    pub fn places(mut self, places: Vec<ProblemPlace>) -> Problem {
        self.places = places;
        self
    }

    /// With a header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: &str) -> Problem {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }

    /// The request cannot be read.
    #[must_use]
    pub fn bad_request(at: &str, detail: impl Into<String>) -> Problem {
        let detail = detail.into();
        let place = ProblemPlace::at(at, detail.clone());
        Problem::new(StatusCode::BAD_REQUEST, "bad-request", "The request cannot be read", detail)
            .places(vec![place])
    }

    /// The request can be read, and cannot be taken.
    #[must_use]
    pub fn invalid(at: &str, detail: impl Into<String>) -> Problem {
        let detail = detail.into();
        let place = ProblemPlace::at(at, detail.clone());
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", "This cannot be taken", detail)
            .places(vec![place])
    }

    /// Nobody, or nobody known, is asking.
    #[must_use]
    pub fn unauthorized(detail: &str) -> Problem {
        Problem::new(StatusCode::UNAUTHORIZED, "unauthorized", "Not logged in", detail)
            .header(header::WWW_AUTHENTICATE, "Bearer realm=\"cleanclaim\"")
    }

    /// There is nothing here, or nothing of this tenant.
    #[must_use]
    pub fn not_found(what: &str) -> Problem {
        let detail = format!("There is no {what} here.");
        Problem::new(StatusCode::NOT_FOUND, "not-found", "Not found", detail)
    }

    /// A permission is missing altogether.
    #[must_use]
    pub fn forbidden(permission: Permission) -> Problem {
        let detail = format!("This needs the permission `{permission}`.");
        Problem::new(StatusCode::FORBIDDEN, "forbidden", "Not allowed", detail)
    }

    /// A change without the version that it is a change of.
    #[must_use]
    pub fn no_version() -> Problem {
        let detail = "Send If-Match with the ETag of what you read.";
        let status = StatusCode::PRECONDITION_REQUIRED;
        Problem::new(status, "precondition-required", "If-Match is missing", detail)
    }

    /// A change of something that was changed since.
    #[must_use]
    pub fn old_version() -> Problem {
        let detail = "It was changed since you read it; read it again.";
        let status = StatusCode::PRECONDITION_FAILED;
        Problem::new(status, "precondition-failed", "Another version", detail)
    }

    /// Something of ours went wrong; the log has it.
    #[must_use]
    pub fn internal(what: impl std::fmt::Display) -> Problem {
        tracing::error!(fault = %what, "a request failed");
        let detail = "The service could not finish this, and nothing was changed.";
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Problem::new(status, "internal", "This went wrong", detail)
    }

    /// Another request with the same key was quicker.
    #[must_use]
    pub(super) fn race() -> Problem {
        let detail = "Another request with this Idempotency-Key is in work; send it again.";
        let mut problem =
            Problem::new(StatusCode::CONFLICT, "idempotency-conflict", "In work", detail);
        problem.raced = true;
        problem
    }

    /// The document.
    #[must_use]
    pub fn document(&self) -> ProblemDocument {
        ProblemDocument {
            kind: format!("/problems/{}", self.kind),
            title: self.title.to_owned(),
            status: self.status.as_u16(),
            detail: self.detail.clone(),
            errors: self.places.clone(),
        }
    }
}

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Problem {
        let detail = format!("{denied}.");
        Problem::new(StatusCode::FORBIDDEN, "forbidden", "Not allowed", detail)
    }
}

/// What a page would say, for what pages and API do by one function.
impl From<PageFault> for Problem {
    fn from(fault: PageFault) -> Problem {
        let kind = match fault.status {
            StatusCode::NOT_FOUND => "not-found",
            StatusCode::FORBIDDEN => "forbidden",
            StatusCode::CONFLICT => "conflict",
            StatusCode::UNPROCESSABLE_ENTITY => "invalid",
            StatusCode::SERVICE_UNAVAILABLE => "unavailable",
            _ => return Problem::internal(fault.what),
        };
        Problem::new(fault.status, kind, fault.heading, fault.what)
    }
}

impl From<StoreError> for Problem {
    fn from(fault: StoreError) -> Problem {
        let passing = fault.is_passing();
        match fault {
            StoreError::Conflict { .. } => Problem::new(
                StatusCode::CONFLICT,
                "conflict",
                "Somebody was quicker",
                format!("{fault}."),
            ),
            StoreError::Exists { .. } => {
                Problem::new(StatusCode::CONFLICT, "exists", "Already there", format!("{fault}."))
            }
            StoreError::NotFound { .. } => Problem::not_found("such thing"),
            StoreError::Refused(why) => Problem::invalid(".", format!("{why}.")),
            other if passing => {
                tracing::warn!(fault = %other, "the database does not answer");
                let detail = "The database does not answer; nothing was changed. Try again later.";
                let status = StatusCode::SERVICE_UNAVAILABLE;
                Problem::new(status, "unavailable", "Not available", detail)
                    .header(header::RETRY_AFTER, "30")
            }
            other => Problem::internal(other),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self.document()).unwrap_or_default();
        let mut response = (self.status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        for (name, value) in self.headers {
            headers.insert(name, value);
        }
        response
    }
}

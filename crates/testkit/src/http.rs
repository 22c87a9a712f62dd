//! A small blocking HTTP client for tests of the service: cookies, forms, the CSRF token of a
//! page, JSON. Redirects are answers like others, so that a test sees them.

mod cookies;
mod markup;

pub use cookies::Cookie;

use cookies::Jar;
use serde_json::Value;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How long an answer may take, unless a client is told otherwise.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// The most redirects that are followed.
const REDIRECTS: usize = 10;

/// How much of a body is shown in a fault, in characters.
const SHOWN: usize = 2000;

/// An answer did not come, or is not what the test expects.
#[derive(Debug, thiserror::Error)]
pub enum HttpFault {
    /// No answer.
    #[error("{call}: {message}")]
    NoAnswer {
        /// The method and address.
        call: String,
        /// Why.
        message: String,
    },
    /// Another status than the test expects.
    #[error("{call} answered {status}, not {expected}:\n{body}")]
    Status {
        /// The method and address.
        call: String,
        /// The status that came.
        status: u16,
        /// The status expected.
        expected: u16,
        /// The beginning of the body.
        body: String,
    },
    /// The body is not what its reader needs.
    #[error("{call}: {message}")]
    Body {
        /// The method and address.
        call: String,
        /// What is wrong with it.
        message: String,
    },
}

/// A person or program that talks to one server; it keeps its cookies.
#[derive(Debug)]
pub struct Client {
    base: String,
    inner: reqwest::blocking::Client,
    jar: Mutex<Jar>,
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Request {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// What is answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The method and address that were asked.
    pub call: String,
    /// The status.
    pub status: u16,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Client {
    /// A client of the server at `base`, such as `http://127.0.0.1:40123`.
    ///
    /// # Errors
    /// Where the machine has no randomness or certificates to begin with.
    pub fn new(base: impl Into<String>) -> Result<Self, HttpFault> {
        Self::with_patience(base, PATIENCE)
    }

    /// The same with another bound on the time of one answer.
    ///
    /// # Errors
    /// As [`Client::new`].
    pub fn with_patience(base: impl Into<String>, bound: Duration) -> Result<Self, HttpFault> {
        let base = base.into().trim_end_matches('/').to_owned();
        let inner = reqwest::blocking::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .timeout(bound)
            .build()
            .map_err(|why| HttpFault::NoAnswer { call: base.clone(), message: why.to_string() })?;
        Ok(Self { base, inner, jar: Mutex::default() })
    }

    /// The server's address.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Asks for a path.
    ///
    /// # Errors
    /// Where no answer comes.
    pub fn get(&self, path: &str) -> Result<Answer, HttpFault> {
        self.send(Request::new("GET", path))
    }

    /// Sends a form.
    ///
    /// # Errors
    /// Where no answer comes.
    pub fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Result<Answer, HttpFault> {
        self.send(Request::new("POST", path).form(fields))
    }

    /// Sends a form with the CSRF token of the page on which it stands.
    ///
    /// # Errors
    /// Where the page has no token, or no answer comes.
    pub fn submit(
        &self,
        page: &Answer,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Result<Answer, HttpFault> {
        let token = page.csrf().ok_or_else(|| page.fault("no CSRF token on the page"))?;
        let fields: Vec<_> =
            [("csrf", token.as_str())].into_iter().chain(fields.iter().copied()).collect();
        self.post_form(path, &fields)
    }

    /// Sends JSON.
    ///
    /// # Errors
    /// Where no answer comes.
    pub fn post_json(&self, path: &str, value: &Value) -> Result<Answer, HttpFault> {
        self.send(Request::new("POST", path).json(value))
    }

    /// Goes where an answer redirects to, until an answer does not.
    ///
    /// # Errors
    /// Where no answer comes, there are too many redirects, or one leads to another server.
    pub fn follow(&self, mut answer: Answer) -> Result<Answer, HttpFault> {
        for _ in 0..REDIRECTS {
            let Some(to) = answer.location().map(str::to_owned) else { return Ok(answer) };
            let path = to.strip_prefix(&self.base).unwrap_or(&to);
            if !path.starts_with('/') || path.starts_with("//") {
                return Err(answer.fault(&format!("a redirect to another server: {to}")));
            }
            answer = self.get(path)?;
        }
        Err(answer.fault("too many redirects"))
    }

    /// Sends any request.
    ///
    /// # Errors
    /// Where no answer comes, or a header cannot be written.
    pub fn send(&self, request: Request) -> Result<Answer, HttpFault> {
        let url = format!("{}{}", self.base, request.path);
        let call = format!("{} {url}", request.method);
        let fault = |message: String| HttpFault::NoAnswer { call: call.clone(), message };
        let method = reqwest::Method::from_bytes(request.method.as_bytes())
            .map_err(|why| fault(why.to_string()))?;
        let mut builder = self.inner.request(method, &url);
        for (name, value) in &request.headers {
            builder = builder.header(name, value);
        }
        let path = request.path.split('?').next().unwrap_or_default();
        if let Some(cookies) = self.jar().header(path) {
            builder = builder.header("cookie", cookies);
        }
        if !request.body.is_empty() {
            builder = builder.body(request.body);
        }
        let response = builder.send().map_err(|why| fault(causes(&why)))?;
        let status = response.status().as_u16();
        let mut headers = Vec::new();
        for (name, value) in response.headers() {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            if name == "set-cookie" {
                self.jar().take(&value);
            }
            headers.push((name.as_str().to_owned(), value));
        }
        let body = response.bytes().map_err(|why| fault(causes(&why)))?.to_vec();
        Ok(Answer { call, status, headers, body })
    }

    /// The cookies that the server set and has not taken back.
    #[must_use]
    pub fn cookies(&self) -> Vec<Cookie> {
        self.jar().all()
    }

    /// Forgets all cookies, as a closed browser does.
    pub fn forget_cookies(&self) {
        *self.jar() = Jar::default();
    }

    fn jar(&self) -> std::sync::MutexGuard<'_, Jar> {
        self.jar.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Request {
    /// A request by method (`GET`, `PATCH` …) and path with query.
    #[must_use]
    pub fn new(method: &str, path: &str) -> Self {
        let (method, path) = (method.to_owned(), path.to_owned());
        Self { method, path, headers: Vec::new(), body: Vec::new() }
    }

    /// With one header more.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// With a body of a media type.
    #[must_use]
    pub fn body(mut self, kind: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.header("content-type", kind)
    }

    /// With a body of JSON.
    #[must_use]
    pub fn json(self, value: &Value) -> Self {
        self.body("application/json", value.to_string())
    }

    /// With a body of form fields.
    #[must_use]
    pub fn form(self, fields: &[(&str, &str)]) -> Self {
        let pairs: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect();
        self.body("application/x-www-form-urlencoded", pairs.join("&"))
    }

    /// With one uploaded file beside form fields (`multipart/form-data`, RFC 7578).
    #[must_use]
    pub fn upload(
        self,
        fields: &[(&str, &str)],
        (field, name, content): (&str, &str, &[u8]),
    ) -> Self {
        const BORDER: &str = "----a-border-between-the-parts-of-a-form";
        let mut body = Vec::new();
        for (field, value) in fields {
            let head = format!("content-disposition: form-data; name=\"{field}\"");
            body.extend(format!("--{BORDER}\r\n{head}\r\n\r\n{value}\r\n").into_bytes());
        }
        let head = format!("content-disposition: form-data; name=\"{field}\"; filename=\"{name}\"");
        let kind = "content-type: application/octet-stream";
        body.extend(format!("--{BORDER}\r\n{head}\r\n{kind}\r\n\r\n").into_bytes());
        body.extend_from_slice(content);
        body.extend(format!("\r\n--{BORDER}--\r\n").into_bytes());
        self.body(&format!("multipart/form-data; boundary={BORDER}"), body)
    }
}

impl Answer {
    /// The first header of a name, which is written in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// Where a redirect leads; `None` where this is none.
    #[must_use]
    pub fn location(&self) -> Option<&str> {
        self.header("location").filter(|_| (300..400).contains(&self.status))
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// Where it is none.
    pub fn json(&self) -> Result<Value, HttpFault> {
        serde_json::from_slice(&self.body)
            .map_err(|why| self.fault(&format!("{why}\n{}", self.beginning())))
    }

    /// The CSRF token of a page: `<meta name="csrf" content="…">` or a hidden field `csrf`.
    #[must_use]
    pub fn csrf(&self) -> Option<String> {
        let text = self.text();
        markup::attribute(&text, "meta", ("name", "csrf"), "content")
            .or_else(|| markup::attribute(&text, "input", ("name", "csrf"), "value"))
    }

    /// The value of a field on the page.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<String> {
        markup::attribute(&self.text(), "input", ("name", name), "value")
    }

    /// This answer, where it has the status that the test expects.
    ///
    /// # Errors
    /// Another status, with the beginning of the body.
    pub fn expect(self, expected: u16) -> Result<Self, HttpFault> {
        if self.status == expected {
            return Ok(self);
        }
        let body = self.beginning();
        Err(HttpFault::Status { call: self.call, status: self.status, expected, body })
    }

    fn beginning(&self) -> String {
        self.text().chars().take(SHOWN).collect()
    }

    fn fault(&self, message: &str) -> HttpFault {
        HttpFault::Body { call: self.call.clone(), message: message.to_owned() }
    }
}

/// Percent-encoding of a part of a query or form: all but the unreserved characters of RFC 3986.
#[must_use]
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// An error with its causes: reqwest's own words name the address, not what went wrong.
fn causes(error: &dyn std::error::Error) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(why) = cause {
        words.push_str(&format!(": {why}"));
        cause = why.source();
    }
    words
}

#[cfg(test)]
mod tests;

//! The two requests that a relying party makes, behind a trait, so that tests need no network.

use reqwest::redirect::Policy;
use std::pin::Pin;
use std::time::Duration;

/// Largest answer that is read, in bytes.
pub const LARGEST_ANSWER: usize = 256 * 1024;

/// How long a request may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

/// An answer to come; the error is a sentence for the log, without secrets.
pub type Coming<'a> = Pin<Box<dyn Future<Output = Result<Reply, String>> + Send + 'a>>;

/// A form to be posted.
#[derive(Clone, Copy, Debug)]
pub struct Form<'a> {
    /// The form, encoded.
    pub body: &'a str,
    /// The `Authorization` header.
    pub authorization: Option<&'a str>,
}

/// What the relying party needs of HTTP.
pub trait Http: Send + Sync {
    /// GET.
    fn get<'a>(&'a self, address: &'a str) -> Coming<'a>;
    /// POST of a form.
    fn post<'a>(&'a self, address: &'a str, form: Form<'a>) -> Coming<'a>;
}

/// HTTP over the network. It follows no redirection: a provider's endpoints are where its
/// description says.
#[derive(Clone, Debug)]
pub struct Network(reqwest::Client);

impl Network {
    /// A client.
    ///
    /// # Errors
    /// A sentence, where TLS can't be set up.
    pub fn new() -> Result<Network, String> {
        let client = reqwest::Client::builder().timeout(PATIENCE).redirect(Policy::none()).build();
        client.map(Network).map_err(|fault| fault.to_string())
    }
}

impl Http for Network {
    fn get<'a>(&'a self, address: &'a str) -> Coming<'a> {
        Box::pin(read(self.0.get(address)))
    }

    fn post<'a>(&'a self, address: &'a str, form: Form<'a>) -> Coming<'a> {
        let request = self
            .0
            .post(address)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", "application/json")
            .body(form.body.to_owned());
        Box::pin(read(match form.authorization {
            Some(value) => request.header("authorization", value),
            None => request,
        }))
    }
}

async fn read(request: reqwest::RequestBuilder) -> Result<Reply, String> {
    // An address may carry a secret; the log does not need it.
    let words = |fault: reqwest::Error| fault.without_url().to_string();
    let mut response = request.send().await.map_err(words)?;
    let status = response.status().as_u16();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(words)? {
        if body.len() + chunk.len() > LARGEST_ANSWER {
            return Err(format!("the answer is larger than {LARGEST_ANSWER} bytes"));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Reply { status, body })
}

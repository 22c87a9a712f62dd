//! One file over HTTP, whole or not at all.

use super::links;
use super::list::Wanted;
use reqwest::blocking::{Client, Response};
use reqwest::redirect::Policy;
use reqwest::{Url, header};
use std::io::Read;
use std::time::Duration;

/// Largest file that is downloaded, in bytes.
pub const LARGEST_DOWNLOAD: u64 = 512 * 1024 * 1024;

/// Largest page whose links are read, in bytes.
const LARGEST_PAGE: u64 = 16 * 1024 * 1024;

/// Most redirections.
const MOST_REDIRECTIONS: usize = 5;

/// How long a connection, and each read on it, may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Bytes between two reports of progress.
const STEP: usize = 256 * 1024;

/// Why a release can't be downloaded.
#[derive(Debug, thiserror::Error)]
pub enum DownloadError {
    /// The other base address is none.
    #[error("`{0}` is no base address; give scheme and host, as http://127.0.0.1:8000")]
    Base(String),
    /// No answer.
    #[error("{address}: no answer ({fault}); check the network, or download the file by hand")]
    Unreachable {
        /// The address.
        address: String,
        /// What the network says.
        fault: String,
    },
    /// The server refused.
    #[error("{address}: the server answered {status}")]
    Refused {
        /// The address.
        address: String,
        /// HTTP status.
        status: u16,
    },
    /// The file ended early.
    #[error("{address}: the download ended after {got} of {announced} bytes; try it again")]
    Cut {
        /// The address.
        address: String,
        /// Bytes that came.
        got: u64,
        /// Bytes that were announced.
        announced: u64,
    },
    /// The connection broke.
    #[error("{address}: the download broke off ({fault}); try it again")]
    Broken {
        /// The address.
        address: String,
        /// What the network says.
        fault: String,
    },
    /// Larger than any release.
    #[error("{address}: larger than {} MiB", LARGEST_DOWNLOAD >> 20)]
    TooLarge {
        /// The address.
        address: String,
    },
    /// A web page came instead of a file.
    #[error("{address}: a web page came instead of a release; look at it in a browser")]
    Page {
        /// The address.
        address: String,
    },
    /// Neither the page nor the list names a file that is there.
    #[error("no file of this release was found; download it by hand from {page}")]
    NotFound {
        /// The publisher's page.
        page: String,
    },
}

/// Fetches releases from their publishers, or from another base address.
pub struct Fetcher {
    client: Client,
    base: Option<Url>,
}

impl Fetcher {
    /// A fetcher; with `base`, scheme and host of every address are that one's, and its path
    /// stands before theirs.
    ///
    /// # Errors
    /// When `base` is no address, or no connection can be prepared.
    pub fn new(base: Option<&str>) -> Result<Fetcher, DownloadError> {
        let parsed = |base: &str| {
            let url = Url::parse(base).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
            url.filter(Url::has_host).ok_or_else(|| DownloadError::Base(base.to_owned()))
        };
        let base = base.map(parsed).transpose()?;
        let policy = Policy::custom(|attempt| {
            let downgrade = attempt.url().scheme() == "http"
                && attempt.previous().last().is_some_and(|from| from.scheme() == "https");
            if downgrade || attempt.previous().len() > MOST_REDIRECTIONS {
                attempt.error("redirected too often, or away from https")
            } else {
                attempt.follow()
            }
        });
        let client = Client::builder()
            .connect_timeout(PATIENCE)
            .timeout(None)
            .tcp_keepalive(PATIENCE)
            .redirect(policy)
            .user_agent(concat!("cleanclaim/", env!("CARGO_PKG_VERSION")))
            .build();
        let client = client.map_err(|fault| DownloadError::Unreachable {
            address: "this machine".into(),
            fault: fault.to_string(),
        })?;
        Ok(Fetcher { client, base })
    }

    /// The address that is asked for one of the list.
    #[must_use]
    pub fn address(&self, listed: &str) -> String {
        let (Some(base), Ok(url)) = (&self.base, Url::parse(listed)) else {
            return listed.to_owned();
        };
        let path = base.path().trim_end_matches('/');
        let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
        let mut whole = base.clone();
        whole.set_path("");
        whole.set_query(None);
        format!("{}{path}{}{query}", whole.as_str().trim_end_matches('/'), url.path())
    }

    /// The addresses of a release's files: those that its page names, else those of the list.
    ///
    /// # Errors
    /// When the page can't be read and the list has no address.
    pub fn files(&self, wanted: &Wanted) -> Result<Vec<String>, DownloadError> {
        let listed: Vec<String> = wanted.files.iter().map(|file| self.address(file)).collect();
        let Some(link) = &wanted.link else { return Ok(listed) };
        let page = self.address(&wanted.page);
        let found = self.page(&page).map(|html| links::on_page(&html, &wanted.page, link));
        match found {
            Ok(found) if !found.is_empty() => {
                Ok(found.iter().map(|file| self.address(file)).collect())
            }
            Ok(_) | Err(_) if !listed.is_empty() => Ok(listed),
            Ok(_) => Err(DownloadError::NotFound { page }),
            Err(fault) => Err(fault),
        }
    }

    fn page(&self, address: &str) -> Result<String, DownloadError> {
        let response = self.get(address)?;
        let mut bytes = Vec::new();
        let read = response.take(LARGEST_PAGE).read_to_end(&mut bytes);
        read.map_err(|fault| broken(address, &fault))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// A whole file. `progress` hears how many bytes came, and how many are announced.
    ///
    /// # Errors
    /// When the file does not come whole.
    pub fn fetch(
        &self,
        address: &str,
        progress: &mut dyn FnMut(u64, Option<u64>),
    ) -> Result<Vec<u8>, DownloadError> {
        let mut response = self.get(address)?;
        let announced = announced(&response);
        let too_large = || DownloadError::TooLarge { address: address.to_owned() };
        if announced.is_some_and(|length| length > LARGEST_DOWNLOAD) {
            return Err(too_large());
        }
        let mut bytes: Vec<u8> = Vec::new();
        loop {
            let before = bytes.len();
            let step = (&mut response).take(STEP as u64).read_to_end(&mut bytes);
            if let Err(fault) = step {
                let got = bytes.len() as u64;
                return Err(match announced.filter(|announced| *announced > got) {
                    Some(announced) => {
                        DownloadError::Cut { address: address.to_owned(), got, announced }
                    }
                    None => broken(address, &fault),
                });
            }
            progress(bytes.len() as u64, announced);
            if bytes.len() as u64 > LARGEST_DOWNLOAD {
                return Err(too_large());
            }
            if bytes.len() == before {
                break;
            }
        }
        let got = bytes.len() as u64;
        if let Some(announced) = announced.filter(|announced| *announced != got) {
            return Err(DownloadError::Cut { address: address.to_owned(), got, announced });
        }
        let start = bytes[..bytes.len().min(64)].trim_ascii_start().to_ascii_lowercase();
        if start.starts_with(b"<!doctype html") || start.starts_with(b"<html") {
            return Err(DownloadError::Page { address: address.to_owned() });
        }
        Ok(bytes)
    }

    fn get(&self, address: &str) -> Result<Response, DownloadError> {
        let answer = self.client.get(address).timeout(PATIENCE * 30).send();
        let response = answer.map_err(|fault| DownloadError::Unreachable {
            address: address.to_owned(),
            fault: innermost(&fault),
        })?;
        match response.status() {
            status if status.is_success() => Ok(response),
            status => {
                Err(DownloadError::Refused { address: address.to_owned(), status: status.as_u16() })
            }
        }
    }
}

/// The length that a response announces of the bytes as they will be read.
fn announced(response: &Response) -> Option<u64> {
    let length = response.headers().get(header::CONTENT_LENGTH)?;
    length.to_str().ok()?.parse().ok()
}

fn broken(address: &str, fault: &dyn std::error::Error) -> DownloadError {
    DownloadError::Broken { address: address.to_owned(), fault: innermost(fault) }
}

/// The last cause of a fault, which is the one that says something.
fn innermost(fault: &dyn std::error::Error) -> String {
    let mut cause = fault;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}

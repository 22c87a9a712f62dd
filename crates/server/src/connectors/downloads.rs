//! Releases of code sets from their publishers.
//!
//! `addresses.toml` lists them: the publisher's page, what the links on it look like, and an
//! address to try where the page tells none. Publishers change file names from quarter to quarter,
//! so the page is asked first.

mod fetch;
mod links;
mod list;

pub use fetch::{DownloadError, Fetcher, LARGEST_DOWNLOAD};
pub use list::{Terms, Wanted, wanted};

//! Charge review and the price list.
//!
//! Where to look: `queue.rs` is what is to be reviewed, `account.rs` the charges of one account,
//! `act.rs` adds, reviews and takes back, `upload.rs` takes a file of charges, `prices.rs` the
//! price list; `go_on.rs` lets an account go on once its charges are whole.

mod account;
mod act;
mod file;
mod go_on;
mod prices;
mod queue;
mod upload;

pub(crate) use act::{LONGEST_REASON, changed};
pub(crate) use go_on::after_prices;
pub(crate) use upload::{added, placed};

use super::pages::{Need, Pages};
use crate::identity::permission::Permission;

/// The text of an uploaded file of rows.
///
/// # Errors
/// A form without a file, one that is too large or no text.
pub(crate) async fn csv_of(
    form: Result<axum::extract::Multipart, axum::extract::multipart::MultipartRejection>,
    most: usize,
) -> super::fault::PageResult<String> {
    file::read(form, most).await.map(|upload| upload.text)
}

/// The addresses of charges and prices.
pub(super) fn pages(pages: Pages) -> Pages {
    let charges = Need::May(Permission::ManageCharges);
    let prices = Need::May(Permission::ManagePrices);
    pages
        .get("/charges", charges, queue::show)
        .get("/charges/template.csv", charges, upload::template)
        .get("/charges/upload", charges, upload::show)
        .post("/charges/upload", charges, upload::take)
        .get("/accounts/{id}/charges", charges, account::show)
        .post("/accounts/{id}/charges", charges, act::add)
        .post("/accounts/{id}/charges/{charge}/review", charges, act::review)
        .post("/accounts/{id}/charges/{charge}/void", charges, act::void)
        .get("/prices", prices, prices::show)
        .get("/prices/template.csv", prices, prices::template)
        .post("/prices", prices, prices::take)
}

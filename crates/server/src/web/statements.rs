//! Patient statements: one account's, and the run over all.

mod one;
mod run;

use super::pages::{Need, Pages};
use crate::identity::permission::Permission;

/// The addresses of statements.
pub(super) fn pages(pages: Pages) -> Pages {
    let keep = Need::May(Permission::ManageBalances);
    pages
        .get("/accounts/{id}/statement", keep, one::show)
        .get("/accounts/{id}/statement.pdf", keep, one::pdf)
        .post("/accounts/{id}/statement/returned", keep, one::returned)
        .get("/statements", keep, run::show)
        .post("/statements/make", keep, run::make)
        .post("/statements/texts", keep, run::set)
}

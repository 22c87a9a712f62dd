//! The encoder: finding a code, reading everything the books say of it, building it, using it.

mod context;
mod em;
mod entry;
mod list;
mod pcs;

use super::pages::{Need, Pages};
use crate::identity::permission::Permission;

/// The addresses of the encoder.
pub(super) fn pages(pages: Pages) -> Pages {
    let look = Need::May(Permission::LookUpCodes);
    pages
        .get("/encoder", look, list::show)
        .get("/encoder/code/{code}", look, entry::show)
        .get("/encoder/pcs", look, pcs::show)
        .get("/accounts/{id}/em", Need::May(Permission::ViewChart), em::show)
}

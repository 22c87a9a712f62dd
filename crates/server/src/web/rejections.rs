//! Claims that were refused at the front door, before any payer decided; and the files that came.
//!
//! A refusal is no denial: the claim is mended and leaves again as a new one, nothing is appealed.

mod files;
mod list;

use super::pages::{Need, Pages};
use crate::identity::permission::Permission;

/// The addresses of rejections and incoming files.
pub(super) fn pages(pages: Pages) -> Pages {
    pages
        .get("/rejections", Need::May(Permission::ViewClaim), list::show)
        // Whoever posts, works denials or looks after connectors; the handler asks.
        .get("/files", Need::Login, files::show)
}

//! Worklists: what waits where, filtered, sorted, taken, given.

mod act;
mod list;
mod views;

pub use act::next_account;
pub(crate) use act::{given, next_given};

use super::pages::{Need, Pages};
use crate::identity::permission::Permission;

/// The addresses of the worklists.
pub(super) fn pages(pages: Pages) -> Pages {
    let see = Need::May(Permission::ViewWorklist);
    pages
        .get("/worklists", see, list::show)
        .post("/worklists/next", Need::May(Permission::TakeWork), act::take_next)
        .post("/worklists/assign", Need::May(Permission::AssignWork), act::assign)
        .post("/worklists/views", see, views::keep)
        .post("/worklists/views/{id}/delete", see, views::delete)
}

//! The door: who is asking, and whether this address is theirs to open.

mod guard;
mod login;
mod openid;
mod visitor;

pub use guard::{LARGEST_FORM, guard};
pub(in crate::web) use login::{attempts, count_failure};
pub use openid::OpenidDoor;
pub(crate) use visitor::resource;
pub use visitor::{Visitor, address_of, roles_of};
pub(crate) use visitor::{principal, recognise};

use super::pages::{Need, Pages};

/// The addresses of the door.
pub(super) fn pages(pages: Pages) -> Pages {
    pages
        .get("/login", Need::Nothing, login::form)
        .post("/login", Need::Nothing, login::enter)
        .get("/login/openid", Need::Nothing, openid::leave_for)
        .get("/login/openid/answer", Need::Nothing, openid::come_back)
        .post("/logout", Need::Login, login::leave)
}

//! What a person sets for themselves: password, second factor; and what their roles allow.

mod factor;
mod password;
mod roles;

use super::pages::{Need, Pages};

/// The addresses of one's own things.
pub(super) fn pages(pages: Pages) -> Pages {
    pages
        .get("/me", Need::Login, password::show)
        .get("/me/roles", Need::Login, roles::show)
        .get("/me/prove", Need::Login, password::ask)
        .post("/me/prove", Need::Login, password::prove)
        .post("/me/password", Need::Login, password::change)
        .post("/me/factor", Need::Login, factor::begin)
        .post("/me/factor/confirm", Need::Login, factor::confirm)
        .post("/me/factor/remove", Need::Login, factor::remove)
}

//! The pages: rendered here, working without JavaScript.
//!
//! Where to look: [`pages::Pages`] is the table of every address with what it needs; `door.rs`
//! lets people in and holds the guard before each address; `layout.rs` is what every page shares;
//! each screen has its own file or folder and its template in `templates/`.

mod admin;
pub mod assets;
pub mod audits;
mod balances;
pub mod changes;
pub(crate) mod charges;
mod claims;
mod code_sets;
pub mod dashboards;
pub(crate) mod denials;
pub mod door;
mod encoder;
pub mod fault;
mod follow_up;
pub mod format;
mod front_desk;
pub mod layout;
mod me;
pub mod pages;
pub mod queries;
mod rejections;
pub mod release_pages;
mod remittances;
mod retention;
mod statements;
mod underpayments;
pub mod workbench;
pub mod worklists;

use crate::app::App;
use axum::Router;
use axum::response::Redirect;
use pages::{Need, Pages};

/// Every page of the product, and the table of what each needs.
#[must_use]
pub fn pages(app: &App) -> Pages {
    let pages = Pages::new(app.clone()).get("/", Need::Login, home);
    let pages = door::pages(pages);
    let pages = admin::pages(pages);
    let pages = audits::pages(pages);
    let pages = balances::pages(pages);
    let pages = changes::pages(pages);
    let pages = charges::pages(pages);
    let pages = claims::pages(pages);
    let pages = code_sets::pages(pages);
    let pages = dashboards::pages(pages);
    let pages = denials::pages(pages);
    let pages = encoder::pages(pages);
    let pages = follow_up::pages(pages);
    let pages = front_desk::pages(pages);
    let pages = me::pages(pages);
    let pages = queries::pages(pages);
    let pages = rejections::pages(pages);
    let pages = release_pages::pages(pages);
    let pages = remittances::pages(pages);
    let pages = retention::pages(pages);
    let pages = statements::pages(pages);
    let pages = underpayments::pages(pages);
    let pages = workbench::pages(pages);
    worklists::pages(pages)
}

/// The pages as a router.
pub fn router(app: &App) -> Router<App> {
    pages(app).into_router().merge(assets::router())
}

/// Everybody starts at the first place that they may open.
async fn home(visitor: door::Visitor) -> Redirect {
    Redirect::to(layout::first_place(&visitor))
}

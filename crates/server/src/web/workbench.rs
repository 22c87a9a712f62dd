//! The coder workbench: one account, its documents, its codes, and everything that is done to
//! them.
//!
//! `desk.rs` opens an account with what the visitor may do; `work.rs` is the draft of the codes
//! and `change.rs` what can be done to it, both pure; `act.rs` saves each change at once;
//! `finish.rs` submits; `steps.rs` moves the account; `page.rs` shows it all, with `lines.rs`,
//! `papers.rs`, `issues.rs` and `paint.rs`; `dates.rs` holds procedures against the visit;
//! `history.rs`, `versions.rs` and `keys.rs` are pages of their own.

mod act;
mod change;
mod dates;
mod desk;
mod finish;
mod history;
mod issues;
mod keys;
mod lines;
mod page;
mod paint;
mod papers;
mod steps;
mod validity;
mod versions;
mod work;

pub(crate) use desk::{Open, open};

use super::pages::{Need, Pages};
use crate::identity::permission::Permission;

/// The addresses of the workbench.
pub(super) fn pages(pages: Pages) -> Pages {
    let see = Need::May(Permission::ViewChart);
    let code = Need::May(Permission::CodeChart);
    let hold = Need::May(Permission::Hold);
    pages
        .get("/accounts/{id}", see, page::show)
        .get("/accounts/{id}/history", see, history::show)
        .get("/accounts/{id}/documents/{place}/changes", see, versions::show)
        .get("/decisions/{id}", see, history::decision)
        .post("/accounts/{id}/codes/add", code, act::add)
        .post("/accounts/{id}/codes/accept-all", code, act::accept_all)
        .post("/accounts/{id}/codes/{key}/{act}", code, act::line)
        .post("/accounts/{id}/submit", code, finish::submit)
        .post("/accounts/{id}/reopen", code, steps::reopen)
        .post("/accounts/{id}/hold", hold, steps::hold)
        .post("/accounts/{id}/lift", hold, steps::lift)
        .post("/accounts/{id}/skip", Need::May(Permission::TakeWork), steps::skip)
        .post("/accounts/{id}/lock", Need::May(Permission::TakeOverLock), steps::take_over)
        .post("/accounts/{id}/glass", Need::May(Permission::BreakGlass), steps::glass)
        .get("/me/keys", Need::Login, keys::show)
        .post("/me/keys", Need::Login, keys::save)
}

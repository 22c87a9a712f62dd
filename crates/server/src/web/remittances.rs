//! Remittance posting: what payers sent, what became of it, what a person must settle.
//!
//! Where to look: `list.rs` all payments, `show.rs` one of them (`claims.rs` its claims, `beside.rs`
//! what the payer did beside them), `upload.rs` a file by hand, `again.rs` a refused one once more,
//! `queue.rs` and `item.rs` what is to be looked at, `payers.rs` who pays, `paper.rs` and
//! `typed.rs` a letter, `deposits.rs` the bank.

mod again;
mod beside;
mod candidates;
mod claims;
mod deposits;
mod item;
mod list;
mod paper;
mod payers;
mod queue;
mod show;
mod typed;
mod upload;

use super::pages::{Need, Pages};
use crate::identity::permission::Permission;

/// The addresses of posting.
pub(super) fn pages(pages: Pages) -> Pages {
    let view = Need::May(Permission::ViewMoney);
    let post = Need::May(Permission::PostPayments);
    pages
        .get("/remittances", view, list::show)
        .post("/remittances", post, upload::take)
        .get("/remittances/files/{id}", view, upload::show)
        .get("/remittances/review", post, queue::show)
        .get("/remittances/review/{id}", post, item::show)
        .post("/remittances/review/{id}", post, item::settle)
        .post("/remittances/review/{id}/reopen", post, item::reopen)
        .get("/remittances/paper", post, paper::show)
        .post("/remittances/paper", post, paper::take)
        .get("/remittances/{id}", view, show::show)
        .post("/remittances/{id}/again", post, again::take)
        .get("/payers", view, payers::show)
        .post("/payers", post, payers::save)
        .get("/deposits", view, deposits::show)
        .post("/deposits", post, deposits::enter)
        .post("/deposits/file", post, deposits::file)
        .post("/deposits/{id}/match", post, deposits::confirm)
}

/// The state of a payment, for people: word and class of its badge.
fn state(name: &str) -> (&'static str, &'static str) {
    match name {
        "staging" => ("being read", "info"),
        "refused" => ("refused", "stop"),
        "ready" => ("waits for posting", "info"),
        "posting" => ("being posted", "info"),
        "closed" => ("posted", "good"),
        _ => ("unknown", "warn"),
    }
}

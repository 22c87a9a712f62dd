//! Remittance posting: what payers sent, what became of it, what a person must settle.
//!
//! Where to look: `list.rs` all payments, `show.rs` one of them (`claims.rs` its claims,
//! `beside.rs` what the payer did beside them), `upload.rs` a file by hand, `again.rs` a refused
//! one once more, `queue.rs` and `item.rs` what is to be looked at (`candidates.rs` the claims that
//! it could be), `payers.rs` who pays, `payer.rs` one payer's time
//! and terms, `paper.rs` and `typed.rs` a letter, `deposits.rs` and
//! `bank_file.rs` the bank, `unpost.rs` what stands on the wrong claim.

mod again;
mod bank_file;
mod beside;
mod candidates;
mod claims;
mod deposits;
mod item;
mod list;
mod paper;
mod payer;
mod payers;
mod queue;
mod show;
mod spoken;
mod typed;
mod unpost;
mod upload;

pub(in crate::web) use spoken::spoken;

use super::door::Visitor;
use super::fault::PageResult;
use super::format::capital;
use super::pages::{Need, Pages};
use crate::app::App;
use crate::identity::permission::Permission;
use payments::posting::ReviewReason;

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
        .get("/remittances/{id}/claims/{place}/undo", post, unpost::show)
        .post("/remittances/{id}/claims/{place}/undo", post, unpost::take)
        .get("/payers/one", view, payer::show)
        .post("/payers/patience", post, payer::wait)
        .post("/payers/terms", Need::May(Permission::ManageRules), payer::save)
        .get("/payers", view, payers::show)
        .post("/payers", post, payers::save)
        .get("/deposits", view, deposits::show)
        .post("/deposits", post, deposits::enter)
        .post("/deposits/file", post, deposits::file)
        .post("/deposits/{id}/match", post, deposits::confirm)
}

/// What an item is, in a sentence that names an earlier payment by its trace.
async fn sentence(app: &App, visitor: &Visitor, reason: &ReviewReason) -> PageResult<String> {
    if let ReviewReason::WrongPayer { pays, asked } = reason {
        let known = store::payments::known_payers(&app.db, &visitor.tenant).await?;
        let name = |id: &String| {
            let found = known.iter().find(|one| one.id == *id);
            found.and_then(|one| one.names.first()).unwrap_or(id).clone()
        };
        let (pays, asked) = (name(pays), asked.iter().map(name).collect());
        return Ok(capital(&ReviewReason::WrongPayer { pays, asked }.to_string()));
    }
    let text = capital(&reason.to_string());
    let before = match reason {
        ReviewReason::SameDecisionAgain { before }
        | ReviewReason::SecondDecision { before }
        | ReviewReason::RefusalSuperseded { before } => before,
        _ => return Ok(text),
    };
    let row = store::payments::remittance(&app.db, &visitor.tenant, before).await?;
    Ok(match row {
        Some(row) => text.replace(before, &format!("payment {}", row.head.trace)),
        None => text,
    })
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

//! Denials, appeals and what payers do: the analyst's screens.
//!
//! Where to look: `list.rs` is the worklist, `then.rs` that of a past day, `page.rs` one denial
//! with its trace on one screen, `act.rs` takes, gives, closes and notes, `correct.rs` sends the
//! claim again, `rule.rs` drafts a payer rule, `appeals.rs` and `letter.rs` are appeals,
//! `patterns.rs` is what payers began to do.

pub(crate) mod act;
pub(crate) mod appeals;
mod correct;
mod decided;
pub(crate) mod letter;
mod list;
mod page;
mod patterns;
mod rule;
mod then;
mod words;

pub(in crate::web) use then::address_behind;

use super::pages::{Need, Pages};
use crate::app::App;
use crate::identity::permission::Permission;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use ::payments::denials::life::Refused;
use store::accounts::{self, Account};
use store::payments::{self, DenialRow};

/// The addresses of denials.
pub(super) fn pages(pages: Pages) -> Pages {
    let work = Need::May(Permission::WorkDenials);
    let rules = Need::May(Permission::ManageRules);
    pages
        .get("/denials", work, list::show)
        .post("/denials/assign", Need::May(Permission::AssignWork), act::assign)
        .get("/denials/{id}", work, page::show)
        .post("/denials/{id}/take", work, act::take)
        .post("/denials/{id}/note", work, act::note)
        .post("/denials/{id}/close", work, act::close)
        .post("/denials/{id}/correct", Need::May(Permission::EditClaim), correct::correct)
        .get("/denials/{id}/cover.pdf", work, correct::cover)
        .get("/denials/{id}/rule", rules, rule::show)
        .post("/denials/{id}/rule", rules, rule::propose)
        .post("/denials/{id}/appeal", work, letter::draft)
        .get("/appeals", work, appeals::list)
        .get("/appeals/{id}", work, appeals::show)
        .get("/appeals/{id}/packet.pdf", work, appeals::pdf)
        .post("/appeals/{id}/send", work, appeals::send)
        .post("/appeals/{id}/decide", work, appeals::decide)
        .post("/appeals/{id}/discard", work, appeals::discard)
        .get("/patterns", work, patterns::show)
        .post("/patterns/{id}", work, patterns::answer)
}

/// A denial with its account, for a person who may do something with it.
async fn denial_for(
    app: &App,
    visitor: &Visitor,
    id: &str,
    permission: Permission,
) -> PageResult<(DenialRow, Account)> {
    let row = payments::denial(&app.db, &visitor.tenant, id).await?;
    let row = row.ok_or_else(|| PageFault::not_found("such denial"))?;
    let account = accounts::get(&app.db, &visitor.tenant, &row.account).await?;
    let account = account.ok_or_else(|| PageFault::not_found("such account"))?;
    visitor.allow_account(permission, &account)?;
    Ok((row, account))
}

/// What cannot happen to a denial, as a page.
fn refused(why: &Refused) -> PageFault {
    let text = why.to_string();
    let mut letters = text.chars();
    let first: String = letters.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    PageFault::invalid(format!("{first}{}.", letters.as_str().trim_end_matches('.')))
}

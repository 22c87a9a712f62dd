//! The claim editor: a claim as on its form, beside its X12, with every edit at its field.
//!
//! Where to look: `fields.rs` says which boxes a form has, `typed.rs` puts what was typed into the
//! claim, `save.rs`, `resend.rs` and `overrule.rs` change it, `followed.rs` says what was done
//! about what its payer asks, `settle.rs` moves the account, `recode.rs` keeps a change of codes
//! as a decision, `timeline.rs` tells what happened since it left, `wire.rs` writes the X12,
//! `paper.rs` the paper forms.

mod account;
mod fields;
mod followed;
mod overrule;
mod page;
mod paper;
mod recode;
mod resend;
mod save;
mod settle;
mod timeline;
mod typed;
mod wire;

use super::pages::{Need, Pages};
use crate::app::App;
use crate::identity::permission::Permission;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use store::accounts::{self, Account};
use store::claims::ClaimRow;

/// The addresses of claims.
pub(super) fn pages(pages: Pages) -> Pages {
    let see = Need::May(Permission::ViewClaim);
    pages
        .get("/accounts/{id}/claims", see, account::show)
        .post("/accounts/{id}/claims/take", Need::May(Permission::TakeWork), account::take)
        .get("/claims/{id}", see, page::show)
        .post("/claims/{id}", Need::May(Permission::EditClaim), save::save)
        .post("/claims/{id}/resend", Need::May(Permission::SubmitClaim), resend::resend)
        .post("/claims/{id}/follow-up", Need::May(Permission::SubmitClaim), followed::followed)
        .post("/claims/{id}/override", Need::May(Permission::OverrideEdit), overrule::overrule)
        .get("/claims/{id}/paper.pdf", see, paper::show)
}

/// A claim with its account, for a person who may do something with it.
async fn claim_for(
    app: &App,
    visitor: &Visitor,
    id: &str,
    permission: Permission,
) -> PageResult<(ClaimRow, Account)> {
    let row = store::claims::claim(&app.db, &visitor.tenant, id).await?;
    let row = row.ok_or_else(|| PageFault::not_found("such claim"))?;
    let account = accounts::get(&app.db, &visitor.tenant, &row.account).await?;
    let account = account.ok_or_else(|| PageFault::not_found("such account"))?;
    visitor.allow_account(permission, &account)?;
    Ok((row, account))
}

//! Money of patients and payers: an account's balance, whom we owe, the ledger.
//!
//! Where to look: `account.rs` shows one account, `acts.rs` what people do to it, `credits.rs` the
//! credit balances and the refunds, `books.rs` the trial balance and the export.

mod account;
mod acts;
mod books;
mod credits;

use super::pages::{Need, Pages};
use crate::app::App;
use crate::identity::permission::Permission;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use model::AccountId;
use store::accounts::{self, Account};

/// The addresses of balances.
pub(super) fn pages(pages: Pages) -> Pages {
    let see = Need::May(Permission::ViewMoney);
    let keep = Need::May(Permission::ManageBalances);
    let give = Need::May(Permission::GiveUpMoney);
    let approve = Need::May(Permission::ApproveRefund);
    pages
        .get("/accounts/{id}/balance", see, account::show)
        .post("/accounts/{id}/balance/payment", keep, acts::payment)
        .post("/accounts/{id}/balance/plan", keep, acts::plan)
        .post("/accounts/{id}/balance/next", keep, acts::next)
        .post("/accounts/{id}/balance/self-pay", keep, acts::self_pay)
        .post("/accounts/{id}/balance/write-off", give, acts::write_off)
        .post("/accounts/{id}/balance/refund", give, acts::refund)
        .get("/credit-balances", see, credits::show)
        .post("/refunds/{id}/send", approve, credits::send)
        .post("/refunds/{id}/decline", approve, credits::decline)
        .get("/ledger", see, books::show)
        .get("/ledger/export", Need::May(Permission::Export), books::export)
}

/// An account of which the person may do something.
pub(super) async fn account_for(
    app: &App,
    visitor: &Visitor,
    id: &str,
    permission: Permission,
) -> PageResult<Account> {
    let id = AccountId(id.to_owned());
    let account = accounts::get(&app.db, &visitor.tenant, &id).await?;
    let account = account.ok_or_else(|| PageFault::not_found("such account"))?;
    visitor.allow_account(permission, &account)?;
    Ok(account)
}

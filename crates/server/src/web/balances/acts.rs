//! What people do to an account's money. Each form carries the entries that the person saw and a
//! token of its own: what changed in between, or came before, is told, and nothing typed is lost.

use super::account::{Again, Typed, shown};
use super::account_for;
use crate::app::App;
use crate::balances::{self, Act, Done, Refusal};
use crate::identity::permission::Permission;
use crate::next_payer::{self, Made};
use crate::surroundings::day_of;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use store::accounts::Account;
use store::payments::{self, credit_of};

/// What the page says when the balances moved under the person's hands.
const CHANGED: &str = "The balances changed while you were typing. They are new now; what you \
    typed is still here. Look again, then send it.";

/// The end of an act: the page again, with a word of what was done or why it was not.
async fn ended(
    (app, visitor): (&App, &Visitor),
    account: Account,
    (form, typed, notice): (&'static str, Typed, &'static str),
    result: Result<Done, Refusal>,
) -> PageResult<Response> {
    let (status, fault) = match result {
        Ok(Done::Now) => {
            let to = format!("/accounts/{}/balance?done={notice}", account.id);
            return Ok(Redirect::to(&to).into_response());
        }
        Ok(Done::Before) => {
            let to = format!("/accounts/{}/balance?done=done_before", account.id);
            return Ok(Redirect::to(&to).into_response());
        }
        Err(Refusal::Store(fault)) => return Err(fault.into()),
        Err(Refusal::Changed) => (StatusCode::CONFLICT, CHANGED.to_owned()),
        Err(Refusal::Typed(why)) => (StatusCode::UNPROCESSABLE_ENTITY, why),
    };
    let again = Again { form, typed, fault };
    let page = shown(app, visitor, account, (day_of(app.now()), again)).await?;
    Ok((status, page).into_response())
}

/// Begins an act; the very same form again ends here, as does what may not be.
async fn begun<'a>(
    both: (&'a App, &'a Visitor),
    account: &Account,
    typed: &Typed,
) -> Result<Act<'a>, Result<Done, Refusal>> {
    let begun = Act::begin(both, &account.id, (&typed.token, typed.seen)).await.map_err(Err)?;
    begun.ok_or(Ok(Done::Before))
}

/// The patient paid.
pub(super) async fn payment(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> PageResult<Response> {
    let account = account_for(&app, &visitor, &id, Permission::ManageBalances).await?;
    let result = match begun((&app, &visitor), &account, &typed).await {
        Ok(act) => {
            let paid = (&*typed.amount, &*typed.method, &*typed.reference, typed.more == "yes");
            balances::pay(act, paid).await
        }
        Err(ended) => ended,
    };
    let form = ("payment", typed, "paid");
    ended((&app, &visitor), account, form, result).await
}

/// Paying in parts is agreed.
pub(super) async fn plan(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> PageResult<Response> {
    let account = account_for(&app, &visitor, &id, Permission::ManageBalances).await?;
    let result = match begun((&app, &visitor), &account, &typed).await {
        Ok(act) => balances::agree_plan(act, (&typed.parts, &typed.first)).await,
        Err(ended) => ended,
    };
    ended((&app, &visitor), account, ("plan", typed, "agreed"), result).await
}

/// No payer is asked: the patient is billed.
pub(super) async fn self_pay(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> PageResult<Response> {
    let account = account_for(&app, &visitor, &id, Permission::ManageBalances).await?;
    let result = match begun((&app, &visitor), &account, &typed).await {
        Ok(act) => balances::bill_patient(act, &typed.note).await,
        Err(ended) => ended,
    };
    ended((&app, &visitor), account, ("self-pay", typed, "patient_billed"), result).await
}

/// An amount is given up.
pub(super) async fn write_off(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> PageResult<Response> {
    let account = account_for(&app, &visitor, &id, Permission::GiveUpMoney).await?;
    let result = match begun((&app, &visitor), &account, &typed).await {
        Ok(act) => {
            let given = (&*typed.from, &*typed.amount, &*typed.why, &*typed.note);
            balances::write_off(act, given).await
        }
        Err(ended) => ended,
    };
    ended((&app, &visitor), account, ("write-off", typed, "written_off"), result).await
}

/// A credit is asked back for whom it belongs to.
pub(super) async fn refund(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> PageResult<Response> {
    let account = account_for(&app, &visitor, &id, Permission::GiveUpMoney).await?;
    let begun = begun((&app, &visitor), &account, &typed).await;
    let result = match begun {
        Ok(act) => {
            let payer = Some(typed.payer.clone()).filter(|payer| !payer.is_empty());
            let credits = credit_of(&app.db, &visitor.tenant, &account.id).await?;
            let same =
                credits.into_iter().find(|one| one.claim == typed.claim && one.payer == payer);
            match same {
                Some(credit) => balances::ask(act, (&credit, &typed.note)).await,
                None => Err(Refusal::Changed),
            }
        }
        Err(ended) => ended,
    };
    ended((&app, &visitor), account, ("refund", typed, "refund_asked"), result).await
}

/// The next payer is asked, also while something is refused.
pub(super) async fn next(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> PageResult<Response> {
    let account = account_for(&app, &visitor, &id, Permission::ManageBalances).await?;
    let tenant = &visitor.tenant;
    let claim = store::claims::claim(&app.db, tenant, &typed.claim).await?;
    let claim = claim.filter(|row| row.account == account.id);
    let claim = claim.ok_or_else(|| PageFault::not_found("such claim"))?;
    let posted = payments::posted_of_claim(&app.db, tenant, &claim.id).await?;
    let newest = posted.into_iter().rev().find(|one| one.outcome == "posted");
    let posted = newest.ok_or_else(|| PageFault::invalid("The payer has not decided yet."))?;
    let head = payments::remittance(&app.db, tenant, &posted.remittance).await?;
    let span = (posted.place - 1, 1);
    let staged = payments::staged(&app.db, tenant, &posted.remittance, span).await?;
    let (Some(head), Some((_, decision))) = (head, staged.first()) else {
        return Err(PageFault::not_found("such decision"));
    };
    let asked = next_payer::Asked { claim: &claim, head: &head.head, decision, posted: &posted };
    let made = next_payer::make(&app, tenant, &asked, visitor.user.as_str()).await?;
    let result = match made {
        Made::Claim(_) | Made::SentOn(_) => Ok(Done::Now),
        Made::Nothing => Ok(Done::Before),
        Made::Refused(why) => {
            let why: Vec<String> = why.iter().map(|one| format!("{one}.")).collect();
            Err(Refusal::Typed(why.join(" ")))
        }
    };
    ended((&app, &visitor), account, ("next", typed, "billed_next"), result).await
}

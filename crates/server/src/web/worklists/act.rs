//! Taking the next account, and giving accounts to somebody.

use crate::app::App;
use crate::identity::permission::Permission;
use crate::steps;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use axum::Form;
use axum::extract::State;
use axum::response::Redirect;
use model::{AccountEvent, AccountId, Owner, Queue, UserId};
use serde::Deserialize;
use serde_json::json;
use store::accounts::{Account, Filter, Ownership, get_for_change, page};
use store::record::append;
use store::{StoreError, Tx};

/// Accounts given at a time at most.
const MOST_ACCOUNTS: usize = 200;

/// Accounts that are tried when others are quicker.
const TRIES: i64 = 20;

/// From which queue.
#[derive(Deserialize)]
pub(super) struct From {
    queue: String,
}

/// Gives the person the next account of a queue: their own first, then the team's, by deadline.
pub(super) async fn take_next(
    visitor: Visitor,
    State(app): State<App>,
    Form(from): Form<From>,
) -> PageResult<Redirect> {
    let Some(queue) = Queue::from_name(&from.queue).filter(|queue| queue.is_worked()) else {
        return Err(PageFault::invalid("That is no queue that people work."));
    };
    match next_account(&app, &visitor, queue, None).await? {
        Some(account) => Ok(Redirect::to(&format!("/accounts/{account}?done=taken"))),
        None => Ok(Redirect::to(&format!("/worklists?queue={}&done=nothing", queue.name()))),
    }
}

/// Takes the next account of a queue for a person, if one is left, passing over `but`.
///
/// # Errors
/// A database that does not answer.
pub async fn next_account(
    app: &App,
    visitor: &Visitor,
    queue: Queue,
    but: Option<&AccountId>,
) -> PageResult<Option<AccountId>> {
    let Some((tx, account)) = next_given(app, visitor, queue, but).await? else { return Ok(None) };
    tx.commit().await?;
    app.changed(&visitor.tenant);
    Ok(Some(account.id))
}

/// As [`next_account`], inside a transaction that the caller ends.
///
/// # Errors
/// A database that does not answer.
pub(crate) async fn next_given(
    app: &App,
    visitor: &Visitor,
    queue: Queue,
    but: Option<&AccountId>,
) -> PageResult<Option<(Tx, Account)>> {
    let mine = Ownership::Of(visitor.user.0.clone());
    for ownership in [mine, Ownership::Unassigned] {
        let filter = Filter { queue: Some(queue), ownership, limit: TRIES, ..Filter::default() };
        for account in page(&app.db, &visitor.tenant, &filter).await?.accounts {
            if but == Some(&account.id)
                || visitor.allow_account(Permission::TakeWork, &account).is_err()
                || !visitor.may_name(&account)
            {
                continue;
            }
            let me = Some(visitor.user.clone());
            match given(app, visitor, &account.id, me, ("work.take", None)).await {
                Ok(given) => return Ok(Some(given)),
                // Somebody was quicker: the next one, then.
                Err(StoreError::Conflict { .. } | StoreError::Refused(_)) => {}
                Err(fault) => return Err(fault.into()),
            }
        }
    }
    Ok(None)
}

/// Gives chosen accounts to a person, or back to the team.
pub(super) async fn assign(
    visitor: Visitor,
    State(app): State<App>,
    body: String,
) -> PageResult<Redirect> {
    let pairs: Vec<(String, String)> =
        form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let field = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| &**value);
    let to = field("to").unwrap_or_default().to_owned();
    let accounts: Vec<_> =
        pairs.iter().filter(|(key, _)| key == "account").map(|(_, id)| id.clone()).collect();
    if accounts.is_empty() || accounts.len() > MOST_ACCOUNTS {
        return Err(PageFault::invalid(format!("Choose 1 to {MOST_ACCOUNTS} accounts.")));
    }
    if !to.is_empty() {
        let user = store::people::user(&app.db, &visitor.tenant, &to).await?;
        user.filter(|user| user.active).ok_or_else(|| PageFault::not_found("such person"))?;
    }
    for id in accounts {
        let account = store::accounts::get(&app.db, &visitor.tenant, &AccountId(id)).await?;
        let account = account.ok_or_else(|| PageFault::not_found("such account"))?;
        visitor.allow_account(Permission::AssignWork, &account)?;
        let to = (!to.is_empty()).then(|| UserId(to.clone()));
        let how = ("work.assign", None);
        let (tx, _) = given(&app, &visitor, &account.id, to, how).await?;
        tx.commit().await?;
        app.changed(&visitor.tenant);
    }
    let back = field("back").filter(|back| back.starts_with("/worklists")).unwrap_or("/worklists");
    let joint = if back.contains('?') { '&' } else { '?' };
    Ok(Redirect::to(&format!("{back}{joint}done=assigned")))
}

/// Gives one account to a person, or back to the team, as it was seen where a version is given; in
/// a transaction that the caller ends.
///
/// # Errors
/// [`StoreError::Conflict`] where somebody was quicker; [`StoreError::Refused`] where the account
/// cannot be given; a database that does not answer.
pub(crate) async fn given(
    app: &App,
    visitor: &Visitor,
    id: &AccountId,
    to: Option<UserId>,
    (action, version): (&str, Option<i64>),
) -> Result<(Tx, Account), StoreError> {
    let now = app.now();
    let mut tx = app.db.begin().await?;
    let mut account = get_for_change(&mut tx, &visitor.tenant, id).await?;
    if version.is_some_and(|version| version != account.version) {
        return Err(StoreError::Conflict { what: format!("account {id}") });
    }
    if action == "work.take"
        && let Owner::Person(owner) = &account.standing.owner
        && *owner != visitor.user
    {
        return Err(StoreError::Conflict { what: format!("account {id}") });
    }
    let before = account.standing.owner.clone();
    let event = match &to {
        Some(to) => AccountEvent::Assigned { to: to.clone() },
        None => AccountEvent::Unassigned,
    };
    let who = (visitor.user.as_str(), now);
    steps::take(app, &mut tx, &visitor.tenant, &mut account, &[event], who).await?;
    let detail = json!({ "from": before, "to": to });
    let entry = visitor.audit(now, action, ("account", id.as_str()), detail);
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    Ok((tx, account))
}

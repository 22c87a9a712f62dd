//! The way of an account through its states, as the service takes it: the store checks and keeps
//! each step, and webhooks are told in the same transaction.

use crate::app::App;
use crate::webhooks::{Event, announce};
use model::{AccountEvent, TenantId};
use store::Tx;
use store::accounts::{Account, take_steps};

/// Takes steps of an account that was read for change, and tells the webhooks that it moved.
///
/// # Errors
/// [`store::StoreError::Refused`] for a step that the account cannot take where it stands;
/// [`store::StoreError::Conflict`]; a database that does not answer.
pub(crate) async fn take(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    account: &mut Account,
    steps: &[AccountEvent],
    who: (&str, i64),
) -> store::Result<()> {
    take_steps(tx, tenant, account, steps, who, &app.terms).await?;
    announce(app, tx, tenant, &[Event::moved(account)]).await
}

//! Accounts of which nobody owes anything any more are closed.

use crate::app::App;
use model::{AccountEvent, AccountId, AccountState, TenantId};
use std::collections::BTreeSet;
use store::accounts;
use store::payments::{self, RemittanceRow};

/// Claims that are looked at together.
const TOGETHER: i64 = 500;

/// Closes the accounts of a payment that are paid to the cent.
pub(super) async fn close_paid(
    app: &App,
    tenant: &TenantId,
    row: &RemittanceRow,
) -> store::Result<()> {
    let mut after = 0;
    loop {
        let posted =
            payments::posted_of_remittance(&app.db, tenant, &row.id, (after, TOGETHER)).await?;
        let Some(last) = posted.last() else { return Ok(()) };
        after = last.place;
        let ids: BTreeSet<AccountId> = posted
            .iter()
            .filter(|one| !one.account.is_empty())
            .map(|one| AccountId(one.account.clone()))
            .collect();
        close(app, tenant, &ids.into_iter().collect::<Vec<_>>()).await?;
    }
}

/// Closes those of these accounts of which nobody owes anything.
pub(crate) async fn close(app: &App, tenant: &TenantId, ids: &[AccountId]) -> store::Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let mut tx = app.db.begin().await?;
    let mut found = accounts::get_all_for_change(&mut tx, tenant, ids).await?;
    let owed = payments::owing(&mut tx, tenant, ids).await?;
    let done = found.values_mut().filter(|account| {
        account.standing.state == AccountState::Adjudicated && !owed.contains(&account.id)
    });
    let moves = done.map(|account| (account, vec![AccountEvent::Closed])).collect();
    accounts::move_all(&mut tx, tenant, moves, ("service", app.now()), &app.terms).await?;
    tx.commit().await
}

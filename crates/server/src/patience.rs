//! How long each payer is waited for before it is asked where a claim is.

use crate::app::App;
use ::payments::patience::{Patience, WINDOW_DAYS};
use model::TenantId;
use store::payments;

/// Of one payer: what a person set, else its usual time, else the house's.
///
/// # Errors
/// A database that does not answer.
pub(crate) async fn of(app: &App, tenant: &TenantId, payer: &str) -> store::Result<Patience> {
    let set = payments::patience_of(&app.db, tenant, payer).await?;
    if let Some(days) = set.first().and_then(|row| row.days) {
        return Ok(Patience::of(&[], Some(days)));
    }
    let since = app.now() - WINDOW_DAYS * 86_400_000_000;
    let times = payments::answer_times(&app.db, tenant, (payer, since)).await?;
    Ok(Patience::of(&times, None))
}

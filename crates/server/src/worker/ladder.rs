//! Reminders and escalations of queries whose time has come. No letter leaves: they are written
//! into the query's history, and the provider's inbox and the lists show them.

use crate::app::App;
use store::StoreError;

/// Queries of one pass at most; what is left is done by the next one.
const MOST: i64 = 500;

/// Does every step that is due, in every tenant; how many were done.
///
/// # Errors
/// A database that does not answer. A query that is refused is left for its next change.
pub async fn pass(app: &App) -> store::Result<usize> {
    let mut done = 0;
    for (tenant, id) in store::queries::ladder_due(&app.db, app.now(), MOST).await? {
        match crate::queries::climb(app, &tenant, &id).await {
            Ok(Some(_)) => done += 1,
            Ok(None) => {}
            Err(StoreError::Refused(why)) => tracing::warn!(query = %id, why, "no step was done"),
            Err(StoreError::Conflict { .. } | StoreError::NotFound { .. }) => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(done)
}

//! Running the house: users, tokens, the audit log, jobs laid aside, webhooks.

mod audit;
mod jobs;
mod tokens;
mod users;
mod webhooks;

use super::table::Table;

/// The endpoints.
pub(super) fn endpoints(table: Table) -> Table {
    let table = users::endpoints(table);
    let table = tokens::endpoints(table);
    let table = audit::endpoints(table);
    let table = jobs::endpoints(table);
    webhooks::endpoints(table)
}

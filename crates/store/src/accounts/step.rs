//! The steps that an account took.

use crate::db::Db;
use crate::row::Get;
use crate::{Result, SqlRow};
use model::{AccountEvent, AccountId, TenantId};

/// One step that was taken.
#[derive(Clone, Debug, PartialEq)]
pub struct AccountStep {
    /// Its number within the account.
    pub seq: i64,
    /// When.
    pub at: i64,
    /// Who: a user id, or `service`.
    pub actor: String,
    /// The step.
    pub event: AccountEvent,
    /// Where the account stood.
    pub from: String,
    /// Where it stands after.
    pub to: String,
}

/// Every step of an account, first to last.
///
/// # Errors
/// A database that does not answer.
pub async fn events(db: &Db, tenant: &TenantId, id: &AccountId) -> Result<Vec<AccountStep>> {
    let statement = sqlx::query(
        "SELECT seq, at, actor, from_state, to_state, detail FROM account_event \
         WHERE tenant = $1 AND account = $2 ORDER BY seq",
    )
    .bind(tenant.as_str())
    .bind(id.as_str());
    let read = |row: &SqlRow| {
        Ok(AccountStep {
            seq: row.int("seq")?,
            at: row.int("at")?,
            actor: row.text("actor")?,
            event: row.json("detail")?,
            from: row.text("from_state")?,
            to: row.text("to_state")?,
        })
    };
    db.rows(statement).await?.iter().map(read).collect()
}

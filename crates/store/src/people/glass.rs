//! Broken glass: who opened what out of their reach, why, and until when.

use crate::Result;
use crate::db::{Db, Tx};
use crate::row::Get;
use model::TenantId;
use std::collections::BTreeSet;

/// One grant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glass {
    /// Its id.
    pub id: String,
    /// Who.
    pub user: String,
    /// The account or patient.
    pub subject: String,
    /// Why.
    pub reason: String,
    /// From when.
    pub at: i64,
    /// Until when.
    pub until: i64,
}

/// Keeps a grant.
///
/// # Errors
/// A database that does not answer.
pub async fn break_glass(tx: &mut Tx, tenant: &TenantId, glass: &Glass) -> Result<()> {
    tx.insert(
        "break_glass (tenant, id, user_id, account, reason, at, until)",
        vec![vec![
            tenant.as_str().into(),
            glass.id.as_str().into(),
            glass.user.as_str().into(),
            glass.subject.as_str().into(),
            glass.reason.as_str().into(),
            glass.at.into(),
            glass.until.into(),
        ]],
    )
    .await?;
    Ok(())
}

/// What a person has open by broken glass now.
///
/// # Errors
/// A database that does not answer.
pub async fn opened_by(
    db: &Db,
    tenant: &TenantId,
    user: &str,
    now: i64,
) -> Result<BTreeSet<String>> {
    let statement = sqlx::query(
        "SELECT account FROM break_glass WHERE tenant = $1 AND user_id = $2 AND until > $3 \
         AND at <= $3",
    )
    .bind(tenant.as_str())
    .bind(user.to_owned())
    .bind(now);
    db.rows(statement).await?.iter().map(|row| row.text("account")).collect()
}

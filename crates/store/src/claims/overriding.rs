//! Edits that a person lets pass, with a reason.

use crate::Result;
use crate::db::Tx;
use model::TenantId;

/// Who lets edits pass, why and when.
#[derive(Clone, Copy, Debug)]
pub struct Overriding<'a> {
    /// Why.
    pub reason: &'a str,
    /// A user id.
    pub by: &'a str,
    /// When.
    pub at: i64,
}

/// Lets every edit of a claim pass that asks for a reason and has none yet; how many they were.
///
/// # Errors
/// A database that does not answer.
pub async fn override_edits(
    tx: &mut Tx,
    tenant: &TenantId,
    claim: &str,
    overriding: &Overriding<'_>,
) -> Result<u64> {
    let statement = sqlx::query(
        "UPDATE claim_edit SET override_reason = $1, override_by = $2, override_at = $3 \
         WHERE tenant = $4 AND claim = $5 AND severity = 'reason' AND override_by IS NULL",
    )
    .bind(overriding.reason.to_owned())
    .bind(overriding.by.to_owned())
    .bind(overriding.at)
    .bind(tenant.as_str())
    .bind(claim.to_owned());
    tx.run(statement).await
}

//! Time that people spent in charts.

use crate::Result;
use crate::db::Tx;
use model::{AccountId, TenantId};

/// One stretch of work of a person in an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkSpan {
    /// Its id.
    pub id: String,
    /// Who.
    pub user: String,
    /// Where.
    pub account: AccountId,
    /// What sort of work: `coding`, `reading`.
    pub kind: String,
    /// From when, in microseconds since 1970.
    pub from_at: i64,
    /// Until when.
    pub to_at: i64,
    /// What came of it: `submitted`, `held`, `skipped`; else empty.
    pub outcome: String,
}

/// Keeps a stretch of work that is over.
///
/// # Errors
/// An id that is there already; a database that does not answer.
pub async fn put_span(tx: &mut Tx, tenant: &TenantId, span: &WorkSpan) -> Result<()> {
    tx.insert(
        "work_span (tenant, id, user_id, account, kind, from_at, to_at, outcome)",
        vec![vec![
            tenant.as_str().into(),
            span.id.as_str().into(),
            span.user.as_str().into(),
            span.account.as_str().into(),
            span.kind.as_str().into(),
            span.from_at.into(),
            span.to_at.into(),
            span.outcome.as_str().into(),
        ]],
    )
    .await?;
    Ok(())
}

//! Control numbers of interchanges: each partner's count on, and none is given twice.

use crate::Result;
use crate::db::Tx;
use crate::row::Get;
use model::TenantId;

/// The highest interchange control number (ISA13 has nine digits).
const HIGHEST: i64 = 999_999_999;

/// The next number of a partner, from 1; after the highest it begins anew. It belongs to the
/// caller's transaction: rolled back, it is given again.
///
/// # Errors
/// A database that does not answer.
pub async fn next_control(
    tx: &mut Tx,
    tenant: &TenantId,
    partner: &str,
    kind: &str,
) -> Result<i64> {
    let statement = sqlx::query(
        "INSERT INTO control_number (tenant, partner, kind, next) VALUES ($1, $2, $3, 2) \
         ON CONFLICT (tenant, partner, kind) DO UPDATE SET next = \
         CASE WHEN control_number.next >= $4 THEN 1 ELSE control_number.next + 1 END \
         RETURNING next",
    )
    .bind(tenant.as_str())
    .bind(partner.to_owned())
    .bind(kind.to_owned())
    .bind(HIGHEST);
    match tx.row(statement).await? {
        Some(row) => Ok(match row.int("next")? {
            1 => HIGHEST,
            next => next - 1,
        }),
        None => Ok(1),
    }
}

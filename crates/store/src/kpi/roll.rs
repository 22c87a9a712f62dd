//! Batches of the ledger whose day is over, added up by ledger account and day of service, so that
//! what is owed can be told of any day without reading every entry again.
//!
//! A number is read from what is rolled and from the entries of batches that are not; the rows
//! behind it from the entries alone. Entries are only added, and to a batch never after its day:
//! what is rolled stays true.

use super::months::DAY;
use crate::db::{Answer, Db};
use crate::row::Get;
use model::TenantId;

/// Batches that are rolled in one transaction.
const TOGETHER: i64 = 200;

/// Days that a batch rests before it is rolled.
const RESTS: i64 = 2;

/// The word in the facts of a KPI for the legs of the ledger: columns tenant, batch, account,
/// ledger, amount_cents, since_at (the last day of service, where a claim is known).
const LEGS: &str = "LEGS";

/// Every leg with its account.
const ENTRIES: &str = "(SELECT e.tenant, e.batch, e.account, e.ledger, e.amount_cents, \
    o.through_at AS since_at FROM ledger_sum e LEFT JOIN open_claim o ON o.tenant = e.tenant \
    AND o.claim = e.claim)";

/// What is rolled, and the legs of the rest.
const ROLLED: &str = "(SELECT tenant, batch, '' AS account, ledger, amount_cents, since_at \
    FROM ledger_roll UNION ALL SELECT e.tenant, e.batch, e.account, e.ledger, e.amount_cents, \
    o.through_at FROM ledger_batch n JOIN ledger_sum e ON e.tenant = n.tenant AND e.batch = n.id \
    LEFT JOIN open_claim o ON o.tenant = e.tenant AND o.claim = e.claim \
    WHERE n.tenant = $1 AND n.rolled = 0)";

/// The facts for numbers: quick.
pub(super) fn summed(facts: &str) -> String {
    facts.replace(LEGS, ROLLED)
}

/// The facts for rows: each with its account.
pub(super) fn told(facts: &str) -> String {
    facts.replace(LEGS, ENTRIES)
}

/// Rolls what can be rolled at `now`; how many batches it were.
///
/// # Errors
/// A database that does not answer.
pub fn roll<'a>(db: &'a Db, tenant: &'a TenantId, now: i64) -> Answer<'a, u64> {
    Box::pin(async move {
        let day = i32::try_from((now - RESTS * DAY).div_euclid(DAY) - 10_957).unwrap_or(0);
        let until = model::Date::from_days_since_2000(day).to_string();
        let mut rolled = 0;
        loop {
            let mut tx = db.begin().await?;
            let found = sqlx::query(
                "SELECT id FROM ledger_batch WHERE tenant = $1 AND rolled = 0 \
                 AND closed_on < $2 ORDER BY closed_on, id LIMIT $3",
            )
            .bind(tenant.as_str())
            .bind(until.clone())
            .bind(TOGETHER);
            let found = tx.rows(found).await?;
            for row in &found {
                let id = row.text("id")?;
                // Who comes second to a batch finds it rolled.
                let mark = sqlx::query(
                    "UPDATE ledger_batch SET rolled = 1 WHERE tenant = $1 AND id = $2 \
                     AND rolled = 0",
                );
                if tx.run(mark.bind(tenant.as_str()).bind(id.clone())).await? == 0 {
                    continue;
                }
                let sums = sqlx::query(
                    "INSERT INTO ledger_roll (tenant, batch, ledger, since_at, amount_cents, part) \
                     SELECT e.tenant, e.batch, e.ledger, o.through_at, \
                     CAST(SUM(e.amount_cents) AS BIGINT), ROW_NUMBER() OVER \
                     (ORDER BY e.ledger, o.through_at) FROM ledger_sum e LEFT JOIN open_claim o \
                     ON o.tenant = e.tenant AND o.claim = e.claim WHERE e.tenant = $1 \
                     AND e.batch = $2 GROUP BY e.tenant, e.batch, e.ledger, o.through_at",
                );
                tx.run(sums.bind(tenant.as_str()).bind(id)).await?;
                rolled += 1;
            }
            tx.commit().await?;
            if found.len() < usize::try_from(TOGETHER).unwrap_or(usize::MAX) {
                return Ok(rolled);
            }
        }
    })
}

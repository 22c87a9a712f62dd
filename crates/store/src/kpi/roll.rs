//! Batches of the ledger whose day is over, added up by ledger account and day of service, so that
//! what is owed can be told of any day without reading every entry again.
//!
//! A number is read from what is rolled and from the entries of batches that are not; the rows
//! behind it from the entries alone, of accounts that the receivable of claims leads to, which is
//! rolled beside (`owed`). Entries are only added, and to a batch never after its day:
//! what is rolled stays true.

use super::months::{DAY, midnight};
use crate::db::{Answer, Db, Tx};
use crate::row::Get;
use crate::{Result, StoreError};
use model::TenantId;

/// Batches that are rolled in one transaction: others write between two of them.
const TOGETHER: i64 = 20;

/// Days that a batch rests before it is rolled.
const RESTS: i64 = 2;

/// The word in the facts of a KPI for the legs of the ledger: columns tenant, batch, account,
/// ledger, amount_cents, since_at (the last day of service, where a claim is known), payer_kind (of
/// the claim's payer, where one is known).
const LEGS: &str = "LEGS";

/// Every leg with its account.
const ENTRIES: &str = "SELECT e.tenant, e.batch, e.account, e.ledger, e.amount_cents, \
    o.through_at AS since_at, COALESCE(o.payer_kind, '') AS payer_kind FROM ledger_sum e \
    LEFT JOIN open_claim o ON o.tenant = e.tenant AND o.claim = e.claim";

/// What is rolled, and the legs of the rest: from the few batches to their legs, an order that
/// SQLite takes from CROSS JOIN. It would read all legs of an account of the ledger instead.
const ROLLED: &str = "(SELECT tenant, batch, '' AS account, ledger, amount_cents, since_at, \
    payer_kind FROM ledger_roll UNION ALL SELECT e.tenant, e.batch, e.account, e.ledger, \
    e.amount_cents, o.through_at, COALESCE(o.payer_kind, '') FROM ledger_batch n \
    CROSS JOIN ledger_sum e \
    LEFT JOIN open_claim o ON o.tenant = e.tenant AND o.claim = e.claim \
    WHERE n.tenant = $1 AND n.rolled = 0 AND e.tenant = n.tenant AND e.batch = n.id)";

/// The facts for numbers: quick.
pub(super) fn summed(facts: &str) -> String {
    facts.replace(LEGS, ROLLED)
}

/// The facts for rows: each with its account.
pub(super) fn told(facts: &str) -> String {
    facts.replace(LEGS, &format!("({ENTRIES})"))
}

/// As [`told`], of the accounts in a list of places.
pub(super) fn told_of(facts: &str, accounts: &str) -> String {
    facts.replace(LEGS, &format!("({ENTRIES} WHERE e.account IN ({accounts}))"))
}

/// What a batch adds to the receivable of claims, and whether anything of them is open then: with
/// payers or with patients, however the one stands against the other.
const RECEIVABLE: &str = "INSERT INTO receivable_roll (tenant, account, claim, since_at, \
    first_at, last_at, amount_cents, patient_cents, open) SELECT e.tenant, e.account, e.claim, \
    COALESCE(o.through_at, $3), $3, $3, CAST(SUM(e.amount_cents) AS BIGINT), \
    CAST(SUM(CASE WHEN e.ledger = 1120 THEN e.amount_cents ELSE 0 END) AS BIGINT), \
    CASE WHEN SUM(e.amount_cents) = 0 \
    AND SUM(CASE WHEN e.ledger = 1120 THEN e.amount_cents ELSE 0 END) = 0 \
    THEN 0 ELSE 1 END FROM ledger_sum e \
    LEFT JOIN open_claim o ON o.tenant = e.tenant AND o.claim = e.claim WHERE e.tenant = $1 \
    AND e.batch = $2 AND e.ledger IN (1100, 1110, 1120) \
    GROUP BY e.tenant, e.account, e.claim, COALESCE(o.through_at, $3) \
    ON CONFLICT (tenant, account, claim, since_at) DO UPDATE SET \
    first_at = CASE WHEN excluded.first_at < receivable_roll.first_at THEN excluded.first_at \
    ELSE receivable_roll.first_at END, \
    last_at = CASE WHEN excluded.last_at > receivable_roll.last_at THEN excluded.last_at \
    ELSE receivable_roll.last_at END, \
    amount_cents = receivable_roll.amount_cents + excluded.amount_cents, \
    patient_cents = receivable_roll.patient_cents + excluded.patient_cents, \
    open = CASE WHEN receivable_roll.amount_cents + excluded.amount_cents = 0 \
    AND receivable_roll.patient_cents + excluded.patient_cents = 0 THEN 0 ELSE 1 END";

/// Forgets what is rolled; it is rolled anew.
pub(crate) async fn forget(tx: &mut Tx) -> Result<()> {
    tx.script(
        "DELETE FROM ledger_roll; DELETE FROM receivable_roll; \
         UPDATE ledger_batch SET rolled = 0 WHERE rolled <> 0",
    )
    .await
}

/// The first moment of the day on which a batch was closed.
fn counts_from(closed_on: &str) -> Result<i64> {
    let day = closed_on.parse().map_err(|_| StoreError::Corrupt {
        table: "ledger_batch",
        column: "closed_on".to_owned(),
        why: format!("`{closed_on}` is no day"),
    })?;
    Ok(midnight(day))
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
                "SELECT id, closed_on FROM ledger_batch WHERE tenant = $1 AND rolled = 0 \
                 AND closed_on < $2 ORDER BY closed_on, id LIMIT $3",
            )
            .bind(tenant.as_str())
            .bind(until.clone())
            .bind(TOGETHER);
            let found = tx.rows(found).await?;
            for row in &found {
                let id = row.text("id")?;
                let closed = counts_from(&row.text("closed_on")?)?;
                // Who comes second to a batch finds it rolled.
                let mark = sqlx::query(
                    "UPDATE ledger_batch SET rolled = 1 WHERE tenant = $1 AND id = $2 \
                     AND rolled = 0",
                );
                if tx.run(mark.bind(tenant.as_str()).bind(id.clone())).await? == 0 {
                    continue;
                }
                let sums = sqlx::query(
                    "INSERT INTO ledger_roll (tenant, batch, ledger, since_at, payer_kind, \
                     amount_cents, part) \
                     SELECT e.tenant, e.batch, e.ledger, o.through_at, \
                     COALESCE(o.payer_kind, ''), \
                     CAST(SUM(e.amount_cents) AS BIGINT), ROW_NUMBER() OVER \
                     (ORDER BY e.ledger, o.through_at, COALESCE(o.payer_kind, '')) \
                     FROM ledger_sum e LEFT JOIN open_claim o ON o.tenant = e.tenant AND o.claim = e.claim WHERE e.tenant = $1 \
                     AND e.batch = $2 GROUP BY e.tenant, e.batch, e.ledger, o.through_at, \
                     COALESCE(o.payer_kind, '')",
                );
                tx.run(sums.bind(tenant.as_str()).bind(id.clone())).await?;
                let receivable = sqlx::query(RECEIVABLE);
                tx.run(receivable.bind(tenant.as_str()).bind(id).bind(closed)).await?;
                rolled += 1;
            }
            tx.commit().await?;
            if found.len() < usize::try_from(TOGETHER).unwrap_or(usize::MAX) {
                return Ok(rolled);
            }
        }
    })
}

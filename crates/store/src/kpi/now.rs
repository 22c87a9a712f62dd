//! What stands where at this moment, beside the trends.

use crate::Result;
use crate::db::{Db, assembled};
use crate::row::Get;
use model::TenantId;

/// The kinds of holds by their stored names, as the first field of a hold's JSON.
const CAUSES: [&str; 8] =
    ["document", "result", "charges", "payer", "second_opinion", "unreadable", "consent", "other"];

/// Accounts held by one cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldRow {
    /// The kind of hold.
    pub cause: String,
    /// How many.
    pub accounts: i64,
    /// Their charges.
    pub value_cents: i64,
    /// When the oldest of them came.
    pub oldest: i64,
}

/// What is held, by cause.
///
/// # Errors
/// A database that does not answer.
pub async fn held_by_cause(db: &Db, tenant: &TenantId) -> Result<Vec<HeldRow>> {
    let mut cause = "CASE".to_owned();
    for name in CAUSES {
        cause.push_str(&format!(" WHEN hold LIKE '{{\"kind\":\"{name}\"%' THEN '{name}'"));
    }
    cause.push_str(" ELSE 'other' END");
    let text = format!(
        "SELECT cause, COUNT(*) AS accounts, CAST(SUM(value_cents) AS BIGINT) AS value_cents, \
         MIN(received_at) AS oldest FROM (SELECT {cause} AS cause, value_cents, received_at \
         FROM account WHERE tenant = $1 AND queue IN ('held', 'charges')) held \
         GROUP BY cause ORDER BY cause"
    );
    let rows = db.rows(assembled(text).bind(tenant.as_str())).await?;
    rows.iter()
        .map(|row| {
            Ok(HeldRow {
                cause: row.text("cause")?,
                accounts: row.int("accounts")?,
                value_cents: row.int("value_cents")?,
                oldest: row.int("oldest")?,
            })
        })
        .collect()
}

/// Accounts released between two times: by policy, and all.
///
/// # Errors
/// A database that does not answer.
pub async fn released(db: &Db, tenant: &TenantId, (from, to): (i64, i64)) -> Result<(i64, i64)> {
    let statement = sqlx::query(
        "SELECT CAST(COALESCE(SUM(CASE WHEN released_by LIKE 'policy:%' THEN 1 ELSE 0 END), 0) \
         AS BIGINT) AS by_policy, COUNT(*) AS accounts FROM account WHERE tenant = $1 \
         AND released_at >= $2 AND released_at < $3",
    )
    .bind(tenant.as_str())
    .bind(from)
    .bind(to);
    match db.row(statement).await? {
        Some(row) => Ok((row.int("by_policy")?, row.int("accounts")?)),
        None => Ok((0, 0)),
    }
}

/// Open queries by how long they wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct QueryAging {
    /// Waiting at all.
    pub open: i64,
    /// Past their date.
    pub overdue: i64,
    /// Up to 2, 7, 14 days, and longer.
    pub buckets: [i64; 4],
}

/// How long open queries wait.
///
/// # Errors
/// A database that does not answer.
pub async fn query_aging(db: &Db, tenant: &TenantId, now: i64) -> Result<QueryAging> {
    const DAY: i64 = super::months::DAY;
    let statement = sqlx::query(
        "SELECT sent_at, due_at FROM query WHERE tenant = $1 AND state IN ('sent', 'escalated') \
         LIMIT 100000",
    )
    .bind(tenant.as_str());
    let mut aging = QueryAging::default();
    for row in &db.rows(statement).await? {
        aging.open += 1;
        aging.overdue += i64::from(row.opt_int("due_at")?.is_some_and(|due| due < now));
        let days = row.opt_int("sent_at")?.map_or(0, |sent| (now - sent) / DAY);
        let bucket = match days {
            ..=1 => 0,
            2..=6 => 1,
            7..=13 => 2,
            _ => 3,
        };
        aging.buckets[bucket] += 1;
    }
    Ok(aging)
}

/// One rule of the edits and how often it fired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleRow {
    /// The edit.
    pub edit: String,
    /// Its family.
    pub family: String,
    /// How far it stops a claim.
    pub severity: String,
    /// How often it fired.
    pub fired: i64,
    /// On how many claims.
    pub claims: i64,
    /// How often it was let pass.
    pub overridden: i64,
}

/// The edits that fired between two times, by rule, most often first.
///
/// # Errors
/// A database that does not answer.
pub async fn edits_by_rule(
    db: &Db,
    tenant: &TenantId,
    (from, to): (i64, i64),
    most: i64,
) -> Result<Vec<RuleRow>> {
    let statement = sqlx::query(
        "SELECT edit, family, severity, COUNT(*) AS fired, COUNT(DISTINCT claim) AS claims, \
         CAST(SUM(CASE WHEN override_by IS NULL THEN 0 ELSE 1 END) AS BIGINT) AS overridden \
         FROM claim_edit WHERE tenant = $1 AND at >= $2 AND at < $3 \
         GROUP BY edit, family, severity ORDER BY fired DESC, edit LIMIT $4",
    )
    .bind(tenant.as_str())
    .bind(from)
    .bind(to)
    .bind(most.clamp(1, 500));
    let rows = db.rows(statement).await?;
    rows.iter()
        .map(|row| {
            Ok(RuleRow {
                edit: row.text("edit")?,
                family: row.text("family")?,
                severity: row.text("severity")?,
                fired: row.int("fired")?,
                claims: row.int("claims")?,
                overridden: row.int("overridden")?,
            })
        })
        .collect()
}

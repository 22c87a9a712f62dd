//! How each denial stood on past days: every change of what is told of it begins a new span, so
//! that numbers and lists of a day are as they were known on it.

use crate::Result;
use crate::db::{Tx, assembled};
use crate::many::places;
use model::{Date, TenantId};

/// Denials of one statement.
const DENIALS: usize = 2_000;

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

/// Days from 1970-01-01 to 2000-01-01.
const DAYS_TO_2000: i64 = 10_957;

/// A span of a denial as it stands now.
const BEGIN: &str = "INSERT INTO denial_span (tenant, denial, version, from_at, account, claim, \
    line, opened_at, closed_at, category, owner_role, route, group_code, carc, amount_cents, \
    expected_cents, recovered_cents, deadline, state, waits, level, owner, undone) SELECT \
    tenant, id, version, CAST($1 AS BIGINT), account, claim, line, opened_at, closed_at, \
    category, owner_role, route, group_code, carc, amount_cents, expected_cents, recovered_cents, \
    deadline, state, waits, level, owner, CASE WHEN undone_at IS NULL THEN 0 ELSE 1 END \
    FROM denial WHERE tenant = $2";

/// Ends the span of a denial (`$2`, `$3`) at `$1` where the denial stands otherwise now.
pub(super) const END: &str = "UPDATE denial_span SET until_at = $1 WHERE tenant = $2 \
    AND denial = $3 AND until_at IS NULL AND NOT EXISTS (SELECT 1 FROM denial d \
    WHERE d.tenant = $2 AND d.id = $3 AND d.claim = denial_span.claim \
    AND d.line = denial_span.line \
    AND COALESCE(d.closed_at, 0) = COALESCE(denial_span.closed_at, 0) \
    AND d.category = denial_span.category AND d.owner_role = denial_span.owner_role \
    AND d.route = denial_span.route AND d.group_code = denial_span.group_code \
    AND d.carc = denial_span.carc AND d.amount_cents = denial_span.amount_cents \
    AND d.expected_cents = denial_span.expected_cents \
    AND d.recovered_cents = denial_span.recovered_cents \
    AND COALESCE(d.deadline, '') = COALESCE(denial_span.deadline, '') \
    AND d.state = denial_span.state AND d.waits = denial_span.waits \
    AND d.level = denial_span.level AND COALESCE(d.owner, '') = COALESCE(denial_span.owner, '') \
    AND CASE WHEN d.undone_at IS NULL THEN 0 ELSE 1 END = denial_span.undone)";

/// The day of a moment.
pub(super) fn day_of(at: i64) -> Date {
    let days = at.div_euclid(DAY) - DAYS_TO_2000;
    Date::from_days_since_2000(i32::try_from(days).unwrap_or(0))
}

/// Denials that were opened stand so from the time of the decision on.
pub(super) async fn opened(tx: &mut Tx, tenant: &TenantId, ids: &[&str]) -> Result<()> {
    let begin = BEGIN.replacen("CAST($1 AS BIGINT)", "opened_at", 1);
    for part in ids.chunks(DENIALS) {
        // The first place is the tenant's here.
        let text = format!(
            "{} AND id IN ({}) AND NOT EXISTS (SELECT 1 FROM denial_span s WHERE s.tenant = $1 \
             AND s.denial = denial.id)",
            begin.replace("$2", "$1"),
            places(2, part.len())
        );
        let mut statement = assembled(text).bind(tenant.as_str());
        for id in part {
            statement = statement.bind((*id).to_owned());
        }
        tx.run(statement).await?;
    }
    Ok(())
}

/// A denial was changed at a moment: where anything that is told of it is another, a new span
/// begins.
pub(super) async fn changed(tx: &mut Tx, tenant: &TenantId, (id, at): (&str, i64)) -> Result<()> {
    let end = sqlx::query(END).bind(at).bind(tenant.as_str()).bind(id.to_owned());
    if tx.run(end).await? == 0 {
        return Ok(());
    }
    // Twice in a transaction at one version: the span that did not last is written over.
    let text = format!(
        "{BEGIN} AND id = $3 ON CONFLICT (tenant, denial, version) DO UPDATE SET until_at = NULL, \
         undone = excluded.undone"
    );
    let begin = assembled(text).bind(at).bind(tenant.as_str()).bind(id.to_owned());
    tx.run(begin).await.map(drop)
}

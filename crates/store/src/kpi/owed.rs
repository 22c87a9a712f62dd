//! The rows behind a number of the ledger: first which accounts may be among them, newest first,
//! from what is rolled; then what they come to, from their own legs alone.

use super::figure::View;
use super::roll::told_of;
use super::rows::{Fact, FactPlace, standing_cut};
use super::{Kpi, coding, day_number};
use crate::Result;
use crate::db::{Db, assembled};
use crate::many::places;
use crate::row::Get;
use model::TenantId;
use std::collections::BTreeMap;

/// Accounts that are added up in one statement.
const TOGETHER: i64 = 1_000;

/// Accounts that are looked at together at least: some come to nothing.
const FEWEST: i64 = 50;

/// Claims of which something may be owed at a moment (`$2`), as account, time and last day of
/// service: what is rolled and not settled, what was settled since, and the legs of batches that
/// are not rolled.
const OWED: &str = "SELECT account, first_at AS at, since_at AS since FROM receivable_roll \
    WHERE tenant = $1 AND open = 1 AND first_at < $2 \
    UNION ALL SELECT account, first_at, since_at FROM receivable_roll \
    WHERE tenant = $1 AND open = 0 AND last_at >= $2 AND first_at < $2 \
    UNION ALL SELECT e.account, b.at, COALESCE(o.through_at, b.at) FROM fresh b \
    CROSS JOIN ledger_sum e LEFT JOIN open_claim o ON o.tenant = e.tenant AND o.claim = e.claim \
    WHERE b.at < $2 AND e.tenant = $1 AND e.batch = b.id AND e.ledger IN (1100, 1110, 1120)";

/// Denials for a reason of coding that are open at a moment.
const REFUSED: &str = concat!(
    "SELECT account, opened_at AS at, opened_at AS since FROM denial_span WHERE tenant = $1 \
     AND category IN (",
    coding!(),
    ") AND waits <> 'closed' AND from_at < $2 AND (until_at IS NULL OR until_at >= $2)"
);

/// Batches that are closed and not rolled, and when they count from.
const FRESH: &str = concat!(
    "fresh AS MATERIALIZED (SELECT id, 86400000000 * ",
    day_number!("closed_on"),
    " AS at FROM ledger_batch WHERE tenant = $1 AND rolled = 0 AND closed_on IS NOT NULL)"
);

/// Where the accounts behind a KPI are looked for, if it is one of the ledger that is counted at
/// an end.
pub(super) fn source(kpi: &Kpi) -> Option<&'static str> {
    match kpi.name {
        "net-days-ar" => Some(OWED),
        // All of it, and of each group of payers.
        name if name.starts_with("aged-ar") => Some(OWED),
        "coding-ar" => Some(REFUSED),
        _ => None,
    }
}

/// What is wanted of a list: from which time, to which, from after which place, how many.
pub(super) struct Wanted<'a> {
    pub(super) to: i64,
    pub(super) view: View<'a>,
    pub(super) after: Option<&'a FactPlace>,
    pub(super) most: i64,
}

/// The accounts behind the number, newest first; each since the first time that something open of
/// it counted.
pub(super) async fn facts(
    db: &Db,
    tenant: &TenantId,
    (kpi, source): (&Kpi, &'static str),
    wanted: Wanted<'_>,
) -> Result<Vec<Fact>> {
    let mut facts = Vec::new();
    // Nobody did it.
    if !wanted.view.person.is_empty() {
        return Ok(facts);
    }
    let most = usize::try_from(wanted.most).unwrap_or(1);
    let mut place = wanted.after.map(|(at, account, _)| (*at, account.clone()));
    loop {
        let left = i64::try_from(most - facts.len()).unwrap_or(TOGETHER);
        let together = left.clamp(FEWEST, TOGETHER);
        let accounts = accounts(db, tenant, (kpi, source), &wanted, (place, together)).await?;
        let mut sums = sums(db, tenant, kpi, &wanted, &accounts).await?;
        facts.extend(accounts.iter().filter_map(|(at, account)| {
            let fact = sums.remove(account)?;
            Some(Fact { at: *at, ..fact })
        }));
        let all = i64::try_from(accounts.len()).unwrap_or(0) < together;
        if all || facts.len() >= most {
            facts.truncate(most);
            return Ok(facts);
        }
        place = accounts.into_iter().next_back();
    }
}

/// Accounts that may be behind the number, from after a place on.
async fn accounts(
    db: &Db,
    tenant: &TenantId,
    (kpi, source): (&Kpi, &'static str),
    wanted: &Wanted<'_>,
    (after, together): (Option<(i64, String)>, i64),
) -> Result<Vec<(i64, String)>> {
    let text = format!(
        "WITH {FRESH} SELECT account, MIN(at) AS at FROM ({source}) claims WHERE 1 = 1{} \
         GROUP BY account HAVING $3 = 0 OR MIN(at) < $4 OR (MIN(at) = $4 AND account > $5) \
         ORDER BY MIN(at) DESC, account LIMIT $6",
        standing_cut(kpi, wanted.to)
    );
    let any = i64::from(after.is_some());
    let (at, account) = after.unwrap_or_default();
    let statement = assembled(text)
        .bind(tenant.as_str())
        .bind(wanted.to.min(wanted.view.known))
        .bind(any)
        .bind(at)
        .bind(account)
        .bind(together);
    let rows = db.rows(statement).await?;
    rows.iter().map(|row| Ok((row.int("at")?, row.text("account")?))).collect()
}

/// What these accounts come to; those that come to nothing are left out.
async fn sums(
    db: &Db,
    tenant: &TenantId,
    kpi: &Kpi,
    wanted: &Wanted<'_>,
    accounts: &[(i64, String)],
) -> Result<BTreeMap<String, Fact>> {
    if accounts.is_empty() {
        return Ok(BTreeMap::new());
    }
    let these = places(5, accounts.len());
    let text = format!(
        "SELECT f.account AS account, CAST(0 AS BIGINT) AS at, CAST(NULL AS TEXT) AS person, \
         CAST(f.numerator AS BIGINT) AS numerator, CAST(f.denominator AS BIGINT) AS denominator, \
         COALESCE(b.source_key, '') AS source_key, COALESCE(b.payer, '') AS payer, \
         COALESCE(b.setting, '') AS setting FROM (SELECT account, SUM(numerator) AS numerator, \
         SUM(denominator) AS denominator FROM ({}) flows WHERE at < $4{} AND account IN ({these}) \
         GROUP BY account HAVING SUM(numerator) <> 0) f LEFT JOIN account b ON b.tenant = $1 \
         AND b.id = f.account",
        told_of(kpi.facts, &these),
        standing_cut(kpi, wanted.to)
    );
    let mut statement =
        assembled(text).bind(tenant.as_str()).bind(0_i64).bind(wanted.to).bind(wanted.view.known);
    for (_, account) in accounts {
        statement = statement.bind(account.clone());
    }
    let rows = db.rows(statement.persistent(false)).await?;
    let facts = rows.iter().map(super::rows::read);
    facts.map(|fact| fact.map(|fact| (fact.account.clone(), fact))).collect()
}

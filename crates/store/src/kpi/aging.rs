//! How old what stands is: the buckets of a standing KPI at one moment.

use super::Kpi;
use super::figure::View;
use super::months::DAY;
use super::roll::summed;
use crate::Result;
use crate::db::{Db, assembled};
use crate::row::Get;
use model::TenantId;

/// The last day of each bucket but the last one.
const ENDS: [i64; 4] = [30, 60, 90, 120];

/// Names of the buckets.
pub const BUCKETS: [&str; 5] = ["0–30", "31–60", "61–90", "91–120", "over 120"];

/// What is of one age.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bucket {
    /// Of the numerator, whatever its age.
    pub numerator: i64,
    /// Of the denominator.
    pub denominator: i64,
}

/// What stands before `view.known`, by age in days on the last day before it. Nothing for a KPI
/// that is no standing.
///
/// # Errors
/// A database that does not answer.
pub async fn aging(
    db: &Db,
    tenant: &TenantId,
    kpi: &Kpi,
    view: View<'_>,
) -> Result<[Bucket; BUCKETS.len()]> {
    let mut buckets = [Bucket::default(); BUCKETS.len()];
    if !kpi.shape.is_standing() {
        return Ok(buckets);
    }
    let text = format!(
        "SELECT since / {DAY} AS since_day, CAST(SUM(numerator) AS BIGINT) AS numerator, \
         CAST(SUM(denominator) AS BIGINT) AS denominator FROM ({}) facts WHERE at < $4 \
         AND ($5 = '' OR person = $5) GROUP BY since / {DAY}",
        summed(kpi.facts)
    );
    let statement = assembled(text)
        .bind(tenant.as_str())
        .bind(0_i64)
        .bind(view.known)
        .bind(view.known)
        .bind(view.person.to_owned());
    let last = (view.known - 1).div_euclid(DAY);
    for row in &db.rows(statement).await? {
        let age = last - row.int("since_day")?;
        let place = ENDS.iter().position(|end| age <= *end).unwrap_or(ENDS.len());
        buckets[place].numerator += row.int("numerator")?;
        buckets[place].denominator += row.int("denominator")?;
    }
    Ok(buckets)
}

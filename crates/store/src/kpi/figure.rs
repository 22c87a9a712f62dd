//! From the facts of a KPI to its months, its present number and its rows.

use super::months::{DAY, Month};
use super::{Kpi, Shape};
use crate::db::{Db, assembled};
use crate::row::Get;
use crate::{Result, SqlRow};
use model::TenantId;

/// Days over which the daily mean of a level's denominator is taken (HFMA: three months).
pub const MEAN_DAYS: i64 = 90;

/// Most facts of one answer.
const MOST_FACTS: i64 = 50_000;

/// Numerator and denominator of a stretch of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Point {
    /// The month.
    pub label: String,
    /// What was counted.
    pub numerator: i64,
    /// Over what; 0 where there is nothing to divide by, and so no number.
    pub denominator: i64,
}

/// A KPI with its numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Which.
    pub kpi: &'static Kpi,
    /// By month, oldest first.
    pub months: Vec<Point>,
    /// Over all months (a flow), or as it stands now (a level).
    pub now: Point,
}

/// One fact behind a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The account.
    pub account: String,
    /// What the source calls it.
    pub source_key: String,
    /// Its payer.
    pub payer: String,
    /// Its setting.
    pub setting: String,
    /// When.
    pub at: i64,
    /// Who, where that is told.
    pub person: Option<String>,
    /// What it adds to the numerator.
    pub numerator: i64,
    /// And to the denominator.
    pub denominator: i64,
}

/// The numbers of a KPI over months; of one person where `person` is not empty.
///
/// # Errors
/// A database that does not answer.
pub async fn figure(
    db: &Db,
    tenant: &TenantId,
    kpi: &'static Kpi,
    months: &[Month],
    person: &str,
) -> Result<Figure> {
    let first = months.first().map_or(0, |month| month.from);
    let from = if kpi.shape == Shape::Level { 0 } else { first };
    let to = months.last().map_or(0, |month| month.to);
    let text = format!(
        "SELECT at / {DAY} AS day, CAST(SUM(numerator) AS BIGINT) AS numerator, \
         CAST(SUM(denominator) AS BIGINT) AS denominator FROM ({}) facts \
         WHERE ($4 = '' OR person = $4) GROUP BY at / {DAY} ORDER BY 1",
        kpi.facts
    );
    let statement =
        assembled(text).bind(tenant.as_str()).bind(from).bind(to).bind(person.to_owned());
    let rows = db.rows(statement).await?;
    let days: Vec<(i64, i64, i64)> = rows
        .iter()
        .map(|row| Ok((row.int("day")?, row.int("numerator")?, row.int("denominator")?)))
        .collect::<Result<_>>()?;
    let points: Vec<Point> = months
        .iter()
        .map(|month| match kpi.shape {
            Shape::Flow => sum(&days, &month.label, (month.from, month.to)),
            Shape::Level => level(&days, &month.label, month.to),
        })
        .collect();
    let now = match kpi.shape {
        Shape::Flow => sum(&days, "", (first, to)),
        Shape::Level => level(&days, "", to),
    };
    Ok(Figure { kpi, months: points, now })
}

fn sum(days: &[(i64, i64, i64)], label: &str, (from, to): (i64, i64)) -> Point {
    let mut point = Point { label: label.to_owned(), ..Point::default() };
    // The day of `to` belongs to it as far as facts before `to` were asked for.
    for (_, numerator, denominator) in
        days.iter().filter(|(day, ..)| day * DAY >= from && day * DAY < to)
    {
        point.numerator += numerator;
        point.denominator += denominator;
    }
    point
}

fn level(days: &[(i64, i64, i64)], label: &str, to: i64) -> Point {
    let all = sum(days, label, (i64::MIN, to));
    let mean = sum(days, label, (to - MEAN_DAYS * DAY, to)).denominator / MEAN_DAYS;
    Point { denominator: mean, ..all }
}

/// The facts behind a KPI between two times, newest first; of a level, what is open at `to`.
///
/// # Errors
/// A database that does not answer.
pub async fn facts(
    db: &Db,
    tenant: &TenantId,
    kpi: &Kpi,
    time: (i64, i64),
    (person, most): (&str, i64),
) -> Result<Vec<Fact>> {
    facts_after(db, tenant, kpi, time, (person, None, most)).await
}

/// Where a page of facts ended: the time and account of its last one, and how many facts of just
/// this time and account were told already.
pub type FactPlace = (i64, String, i64);

/// As [`facts`], from after a place on.
///
/// # Errors
/// A database that does not answer.
pub async fn facts_after(
    db: &Db,
    tenant: &TenantId,
    kpi: &Kpi,
    (from, to): (i64, i64),
    (person, after, most): (&str, Option<&FactPlace>, i64),
) -> Result<Vec<Fact>> {
    let (from, inner) = match kpi.shape {
        Shape::Flow => (from, kpi.facts.to_owned()),
        Shape::Level => (
            0,
            format!(
                "SELECT account, MIN(at) AS at, MAX(person) AS person, SUM(numerator) AS \
                 numerator, SUM(denominator) AS denominator FROM ({}) flows GROUP BY account \
                 HAVING SUM(numerator) > 0",
                kpi.facts
            ),
        ),
    };
    let text = format!(
        "SELECT f.account AS account, f.at AS at, f.person AS person, \
         CAST(f.numerator AS BIGINT) AS numerator, CAST(f.denominator AS BIGINT) AS denominator, \
         COALESCE(b.source_key, '') AS source_key, COALESCE(b.payer, '') AS payer, \
         COALESCE(b.setting, '') AS setting FROM ({inner}) f LEFT JOIN account b \
         ON b.tenant = $1 AND b.id = f.account WHERE ($4 = '' OR f.person = $4) \
         AND ($6 = 0 OR f.at < $7 OR (f.at = $7 AND f.account >= $8)) \
         ORDER BY f.at DESC, f.account, f.person, f.numerator, f.denominator \
         LIMIT $5 OFFSET $9"
    );
    let nowhere = FactPlace::default();
    let place = after.unwrap_or(&nowhere);
    let statement = assembled(text)
        .bind(tenant.as_str())
        .bind(from)
        .bind(to)
        .bind(person.to_owned())
        .bind(most.clamp(1, MOST_FACTS))
        .bind(i64::from(after.is_some()))
        .bind(place.0)
        .bind(place.1.clone())
        .bind(place.2);
    let read = |row: &SqlRow| {
        Ok(Fact {
            account: row.text("account")?,
            source_key: row.text("source_key")?,
            payer: row.text("payer")?,
            setting: row.text("setting")?,
            at: row.int("at")?,
            person: row.opt_text("person")?,
            numerator: row.int("numerator")?,
            denominator: row.int("denominator")?,
        })
    };
    db.rows(statement).await?.iter().map(read).collect()
}

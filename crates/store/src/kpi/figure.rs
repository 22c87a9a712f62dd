//! From the facts of a KPI to its numbers: by month, and altogether.

use super::months::{DAY, Month};
use super::roll::summed;
use super::{Kpi, Shape};
use crate::Result;
use crate::db::{Answer, Db, assembled};
use crate::row::Get;
use model::TenantId;

/// Days over which the daily mean of a level's denominator is taken (HFMA: three months).
pub const MEAN_DAYS: i64 = 90;

/// Months before a month over which the denominator of an average is taken (HFMA).
pub const MEAN_MONTHS: usize = 3;

/// Whose numbers are asked for, and as known when.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// Of this person; empty: of all.
    pub person: &'a str,
    /// What was known before this moment, in microseconds since 1970 (UTC).
    pub known: i64,
}

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
    /// Over all months (a flow), or as it stands at their end (a level, a standing).
    pub now: Point,
}

/// The facts of a day, and since when what they are about is there.
struct Sum {
    day: i64,
    since: i64,
    numerator: i64,
    denominator: i64,
}

/// The numbers of a KPI over months that end before `view.known`.
///
/// # Errors
/// A database that does not answer.
pub fn figure<'a>(
    db: &'a Db,
    tenant: &'a TenantId,
    kpi: &'static Kpi,
    months: &'a [Month],
    view: View<'a>,
) -> Answer<'a, Figure> {
    Box::pin(async move {
        let first = months.first().map_or(0, |month| month.from);
        let to = months.last().map_or(0, |month| month.to);
        let from = match kpi.shape {
            Shape::Flow => first,
            Shape::Averaged => months.first().map_or(0, |month| before(month)[0].from),
            Shape::Level | Shape::Standing(_) => 0,
        };
        let sums = sums(db, tenant, kpi, (from, to), view).await?;
        let point = |month: &Month| match kpi.shape {
            Shape::Flow => flow(&sums, &month.label, (month.from, month.to)),
            Shape::Averaged => averaged(&sums, month),
            Shape::Level => level(&sums, &month.label, month.to),
            Shape::Standing(over) => standing(&sums, &month.label, month.to, over),
        };
        let points: Vec<Point> = months.iter().map(point).collect();
        let now = match kpi.shape {
            Shape::Flow => flow(&sums, "", (first, to)),
            Shape::Averaged => added(&points),
            Shape::Level => level(&sums, "", to),
            Shape::Standing(over) => standing(&sums, "", to, over),
        };
        Ok(Figure { kpi, months: points, now })
    })
}

async fn sums(
    db: &Db,
    tenant: &TenantId,
    kpi: &Kpi,
    (from, to): (i64, i64),
    view: View<'_>,
) -> Result<Vec<Sum>> {
    let since = if kpi.shape.is_standing() { "since / 86400000000" } else { "0" };
    let text = format!(
        "SELECT at / {DAY} AS day, {since} AS since_day, CAST(SUM(numerator) AS BIGINT) AS \
         numerator, CAST(SUM(denominator) AS BIGINT) AS denominator FROM ({}) facts \
         WHERE at < $4 AND ($5 = '' OR person = $5) GROUP BY 1, 2 ORDER BY 1, 2",
        summed(kpi.facts)
    );
    let statement = assembled(text)
        .bind(tenant.as_str())
        .bind(from)
        .bind(to)
        .bind(view.known)
        .bind(view.person.to_owned());
    let rows = db.rows(statement).await?;
    rows.iter()
        .map(|row| {
            Ok(Sum {
                day: row.int("day")?,
                since: row.int("since_day")?,
                numerator: row.int("numerator")?,
                denominator: row.int("denominator")?,
            })
        })
        .collect()
}

fn flow(sums: &[Sum], label: &str, (from, to): (i64, i64)) -> Point {
    let mut point = Point { label: label.to_owned(), ..Point::default() };
    // The day of `to` belongs to it as far as facts before `to` were asked for.
    for sum in sums.iter().filter(|sum| sum.day * DAY >= from && sum.day * DAY < to) {
        point.numerator += sum.numerator;
        point.denominator += sum.denominator;
    }
    point
}

fn level(sums: &[Sum], label: &str, to: i64) -> Point {
    let all = flow(sums, label, (i64::MIN, to));
    let mean = flow(sums, label, (to - MEAN_DAYS * DAY, to)).denominator / MEAN_DAYS;
    Point { denominator: mean, ..all }
}

/// Everything until the end; in the numerator what is there for more than `over` days then.
fn standing(sums: &[Sum], label: &str, to: i64, over: i64) -> Point {
    let mut point = Point { label: label.to_owned(), ..Point::default() };
    let last = (to - 1).div_euclid(DAY);
    for sum in sums.iter().filter(|sum| sum.day <= last) {
        point.denominator += sum.denominator;
        if last - sum.since > over {
            point.numerator += sum.numerator;
        }
    }
    point
}

/// The months before a month over which its denominator is averaged, oldest first.
fn before(month: &Month) -> [Month; MEAN_MONTHS] {
    let third = month.before();
    let second = third.before();
    [second.before(), second, third]
}

/// The denominator is the mean of the months before, as far as anything is in them; of a month
/// that runs, its part. The first month of a site is set against itself.
fn averaged(sums: &[Sum], month: &Month) -> Point {
    let own = flow(sums, &month.label, (month.from, month.to));
    let earlier = before(month).map(|one| flow(sums, "", (one.from, one.to)).denominator);
    let count = i128::try_from(earlier.iter().filter(|sum| **sum > 0).count()).unwrap_or(0);
    if count == 0 {
        return own;
    }
    let whole = i128::from((month.after() - month.from).max(1)) * count;
    let sum = earlier.iter().map(|sum| i128::from(*sum)).sum::<i128>();
    let part = sum * i128::from(month.to - month.from);
    // To the nearest: a claim is a whole one.
    let mean = i64::try_from((part + whole / 2) / whole).unwrap_or(i64::MAX);
    Point { denominator: mean.max(1), ..own }
}

fn added(points: &[Point]) -> Point {
    Point {
        label: String::new(),
        numerator: points.iter().map(|point| point.numerator).sum(),
        denominator: points.iter().map(|point| point.denominator).sum(),
    }
}

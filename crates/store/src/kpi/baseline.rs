//! Baselines: all numbers of some months as they were known when somebody froze them. A baseline
//! is never changed.

use super::figure::{View, figure};
use super::months::{DAY, Month};
use super::{ALL, Point};
use crate::accounts::text;
use crate::db::{Answer, Db, Tx};
use crate::row::{Get, day};
use crate::{Result, SqlRow, StoreError};
use model::{Date, TenantId};
use serde::{Deserialize, Serialize};

/// Months of a baseline at most: two years.
const MOST_MONTHS: usize = 24;

/// Characters of a name.
const NAME: usize = 100;

/// Baselines that are shown.
const MOST: i64 = 100;

/// Days from 1970-01-01 to 2000-01-01.
const DAYS_TO_2000: i64 = 10_957;

/// One number as it was frozen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    /// The KPI.
    pub kpi: String,
    /// Its formula then, so that a changed definition is seen.
    pub formula: String,
    /// What was counted.
    pub numerator: i64,
    /// Over what; 0 where there was nothing to divide by.
    pub denominator: i64,
}

/// All numbers of some months, frozen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Baseline {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// The first day.
    pub from_day: String,
    /// The last day.
    pub to_day: String,
    /// When it was frozen: what was known then is in it.
    pub frozen_at: i64,
    /// Who froze it.
    pub frozen_by: String,
    /// The numbers.
    pub numbers: Vec<Frozen>,
}

impl Baseline {
    /// The number of a KPI; `None` for one that came later.
    #[must_use]
    pub fn of(&self, kpi: &str) -> Option<Point> {
        let found = self.numbers.iter().find(|one| one.kpi == kpi)?;
        let (numerator, denominator) = (found.numerator, found.denominator);
        Some(Point { label: String::new(), numerator, denominator })
    }
}

/// The whole months from one to another, both over before `now`.
///
/// # Errors
/// Labels that are no months, in the wrong order, too many, or not over.
pub fn span_of(first: &str, last: &str, now: i64) -> Result<Vec<Month>> {
    let refused = |why: &str| Err(StoreError::Refused(why.to_owned()));
    let (Some(first), Some(last)) = (Month::of_label(first), Month::of_label(last)) else {
        return refused("a month is written YYYY-MM");
    };
    if last.to > now {
        return refused("the last month is not over yet");
    }
    if first.from > last.from {
        return refused("the first month is after the last");
    }
    let mut months = vec![last];
    while months[months.len() - 1].from > first.from {
        if months.len() >= MOST_MONTHS {
            return refused("a baseline is of two years at most");
        }
        let before = months[months.len() - 1].before();
        months.push(before);
    }
    months.reverse();
    Ok(months)
}

/// Counts every number over months as known now. It is kept by [`put_baseline`].
///
/// # Errors
/// A database that does not answer.
pub fn freeze<'a>(
    db: &'a Db,
    tenant: &'a TenantId,
    months: &'a [Month],
    now: i64,
) -> Answer<'a, Vec<Frozen>> {
    Box::pin(async move {
        let mut numbers = Vec::with_capacity(ALL.len());
        for kpi in &ALL {
            let found = figure(db, tenant, kpi, months, View { person: "", known: now }).await?;
            numbers.push(Frozen {
                kpi: kpi.name.to_owned(),
                formula: kpi.formula.to_owned(),
                numerator: found.now.numerator,
                denominator: found.now.denominator,
            });
        }
        Ok(numbers)
    })
}

/// A new baseline over months.
///
/// # Errors
/// A name that is empty or too long; an id that is there; a database that does not answer.
pub fn put_baseline<'a>(
    tx: &'a mut Tx,
    tenant: &'a TenantId,
    (id, name): (&'a str, &'a str),
    (months, at, by): (&'a [Month], i64, &'a str),
    numbers: &'a [Frozen],
) -> Answer<'a, ()> {
    Box::pin(async move {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > NAME {
            return Err(StoreError::Refused("a baseline has a name of up to 100".to_owned()));
        }
        let date = |at: i64| {
            let days = i32::try_from(at.div_euclid(DAY) - DAYS_TO_2000).unwrap_or(0);
            day(Date::from_days_since_2000(days))
        };
        let row = vec![
            tenant.as_str().into(),
            id.into(),
            name.into(),
            date(months.first().map_or(0, |month| month.from)).into(),
            date(months.last().map_or(0, |month| month.to) - 1).into(),
            at.into(),
            by.into(),
            text(&numbers).into(),
        ];
        let into = "kpi_baseline (tenant, id, name, from_day, to_day, frozen_at, frozen_by, body)";
        tx.insert(into, vec![row]).await.map(drop)
    })
}

/// The baselines, newest first.
///
/// # Errors
/// A database that does not answer.
pub async fn baselines(db: &Db, tenant: &TenantId) -> Result<Vec<Baseline>> {
    let statement = sqlx::query(
        "SELECT id, name, from_day, to_day, frozen_at, frozen_by, body FROM kpi_baseline \
         WHERE tenant = $1 ORDER BY frozen_at DESC, id LIMIT $2",
    )
    .bind(tenant.as_str())
    .bind(MOST);
    db.rows(statement).await?.iter().map(read).collect()
}

/// One baseline.
///
/// # Errors
/// A database that does not answer.
pub async fn baseline(db: &Db, tenant: &TenantId, id: &str) -> Result<Option<Baseline>> {
    let statement = sqlx::query(
        "SELECT id, name, from_day, to_day, frozen_at, frozen_by, body FROM kpi_baseline \
         WHERE tenant = $1 AND id = $2",
    )
    .bind(tenant.as_str())
    .bind(id.to_owned());
    db.row(statement).await?.as_ref().map(read).transpose()
}

fn read(row: &SqlRow) -> Result<Baseline> {
    Ok(Baseline {
        id: row.text("id")?,
        name: row.text("name")?,
        from_day: row.text("from_day")?,
        to_day: row.text("to_day")?,
        frozen_at: row.int("frozen_at")?,
        frozen_by: row.text("frozen_by")?,
        numbers: row.json("body")?,
    })
}

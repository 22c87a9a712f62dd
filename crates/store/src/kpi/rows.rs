//! The rows behind a number, and what they come to by person.

use super::figure::View;
use super::months::DAY;
use super::roll::{summed, told};
use super::{Kpi, Shape, owed};
use crate::db::{Answer, Db, Dialect, assembled};
use crate::row::Get;
use crate::{Result, SqlRow};
use model::TenantId;

/// Most facts of one answer.
const MOST_FACTS: i64 = 50_000;

/// Most people of one answer.
const MOST_PEOPLE: i64 = 500;

/// One fact behind a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The account; empty for what belongs to none, such as a cost.
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

/// The facts behind a KPI between two times, newest first. Of a level or a standing what is open
/// at the end, by account; of an average the rows of its numerator.
///
/// # Errors
/// A database that does not answer.
pub async fn facts(
    db: &Db,
    tenant: &TenantId,
    kpi: &Kpi,
    time: (i64, i64),
    (view, most): (View<'_>, i64),
) -> Result<Vec<Fact>> {
    facts_after(db, tenant, kpi, time, (view, None, most)).await
}

/// Where a page of facts ended: the time and account of its last one, and how many facts of just
/// this time and account were told already.
pub type FactPlace = (i64, String, i64);

/// What stands behind a number: facts, or what they come to by account.
fn inner(kpi: &Kpi, to: i64) -> String {
    match kpi.shape {
        Shape::Flow => return told(kpi.facts),
        Shape::Averaged => {
            return format!("SELECT * FROM ({}) flows WHERE numerator <> 0", told(kpi.facts));
        }
        Shape::Level | Shape::Standing(_) => {}
    }
    let old = standing_cut(kpi, to);
    format!(
        "SELECT account, MIN(at) AS at, MAX(person) AS person, SUM(numerator) AS numerator, \
         SUM(denominator) AS denominator FROM ({}) flows WHERE at < $4{old} GROUP BY account \
         HAVING SUM(numerator) <> 0",
        told(kpi.facts)
    )
}

/// What a standing asks of a fact: older than so many days on the last day.
pub(super) fn standing_cut(kpi: &Kpi, to: i64) -> String {
    match kpi.shape {
        Shape::Standing(over) => {
            format!(" AND since < {}", ((to - 1).div_euclid(DAY) - over) * DAY)
        }
        _ => String::new(),
    }
}

/// As [`facts`], from after a place on.
///
/// # Errors
/// A database that does not answer.
pub fn facts_after<'a>(
    db: &'a Db,
    tenant: &'a TenantId,
    kpi: &'a Kpi,
    (from, to): (i64, i64),
    (view, after, most): (View<'a>, Option<&'a FactPlace>, i64),
) -> Answer<'a, Vec<Fact>> {
    Box::pin(async move {
        let most = most.clamp(1, MOST_FACTS);
        if let Some(source) = owed::source(kpi) {
            let wanted = owed::Wanted { to, view, after, most };
            return owed::facts(db, tenant, (kpi, source), wanted).await;
        }
        let from = if kpi.shape.is_of_an_end() { 0 } else { from };
        let text = format!(
            "SELECT f.account AS account, f.at AS at, f.person AS person, CAST(f.numerator AS \
             BIGINT) AS numerator, CAST(f.denominator AS BIGINT) AS denominator, \
             COALESCE(b.source_key, '') AS source_key, COALESCE(b.payer, '') AS payer, \
             COALESCE(b.setting, '') AS setting FROM ({}) f LEFT JOIN account b \
             ON b.tenant = $1 AND b.id = f.account WHERE f.at < $4 AND ($5 = '' OR f.person = $5) \
             AND ($7 = 0 OR f.at < $8 OR (f.at = $8 AND f.account >= $9)) \
             ORDER BY f.at DESC, f.account, f.person, f.numerator, f.denominator \
             LIMIT $6 OFFSET $10",
            inner(kpi, to)
        );
        let nowhere = FactPlace::default();
        let place = after.unwrap_or(&nowhere);
        let statement = assembled(text)
            .bind(tenant.as_str())
            .bind(from)
            .bind(to)
            .bind(view.known)
            .bind(view.person.to_owned())
            .bind(most)
            .bind(i64::from(after.is_some()))
            .bind(place.0)
            .bind(place.1.clone())
            .bind(place.2);
        db.rows(statement).await?.iter().map(read).collect()
    })
}

pub(super) fn read(row: &SqlRow) -> Result<Fact> {
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
}

/// What a flow comes to for one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonSum {
    /// The user, or `policy:…` for what the machine released.
    pub person: String,
    /// What was counted.
    pub numerator: i64,
    /// Over what.
    pub denominator: i64,
}

/// A flow by person, between two times.
///
/// # Errors
/// A database that does not answer.
pub async fn by_person(
    db: &Db,
    tenant: &TenantId,
    kpi: &Kpi,
    (from, to): (i64, i64),
    known: i64,
) -> Result<Vec<PersonSum>> {
    let text = format!(
        "SELECT person, CAST(SUM(numerator) AS BIGINT) AS numerator, CAST(SUM(denominator) AS \
         BIGINT) AS denominator FROM ({}) facts WHERE at < $4 AND person IS NOT NULL \
         GROUP BY person ORDER BY person LIMIT $5",
        summed(kpi.facts)
    );
    let statement =
        assembled(text).bind(tenant.as_str()).bind(from).bind(to).bind(known).bind(MOST_PEOPLE);
    let rows = db.rows(statement).await?;
    rows.iter()
        .map(|row| {
            Ok(PersonSum {
                person: row.text("person")?,
                numerator: row.int("numerator")?,
                denominator: row.int("denominator")?,
            })
        })
        .collect()
}

/// How the engine reads the facts of a KPI: its plan, line by line, for whoever measures.
///
/// # Errors
/// A database that does not answer.
pub async fn explained(
    db: &Db,
    tenant: &TenantId,
    kpi: &Kpi,
    (from, to): (i64, i64),
) -> Result<Vec<String>> {
    let (word, column) = match db.dialect() {
        Dialect::Sqlite => ("EXPLAIN QUERY PLAN", "detail"),
        Dialect::Postgres => ("EXPLAIN ANALYZE", "QUERY PLAN"),
    };
    let text =
        format!("{word} SELECT SUM(numerator) FROM ({}) facts WHERE at < $4", summed(kpi.facts));
    let statement = assembled(text).bind(tenant.as_str()).bind(from).bind(to).bind(to);
    db.rows(statement).await?.iter().map(|row| row.text(column)).collect()
}

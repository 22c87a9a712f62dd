//! Numbers that people enter by hand, month by month. Every entry is kept.

use super::months::Month;
use crate::db::{Answer, Db, Tx};
use crate::row::Get;
use crate::{Result, SqlRow, StoreError};
use model::TenantId;

/// The most that can be entered: ten billion dollars, or as many minutes.
const MOST: i64 = 1_000_000_000_000;

/// Characters of a note.
const NOTE: usize = 500;

/// A number that is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EnteredKpi {
    /// Its name in the table.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// The KPI that is made of it.
    pub kpi: &'static str,
    /// Whether it is an amount in cents; else minutes.
    pub money: bool,
}

/// Every number that is entered.
pub const ENTERED: [EnteredKpi; 2] = [
    EnteredKpi {
        name: "revenue-cycle-cost",
        title: "Cost of the revenue cycle",
        kpi: "cost-to-collect",
        money: true,
    },
    EnteredKpi {
        name: "reporting-effort",
        title: "Hours of staff for reports",
        kpi: "reporting-effort",
        money: false,
    },
];

/// The number of a name.
#[must_use]
pub fn entered_kpi(name: &str) -> Option<&'static EnteredKpi> {
    ENTERED.iter().find(|one| one.name == name)
}

/// What was entered for a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnteredRow {
    /// Which number.
    pub kpi: String,
    /// `2026-06`.
    pub month: String,
    /// Cents, or minutes.
    pub value: i64,
    /// Why, in words.
    pub note: String,
    /// Who.
    pub by_person: String,
    /// When.
    pub at: i64,
    /// From 1.
    pub version: i64,
}

/// Enters the number of a month, over the version that was read: 0 where there was none.
///
/// # Errors
/// A number of that name, month or size that there is not; a version that is not the newest any
/// more; a database that does not answer.
pub fn enter<'a>(tx: &'a mut Tx, tenant: &'a TenantId, row: &'a EnteredRow) -> Answer<'a, ()> {
    Box::pin(async move {
        let refused = |why: &str| Err(StoreError::Refused(why.to_owned()));
        if entered_kpi(&row.kpi).is_none() {
            return refused("no number of that name is entered by hand");
        }
        let month = Month::of_label(&row.month).filter(|month| month.from <= row.at);
        if month.is_none() {
            return refused("a month is written YYYY-MM and has begun");
        }
        if !(0..=MOST).contains(&row.value) || row.note.chars().count() > NOTE {
            return refused("the number is below nothing or too large, or the note too long");
        }
        let statement = sqlx::query(
            "SELECT COALESCE(MAX(version), 0) AS version FROM kpi_entered WHERE tenant = $1 \
             AND kpi = $2 AND month = $3",
        )
        .bind(tenant.as_str())
        .bind(row.kpi.clone())
        .bind(row.month.clone());
        let newest = match tx.row(statement).await? {
            Some(found) => found.int("version")?,
            None => 0,
        };
        if newest + 1 != row.version {
            return Err(StoreError::Conflict { what: "the number of this month".to_owned() });
        }
        let into = "kpi_entered (tenant, kpi, month, value, note, by_person, at, version)";
        let values = vec![
            tenant.as_str().into(),
            row.kpi.as_str().into(),
            row.month.as_str().into(),
            row.value.into(),
            row.note.as_str().into(),
            row.by_person.as_str().into(),
            row.at.into(),
            row.version.into(),
        ];
        // Who enters the same version at the same moment comes second.
        match tx.insert_new(into, vec![values]).await? {
            1 => Ok(()),
            _ => Err(StoreError::Conflict { what: "the number of this month".to_owned() }),
        }
    })
}

/// The newest entry of each number and month, newest month first.
///
/// # Errors
/// A database that does not answer.
pub async fn entered(db: &Db, tenant: &TenantId) -> Result<Vec<EnteredRow>> {
    let statement = sqlx::query(
        "SELECT e.kpi, e.month, e.value, e.note, e.by_person, e.at, e.version FROM kpi_entered e \
         WHERE e.tenant = $1 AND NOT EXISTS (SELECT 1 FROM kpi_entered n WHERE \
         n.tenant = e.tenant AND n.kpi = e.kpi AND n.month = e.month AND n.version > e.version) \
         ORDER BY e.month DESC, e.kpi LIMIT 1000",
    )
    .bind(tenant.as_str());
    db.rows(statement).await?.iter().map(read).collect()
}

/// Every entry of a number and month, newest first.
///
/// # Errors
/// A database that does not answer.
pub async fn history(
    db: &Db,
    tenant: &TenantId,
    (kpi, month): (&str, &str),
) -> Result<Vec<EnteredRow>> {
    let statement = sqlx::query(
        "SELECT kpi, month, value, note, by_person, at, version FROM kpi_entered \
         WHERE tenant = $1 AND kpi = $2 AND month = $3 ORDER BY version DESC LIMIT 1000",
    )
    .bind(tenant.as_str())
    .bind(kpi.to_owned())
    .bind(month.to_owned());
    db.rows(statement).await?.iter().map(read).collect()
}

fn read(row: &SqlRow) -> Result<EnteredRow> {
    Ok(EnteredRow {
        kpi: row.text("kpi")?,
        month: row.text("month")?,
        value: row.int("value")?,
        note: row.text("note")?,
        by_person: row.text("by_person")?,
        at: row.int("at")?,
        version: row.int("version")?,
    })
}

//! Patterns of refusals: what each payment decided, counted, and the alarms found in it.

use crate::accounts::text;
use crate::db::{Db, Tx, assembled};
use crate::row::{Get, day};
use crate::{Result, SqlRow, StoreError};
use model::{Cents, Date, TenantId};
use payments::patterns::{Alarm, Counts, Pattern, Service};

/// Counts of one service, or of one reason on it, in one payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternCount {
    /// Payer, code, modifiers.
    pub service: Service,
    /// Group and reason; empty for all lines decided.
    pub reason: String,
    /// Lines.
    pub lines: u64,
    /// What was charged on them, or refused of them.
    pub cents: Cents,
}

/// Sums of a pattern over a span of weeks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatternSum {
    /// The pattern.
    pub pattern: Pattern,
    /// Lines refused for it.
    pub refused: i64,
    /// What was refused.
    pub cents: Cents,
}

/// An alarm as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct AlarmRow {
    /// Made of its pattern and day.
    pub id: String,
    /// The day on which it was found.
    pub found_on: Date,
    /// `open`, `seen`, `explained`.
    pub state: String,
    /// What was found.
    pub alarm: Alarm,
    /// What somebody said to it.
    pub note: String,
    /// Who.
    pub by_person: String,
    /// When it was last changed.
    pub at: i64,
    /// Counts the changes.
    pub version: i64,
}

/// Keeps what a payment decided; a payment that was counted before is counted anew.
///
/// # Errors
/// A database that does not answer.
pub async fn put_pattern_counts(
    tx: &mut Tx,
    tenant: &TenantId,
    (remittance, week): (&str, i32),
    counts: &[PatternCount],
) -> Result<()> {
    let old = sqlx::query("DELETE FROM payer_week WHERE tenant = $1 AND remittance = $2")
        .bind(tenant.as_str())
        .bind(remittance.to_owned());
    tx.run(old).await?;
    let row = |one: &PatternCount| {
        vec![
            tenant.as_str().into(),
            remittance.into(),
            one.service.code.as_str().into(),
            one.service.modifier.as_str().into(),
            one.reason.as_str().into(),
            one.service.payer.as_str().into(),
            i64::from(week).into(),
            i64::try_from(one.lines).unwrap_or(i64::MAX).into(),
            one.cents.0.into(),
        ]
    };
    let into = "payer_week (tenant, remittance, code, modifiers, reason, payer, week, lines, \
        cents)";
    tx.insert(into, counts.iter().map(row).collect()).await.map(drop)
}

fn pattern(row: &SqlRow) -> Result<Pattern> {
    let service = Service {
        payer: row.text("payer")?,
        code: row.text("code")?,
        modifier: row.text("modifiers")?,
    };
    Ok(Pattern { service, reason: row.text("reason")? })
}

/// The counts from a week on.
///
/// # Errors
/// A database that does not answer.
pub async fn pattern_counts(db: &Db, tenant: &TenantId, from: i32) -> Result<Counts> {
    let statement = sqlx::query(
        "SELECT payer, code, modifiers, reason, week, CAST(SUM(lines) AS BIGINT) AS lines \
         FROM payer_week WHERE tenant = $1 AND week >= $2 \
         GROUP BY payer, code, modifiers, reason, week",
    )
    .bind(tenant.as_str())
    .bind(i64::from(from));
    let mut counts = Counts::default();
    for row in db.rows(statement).await? {
        let pattern = pattern(&row)?;
        let week = i32::try_from(row.int("week")?).unwrap_or(0);
        let lines = u64::try_from(row.int("lines")?).unwrap_or(0);
        match pattern.reason.is_empty() {
            true => counts.add_decided(&pattern.service, week, lines),
            false => counts.add_refused(&pattern, week, lines),
        }
    }
    Ok(counts)
}

/// What was refused most since a week: the dearest patterns first.
///
/// # Errors
/// A database that does not answer.
pub async fn pattern_sums(
    db: &Db,
    tenant: &TenantId,
    (from, payer): (i32, &str),
    most: i64,
) -> Result<Vec<PatternSum>> {
    let statement = sqlx::query(
        "SELECT payer, code, modifiers, reason, CAST(SUM(lines) AS BIGINT) AS lines, \
         CAST(SUM(cents) AS BIGINT) AS cents FROM payer_week WHERE tenant = $1 AND week >= $2 \
         AND reason <> '' AND ($3 = '' OR payer = $3) GROUP BY payer, code, modifiers, reason \
         ORDER BY SUM(cents) DESC, payer, code, modifiers, reason LIMIT $4",
    )
    .bind(tenant.as_str())
    .bind(i64::from(from))
    .bind(payer.to_owned())
    .bind(most.clamp(1, 500));
    let read = |row: &SqlRow| {
        Ok(PatternSum {
            pattern: pattern(row)?,
            refused: row.int("lines")?,
            cents: Cents(row.int("cents")?),
        })
    };
    db.rows(statement).await?.iter().map(read).collect()
}

const COLUMNS: &str = "SELECT id, found_on, state, body, note, by_person, at, version \
    FROM payer_alarm WHERE tenant = $1";

fn read(row: &SqlRow) -> Result<AlarmRow> {
    let found_on = row.text("found_on")?;
    Ok(AlarmRow {
        id: row.text("id")?,
        found_on: found_on.parse().map_err(|_| StoreError::Corrupt {
            table: "payer_alarm",
            column: "found_on".to_owned(),
            why: format!("`{found_on}` is no day"),
        })?,
        state: row.text("state")?,
        alarm: row.json("body")?,
        note: row.text("note")?,
        by_person: row.text("by_person")?,
        at: row.int("at")?,
        version: row.int("version")?,
    })
}

/// Keeps alarms; one that is there stays as people left it. How many were new.
///
/// # Errors
/// A database that does not answer.
pub async fn put_alarms(tx: &mut Tx, tenant: &TenantId, rows: &[AlarmRow]) -> Result<u64> {
    let row = |row: &AlarmRow| {
        vec![
            tenant.as_str().into(),
            row.id.as_str().into(),
            row.alarm.pattern.service.payer.as_str().into(),
            day(row.found_on).into(),
            row.state.as_str().into(),
            text(&row.alarm).into(),
            row.at.into(),
        ]
    };
    let into = "payer_alarm (tenant, id, payer, found_on, state, body, at)";
    tx.insert_new(into, rows.iter().map(row).collect()).await
}

/// Alarms found since a day, newest first.
///
/// # Errors
/// A database that does not answer.
pub async fn alarms(db: &Db, tenant: &TenantId, since: Date) -> Result<Vec<AlarmRow>> {
    let statement =
        assembled(format!("{COLUMNS} AND found_on >= $2 ORDER BY found_on DESC, id LIMIT 500"))
            .bind(tenant.as_str())
            .bind(day(since));
    db.rows(statement).await?.iter().map(read).collect()
}

/// Says what somebody said to an alarm.
///
/// # Errors
/// [`StoreError::Conflict`] when it changed since `version`; a database that does not answer.
pub async fn answer_alarm(
    tx: &mut Tx,
    tenant: &TenantId,
    (id, version): (&str, i64),
    (state, note): (&'static str, &str),
    (by, at): (&str, i64),
) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE payer_alarm SET state = $1, note = $2, by_person = $3, at = $4, \
         version = version + 1 WHERE tenant = $5 AND id = $6 AND version = $7",
    )
    .bind(state)
    .bind(note.to_owned())
    .bind(by.to_owned())
    .bind(at)
    .bind(tenant.as_str())
    .bind(id.to_owned())
    .bind(version);
    match tx.run(statement).await? {
        1 => Ok(()),
        _ => Err(StoreError::Conflict { what: format!("alarm {id}") }),
    }
}

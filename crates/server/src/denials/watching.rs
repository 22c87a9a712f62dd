//! Once a day: the worklist is put in the order of the day, and payers are watched for what they
//! began to refuse.

use crate::app::App;
use crate::reception::hex;
use crate::surroundings::day_of;
use ::payments::patterns::{Alarm, HISTORY, Pattern, week_of};
use model::{Date, TenantId};
use std::collections::BTreeSet;
use store::payments::{self, AlarmRow};

/// Weeks before the newest whole week that the alarm looks at: its history and three more.
const LOOK_BACK: i32 = HISTORY as i32 + 4;

/// Days for which a pattern that was told is not told again: by then it is the payer's history.
const TOLD: i32 = 7 * HISTORY as i32;

/// Does it for every tenant.
///
/// # Errors
/// A database that does not answer.
pub(crate) async fn pass(app: &App) -> store::Result<()> {
    for tenant in store::people::tenants(&app.db).await? {
        watch(app, &tenant.id).await?;
    }
    Ok(())
}

/// Does it for one tenant; how many alarms are new.
///
/// # Errors
/// A database that does not answer.
pub async fn watch(app: &App, tenant: &TenantId) -> store::Result<u64> {
    let today = day_of(app.now());
    // The newest week that is over.
    let week = week_of(today) - 1;
    let counts = payments::pattern_counts(&app.db, tenant, week - LOOK_BACK).await?;
    let found = tokio::task::spawn_blocking(move || counts.alarms(week)).await;
    let found = found.map_err(|fault| store::StoreError::Refused(fault.to_string()))?;
    let told: BTreeSet<Pattern> = payments::alarms(&app.db, tenant, today.plus_days(-TOLD))
        .await?
        .into_iter()
        .map(|row| row.alarm.pattern)
        .collect();
    let fresh: Vec<AlarmRow> = found
        .into_iter()
        .filter(|alarm| !told.contains(&alarm.pattern))
        .map(|alarm| row(alarm, today, app.now()))
        .collect();
    let mut tx = app.db.begin().await?;
    payments::rank_denials(&mut tx, tenant, today).await?;
    let new = payments::put_alarms(&mut tx, tenant, &fresh).await?;
    tx.commit().await?;
    Ok(new)
}

fn row(alarm: Alarm, today: Date, at: i64) -> AlarmRow {
    let service = &alarm.pattern.service;
    let name = [&service.payer, &service.code, &service.modifier, &alarm.pattern.reason];
    let name = name.map(String::as_str).join("|");
    let mark: String = hex(name.as_bytes()).chars().take(16).collect();
    AlarmRow {
        id: format!("alarm_{mark}_{today}"),
        found_on: today,
        state: "open".to_owned(),
        alarm,
        note: String::new(),
        by_person: String::new(),
        at,
        version: 1,
    }
}

//! The ladder of reminders and escalations of the account's setting.

use super::{Act, Changed, hold, hold_as_seen};
use crate::app::App;
use cdi::aging::{self, Ladder, QuerySetting};
use cdi::query::Event;
use model::{Setting, TenantId};
use serde_json::json;
use store::StoreError;
use store::accounts::Account;

/// The ladder of an account: by its setting, and by whether the stay is over.
#[must_use]
pub fn ladder_of(account: &Account) -> &'static Ladder {
    let setting: Option<Setting> = account.setting.parse().ok();
    let discharged = account.service_to.is_some();
    let setting = setting.map(|setting| QuerySetting::of(setting, discharged));
    aging::ladder(setting.unwrap_or(QuerySetting::Outpatient))
}

/// Does the next step of a query's ladder when its time has come; what was done, in one word.
///
/// # Errors
/// A database that does not answer.
pub async fn climb(app: &App, tenant: &TenantId, id: &str) -> store::Result<Option<&'static str>> {
    let now = app.now();
    let mut held = hold(app, tenant, id).await?;
    let step = ladder_of(&held.account).next_step(&held.stored.query, now);
    let act = Act { tenant, id, version: held.stored.version, actor: "service" };
    let Some(step) = step.filter(|step| step.due) else {
        // Another process was quicker, or the setting changed: the time is set anew.
        let next_at = step.map(|step| step.at_micros);
        if held.stored.next_at != next_at {
            held.stored.next_at = next_at;
            store::queries::save(&mut held.tx, tenant, &mut held.stored).await?;
            held.tx.commit().await?;
        }
        return Ok(None);
    };
    let (event, action) = (
        step.event(),
        match step.act {
            aging::Act::Remind => "query.remind",
            aging::Act::Escalate => "query.escalate",
        },
    );
    held.apply(act.actor, event, now)?;
    let detail = json!({ "step": step.number, "to": step.to.name() });
    let changed = held.finish(app, &act, (action, detail), now).await?;
    changed.commit(app, tenant).await?;
    Ok(Some(action))
}

/// Brings in somebody above before the ladder does: the next escalating step.
///
/// # Errors
/// [`StoreError::Conflict`] when the query was changed since; [`StoreError::Refused`] when nobody
/// is left above, or it awaits no answer.
pub async fn escalate(app: &App, act: &Act<'_>) -> store::Result<Changed> {
    let now = app.now();
    let mut held = hold_as_seen(app, act).await?;
    let done = held.stored.query.escalation_step;
    let steps = (1u32..).zip(&ladder_of(&held.account).steps);
    let above = steps
        .filter(|(number, step)| *number > done && step.act == aging::Act::Escalate)
        .map(|(number, step)| (number, step.to.name()))
        .next();
    let Some((step, to)) = above else {
        return Err(StoreError::Refused("nobody is left above on this ladder".to_owned()));
    };
    held.apply(act.actor, Event::Escalate { step, to: to.to_owned() }, now)?;
    held.finish(app, act, ("query.escalate", json!({ "step": step, "to": to })), now).await
}

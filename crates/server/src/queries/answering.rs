//! An answer: the addendum joins the chart, and the account is read again.

use super::{Act, Changed, Held, hold_as_seen};
use crate::app::App;
use crate::reception::{self, READ};
use crate::surroundings::day_of;
use cdi::answer::{Addendum, addendum};
use cdi::query::Event;
use model::{AccountEvent, AccountState, TenantId};
use serde_json::json;
use store::StoreError;
use store::accounts::{
    DocumentRow, StoredChart, documents_for_change, latest_chart_for_change, put_chart,
};
use store::work::NewJob;

/// An answer is read before what came by itself: a coder waits for it.
const PRIORITY: i64 = 50;

/// What a provider says.
#[derive(Clone, Debug)]
pub struct Answered<'a> {
    /// Key of the chosen option; empty for own words alone.
    pub choice: String,
    /// Their own words.
    pub text: String,
    /// Their name, as author of the addendum.
    pub name: &'a str,
}

/// Takes an answer: the addendum is a signed document of a new version of the chart; when no
/// other query is open the account is read again, so that the service recodes it.
///
/// # Errors
/// [`StoreError::Conflict`] when the query was changed since; [`StoreError::Refused`] for an
/// answer without content or beyond its bound.
pub async fn answer(app: &App, act: &Act<'_>, answered: Answered<'_>) -> store::Result<Changed> {
    let now = app.now();
    let mut held = hold_as_seen(app, act).await?;
    let event = Event::Answer { choice: answered.choice, text: answered.text };
    held.apply(act.actor, event, now)?;
    let chart = latest_chart_for_change(&mut held.tx, act.tenant, &held.account.id).await?;
    let chart = chart.ok_or_else(|| StoreError::NotFound { what: "chart".to_owned() })?;
    let joins = addendum(&held.stored.query, &chart.chart, day_of(now));
    let adds = joins.is_some();
    if let Some(joins) = joins {
        join(&mut held, act.tenant, chart, joins, (answered.name, now)).await?;
    }
    if held.is_last(act.tenant).await? {
        let steps = onward(app, &held, adds, now);
        if !steps.is_empty() {
            held.steps(app, act, &steps, now).await?;
        }
        if steps.contains(&AccountEvent::ReadAgain) {
            let job = read_job(app, act.tenant, &held, now);
            store::work::add(&mut held.tx, &[job]).await?;
        }
    }
    let detail = json!({ "chart_version": held.stored.chart_version });
    held.finish(app, act, ("query.answer", detail), now).await
}

/// Puts the addendum into a new version of the chart.
async fn join(
    held: &mut Held,
    tenant: &TenantId,
    chart: StoredChart,
    joins: Addendum,
    (name, now): (&str, i64),
) -> store::Result<()> {
    let StoredChart { version, mut chart, .. } = chart;
    let version = version + 1;
    let mut rows = documents_for_change(&mut held.tx, tenant, &held.account.id).await?;
    let mut document = joins.document;
    document.title = format!("Addendum by {name}");
    let mut tags = Vec::new();
    if let Some(note) = joins.note {
        // What protects the note protects what is added to it.
        document.tags = chart.documents[note].tags.clone();
        tags = rows.get(note).map(|row| row.tags.clone()).unwrap_or_default();
    }
    rows.push(DocumentRow {
        position: i64::try_from(chart.documents.len()).unwrap_or(i64::MAX),
        id: document.id.0.clone(),
        title: document.title.clone(),
        loinc: None,
        author: Some(name.to_owned()),
        written: store::opt_day(document.date),
        signed: true,
        version: 1,
        hash: reception::hex(document.text.as_bytes()),
        tags,
        read_at: None,
    });
    chart.documents.push(document);
    let body = serde_json::to_string(&chart)
        .map_err(|fault| StoreError::Refused(format!("the chart has no JSON: {fault}")))?;
    let stored = StoredChart { version, hash: reception::hex(body.as_bytes()), chart, at: now };
    put_chart(&mut held.tx, tenant, &held.account.id, &stored, &rows).await?;
    held.stored.chart_version = Some(version);
    Ok(())
}

/// The account's steps after its last answer.
fn onward(app: &App, held: &Held, adds: bool, now: i64) -> Vec<AccountEvent> {
    let mut standing = held.account.standing.clone();
    let mut steps = Vec::new();
    if standing.state == AccountState::Query {
        steps.push(AccountEvent::QueriesClosed);
        if let Ok(next) = standing.after(&AccountEvent::QueriesClosed, now, &app.terms) {
            standing = next;
        }
    }
    // An answer that changes no codes does not stop a claim that is under way.
    let wanted = held.stored.query.affects_coding || standing.state == AccountState::Review;
    if adds && wanted && standing.after(&AccountEvent::ReadAgain, now, &app.terms).is_ok() {
        steps.push(AccountEvent::ReadAgain);
    }
    steps
}

fn read_job(app: &App, tenant: &TenantId, held: &Held, now: i64) -> NewJob {
    NewJob {
        id: app.new_id("job"),
        tenant: tenant.clone(),
        kind: READ.to_owned(),
        subject: held.account.id.0.clone(),
        payload: "{}".to_owned(),
        priority: PRIORITY,
        run_at: now,
        created_at: now,
    }
}

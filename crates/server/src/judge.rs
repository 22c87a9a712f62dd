//! Running a recorded decision again, over the store.

use crate::app::App;
use crate::desk::Desk;
use governance::record::DecisionRecord;
use governance::replay::{Judge, JudgeFault, Replay, replay};
use model::{AccountId, Chart, TenantId};
use serde_json::Value;
use std::sync::Arc;
use store::Answer;
use store::accounts::{chart_version, coding_of_decision};

/// Runs the decision of one stored chart again: the chart version that was coded then, by the desk
/// that is in force now.
pub struct StoreJudge {
    desk: Arc<Desk>,
    chart: Result<Chart, String>,
}

impl StoreJudge {
    /// Fetches the chart version that a record is about.
    ///
    /// # Errors
    /// A database that does not answer.
    pub async fn of(
        app: &App,
        tenant: &TenantId,
        record: &DecisionRecord,
    ) -> store::Result<StoreJudge> {
        let account = AccountId(record.account.clone());
        let coding = coding_of_decision(&app.db, tenant, &account, &record.id).await?;
        let chart = match coding {
            Some(coding) => chart_version(&app.db, tenant, &account, coding.chart_version).await?,
            None => None,
        };
        let gone = || format!("the chart that {} decided is not stored any more", record.id);
        Ok(StoreJudge { desk: app.desk(), chart: chart.map(|kept| kept.chart).ok_or_else(gone) })
    }
}

impl Judge for StoreJudge {
    fn judge(&self, record: &DecisionRecord) -> Result<Value, JudgeFault> {
        let chart = self.chart.as_ref().map_err(|why| JudgeFault(why.clone()))?;
        let documents = chart.documents.iter().map(|document| {
            (document.id.as_str(), crate::reception::hex(document.text.as_bytes()))
        });
        let recorded = record.documents.iter().map(|d| (d.document.as_str(), d.sha256.clone()));
        if let Some((id, _)) =
            recorded.clone().zip(documents.clone()).find_map(|(was, is)| (was != is).then_some(was))
        {
            return Err(JudgeFault(format!("document {id} is not the one that was coded then")));
        }
        if record.documents.len() != chart.documents.len() {
            return Err(JudgeFault("the chart has other documents than were coded then".into()));
        }
        let actor = concat!("cleanclaim ", env!("CARGO_PKG_VERSION"));
        if record.actor != actor {
            return Err(JudgeFault(format!(
                "{} decided; this is {actor}, which may code otherwise",
                record.actor
            )));
        }
        let coded = self.desk.code(chart);
        let now = coded.releases.iter();
        let other = now.clone().find(|(name, label)| record.releases.get(*name) != Some(*label));
        let missing = record.releases.keys().find(|name| !coded.releases.contains_key(*name));
        if let Some(name) = other.map(|(name, _)| name).or(missing) {
            let label = |label: Option<&String>| label.map_or("none", String::as_str).to_owned();
            return Err(JudgeFault(format!(
                "{name} was {} then and is {} here: import the release of that time",
                label(record.releases.get(name)),
                label(coded.releases.get(name)),
            )));
        }
        serde_json::to_value(&coded).map_err(|fault| JudgeFault(fault.to_string()))
    }
}

/// Runs one decision again by its id; `None` where there is no such decision.
///
/// # Errors
/// A database that does not answer.
pub fn replay_decision<'a>(
    app: &'a App,
    tenant: &'a TenantId,
    id: &'a str,
) -> Answer<'a, Option<Replay>> {
    Box::pin(replayed(app, tenant, id))
}

async fn replayed(app: &App, tenant: &TenantId, id: &str) -> store::Result<Option<Replay>> {
    let Some(kept) = store::record::decision(&app.db, tenant, id).await? else {
        return Ok(None);
    };
    let record = match DecisionRecord::from_text(&kept.record.body) {
        Ok(record) => record,
        Err(fault) => return Ok(Some(Replay::Unreadable { reason: fault.to_string() })),
    };
    let judge = StoreJudge::of(app, tenant, &record).await?;
    Ok(Some(replay(&record, &judge)))
}

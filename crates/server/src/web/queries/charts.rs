//! The CDI specialists' list: charts with gaps or open queries, by priority with its reasons.

use super::list::status_of;
use super::people_names;
use crate::app::App;
use crate::identity::permission::Permission;
use crate::surroundings::day_of;
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use crate::web::format;
use cdi::query::{Query, Status};
use cdi::worklist::{Account as Known, priority};
use model::{AccountId, Date, Gap, Setting};
use std::collections::{BTreeMap, BTreeSet};
use store::accounts::{Account, by_ids};
use store::queries::{Line, gap_page, of_accounts};

/// Charts with gaps that are ranked at a time; the lightest of more are left out.
pub(super) const MOST: i64 = 500;

/// A chart in the list.
pub(super) struct ChartRow {
    pub(super) account: String,
    pub(super) patient: String,
    pub(super) mrn: String,
    pub(super) day: String,
    pub(super) setting: String,
    pub(super) site: String,
    pub(super) stay: String,
    pub(super) payer: String,
    pub(super) gaps: usize,
    pub(super) open: usize,
    pub(super) oldest: String,
    pub(super) overdue: bool,
    pub(super) score: u32,
    pub(super) reasons: Vec<String>,
    pub(super) last: String,
    pub(super) due: String,
    pub(super) late: bool,
    pub(super) owner: String,
}

/// The ranked charts, and how many have gaps in all.
pub(super) struct Ranked {
    pub(super) rows: Vec<ChartRow>,
    pub(super) total: i64,
}

/// Ranks the charts that the person may see.
pub(super) async fn rows(app: &App, visitor: &Visitor, lines: &[Line]) -> PageResult<Ranked> {
    let (tenant, now) = (&visitor.tenant, app.now());
    let page = gap_page(&app.db, tenant, MOST).await?;
    let mut gaps: BTreeMap<AccountId, Vec<Gap>> = BTreeMap::new();
    for with_gaps in page.accounts {
        gaps.insert(with_gaps.account, with_gaps.gaps);
    }
    let unfinished = |line: &&Line| !status_of(line).is_over();
    let open: BTreeSet<AccountId> =
        lines.iter().filter(unfinished).map(|line| line.account.clone()).collect();
    let ids: BTreeSet<AccountId> = gaps.keys().cloned().chain(open).collect();
    let ids: Vec<AccountId> = ids.into_iter().collect();
    let mut queries: BTreeMap<String, Vec<Query>> = BTreeMap::new();
    for stored in of_accounts(&app.db, tenant, &ids).await? {
        queries.entry(stored.query.account.clone()).or_default().push(stored.query);
    }
    let people = people_names(app, tenant).await?;
    let mut ranked = Vec::new();
    for account in by_ids(&app.db, tenant, &ids).await? {
        if visitor.allow_account(Permission::ViewQuery, &account).is_err() {
            continue;
        }
        let none = Vec::new();
        let queries = queries.get(account.id.as_str()).unwrap_or(&none);
        let gaps = gaps.get(&account.id).map(Vec::as_slice).unwrap_or_default();
        if let Some(row) = row(&account, gaps, queries, &people, now) {
            ranked.push((row.score, account.standing.due_at, account.id, row));
        }
    }
    ranked.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    Ok(Ranked { rows: ranked.into_iter().map(|(.., row)| row).collect(), total: page.total })
}

/// A row, unless nothing is left to ask and nothing is open.
fn row(
    account: &Account,
    gaps: &[Gap],
    queries: &[Query],
    people: &BTreeMap<String, String>,
    now: i64,
) -> Option<ChartRow> {
    let stay = days_of_stay(account, now);
    let reviewed = account.coder.is_some() || !queries.is_empty();
    let place = priority(&Known { gaps, queries, days_of_stay: stay, reviewed }, now);
    let open: Vec<&Query> = queries.iter().filter(|query| query.status.awaits_answer()).collect();
    let draft = queries.iter().any(|query| query.status == Status::Draft);
    if place.score == 0 && open.is_empty() && !draft {
        return None;
    }
    let oldest = open.iter().filter_map(|query| query.sent_micros).min();
    let mut reasons: Vec<String> = place.reasons.into_iter().map(|reason| reason.text).collect();
    if draft {
        reasons.push("A draft was not sent.".to_owned());
    }
    let last = queries.iter().map(Query::last_micros).max();
    let owner = format::owner(&account.standing.owner, |id| super::name(people, id));
    Some(ChartRow {
        account: account.id.0.clone(),
        patient: account.patient_name.clone(),
        mrn: account.mrn.clone().unwrap_or_default(),
        day: account.service_from.clone().unwrap_or_default(),
        setting: account.setting.clone(),
        site: account.site.clone(),
        stay: stay.map(|days| format!("day {days}")).unwrap_or_default(),
        payer: account.payer.clone(),
        gaps: gaps.len(),
        open: open.len(),
        oldest: oldest.map(|at| format::span(now - at)).unwrap_or_default(),
        overdue: open.iter().any(|query| cdi::aging::overdue(query, now)),
        score: place.score,
        reasons,
        last: last.map(format::day).unwrap_or_default(),
        due: format::due(account.standing.due_at, now),
        late: account.standing.due_at < now,
        owner,
    })
}

/// Full days since admission, of a stay.
fn days_of_stay(account: &Account, now: i64) -> Option<u32> {
    let setting: Setting = account.setting.parse().ok()?;
    if !setting.is_inpatient() {
        return None;
    }
    let from: Date = account.service_from.as_ref()?.parse().ok()?;
    let to = account.service_to.as_ref().and_then(|day| day.parse().ok());
    let to: Date = to.unwrap_or_else(|| day_of(now));
    u32::try_from(to.days_since_2000() - from.days_since_2000()).ok()
}

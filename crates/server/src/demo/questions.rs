//! The story's questions to providers, through the queries of the service: drafted from what the
//! codes leave open, cleared by the linter, sent, climbed, answered, read again and closed.
//!
//! Each of these functions writes its own transactions, so that these steps are told alone.

use super::story::{Happening, Step};
use super::teller::{Live, Teller, user};
use crate::app::App;
use crate::queries::{self, Act, Answered, Sent};
use cdi::draft::{Request, from_gap, from_template, suggested};
use cdi::linter;
use cdi::query::{OptionKind, Outcome, Query, QueryId, QueryKind};
use model::{AccountState, GapKind, Queue, TenantId};
use store::accounts;

/// Queries of one climb at most.
const MOST_QUERIES: i64 = 1_000;

/// Takes a step that concerns a question; false when the account cannot follow its story.
pub(super) async fn step(
    teller: &mut Teller<'_>,
    live: &mut Live,
    event: &Happening,
) -> store::Result<bool> {
    let who = user(&event.who);
    let took = match &event.step {
        Step::QuerySent(gap) if !live.by_policy => sent(teller, live, (&who, event.at), *gap).await,
        Step::QueryAnswered(agreed) if live.query.is_some() => {
            answered(teller, live, (&who, event.at), *agreed).await
        }
        Step::Reviewed { minutes, changed } => {
            closed(teller, live).await?;
            if live.by_policy {
                return Ok(true);
            }
            let mut tx = teller.app.db.begin().await?;
            let (by, what) = ((&*who, event.at), (*minutes, *changed));
            let took = teller.reviewed(&mut tx, live, by, what).await?;
            tx.commit().await?;
            Ok(took)
        }
        _ => Ok(live.by_policy),
    };
    teller.app.changed(&teller.tenant);
    took
}

/// Somebody asks the provider of the account.
async fn sent(
    teller: &mut Teller<'_>,
    live: &mut Live,
    (who, at): (&str, i64),
    gap: GapKind,
) -> store::Result<bool> {
    let (app, tenant) = (teller.app, &teller.tenant);
    let Some(account) = &live.account else { return Ok(false) };
    if account.standing.queue != Queue::Review {
        return Ok(false);
    }
    let recipient = account.provider.clone().unwrap_or_default();
    let request = Request {
        id: QueryId(app.new_id("qry")),
        account: account.id.as_str(),
        author: who,
        recipient: &recipient,
        at_micros: at,
    };
    let Some(query) = drafted(live, &request, gap) else { return Ok(false) };
    let kept = queries::keep_draft(app, tenant, account, query).await?;
    let stored = kept.commit(app, tenant).await?;
    let id = stored.query.id.0.clone();
    let act = Act { tenant, id: &id, version: stored.version, actor: who };
    let Sent::Sent(gone) = queries::send(app, &act).await? else { return Ok(false) };
    live.query = Some(gone.commit(app, tenant).await?);
    again(teller, live).await?;
    Ok(true)
}

/// The first draft that the linter clears: of the gap in the story, of another gap, of findings
/// without a diagnosis, of the record's own words for a diagnosis.
fn drafted(live: &Live, request: &Request<'_>, gap: GapKind) -> Option<Query> {
    let chart = &live.told.chart;
    let gaps = &live.coded.gaps;
    let same = gaps.iter().filter(|one| one.kind == gap);
    let others = gaps.iter().filter(|one| one.kind != gap);
    let from_gaps = same.chain(others).map(|gap| from_gap(gap, chart, request));
    let names = suggested(chart);
    let templates = names.iter().filter_map(|name| from_template(name, &[], chart, request).ok());
    let name = if gap == GapKind::Laterality { "laterality" } else { "open" };
    let words = live.coded.dx.iter().map(|dx| dx.evidence.as_slice()).filter(|e| !e.is_empty());
    let words = words.filter_map(|about| from_template(name, about, chart, request).ok());
    from_gaps
        .chain(templates)
        .chain(words)
        .find(|query| linter::check(query, chart).clearance().is_some())
}

/// The provider answers; the account is read again where the answer adds something.
async fn answered(
    teller: &mut Teller<'_>,
    live: &mut Live,
    (who, at): (&str, i64),
    agreed: bool,
) -> store::Result<bool> {
    let (app, tenant) = (teller.app, teller.tenant.clone());
    let (Some(account), Some(asked)) = (&live.account, &live.query) else { return Ok(false) };
    let stored = store::queries::get(&app.db, &tenant, asked.query.id.as_str()).await?;
    let Some(stored) = stored else { return Ok(false) };
    let (choice, text) = words(&stored.query, agreed);
    let name = account.provider_name.clone();
    let id = stored.query.id.0.clone();
    let act = Act { tenant: &tenant, id: &id, version: stored.version, actor: who };
    let answer = Answered { choice, text, name: &name };
    let told = queries::answer(app, &act, answer).await?;
    live.query = Some(told.commit(app, &tenant).await?);
    again(teller, live).await?;
    let state = live.account.as_ref().map(|account| account.standing.state);
    if state != Some(AccountState::Received) {
        return Ok(true);
    }
    live.coded = app.desk().code(&live.told.chart);
    let mut tx = app.db.begin().await?;
    let took = teller.coded(&mut tx, live, at).await?;
    tx.commit().await?;
    Ok(took)
}

/// What a provider of the story says: the first statement that the chart supports, or, to an open
/// question, a side or what the record has already; else that it cannot be determined.
fn words(query: &Query, agreed: bool) -> (String, String) {
    let of = |kinds: &[OptionKind]| {
        let found = query.text.options.iter().find(|option| kinds.contains(&option.kind));
        found.map(|option| option.key.clone())
    };
    let unknown = || (of(&[OptionKind::CannotDetermine]).unwrap_or_default(), String::new());
    if !agreed {
        return unknown();
    }
    if let Some(choice) = of(&[OptionKind::Supported, OptionKind::Yes]) {
        return (choice, String::new());
    }
    let subject = query.text.subject.trim();
    match (query.kind, subject.is_empty()) {
        (_, true) => unknown(),
        (QueryKind::Laterality, false) => (String::new(), format!("Right {subject}")),
        (QueryKind::Acuity, false) => (String::new(), format!("Acute {subject}")),
        _ => (String::new(), format!("{subject}, as described in my note")),
    }
}

/// Who asked takes the answer on, before the codes are made final.
async fn closed(teller: &Teller<'_>, live: &mut Live) -> store::Result<()> {
    let Some(asked) = live.query.take() else { return Ok(()) };
    // New codes were linked to it since: it is read again.
    let stored = store::queries::get(&teller.app.db, &teller.tenant, asked.query.id.as_str());
    let Some(stored) = stored.await?.filter(|stored| stored.query.answer.is_some()) else {
        return Ok(());
    };
    let unknown = stored.query.chosen().is_some_and(|o| o.kind == OptionKind::CannotDetermine);
    let outcome = if unknown { Outcome::Undetermined } else { Outcome::Agreed };
    let (id, actor) = (stored.query.id.0.clone(), stored.query.author.clone());
    let act = Act { tenant: &teller.tenant, id: &id, version: stored.version, actor: &actor };
    let closed = queries::close(teller.app, &act, (outcome, String::new())).await?;
    closed.commit(teller.app, &teller.tenant).await?;
    again(teller, live).await
}

/// Reads the account and its chart again, after a function of the queries wrote them.
async fn again(teller: &Teller<'_>, live: &mut Live) -> store::Result<()> {
    let Some(id) = live.account.as_ref().map(|account| account.id.clone()) else { return Ok(()) };
    let db = &teller.app.db;
    live.account = accounts::get(db, &teller.tenant, &id).await?;
    if let Some(stored) = accounts::latest_chart(db, &teller.tenant, &id).await? {
        (live.told.chart, live.chart_version) = (stored.chart, stored.version);
    }
    Ok(())
}

/// The service does the next steps of the ladders whose time has come.
pub(super) async fn climb(app: &App, tenant: &TenantId, at: i64) -> store::Result<()> {
    for (owner, id) in store::queries::ladder_due(&app.db, at, MOST_QUERIES).await? {
        if owner == *tenant {
            queries::climb(app, tenant, &id).await?;
        }
    }
    Ok(())
}

//! The workbench as a page.

use super::act::{locked, name, spent};
use super::desk::{Open, account, open, reading};
use super::issues::{Issue, issues};
use super::lines::{Beside, Codes, Em, codes, em};
use super::papers::{self, Group, Hit, LONGEST_SEARCH, Reading, groups, hits};
use super::steps::HOLDS;
use super::work::Reason;
use crate::app::App;
use crate::identity::permission::{Access, Permission, Refusal, access};
use crate::surroundings::day_of;
use crate::web::door::{Visitor, resource};
use crate::web::fault::{PageFault, PageResult};
use crate::web::format;
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use model::{AccountState, Queue};
use serde::Deserialize;
use serde_json::json;
use store::accounts::{Account, mark_read, time_in};
use store::record::append;

/// What the address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    doc: String,
    code: String,
    find: String,
    at: String,
}

/// What a person may do here, beside reading.
#[derive(Default)]
struct May {
    code: bool,
    hold: bool,
    skip: bool,
    reopen: bool,
    take_over: bool,
    query: bool,
    submit: bool,
}

/// The facts of the account at the top.
struct Head {
    id: String,
    patient: String,
    mrn: String,
    day: String,
    setting: String,
    provider: String,
    payer: String,
    value: Option<String>,
    age: String,
    state: &'static str,
    next: &'static str,
    owner: String,
    due: String,
    time: String,
    account_version: i64,
    draft: i64,
    coding: i64,
    reasons: Vec<String>,
    hold: Option<(String, String)>,
    confidence: String,
}

#[derive(Template)]
#[template(path = "workbench/page.html")]
struct Page {
    layout: Layout,
    own_keys: String,
    head: Head,
    may: May,
    /// Who else has it open, and since when.
    other: Option<(String, String)>,
    carried: bool,
    glass: bool,
    withheld: usize,
    groups: Vec<Group>,
    find: String,
    hits: Vec<Hit>,
    reading: Option<Reading>,
    doc: usize,
    codes: Codes,
    undecided: usize,
    inpatient: bool,
    em: Option<Em>,
    issues: Vec<Issue>,
    stopping: usize,
    reasons: Vec<(&'static str, &'static str)>,
    holds: Vec<(&'static str, &'static str)>,
    people: Vec<(String, String)>,
    tomorrow: String,
}

#[derive(Template)]
#[template(path = "workbench/glass.html")]
struct GlassPage {
    layout: Layout,
    id: String,
    why: String,
}

/// Shows an account.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult<Response> {
    let account = account(&app, &visitor, &id).await?;
    if let Err(refused) = reading(&visitor, &account) {
        return refusal(&app, &visitor, &account, refused).await;
    }
    let mut open = open(&app, &visitor, &id).await?;
    let (doc, chosen, find) = place(&open, &asked);
    seen(&app, &visitor, &mut open, doc, find).await?;
    let page = page(&app, &visitor, &open, doc, (chosen, find, &asked.at)).await?;
    Ok(page.into_response())
}

/// Which document, which code, which words.
fn place<'a>(open: &Open, asked: &'a Asked) -> (usize, Option<u32>, &'a str) {
    let chosen = asked.code.parse::<u32>().ok();
    let line = chosen.and_then(|key| open.work.as_ref()?.line(key));
    let told = line.and_then(|line| line.evidence.first()).map(|e| e.document as usize);
    let first = || {
        let lines = open.work.iter().flat_map(|work| &work.lines);
        let places = lines.flat_map(|line| &line.evidence).map(|e| e.document as usize);
        places.min().unwrap_or(0)
    };
    let doc = asked.doc.parse::<usize>().ok().filter(|doc| *doc < open.texts().len());
    let doc = doc.or(told).unwrap_or_else(first);
    let find = asked.find.trim();
    let end = find.char_indices().nth(LONGEST_SEARCH).map_or(find.len(), |(at, _)| at);
    (doc, chosen, &find[..end])
}

/// Remembers the view: in the audit log, at the document, in the time of the chart; and keeps the
/// chart for whoever is to work it.
async fn seen(
    app: &App,
    visitor: &Visitor,
    open: &mut Open,
    doc: usize,
    find: &str,
) -> PageResult<()> {
    let (tenant, now) = (&visitor.tenant, app.now());
    let mine = open.account.standing.owner.person() == Some(&visitor.user);
    let keep = mine && open.may_code(visitor) && open.other(visitor, now).is_none();
    let row = open.documents.get(doc).filter(|_| open.seen.get(doc).copied().unwrap_or(false));
    let document = row.map(|row| (row.id.clone(), row.version, row.read_at.is_none()));
    let mut tx = app.db.begin().await?;
    if keep {
        locked(app, &mut tx, visitor, open, false).await?;
    }
    spent(app, &mut tx, visitor, open, "").await?;
    let id = &open.account.id;
    if let Some((document, version, true)) = &document {
        let who = (visitor.user.as_str(), now);
        mark_read(&mut tx, tenant, id, (document, *version), who).await?;
    }
    let detail = json!({
        "document": document.map(|(document, ..)| document),
        "search": !find.is_empty(),
        "break_glass": open.access == Access::BreakGlass,
    });
    let mut entry = visitor.audit(now, "chart.view", ("account", id.as_str()), detail);
    entry.patient = open.account.patient.clone();
    append(&mut tx, tenant, &[entry]).await?;
    Ok(tx.commit().await?)
}

async fn refusal(
    app: &App,
    visitor: &Visitor,
    account: &Account,
    refused: PageFault,
) -> PageResult<Response> {
    let denied = access(&visitor.principal, Permission::ViewChart, &resource(account));
    let why = denied.err().map(|denied| denied.why);
    let opens = matches!(why, Some(Refusal::Row | Refusal::Tag));
    if !opens || !visitor.principal.may(Permission::BreakGlass) {
        return Err(refused);
    }
    let page = GlassPage {
        layout: layout(app, visitor, "Not among your charts", "").await?,
        id: account.id.0.clone(),
        why: refused.what,
    };
    Ok((StatusCode::FORBIDDEN, render(&page)?).into_response())
}

async fn page(
    app: &App,
    visitor: &Visitor,
    open: &Open,
    doc: usize,
    (chosen, find, at): (Option<u32>, &str, &str),
) -> PageResult<Html<String>> {
    let now = app.now();
    let issues = issues(app, visitor, open).await?;
    let desk = app.desk();
    let (mut shown, mut withheld, mut level) = (Codes::default(), 0, None);
    if let (Some(work), Some(coding)) = (&open.work, &open.coding) {
        let threshold = desk.coder().model().release_threshold;
        let beside = Beside { open, sets: desk.sets(), threshold, issues: &issues, chosen };
        (shown, withheld) = codes(work, &coding.coded, &beside);
        level = em(work, &coding.coded, open);
    }
    let other = match open.other(visitor, now) {
        Some(lock) => Some((name(app, visitor, &lock.user).await?, format::time(lock.since))),
        None => None,
    };
    let may = may(visitor, open, other.is_some());
    let people = match may.hold {
        true => store::people::users(&app.db, &visitor.tenant).await?,
        false => Vec::new(),
    };
    let people = people.into_iter().filter(|user| user.active);
    let found = at.parse::<usize>().ok().filter(|_| !find.is_empty()).map(|at| (at, find.len()));
    let head = head(app, visitor, open).await?;
    render(&Page {
        layout: layout(app, visitor, format!("{} · {}", head.patient, head.day), "/worklists")
            .await?,
        own_keys: visitor.keys.clone(),
        may,
        other,
        carried: open.carried,
        glass: open.access == Access::BreakGlass,
        withheld: withheld + open.seen.iter().filter(|seen| !**seen).count(),
        groups: groups(open, doc),
        hits: hits(open, find),
        find: find.to_owned(),
        reading: papers::reading(open, doc, chosen, found),
        doc,
        undecided: open.work.as_ref().map_or(0, super::work::Work::undecided),
        inpatient: open.coding.as_ref().is_some_and(|c| c.coded.setting.is_inpatient()),
        codes: shown,
        em: level,
        stopping: issues.iter().filter(|issue| issue.stops).count(),
        issues,
        reasons: Reason::ALL.iter().map(|(_, name, words)| (*name, *words)).collect(),
        holds: HOLDS.iter().map(|(_, name, words)| (*name, *words)).collect(),
        people: people.map(|user| (user.id.0, user.name)).collect(),
        tomorrow: day_of(now).plus_days(1).to_string(),
        head,
    })
}

fn may(visitor: &Visitor, open: &Open, locked: bool) -> May {
    let account = &open.account;
    let allowed = |permission| visitor.allow_account(permission, account).is_ok();
    let state = account.standing.state;
    let codes = allowed(Permission::CodeChart);
    let code = open.may_code(visitor) && !locked;
    May {
        code,
        hold: state.before_submission() && state != AccountState::Held && allowed(Permission::Hold),
        skip: account.standing.queue.is_worked() && allowed(Permission::TakeWork),
        reopen: codes
            && matches!(
                state,
                AccountState::Released
                    | AccountState::Charged
                    | AccountState::Scrubbed
                    | AccountState::Adjudicated
                    | AccountState::Closed
            ),
        take_over: locked && open.may_code(visitor) && allowed(Permission::TakeOverLock),
        query: allowed(Permission::WriteQuery),
        submit: code && account.standing.queue == Queue::Review,
    }
}

async fn head(app: &App, visitor: &Visitor, open: &Open) -> PageResult<Head> {
    let (account, now) = (&open.account, app.now());
    let standing = &account.standing;
    let owner = match standing.owner.person() {
        Some(user) => name(app, visitor, user.as_str()).await?,
        None => format::owner(&standing.owner, str::to_owned),
    };
    let time = time_in(&app.db, &visitor.tenant, &account.id, visitor.user.as_str()).await?;
    let lifts = visitor.allow_account(Permission::Hold, account).is_ok();
    let hold = standing.hold.as_ref().map(|hold| {
        let until = format!("until {}", format::day(hold.until));
        (hold.reason.clone(), if lifts { until } else { String::new() })
    });
    Ok(Head {
        id: account.id.0.clone(),
        patient: match account.patient_name.as_str() {
            "" => account.source_key.clone(),
            name => name.to_owned(),
        },
        mrn: account.mrn.clone().unwrap_or_default(),
        day: account.service_from.clone().unwrap_or_default(),
        setting: account.setting.clone(),
        provider: account.provider_name.clone(),
        payer: account.payer.clone(),
        value: visitor
            .principal
            .may(Permission::ViewMoney)
            .then(|| format::dollars(account.value_cents)),
        age: format::span(now - account.received_at),
        state: standing.state.name(),
        next: standing.next_action.words(),
        owner,
        due: format::due(standing.due_at, now),
        time: format::span(time),
        account_version: account.version,
        draft: open.draft.as_ref().map_or(0, |draft| draft.version),
        coding: open.coding.as_ref().map_or(0, |coding| coding.version),
        reasons: standing.reasons.clone(),
        hold,
        confidence: account.confidence_bp.map(format::percent_bp).unwrap_or_default(),
    })
}

//! One denial on one screen: the money, what the payer says, the way back to the decision, and
//! the ways on.

use super::decided::{Adjustment, Line, decision};
use super::list::{days, reason};
use super::{act, denial_for, words};
use crate::app::App;
use crate::denials::following::{Way, follow};
use crate::denials::letter::sentence;
use crate::identity::permission::Permission;
use crate::surroundings::day_of;
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use crate::web::format::{self, money};
use crate::web::layout::{Layout, layout, render};
use crate::web::workbench::{self, Open};
use ::payments::trace::{Change, DecidedBy, Smallest};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Html;
use model::AccountState;
use serde_json::json;
use store::accounts::Account;
use store::payments::{self, DenialRow};
use store::record::append;

struct Decided {
    code: String,
    line: String,
    by: String,
    rules: String,
    record: String,
    quotes: Vec<(String, String)>,
    withheld: bool,
}

struct Level {
    number: u8,
    name: String,
    days: u16,
    least: String,
}

/// What may be done, by whom it is looked at.
#[derive(Default)]
struct May {
    take: bool,
    give_up: bool,
    patient: bool,
    correct: bool,
    apply: bool,
    void: bool,
    appeal: bool,
    rule: bool,
    note: bool,
}

#[derive(Template)]
#[template(path = "denials/denial.html")]
struct DenialPage {
    layout: Layout,
    id: String,
    version: i64,
    claim: String,
    account: String,
    patient: String,
    payer: String,
    payer_number: String,
    service: String,
    state: String,
    closed: bool,
    reason: String,
    says: Vec<String>,
    guards: Vec<String>,
    category: &'static str,
    stage: &'static str,
    team: &'static str,
    owner: String,
    route: &'static str,
    next: String,
    deadline: String,
    left: String,
    over: bool,
    amount: String,
    expected: String,
    recovered: String,
    chance: String,
    claim_adjustments: Vec<Adjustment>,
    lines: Vec<Line>,
    paid_on: String,
    hole: String,
    edits: Vec<(String, String, String)>,
    decisions: Vec<Decided>,
    chart: Option<String>,
    smallest: String,
    found: bool,
    why: String,
    needs_chart: bool,
    levels: Vec<Level>,
    level: u8,
    late: bool,
    documents: Vec<String>,
    quotable: Vec<(String, String)>,
    signer: String,
    appeals: Vec<(String, String)>,
    resent: Option<String>,
    may: May,
    given_up: Vec<(String, &'static str)>,
    events: Vec<(String, String, String, String)>,
    others: Vec<(String, String, String)>,
}

/// Shows a denial; looking at it, and at the chart behind it, is written down.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> PageResult<Html<String>> {
    let (row, account) = denial_for(&app, &visitor, &id, Permission::WorkDenials).await?;
    let way = follow(&app, &visitor.tenant, &row, &account).await?;
    let chart = workbench::open(&app, &visitor, account.id.as_str()).await;
    let now = app.now();
    let mut tx = app.db.begin().await?;
    let detail = json!({ "claim": row.claim, "account": row.account });
    let mut entries = vec![visitor.audit(now, "denial.view", ("denial", &id), detail)];
    if chart.is_ok() {
        let object = ("account", account.id.as_str());
        entries.push(visitor.audit(now, "chart.view", object, json!({ "denial": id })));
    }
    entries.iter_mut().for_each(|entry| entry.patient.clone_from(&account.patient));
    append(&mut tx, &visitor.tenant, &entries).await?;
    tx.commit().await?;
    let chart = chart.map_err(|fault| match fault.status {
        StatusCode::FORBIDDEN => "The chart is open to whoever works on it.".to_owned(),
        _ => fault.what,
    });
    shown(&app, &visitor, (row, account), way, chart).await
}

#[expect(clippy::too_many_lines, reason = "one page: every line fills a place of its template")]
async fn shown(
    app: &App,
    visitor: &Visitor,
    (row, account): (DenialRow, Account),
    way: Option<Way>,
    chart: Result<Open, String>,
) -> PageResult<Html<String>> {
    let tenant = &visitor.tenant;
    let users = store::people::users(&app.db, tenant).await?;
    let name = |id: &str| {
        let known = users.iter().find(|user| user.id.as_str() == id);
        known.map_or_else(|| id.to_owned(), |user| user.name.clone())
    };
    let decided = decision(app, visitor, &row, way.as_ref()).await?;
    let remittance = payments::remittance(&app.db, tenant, &row.remittance).await?;
    let events = payments::denial_events(&app.db, tenant, &row.id).await?;
    let own = payments::denials_of_account(&app.db, tenant, &row.account).await?;
    let appeals = payments::appeals_of(&app.db, tenant, &row.id).await?;
    let denial = &row.body.denial;
    let today = day_of(app.now());
    let left = row.deadline().map(|last| today.days_until(last));
    let level = row.life.state.level().saturating_add(1);
    let quotable = match (&way, chart.as_ref().ok()) {
        (Some(way), Some(open)) => quotable(way, open),
        _ => Vec::new(),
    };
    let may = may(visitor, (&row, &account), way.as_ref(), chart.is_ok());
    render(&DenialPage {
        layout: layout(app, visitor, format!("Denial {}", reason(&row)), "/denials").await?,
        version: row.version,
        patient: match visitor.may_name(&account) {
            true if account.patient_name.is_empty() => account.source_key.clone(),
            true => account.patient_name.clone(),
            false => "Protected".to_owned(),
        },
        payer: row.body.payer_name.clone(),
        payer_number: row.body.payer_number.clone(),
        service: row.body.service.to_string(),
        state: words::state(&row.life.state),
        closed: row.life.state.is_closed(),
        reason: reason(&row),
        says: denial.says.iter().cloned().chain(decided.names).collect(),
        guards: denial.guards.iter().map(::payments::denials::Guard::words).collect(),
        category: denial.category.words(),
        stage: words::stage(denial.stage),
        team: words::team(denial.owner),
        owner: row.owner.as_deref().map_or_else(|| "nobody yet".to_owned(), &name),
        route: denial.route.words(),
        next: next(&row),
        deadline: row.deadline().map(|day| day.to_string()).unwrap_or_default(),
        left: left.map(days).unwrap_or_default(),
        over: left.is_some_and(|left| left < 0),
        amount: money(denial.adjusted.amount),
        expected: money(denial.expected),
        recovered: money(row.recovered),
        chance: format::percent_bp(i64::from(denial.chance)),
        claim_adjustments: decided.claim,
        lines: decided.lines,
        paid_on: remittance
            .map(|one| format!("payment {} of {}", one.head.trace, one.head.date))
            .unwrap_or_default(),
        hole: way.as_ref().map(|way| words::hole(&way.trace.hole)).unwrap_or_default(),
        edits: way.as_ref().map(edits).unwrap_or_default(),
        decisions: way
            .as_ref()
            .map(|way| decisions(way, chart.as_ref().ok(), &name))
            .unwrap_or_default(),
        documents: chart.as_ref().map(titles).unwrap_or_default(),
        smallest: way
            .as_ref()
            .map(|way| words::smallest(&way.trace.smallest, denial.category))
            .unwrap_or_default(),
        found: way.as_ref().is_some_and(|way| found(&way.trace.smallest)),
        why: way.as_ref().map(|way| way.why.clone()).unwrap_or_default(),
        needs_chart: way.as_ref().is_some_and(needs_chart),
        levels: denial
            .levels
            .iter()
            .map(|one| Level {
                number: one.number,
                name: one.name.clone(),
                days: one.days,
                least: if one.least.0 > 0 { money(one.least) } else { String::new() },
            })
            .collect(),
        level,
        late: left.is_some_and(|left| left < 0),
        quotable,
        signer: visitor.name.clone(),
        appeals: appeals
            .iter()
            .map(|one| (one.id.clone(), format!("level {}: {}", one.level, one.state)))
            .collect(),
        resent: (!row.resent_as.is_empty()).then(|| row.resent_as.clone()),
        may,
        given_up: act::GIVEN_UP
            .iter()
            .map(|(kind, words)| (store::name_of(kind), *words))
            .collect(),
        events: events
            .iter()
            .rev()
            .map(|one| {
                let who =
                    if one.actor == "service" { "the service".into() } else { name(&one.actor) };
                (format::time(one.at), who, words::event(&one.event), one.note.clone())
            })
            .collect(),
        others: own
            .iter()
            .filter(|one| one.id != row.id)
            .map(|one| {
                let what = format!("{} {}", one.code, reason(one));
                (one.id.clone(), what, words::state(&one.life.state))
            })
            .collect(),
        chart: chart.err(),
        claim: row.claim.clone(),
        account: row.account.0.clone(),
        id: row.id,
    })
}

/// What to do now.
fn next(row: &DenialRow) -> String {
    use ::payments::denials::life::DenialState as S;
    let level = row.life.state.level();
    match &row.life.state {
        S::Resent => format!("Wait for the payer's word on claim {}.", row.resent_as),
        S::Appealed { .. } => format!("Wait for the payer's word on the appeal, level {level}."),
        S::Upheld { .. } if usize::from(level) < row.body.denial.levels.len() => {
            format!("The payer stays with it. Appeal at level {}, or close it.", level + 1)
        }
        S::Upheld { .. } => "The payer stays with it, and there is no further level. Close it \
                             with its outcome."
            .to_owned(),
        state if state.is_closed() => "Nothing: it is closed.".to_owned(),
        _ if !row.resent_as.is_empty() => {
            format!(
                "Finish claim {}, which corrects it; it leaves once it is clean.",
                row.resent_as
            )
        }
        _ => row.body.denial.next.clone(),
    }
}

fn found(smallest: &Smallest) -> bool {
    matches!(smallest, Smallest::Found { .. } | Smallest::PassesAsItStands)
}

fn may(
    visitor: &Visitor,
    (row, account): (&DenialRow, &Account),
    way: Option<&Way>,
    chart: bool,
) -> May {
    let allowed = |permission| visitor.allow_account(permission, account).is_ok();
    let open = !row.life.state.is_closed();
    let work = open && row.waits() == "work";
    let mine = row.owner.as_deref() == Some(visitor.user.as_str());
    let decided = account.standing.state == AccountState::Adjudicated;
    let correct = work && decided && !row.body.payer_number.is_empty();
    let correct = correct && row.resent_as.is_empty() && allowed(Permission::EditClaim);
    let found = way.is_some_and(|way| {
        matches!(way.trace.smallest, Smallest::Found { .. }) && !needs_chart(way)
    });
    let next_level = usize::from(row.life.state.level()) < row.body.denial.levels.len();
    May {
        take: open && !mine && row.owner.is_none() && allowed(Permission::WorkDenials),
        give_up: work && allowed(Permission::GiveUpMoney),
        patient: work && row.body.denial.adjusted.group == "PR",
        correct,
        apply: correct && found,
        void: correct && allowed(Permission::SubmitClaim),
        appeal: work && row.body.denial.guards.is_empty() && next_level && chart,
        rule: visitor.principal.may(Permission::ManageRules) && way.is_some(),
        note: open,
    }
}

fn needs_chart(way: &Way) -> bool {
    match &way.trace.smallest {
        Smallest::Found { changes, .. } => changes.iter().any(Change::needs_chart),
        _ => false,
    }
}

fn edits(way: &Way) -> Vec<(String, String, String)> {
    let edit = |one: &::payments::trace::EditTouch| {
        let passed = one.overridden.as_ref().map(|why| format!("let pass: {why}"));
        (one.id.clone(), one.message.clone(), passed.unwrap_or_default())
    };
    way.trace.edits.iter().map(edit).collect()
}

/// The decisions behind the line, with the words of the chart where they may be seen.
fn decisions(way: &Way, open: Option<&Open>, name: &dyn Fn(&str) -> String) -> Vec<Decided> {
    let one = |decision: &::payments::trace::CodeDecision| {
        let quotes: Vec<(String, String)> = decision
            .evidence
            .iter()
            .filter_map(|evidence| {
                let open = open.filter(|open| open.sees(evidence.document))?;
                let texts = &open.stored.as_ref()?.chart.documents;
                let document = texts.get(evidence.document as usize)?;
                Some((sentence(&document.text, evidence), title(document, evidence.document)))
            })
            .collect();
        Decided {
            code: decision.code.clone(),
            line: decision.line.map(|line| format!("line {line}")).unwrap_or_default(),
            by: match &decision.by {
                DecidedBy::Machine => "the program".to_owned(),
                DecidedBy::Person(who) => name(who),
            },
            rules: decision.rules.join(", "),
            record: decision.id.clone(),
            withheld: quotes.len() < decision.evidence.len(),
            quotes,
        }
    };
    way.trace.decisions.iter().map(one).collect()
}

fn title(document: &model::Document, place: u32) -> String {
    let title = document.title.trim();
    if title.is_empty() { format!("Document {}", place + 1) } else { title.to_owned() }
}

/// The titles of the documents that may be seen.
fn titles(open: &Open) -> Vec<String> {
    let documents = open.stored.iter().flat_map(|stored| &stored.chart.documents);
    let numbered = (0u32..).zip(documents);
    numbered.filter(|(at, _)| open.sees(*at)).map(|(at, one)| title(one, at)).collect()
}

/// What can be quoted: number, and the words with their source.
fn quotable(way: &Way, open: &Open) -> Vec<(String, String)> {
    let Some(stored) = &open.stored else { return Vec::new() };
    let all = crate::denials::letter::quotable(way, &stored.chart);
    let seen = all.iter().enumerate().filter(|(_, quote)| open.sees(quote.evidence.document));
    seen.map(|(at, quote)| {
        (at.to_string(), format!("“{}” ({})", quote.evidence.text, quote.document))
    })
    .collect()
}

//! Lists: what auditors code, and what coders answer. Nothing in the first tells of first codes.

use super::may_audit;
use crate::app::App;
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use crate::web::format;
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::State;
use axum::response::Html;
use store::governance::{AuditFilter, AuditState, ChartAudit, audits};

/// Rows of a list at most.
const ROWS: i64 = 500;

struct Task {
    id: String,
    day: String,
    setting: String,
    age: String,
}

struct Answered {
    id: String,
    what: String,
    state: &'static str,
    open: usize,
    at: String,
}

#[derive(Template)]
#[template(path = "audits/tasks.html")]
struct TasksPage {
    layout: Layout,
    mine: Vec<Task>,
    free: Vec<Task>,
    answers: Vec<Answered>,
}

#[derive(Template)]
#[template(path = "audits/mine.html")]
struct MinePage {
    layout: Layout,
    rows: Vec<Answered>,
}

async fn in_state(
    app: &App,
    visitor: &Visitor,
    state: AuditState,
    filter: AuditFilter,
) -> PageResult<Vec<ChartAudit>> {
    let filter = AuditFilter { state: Some(state), limit: ROWS, ..filter };
    Ok(audits(&app.db, &visitor.tenant, &filter).await?)
}

/// Charts to code a second time.
pub(super) async fn tasks(visitor: Visitor, State(app): State<App>) -> PageResult<Html<String>> {
    let me = AuditFilter { auditor: visitor.user.0.clone(), ..AuditFilter::default() };
    let mine = in_state(&app, &visitor, AuditState::Taken, me.clone()).await?;
    let drawn = in_state(&app, &visitor, AuditState::Drawn, AuditFilter::default()).await?;
    let mut free = Vec::new();
    for audit in drawn {
        let account = store::accounts::get(&app.db, &visitor.tenant, &audit.account).await?;
        // As if it were theirs: it will be, once they take it.
        let taken = ChartAudit { auditor: Some(visitor.user.0.clone()), ..audit.clone() };
        if let Some(account) = account
            && may_audit(&visitor, &taken, &account).is_ok()
        {
            free.push(task(&app, &audit, account.service_from.unwrap_or_default()));
        }
    }
    let mut own = Vec::new();
    for audit in mine {
        let account = store::accounts::get(&app.db, &visitor.tenant, &audit.account).await?;
        let day = account.and_then(|account| account.service_from).unwrap_or_default();
        own.push(task(&app, &audit, day));
    }
    let mut answers = in_state(&app, &visitor, AuditState::Answer, me.clone()).await?;
    answers.extend(in_state(&app, &visitor, AuditState::Done, me).await?.into_iter().rev());
    render(&TasksPage {
        layout: layout(&app, &visitor, "Audits", "/audits").await?,
        mine: own,
        free,
        answers: answers.iter().map(|audit| answered(audit, None)).collect(),
    })
}

fn task(app: &App, audit: &ChartAudit, day: String) -> Task {
    Task {
        id: audit.id.clone(),
        day,
        setting: audit.scope.split('/').next().unwrap_or_default().to_owned(),
        age: format::span(app.now() - audit.created_at),
    }
}

fn answered(audit: &ChartAudit, name: Option<&str>) -> Answered {
    let open = audit.body.findings.iter().filter(|(_, finding)| finding.counts().is_none()).count();
    Answered {
        id: audit.id.clone(),
        what: name.map_or_else(|| audit.scope.clone(), str::to_owned),
        state: match (audit.state, audit.error) {
            (AuditState::Done, Some(true)) => "error",
            (AuditState::Done, _) => "no error",
            _ => "open",
        },
        open,
        at: format::day(audit.done_at.unwrap_or(audit.created_at)),
    }
}

/// Audits of one's own codes, and of the program's where one answers for it.
pub(super) async fn mine(visitor: Visitor, State(app): State<App>) -> PageResult<Html<String>> {
    let mut rows = Vec::new();
    let own = AuditFilter { auditee: visitor.user.0.clone(), ..AuditFilter::default() };
    let engine = AuditFilter { auditee: crate::audits::ENGINE.into(), ..AuditFilter::default() };
    for (state, filter) in
        [(AuditState::Answer, &own), (AuditState::Answer, &engine), (AuditState::Done, &own)]
    {
        let found = in_state(&app, &visitor, state, filter.clone()).await?;
        let theirs = |audit: &&ChartAudit| {
            audit.auditee == visitor.user.as_str()
                || audit.body.findings.iter().any(|(_, f)| f.answers_for() == visitor.user.as_str())
        };
        let whose = |audit: &ChartAudit| match audit.auditee == visitor.user.as_str() {
            true => "your codes",
            false => "the program's codes",
        };
        rows.extend(found.iter().filter(theirs).map(|audit| answered(audit, Some(whose(audit)))));
    }
    render(&MinePage { layout: layout(&app, &visitor, "My audits", "/audits/mine").await?, rows })
}

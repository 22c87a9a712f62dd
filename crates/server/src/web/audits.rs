//! Audits: blind second coding, the comparison, answers to findings, accuracy.

mod accuracy;
mod act;
mod blind;
mod compared;
mod list;

use super::door::Visitor;
use super::fault::{PageFault, PageResult};
use super::pages::{Need, Pages};
use crate::app::App;
use crate::identity::permission::{Permission, Resource};
use axum::extract::{Path, State};
use axum::response::Response;
use store::accounts::Account;
use store::governance::{AuditState, ChartAudit};

/// The addresses of audits.
pub(super) fn pages(pages: Pages) -> Pages {
    let audit = Need::May(Permission::AuditCharts);
    pages
        .get("/audits", audit, list::tasks)
        .get("/audits/mine", Need::May(Permission::Rebut), list::mine)
        .get("/audits/accuracy", Need::Login, accuracy::show)
        .get("/audits/accuracy.csv", Need::May(Permission::Export), accuracy::csv)
        .post("/audits/draw", Need::May(Permission::ManageThresholds), act::draw)
        .get("/audits/{id}", Need::Login, one)
        .post("/audits/{id}/take", audit, act::take)
        .post("/audits/{id}/enter", audit, blind::enter)
        .post("/audits/{id}/finding", Need::Login, act::finding)
        .post("/audits/{id}/note", Need::Login, act::note)
}

/// An audit with its account.
async fn loaded(app: &App, visitor: &Visitor, id: &str) -> PageResult<(ChartAudit, Account)> {
    let audit = store::governance::audit(&app.db, &visitor.tenant, id).await?;
    let audit = audit.ok_or_else(|| PageFault::not_found("such audit"))?;
    let account = store::accounts::get(&app.db, &visitor.tenant, &audit.account).await?;
    let account = account.ok_or_else(|| PageFault::not_found("such account"))?;
    Ok((audit, account))
}

/// Whether the visitor may audit this chart: not their own work, and theirs or all.
fn may_audit(visitor: &Visitor, audit: &ChartAudit, account: &Account) -> PageResult<()> {
    let coder = account.coder.as_deref().filter(|coder| *coder == visitor.user.as_str());
    // Who worked on the chart after the program is as little blind as who coded it first.
    let owner = coder.unwrap_or(&audit.auditee);
    let row = Resource {
        owner: Some(owner),
        assigned_to: audit.auditor.as_deref(),
        account: Some(account.id.as_str()),
        tags: &account.tags,
        ..Resource::default()
    };
    Ok(visitor.allow(Permission::AuditCharts, &row)?)
}

/// Whether the visitor answers for the codes.
fn may_answer(visitor: &Visitor, audit: &ChartAudit, account: &Account) -> PageResult<()> {
    let answers = audit
        .body
        .findings
        .iter()
        .any(|(_, finding)| finding.answers_for() == visitor.user.as_str());
    let owner = if answers { visitor.user.as_str() } else { audit.auditee.as_str() };
    let row = Resource {
        owner: Some(owner),
        account: Some(account.id.as_str()),
        tags: &account.tags,
        ..Resource::default()
    };
    Ok(visitor.allow(Permission::Rebut, &row)?)
}

/// The blind form while the chart is open, the comparison afterwards.
async fn one(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> PageResult<Response> {
    let (audit, account) = loaded(&app, &visitor, &id).await?;
    match audit.state {
        AuditState::Drawn | AuditState::Taken => {
            blind::show(&app, &visitor, &audit, &account).await
        }
        AuditState::Answer | AuditState::Done => {
            compared::show(&app, &visitor, &audit, &account).await
        }
    }
}

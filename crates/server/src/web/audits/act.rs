//! Taking a chart, answering findings, remarks, drawing a coder's charts.

use super::{loaded, may_answer, may_audit};
use crate::app::App;
use crate::audits::{answer, declare, second};
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Redirect;
use governance::comparison::FindingState;
use serde::Deserialize;
use serde_json::json;
use store::StoreError;
use store::governance::{AuditState, ChartAudit, audit_for_change, save_audit};
use store::record::append;

/// Charts of one draw of a coder's work at most.
const MOST_DRAWN: usize = 500;

/// Takes a drawn chart, which nobody has yet.
pub(super) async fn take(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> PageResult<Redirect> {
    let (audit, account) = loaded(&app, &visitor, &id).await?;
    let taken = ChartAudit { auditor: Some(visitor.user.0.clone()), ..audit };
    may_audit(&visitor, &taken, &account)?;
    if second::has_seen(&app, &visitor.tenant, visitor.user.as_str(), &taken).await? {
        return Err(PageFault::invalid(
            "You have opened this account before, so you would not code it blind. Leave it to \
             somebody who has not seen it.",
        ));
    }
    let mut tx = app.db.begin().await?;
    let mut row = audit_for_change(&mut tx, &visitor.tenant, &id).await?;
    if row.state != AuditState::Drawn {
        return Err(StoreError::Conflict { what: "the audit".into() }.into());
    }
    row.auditor = Some(visitor.user.0.clone());
    row.state = AuditState::Taken;
    save_audit(&mut tx, &visitor.tenant, &mut row).await?;
    let what = ("account", row.account.as_str());
    let log = visitor.audit(app.now(), "audit.take", what, json!({ "audit": id }));
    append(&mut tx, &visitor.tenant, &[log]).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/audits/{id}")))
}

/// One step of a finding.
#[derive(Deserialize)]
pub(super) struct Step {
    version: i64,
    mark: usize,
    to: FindingState,
    #[serde(default)]
    comment: String,
}

/// Agrees, rebuts, upholds, withdraws or escalates.
pub(super) async fn finding(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(step): Form<Step>,
) -> PageResult<Redirect> {
    let (audit, account) = loaded(&app, &visitor, &id).await?;
    let answering = matches!(step.to, FindingState::Agreed | FindingState::Rebutted);
    match answering {
        true => may_answer(&visitor, &audit, &account)?,
        false => may_audit(&visitor, &audit, &account)?,
    }
    let mut tx = app.db.begin().await?;
    let mut row = audit_for_change(&mut tx, &visitor.tenant, &id).await?;
    if row.version != step.version {
        return Err(StoreError::Conflict { what: "the audit".into() }.into());
    }
    let by = (visitor.user.as_str(), app.now());
    let taken = (step.mark, step.to, step.comment.as_str());
    answer::go(&mut tx, &visitor.tenant, &mut row, taken, by).await?;
    let what = ("account", row.account.as_str());
    let detail = json!({ "audit": id, "mark": step.mark, "to": step.to, "error": row.error });
    append(&mut tx, &visitor.tenant, &[visitor.audit(by.1, "audit.finding", what, detail)]).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/audits/{id}?done=saved")))
}

/// A remark.
#[derive(Deserialize)]
pub(super) struct Remark {
    version: i64,
    #[serde(default)]
    mark: Option<usize>,
    text: String,
}

/// Adds a remark on one difference, or on the whole.
pub(super) async fn note(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(remark): Form<Remark>,
) -> PageResult<Redirect> {
    let (audit, account) = loaded(&app, &visitor, &id).await?;
    if !matches!(audit.state, AuditState::Answer | AuditState::Done) {
        return Err(PageFault::invalid("Remarks are made on the comparison."));
    }
    if may_answer(&visitor, &audit, &account).is_err() {
        may_audit(&visitor, &audit, &account)?;
    }
    let mut tx = app.db.begin().await?;
    let mut row = audit_for_change(&mut tx, &visitor.tenant, &id).await?;
    if row.version != remark.version {
        return Err(StoreError::Conflict { what: "the audit".into() }.into());
    }
    let by = (visitor.user.as_str(), app.now());
    let said = (remark.mark, remark.text.as_str());
    answer::note(&mut tx, &visitor.tenant, &mut row, said, by).await?;
    let what = ("account", row.account.as_str());
    let log = visitor.audit(by.1, "audit.note", what, json!({ "audit": id }));
    append(&mut tx, &visitor.tenant, &[log]).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/audits/{id}?done=saved")))
}

/// Whose work, and how many charts.
#[derive(Deserialize)]
pub(super) struct Draw {
    coder: String,
    number: usize,
}

/// Draws final codings of a coder at random.
pub(super) async fn draw(
    visitor: Visitor,
    State(app): State<App>,
    Form(draw): Form<Draw>,
) -> PageResult<Redirect> {
    let user = store::people::user(&app.db, &visitor.tenant, &draw.coder).await?;
    let user = user.ok_or_else(|| PageFault::not_found("such person"))?;
    if draw.number == 0 || draw.number > MOST_DRAWN {
        return Err(PageFault::invalid(format!("Draw 1 to {MOST_DRAWN} charts.")));
    }
    let what = (user.id.as_str(), draw.number);
    declare::draw_coder(&app, &visitor.tenant, what, visitor.user.as_str()).await?;
    Ok(Redirect::to("/audits/accuracy?done=saved"))
}

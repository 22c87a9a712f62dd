//! The blind form: documents, and fields for the codes. Nothing of the first coding is loaded into
//! this page, not even whose it was.

use super::{loaded, may_audit};
use crate::app::App;
use crate::audits::{answer, second};
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use model::Date;
use serde::Deserialize;
use serde_json::json;
use store::accounts::{Account, chart_version};
use store::governance::{AuditState, ChartAudit, audit_for_change, save_audit};
use store::record::append;

/// Longest text of one field, in bytes.
const LONGEST_FIELD: usize = 20_000;

struct Document {
    title: String,
    date: String,
    text: String,
}

#[derive(Template)]
#[template(path = "audits/blind.html")]
struct BlindPage {
    layout: Layout,
    id: String,
    version: i64,
    setting: String,
    date: String,
    inpatient: bool,
    documents: Vec<Document>,
    entry: Entry,
    faults: Vec<String>,
}

/// What the form sends.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Entry {
    version: i64,
    dx: String,
    px: String,
    pcs: String,
    why: String,
    act: String,
}

/// Shows the form to the auditor who has the chart.
pub(super) async fn show(
    app: &App,
    visitor: &Visitor,
    audit: &ChartAudit,
    account: &Account,
) -> PageResult<Response> {
    may_audit(visitor, audit, account)?;
    if audit.auditor.as_deref() != Some(visitor.user.as_str()) {
        return Err(PageFault::invalid(
            "This chart waits for its second coder. Take it from the list to code it.",
        ));
    }
    let mut tx = app.db.begin().await?;
    let detail = json!({ "audit": audit.id });
    let what = ("account", account.id.as_str());
    let mut entry = visitor.audit(app.now(), "audit.view", what, detail);
    entry.patient = account.patient.clone();
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    let mut draft = audit.body.draft.iter().cloned();
    let mut next = || draft.next().unwrap_or_default();
    let entry = Entry { dx: next(), px: next(), pcs: next(), ..Entry::default() };
    page(app, visitor, (audit, account), entry, Vec::new()).await
}

async fn page(
    app: &App,
    visitor: &Visitor,
    (audit, account): (&ChartAudit, &Account),
    entry: Entry,
    faults: Vec<String>,
) -> PageResult<Response> {
    let chart =
        chart_version(&app.db, &visitor.tenant, &account.id, audit.body.chart_version).await?;
    let chart = chart.ok_or_else(|| PageFault::not_found("such chart"))?.chart;
    let documents = chart.documents.into_iter().map(|document| Document {
        title: if document.title.is_empty() { "Document".to_owned() } else { document.title },
        date: document.date.map(|date| date.to_string()).unwrap_or_default(),
        text: document.text,
    });
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let html = render(&BlindPage {
        layout: layout(app, visitor, "Blind audit", "/audits").await?,
        id: audit.id.clone(),
        version: audit.version,
        setting: account.setting.clone(),
        date: account.service_from.clone().unwrap_or_default(),
        inpatient: account.setting == "inpatient",
        documents: documents.collect(),
        entry,
        faults,
    })?;
    Ok((status, html).into_response())
}

/// Keeps what was typed, finishes, or says that the chart cannot be coded again.
pub(super) async fn enter(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(entry): Form<Entry>,
) -> PageResult<Response> {
    let (audit, account) = loaded(&app, &visitor, &id).await?;
    may_audit(&visitor, &audit, &account)?;
    if [&entry.dx, &entry.px, &entry.pcs].iter().any(|text| text.len() > LONGEST_FIELD) {
        return Err(PageFault::invalid("A field holds at most 20,000 bytes."));
    }
    let by = (visitor.user.as_str(), app.now());
    let fields = [entry.dx.as_str(), &entry.px, &entry.pcs];
    let on = account.service_from.as_deref().and_then(|day| day.parse::<Date>().ok());
    let codes = match entry.act.as_str() {
        "finish" => match second::read(&app.desk(), on.unwrap_or_default(), fields) {
            Ok(codes) => codes,
            Err(faults) => {
                return page(&app, &visitor, (&audit, &account), entry, faults).await;
            }
        },
        _ => Vec::new(),
    };
    if second::has_seen(&app, &visitor.tenant, by.0, &audit).await? {
        return Err(PageFault::invalid(
            "You opened this account outside the audit, so you may know its codes. Somebody who \
             has not seen it must code it.",
        ));
    }
    let answers = answer::answers_for(&app, &visitor.tenant, &audit).await?;
    let mut tx = app.db.begin().await?;
    let mut row = audit_for_change(&mut tx, &visitor.tenant, &id).await?;
    if row.version != entry.version {
        return Err(store::StoreError::Conflict { what: "the audit".into() }.into());
    }
    let (action, to) = match entry.act.as_str() {
        "finish" => {
            let coded = (codes, answers.as_str());
            answer::finish(&mut tx, &visitor.tenant, &mut row, coded, by).await?;
            ("audit.finish", format!("/audits/{id}"))
        }
        "unusable" => {
            answer::unusable(&mut tx, &visitor.tenant, &mut row, &entry.why, by).await?;
            ("audit.unusable", format!("/audits/{id}"))
        }
        _ if row.state == AuditState::Taken && row.auditor.as_deref() == Some(by.0) => {
            row.body.draft = fields.map(str::to_owned).to_vec();
            save_audit(&mut tx, &visitor.tenant, &mut row).await?;
            ("audit.save", format!("/audits/{id}?done=saved"))
        }
        _ => return Err(PageFault::invalid("This audit is not yours.")),
    };
    let what = ("account", row.account.as_str());
    let log = visitor.audit(by.1, action, what, json!({ "audit": id, "error": row.error }));
    append(&mut tx, &visitor.tenant, &[log]).await?;
    tx.commit().await?;
    Ok(Redirect::to(&to).into_response())
}

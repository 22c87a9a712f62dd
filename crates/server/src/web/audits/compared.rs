//! The comparison: both codings side by side with their marks, and each finding's way.

use super::{may_answer, may_audit};
use crate::app::App;
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use crate::web::format;
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::response::{IntoResponse, Response};
use governance::comparison::{CodeEntry, FindingState, Mark, MarkKind};
use serde_json::json;
use std::collections::BTreeMap;
use store::accounts::Account;
use store::governance::{AuditState, ChartAudit};
use store::record::append;

struct Said {
    who: String,
    when: String,
    what: String,
}

struct Row {
    mark: usize,
    sign: char,
    sign_says: &'static str,
    pre: String,
    post: String,
    category: &'static str,
    material: bool,
    state: Option<FindingState>,
    steps: Vec<Said>,
    /// Steps that this person may take: value, label, whether it needs words.
    next: Vec<(&'static str, &'static str)>,
}

#[derive(Template)]
#[template(path = "audits/compared.html")]
struct ComparedPage {
    layout: Layout,
    id: String,
    version: i64,
    scope: String,
    day: String,
    auditor: String,
    whose: String,
    result: &'static str,
    unusable: Option<String>,
    first: Vec<String>,
    second: Vec<String>,
    rows: Vec<Row>,
    notes: Vec<Said>,
    error_rate: String,
}

/// A code as one line: `99213-25 x2`, `E11.9 Y`.
fn shown(entry: &CodeEntry) -> String {
    let mut text = entry.code.clone();
    for modifier in &entry.modifiers {
        text.push('-');
        text.push_str(modifier);
    }
    if entry.units != 1 {
        text.push_str(&format!(" x{}", entry.units));
    }
    if let Some(poa) = entry.poa {
        text.push_str(&format!(" {poa}"));
    }
    text
}

fn side(side: &Option<(usize, CodeEntry)>) -> String {
    side.as_ref().map(|(place, entry)| format!("{place}. {}", shown(entry))).unwrap_or_default()
}

fn sign_says(mark: &Mark) -> &'static str {
    match mark.kind {
        MarkKind::Added => "added",
        MarkKind::Removed => "removed",
        MarkKind::Changed(_) => "changed",
    }
}

/// The steps that follow, by who looks at it.
fn next(
    state: FindingState,
    answers: bool,
    audits: bool,
    third: bool,
) -> Vec<(&'static str, &'static str)> {
    use FindingState::{Escalated, Open, Rebutted};
    match state {
        Open if answers => vec![("agreed", "Agree"), ("rebutted", "Rebut")],
        Open if audits => vec![("withdrawn", "Withdraw")],
        Rebutted if audits => {
            vec![("upheld", "Uphold"), ("withdrawn", "Withdraw"), ("escalated", "Escalate")]
        }
        Escalated if third => vec![("upheld", "Uphold"), ("withdrawn", "Withdraw")],
        _ => Vec::new(),
    }
}

/// Shows the comparison to the auditor, to who answers, and to those who may see every audit.
#[expect(clippy::too_many_lines, reason = "one page: every line fills a place of its template")]
pub(super) async fn show(
    app: &App,
    visitor: &Visitor,
    audit: &ChartAudit,
    account: &Account,
) -> PageResult<Response> {
    let audits_it = may_audit(visitor, audit, account);
    if may_answer(visitor, audit, account).is_err() {
        audits_it.clone()?;
    }
    let mut tx = app.db.begin().await?;
    let what = ("account", account.id.as_str());
    let mut entry = visitor.audit(app.now(), "audit.compare", what, json!({ "audit": audit.id }));
    entry.patient = account.patient.clone();
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    let users = store::people::users(&app.db, &visitor.tenant).await?;
    let names: BTreeMap<&str, &str> =
        users.iter().map(|user| (user.id.as_str(), user.name.as_str())).collect();
    let name = |id: &str| names.get(id).map_or_else(|| id.to_owned(), |name| (*name).to_owned());
    let me = visitor.user.as_str();
    let is_auditor = audit.auditor.as_deref() == Some(me);
    let body = &audit.body;
    let comparison = body.compared.as_ref().map(|chart| &chart.comparison);
    let marks = comparison.map(|c| c.marks.as_slice()).unwrap_or_default();
    let rows = marks.iter().enumerate().map(|(place, mark)| {
        let finding = body.findings.iter().find(|(at, _)| *at == place).map(|(_, f)| f);
        let answers = finding.is_some_and(|finding| finding.answers_for() == me);
        let third = audits_it.is_ok() && !is_auditor && !answers;
        let steps = finding.map(|finding| finding.steps()).unwrap_or_default().iter();
        let mut said: Vec<Said> = steps
            .map(|step| Said {
                who: name(&step.by),
                when: format::time(step.at),
                what: match step.comment.is_empty() {
                    true => step.to.to_string(),
                    false => format!("{}: {}", step.to, step.comment),
                },
            })
            .collect();
        let notes = body.notes.iter().filter(|note| note.mark == Some(place));
        said.extend(notes.map(|note| Said {
            who: name(&note.by),
            when: format::time(note.at),
            what: note.text.clone(),
        }));
        Row {
            mark: place,
            sign: mark.sign(),
            sign_says: sign_says(mark),
            pre: side(&mark.pre),
            post: side(&mark.post),
            category: mark.category(),
            material: mark.is_material(),
            state: finding.map(|finding| finding.state()),
            steps: said,
            next: finding
                .map(|finding| next(finding.state(), answers, is_auditor, third))
                .unwrap_or_default(),
        }
    });
    let rows = rows.collect();
    let general = body.notes.iter().filter(|note| note.mark.is_none());
    let rate = comparison.map(governance::comparison::accuracy::error_rate);
    let html = render(&ComparedPage {
        layout: layout(app, visitor, "Audit", "/audits").await?,
        id: audit.id.clone(),
        version: audit.version,
        scope: audit.scope.clone(),
        day: account.service_from.clone().unwrap_or_default(),
        auditor: audit.auditor.as_deref().map(&name).unwrap_or_default(),
        whose: match audit.auditee == crate::audits::ENGINE {
            true => "the program".to_owned(),
            false => name(&audit.auditee),
        },
        result: match (audit.state, audit.error) {
            (AuditState::Done, Some(true)) => "Counts as an error",
            (AuditState::Done, _) => "No error",
            _ => "Findings wait for an answer",
        },
        unusable: body.unusable.clone(),
        first: body.first.iter().map(shown).collect(),
        second: body.second.iter().map(shown).collect(),
        rows,
        notes: general
            .map(|note| Said {
                who: name(&note.by),
                when: format::time(note.at),
                what: note.text.clone(),
            })
            .collect(),
        error_rate: rate.map(|(n, of)| format!("{n} of {of}")).unwrap_or_default(),
    })?;
    Ok(html.into_response())
}

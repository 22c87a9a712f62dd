//! The audit log: who saw or changed what.

use crate::app::App;
use crate::surroundings::start_of;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::format::{self, in_address};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use model::Date;
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;
use store::record::{AuditFilter, AuditRow, append};

/// Rows of one page.
const ROWS: i64 = 100;

/// Rows of one file.
const FILE_ROWS: i64 = 1_000;

/// A day, in microseconds.
const DAY: i64 = 86_400_000_000;

/// What the address asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    actor: String,
    action: String,
    object: String,
    patient: String,
    from: String,
    to: String,
    before: Option<i64>,
    format: String,
}

/// One entry for people.
struct Line {
    seq: i64,
    at: String,
    actor: String,
    action: String,
    object: String,
    detail: String,
    hash: String,
}

/// The page.
#[derive(Template)]
#[template(path = "admin/audit.html")]
struct AuditPage {
    layout: Layout,
    asked: Asked,
    lines: Vec<Line>,
    next: Option<String>,
    csv: String,
}

/// Shows entries, newest first; a search of the log is itself in the log.
pub(super) async fn search(
    visitor: Visitor,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> PageResult<Response> {
    let file = asked.format == "csv";
    let filter = AuditFilter {
        actor: asked.actor.trim().to_owned(),
        action: asked.action.trim().to_owned(),
        object: asked.object.trim().to_owned(),
        patient: asked.patient.trim().to_owned(),
        from: day(&asked.from)?,
        to: day(&asked.to)?.map(|at| at + DAY),
        before: asked.before,
        limit: if file { FILE_ROWS } else { ROWS },
    };
    let rows = store::record::search(&app.db, &visitor.tenant, &filter).await?;
    let now = app.now();
    let mut tx = app.db.begin().await?;
    let detail = json!({
        "actor": filter.actor, "action": filter.action, "object": filter.object,
        "patient": filter.patient, "file": file,
    });
    let entry = visitor.audit(now, "audit.search", ("audit", "log"), detail);
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    let users = store::people::users(&app.db, &visitor.tenant).await?;
    let names: BTreeMap<_, _> = users.into_iter().map(|user| (user.id.0, user.name)).collect();
    let lines: Vec<Line> = rows.iter().map(|row| line(row, &names)).collect();
    if file {
        return Ok(csv(&lines).into_response());
    }
    let more = i64::try_from(rows.len()).is_ok_and(|count| count == ROWS);
    let last = rows.last().map(|row| row.seq).filter(|_| more);
    let page = AuditPage {
        layout: layout(&app, &visitor, "Audit log", "/audit-log").await?,
        lines,
        next: last.map(|seq| format!("{}&before={seq}", address(&asked))),
        csv: format!("{}&format=csv", address(&asked)),
        asked,
    };
    Ok(render(&page)?.into_response())
}

fn day(text: &str) -> PageResult<Option<i64>> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    match text.trim().parse::<Date>() {
        Ok(day) => Ok(Some(start_of(day))),
        Err(fault) => Err(PageFault::invalid(format!("`{text}` is no day: {fault}."))),
    }
}

fn line(row: &AuditRow, names: &BTreeMap<String, String>) -> Line {
    let entry = &row.entry;
    let detail = match &entry.detail {
        serde_json::Value::Object(map) if map.is_empty() => String::new(),
        other => other.to_string(),
    };
    Line {
        seq: row.seq,
        at: format::time(entry.at),
        actor: names.get(&entry.actor).cloned().unwrap_or_else(|| entry.actor.clone()),
        action: entry.action.clone(),
        object: format!("{} {}", entry.object_kind, entry.object),
        detail,
        hash: row.hash.chars().take(12).collect(),
    }
}

fn address(asked: &Asked) -> String {
    let pairs = [
        ("actor", &asked.actor),
        ("action", &asked.action),
        ("object", &asked.object),
        ("patient", &asked.patient),
        ("from", &asked.from),
        ("to", &asked.to),
    ];
    let pairs = pairs.map(|(name, value)| format!("{name}={}", in_address(value)));
    format!("/audit-log?{}", pairs.join("&"))
}

fn csv(lines: &[Line]) -> impl IntoResponse + use<> {
    let mut text = "seq,at_utc,actor,action,object,detail,hash\r\n".to_owned();
    for line in lines {
        let seq = line.seq.to_string();
        let cells =
            [&seq, &line.at, &line.actor, &line.action, &line.object, &line.detail, &line.hash];
        text.push_str(&cells.map(|cell| format::csv_cell(cell)).join(","));
        text.push_str("\r\n");
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"audit-log.csv\""),
    ];
    (headers, text)
}

//! Accuracy of each coder and of the program, side by side; a coder sees their own numbers only.

use crate::app::App;
use crate::audits::ENGINE;
use crate::identity::permission::Permission;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use governance::comparison::Accuracy;
use std::collections::BTreeMap;
use store::governance::{AuditFilter, AuditState, ChartAudit, audits};

/// Audits that are summed up at most.
const MOST: i64 = 100_000;

/// Microseconds of a year: how far back numbers go.
const YEAR: i64 = 365 * 86_400_000_000;

struct Row {
    name: String,
    audits: usize,
    errors: usize,
    codes: String,
    cases: String,
    over: String,
    under: String,
    rate: String,
    categories: String,
}

#[derive(Template)]
#[template(path = "audits/accuracy.html")]
struct AccuracyPage {
    layout: Layout,
    rows: Vec<Row>,
    all: bool,
    may_export: bool,
    may_draw: bool,
    coders: Vec<(String, String)>,
}

fn share((part, of): (u64, u64)) -> String {
    match of {
        0 => "none".to_owned(),
        _ => format!("{:.1} % ({part} of {of})", part as f64 * 100.0 / of as f64),
    }
}

async fn rows(app: &App, visitor: &Visitor, all: bool) -> PageResult<Vec<Row>> {
    let filter = AuditFilter {
        state: Some(AuditState::Done),
        from: app.now() - YEAR,
        limit: MOST,
        ..AuditFilter::default()
    };
    let users = store::people::users(&app.db, &visitor.tenant).await?;
    let mut by: BTreeMap<String, Vec<ChartAudit>> = BTreeMap::new();
    for audit in audits(&app.db, &visitor.tenant, &filter).await? {
        if all || audit.auditee == visitor.user.as_str() {
            by.entry(audit.auditee.clone()).or_default().push(audit);
        }
    }
    let name = |id: &str| match users.iter().find(|user| user.id.as_str() == id) {
        _ if id == ENGINE => "The program".to_owned(),
        Some(user) => user.name.clone(),
        None => id.to_owned(),
    };
    Ok(by.iter().map(|(auditee, done)| row(name(auditee), done)).collect())
}

fn row(name: String, done: &[ChartAudit]) -> Row {
    let accuracy = Accuracy::of(done.iter().filter_map(|audit| audit.body.compared.as_ref()));
    let mut categories: BTreeMap<&str, usize> = BTreeMap::new();
    for chart in done.iter().filter_map(|audit| audit.body.compared.as_ref()) {
        for mark in chart.comparison.marks.iter().filter(|mark| mark.is_material()) {
            *categories.entry(mark.category()).or_default() += 1;
        }
    }
    let categories: Vec<String> =
        categories.iter().map(|(category, count)| format!("{category} {count}")).collect();
    Row {
        name,
        audits: done.len(),
        errors: done.iter().filter(|audit| audit.error == Some(true)).count(),
        codes: share(accuracy.codes),
        cases: share(accuracy.cases),
        over: share(accuracy.over_coded),
        under: share(accuracy.under_coded),
        rate: share(accuracy.error_rate),
        categories: categories.join(", "),
    }
}

/// The page.
pub(super) async fn show(visitor: Visitor, State(app): State<App>) -> PageResult<Html<String>> {
    let all = visitor.principal.may(Permission::ViewDashboard);
    if !all && !visitor.principal.may(Permission::ViewOwnNumbers) {
        return Err(PageFault::forbidden(Permission::ViewOwnNumbers));
    }
    let users = store::people::users(&app.db, &visitor.tenant).await?;
    let codes = |role: &str| role == "coder" || role == "lead";
    let coders = users.iter().filter(|user| user.roles.iter().any(|role| codes(role)));
    render(&AccuracyPage {
        layout: layout(&app, &visitor, "Accuracy", "/audits").await?,
        rows: rows(&app, &visitor, all).await?,
        all,
        may_export: all && visitor.principal.may(Permission::Export),
        may_draw: visitor.principal.may(Permission::ManageThresholds),
        coders: coders.map(|user| (user.id.0.clone(), user.name.clone())).collect(),
    })
}

/// The same as CSV.
pub(super) async fn csv(visitor: Visitor, State(app): State<App>) -> PageResult<Response> {
    let all = visitor.principal.may(Permission::ViewDashboard);
    let mut text =
        "whose,audits,errors,codes right,charts right,over-coded,under-coded,error rate,categories\n"
            .to_owned();
    for row in rows(&app, &visitor, all).await? {
        let cells = [
            row.name,
            row.audits.to_string(),
            row.errors.to_string(),
            row.codes,
            row.cases,
            row.over,
            row.under,
            row.rate,
            row.categories,
        ];
        let quoted = cells.map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
        text.push_str(&quoted.join(","));
        text.push('\n');
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"accuracy.csv\""),
    ];
    Ok((headers, text).into_response())
}

//! The numbers of sessions, lock-out, passwords, uploads and rates that a site chooses.

use crate::app::App;
use crate::identity::security::{FIELDS, Security};
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use store::people::{Setting, put_setting};
use store::record::append;

/// Most fields of the form; it has fewer.
const MOST_FIELDS: usize = 64;

/// One number.
struct Row {
    name: &'static str,
    label: &'static str,
    least: u32,
    most: u32,
    why: &'static str,
    usual: u32,
    value: String,
    fault: Option<String>,
}

/// The page.
#[derive(Template)]
#[template(path = "admin/security.html")]
struct SecurityPage {
    layout: Layout,
    groups: Vec<(&'static str, Vec<Row>)>,
    version: i64,
    changed: Option<String>,
    faults: usize,
}

async fn page(
    app: &App,
    visitor: &Visitor,
    setting: Option<&Setting>,
    (values, faults): (&BTreeMap<String, String>, &[(&'static str, String)]),
) -> PageResult<Html<String>> {
    let usual = Security::default();
    let mut groups: Vec<(&'static str, Vec<Row>)> = Vec::new();
    for field in FIELDS {
        let fault = faults.iter().find(|(name, _)| *name == field.name);
        let row = Row {
            name: field.name,
            label: field.label,
            least: field.least,
            most: field.most,
            why: field.why,
            usual: (field.get)(&usual),
            value: values.get(field.name).cloned().unwrap_or_default(),
            fault: fault.map(|(_, says)| says.clone()),
        };
        match groups.last_mut().filter(|(group, _)| *group == field.group) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((field.group, vec![row])),
        }
    }
    let changed = match setting {
        Some(setting) => {
            let by = store::people::user(&app.db, &visitor.tenant, &setting.changed_by).await?;
            let by = by.map_or_else(|| setting.changed_by.clone(), |user| user.name);
            let at = crate::web::format::time(setting.changed_at);
            Some(format!("Changed by {by} on {at}."))
        }
        None => None,
    };
    render(&SecurityPage {
        layout: layout(app, visitor, "Security", "/admin/security").await?,
        groups,
        version: setting.map_or(0, |setting| setting.version),
        changed,
        faults: faults.len(),
    })
}

/// Shows the numbers.
pub(super) async fn show(visitor: Visitor, State(app): State<App>) -> PageResult<Html<String>> {
    let setting = store::people::setting(&app.db, &visitor.tenant, Security::SETTING).await?;
    let security = app.security(&visitor.tenant).await?;
    let values = FIELDS.iter();
    let values = values.map(|field| (field.name.to_owned(), (field.get)(&security).to_string()));
    page(&app, &visitor, setting.as_ref(), (&values.collect(), &[])).await
}

/// Takes them: all of them, or none.
pub(super) async fn save(
    visitor: Visitor,
    State(app): State<App>,
    Form(typed): Form<BTreeMap<String, String>>,
) -> PageResult<Response> {
    visitor.proved_lately(&app)?;
    if typed.len() > MOST_FIELDS {
        return Err(PageFault::invalid("This form has more fields than the page."));
    }
    let text = |name: &str| typed.get(name).map(|text| text.trim().to_owned()).unwrap_or_default();
    let mut security = Security::default();
    let mut faults = Vec::new();
    for field in FIELDS {
        match text(field.name).parse::<u32>() {
            Ok(value) => (field.set)(&mut security, value),
            Err(_) => faults.push((field.name, "This is a whole number.".to_owned())),
        }
    }
    let unread: Vec<&str> = faults.iter().map(|(name, _)| *name).collect();
    faults.extend(security.faults().into_iter().filter(|(name, _)| !unread.contains(name)));
    let before = store::people::setting(&app.db, &visitor.tenant, Security::SETTING).await?;
    if !faults.is_empty() {
        let html = page(&app, &visitor, before.as_ref(), (&typed, &faults)).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, html).into_response());
    }
    let version = text("version").parse::<i64>();
    let version = version.map_err(|_| PageFault::invalid("This form is not ours."))?;
    let now = app.now();
    let setting = Setting {
        name: Security::SETTING.to_owned(),
        body: serde_json::to_string(&security).map_err(PageFault::internal)?,
        version,
        changed_at: now,
        changed_by: visitor.user.0.clone(),
    };
    let was = app.security(&visitor.tenant).await?;
    let mut tx = app.db.begin().await?;
    put_setting(&mut tx, &visitor.tenant, &setting).await?;
    let detail = changes(&was, &security);
    let entry = visitor.audit(now, "security.change", ("setting", Security::SETTING), detail);
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    app.security_changed(&visitor.tenant);
    Ok(Redirect::to("/admin/security?done=saved").into_response())
}

/// What changed, number by number.
fn changes(was: &Security, is: &Security) -> Value {
    let changed = FIELDS.iter().filter(|field| (field.get)(was) != (field.get)(is));
    let changed: Map<String, Value> = changed
        .map(|field| {
            let pair = json!({ "before": (field.get)(was), "after": (field.get)(is) });
            (field.name.to_owned(), pair)
        })
        .collect();
    json!({ "changed": changed })
}

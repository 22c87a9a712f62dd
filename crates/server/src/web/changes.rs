//! Change control: propose, run over the last year, approve by a second person, put in force.

use super::door::Visitor;
use super::fault::{PageFault, PageResult};
use super::format::{dollars, time};
use super::layout::{Layout, layout, render};
use super::pages::{Need, Pages};
use crate::app::App;
use crate::changes::{activate, check, hash_of, impact};
use crate::identity::permission::Permission;
use crate::release::Promise;
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{Html, Redirect};
use governance::change::{Change, ChangeFault, ChangeKind, ChangeState};
use serde::Deserialize;
use serde_json::json;
use store::StoreError;
use store::governance::{ChangeRow, Proposal, add_change, change, changes, save_change};
use store::record::append;

/// Longest title, in bytes.
const LONGEST_TITLE: usize = 200;

/// The addresses of change control.
pub(super) fn pages(pages: Pages) -> Pages {
    pages.get("/changes", Need::Login, list).post("/changes", Need::Login, propose).post(
        "/changes/{id}",
        Need::Login,
        step,
    )
}

struct Row {
    id: String,
    version: i64,
    title: String,
    state: String,
    what: String,
    impact: Vec<String>,
    steps: Vec<String>,
    next: Vec<(&'static str, &'static str)>,
}

#[derive(Template)]
#[template(path = "changes/list.html")]
struct ListPage {
    layout: Layout,
    rows: Vec<Row>,
    rules: bool,
    thresholds: bool,
    promise: [String; 3],
}

fn may(visitor: &Visitor) -> [bool; 3] {
    [Permission::ManageRules, Permission::ManageThresholds, Permission::ApproveChange]
        .map(|permission| visitor.principal.may(permission))
}

fn percent(share: f64) -> String {
    ((share * 1_000_000.0).round() / 10_000.0).to_string()
}

async fn list(visitor: Visitor, State(app): State<App>) -> PageResult<Html<String>> {
    let [rules, thresholds, approve] = may(&visitor);
    if !rules && !thresholds && !approve {
        return Err(PageFault::forbidden(Permission::ApproveChange));
    }
    let users = store::people::users(&app.db, &visitor.tenant).await?;
    let name = |id: &str| {
        let known = users.iter().find(|user| user.id.as_str() == id);
        known.map_or_else(|| id.to_owned(), |user| user.name.clone())
    };
    let found = changes(&app.db, &visitor.tenant).await?;
    let rows = found.iter().map(|found| row(found, &visitor, approve, &name)).collect();
    let mut tx = app.db.begin().await?;
    let promise = app.policies.of(&app, &mut tx, &visitor.tenant).await?.promise;
    drop(tx);
    render(&ListPage {
        layout: layout(&app, &visitor, "Changes", "/changes").await?,
        rows,
        rules,
        thresholds,
        promise: [promise.target_error, promise.confidence, promise.ongoing].map(percent),
    })
}

fn row(found: &ChangeRow, visitor: &Visitor, approve: bool, name: &dyn Fn(&str) -> String) -> Row {
    let change = &found.change;
    let author = change.authors().iter().any(|author| author == visitor.user.as_str());
    let mut next = Vec::new();
    match change.state() {
        ChangeState::Drafted => next.push(("replay", "Run over the last year")),
        ChangeState::Replayed if approve && !author => next.push(("approve", "Approve")),
        ChangeState::Approved if approve => next.push(("activate", "Put in force")),
        _ => {}
    }
    if matches!(
        change.state(),
        ChangeState::Drafted | ChangeState::Replayed | ChangeState::Approved
    ) {
        next.push(("reject", "Reject"));
    }
    let said = change.impact().map(|ran| {
        let mut said = vec![format!(
            "{} of {} change; {} would be freed, {} held",
            ran.changed,
            ran.records,
            dollars(ran.more_cents),
            dollars(ran.less_cents)
        )];
        said.extend(ran.added.iter().take(10).map(|(edit, n)| format!("edit {edit}: {n} more")));
        said.extend(ran.removed.iter().take(10).map(|(edit, n)| format!("edit {edit}: {n} fewer")));
        said.extend(
            ran.examples.iter().take(5).map(|(account, what)| format!("{account}: {what}")),
        );
        said
    });
    Row {
        id: change.id().to_owned(),
        version: found.version,
        title: change.title().to_owned(),
        state: change.state().to_string(),
        what: match &found.proposal {
            Proposal::Promise(value) => match serde_json::from_value::<Promise>(value.clone()) {
                Ok(promise) => format!(
                    "at most {} % errors, confidence {} %, {} % audited afterwards",
                    percent(promise.target_error),
                    percent(promise.confidence),
                    percent(promise.ongoing)
                ),
                Err(_) => value.to_string(),
            },
            Proposal::Rule { path, text } => format!("{path}\n\n{text}"),
        },
        impact: said.unwrap_or_default(),
        steps: change
            .steps()
            .iter()
            .map(|step| format!("{} {}: {} {}", time(step.at), name(&step.by), step.to, step.note))
            .collect(),
        next,
    }
}

/// What is proposed; shares in percent.
#[derive(Deserialize)]
struct Proposed {
    kind: String,
    title: String,
    #[serde(default)]
    target: f64,
    #[serde(default)]
    confidence: f64,
    #[serde(default)]
    ongoing: f64,
    #[serde(default)]
    path: String,
    #[serde(default)]
    text: String,
}

async fn propose(
    visitor: Visitor,
    State(app): State<App>,
    Form(told): Form<Proposed>,
) -> PageResult<Redirect> {
    let share = |percent: f64| (percent * 10_000.0).round() / 1_000_000.0;
    let (permission, kind, proposal) = match told.kind.as_str() {
        "promise" => {
            let promise = Promise {
                target_error: share(told.target),
                confidence: share(told.confidence),
                ongoing: share(told.ongoing),
            };
            let value = serde_json::to_value(promise).map_err(PageFault::internal)?;
            (Permission::ManageThresholds, ChangeKind::Policy, Proposal::Promise(value))
        }
        "rule" => {
            let (path, text) = (told.path, told.text.replace("\r\n", "\n"));
            (Permission::ManageRules, ChangeKind::Rules, Proposal::Rule { path, text })
        }
        _ => return Err(PageFault::invalid("That is no kind of change.")),
    };
    if !visitor.principal.may(permission) {
        return Err(PageFault::forbidden(permission));
    }
    let title = told.title.trim();
    if title.is_empty() || title.len() > LONGEST_TITLE {
        return Err(PageFault::invalid("Say in a line of at most 200 bytes what it is for."));
    }
    check(&app, &proposal)?;
    let (id, at, by) = (app.new_id("chg"), app.now(), visitor.user.as_str());
    let change = Change::draft(&id, kind, title, &hash_of(&proposal), by, at);
    let row = ChangeRow { change, proposal, created_at: at, version: 1 };
    let mut tx = app.db.begin().await?;
    add_change(&mut tx, &visitor.tenant, &row, by).await?;
    let log = visitor.audit(at, "change.drafted", ("change", &id), json!({ "title": title }));
    append(&mut tx, &visitor.tenant, &[log]).await?;
    tx.commit().await?;
    Ok(Redirect::to("/changes?done=saved"))
}

/// One step.
#[derive(Deserialize)]
struct Step {
    version: i64,
    act: String,
    #[serde(default)]
    note: String,
}

async fn step(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(step): Form<Step>,
) -> PageResult<Redirect> {
    let tenant = &visitor.tenant;
    let row = change(&app.db, tenant, &id).await?;
    let mut row = row.ok_or_else(|| PageFault::not_found("such change"))?;
    if row.version != step.version {
        return Err(StoreError::Conflict { what: "the change".into() }.into());
    }
    let own = match row.proposal {
        Proposal::Promise(_) => Permission::ManageThresholds,
        Proposal::Rule { .. } => Permission::ManageRules,
    };
    let approves = visitor.principal.may(Permission::ApproveChange);
    let needed =
        if matches!(&*step.act, "approve" | "activate") { Permission::ApproveChange } else { own };
    let may =
        visitor.principal.may(needed) || (approves && matches!(&*step.act, "reject" | "replay"));
    if !may {
        return Err(PageFault::forbidden(needed));
    }
    if needed.is_dangerous() {
        visitor.proved_lately(&app)?;
    }
    let refused = |fault: ChangeFault| PageFault::invalid(format!("{fault}."));
    let (by, at) = (visitor.user.as_str(), app.now());
    let mut in_force = false;
    match step.act.as_str() {
        "replay" => {
            let ran = impact(&app, tenant, &row.proposal).await?;
            row.change.replayed(&hash_of(&row.proposal), ran, by, at).map_err(refused)?;
        }
        "approve" => row.change.approve(by, step.note.trim(), at).map_err(refused)?,
        "activate" => {
            row.change.activate(by, at).map_err(refused)?;
            in_force = true;
        }
        "reject" => row.change.reject(by, step.note.trim(), at).map_err(refused)?,
        _ => return Err(PageFault::invalid("That is no step of a change.")),
    }
    let mut tx = app.db.begin().await?;
    save_change(&mut tx, tenant, &mut row).await?;
    if in_force {
        activate(&app, &mut tx, tenant, (&row.proposal, by)).await?;
    }
    let action = format!("change.{}", step.act);
    let log = visitor.audit(at, &action, ("change", &id), json!({ "note": step.note }));
    append(&mut tx, tenant, &[log]).await?;
    tx.commit().await?;
    Ok(Redirect::to("/changes?done=saved"))
}

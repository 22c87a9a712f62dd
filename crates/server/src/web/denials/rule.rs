//! A payer rule out of a denial: the draft, what it would have stopped, and its proposal.

use super::denial_for;
use crate::app::App;
use crate::changes::{check, hash_of, impact};
use crate::denials::following::follow;
use crate::denials::rule::{Draft, Replay, draft, replay};
use crate::identity::permission::Permission;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::format::money;
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{Html, Redirect};
use governance::change::{Change, ChangeKind};
use serde::Deserialize;
use serde_json::json;
use store::governance::{ChangeRow, Proposal, add_change};
use store::record::append;

#[derive(Template)]
#[template(path = "denials/rule.html")]
struct RulePage {
    layout: Layout,
    id: String,
    title: String,
    path: String,
    text: String,
    rows: usize,
    claims: usize,
    stopped: usize,
    refused: (usize, String),
    all_refused: (usize, String),
    others: (usize, String),
    examples: Vec<String>,
    fault: Option<String>,
}

/// Shows the draft with its run over the payer's past claims.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> PageResult<Html<String>> {
    let (row, account) = denial_for(&app, &visitor, &id, Permission::WorkDenials).await?;
    let way = follow(&app, &visitor.tenant, &row, &account).await?;
    let way = way.ok_or_else(|| PageFault::not_found("such claim"))?;
    let made = draft(&app, &row, &way).map_err(PageFault::invalid)?;
    let (ran, fault) = match replay(&app, &visitor.tenant, &row, &made).await {
        Ok(ran) => (ran, None),
        Err(store::StoreError::Refused(why)) => (Replay::default(), Some(why)),
        Err(fault) => return Err(fault.into()),
    };
    let sum = |(lines, cents)| (lines, money(cents));
    let title = made.text.lines().find_map(|line| line.strip_prefix("title = \""));
    render(&RulePage {
        layout: layout(&app, &visitor, "Draft of a payer rule", "/denials").await?,
        title: title.unwrap_or_default().trim_end_matches('"').to_owned(),
        rows: made.text.lines().count() + 1,
        path: made.path,
        text: made.text,
        claims: ran.claims,
        stopped: ran.stopped,
        refused: sum(ran.refused),
        all_refused: sum(ran.all_refused),
        others: sum(ran.others),
        examples: ran.examples,
        fault,
        id,
    })
}

/// A rule as it is proposed.
#[derive(Deserialize)]
pub(super) struct Proposed {
    title: String,
    path: String,
    text: String,
}

/// Proposes the rule with its run over all claims of the last year: a second person approves it.
pub(super) async fn propose(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(told): Form<Proposed>,
) -> PageResult<Redirect> {
    denial_for(&app, &visitor, &id, Permission::WorkDenials).await?;
    let title: String = told.title.trim().chars().take(180).collect();
    if title.is_empty() {
        return Err(PageFault::invalid("Say in a line what the rule is for."));
    }
    let made = Draft { path: told.path, text: told.text.replace("\r\n", "\n") };
    let proposal = Proposal::Rule { path: made.path, text: made.text };
    check(&app, &proposal)?;
    let ran = impact(&app, &visitor.tenant, &proposal).await?;
    let (number, at, by) = (app.new_id("chg"), app.now(), visitor.user.as_str());
    let hash = hash_of(&proposal);
    let mut change = Change::draft(&number, ChangeKind::Rules, &title, &hash, by, at);
    change.replayed(&hash, ran, by, at).map_err(|fault| PageFault::invalid(format!("{fault}.")))?;
    let row = ChangeRow { change, proposal, created_at: at, version: 1 };
    let mut tx = app.db.begin().await?;
    add_change(&mut tx, &visitor.tenant, &row, by).await?;
    let detail = json!({ "title": title, "denial": id });
    let log = visitor.audit(at, "change.drafted", ("change", &number), detail);
    append(&mut tx, &visitor.tenant, &[log]).await?;
    tx.commit().await?;
    Ok(Redirect::to("/changes?done=saved"))
}

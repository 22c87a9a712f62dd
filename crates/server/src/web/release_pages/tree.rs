//! The tree of scopes.

use crate::app::App;
use crate::release::{Promise, percent};
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use crate::web::format::in_address;
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::State;
use axum::response::Html;
use governance::policy::{
    BatchState, Looking, ReleasePolicy, Scope, StandingState, audits_missing,
};
use std::collections::BTreeMap;
use store::governance::{BatchRow, WordFilter, batches, words};

/// Charts that are counted at most.
const MOST_CHARTS: i64 = 100_000;

pub(super) struct Row {
    pub href: String,
    pub name: String,
    pub depth: usize,
    pub state: &'static str,
    pub threshold: String,
    pub bound: String,
    pub audits: String,
    pub missing: String,
    pub charts: u64,
    pub released: u64,
}

#[derive(Template)]
#[template(path = "release_pages/tree.html")]
struct TreePage {
    layout: Layout,
    promise: [String; 3],
    rows: Vec<Row>,
}

/// How a scope is called.
pub(super) fn state(policy: &ReleasePolicy, scope: &Scope) -> &'static str {
    match policy.standing(scope).map(|standing| &standing.state) {
        Some(StandingState::Open { .. }) => "open",
        Some(StandingState::Closed { .. }) => "closed",
        _ if policy.proof_for(scope).is_some() => "open by the scope above",
        _ => "shadow",
    }
}

/// What is still to be audited, in a sentence.
pub(super) fn missing(promise: &Promise, open: bool, batch: Option<&BatchRow>) -> String {
    if open {
        return "none".to_owned();
    }
    let Some(batch) = batch.filter(|row| row.batch.state() != BatchState::Tested) else {
        let needed = audits_missing(Looking::Once, promise.target_error, promise.confidence, 0, 0);
        return needed.map_or_else(String::new, |n| format!("{n} without an error, none declared"));
    };
    let (done, size) = (batch.batch.counted().len(), batch.batch.plan().size as usize);
    match (batch.batch.state(), batch.batch.audits_missing()) {
        (BatchState::Complete, _) => "none: the batch is ready to be tested".to_owned(),
        (_, Some(0)) => format!("{} of the declared {size}", size.saturating_sub(done)),
        (_, Some(n)) if n as usize > size.saturating_sub(done) => format!(
            "{n} without an error, more than the {} left of the batch: it can no longer prove the \
             target",
            size.saturating_sub(done)
        ),
        (_, Some(n)) => format!("{n} without an error ({} of {size} done)", done),
        (_, None) => "more than can be counted".to_owned(),
    }
}

/// The page.
pub(super) async fn show(visitor: Visitor, State(app): State<App>) -> PageResult<Html<String>> {
    let tenant = &visitor.tenant;
    let policy = super::scope::policy(&app, tenant).await?;
    let batches = batches(&app.db, tenant, "").await?;
    let all = WordFilter { to: i64::MAX, limit: MOST_CHARTS, ..WordFilter::default() };
    let mut counts: BTreeMap<Scope, (u64, u64)> = BTreeMap::new();
    for word in words(&app.db, tenant, &all).await? {
        let Ok(leaf) = word.scope.parse::<Scope>() else { continue };
        for scope in leaf.upward() {
            let count = counts.entry(scope).or_default();
            count.0 += 1;
            count.1 += u64::from(word.released);
        }
    }
    for standing in policy.register.standings() {
        counts.entry(standing.scope.clone()).or_default();
    }
    let rows = counts.iter().map(|(scope, (charts, released))| {
        let register = &policy.register;
        let proof = register.proof_for(scope);
        let batch = batches.iter().find(|row| row.batch.plan().scope == *scope);
        let name = scope.to_string();
        Row {
            href: format!("/release/scope?name={}", in_address(&name)),
            depth: name.matches('/').count(),
            name,
            state: state(register, scope),
            threshold: proof.map(|proof| proof.threshold.to_string()).unwrap_or_default(),
            bound: proof.map(|proof| percent(proof.bound)).unwrap_or_default(),
            audits: proof.map_or_else(
                || batch.map(|row| row.batch.counted().len().to_string()).unwrap_or_default(),
                |proof| proof.audited.to_string(),
            ),
            missing: missing(&policy.promise, proof.is_some(), batch),
            charts: *charts,
            released: *released,
        }
    });
    let promise = &policy.promise;
    render(&TreePage {
        rows: rows.collect(),
        layout: layout(&app, &visitor, "Release", "/release").await?,
        promise: [promise.target_error, promise.confidence, promise.ongoing].map(percent),
    })
}

//! One scope: its standing, its batches, what its shadow would have released, drift, history.

use super::proof::{self, Proposal, Step};
use super::tree;
use crate::app::App;
use crate::identity::permission::Permission;
use crate::release::{Policy, confidence, percent};
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::format;
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Html;
use governance::drift::{Window, drift};
use governance::policy::{BatchState, Looking, Scope, StandingState};
use model::TenantId;
use serde::Deserialize;
use std::sync::Arc;
use store::governance::{BatchRow, ReleaseWord, WordFilter, batches, words};
use store::record::{AuditFilter, search};

/// Charts that are measured at most.
const MOST_CHARTS: i64 = 20_000;

/// The window of drift, in microseconds: 30 days.
const WINDOW: i64 = 30 * 86_400_000_000;

/// Thresholds for which the shadow is shown.
const SHADOW: [f64; 6] = [0.95, 0.9, 0.8, 0.7, 0.6, 0.5];

/// Which scope.
#[derive(Deserialize)]
pub(super) struct Asked {
    name: String,
}

struct Batch {
    id: String,
    plan: String,
    state: &'static str,
    done: usize,
    size: u32,
    drawn: usize,
    errors: u32,
    says: String,
    steps: Vec<Step>,
    offer: String,
    may_draw: bool,
    may_test: bool,
    may_conclude: bool,
    may_open: bool,
}

struct Happened {
    at: String,
    who: String,
    what: String,
    detail: String,
}

#[derive(Template)]
#[template(path = "release_pages/scope.html")]
struct ScopePage {
    layout: Layout,
    name: String,
    state: &'static str,
    says: Vec<String>,
    missing: String,
    batches: Vec<Batch>,
    shadow: Vec<(String, usize)>,
    charts: usize,
    eligible: usize,
    drift: Vec<String>,
    drift_of: String,
    history: Vec<Happened>,
    target: String,
    confidence: String,
    may_manage: bool,
    closable: bool,
    proposal: Proposal,
}

/// The policy as it stands.
pub(super) async fn policy(app: &App, tenant: &TenantId) -> PageResult<Arc<Policy>> {
    let mut tx = app.db.begin().await?;
    Ok(app.policies.of(app, &mut tx, tenant).await?)
}

/// The page.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> PageResult<Html<String>> {
    let tenant = &visitor.tenant;
    let scope: Scope = asked.name.parse().map_err(|_| PageFault::not_found("such scope"))?;
    let policy = policy(&app, tenant).await?;
    let rows = batches(&app.db, tenant, &asked.name).await?;
    let now = app.now();
    let filter =
        WordFilter { scope: asked.name.clone(), from: 0, to: i64::MAX, limit: MOST_CHARTS };
    let words = words(&app.db, tenant, &filter).await?;
    let eligible: Vec<&ReleaseWord> = words.iter().filter(|word| word.eligible).collect();
    let shadow = SHADOW.map(|threshold| {
        let over = eligible.iter().filter(|word| confidence(word.confidence) >= threshold);
        (threshold.to_string(), over.count())
    });
    let proof = policy.register.proof_for(&scope);
    let reference_to = proof.map_or(now - WINDOW, |proof| proof.at.min(now));
    let (drift, drift_of) = measured(&words, reference_to, now);
    let users = store::people::users(&app.db, tenant).await?;
    let name = |id: &str| {
        let known = users.iter().find(|user| user.id.as_str() == id);
        known.map_or_else(|| id.to_owned(), |user| user.name.clone())
    };
    let log = AuditFilter { object: asked.name.clone(), limit: 100, ..AuditFilter::default() };
    let history = search(&app.db, tenant, &log).await?.into_iter().map(|row| Happened {
        at: format::time(row.entry.at),
        who: name(&row.entry.actor),
        what: row.entry.action.trim_start_matches("release.").replace('_', " "),
        detail: ["says", "reason", "bound"]
            .iter()
            .filter_map(|key| row.entry.detail.get(*key))
            .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
            .collect::<Vec<_>>()
            .join(" "),
    });
    let history = history.collect();
    let standing = policy.register.standing(&scope);
    let may_manage = visitor.principal.may(Permission::ManageThresholds);
    let open = matches!(standing.map(|s| &s.state), Some(StandingState::Open { .. }));
    let proposal = match may_manage {
        true => proof::proposal(&app, tenant, &asked.name, &policy.promise).await?,
        false => Proposal::default(),
    };
    render(&ScopePage {
        layout: layout(&app, &visitor, format!("Release: {scope}"), "/release").await?,
        state: tree::state(&policy.register, &scope),
        says: says(&policy, &scope, &name),
        missing: tree::missing(&policy.promise, proof.is_some(), rows.first()),
        batches: rows.iter().map(|row| batch(row, &visitor, open, &eligible)).collect(),
        shadow: shadow.to_vec(),
        charts: words.len(),
        eligible: eligible.len(),
        drift,
        drift_of,
        history,
        target: (policy.promise.target_error * 100.0).to_string(),
        confidence: (policy.promise.confidence * 100.0).to_string(),
        may_manage,
        closable: may_manage && state_is_live(standing.map(|s| &s.state)),
        name: asked.name,
        proposal,
    })
}

fn state_is_live(state: Option<&StandingState>) -> bool {
    !matches!(state, Some(StandingState::Closed { .. }))
}

fn says(policy: &Policy, scope: &Scope, name: &dyn Fn(&str) -> String) -> Vec<String> {
    let mut says = Vec::new();
    let standing = policy.register.standing(scope);
    match standing.map(|standing| &standing.state) {
        Some(StandingState::Open { by, at, .. }) => {
            says.push(format!("Opened by {} on {}.", name(by), format::time(*at)));
        }
        Some(StandingState::Closed { at, reason }) => {
            says.push(format!("Closed on {}: {reason}.", format::time(*at)));
        }
        _ => {}
    }
    if let Some(proof) = policy.register.proof_for(scope) {
        says.push(format!(
            "Charts of confidence {} and more are released: the audits of {} ({} charts, {} with \
             an error) prove that at most {} are wrong, at a confidence of {}.",
            proof.threshold,
            proof.scope,
            proof.audited,
            proof.errors,
            percent(proof.bound),
            percent(proof.confidence)
        ));
        if proof.bound > policy.promise.target_error {
            says.push(format!(
                "The site now promises at most {}: until new audits prove that, nothing is \
                 released here.",
                percent(policy.promise.target_error)
            ));
        }
    }
    if let Some(standing) = standing {
        let monitor = standing.monitor;
        if monitor.audited > 0 {
            says.push(format!(
                "Since it was opened {} released charts were audited, {} had an error.",
                monitor.audited, monitor.errors
            ));
        }
        if let Some(last) = standing.attempts.last() {
            let used = standing.attempts.iter().filter(|a| a.engine == last.engine).count();
            says.push(format!("{used} of {} declared attempts are used.", last.attempts));
        }
    }
    says
}

/// What changed between the charts up to a time and those of the last 30 days after it.
fn measured(words: &[ReleaseWord], reference_to: i64, now: i64) -> (Vec<String>, String) {
    let (mut reference, mut window) = (Window::default(), Window::default());
    for word in words {
        let side = match (word.at <= reference_to, word.at > now - WINDOW) {
            (true, _) => &mut reference,
            (false, true) => &mut window,
            (false, false) => continue,
        };
        side.add(word.released, confidence(word.confidence), word.codes.split_whitespace());
    }
    let of = format!(
        "{} charts since {}, against {} before",
        window.charts,
        format::day(reference_to.max(now - WINDOW)),
        reference.charts
    );
    match drift(&window, &reference) {
        None => (vec!["Too few charts on one side to say anything: 30 are needed.".into()], of),
        Some(drift) if drift.says.is_empty() => (
            vec![format!(
                "Nothing changed beyond chance (stability index of confidences {:.2}, of codes \
                 {:.2}).",
                drift.confidence_mix.index, drift.code_mix.index
            )],
            of,
        ),
        Some(drift) => (drift.says, of),
    }
}

fn batch(row: &BatchRow, visitor: &Visitor, open: bool, words: &[&ReleaseWord]) -> Batch {
    let plan = row.batch.plan();
    let (_, errors) = row.batch.tallies().first().copied().unwrap_or_default();
    let thresholds: Vec<String> = plan.thresholds.iter().map(f64::to_string).collect();
    let looking = match plan.looking {
        Looking::Once => "one look",
        Looking::Anytime => "any time",
    };
    let state = row.batch.state();
    let manage = visitor.principal.may(Permission::ManageThresholds);
    let proved = row.batch.verdict().is_some_and(|verdict| verdict.proof.is_some());
    Batch {
        id: row.id.clone(),
        plan: format!(
            "{} audits, {looking}, at most {} errors at {}, thresholds {}, {} attempt(s), \
             declared {}",
            plan.size,
            percent(plan.target_error),
            percent(plan.confidence),
            thresholds.join(", "),
            plan.attempts,
            format::day(row.created_at)
        ),
        state: match state {
            BatchState::Declared => "being audited",
            BatchState::Complete => "complete",
            BatchState::Tested => "tested",
        },
        done: row.batch.counted().len(),
        size: plan.size,
        drawn: row.batch.audits().len(),
        errors,
        says: row.batch.verdict().map(|verdict| verdict.says.clone()).unwrap_or_default(),
        steps: proof::steps(row),
        offer: proof::offer(row, words),
        may_draw: manage
            && state == BatchState::Declared
            && row.batch.audits().len() < plan.size as usize,
        may_test: manage && state == BatchState::Complete,
        may_conclude: manage
            && state == BatchState::Declared
            && plan.looking == Looking::Anytime
            && !row.batch.counted().is_empty(),
        may_open: proved
            && !open
            && visitor.principal.may(Permission::ApproveChange)
            && row.batch.declared().0 != visitor.user.as_str(),
    }
}

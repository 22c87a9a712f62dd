//! What happened to an account, and one decision with its proof.

use super::act::name;
use super::desk::open;
use crate::app::App;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::format;
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;
use governance::chain::verify_row;
use governance::record::DecisionRecord;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::accounts::{codings, events, notes};
use store::record::{append, decision as find, decisions_of};

/// Longest part of a record that is shown, in characters; the whole is in the store.
const LONGEST_PART: usize = 20_000;

struct Step {
    at: String,
    who: String,
    what: String,
    from: String,
    to: String,
    more: String,
}

struct Version {
    version: i64,
    at: String,
    who: String,
    is_final: bool,
    codes: String,
    decision: String,
}

#[derive(Template)]
#[template(path = "workbench/history.html")]
struct HistoryPage {
    layout: Layout,
    id: String,
    steps: Vec<Step>,
    versions: Vec<Version>,
    decisions: Vec<(String, String, String)>,
    notes: Vec<(String, String, String)>,
}

#[derive(Template)]
#[template(path = "workbench/decision.html")]
struct DecisionPage {
    layout: Layout,
    id: String,
    account: String,
    kind: String,
    at: String,
    actor: String,
    seq: i64,
    hash: String,
    key_id: String,
    signed: bool,
    same: bool,
    supersedes: Option<String>,
    parts: Vec<(&'static str, String)>,
}

/// The history of an account.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> PageResult<Html<String>> {
    let open = open(&app, &visitor, &id).await?;
    let (tenant, id) = (&visitor.tenant, &open.account.id);
    let users = store::people::users(&app.db, tenant).await?;
    let names: BTreeMap<String, String> =
        users.into_iter().map(|user| (user.id.0, user.name)).collect();
    let called = |user: &str| names.get(user).cloned().unwrap_or_else(|| user.to_owned());
    let steps = events(&app.db, tenant, id).await?.into_iter().rev().map(|step| Step {
        at: format::time(step.at),
        who: called(&step.actor),
        what: step.event.name().replace('_', " "),
        from: step.from,
        to: step.to,
        more: more(&step.event),
    });
    let steps = steps.collect();
    let protected = !open.sees_all();
    let versions = codings(&app.db, tenant, id).await?.into_iter().map(|coding| Version {
        version: coding.version,
        at: format::time(coding.at),
        who: coding.by_person.as_deref().map_or_else(|| "the service".to_owned(), called),
        is_final: coding.is_final,
        codes: if protected {
            "not shown: parts of this chart are protected".to_owned()
        } else {
            let dx = coding.coded.dx.iter().map(|dx| dx.code.as_str());
            let px = coding.coded.px.iter().chain(&coding.coded.pcs).map(|px| px.code.as_str());
            dx.chain(px).collect::<Vec<_>>().join(" ")
        },
        decision: coding.decision,
    });
    let versions = versions.collect();
    let decisions = decisions_of(&app.db, tenant, id).await?;
    let decisions = decisions.into_iter().rev().map(|decision| {
        (decision.record.id, decision.record.kind, format::time(decision.record.at))
    });
    let decisions = decisions.collect();
    let kept = notes(&app.db, tenant, id).await?;
    let kept = kept.into_iter().map(|n| (format::time(n.at), called(&n.by_person), n.body));
    let page = HistoryPage {
        layout: layout(&app, &visitor, "History", "/worklists").await?,
        id: id.0.clone(),
        steps,
        versions,
        decisions,
        notes: kept.collect(),
    };
    let mut entry = visitor.audit(app.now(), "history.view", ("account", id.as_str()), json!({}));
    entry.patient = open.account.patient.clone();
    let mut tx = app.db.begin().await?;
    append(&mut tx, tenant, &[entry]).await?;
    tx.commit().await?;
    render(&page)
}

fn more(event: &model::AccountEvent) -> String {
    match event {
        model::AccountEvent::Held { reason, .. } | model::AccountEvent::Reopened { reason } => {
            reason.clone()
        }
        model::AccountEvent::SentToReview { reasons }
        | model::AccountEvent::EditsFound { reasons }
        | model::AccountEvent::Rejected { reasons }
        | model::AccountEvent::PayerAsks { reasons } => reasons.join(" "),
        _ => String::new(),
    }
}

/// One decision: its parts, and whether it is still what was signed.
pub(super) async fn decision(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> PageResult<Html<String>> {
    let found = find(&app.db, &visitor.tenant, &id).await?;
    let found = found.ok_or_else(|| PageFault::not_found("such decision"))?;
    let open = open(&app, &visitor, found.record.account.as_str()).await?;
    if !open.sees_all() {
        return Err(PageFault::invalid(
            "The decision quotes parts of the chart that are protected from you.",
        ));
    }
    let record = DecisionRecord::from_text(&found.record.body).map_err(PageFault::internal)?;
    let signed = verify_row(&app.keys, &found.key_id, &found.hash, &found.signature);
    let same = linked(&app, &visitor, &found).await?;
    let parts = vec![
        ("Documents, by hash", json!(record.documents)),
        ("Request", record.request),
        ("Code sets in force", json!(record.releases)),
        ("Policy and reasons", record.policy),
        ("Candidates", record.candidates),
        ("Rules that decided", record.trace),
        ("Result", record.result),
    ];
    let page = DecisionPage {
        layout: layout(&app, &visitor, "Decision", "/worklists").await?,
        id: record.id,
        account: record.account,
        kind: found.record.kind,
        at: format::time(record.at),
        actor: name(&app, &visitor, &record.actor).await?,
        seq: found.seq,
        hash: found.hash,
        key_id: found.key_id,
        signed,
        same,
        supersedes: record.supersedes,
        parts: parts.into_iter().map(|(name, part)| (name, pretty(&part))).collect(),
    };
    let what = ("decision", page.id.as_str());
    let mut entry = visitor.audit(app.now(), "decision.view", what, json!({}));
    entry.patient = open.account.patient.clone();
    let mut tx = app.db.begin().await?;
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    render(&page)
}

/// Whether the record's hash follows from its text and the link before it.
async fn linked(app: &App, visitor: &Visitor, found: &store::record::Decision) -> PageResult<bool> {
    let link = store::record::link_before(&app.db, &visitor.tenant, found.seq).await?;
    let hash = governance::chain::link(&link, found.seq, found.record.body.as_bytes());
    Ok(hash == found.hash)
}

fn pretty(value: &Value) -> String {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    match text.char_indices().nth(LONGEST_PART) {
        Some((end, _)) => format!("{}\n…", &text[..end]),
        None => text,
    }
}

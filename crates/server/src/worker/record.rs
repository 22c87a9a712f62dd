//! The decision record of what a worker or a person decided.

use crate::app::App;
use governance::record::{DecisionKind, DecisionRecord, DocumentHash, VERSION};
use model::{AccountId, Chart, CodedChart, TenantId};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::StoreError;
use store::record::NewDecision;

/// What is recorded besides the chart and the codes.
pub struct Decided<'a> {
    /// Whose.
    pub tenant: &'a TenantId,
    /// The account.
    pub account: &'a AccountId,
    /// Engine or human.
    pub kind: DecisionKind,
    /// Who.
    pub actor: &'a str,
    /// The release policy's word, or the person's reasons.
    pub policy: Value,
    /// The decision that this one replaces.
    pub supersedes: Option<String>,
}

/// A record that can be kept.
///
/// # Errors
/// A value without canonical text, which is a fault of ours.
pub fn record(
    app: &App,
    chart: &Chart,
    coded: &CodedChart,
    decided: Decided<'_>,
) -> store::Result<NewDecision> {
    let at = app.now();
    let id = app.new_id("dec");
    let documents = chart.documents.iter().map(|document| DocumentHash {
        document: document.id.0.clone(),
        sha256: crate::reception::hex(document.text.as_bytes()),
    });
    let candidates: Vec<Value> = coded
        .dx
        .iter()
        .map(|dx| json!({ "code": dx.code, "score": dx.confidence, "rejected": dx.rejected }))
        .collect();
    let trace: Vec<Value> =
        coded.dx.iter().map(|dx| json!({ "code": dx.code, "rules": dx.rules })).collect();
    let hash = |name: &str| coded.releases.get(name).cloned().unwrap_or_default();
    let body = DecisionRecord {
        version: VERSION,
        id: id.clone(),
        tenant: decided.tenant.0.clone(),
        account: decided.account.0.clone(),
        chart: chart.id.clone(),
        kind: decided.kind,
        actor: decided.actor.to_owned(),
        at,
        supersedes: decided.supersedes,
        documents: documents.collect(),
        request: json!({ "profile": "claim" }),
        releases: coded.releases.clone().into_iter().collect::<BTreeMap<_, _>>(),
        rules_hash: hash("rules"),
        model_hash: hash("model"),
        policy: decided.policy,
        candidates: Value::Array(candidates),
        trace: Value::Array(trace),
        result: serde_json::to_value(coded)
            .map_err(|fault| StoreError::Refused(format!("codes without JSON: {fault}")))?,
    };
    let text = body.to_text().map_err(|fault| StoreError::Refused(fault.to_string()))?;
    let kind = match decided.kind {
        DecisionKind::Engine => "engine",
        DecisionKind::Human => "human",
    };
    Ok(NewDecision { id, account: decided.account.clone(), kind: kind.to_owned(), at, body: text })
}

//! Blind audits: drawing charts, coding them a second time, comparing, answering, and what follows
//! for the release policy.
//!
//! `declare.rs` declares a batch and draws; `second.rs` reads what the auditor enters; `answer.rs`
//! takes findings on; `settle.rs` counts the outcome, and closes a scope that is contradicted;
//! `verdict.rs` tests a batch, opens and closes scopes.

pub mod answer;
pub mod declare;
pub mod second;
mod settle;
pub mod verdict;

use crate::app::App;
use crate::release::{Policy, Word};
use governance::audit_sample::Auditee;
use governance::comparison::{CodeEntry, CodeRole};
use model::{AccountId, CodedChart};
use store::accounts::{Account, Coding};
use store::governance::{AuditBody, AuditState, ChartAudit};

/// The auditee that is no person.
pub const ENGINE: &str = "engine";

/// The codes of a chart as an audit compares them.
#[must_use]
pub fn codes_of(coded: &CodedChart) -> Vec<CodeEntry> {
    let dx = coded
        .dx
        .iter()
        .map(|dx| CodeEntry { poa: dx.poa, ..CodeEntry::new(CodeRole::Diagnosis, &dx.code) });
    let service = |role, px: &model::ProcedureCode| CodeEntry {
        modifiers: px.modifiers.clone(),
        units: px.units,
        ..CodeEntry::new(role, &px.code)
    };
    let px = coded.px.iter().map(|px| service(CodeRole::Procedure, px));
    let pcs = coded.pcs.iter().map(|px| service(CodeRole::InpatientProcedure, px));
    dx.chain(px).chain(pcs).collect()
}

/// Whether a released chart is audited afterwards: drawn by the site's secret at its rate.
#[must_use]
pub fn is_drawn(policy: &Policy, word: &Word, account: &AccountId) -> bool {
    let auditee = Auditee::Engine(word.engine.clone());
    let takes = |seed: &governance::audit_sample::SampleSeed| {
        seed.takes(&auditee, account.as_str(), policy.promise.ongoing)
    };
    word.released.is_some() && policy.seed.as_ref().is_some_and(takes)
}

/// The ongoing audit of a released chart.
#[must_use]
pub fn ongoing(app: &App, account: &Account, coding: &Coding, word: &Word) -> ChartAudit {
    let scope = word.scope.to_string();
    let confidence = Some(crate::release::confidence(word.confidence));
    drawn(app, None, account.id.clone(), (scope, ENGINE.to_owned()), (coding, confidence))
}

/// An audit that was just drawn.
fn drawn(
    app: &App,
    batch: Option<&str>,
    account: AccountId,
    (scope, auditee): (String, String),
    (coding, confidence): (&Coding, Option<f64>),
) -> ChartAudit {
    ChartAudit {
        id: app.new_id("aud"),
        batch: batch.map(str::to_owned),
        account,
        scope,
        auditee,
        auditor: None,
        state: AuditState::Drawn,
        error: None,
        body: AuditBody {
            chart_version: coding.chart_version,
            coding_version: coding.version,
            confidence,
            first: codes_of(&coding.coded),
            ..AuditBody::default()
        },
        created_at: app.now(),
        done_at: None,
        version: 1,
    }
}

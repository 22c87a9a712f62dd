//! The blind audits of the made-up practice, fed in by the ordinary way: declare, draw, code a
//! second time, answer, test, open.
//!
//! The story has the draw and the second codes; which charts they are was not drawn at random but
//! written, and the second coder of the story codes diagnoses only: services are taken over from
//! the first coding. It shows how a scope opens and proves nothing about real charts.

use crate::app::App;
use crate::audits::declare::{Declaration, candidates, declare_drawn};
use crate::audits::{answer, verdict};
use governance::comparison::{CodeEntry, CodeRole, FindingState};
use governance::policy::{BatchState, Looking, Scope};
use store::StoreError;
use store::accounts::by_source_key;
use store::governance::{AuditFilter, AuditState, ChartAudit, batch, save_audit};

/// Drawn audits that are looked through for one.
const MOST_AUDITS: i64 = 10_000;

/// The second coding of one chart of the story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecondCoding {
    /// What the source calls the chart.
    pub source_key: String,
    /// User id of who coded it.
    pub auditor: String,
    /// When.
    pub at: i64,
    /// Diagnoses, first-listed first.
    pub dx: Vec<String>,
}

/// The audits of one scope.
#[derive(Clone, Debug, PartialEq)]
pub struct ScopeAudits {
    /// The scope: `office`, `ed`.
    pub scope: String,
    /// Thresholds of chart confidence, highest first.
    pub thresholds: Vec<f64>,
    /// Audits that are declared.
    pub size: u32,
    /// User id of who declares, and when.
    pub declared: (String, i64),
    /// Second codings in the order of the story's draw; those beyond `size`, of charts that no
    /// threshold would release, and of charts that are not here are left out.
    pub audits: Vec<SecondCoding>,
    /// User id of who opens the scope where it is proved, and when.
    pub opened: (String, i64),
}

/// Declares the batch of a scope over what is coded by now, with the story's draw; `None` where
/// the program coded nothing there that could be released.
///
/// # Errors
/// A plan that is not right; a database that does not answer.
pub(super) async fn declared(app: &App, told: &ScopeAudits) -> store::Result<Option<String>> {
    let tenant = &app.config.tenant;
    let scope: Scope =
        told.scope.parse().map_err(|fault| StoreError::Refused(format!("{fault}")))?;
    let lowest = told.thresholds.last().copied().unwrap_or(1.0);
    let found = candidates(app, tenant, &told.scope, lowest).await?;
    if found.is_empty() {
        return Ok(None);
    }
    let mut order = Vec::new();
    let mut tx = app.db.begin().await?;
    for coding in &told.audits {
        let account = by_source_key(&mut tx, tenant, &coding.source_key).await?;
        let Some((account, ..)) = account else { continue };
        if order.len() < told.size as usize && found.iter().any(|word| word.account == account) {
            order.push(account.0);
        }
    }
    drop(tx);
    let promise = crate::release::Promise::default();
    let declaration = Declaration {
        scope,
        target_error: promise.target_error,
        confidence: promise.confidence,
        thresholds: told.thresholds.clone(),
        size: told.size,
        looking: Looking::Once,
        attempts: 1,
    };
    // The secret of the ongoing draws is made with the first batch.
    crate::release::seed(app, tenant).await?;
    let (by, at) = (told.declared.0.as_str(), told.declared.1);
    declare_drawn(app, tenant, &declaration, (&found, &order), (by, at)).await.map(Some)
}

/// One chart of a batch is coded a second time, and the lead takes its findings on; false where
/// the chart is not in the batch.
///
/// # Errors
/// A database that does not answer.
pub(super) async fn audited(app: &App, id: &str, coding: &SecondCoding) -> store::Result<bool> {
    let tenant = &app.config.tenant;
    let filter =
        AuditFilter { state: Some(AuditState::Drawn), limit: MOST_AUDITS, ..Default::default() };
    let drawn = store::governance::audits(&app.db, tenant, &filter).await?;
    let mut tx = app.db.begin().await?;
    let account = by_source_key(&mut tx, tenant, &coding.source_key).await?;
    let Some((account, ..)) = account else { return Ok(false) };
    let of = |audit: &ChartAudit| audit.account == account && audit.batch.as_deref() == Some(id);
    let Some(mut audit) = drawn.into_iter().find(of) else { return Ok(false) };
    let who = answer::answers_for(app, tenant, &audit).await?;
    audit.auditor = Some(coding.auditor.clone());
    audit.state = AuditState::Taken;
    save_audit(&mut tx, tenant, &mut audit).await?;
    let codes = codes(&audit, &coding.dx);
    let by = (coding.auditor.as_str(), coding.at);
    answer::finish(&mut tx, tenant, &mut audit, (codes, &who), by).await?;
    let open: Vec<usize> = audit.body.findings.iter().map(|(mark, _)| *mark).collect();
    for mark in open {
        let step = (mark, FindingState::Agreed, "");
        answer::go(&mut tx, tenant, &mut audit, step, (&who, coding.at)).await?;
    }
    tx.commit().await?;
    Ok(true)
}

/// A complete batch is tested; a second person opens the scope where the batch proves it. Whether
/// it is open.
///
/// # Errors
/// A database that does not answer.
pub(super) async fn opened(app: &App, id: &str, told: &ScopeAudits) -> store::Result<bool> {
    let tenant = &app.config.tenant;
    let kept = batch(&app.db, tenant, id).await?;
    if kept.is_none_or(|row| row.batch.state() != BatchState::Complete) {
        return Ok(false);
    }
    let (opener, at) = (told.opened.0.as_str(), told.opened.1);
    let said = verdict::test(app, tenant, (id, false), (&told.declared.0, at)).await?;
    if said.proof.is_none() {
        return Ok(false);
    }
    verdict::open(app, tenant, id, (opener, at)).await?;
    Ok(true)
}

/// The second codes: the story's diagnoses, with the services and indicators of the first coding.
fn codes(audit: &ChartAudit, dx: &[String]) -> Vec<CodeEntry> {
    let first = &audit.body.first;
    let mut codes: Vec<CodeEntry> = Vec::new();
    for code in dx {
        let known = first.iter().find(|e| e.role == CodeRole::Diagnosis && e.code == *code);
        codes.push(known.cloned().unwrap_or_else(|| CodeEntry::new(CodeRole::Diagnosis, code)));
    }
    codes.extend(first.iter().filter(|entry| entry.role != CodeRole::Diagnosis).cloned());
    codes
}

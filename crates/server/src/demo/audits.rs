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

/// Feeds audits in. Charts must be coded by now. For each scope: its name, audits done, and whether
/// it is open.
///
/// # Errors
/// A plan that is not right; a database that does not answer.
pub async fn audits(
    app: &App,
    scopes: &[ScopeAudits],
) -> store::Result<Vec<(String, usize, bool)>> {
    let mut done = Vec::new();
    for scope in scopes {
        done.push(one(app, scope).await?);
    }
    Ok(done)
}

async fn one(app: &App, told: &ScopeAudits) -> store::Result<(String, usize, bool)> {
    let tenant = &app.config.tenant;
    let refused = |fault: String| StoreError::Refused(fault);
    let scope: Scope = told.scope.parse().map_err(|fault| refused(format!("{fault}")))?;
    let lowest = told.thresholds.last().copied().unwrap_or(1.0);
    let found = candidates(app, tenant, &told.scope, lowest).await?;
    let mut order = Vec::new();
    let mut second = Vec::new();
    let mut tx = app.db.begin().await?;
    for coding in &told.audits {
        let account = by_source_key(&mut tx, tenant, &coding.source_key).await?;
        let Some((account, ..)) = account else { continue };
        if order.len() < told.size as usize && found.iter().any(|word| word.account == account) {
            order.push(account.0.clone());
            second.push((account, coding));
        }
    }
    drop(tx);
    let declaration = Declaration {
        scope,
        target_error: crate::release::Promise::default().target_error,
        confidence: crate::release::Promise::default().confidence,
        thresholds: told.thresholds.clone(),
        size: told.size,
        looking: Looking::Once,
        attempts: 1,
    };
    // The secret of the ongoing draws is made with the first batch.
    crate::release::seed(app, tenant).await?;
    let (by, at) = (told.declared.0.as_str(), told.declared.1);
    let id = declare_drawn(app, tenant, &declaration, (&found, &order), (by, at)).await?;
    let filter =
        AuditFilter { state: Some(AuditState::Drawn), limit: 100_000, ..Default::default() };
    let drawn = store::governance::audits(&app.db, tenant, &filter).await?;
    let mut answers = std::collections::BTreeMap::new();
    for audit in &drawn {
        answers.insert(audit.id.clone(), answer::answers_for(app, tenant, audit).await?);
    }
    let mut tx = app.db.begin().await?;
    for (account, coding) in &second {
        let of =
            |audit: &&ChartAudit| audit.account == *account && audit.batch.as_deref() == Some(&*id);
        let Some(audit) = drawn.iter().find(of) else { continue };
        let (mut audit, who) = (audit.clone(), &answers[&audit.id]);
        audit.auditor = Some(coding.auditor.clone());
        audit.state = AuditState::Taken;
        save_audit(&mut tx, tenant, &mut audit).await?;
        let codes = codes(&audit, &coding.dx);
        let by = (coding.auditor.as_str(), coding.at);
        answer::finish(&mut tx, tenant, &mut audit, (codes, who), by).await?;
        let open: Vec<usize> = audit.body.findings.iter().map(|(mark, _)| *mark).collect();
        for mark in open {
            let step = (mark, FindingState::Agreed, "");
            answer::go(&mut tx, tenant, &mut audit, step, (who, coding.at)).await?;
        }
    }
    tx.commit().await?;
    let (opener, opened_at) = (told.opened.0.as_str(), told.opened.1);
    let kept = batch(&app.db, tenant, &id).await?;
    let complete = kept.is_some_and(|row| row.batch.state() == BatchState::Complete);
    let mut open = false;
    if complete {
        let said = verdict::test(app, tenant, (&id, false), (by, opened_at)).await?;
        if said.proof.is_some() {
            verdict::open(app, tenant, &id, (opener, opened_at)).await?;
            open = true;
        }
    }
    Ok((told.scope.clone(), second.len(), open))
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

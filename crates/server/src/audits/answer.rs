//! The second coding is done: comparing it with the first, and taking findings on.

use super::settle::settle;
use super::{ENGINE, second};
use crate::app::App;
use governance::comparison::{AuditedChart, CodeEntry, Comparison, Finding, FindingState};
use model::TenantId;
use store::governance::{AuditState, ChartAudit, Note, save_audit};
use store::{Result, StoreError, Tx};

/// Who answers for the program's codes: the first lead by login; `engine`, which nobody can log in
/// as, where there is none.
///
/// # Errors
/// A database that does not answer.
pub async fn answers_for(app: &App, tenant: &TenantId, audit: &ChartAudit) -> Result<String> {
    if audit.auditee != ENGINE {
        return Ok(audit.auditee.clone());
    }
    let users = store::people::users(&app.db, tenant).await?;
    let mut leads: Vec<_> = users
        .iter()
        .filter(|user| user.active && user.roles.iter().any(|role| role == "lead"))
        .filter(|user| audit.auditor.as_deref() != Some(user.id.as_str()))
        .collect();
    leads.sort_by(|a, b| a.login.cmp(&b.login));
    Ok(leads.first().map_or_else(|| ENGINE.to_owned(), |user| user.id.0.clone()))
}

/// The auditor is done: both codings are compared, and each material difference becomes a finding.
/// Without one the audit is settled at once.
///
/// # Errors
/// An audit that is not this auditor's or not open; a database that does not answer.
pub async fn finish(
    tx: &mut Tx,
    tenant: &TenantId,
    audit: &mut ChartAudit,
    (second, answers): (Vec<CodeEntry>, &str),
    (by, at): (&str, i64),
) -> Result<()> {
    second::is_theirs(audit, by)?;
    let comparison = Comparison::of(&audit.body.first, &second)
        .map_err(|fault| StoreError::Refused(fault.to_string()))?;
    for (place, mark) in comparison.marks.iter().enumerate().filter(|(_, m)| m.is_material()) {
        let code = |side: &Option<(usize, CodeEntry)>| {
            side.as_ref().map(|(_, entry)| entry.code.clone()).unwrap_or_default()
        };
        let (pre, post) = (code(&mark.pre), code(&mark.post));
        let what = match (pre.is_empty(), post.is_empty()) {
            (false, false) if pre != post => {
                format!("{}: {pre}, audited as {post}", mark.category())
            }
            (true, _) => format!("{}: {post}", mark.category()),
            _ => format!("{}: {pre}", mark.category()),
        };
        let finding = Finding::new(by, answers, &what, at)
            .map_err(|fault| StoreError::Refused(fault.to_string()))?;
        audit.body.findings.push((place, finding));
    }
    audit.body.second = second;
    audit.body.compared = Some(AuditedChart { comparison, groups: None });
    audit.state = AuditState::Answer;
    if audit.body.findings.is_empty() {
        settle(tx, tenant, audit, at).await?;
    }
    save_audit(tx, tenant, audit).await
}

/// The chart cannot be coded a second time: that counts as an error.
///
/// # Errors
/// As [`finish`]; no reason.
pub async fn unusable(
    tx: &mut Tx,
    tenant: &TenantId,
    audit: &mut ChartAudit,
    why: &str,
    (by, at): (&str, i64),
) -> Result<()> {
    second::is_theirs(audit, by)?;
    if why.trim().is_empty() || why.len() > governance::comparison::finding::MAX_COMMENT {
        return Err(StoreError::Refused("say why the chart cannot be coded again".to_owned()));
    }
    audit.body.unusable = Some(why.trim().to_owned());
    settle(tx, tenant, audit, at).await?;
    save_audit(tx, tenant, audit).await
}

/// Takes one finding on; the audit is settled when the last one is.
///
/// # Errors
/// A step that is somebody else's or does not follow; no such finding.
pub async fn go(
    tx: &mut Tx,
    tenant: &TenantId,
    audit: &mut ChartAudit,
    (place, to, comment): (usize, FindingState, &str),
    (by, at): (&str, i64),
) -> Result<()> {
    let finding = audit.body.findings.iter_mut().find(|(mark, _)| *mark == place);
    let Some((_, finding)) = finding else {
        return Err(StoreError::NotFound { what: "such finding".to_owned() });
    };
    finding.go(to, by, comment, at).map_err(|fault| StoreError::Refused(fault.to_string()))?;
    if audit.body.findings.iter().all(|(_, finding)| finding.counts().is_some()) {
        settle(tx, tenant, audit, at).await?;
    }
    save_audit(tx, tenant, audit).await
}

/// Adds a remark on one difference.
///
/// # Errors
/// No words, or too many; a database that does not answer.
pub async fn note(
    tx: &mut Tx,
    tenant: &TenantId,
    audit: &mut ChartAudit,
    (mark, text): (Option<usize>, &str),
    (by, at): (&str, i64),
) -> Result<()> {
    let full = audit.body.notes.len() >= second::MOST_NOTES;
    if full || text.trim().is_empty() || text.len() > governance::comparison::finding::MAX_COMMENT {
        return Err(StoreError::Refused("a remark has 1 to 10,000 bytes".to_owned()));
    }
    let text = text.trim().to_owned();
    audit.body.notes.push(Note { mark, at, by: by.to_owned(), text });
    save_audit(tx, tenant, audit).await
}

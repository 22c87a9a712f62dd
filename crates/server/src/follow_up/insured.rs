//! 271: the answer whether somebody is insured, kept with its question.

use super::Told;
use super::words::insured;
use crate::app::App;
use model::TenantId;
use model::eligibility::{EligibilityAnswers, Rejection};
use serde_json::json;
use store::payments::{self, IncomingFile};
use store::record::{AuditEntry, append};

/// The answers of one 271.
pub(super) async fn take(
    app: &App,
    tenant: &TenantId,
    (file, answers): (&IncomingFile, &EligibilityAnswers),
    told: &mut Told,
) -> store::Result<()> {
    if answers.patients.is_empty() {
        // Nobody is named: the question as a whole was refused, and its number finds it.
        let trace = answers.reference.as_deref().unwrap_or_default();
        let nobody = model::eligibility::Eligibility::default();
        return one(app, tenant, (file, trace, &nobody, &answers.rejections), told).await;
    }
    for patient in &answers.patients {
        let trace = patient.trace.as_deref().or(answers.reference.as_deref()).unwrap_or_default();
        one(app, tenant, (file, trace, patient, &answers.rejections), told).await?;
    }
    Ok(())
}

async fn one(
    app: &App,
    tenant: &TenantId,
    (file, trace, answer, general): (
        &IncomingFile,
        &str,
        &model::eligibility::Eligibility,
        &[Rejection],
    ),
    told: &mut Told,
) -> store::Result<()> {
    let Some(check) = payments::check_of_trace(&app.db, tenant, trace).await? else {
        return told.leave("271", &format!("no question of ours has the number {trace}"));
    };
    let answered = insured(answer, general);
    let state = match answered.state.as_str() {
        "active" => "active",
        "inactive" => "inactive",
        "refused" => "refused",
        _ => "unknown",
    };
    let body = serde_json::to_string(&answered)
        .map_err(|fault| store::StoreError::Refused(fault.to_string()))?;
    let now = app.now();
    let mut tx = app.db.begin().await?;
    let new = payments::answer_check(&mut tx, tenant, &check.id, (now, state, &body)).await?;
    if new {
        let entry = AuditEntry {
            at: now,
            actor: "service".to_owned(),
            action: "eligibility.answered".to_owned(),
            object_kind: "coverage".to_owned(),
            object: check.coverage.clone(),
            patient: Some(check.patient.clone()),
            detail: json!({ "day": check.day, "state": state, "file": file.id }),
        };
        append(&mut tx, tenant, &[entry]).await?;
    }
    tx.commit().await?;
    told.count("271", if new { "answered a question" } else { "came before" });
    Ok(())
}

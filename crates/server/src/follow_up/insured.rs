//! 271: the answer whether somebody is insured, kept with its question. A payer may answer again:
//! the newest answer counts, and the ones before it stay.

use super::words::{Answered, insured};
use super::{Told, in_force};
use crate::app::App;
use model::eligibility::{Eligibility, EligibilityAnswers, Rejection};
use model::{Relationship, TenantId};
use serde_json::json;
use store::front_desk::coverages;
use store::payments::{self, EligibilityCheck, IncomingFile};
use store::record::{AuditEntry, append};

/// Answers about one patient that are looked at.
const MOST: i64 = 500;

/// The answers of one 271.
pub(super) async fn take(
    app: &App,
    tenant: &TenantId,
    (file, answers): (&IncomingFile, &EligibilityAnswers),
    told: &mut Told,
) -> store::Result<()> {
    let general = answers.rejections.as_slice();
    if answers.patients.is_empty() {
        // Nobody is named: the question as a whole was refused, and its number finds it.
        let trace = answers.reference.as_deref().unwrap_or_default();
        let nobody = Eligibility::default();
        return one(app, tenant, (file, trace, &[&nobody], general), told).await;
    }
    let mut done: Vec<&str> = Vec::new();
    for patient in &answers.patients {
        let trace = trace(answers, patient);
        if done.contains(&trace) {
            continue;
        }
        done.push(trace);
        let own = |other: &&Eligibility| self::trace(answers, other) == trace;
        let all: Vec<&Eligibility> = answers.patients.iter().filter(own).collect();
        one(app, tenant, (file, trace, &all, general), told).await?;
    }
    Ok(())
}

/// The number of the question that this answers: its own; where it has none, that of who is named
/// in the same family; else that of the whole.
fn trace<'a>(answers: &'a EligibilityAnswers, patient: &'a Eligibility) -> &'a str {
    let family = || {
        let mut same =
            answers.patients.iter().filter(|other| other.subscriber == patient.subscriber);
        same.find_map(|other| other.trace.as_deref())
    };
    let own = patient.trace.as_deref().or_else(family);
    own.or(answers.reference.as_deref()).unwrap_or_default()
}

/// Whom a question is about, of several who are answered about under its number: the subscriber,
/// or a dependent where the patient is one.
async fn meant<'a>(
    app: &App,
    tenant: &TenantId,
    (check, all): (&EligibilityCheck, &[&'a Eligibility]),
) -> store::Result<Option<&'a Eligibility>> {
    let ([_, _, ..], Some(first)) = (all, all.first()) else { return Ok(all.first().copied()) };
    let rows = coverages(&app.db, tenant, &check.patient).await?;
    let own = rows.iter().find(|row| row.id == check.coverage);
    let holder = own.is_none_or(|row| row.coverage.relationship == Relationship::Same);
    let patient = store::front_desk::patient(&app.db, tenant, &check.patient).await?;
    let named = |one: &Eligibility| {
        let given = one.patient.given.as_deref().unwrap_or_default();
        let own = patient.as_ref().and_then(|own| own.given.split_whitespace().next());
        own.is_some_and(|own| own.eq_ignore_ascii_case(given))
    };
    let of_kind = || all.iter().filter(|one| (one.patient == one.subscriber) == holder);
    let found = of_kind().find(|one| named(one)).or_else(|| of_kind().next());
    Ok(Some(*found.unwrap_or(first)))
}

async fn one(
    app: &App,
    tenant: &TenantId,
    (file, trace, all, general): (&IncomingFile, &str, &[&Eligibility], &[Rejection]),
    told: &mut Told,
) -> store::Result<()> {
    let Some(check) = payments::check_of_trace(&app.db, tenant, trace).await? else {
        return told.leave("271", &format!("no question of ours has the number {trace}"));
    };
    let Some(answer) = meant(app, tenant, (&check, all)).await? else { return Ok(()) };
    let answered =
        Answered { file: file.id.clone(), ..insured(answer, general, check.day.parse().ok()) };
    let new = keep(app, tenant, (file, &check, &answered)).await?;
    // Also where it came before: the service may have ended in between.
    in_force::let_go(app, tenant, &check.patient).await?;
    told.count("271", if new { "answered a question" } else { "came before" });
    Ok(())
}

/// Keeps an answer; false where it says what is known already.
async fn keep(
    app: &App,
    tenant: &TenantId,
    (file, check, answered): (&IncomingFile, &EligibilityCheck, &Answered),
) -> store::Result<bool> {
    let state = match answered.state.as_str() {
        "active" => "active",
        "inactive" => "inactive",
        "refused" => "refused",
        _ => "unknown",
    };
    let body = serde_json::to_string(answered)
        .map_err(|fault| store::StoreError::Refused(fault.to_string()))?;
    let now = app.now();
    let before = came_before(app, tenant, (check, answered)).await?;
    let mut tx = app.db.begin().await?;
    let mut new = payments::answer_check(&mut tx, tenant, &check.id, (now, state, &body)).await?;
    if !new && !before {
        let again = (check, file.id.as_str());
        new = payments::answer_again(&mut tx, tenant, again, (now, state, &body)).await?;
    }
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
    Ok(new)
}

/// Whether the answer of this file was kept before, or the newest one says the same.
async fn came_before(
    app: &App,
    tenant: &TenantId,
    (check, answered): (&EligibilityCheck, &Answered),
) -> store::Result<bool> {
    let mut rows = payments::checks_of_patient(&app.db, tenant, &check.patient, MOST).await?;
    rows.retain(|row| payments::is_answer_to(row, &check.trace) && row.answered_at.is_some());
    in_force::newest_answer_first(&mut rows);
    let read = |row: &EligibilityCheck| serde_json::from_str(&row.answer).unwrap_or_default();
    let kept: Vec<Answered> = rows.iter().map(read).collect();
    let says = |one: &Answered| (one.state.clone(), one.headline.clone(), one.facts.clone());
    let same = kept.first().is_some_and(|newest| says(newest) == says(answered));
    Ok(same || kept.iter().any(|one| one.file == answered.file))
}

//! Whether somebody is insured: asked at the front desk, and for the visits of the next days.

use super::Question;
use crate::app::App;
use crate::connectors::Partner;
use crate::surroundings::day_of;
use crate::worker::send::ends;
use model::{Date, Patient, Relationship, TenantId};
use serde_json::json;
use std::collections::BTreeSet;
use store::front_desk::{self, CoverageRow};
use store::payments::{self, EligibilityCheck};
use store::record::{AuditEntry, append};
use store::{Answer, Tx, work};
use x12::ControlNumbers;
use x12::question::{EligibilityQuestion, Insured, Member, write_270};

/// Days ahead whose visits are asked about.
const AHEAD: i32 = 3;

/// Days in which one coverage is asked about once, unless a person asks.
const AGAIN: i64 = 7 * 86_400_000_000;

/// Visits of one pass.
const MOST_VISITS: i64 = 500;

/// Digits of a National Provider Identifier.
const NPI: usize = 10;

/// A question that is on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its number.
    pub trace: String,
}

/// Asks about one coverage on one day; `who` asks. `None` where the site asks nobody.
///
/// # Errors
/// A database that does not answer.
pub async fn ask_about(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    (coverage, day, who): (&CoverageRow, Date, &str),
) -> store::Result<Option<Asked>> {
    let partner = Partner::of(app, tenant).await?;
    let Some(partner) = partner.filter(|partner| partner.asks) else { return Ok(None) };
    let id = app.new_id("elig");
    // Identifiers are longer than many payers keep: the number is the end of one.
    let plain: String = id.chars().filter(char::is_ascii_alphanumeric).collect();
    let trace = plain.to_ascii_uppercase();
    let trace = trace.get(trace.len().saturating_sub(20)..).unwrap_or(&trace).to_owned();
    let check = EligibilityCheck {
        id: id.clone(),
        patient: coverage.patient.clone(),
        coverage: coverage.id.clone(),
        day: day.to_string(),
        trace: trace.clone(),
        asked_at: app.now(),
        ..EligibilityCheck::default()
    };
    payments::put_check(tx, tenant, &check).await?;
    let question = Question {
        set: "270".to_owned(),
        subject: id,
        trace: trace.clone(),
        ..Question::default()
    };
    work::put(tx, tenant, &[question.parcel(app, &partner)]).await?;
    let entry = AuditEntry {
        at: app.now(),
        actor: who.to_owned(),
        action: "eligibility.asked".to_owned(),
        object_kind: "coverage".to_owned(),
        object: coverage.id.clone(),
        patient: Some(coverage.patient.clone()),
        detail: json!({ "day": day.to_string(), "number": trace }),
    };
    append(tx, tenant, &[entry]).await?;
    Ok(Some(Asked { trace }))
}

/// Asks about the first coverage of every visit of the next days that was not asked about lately;
/// how many.
///
/// # Errors
/// A database that does not answer.
pub fn ask_for_visits(app: &App) -> Answer<'_, usize> {
    Box::pin(every_tenant(app))
}

async fn every_tenant(app: &App) -> store::Result<usize> {
    let (today, mut count) = (day_of(app.now()), 0);
    for tenant in store::people::tenants(&app.db).await? {
        let partner = Partner::of(app, &tenant.id).await?;
        if !partner.is_some_and(|partner| partner.asks) {
            continue;
        }
        let until = today.plus_days(AHEAD).to_string();
        let days = (today.to_string(), until);
        let days = (days.0.as_str(), days.1.as_str());
        let visits = front_desk::visits_between(&app.db, &tenant.id, days, MOST_VISITS).await?;
        let mut seen = BTreeSet::new();
        for visit in visits.into_iter().filter(|one| one.state == "planned") {
            let Ok(day) = visit.day.parse::<Date>() else { continue };
            let all = front_desk::coverages(&app.db, &tenant.id, &visit.patient).await?;
            let Some(first) = all.into_iter().find(|one| one.holds_on(&visit.day)) else {
                continue;
            };
            let checks =
                payments::checks_of_patient(&app.db, &tenant.id, &visit.patient, 50).await?;
            let lately = |check: &EligibilityCheck| {
                check.coverage == first.id && check.asked_at > app.now() - AGAIN
            };
            if first.coverage.member_id.is_empty()
                || checks.iter().any(lately)
                || !seen.insert(first.id.clone())
            {
                continue;
            }
            let mut tx = app.db.begin().await?;
            let asked = (&first, day, "service");
            count += usize::from(ask_about(app, &mut tx, &tenant.id, asked).await?.is_some());
            tx.commit().await?;
        }
    }
    if count > 0 {
        app.work.notify_waiters();
    }
    Ok(count)
}

/// The 270 of a question.
pub(super) async fn write(
    app: &App,
    tenant: &TenantId,
    (partner, question): (&Partner, &Question),
    control: &ControlNumbers,
) -> store::Result<Result<String, Vec<String>>> {
    let gone = |what: &str| Ok(Err(vec![format!("the {what} is no longer there")]));
    let Some(check) = payments::check(&app.db, tenant, &question.subject).await? else {
        return gone("question");
    };
    let Some(patient) = front_desk::patient(&app.db, tenant, &check.patient).await? else {
        return gone("patient");
    };
    let coverages = front_desk::coverages(&app.db, tenant, &check.patient).await?;
    let Some(row) = coverages.into_iter().find(|one| one.id == check.coverage) else {
        return gone("coverage");
    };
    let Ok(day) = check.day.parse::<Date>() else { return gone("day") };
    let (submitter, receiver) = ends(partner);
    let own = payments::own_numbers(&app.db, tenant).await?;
    let is_npi = |id: &&String| id.len() == NPI && id.bytes().all(|byte| byte.is_ascii_digit());
    let npi = [&partner.sender.id].into_iter().chain(&own).find(is_npi).cloned();
    let person = |one: &Patient| Member {
        name: one.name.clone().unwrap_or_default(),
        born: one.birth_date,
        sex: one.sex,
    };
    let coverage = &row.coverage;
    let mut own = person(&patient.patient);
    if own.name.family.is_empty() {
        own.name.family.clone_from(&patient.family);
        own.name.given = Some(patient.given.clone()).filter(|given| !given.is_empty());
    }
    let holder = coverage.subscriber.as_ref().map(person);
    let same = coverage.relationship == Relationship::Same || holder.is_none();
    let asked = EligibilityQuestion {
        about: Insured {
            payer: (coverage.payer.name.clone(), coverage.payer.id.clone()),
            provider: (partner.sender.name.clone(), npi.unwrap_or_default()),
            member_id: coverage.member_id.clone(),
            dependent: (!same).then(|| own.clone()),
            holder: holder.filter(|_| !same).unwrap_or(own),
            trace: question.trace.clone(),
        },
        day,
        // Ten characters: digit 9 and nine more, as where an identifier of a company is none
        // that a tax office gave (TRN03).
        originator: originator(&partner.sender.id),
    };
    Ok(write_270(&asked, &submitter, &receiver, control))
}

fn originator(id: &str) -> String {
    let digits: String = id.chars().filter(char::is_ascii_digit).collect();
    let last = digits.get(digits.len().saturating_sub(9)..).unwrap_or(&digits);
    format!("9{last:0>9}")
}

#[cfg(test)]
mod tests {
    use super::originator;

    #[test]
    fn an_originator_has_ten_digits() {
        assert_eq!(originator("1245319599"), "9245319599");
        assert_eq!(originator("CLEARING01"), "9000000001");
    }
}

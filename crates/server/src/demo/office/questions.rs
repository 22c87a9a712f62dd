//! Questions to the payers of the story: where a claim is (276), whether somebody is insured (270).

use super::super::counterpart::{self, Counterpart, partner};
use super::super::teller::Teller;
use crate::follow_up::ask::{self, Question};
use crate::surroundings::day_of;
use crate::worker;
use model::Date;
use serde_json::json;
use store::payments::{self, EligibilityCheck, SentInterchange};
use store::record::{AuditEntry, append};
use store::{front_desk, work};

/// Silent claims of one day.
const MOST: i64 = 50;

/// Until when a payer that was asked is left alone: three weeks, in microseconds.
pub(super) const AGAIN: i64 = 21 * 86_400_000_000;

/// Days ahead whose visits are asked about.
const AHEAD: i32 = 3;

/// Asks payers that are silent past their time where a claim is; each once, and one in three only
/// by and by, so that somebody has still to look.
pub(super) async fn of_silent(
    teller: &mut Teller<'_>,
    payers: &mut dyn Counterpart,
) -> store::Result<()> {
    let (app, tenant) = (teller.app, teller.tenant.clone());
    for row in payments::silent(&app.db, &tenant, app.now(), MOST).await? {
        let claim = row.open.claim.0.clone();
        let mut tx = app.db.begin().await?;
        match row.asked {
            0 => payments::ask_again(&mut tx, &tenant, &claim, app.now() + AGAIN).await?,
            _ => payments::stop_asking(&mut tx, &tenant, &claim).await?,
        }
        tx.commit().await?;
        let waits = unasked(&claim);
        let found = store::claims::claim(&app.db, &tenant, &claim).await?;
        let Some(found) = found.filter(|_| row.asked == 0 && !waits) else { continue };
        let question = Question {
            set: "276".to_owned(),
            trace: ask::trace_of(&claim, row.questions),
            subject: claim,
            account: found.account.0.clone(),
            ..Question::default()
        };
        let payer = counterpart::payer_of(&found.claim);
        asked(teller, payers, (&payer, question)).await?;
    }
    Ok(())
}

/// Claims about which the office asks nobody.
pub(super) fn unasked(claim: &str) -> bool {
    super::lot(claim).is_multiple_of(3)
}

/// Asks about the patients who come in the next days, each once.
pub(in crate::demo) async fn of_visits(
    teller: &mut Teller<'_>,
    payers: &mut dyn Counterpart,
) -> store::Result<()> {
    let (app, tenant) = (teller.app, teller.tenant.clone());
    let today = day_of(app.now());
    let days = (today.to_string(), today.plus_days(AHEAD).to_string());
    let visits = front_desk::visits_between(&app.db, &tenant, (&days.0, &days.1), MOST).await?;
    for visit in visits {
        let Ok(day) = visit.day.parse::<Date>() else { continue };
        let all = front_desk::coverages(&app.db, &tenant, &visit.patient).await?;
        let Some(first) = all.into_iter().find(|one| one.holds_on(&visit.day)) else { continue };
        let id = app.new_id("elig");
        let trace: String = id.chars().filter(char::is_ascii_alphanumeric).collect();
        let trace = trace.to_ascii_uppercase();
        let trace = trace[trace.len().saturating_sub(20)..].to_owned();
        let check = EligibilityCheck {
            id: id.clone(),
            patient: visit.patient.clone(),
            coverage: first.id.clone(),
            day: day.to_string(),
            trace: trace.clone(),
            asked_at: app.now(),
            ..EligibilityCheck::default()
        };
        let entry = AuditEntry {
            at: app.now(),
            actor: "service".to_owned(),
            action: "eligibility.asked".to_owned(),
            object_kind: "coverage".to_owned(),
            object: first.id.clone(),
            patient: Some(visit.patient.clone()),
            detail: json!({ "day": day.to_string(), "number": trace }),
        };
        let mut tx = app.db.begin().await?;
        payments::put_check(&mut tx, &tenant, &check).await?;
        append(&mut tx, &tenant, &[entry]).await?;
        tx.commit().await?;
        let question =
            Question { set: "270".to_owned(), subject: id, trace, ..Question::default() };
        asked(teller, payers, (&first.coverage.payer.id, question)).await?;
    }
    Ok(())
}

/// One question leaves, and its answer comes in.
async fn asked(
    teller: &mut Teller<'_>,
    payers: &mut dyn Counterpart,
    (payer, mut question): (&str, Question),
) -> store::Result<()> {
    let (app, tenant, partner) = (teller.app, teller.tenant.clone(), partner());
    let mut tx = app.db.begin().await?;
    let control = work::next_control(&mut tx, &tenant, &partner.name, "interchange").await?;
    let numbers = worker::send::numbers(&partner, (control, app.now()), "ASK");
    let written = ask::write(app, &tenant, (&partner, &question), &numbers).await?;
    let text = match written {
        Ok(text) => text,
        Err(faults) => {
            ask::not_asked(app, &mut tx, &tenant, (&question, &faults.join("; "))).await?;
            return tx.commit().await;
        }
    };
    question.file = format!("question-{control}.{}", question.set);
    let sent = SentInterchange {
        partner: partner.name.clone(),
        receiver: worker::send::receiver(&partner),
        control,
        kind: question.set.clone(),
        subject: question.subject.clone(),
        account: question.account.clone(),
        file: question.file.clone(),
        sent_at: app.now(),
        state: "sent".to_owned(),
        ..SentInterchange::default()
    };
    payments::put_sent(&mut tx, &tenant, &[sent]).await?;
    ask::left(app, &mut tx, &tenant, &question).await?;
    tx.commit().await?;
    let answers = payers.receive(payer, &text, day_of(app.now()));
    counterpart::come_in(teller, answers.map_err(counterpart::told)?).await
}

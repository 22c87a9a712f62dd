//! Charges and claims of final codes: made, scrubbed, and either clean or in a queue.

use super::{charges, failed};
use crate::app::App;
use crate::desk::Billed;
use crate::surroundings::day_of;
use model::{AccountEvent, AccountId, AccountState, HoldKind, ScrubReport, Severity};
use serde_json::json;
use store::accounts::{self, Account};
use store::claims::{ClaimRow, put_claims};
use store::record::{AuditEntry, append};
use store::work::{self, Job};

/// The kind of the job.
pub const CHARGE: &str = "charge";

/// How long an account without a price is held before somebody must look: two days.
const HOLD: i64 = 2 * 86_400_000_000;

/// Does a batch of charging jobs.
pub(super) async fn batch(app: &App, jobs: Vec<Job>) -> store::Result<()> {
    for job in jobs {
        if let Err(fault) = one(app, &job).await {
            failed(app, &job, &fault.to_string(), !fault.is_passing()).await?;
        }
    }
    Ok(())
}

async fn one(app: &App, job: &Job) -> store::Result<()> {
    let id = AccountId(job.subject.clone());
    let chart = accounts::latest_chart(&app.db, &job.tenant, &id).await?;
    let coding = accounts::latest_coding(&app.db, &job.tenant, &id).await?;
    let mut tx = app.db.begin().await?;
    if !work::lease_of(&mut tx, job).await? {
        return Ok(());
    }
    let mut account = accounts::get_for_change(&mut tx, &job.tenant, &id).await?;
    let state = account.standing.state;
    if let (Some(chart), Some(coding)) = (chart, coding)
        && matches!(state, AccountState::Released | AccountState::Charged)
    {
        let (desk, today) = (app.desk(), day_of(app.now()));
        let whose = (&job.tenant, &account);
        let ready = charges::ready(app, &mut tx, whose, chart.chart, &coding.coded).await?;
        let mut billed = desk.bill(&ready.chart, coding.coded, &ready.fees, (today, Vec::new()));
        let steps = match ready.hold {
            Some(reason) => {
                billed.claims.clear();
                vec![held(app, reason)]
            }
            None => steps(app, &mut account, &billed),
        };
        let who = ("service", app.now());
        accounts::take_steps(&mut tx, &job.tenant, &mut account, &steps, who, &app.terms).await?;
        let rows: Vec<ClaimRow> = billed
            .claims
            .iter()
            .enumerate()
            .map(|(rank, made)| ClaimRow::new(&id, rank, &made.claim, &made.report, app.now()))
            .collect();
        put_claims(&mut tx, &job.tenant, &rows).await?;
        append(&mut tx, &job.tenant, &[audit(app, &account)]).await?;
    }
    work::complete(&mut tx, job).await?;
    tx.commit().await?;
    app.changed(&job.tenant);
    Ok(())
}

fn steps(app: &App, account: &mut Account, billed: &Billed) -> Vec<AccountEvent> {
    if billed.claims.is_empty() {
        let first = billed.faults.first();
        let reason = first.map_or_else(
            || "There is nothing to bill on this chart.".to_owned(),
            ToString::to_string,
        );
        return vec![held(app, reason)];
    }
    account.value_cents = billed.claims.iter().map(|made| made.claim.total().0).sum();
    let reasons: Vec<String> =
        billed.claims.iter().flat_map(|made| stopping(&made.report)).collect();
    let outcome = match reasons.is_empty() {
        true => AccountEvent::ScrubbedClean,
        false => AccountEvent::EditsFound { reasons },
    };
    vec![AccountEvent::Charged, outcome]
}

fn held(app: &App, reason: String) -> AccountEvent {
    let until = app.now() + HOLD;
    AccountEvent::Held { kind: HoldKind::Charges, reason, owner: None, until }
}

/// The messages of the edits that stop a claim.
pub(crate) fn stopping(report: &ScrubReport) -> Vec<String> {
    let stops = |severity| matches!(severity, Severity::Block | Severity::Reason);
    let edits = report.edits.iter().filter(|edit| stops(edit.severity));
    edits.map(|edit| edit.message.clone()).collect()
}

fn audit(app: &App, account: &Account) -> AuditEntry {
    AuditEntry {
        at: app.now(),
        actor: "service".to_owned(),
        action: "claim.made".to_owned(),
        object_kind: "account".to_owned(),
        object: account.id.0.clone(),
        patient: account.patient.clone(),
        detail: json!({ "state": account.standing.state }),
    }
}

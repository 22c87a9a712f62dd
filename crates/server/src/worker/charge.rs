//! Charges and claims of final codes: made, scrubbed, and either clean or in a queue.

use super::send;
use super::{charges, failed, renewing, side_by_side};
use crate::app::App;
use crate::connectors::Partner;
use crate::consent;
use crate::desk::Billed;
use crate::front_desk_facts;
use crate::remittances::charged;
use crate::surroundings::day_of;
use crate::webhooks::{Event, announce};
use claims::FeeSchedule;
use model::{AccountEvent, AccountId, AccountState, HoldKind, ScrubReport, Severity, TenantId};
use serde_json::json;
use std::sync::Arc;
use store::Tx;
use store::accounts::{self, Account, Coding, StoredChart};
use store::claims::{ClaimRow, put_claims, retire_claims};
use store::payments;
use store::record::{AuditEntry, append};
use store::work::{self, Job};

/// The kind of the job.
pub const CHARGE: &str = "charge";

/// How long an account without a price is held before somebody must look: two days.
const HOLD: i64 = 2 * 86_400_000_000;

/// What a chart and its codes were when they were read.
struct Read {
    job: Job,
    chart: StoredChart,
    coding: Coding,
    /// The prices of its site on its day.
    fees: Arc<FeeSchedule>,
    /// Why no claim can be made yet: a charge without a price.
    hold: Option<String>,
}

/// Does a batch of charging jobs of one tenant, all in one transaction.
pub(super) async fn batch(app: &App, tenant: &TenantId, jobs: &[Job]) -> store::Result<()> {
    let ids: Vec<AccountId> = jobs.iter().map(|job| AccountId(job.subject.clone())).collect();
    let mut charts = accounts::latest_charts(&app.db, tenant, &ids).await?;
    let mut codings = accounts::latest_codings(&app.db, tenant, &ids).await?;
    let (mut things, mut bare, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    for (job, id) in jobs.iter().zip(&ids) {
        match (charts.remove(id), codings.remove(id)) {
            (Some(Ok(chart)), Some(Ok(coding))) => {
                let (fees, hold) = (Arc::default(), None);
                things.push(Read { job: job.clone(), chart, coding, fees, hold });
            }
            (Some(Err(fault)), _) | (_, Some(Err(fault))) => faults.push((job, fault.to_string())),
            // Without a chart or codes there is nothing to charge; the job ends.
            _ => bare.push(job),
        }
    }
    let things = charged(app, tenant, things).await?;
    let (desk, today) = (app.desk(), day_of(app.now()));
    let billing = side_by_side(things, move |one: &Read| {
        let coded = one.coding.coded.clone();
        desk.bill(&one.chart.chart, coded, &one.fees, (today, Vec::new()))
    });
    let mut billed = Vec::new();
    for (one, outcome) in renewing(app, jobs, billing).await {
        match outcome {
            Some(mut outcome) => {
                if one.hold.is_some() {
                    outcome.claims.clear();
                }
                billed.push((one, outcome));
            }
            None => {
                failed(app, &one.job, "the program gave up on this chart; see its log", true)
                    .await?;
            }
        }
    }
    write(app, tenant, &billed, &bare).await?;
    for (job, why) in faults {
        failed(app, job, &why, true).await?;
    }
    Ok(())
}

/// Keeps and prices the charges of a batch, and gives each chart the charges of its account.
/// Posting them again adds nothing, so that a worker that ends before the claims are made leaves
/// nothing behind that would be wrong.
async fn charged(app: &App, tenant: &TenantId, mut things: Vec<Read>) -> store::Result<Vec<Read>> {
    let ids: Vec<AccountId> = things.iter().map(|one| AccountId(one.job.subject.clone())).collect();
    let charts = things.iter_mut().map(|one| std::mem::take(&mut one.chart.chart));
    let charts = ids.iter().cloned().zip(charts).collect();
    let charts = front_desk_facts::of_accounts(app, tenant, charts).await?;
    let mut tx = app.db.begin().await?;
    let found = accounts::get_all_for_change(&mut tx, tenant, &ids).await?;
    let (mut asked, mut places) = (Vec::new(), Vec::new());
    for (place, chart) in charts.into_iter().enumerate() {
        let one = &mut things[place];
        let stands = |account: &&Account| {
            matches!(account.standing.state, AccountState::Released | AccountState::Charged)
        };
        match found.get(&ids[place]).filter(stands) {
            Some(account) => {
                places.push(place);
                asked.push((account, chart));
            }
            None => one.chart.chart = chart,
        }
    }
    let coded = places.iter().map(|place| &things[*place].coding.coded);
    let asked = asked.into_iter().zip(coded);
    let asked = asked.map(|((account, chart), coded)| charges::Asked { account, chart, coded });
    let made = charges::ready(app, &mut tx, tenant, asked.collect()).await?;
    tx.commit().await?;
    for (place, ready) in places.into_iter().zip(made) {
        let one = &mut things[place];
        (one.chart.chart, one.fees, one.hold) = (ready.chart, ready.fees, ready.hold);
    }
    Ok(things)
}

async fn write(
    app: &App,
    tenant: &TenantId,
    billed: &[(Read, Billed)],
    bare: &[&Job],
) -> store::Result<()> {
    let partner = Partner::of(app, tenant).await?;
    let mut tx = app.db.begin().await?;
    let jobs: Vec<&Job> =
        billed.iter().map(|(one, _)| &one.job).chain(bare.iter().copied()).collect();
    let held = work::leases_of(&mut tx, &jobs).await?;
    let mut ended: Vec<&Job> = bare.iter().copied().filter(|job| held.contains(&job.id)).collect();
    let billed: Vec<&(Read, Billed)> =
        billed.iter().filter(|(one, _)| held.contains(&one.job.id)).collect();
    let ids: Vec<AccountId> =
        billed.iter().map(|(one, _)| AccountId(one.job.subject.clone())).collect();
    let mut found = accounts::get_all_for_change(&mut tx, tenant, &ids).await?;
    let versions = accounts::versions(&mut tx, tenant, &ids).await?;
    let mut made = Vec::new();
    for ((one, billed), id) in billed.into_iter().zip(&ids) {
        let newest = versions.get(id).copied().unwrap_or_default();
        if (newest.chart, newest.coding) != (one.chart.version, one.coding.version) {
            work::put_back(&mut tx, &one.job, app.now()).await?;
            continue;
        }
        ended.push(&one.job);
        if let Some(account) = found.remove(id)
            && matches!(account.standing.state, AccountState::Released | AccountState::Charged)
        {
            // Whoever revokes a consent from here on comes after this claim, or before it.
            let consent = consent::missing(app, &mut tx, tenant, &account).await?;
            made.push((account, billed, &one.hold, consent));
        }
    }
    let rows: Vec<ClaimRow> = made
        .iter()
        .filter(|(.., consent)| consent.is_none())
        .flat_map(|(account, b, ..)| rows(app, account, b))
        .collect();
    let kept = put_claims(&mut tx, tenant, &rows).await?;
    let accounts: Vec<AccountId> = made.iter().map(|(account, ..)| account.id.clone()).collect();
    retire_claims(&mut tx, tenant, &accounts, &kept).await?;
    charged::retired(app, &mut tx, tenant, &accounts).await?;
    let standing = payments::standing_claims(&mut tx, tenant, &accounts).await?;
    let (mut parcels, mut all_steps) = (Vec::new(), Vec::new());
    for (account, billed, hold, consent) in &mut made {
        let own: Vec<&ClaimRow> = rows.iter().filter(|row| row.account == account.id).collect();
        let left =
            standing.contains_key(&account.id) || own.iter().any(|row| !kept.contains(&row.id));
        let mut steps = match consent.take() {
            Some(held) => vec![held],
            None if left => vec![left_already(app)],
            None if self_paid(app, &mut tx, tenant, (account, billed, hold)).await? => {
                vec![AccountEvent::PatientBilled]
            }
            None => steps(app, account, billed, hold),
        };
        if matches!(steps.last(), Some(AccountEvent::ScrubbedClean)) {
            steps.extend(send::offer(app, partner.as_ref(), &own, &mut parcels));
        }
        all_steps.push(steps);
    }
    let moves = made.iter_mut().map(|(account, ..)| account).zip(all_steps).collect();
    accounts::take_all_steps(&mut tx, tenant, moves, ("service", app.now()), &app.terms).await?;
    let audits: Vec<AuditEntry> = made.iter().map(|(account, ..)| audit(app, account)).collect();
    work::put(&mut tx, tenant, &parcels).await?;
    work::complete_all(&mut tx, &ended).await?;
    append(&mut tx, tenant, &audits).await?;
    let told: Vec<Event> = made.iter().flat_map(|(account, b, ..)| events(account, b)).collect();
    announce(app, &mut tx, tenant, &told).await?;
    tx.commit().await
}

/// What webhooks are told of an account whose claims were made.
fn events(account: &Account, billed: &Billed) -> Vec<Event> {
    let state = account.standing.state;
    let outcome = match state {
        AccountState::Scrubbed | AccountState::Submitted => Some("claim.clean"),
        _ if billed.claims.is_empty() => None,
        _ => Some("claim.edits"),
    };
    let names = outcome.into_iter().chain(["account.moved"]);
    names.map(|name| Event::new(name, &account.id, state.name())).collect()
}

fn rows(app: &App, account: &Account, billed: &Billed) -> Vec<ClaimRow> {
    let row = |(rank, made): (usize, &claims::ScrubbedClaim)| {
        ClaimRow::new(&account.id, rank, &made.claim, &made.report, app.now())
    };
    billed.claims.iter().enumerate().map(row).collect()
}

/// Whether a person billed the patient of this account before and nothing else can be billed: then
/// the ledger follows its charges.
async fn self_paid(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    (account, billed, hold): (&Account, &Billed, &Option<String>),
) -> store::Result<bool> {
    let uninsured = |fault: &claims::ClaimFault| fault.code == "coverage.missing";
    let nobody_else = !billed.faults.is_empty() && billed.faults.iter().all(uninsured);
    if hold.is_some() || !nobody_else {
        return Ok(false);
    }
    let ids = std::slice::from_ref(&account.id);
    if payments::self_charged(tx, tenant, ids).await?.is_empty() {
        return Ok(false);
    }
    let rows = store::charges::charges_for_change(tx, tenant, &account.id).await?;
    let due = charged::of_account(&rows);
    charged::to_patient(app, tx, tenant, (&account.id, &due)).await?;
    Ok(true)
}

/// What left is not made again behind the payer's back.
fn left_already(app: &App) -> AccountEvent {
    AccountEvent::Held {
        kind: HoldKind::Other,
        reason: "A claim of this account has left already: what changed needs a corrected claim."
            .to_owned(),
        owner: None,
        until: app.now() + HOLD,
    }
}

fn steps(
    app: &App,
    account: &mut Account,
    billed: &Billed,
    hold: &Option<String>,
) -> Vec<AccountEvent> {
    if billed.claims.is_empty() {
        if let Some(reason) = hold {
            return vec![held(app, reason.clone())];
        }
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

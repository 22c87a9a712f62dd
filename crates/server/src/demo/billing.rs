//! Charges and claims of the story: made and judged by the ordinary rooms. A claim that the story
//! stops at its edits truly has a fault, and mending it takes the fault away.

use super::teller::{Live, Teller};
use crate::surroundings::day_of;
use crate::worker::charges::{self, Asked, Ready};
use claims::charge::{from_captured, post};
use model::{
    AccountEvent, AccountId, Claim, CodedChart, EditFamily, HoldKind, ProcedureCode, Queue,
    ScrubReport, Setting, Severity,
};
use store::Tx;
use store::charges::{ChargeRow, add_charges, charges_for_change, save_charge};
use store::claims::{ClaimRow, Overriding, is_clean, override_edits, put_claims, save_claim};

/// How long charges may wait: two days.
const HOLD: i64 = 2 * 86_400_000_000;

/// Numbers of visits and consultations (CPT's chapter on evaluation and management).
const LEVELS: std::ops::RangeInclusive<u32> = 99_202..=99_499;

/// Why a biller lets a claim go that an edit asks a reason for.
const REASON: &str = "Checked against the chart: the services were given as billed.";

/// Posts the charges that came with a chart, as a feed brings them: those of the practice's devices
/// and rooms, and the visit level that the provider chose, which in this story is always the one
/// that the chart supports. A chart with no charge but that level gets it from its codes.
pub(super) async fn captured(
    teller: &Teller<'_>,
    tx: &mut Tx,
    live: &Live,
    at: i64,
) -> store::Result<()> {
    let Some(account) = live.account.as_ref() else { return Ok(()) };
    let mut outside = live.told.chart.charges.clone();
    if outside.is_empty() {
        return Ok(());
    }
    outside.extend(levels(&live.coded, &outside));
    let posting = charges::posting(teller.app, account);
    let master = teller.app.prices.master(teller.app, &teller.tenant).await?;
    let captured = from_captured(&outside, live.coded.date, &posting, &master).charges;
    let present = charges_for_change(tx, &teller.tenant, &account.id).await?;
    let present: Vec<_> = present.into_iter().map(|row| row.charge).collect();
    add_charges(tx, &teller.tenant, &post(&present, captured).added, at).await?;
    Ok(())
}

/// Takes back charges for which the practice has no price: the story goes on to a claim only where
/// its biller has settled that.
async fn unpriced_off(teller: &Teller<'_>, tx: &mut Tx, id: &AccountId) -> store::Result<()> {
    let rows = charges_for_change(tx, &teller.tenant, id).await?;
    let unpriced = |row: &ChargeRow| row.charge.is_live() && row.charge.charge_cents.is_none();
    for mut row in rows.into_iter().filter(unpriced) {
        let voided = row.charge.clone().voided("Part of the visit; it has no price of its own.");
        if let Ok(charge) = voided {
            row.charge = charge;
            save_charge(tx, &teller.tenant, &mut row).await?;
        }
    }
    Ok(())
}

/// Visit levels of the codes that no charge has. A stay has no level of a visit.
fn levels(coded: &CodedChart, charges: &[model::Charge]) -> Vec<model::Charge> {
    if coded.setting == Setting::Inpatient {
        return Vec::new();
    }
    let visit = |px: &&ProcedureCode| {
        let number = px.code.parse::<u32>().unwrap_or_default();
        LEVELS.contains(&number)
            && !charges.iter().any(|charge| charge.code.as_deref() == Some(px.code.as_str()))
    };
    let charge = |px: &ProcedureCode| model::Charge {
        code: Some(px.code.clone()),
        modifiers: px.modifiers.clone(),
        units: px.units,
        date: Some(coded.date),
        ..model::Charge::default()
    };
    coded.px.iter().filter(visit).map(charge).collect()
}

/// The charges of an account, posted, priced and compared with the chart by the service.
pub(super) async fn ready(
    teller: &Teller<'_>,
    tx: &mut Tx,
    live: &Live,
    at: i64,
) -> store::Result<Option<Ready>> {
    let Some(account) = live.account.as_ref() else { return Ok(None) };
    if !live.told.charges_come {
        captured(teller, tx, live, at).await?;
    }
    let asked = Asked { account, chart: live.told.chart.clone(), coded: &live.coded };
    let mut made = charges::ready(teller.app, tx, &teller.tenant, vec![asked]).await?;
    Ok(made.pop())
}

/// The service makes charges and claims. `fails`: the practice had a wrong identifier in its
/// files on that day, so that the claim is stopped.
pub(super) async fn charged(
    teller: &Teller<'_>,
    tx: &mut Tx,
    live: &mut Live,
    at: i64,
    fails: bool,
) -> store::Result<bool> {
    let Some(mut posted) = ready(teller, tx, live, at).await? else { return Ok(false) };
    if posted.hold.is_some() {
        let id = live.account.as_ref().map(|account| account.id.clone()).unwrap_or_default();
        unpriced_off(teller, tx, &id).await?;
        let Some(again) = ready(teller, tx, live, at).await? else { return Ok(false) };
        posted = again;
    }
    let ready = posted;
    if live.told.chart.coverages.is_empty() {
        // A patient who pays gets a statement, which is no claim; the biller writes it.
        let steps = [AccountEvent::Charged, AccountEvent::ScrubbedClean];
        return teller.take(tx, live, &steps, ("user_bill", at), "statement.made").await;
    }
    let Some(account) = live.account.as_mut() else { return Ok(false) };
    let desk = teller.app.desk();
    let context = (day_of(at), Vec::new());
    let billed = desk.bill(&ready.chart, live.coded.clone(), &ready.fees, context);
    if billed.claims.is_empty() || ready.hold.is_some() {
        let first = || billed.faults.first().map(ToString::to_string);
        let nothing = || "There is nothing to bill on this chart.".to_owned();
        let reason = ready.hold.clone().or_else(first).unwrap_or_else(nothing);
        waits(teller, tx, live, at, reason).await?;
        return Ok(false);
    }
    account.value_cents = billed.claims.iter().map(|made| made.claim.total().0).sum();
    let id = account.id.clone();
    let mut reasons = Vec::new();
    for (rank, made) in billed.claims.iter().enumerate() {
        let mut claim = made.claim.clone();
        let mut report = made.report.clone();
        if fails && rank == 0 {
            spoil(&mut claim);
            report = desk.scrub(&claim);
        }
        reasons.extend(stopping(&report));
        live.claims.push(ClaimRow::new(&id, rank, &claim, &report, at));
    }
    let outcome = match reasons.is_empty() {
        true => AccountEvent::ScrubbedClean,
        false => AccountEvent::EditsFound { reasons },
    };
    let steps = [AccountEvent::Charged, outcome];
    let took = teller.take(tx, live, &steps, ("service", at), "claim.made").await?;
    put_claims(tx, &teller.tenant, &live.claims).await?;
    Ok(took)
}

/// The messages of the edits that stop a claim.
fn stopping(report: &ScrubReport) -> Vec<String> {
    let stops = |severity| matches!(severity, Severity::Block | Severity::Reason);
    let edits = report.edits.iter().filter(|edit| stops(edit.severity));
    edits.map(|edit| edit.message.clone()).collect()
}

/// A job for the service's own charging, for accounts whose story ends before it.
pub(super) async fn ask(teller: &Teller<'_>, tx: &mut Tx, live: &Live) -> store::Result<bool> {
    if let Some(account) = &live.account {
        let job = crate::worker::read::charge_job(teller.app, &teller.tenant, &account.id);
        store::work::add(tx, &[job]).await?;
    }
    Ok(true)
}

/// Charges wait for a person.
pub(super) async fn waits(
    teller: &Teller<'_>,
    tx: &mut Tx,
    live: &mut Live,
    at: i64,
    reason: String,
) -> store::Result<bool> {
    let owner = None;
    let hold = AccountEvent::Held { kind: HoldKind::Charges, reason, owner, until: at + HOLD };
    teller.take(tx, live, &[hold], ("service", at), "charges.wait").await
}

/// The last digit of an NPI is a check digit: another one is wrong.
fn spoil(claim: &mut Claim) {
    let npi = match claim.rendering.as_mut() {
        Some(rendering) => &mut rendering.npi,
        None => &mut claim.billing.npi,
    };
    let wrong = match npi.pop() {
        Some('0') => '1',
        Some(_) => '0',
        None => return,
    };
    npi.push(wrong);
}

/// A biller takes away what stops the claims; false when something is left.
pub(super) async fn mended(
    teller: &Teller<'_>,
    tx: &mut Tx,
    live: &mut Live,
    (who, at): (&str, i64),
) -> store::Result<bool> {
    let at_edits = live.account.as_ref().map(|account| account.standing.queue);
    if at_edits != Some(Queue::Edits) {
        return Ok(true);
    }
    let desk = teller.app.desk();
    let right = live.told.chart.rendering.as_ref().and_then(|provider| provider.npi.clone());
    let mut clean = true;
    for row in &mut live.claims {
        if is_clean(&row.report) {
            continue;
        }
        if let (Some(rendering), Some(npi)) = (row.claim.rendering.as_mut(), &right) {
            rendering.npi.clone_from(npi);
        }
        let fires =
            |row: &ClaimRow, family| row.report.edits.iter().any(|edit| edit.family == family);
        if fires(row, EditFamily::Auth) && row.claim.authorization.is_none() {
            row.claim.authorization = Some(format!("PA{}", at / 60_000_000 % 10_000_000));
        }
        row.report = desk.scrub(&row.claim);
        take_lines_off(row);
        row.report = desk.scrub(&row.claim);
        row.fingerprint = store::claims::fingerprint(&row.account, &row.claim);
        row.scrubbed_at = Some(at);
        row.touched += 1;
        let blocked = row.report.edits.iter().any(|edit| edit.severity == Severity::Block);
        clean &= !blocked;
        row.status = if blocked { "edits" } else { "clean" }.to_owned();
        save_claim(tx, &teller.tenant, row).await?;
        let overriding = Overriding { reason: REASON, by: who, at };
        override_edits(tx, &teller.tenant, &row.id, &overriding).await?;
    }
    if !clean {
        return Ok(false);
    }
    if let Some(account) = live.account.as_mut() {
        account.value_cents = live.claims.iter().map(|row| row.claim.total().0).sum();
    }
    teller.take(tx, live, &[AccountEvent::ScrubbedClean], (who, at), "claim.mended").await
}

/// Lines that an edit stops are taken off the claim, while another is left.
fn take_lines_off(row: &mut ClaimRow) {
    let stops = row.report.edits.iter().filter(|edit| edit.severity == Severity::Block);
    let lines: Vec<u16> = stops.map(|edit| edit.line).filter(|line| *line > 0).collect();
    let left = row.claim.lines.iter().filter(|line| !lines.contains(&line.line)).count();
    if left > 0 {
        row.claim.lines.retain(|line| !lines.contains(&line.line));
    }
}

/// The claims leave; what still stopped them is mended before.
pub(super) async fn submitted(
    teller: &Teller<'_>,
    tx: &mut Tx,
    live: &mut Live,
    (who, at): (&str, i64),
) -> store::Result<bool> {
    if !mended(teller, tx, live, (who, at)).await? {
        return Ok(false);
    }
    for row in &mut live.claims {
        row.submitted_at.get_or_insert(at);
    }
    let took = teller.take(tx, live, &[AccountEvent::Submitted], (who, at), "claim.submitted");
    if !took.await? {
        return Ok(false);
    }
    for row in &mut live.claims {
        row.status = "submitted".to_owned();
        save_claim(tx, &teller.tenant, row).await?;
    }
    Ok(true)
}

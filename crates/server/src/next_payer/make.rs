//! One claim to the next payer: made, kept, and on its way, in one transaction.

use crate::app::App;
use crate::steps;
use crate::surroundings::day_of;
use ::payments::ledger::movement::{billed_next, payer_of};
use ::payments::ledger::{
    Balances, BatchId, Cause, Entry, EntryHead, EntryId, Event, Journal, Ledger, Subject, View,
};
use ::payments::secondary::{NextPayer, next_on, secondary_claim, sent_on};
use claims::next_claim_id;
use model::remittance::{PaidClaim, Remittance};
use model::{AccountEvent, AccountState, Cents, Claim, ClaimId, ScrubReport, Severity, TenantId};
use serde_json::json;
use store::claims::{ClaimRow, claims_for_change, put_claims};
use store::payments::{self, ClaimEvent, PostedRow};
use store::record::{AuditEntry, append};
use store::{StoreError, Tx, accounts, front_desk};

/// What is asked: a claim and the decision on it.
pub(crate) struct Asked<'a> {
    /// The claim that was decided.
    pub claim: &'a ClaimRow,
    /// The payment, without its claims.
    pub head: &'a Remittance,
    /// The decision.
    pub decision: &'a PaidClaim,
    /// Its lines as posting found them.
    pub posted: &'a PostedRow,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Made {
    /// A claim was made and is on its way, or waits at its edits.
    Claim(ClaimId),
    /// The payer sent it on itself; the money is with the next payer now.
    SentOn(String),
    /// It was made before, or nobody is to be asked.
    Nothing,
    /// None can be made, for these reasons.
    Refused(Vec<String>),
}

/// Makes the claim to the next payer, once; `who` is the person, or the service.
///
/// # Errors
/// A database that does not answer; an account that moved in the meantime.
pub(crate) async fn make(
    app: &App,
    tenant: &TenantId,
    asked: &Asked<'_>,
    who: &str,
) -> store::Result<Made> {
    let mut tx = app.db.begin().await?;
    let made = made(app, &mut tx, tenant, asked, who).await?;
    tx.commit().await?;
    app.changed(tenant);
    Ok(made)
}

async fn made(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    asked: &Asked<'_>,
    who: &str,
) -> store::Result<Made> {
    let first = &asked.claim.claim;
    let Some(next) = next_on(first) else { return Ok(Made::Nothing) };
    let mut account = accounts::get_for_change(tx, tenant, &asked.claim.account).await?;
    let next = with_coverage(app, tenant, account.patient.as_deref(), next).await?;
    let name = next.payer.name.clone();
    if let Some(sign) = sent_on(asked.decision) {
        let to = Subject { claim: Some(first.id.clone()), ..payer_subject(&next) };
        move_money(app, tx, tenant, asked, (to, &name)).await?;
        let said = format!("the payer sent it on to {name} itself ({sign})");
        tell(app, tx, tenant, (first, "next", "news"), said).await?;
        return Ok(Made::SentOn(name));
    }
    let result = secondary_claim(first, asked.head, asked.decision, &asked.posted.lines, &next);
    let mut claim = match result {
        Ok(claim) => claim,
        Err(faults) => {
            let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
            let said = format!("no claim to {name} is made: {}", faults.join("; "));
            tell(app, tx, tenant, (first, "next-refused", "bad"), said).await?;
            return Ok(Made::Refused(faults));
        }
    };
    let rows = claims_for_change(tx, tenant, &account.id).await?;
    let sequence = claim.subscriber.as_ref().map_or("S", |one| one.sequence.as_str());
    claim.id = next_claim_id(&root_of(&rows, &first.id), sequence);
    // One that was dropped before it left is made anew.
    let dropped = |row: &ClaimRow| row.status == "replaced" && row.submitted_at.is_none();
    if rows.iter().any(|row| row.id == claim.id.0 && !dropped(row)) {
        return Ok(Made::Nothing);
    }
    if account.standing.state != AccountState::Adjudicated {
        let why = "the account is not where the payer's answer is worked".to_owned();
        return Ok(Made::Refused(vec![why]));
    }
    claim.submitted = Some(day_of(app.now()));
    let report = app.desk().scrub(&claim);
    let rank = rows.iter().map(|row| row.rank).max().unwrap_or(0) + 1;
    let rank = usize::try_from(rank).unwrap_or(usize::MAX);
    let row = ClaimRow::new(&account.id, rank, &claim, &report, app.now());
    let last = match row.status.as_str() {
        "clean" => AccountEvent::ScrubbedClean,
        _ => AccountEvent::EditsFound { reasons: stops(&report) },
    };
    put_claims(tx, tenant, &[row]).await?;
    let to = Subject {
        claim: Some(claim.id.clone()),
        payer: Some(payer_of(&claim)),
        ..payer_subject(&next)
    };
    let moved = move_money(app, tx, tenant, asked, (to, &name)).await?;
    let events = [AccountEvent::BilledNext, last];
    steps::take(app, tx, tenant, &mut account, &events, (who, app.now())).await?;
    let said = format!("claim {} to {name} is made; it asks for {moved}", claim.id);
    tell(app, tx, tenant, (first, "next", "news"), said).await?;
    let entry = AuditEntry {
        at: app.now(),
        actor: who.to_owned(),
        action: "claim.next_payer".to_owned(),
        object_kind: "claim".to_owned(),
        object: claim.id.0.clone(),
        patient: account.patient.clone(),
        detail: json!({
            "account": account.id, "after": first.id, "payer": name, "moved_cents": moved,
        }),
    };
    append(tx, tenant, &[entry]).await?;
    Ok(Made::Claim(claim.id))
}

/// What stops the claim, in its edits' words.
fn stops(report: &ScrubReport) -> Vec<String> {
    let stops = |edit: &&model::Edit| matches!(edit.severity, Severity::Block | Severity::Reason);
    report.edits.iter().filter(stops).map(|edit| edit.message.clone()).collect()
}

fn payer_subject(next: &NextPayer) -> Subject {
    let payer = next.payer.id.clone().unwrap_or_else(|| next.payer.name.clone());
    Subject { payer: Some(payer), ..Subject::default() }
}

/// The first claim behind a claim that was made for a later payer; a first claim itself.
pub(crate) fn root_of(rows: &[ClaimRow], id: &ClaimId) -> ClaimId {
    let first = |row: &&ClaimRow| row.claim.other_payers.iter().all(|one| one.paid_cents.is_none());
    let sequences = ["S", "T", "A", "B", "C", "D", "E", "F", "G", "H"];
    let behind = |row: &&ClaimRow| sequences.iter().any(|s| next_claim_id(&row.claim.id, s) == *id);
    let root = rows.iter().filter(first).find(behind);
    root.map_or_else(|| id.clone(), |row| row.claim.id.clone())
}

/// What the front desk knows of that coverage and the first claim does not.
async fn with_coverage(
    app: &App,
    tenant: &TenantId,
    patient: Option<&str>,
    mut next: NextPayer,
) -> store::Result<NextPayer> {
    let Some(patient) = patient else { return Ok(next) };
    let rows = front_desk::coverages(&app.db, tenant, patient).await?;
    let same = |name: &str, id: &str| match &next.payer.id {
        Some(known) => known == id,
        None => name.eq_ignore_ascii_case(&next.payer.name),
    };
    let found = rows.into_iter().map(|row| row.coverage);
    if let Some(coverage) = found.into_iter().find(|one| same(&one.payer.name, &one.payer.id)) {
        next.payer.timely_filing_days = coverage.timely_filing_days;
        next.payer.auth_required = coverage.auth_required;
        next.payer.address = coverage.payer.address;
    }
    Ok(next)
}

/// What the patient owes of the claim is asked of the next payer; how much that is.
async fn move_money(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    asked: &Asked<'_>,
    (to, name): (Subject, &str),
) -> store::Result<Cents> {
    let (account, at) = (&asked.claim.account, app.now());
    let journal = payments::journal_of_account(&app.db, tenant, account).await?;
    let today = day_of(at);
    let balances = Balances::of(&journal, View::known_on(today));
    let (payer, claim) = (to.payer.clone().unwrap_or_default(), &asked.claim.claim.id);
    let mut entries: Vec<Entry> = Vec::new();
    for (ledger, subject, amount) in balances.all() {
        let of_patient = ledger == Ledger::PatientReceivable && amount > Cents::ZERO;
        if !of_patient || subject.claim.as_ref() != Some(claim) {
            continue;
        }
        let line = subject.line.map_or("rest".to_owned(), |line| line.to_string());
        let key = format!("next:{claim}:{payer}:{}:{line}", asked.posted.remittance);
        let Some(id) = free(&journal, key) else { continue };
        let head = EntryHead {
            id,
            posted_on: today,
            effective: today,
            batch: BatchId(format!("people:{today}")),
            cause: Cause::of(Event::BilledNext, name),
        };
        let next = Subject { account: Some(account.clone()), line: subject.line, ..to.clone() };
        let entry = billed_next(head, subject.clone(), next, amount);
        entries.push(entry.map_err(|fault| StoreError::Refused(fault.to_string()))?);
    }
    if entries.is_empty() {
        return Ok(Cents::ZERO);
    }
    let batch = format!("people:{today}");
    payments::open_batch(tx, tenant, (&batch, "people"), (at, Some(today))).await?;
    payments::add_entries(tx, tenant, at, &entries).await?;
    Ok(entries.iter().map(|entry| entry.on(Ledger::PayerReceivable)).sum())
}

/// The identifier under which money moves: once, and once more after each time that it was taken
/// back; `None` where it stands moved.
fn free(journal: &Journal, name: String) -> Option<EntryId> {
    let mut id = EntryId(name.clone());
    let mut again = 0;
    while journal.find(&id).is_some() {
        if !journal.is_taken_back(&id) {
            return None;
        }
        again += 1;
        id = EntryId(format!("{name}:again{again}"));
    }
    Some(id)
}

/// A line of the claim's timeline; the same is told once.
async fn tell(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    (claim, id, tone): (&Claim, &str, &'static str),
    said: String,
) -> store::Result<()> {
    let event = ClaimEvent {
        claim: claim.id.0.clone(),
        id: id.to_owned(),
        at: app.now(),
        kind: "next".to_owned(),
        tone,
        said,
        file: String::new(),
    };
    payments::put_claim_events(tx, tenant, &[event]).await.map(drop)
}

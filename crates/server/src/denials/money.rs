//! What a person decides of refused money: it is given up with its reason, or the patient owes it.
//! Never a contractual allowance: those come out of a remittance only.

use crate::app::App;
use crate::surroundings::day_of;
use ::payments::ledger::{
    BatchId, Cause, Entry, EntryFault, EntryHead, EntryId, Event, Ledger, Leg, Subject, WriteOff,
    movement,
};
use model::{Cents, TenantId};
use std::collections::{BTreeMap, BTreeSet};
use store::payments::{self, DenialRow};
use store::{StoreError, Tx};

/// What becomes of the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ends {
    /// Given up.
    GivenUp(WriteOff),
    /// Owed by the patient.
    Patients,
}

/// Books the end of a denial: what is still kept as refused on its line moves. `alone` says that
/// no other denial is open on the line, so that what is left there moves with it. The amount that
/// moved.
///
/// # Errors
/// The same act twice; a database that does not answer.
pub(crate) async fn book(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    (row, entries): (&DenialRow, &[Entry]),
    (ends, why, alone): (Ends, &str, bool),
) -> store::Result<Cents> {
    let (today, at) = (day_of(app.now()), app.now());
    let batch = format!("people:{today}");
    let mut left = row.body.denial.adjusted.amount;
    let mut made = Vec::new();
    for (number, (subject, open)) in (1..=payments::MOST_ENTRIES).zip(refused(entries, row)) {
        let amount = if alone { open } else { open.min(left) };
        if amount <= Cents::ZERO {
            continue;
        }
        left = left - amount;
        let (prefix, event) = match ends {
            Ends::GivenUp(_) => ("write-off", Event::WrittenOff),
            Ends::Patients => ("to-patient", Event::BilledPatient),
        };
        let head = EntryHead {
            id: EntryId(format!("{prefix}:{}:{number}", row.id)),
            posted_on: today,
            effective: today,
            batch: BatchId(batch.clone()),
            cause: Cause::of(event, why),
        };
        made.push(entry(head, ends, subject, amount).map_err(refusal)?);
    }
    payments::open_batch(tx, tenant, (&batch, "people"), (at, Some(today))).await?;
    payments::add_entries(tx, tenant, at, &made).await?;
    Ok(made.iter().map(|entry| -entry.on(Ledger::Denied)).sum())
}

/// The payer decides on a line anew that was given up or asked of the patient: what was booked for
/// it is taken back, so that the money is where the payer's word puts it. `key` is the decision,
/// the last word why. The denials of which anything was.
///
/// # Errors
/// A database that does not answer.
pub(crate) async fn undo(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    (denials, key, why): (&[String], &str, &str),
) -> store::Result<BTreeSet<String>> {
    let standing = payments::booked_for_denials(tx, tenant, denials).await?;
    if standing.is_empty() {
        return Ok(BTreeSet::new());
    }
    let (today, at) = (day_of(app.now()), app.now());
    let batch = format!("people:{today}");
    let back = |entry: &Entry| {
        let head = EntryHead {
            id: EntryId(format!("decided:{key}:{}", entry.id())),
            posted_on: today,
            effective: today,
            batch: BatchId(batch.clone()),
            cause: Cause::of(Event::Superseded, why),
        };
        entry.reversal(head).map_err(refusal)
    };
    let made = standing.iter().map(back).collect::<store::Result<Vec<Entry>>>()?;
    payments::open_batch(tx, tenant, (&batch, "people"), (at, Some(today))).await?;
    payments::add_entries(tx, tenant, at, &made).await?;
    // An entry is named by its denial: see `book`.
    let denial = |entry: &Entry| entry.id().0.split(':').nth(1).map(str::to_owned);
    Ok(standing.iter().filter_map(denial).collect())
}

fn refusal(fault: EntryFault) -> StoreError {
    StoreError::Refused(fault.to_string())
}

fn entry(
    head: EntryHead,
    ends: Ends,
    subject: Subject,
    amount: Cents,
) -> Result<Entry, EntryFault> {
    match ends {
        Ends::GivenUp(why) => movement::written_off(head, Ledger::Denied, why, subject, amount),
        // What the patient owes is owed to us, whoever left it to the patient.
        Ends::Patients => {
            let of_patient = Subject { payer: None, ..subject.clone() };
            let from = Leg::new(Ledger::Denied, subject, -amount);
            Entry::new(head, vec![Leg::new(Ledger::PatientReceivable, of_patient, amount), from])
        }
    }
}

/// What is kept as refused where a denial stands: on its line, else on the claim as a whole.
fn refused(entries: &[Entry], row: &DenialRow) -> Vec<(Subject, Cents)> {
    let mut sums: BTreeMap<Subject, Cents> = BTreeMap::new();
    let of_claim = |leg: &&Leg| {
        leg.ledger == Ledger::Denied
            && leg.subject.claim.as_ref().is_some_and(|id| *id.0 == *row.claim)
    };
    for leg in entries.iter().flat_map(Entry::legs).filter(of_claim) {
        let sum = sums.entry(leg.subject.clone()).or_default();
        *sum = *sum + leg.amount;
    }
    sums.retain(|_, sum| *sum > Cents::ZERO);
    let line = u16::try_from(row.line).ok().filter(|line| *line > 0);
    let own: Vec<(Subject, Cents)> = sums
        .iter()
        .filter(|(subject, _)| subject.line == line)
        .map(|(subject, sum)| (subject.clone(), *sum))
        .collect();
    match (own.is_empty(), line) {
        (true, None) => sums.into_iter().collect(),
        _ => own,
    }
}

//! A decision is taken back on which the next payer was asked: what was asked of it is owed to the
//! first again, and a claim that has not left does not leave.

use super::make::root_of;
use crate::app::App;
use crate::remittances::Follows;
use crate::surroundings::day_of;
use ::payments::ledger::{BatchId, Cause, Entry, EntryHead, EntryId, Event};
use model::{AccountId, ClaimId, TenantId};
use store::claims::{claims_for_change, put_statuses};
use store::payments::{self, PostedRow};
use store::{StoreError, Tx};

/// Takes back what was asked of the next payer on one decision; whether a claim that had not left
/// is dropped with it.
///
/// # Errors
/// A database that does not answer.
pub(crate) async fn withdraw(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    (account, posted): (&AccountId, &PostedRow),
    told: &mut Follows,
) -> store::Result<bool> {
    let which = (account, posted.claim.as_str(), posted.remittance.as_str());
    let asked = payments::billed_next_after(tx, tenant, which).await?;
    if asked.is_empty() {
        return Ok(false);
    }
    let (at, today) = (app.now(), day_of(app.now()));
    let batch = format!("people:{today}");
    let back = |entry: &Entry| {
        let head = EntryHead {
            id: EntryId(format!("turn{}:{}", posted.turn + 1, entry.id())),
            posted_on: today,
            effective: entry.head().effective,
            batch: BatchId(batch.clone()),
            cause: Cause::of(Event::Corrected, "the decision behind it is taken back"),
        };
        entry.reversal(head).map_err(|fault| StoreError::Refused(fault.to_string()))
    };
    let entries = asked.iter().map(back).collect::<store::Result<Vec<Entry>>>()?;
    payments::open_batch(tx, tenant, (&batch, "people"), (at, Some(today))).await?;
    payments::add_entries(tx, tenant, at, &entries).await?;
    told.undone.push("what was asked of the next payer".to_owned());
    let rows = claims_for_change(tx, tenant, account).await?;
    let root = root_of(&rows, &ClaimId(posted.claim.clone()));
    let later = rows.iter().filter(|row| {
        let after = row.claim.other_payers.iter().any(|one| one.paid_cents.is_some());
        after && row.id != posted.claim && root_of(&rows, &row.claim.id) == root
    });
    let mut dropped = false;
    for row in later.filter(|row| row.status != "replaced") {
        let (id, payer) = (&row.id, &row.claim.payer.name);
        if row.has_left() {
            told.left.push(format!("claim {id} went to {payer} on it: take it back there"));
        } else {
            put_statuses(tx, tenant, "replaced", std::slice::from_ref(id)).await?;
            told.undone.push(format!("claim {id} to {payer}, which had not left"));
            dropped = true;
        }
    }
    Ok(dropped)
}

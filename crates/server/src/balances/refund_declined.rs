//! Money that waited without a claim, was to go back to the payer, and does not: it waits again,
//! with an item to look at, so that cash stays what the payer paid.

use crate::app::App;
use crate::remittances::{MOST_PARTS, context_by_hand};
use ::payments::ledger::{Entry, Event, Ledger};
use ::payments::posting::{Payers, ReviewItem, ReviewReason, not_refunded};
use model::TenantId;
use store::payments::{self, RefundRow};
use store::{StoreError, Tx};

/// Puts the money of a refund of nobody's account aside again: the entries of it. There are none
/// where the payer took the money back itself meanwhile.
///
/// # Errors
/// A database that does not answer.
pub(super) async fn wait_again(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    (row, why): (&RefundRow, &str),
) -> store::Result<Vec<Entry>> {
    let Some((owed, remittance, place)) = owed(tx, tenant, row).await? else {
        return Ok(Vec::new());
    };
    let payers = Payers::default();
    let context = context_by_hand(app, &remittance, &payers);
    let act = row.id.strip_prefix(&format!("{remittance}:")).unwrap_or(&row.id);
    let act = format!("{act}:declined");
    let which = (remittance.as_str(), place);
    let waits = payments::waiting_for_change(tx, tenant, which.0, which.1).await?;
    let waits = waits.map(|one| one.entry);
    let (back, part) = not_refunded((&owed, waits.as_ref()), &row.payer, (&act, why), &context)
        .map_err(|fault| StoreError::Refused(fault.to_string()))?;
    let mut number = String::new();
    if let Some(mut kept) = payments::kept_for_change(tx, tenant, which).await? {
        number.clone_from(&kept.control_number);
        if let Some(entry) = &waits {
            kept.divided(entry, Vec::new());
        }
        kept.divided(&owed, vec![part.clone()]);
        payments::put_divided(tx, tenant, (which.0, place, app.now()), &kept).await?;
    }
    payments::settle_money(tx, tenant, &remittance, -row.amount).await?;
    let item = ReviewItem {
        place: usize::try_from(place).unwrap_or(0),
        control_number: number,
        claim: None,
        line: None,
        waiting: part.paid,
        reason: ReviewReason::RefundDeclined { why: why.to_owned() },
    };
    let named = format!("{}:declined", row.id);
    payments::put_named(tx, tenant, (&remittance, app.now()), &[(named, &item)]).await?;
    Ok(back.into_iter().chain(part.entry).collect())
}

/// The entry that made the debt, while it stands, with its payment and place.
async fn owed(
    tx: &mut Tx,
    tenant: &TenantId,
    row: &RefundRow,
) -> store::Result<Option<(Entry, String, i64)>> {
    let parts: Vec<String> = (1..=MOST_PARTS).map(|part| format!("{}:{part}", row.id)).collect();
    let standing = payments::standing_of(tx, tenant, &parts).await?;
    let found = standing.into_iter().find(|entry| {
        entry.head().cause.event == Event::Refunded
            && entry.on(Ledger::RefundsPayable) == -row.amount
    });
    let Some(entry) = found else { return Ok(None) };
    let remittance = entry.head().cause.remittance.clone().unwrap_or_default();
    let rest = entry.id().0.strip_prefix(&format!("{remittance}:"));
    let place = rest.and_then(|rest| rest.split(':').next()?.parse().ok());
    Ok(place.map(|place| (entry, remittance, place)))
}

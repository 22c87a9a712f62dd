//! The charges of the ledger follow what an account is charged: of claims that no longer stand
//! they are taken back, and where no payer is asked they are the patient's.

use crate::app::App;
use crate::surroundings::day_of;
use ::payments::ledger::self_pay::{SelfCharge, self_charges};
use ::payments::ledger::{BatchId, Cause, Entry, EntryHead, EntryId, Event};
use model::{AccountId, Cents, TenantId};
use store::charges::ChargeRow;
use store::payments;
use store::{StoreError, Tx};

/// What entries about charges say of themselves; the caller gives each its name.
pub(super) fn head(app: &App, note: &str) -> EntryHead {
    let today = day_of(app.now());
    EntryHead {
        id: EntryId("charge".to_owned()),
        posted_on: today,
        effective: today,
        batch: BatchId(format!("charges:{today}")),
        cause: Cause::of(Event::Charged, note),
    }
}

fn refused(fault: impl ToString) -> StoreError {
    StoreError::Refused(fault.to_string())
}

/// Writes them into today's batch of charges.
pub(super) async fn post(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    entries: &[Entry],
) -> store::Result<()> {
    let Some(first) = entries.first() else { return Ok(()) };
    let (at, day) = (app.now(), first.head().posted_on);
    let batch = first.head().batch.0.clone();
    payments::open_batch(tx, tenant, (&batch, "charges"), (at, Some(day))).await?;
    payments::add_entries(tx, tenant, at, entries).await
}

/// Claims of these accounts that left, came back and were not made again charge nothing: what they
/// charged is taken back, and nobody works or asks about them any more.
///
/// # Errors
/// A database that does not answer.
pub(crate) async fn retired(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    accounts: &[AccountId],
) -> store::Result<()> {
    let standing = payments::charged_of_replaced(tx, tenant, accounts).await?;
    let head = head(app, "the account was coded anew and bills it in another claim");
    let mut entries = Vec::new();
    for entry in standing.values().flatten() {
        let id = EntryId(format!("back:{}", entry.id()));
        let effective = entry.head().effective;
        let back = entry.reversal(EntryHead { id, effective, ..head.clone() });
        entries.push(back.map_err(refused)?);
    }
    post(app, tx, tenant, &entries).await?;
    let claims: Vec<String> = standing.into_keys().collect();
    for claim in &claims {
        payments::stop_asking(tx, tenant, claim).await?;
    }
    payments::refusals_mended(tx, tenant, &claims).await
}

/// The charges of an account as its patient is charged them.
pub(crate) fn of_account(rows: &[ChargeRow]) -> Vec<SelfCharge> {
    let mut rows: Vec<&ChargeRow> = rows.iter().collect();
    rows.sort_by_key(|row| (row.posted_at, row.charge.id.clone()));
    let one = |(line, row): (u16, &ChargeRow)| SelfCharge {
        line,
        day: row.charge.date,
        amount: match row.charge.is_live() {
            true => row.charge.charge_cents.unwrap_or(Cents::ZERO),
            false => Cents::ZERO,
        },
    };
    (1..).zip(rows).map(one).collect()
}

/// Makes the ledger charge the patient of an account what it charges; what it comes to.
///
/// # Errors
/// A database that does not answer.
pub(crate) async fn to_patient(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    (account, charges): (&AccountId, &[SelfCharge]),
) -> store::Result<Cents> {
    let mut standing = payments::self_charged(tx, tenant, std::slice::from_ref(account)).await?;
    let standing = standing.remove(account).unwrap_or_default();
    let head = head(app, "no payer is asked");
    let act = app.new_id("act");
    let entries = self_charges(&standing, charges, account, (&act, &head)).map_err(refused)?;
    post(app, tx, tenant, &entries).await?;
    Ok(charges.iter().map(|one| one.amount).sum())
}

/// Claims of these accounts leave after all: what their patients were charged is taken back. The
/// entries, which the caller posts with those of the claims.
///
/// # Errors
/// A database that does not answer.
pub(super) async fn claimed(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    accounts: &[AccountId],
) -> store::Result<Vec<Entry>> {
    let head = head(app, "a payer is asked after all");
    let mut entries = Vec::new();
    for (account, standing) in payments::self_charged(tx, tenant, accounts).await? {
        let taken = self_charges(&standing, &[], &account, ("claimed", &head));
        entries.extend(taken.map_err(refused)?);
    }
    Ok(entries)
}

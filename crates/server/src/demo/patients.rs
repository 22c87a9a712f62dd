//! The patients of the story pay what their plans left to them: most of them, a month later.

use super::teller::Teller;
use crate::surroundings::day_of;
use ::payments::ledger::{
    Balances, BatchId, Cause, Entry, EntryHead, EntryId, Event, Ledger, View, movement,
};
use model::{AccountId, Cents, Date};
use sha2::{Digest, Sha256};
use store::{StoreError, payments};

/// Days that a patient takes.
const PATIENCE: i32 = 30;

/// One in so many patients does not pay.
const OWING: u8 = 6;

/// Accounts that are looked at in one week.
const MOST: i64 = 10_000;

/// Once a week, on Mondays, those pay whose share has been told long enough.
pub(super) async fn pay(teller: &Teller<'_>) -> store::Result<()> {
    let (app, tenant) = (teller.app, &teller.tenant);
    let today = day_of(app.now());
    if today.days_since_2000().rem_euclid(7) != 0 {
        return Ok(());
    }
    let owed = payments::owed_by_patients(&app.db, tenant, ("", MOST)).await?;
    let mut paid = Vec::new();
    for (account, _) in owed.iter().filter(|one| one.1 > Cents::ZERO && pays(&one.0)) {
        let journal = payments::journal_of_account(&app.db, tenant, account).await?;
        let last = journal.entries().iter().map(|entry| entry.head().posted_on).max();
        if last.is_none_or(|day| day.plus_days(PATIENCE) > today) {
            continue;
        }
        let balances = Balances::of(&journal, View::known_on(today));
        let entries = entries(account, &balances, today)?;
        let batch = format!("people:{today}");
        let mut tx = app.db.begin().await?;
        payments::open_batch(&mut tx, tenant, (&batch, "people"), (app.now(), Some(today))).await?;
        payments::add_entries(&mut tx, tenant, app.now(), &entries).await?;
        tx.commit().await?;
        paid.push(account.clone());
    }
    crate::remittances::close(app, tenant, &paid).await
}

/// Whether the patient of an account pays at all.
pub(super) fn pays(account: &AccountId) -> bool {
    !Sha256::digest(account.as_str())[0].is_multiple_of(OWING)
}

fn entries(account: &AccountId, balances: &Balances, today: Date) -> store::Result<Vec<Entry>> {
    let owed = balances
        .all()
        .filter(|(ledger, _, sum)| *ledger == Ledger::PatientReceivable && *sum > Cents::ZERO);
    let entry = |(number, (_, subject, sum)): (usize, (Ledger, &_, Cents))| {
        let head = EntryHead {
            id: EntryId(format!("pay:{account}:{today}:{number}")),
            posted_on: today,
            effective: today,
            batch: BatchId(format!("people:{today}")),
            cause: Cause::of(Event::PatientPaid, "Paid by card"),
        };
        let subject: &::payments::ledger::Subject = subject;
        movement::patient_paid(head, subject.clone(), sum)
            .map_err(|fault| StoreError::Refused(fault.to_string()))
    };
    owed.enumerate().map(entry).collect()
}

//! What an account charges its patient where no payer is asked: the ledger follows the account's
//! charges, line by line, by entries that take back and entries that charge.

use super::chart::Ledger;
use super::entry::{Entry, EntryFault, EntryHead, EntryId, Event, Subject};
use super::movement::moved;
use model::{AccountId, Cents, Date};
use std::collections::BTreeMap;

/// One charge of the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SelfCharge {
    /// Its number within the account, in the order of their posting.
    pub line: u16,
    /// Its day.
    pub day: Date,
    /// How much; nothing where it was taken back.
    pub amount: Cents,
}

/// The entries that make the ledger charge what the account charges. `standing` are the charges of
/// the account that stand now and that no claim carries; `act` tells this act from others.
///
/// # Errors
/// When identifier or batch of `head` are missing.
pub fn self_charges(
    standing: &[Entry],
    wanted: &[SelfCharge],
    account: &AccountId,
    (act, head): (&str, &EntryHead),
) -> Result<Vec<Entry>, EntryFault> {
    let mut left: BTreeMap<u16, &SelfCharge> =
        wanted.iter().filter(|one| one.amount != Cents::ZERO).map(|one| (one.line, one)).collect();
    let mut entries = Vec::new();
    for entry in standing {
        let line = entry.legs().iter().find_map(|leg| leg.subject.line).unwrap_or(0);
        let same = |one: &&SelfCharge| {
            one.amount == -entry.on(Ledger::Charges) && one.day == entry.head().effective
        };
        if left.get(&line).is_some_and(same) {
            left.remove(&line);
            continue;
        }
        let id = EntryId(format!("back:{}", entry.id()));
        let effective = entry.head().effective;
        entries.push(entry.reversal(EntryHead { id, effective, ..head.clone() })?);
    }
    for one in left.into_values() {
        let head = EntryHead {
            id: EntryId(format!("self:{account}:{act}:{}", one.line)),
            effective: one.day,
            ..head.clone()
        };
        let subject =
            Subject { account: Some(account.clone()), line: Some(one.line), ..Subject::default() };
        let between = (Ledger::Charges, Ledger::PatientReceivable);
        entries.push(moved(head, between, subject, one.amount)?);
    }
    Ok(entries)
}

impl Entry {
    /// Whether it charges something of an account without a claim.
    #[must_use]
    pub fn is_self_charge(&self) -> bool {
        self.head().cause.event == Event::Charged
            && self.reverses().is_none()
            && self.legs().iter().all(|leg| leg.subject.claim.is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Balances, BatchId, Cause, Journal, View};
    use super::*;

    fn head() -> EntryHead {
        EntryHead {
            id: EntryId("head".to_owned()),
            posted_on: Date::default(),
            effective: Date::default(),
            batch: BatchId("charges".to_owned()),
            cause: Cause::of(Event::Charged, ""),
        }
    }

    /// A small generator, so that each run is the same.
    struct Dice(u64);

    impl Dice {
        fn roll(&mut self, sides: u64) -> u64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (self.0 >> 33) % sides
        }
    }

    /// However charges are added, changed, voided and moved to another day, the ledger charges
    /// what the account charges, and saying it again adds nothing.
    #[test]
    fn the_ledger_always_charges_what_the_account_charges() {
        let account = AccountId::from("acct");
        let mut dice = Dice(7);
        for case in 0..200 {
            let mut journal = Journal::default();
            let mut charges: Vec<SelfCharge> = Vec::new();
            for act in 0..12 {
                match dice.roll(4) {
                    0 | 1 => charges.push(SelfCharge {
                        line: u16::try_from(charges.len() + 1).unwrap(),
                        day: Date::default(),
                        amount: Cents(i64::try_from(dice.roll(9) * 100).unwrap()),
                    }),
                    what => {
                        let at = dice.roll(charges.len().max(1) as u64) as usize;
                        if let Some(one) = charges.get_mut(at) {
                            match what {
                                2 => one.amount = Cents(i64::try_from(dice.roll(9) * 50).unwrap()),
                                _ => one.day = one.day.plus_days(1),
                            }
                        }
                    }
                }
                let stands = |journal: &Journal| -> Vec<Entry> {
                    let all = journal.entries().iter().filter(|one| one.is_self_charge());
                    all.filter(|one| !journal.is_taken_back(one.id())).cloned().collect()
                };
                let name = format!("{act}");
                let made = self_charges(&stands(&journal), &charges, &account, (&name, &head()));
                for entry in made.unwrap() {
                    journal.append(entry).unwrap();
                }
                let again = self_charges(&stands(&journal), &charges, &account, ("x", &head()));
                assert_eq!(again.unwrap(), [], "case {case}");
                let mut closed = journal.clone();
                closed.close(BatchId("charges".to_owned()), Date::default());
                let balances = Balances::of(&closed, View::known_on(Date::default()));
                let sum: Cents = charges.iter().map(|one| one.amount).sum();
                assert_eq!(balances.on(Ledger::Charges), -sum, "case {case}, act {act}");
                assert_eq!(balances.on(Ledger::PatientReceivable), sum);
            }
        }
    }
}

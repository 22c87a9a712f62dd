//! Balances: what a journal comes to, as known on a day.

use super::chart::Ledger;
use super::entry::{Entry, Subject};
use super::journal::Journal;
use model::{AccountId, Cents, ClaimId, Date};
use serde::Serialize;
use std::collections::BTreeMap;

/// Which entries count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct View {
    /// What was known on this day: posted by then, and its batch closed by then.
    pub known_on: Date,
    /// What belongs to this day or an earlier one; `None`: whatever the day.
    pub effective_by: Option<Date>,
}

impl View {
    /// All that was known on a day.
    #[must_use]
    pub fn known_on(day: Date) -> View {
        View { known_on: day, effective_by: None }
    }
}

/// The balances of a journal, by account of the ledger and subject.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Balances {
    sums: BTreeMap<(Ledger, Subject), Cents>,
}

/// Somebody paid more than was owed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CreditBalance {
    /// The account (encounter).
    pub account: Option<AccountId>,
    /// The claim.
    pub claim: Option<ClaimId>,
    /// To whom it is owed: a payer, or `None` for the patient.
    pub payer: Option<String>,
    /// How much, as a positive amount.
    pub amount: Cents,
}

impl Balances {
    /// What a journal comes to in a view.
    #[must_use]
    pub fn of(journal: &Journal, view: View) -> Balances {
        let mut balances = Balances::default();
        for entry in journal.entries() {
            let known = journal.counts_since(entry).is_some_and(|day| day <= view.known_on);
            let belongs = view.effective_by.is_none_or(|day| entry.head().effective <= day);
            if known && belongs {
                balances.add(entry);
            }
        }
        balances
    }

    /// Adds an entry, whatever its batch: for running balances that are kept elsewhere.
    pub fn add(&mut self, entry: &Entry) {
        for leg in entry.legs() {
            let key = (leg.ledger, leg.subject.clone());
            let sum = self.sums.get(&key).copied().unwrap_or_default() + leg.amount;
            match sum {
                Cents::ZERO => self.sums.remove(&key),
                sum => self.sums.insert(key, sum),
            };
        }
    }

    /// Every balance that is not nothing.
    pub fn all(&self) -> impl Iterator<Item = (Ledger, &Subject, Cents)> {
        self.sums.iter().map(|((ledger, subject), sum)| (*ledger, subject, *sum))
    }

    /// The balance of an account of the ledger.
    #[must_use]
    pub fn on(&self, ledger: Ledger) -> Cents {
        self.all().filter(|one| one.0 == ledger).map(|one| one.2).sum()
    }

    /// The balance of an account of the ledger for the subjects that a test keeps.
    #[must_use]
    pub fn where_subject(&self, ledger: Ledger, keep: impl Fn(&Subject) -> bool) -> Cents {
        self.all().filter(|one| one.0 == ledger && keep(one.1)).map(|one| one.2).sum()
    }

    /// The balance of a claim on an account of the ledger.
    #[must_use]
    pub fn of_claim(&self, ledger: Ledger, claim: &ClaimId) -> Cents {
        self.where_subject(ledger, |subject| subject.claim.as_ref() == Some(claim))
    }

    /// The balance of a line on an account of the ledger.
    #[must_use]
    pub fn of_line(&self, ledger: Ledger, claim: &ClaimId, line: u16) -> Cents {
        self.where_subject(ledger, |subject| {
            subject.claim.as_ref() == Some(claim) && subject.line == Some(line)
        })
    }

    /// What is still owed for a claim, by whomever.
    #[must_use]
    pub fn open(&self, claim: &ClaimId) -> Cents {
        let receivable = Ledger::all().into_iter().filter(|one| one.is_receivable());
        receivable.map(|ledger| self.of_claim(ledger, claim)).sum()
    }

    /// Who paid more than was owed, by claim: a payer (for a claim as a whole, what it refused
    /// counted as owed), or the patient. In the order of accounts and claims.
    #[must_use]
    pub fn credit_balances(&self) -> Vec<CreditBalance> {
        type Key = (Option<AccountId>, Option<ClaimId>, Option<String>);
        let mut owed: BTreeMap<Key, Cents> = BTreeMap::new();
        for (ledger, subject, amount) in self.all() {
            let payer = match ledger {
                Ledger::PayerReceivable | Ledger::Denied => {
                    Some(subject.payer.clone().unwrap_or_default())
                }
                Ledger::PatientReceivable => None,
                _ => continue,
            };
            let key = (subject.account.clone(), subject.claim.clone(), payer);
            let sum = owed.entry(key).or_insert(Cents::ZERO);
            *sum = *sum + amount;
        }
        let credits = owed.into_iter().filter(|(_, sum)| *sum < Cents::ZERO);
        credits
            .map(|((account, claim, payer), sum)| CreditBalance {
                account,
                claim,
                payer,
                amount: -sum,
            })
            .collect()
    }
}

//! Open items across remittances.

use super::treatment::Treatment;
use crate::posting::plain;
use model::remittance::PaymentAdjustment;
use model::{Cents, Date};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Characters that a reference must share with that of an item to be its, where they are not the
/// same: payers put account numbers and days around the number of the claim.
const SHORTEST_SHARED: usize = 8;

/// Something told in one remittance that another one must carry out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Who pays.
    pub payer: String,
    /// Who is paid (PLB01).
    pub provider: String,
    /// What it is.
    pub treatment: Treatment,
    /// The payer's reference, as it was first given.
    pub reference: Option<String>,
    /// Every amount, oldest first; an item is settled when they come to nothing.
    pub movements: Vec<Movement>,
}

/// One amount of an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Movement {
    /// The remittance, as the store names it.
    pub remittance: String,
    /// Its day.
    pub date: Date,
    /// Reason (PLB03-1).
    pub reason: String,
    /// The reference in it.
    pub reference: Option<String>,
    /// What it did: positive lowered the payment.
    pub amount: Cents,
}

impl Item {
    /// What is left of it. Negative: the payer will still take it. Positive: the payer took it
    /// before it told why.
    #[must_use]
    pub fn open(&self) -> Cents {
        self.movements.iter().map(|one| one.amount).sum()
    }

    /// True when nothing is left.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.open() == Cents::ZERO
    }

    /// The day of its first amount.
    #[must_use]
    pub fn since(&self) -> Option<Date> {
        self.movements.first().map(|one| one.date)
    }

    /// Days since its first amount, on a day; nothing once it is settled.
    #[must_use]
    pub fn age(&self, on: Date) -> Option<i32> {
        if self.is_settled() { None } else { Some(self.since()?.days_until(on)) }
    }
}

/// All items, settled and open, in the order in which they were first told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tracker {
    items: Vec<Item>,
    /// Places of the items that are not settled: only those can be carried on.
    open: BTreeSet<usize>,
    /// Remittances that were taken, with their payers.
    taken: BTreeSet<(String, String)>,
}

impl Tracker {
    /// All items.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// Items that are not settled.
    pub fn open(&self) -> impl Iterator<Item = &Item> {
        self.open.iter().map(|at| &self.items[*at])
    }

    /// What is left of all items of a treatment.
    #[must_use]
    pub fn open_amount(&self, treatment: Treatment) -> Cents {
        self.open().filter(|item| item.treatment == treatment).map(Item::open).sum()
    }

    /// Takes the adjustments of one remittance, in its order. The same remittance twice changes
    /// nothing.
    pub fn take(
        &mut self,
        payer: &str,
        remittance: &str,
        date: Date,
        adjustments: &[PaymentAdjustment],
    ) {
        if !self.taken.insert((payer.to_owned(), remittance.to_owned())) {
            return;
        }
        for adjustment in adjustments {
            let treatment = Treatment::of(&adjustment.reason);
            if treatment.stays_open() && adjustment.amount != Cents::ZERO {
                self.take_one(payer, remittance, date, adjustment);
            }
        }
    }

    fn take_one(&mut self, payer: &str, remittance: &str, date: Date, of: &PaymentAdjustment) {
        let treatment = Treatment::of(&of.reason);
        let mut left = of.amount;
        let movement = |amount| Movement {
            remittance: remittance.to_owned(),
            date,
            reason: of.reason.clone(),
            reference: of.reference.clone(),
            amount,
        };
        while left != Cents::ZERO {
            let Some(at) = self.counterpart(payer, of, left) else { break };
            let item = &mut self.items[at];
            // At most what is left of the item; the rest goes to the next one.
            let open = item.open();
            let part = if left.0.unsigned_abs() > open.0.unsigned_abs() { -open } else { left };
            item.movements.push(movement(part));
            if item.is_settled() {
                self.open.remove(&at);
            }
            left = left - part;
        }
        if left != Cents::ZERO {
            self.open.insert(self.items.len());
            self.items.push(Item {
                payer: payer.to_owned(),
                provider: of.provider.clone(),
                treatment,
                reference: of.reference.clone(),
                movements: vec![movement(left)],
            });
        }
    }

    /// The oldest open item of the other sign that an adjustment belongs to: by the same
    /// reference, by one that contains it, or (a forwarded balance only, which is the provider's
    /// as a whole) by kind alone.
    fn counterpart(&self, payer: &str, of: &PaymentAdjustment, left: Cents) -> Option<usize> {
        let treatment = Treatment::of(&of.reason);
        let fits = |item: &Item| {
            item.payer == payer
                && item.provider == of.provider
                && item.treatment == treatment
                && (item.open() > Cents::ZERO) == (left < Cents::ZERO)
        };
        let own = of.reference.as_deref().map(plain).unwrap_or_default();
        let reference = |item: &Item| item.reference.as_deref().map(plain).unwrap_or_default();
        let same = |item: &Item| !own.is_empty() && reference(item) == own;
        let shared = |item: &Item| {
            let other = reference(item);
            let (short, long) =
                if own.len() < other.len() { (&own, &other) } else { (&other, &own) };
            short.len() >= SHORTEST_SHARED && long.contains(short.as_str())
        };
        let alone = |_: &Item| treatment == Treatment::Forward;
        let found = |rule: &dyn Fn(&Item) -> bool| {
            let mut open = self.open.iter().copied();
            open.find(|at| fits(&self.items[*at]) && rule(&self.items[*at]))
        };
        found(&same).or_else(|| found(&shared)).or_else(|| found(&alone))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plb(reason: &str, reference: &str, cents: i64) -> PaymentAdjustment {
        PaymentAdjustment {
            provider: "1234567893".to_owned(),
            reason: reason.to_owned(),
            reference: (!reference.is_empty()).then(|| reference.to_owned()),
            amount: Cents(cents),
            ..PaymentAdjustment::default()
        }
    }

    /// Remittances one after the other, and what is open at the end: (reference, cents).
    type Course = (&'static str, Vec<Vec<PaymentAdjustment>>, Vec<(&'static str, i64)>);

    #[test]
    fn each_adjustment_is_followed_to_its_end() {
        let courses: Vec<Course> = vec![
            (
                "a recovery announced, then taken in two parts",
                vec![
                    vec![plb("WO", "ICN00000009", -8_000)],
                    vec![plb("WO", "ICN00000009", 5_000)],
                    vec![plb("WO", "ICN00000009", 3_000)],
                ],
                vec![],
            ),
            (
                "the account number and the day stand around the reference",
                vec![
                    vec![plb("WO", "PT77 20260101 ICN00000009", -8_000)],
                    vec![plb("WO", "ICN00000009", 8_000)],
                ],
                vec![],
            ),
            (
                "taken before it was announced",
                vec![vec![plb("WO", "ICN00000001", 700)], vec![plb("WO", "ICN00000001", -700)]],
                vec![],
            ),
            (
                "other references do not settle it",
                vec![vec![plb("WO", "ICN00000001", -700)], vec![plb("WO", "ICN00000002", 700)]],
                vec![("ICN00000001", -700), ("ICN00000002", 700)],
            ),
            (
                "more is taken than was announced",
                vec![vec![plb("WO", "A1", -700)], vec![plb("WO", "A1", 1_000)]],
                vec![("A1", 300)],
            ),
            (
                "a balance carried over two payments, without a reference",
                vec![
                    vec![plb("FB", "RA1", -10_000)],
                    vec![plb("FB", "", 10_000), plb("FB", "RA2", -4_000)],
                    vec![plb("FB", "RA2", 4_000)],
                ],
                vec![],
            ),
            (
                "our refund is acknowledged",
                vec![vec![plb("WO", "ICN00000003", 900), plb("72", "ICN00000003", -900)]],
                vec![],
            ),
            (
                "withheld and paid later; interest, levies and penalties have no second half",
                vec![
                    vec![plb("E3", "2026Q1", 500), plb("L6", "ICN1", -12), plb("LE", "IRS", 99)],
                    vec![plb("E3", "2026Q1", -200), plb("50", "", 10), plb("IR", "", 5)],
                ],
                vec![("2026Q1", 300)],
            ),
        ];
        for (what, remittances, wanted) in courses {
            let mut tracker = Tracker::default();
            for (adjustments, number) in remittances.iter().zip(1..) {
                let name = format!("r{number}");
                tracker.take("P", &name, Date::default(), adjustments);
                tracker.take("P", &name, Date::default(), adjustments);
            }
            let open = tracker.open();
            let open: Vec<(&str, i64)> =
                open.map(|i| (i.reference.as_deref().unwrap_or(""), i.open().0)).collect();
            assert_eq!(open, wanted, "{what}");
        }
    }

    #[test]
    fn payers_and_providers_are_kept_apart() {
        let mut tracker = Tracker::default();
        let day = Date::default();
        tracker.take("P", "r1", day, &[plb("FB", "RA1", -700)]);
        let other = PaymentAdjustment { provider: "1".to_owned(), ..plb("FB", "RA1", 700) };
        tracker.take("P", "r2", day, &[other]);
        tracker.take("Q", "r3", day, &[plb("FB", "RA1", 700)]);
        assert_eq!(tracker.open().count(), 3);
        assert_eq!(tracker.open_amount(Treatment::Forward), Cents(700));
        assert_eq!(tracker.items()[0].age(day.plus_days(9)), Some(9));
    }
}

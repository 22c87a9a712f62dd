//! Paying in parts: instalments with their days.

use model::{Cents, Date};
use serde::{Deserialize, Serialize};

/// Most instalments.
pub const MAX_INSTALMENTS: u16 = 60;

/// One instalment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instalment {
    /// The day by which it is to be paid.
    pub due: Date,
    /// How much.
    pub amount: Cents,
}

/// An agreement on instalments.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentPlan {
    /// The instalments, in the order of their days.
    pub instalments: Vec<Instalment>,
    /// What has been paid on them.
    pub paid: Cents,
}

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanFault {
    /// Too few or too many.
    #[error("a plan has 1 to {MAX_INSTALMENTS} instalments")]
    Count,
    /// Nothing to pay.
    #[error("there is nothing to pay in parts")]
    Nothing,
    /// Instalments that are too small.
    #[error("an instalment of {0} is below the least one, {1}")]
    TooSmall(Cents, Cents),
    /// A payment that does not fit.
    #[error("{0} is more than the plan has left, or not more than nothing")]
    Payment(Cents),
}

/// Where a plan stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanStanding {
    /// What should have been paid by now and is not.
    pub overdue: Cents,
    /// The instalment that comes next, what is left of it.
    pub next: Option<Instalment>,
    /// What is left in all.
    pub left: Cents,
}

impl PaymentPlan {
    /// Equal instalments, a month apart; the cents that do not divide are on the first ones. A day
    /// that a month does not have becomes its last.
    ///
    /// # Errors
    /// When there is nothing to pay, or an instalment would be below `least`.
    pub fn even(
        total: Cents,
        instalments: u16,
        first_due: Date,
        least: Cents,
    ) -> Result<PaymentPlan, PlanFault> {
        if !(1..=MAX_INSTALMENTS).contains(&instalments) {
            return Err(PlanFault::Count);
        }
        if total <= Cents::ZERO {
            return Err(PlanFault::Nothing);
        }
        let count = i64::from(instalments);
        let (each, more) = (total.0 / count, total.0 % count);
        if Cents(each) < least || each == 0 {
            return Err(PlanFault::TooSmall(Cents(each), least.max(Cents(1))));
        }
        let instalment = |turn: u16| Instalment {
            due: months_later(first_due, turn),
            amount: Cents(each + i64::from(i64::from(turn) < more)),
        };
        Ok(PaymentPlan {
            instalments: (0..instalments).map(instalment).collect(),
            paid: Cents::ZERO,
        })
    }

    /// The sum of the instalments.
    #[must_use]
    pub fn total(&self) -> Cents {
        self.instalments.iter().map(|one| one.amount).sum()
    }

    /// What is left to pay.
    #[must_use]
    pub fn left(&self) -> Cents {
        self.total() - self.paid
    }

    /// The day of the instalment that is not fully paid; `None` when all are.
    #[must_use]
    pub fn next_due(&self) -> Option<Date> {
        self.open().next().map(|one| one.due)
    }

    /// With a payment on it.
    ///
    /// # Errors
    /// When it is more than is left, or not more than nothing.
    pub fn with_payment(&self, amount: Cents) -> Result<PaymentPlan, PlanFault> {
        let fits = amount > Cents::ZERO && amount <= self.left();
        let plan = PaymentPlan { paid: self.paid + amount, ..self.clone() };
        fits.then_some(plan).ok_or(PlanFault::Payment(amount))
    }

    /// Where it stands on a day. An instalment is overdue on the day after its own.
    #[must_use]
    pub fn standing(&self, today: Date) -> PlanStanding {
        let late = self.open().filter(|one| one.due < today).map(|one| one.amount);
        PlanStanding {
            overdue: late.sum(),
            next: self.open().find(|one| one.due >= today),
            left: self.left(),
        }
    }

    /// What is left of each instalment: payments go to the oldest.
    pub fn open(&self) -> impl Iterator<Item = Instalment> + '_ {
        let mut paid = self.paid.0.max(0);
        self.instalments.iter().filter_map(move |one| {
            let covered = paid.min(one.amount.0);
            paid -= covered;
            let left = Cents(one.amount.0 - covered);
            (left > Cents::ZERO).then_some(Instalment { due: one.due, amount: left })
        })
    }
}

/// The same day some months later, or the last day of a shorter month.
fn months_later(day: Date, months: u16) -> Date {
    let month = i32::from(day.month()) - 1 + i32::from(months);
    let year = i16::try_from(i32::from(day.year()) + month / 12).unwrap_or(i16::MAX);
    let month = i8::try_from(month % 12 + 1).unwrap_or(1);
    let on = |number: i8| Date::new(year, month, number);
    (28..=day.day()).rev().chain([day.day()]).find_map(on).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn instalments_by_hand() {
        let plan = PaymentPlan::even(Cents(10_000), 3, day("2026-01-31"), Cents(2_500)).unwrap();
        let told: Vec<(String, i64)> =
            plan.instalments.iter().map(|one| (one.due.to_string(), one.amount.0)).collect();
        let expected = [("2026-01-31", 3_334), ("2026-02-28", 3_333), ("2026-03-31", 3_333)];
        assert_eq!(told, expected.map(|(due, amount)| (due.to_owned(), amount)));
        let plan = plan.with_payment(Cents(4_000)).unwrap();
        let standing = plan.standing(day("2026-03-01"));
        let next = Instalment { due: day("2026-03-31"), amount: Cents(3_333) };
        assert_eq!(
            standing,
            PlanStanding { overdue: Cents(2_667), next: Some(next), left: Cents(6_000) }
        );
        assert_eq!(plan.next_due(), Some(day("2026-02-28")));
        let paid = plan.with_payment(Cents(6_000)).unwrap();
        assert_eq!((paid.next_due(), paid.left()), (None, Cents::ZERO));
        assert_eq!(paid.with_payment(Cents(1)), Err(PlanFault::Payment(Cents(1))));
    }

    #[test]
    fn what_is_no_plan() {
        let plan =
            |cents, count| PaymentPlan::even(Cents(cents), count, day("2026-01-01"), Cents(500));
        assert_eq!(plan(1_000, 0), Err(PlanFault::Count));
        assert_eq!(plan(1_000_000, 61), Err(PlanFault::Count));
        assert_eq!(plan(0, 3), Err(PlanFault::Nothing));
        assert_eq!(plan(1_000, 3), Err(PlanFault::TooSmall(Cents(333), Cents(500))));
    }

    proptest! {
        #[test]
        fn nothing_is_lost_between_instalments(
            total in 1i64..10_000_000,
            count in 1u16..=60,
            start in 9_000i32..12_000,
            payments in proptest::collection::vec(1i64..100_000, 0..20),
        ) {
            let first = Date::from_days_since_2000(start);
            let Ok(mut plan) = PaymentPlan::even(Cents(total), count, first, Cents::ZERO) else {
                return Ok(());
            };
            prop_assert_eq!(plan.total(), Cents(total));
            for pair in plan.instalments.windows(2) {
                prop_assert!(pair[0].due < pair[1].due);
                prop_assert!((27..=31).contains(&pair[0].due.days_until(pair[1].due)));
                prop_assert!((0..=1).contains(&(pair[0].amount.0 - pair[1].amount.0)));
            }
            for payment in payments {
                if let Ok(paid) = plan.with_payment(Cents(payment)) {
                    plan = paid;
                }
                let open: Cents = plan.open().map(|one| one.amount).sum();
                prop_assert_eq!(open, plan.left());
                prop_assert!(plan.left() >= Cents::ZERO);
            }
        }
    }
}

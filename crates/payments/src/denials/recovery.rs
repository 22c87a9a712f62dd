//! How often money of a category comes back, and what that makes of its turn in the list.

use super::Category;
use model::Cents;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Fewest closed cases of a category before the site's own history counts.
pub const LEAST_CASES: u32 = 20;
/// Days left of what has no deadline.
pub const NO_HURRY: i32 = 365;
/// The whole, in hundredths of a percent.
const WHOLE: u64 = 10_000;

/// How the site's closed denials of a category ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// Closed cases.
    pub cases: u32,
    /// Those of them that brought money, wholly or in part.
    pub won: u32,
}

/// The site's own history, by category.
pub type History = BTreeMap<Category, Closed>;

/// Share of the money that comes back, in hundredths of a percent.
///
/// The category's guess is worth `strength` cases; with [`LEAST_CASES`] or more of its own, the
/// site's history is added to it (the mean of a beta-binomial), so that it wins as it grows.
#[must_use]
pub fn chance(category: Category, history: &History) -> u32 {
    let Some(handling) = category.handling() else { return 0 };
    let (guess, strength) = (u64::from(handling.recovery), u64::from(handling.strength));
    let own = history.get(&category).copied().unwrap_or_default();
    if own.cases < LEAST_CASES {
        return handling.recovery;
    }
    let won = u64::from(own.won.min(own.cases));
    let share = (guess * strength + won * WHOLE) / (strength + u64::from(own.cases)).max(1);
    u32::try_from(share).unwrap_or(handling.recovery)
}

/// What can be expected to come back of an amount, rounded down to the cent.
#[must_use]
pub fn expected(amount: Cents, chance: u32) -> Cents {
    let cents = i128::from(amount.0.max(0)) * i128::from(chance) / i128::from(WHOLE);
    Cents(i64::try_from(cents).unwrap_or(i64::MAX))
}

/// The turn in the list: expected cents that are at stake for each day left, in thousandths. More
/// money and fewer days come first; what is past its deadline comes last.
#[must_use]
pub fn urgency(expected: Cents, days_left: Option<i32>) -> i64 {
    match days_left {
        Some(days) if days < 0 => 0,
        days => {
            let days = i64::from(days.unwrap_or(NO_HURRY)).saturating_add(1);
            expected.0.max(0).saturating_mul(1000) / days
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_history_wins_as_it_grows() {
        let with = |cases, won| {
            let history = History::from([(Category::Coding, Closed { cases, won })]);
            chance(Category::Coding, &history)
        };
        assert_eq!(chance(Category::Coding, &History::new()), 7_000);
        assert_eq!(with(19, 0), 7_000, "too few");
        assert_eq!(with(20, 0), 3_500, "half guess, half history");
        assert_eq!(with(980, 0), 140);
        assert_eq!(with(20, 20), 8_500);
        assert_eq!(with(20, 99), 8_500, "more won than cases is a fault of the caller");
    }

    #[test]
    fn turns_by_hand() {
        assert_eq!(expected(Cents(12_345), 5_000), Cents(6_172));
        assert_eq!(expected(Cents(-5), 5_000), Cents(0));
        assert_eq!(urgency(Cents(10_000), Some(0)), 10_000_000);
        assert_eq!(urgency(Cents(10_000), Some(-1)), 0);
        assert!(urgency(Cents(20_000), Some(1)) > urgency(Cents(1_000_000), Some(300)));
    }

    proptest! {
        #[test]
        fn more_money_and_fewer_days_never_come_later(
            (money, more) in (0i64..1_000_000_000, 0i64..1_000_000_000),
            (days, longer) in (0i32..400, 0i32..400),
        ) {
            let (small, large) = (Cents(money), Cents(money + more));
            prop_assert!(urgency(large, Some(days)) >= urgency(small, Some(days)));
            prop_assert!(urgency(small, Some(days)) >= urgency(small, Some(days + longer)));
        }

        #[test]
        fn a_chance_is_a_share(cases in 0u32..1_000_000, won in 0u32..1_000_000) {
            for category in Category::ALL {
                let history = History::from([(category, Closed { cases, won })]);
                prop_assert!(chance(category, &history) <= 10_000);
            }
        }
    }
}

//! Choices made from a seed and a name: the same claim meets the same fate, whatever came before
//! it, on any machine.

use serde::{Deserialize, Serialize};

/// How many of those to whom something may happen it does happen to, in hundredths of a percent.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Share(pub u32);

impl Share {
    /// Nobody.
    pub const NONE: Share = Share(0);
    /// Everybody.
    pub const ALL: Share = Share(10_000);

    /// So many of a hundred.
    #[must_use]
    pub const fn percent(percent: u32) -> Share {
        Share(percent * 100)
    }

    /// That part of an amount in cents, rounded half away from nothing.
    #[must_use]
    pub fn of(self, cents: model::Cents) -> model::Cents {
        let whole = i128::from(cents.0) * i128::from(self.0);
        let half = if whole < 0 { -5_000 } else { 5_000 };
        model::Cents(i64::try_from((whole + half) / 10_000).unwrap_or(cents.0))
    }
}

/// A number drawn for a subject (`who`) and a question (`what`): FNV-1a over both, then the
/// finisher of splitmix64, so that neighbours differ in every bit.
#[must_use]
pub fn drawn(seed: u64, what: &str, who: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for byte in what.bytes().chain([0]).chain(who.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// A number from 0 to `count - 1`; 0 when `count` is 0.
#[must_use]
pub fn below(seed: u64, what: &str, who: &str, count: u64) -> u64 {
    drawn(seed, what, who).checked_rem(count).unwrap_or(0)
}

/// Whether it happens to `who`.
#[must_use]
pub fn falls(seed: u64, what: &str, who: &str, share: Share) -> bool {
    below(seed, what, who, 10_000) < u64::from(share.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Cents;

    #[test]
    fn shares_come_out_and_stay_the_same() {
        for percent in [0, 3, 50, 100] {
            let share = Share::percent(percent);
            let hit = |n: &u32| falls(7, "late", &format!("C{n}"), share);
            let count = (0..10_000).filter(hit).count();
            let wanted = f64::from(percent) * 100.0;
            assert!((count as f64 - wanted).abs() < 200.0, "{percent} {count}");
        }
        assert_eq!(drawn(7, "late", "C1"), drawn(7, "late", "C1"));
        assert_ne!(drawn(7, "late", "C1"), drawn(8, "late", "C1"));
        assert_ne!(drawn(7, "late", "C1"), drawn(7, "lateC", "1"));
        assert_eq!(below(1, "", "", 0), 0);
    }

    #[test]
    fn parts_of_money_are_rounded() {
        for (percent, cents, part) in [(20, 12_345, 2_469), (33, 5, 2), (100, 7, 7), (50, -3, -2)] {
            assert_eq!(Share::percent(percent).of(Cents(cents)), Cents(part), "{percent} {cents}");
        }
    }
}

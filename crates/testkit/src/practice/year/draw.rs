//! Chance that is the same every time: SplitMix64 (Steele, Lea, Flood, OOPSLA 2014), seeded by
//! the year's seed and the number of an account, so that a change of one account moves no other.

/// The seed of the year.
const SEED: u64 = 0x00C1_EA5C_1A17_2026;

/// A stream of numbers.
#[derive(Clone, Debug)]
pub(super) struct Draw(u64);

impl Draw {
    /// The stream of one account (or of one purpose, by a number of its own).
    pub(super) fn of(number: u64) -> Draw {
        let mut draw = Draw(SEED ^ number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        draw.next();
        draw
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from `low` to `high`, both included; `low` when they are the wrong way round.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = u64::try_from(high.saturating_sub(low)).unwrap_or(0).saturating_add(1);
        low.saturating_add(i64::try_from(self.next() % width).unwrap_or(0))
    }

    /// True in so many of a hundred draws.
    pub(super) fn percent(&mut self, share: i64) -> bool {
        self.between(1, 100) <= share
    }

    /// A place in a list of that length; 0 for an empty one.
    pub(super) fn place(&mut self, length: usize) -> usize {
        let last = i64::try_from(length.saturating_sub(1)).unwrap_or(0);
        usize::try_from(self.between(0, last)).unwrap_or(0)
    }

    /// One of the items; `None` of an empty list.
    pub(super) fn one<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        items.get(self.place(items.len()))
    }

    /// The items in another order (Fisher and Yates).
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.place(last + 1);
            items.swap(last, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeats_itself_and_stays_within() {
        let numbers = |n| (0..200).map(|_| 0).scan(Draw::of(n), |d, _: i32| Some(d.between(3, 9)));
        assert!(numbers(7).eq(numbers(7)) && !numbers(7).eq(numbers(8)));
        assert!(numbers(1).all(|n| (3..=9).contains(&n)));
        assert_eq!(numbers(1).collect::<std::collections::BTreeSet<_>>().len(), 7);
        assert_eq!(Draw::of(1).between(5, 2), 5);
        let mut cards: Vec<u8> = (0..52).collect();
        Draw::of(3).shuffle(&mut cards);
        assert!(cards.windows(2).any(|pair| pair[0] > pair[1]));
        cards.sort_unstable();
        assert!(cards.into_iter().eq(0..52));
    }
}

//! Made-up choices from a seed: xoshiro256** (Blackman and Vigna), its state filled by splitmix64.
//!
//! Every household, provider and payment has its own stream, named by a number. So any of them
//! can be drawn again, alone and in any order, and a file of any size needs no memory of what
//! was drawn before.

/// What a stream is for; two streams of one seed never give the same numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stream {
    Household = 1,
    Claim = 2,
    Provider = 3,
    Payment = 4,
    Transaction = 5,
}

/// A source of choices.
#[derive(Clone, Debug)]
pub(crate) struct Chance([u64; 4]);

fn splitmix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Chance {
    pub(crate) fn new(seed: u64, stream: Stream, number: u64) -> Chance {
        let mut state = seed;
        let mixed = splitmix(&mut state) ^ (stream as u64).wrapping_mul(0xd6e8_feb8_6659_fd93);
        let mut state = mixed ^ number.wrapping_mul(0xa076_1d64_78bd_642f);
        Chance([(); 4].map(|()| splitmix(&mut state)))
    }

    fn next(&mut self) -> u64 {
        let s = &mut self.0;
        let result = s[1].wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        result
    }

    /// A number from 0 to `count - 1`; 0 when `count` is 0. The bias of the multiplication is
    /// below one in 2^32 for the small counts asked for here.
    pub(crate) fn below(&mut self, count: u64) -> u64 {
        let wide = u128::from(self.next()) * u128::from(count);
        u64::try_from(wide >> 64).unwrap_or(0)
    }

    /// A number from `low` to `high`, both possible.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let count = u64::try_from(high - low + 1).unwrap_or(1);
        low + i64::try_from(self.below(count)).unwrap_or(0)
    }

    /// True once in `count` times.
    pub(crate) fn one_in(&mut self, count: u64) -> bool {
        self.below(count) == 0
    }

    /// One of a list that is not empty.
    pub(crate) fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        let index = self.below(list.len() as u64);
        list[usize::try_from(index).unwrap_or(0)]
    }

    /// `count` digits, the first not 0.
    pub(crate) fn digits(&mut self, count: u32) -> String {
        let low = 10u64.pow(count - 1);
        (low + self.below(low * 9)).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_stream_gives_the_same_numbers_and_others_differ() {
        let draw = |seed, stream, number| {
            let mut chance = Chance::new(seed, stream, number);
            [chance.next(), chance.next(), chance.next()]
        };
        assert_eq!(draw(7, Stream::Claim, 3), draw(7, Stream::Claim, 3));
        let all = [
            draw(7, Stream::Claim, 3),
            draw(7, Stream::Claim, 4),
            draw(8, Stream::Claim, 3),
            draw(7, Stream::Provider, 3),
        ];
        for (i, one) in all.iter().enumerate() {
            assert!(all[..i].iter().all(|other| other[0] != one[0]));
        }
    }

    #[test]
    fn numbers_stay_within_their_bounds_and_reach_them() {
        let mut chance = Chance::new(1, Stream::Claim, 1);
        let mut seen = [false; 5];
        for _ in 0..200 {
            let number = chance.between(-2, 2);
            seen[usize::try_from(number + 2).unwrap()] = true;
            assert_eq!(chance.digits(9).len(), 9);
        }
        assert!(seen.iter().all(|s| *s));
        assert_eq!(chance.below(1), 0);
    }
}

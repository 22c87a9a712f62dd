//! Typed values made at random, for the property tests.

use super::origin::Origin;
use super::value::{Elements, Field};
use crate::delimiters::Delimiters;

/// A source of random choices (splitmix64), made from one seed of proptest.
pub(crate) struct Draw {
    state: u64,
    depth: usize,
}

impl Draw {
    pub(crate) fn new(seed: u64) -> Draw {
        Draw { state: seed, depth: 0 }
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % limit as u64) as usize
    }

    pub(crate) fn one_of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }

    /// How many of a repeated part: fewer the deeper it lies, so that values stay small.
    pub(crate) fn count(&mut self) -> usize {
        let most = if self.depth < 4 { 3 } else { 2 };
        self.below(most + 1).saturating_sub(usize::from(self.depth > 2))
    }

    pub(crate) fn deeper<T>(&mut self, make: impl FnOnce(&mut Draw) -> T) -> T {
        self.depth += 1;
        let made = make(self);
        self.depth -= 1;
        made
    }

    pub(crate) fn word(&mut self) -> &'static str {
        self.one_of(&["", "", "", "Q7", "7", "SMITH", "A B", "0", "x-y/z", "O'NEIL", " "])
    }

    pub(crate) fn amount(&mut self) -> &'static str {
        self.one_of(&["", "", "0", "125", "125.5", "-7.25", "10.00", ".5", "007"])
    }

    pub(crate) fn number(&mut self) -> &'static str {
        self.one_of(&["", "", "1", "2.5", "0", "12"])
    }

    pub(crate) fn day(&mut self) -> &'static str {
        self.one_of(&["", "20260615", "20240229", "20261399"])
    }

    /// The field that begins at element `number`, fixed when a pin says so.
    pub(crate) fn element<F: Field>(&mut self, number: u8, pins: &[(u8, &str)]) -> F {
        match pins.iter().rev().find(|(at, _)| *at == number) {
            Some((_, text)) => {
                let text = format!("X*{text}");
                F::take(&mut Elements::new(&text, Delimiters::default()))
            }
            None => F::draw(self),
        }
    }

    pub(crate) fn origin(&mut self) -> Origin {
        let empties = [0, 0, 0, 0, 1, 3][self.below(6)];
        let gap = (self.below(12) == 0).then(|| self.one_of(&["", "\r\n", "\n\n  "]).into());
        Origin { empties, gap, ..Origin::default() }
    }
}

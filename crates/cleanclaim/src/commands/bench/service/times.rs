//! How long answers took, by page.

use std::collections::BTreeMap;

/// Microseconds by name of the page.
#[derive(Default)]
pub struct Times(BTreeMap<&'static str, Vec<u64>>);

/// The middle, the 99th of 100 and the longest, in milliseconds.
pub struct Spread {
    /// Answers.
    pub count: usize,
    /// Half were quicker.
    pub p50: f64,
    /// Of a hundred, 99 were quicker.
    pub p99: f64,
    /// The longest.
    pub max: f64,
}

impl Times {
    /// One answer.
    pub fn add(&mut self, page: &'static str, micros: u64) {
        self.0.entry(page).or_default().push(micros);
    }

    /// Those of another person.
    pub fn join(&mut self, other: Times) {
        for (page, mut micros) in other.0 {
            self.0.entry(page).or_default().append(&mut micros);
        }
    }

    /// Answers of all pages.
    pub fn count(&self) -> usize {
        self.0.values().map(Vec::len).sum()
    }

    /// Each page.
    pub fn pages(&self) -> impl Iterator<Item = (&'static str, Spread)> {
        self.0.iter().map(|(page, micros)| (*page, spread(micros.clone())))
    }

    /// All pages together.
    pub fn all(&self) -> Spread {
        spread(self.0.values().flatten().copied().collect())
    }

    /// Prints a table below a heading.
    pub fn print(&self, heading: &str) {
        println!("{heading:<34} {:>8} {:>9} {:>9} {:>9}", "answers", "p50 ms", "p99 ms", "max ms");
        for (page, spread) in self.pages() {
            line(page, &spread);
        }
        line("all", &self.all());
    }
}

fn line(name: &str, of: &Spread) {
    println!("  {name:<32} {:>8} {:>9.1} {:>9.1} {:>9.1}", of.count, of.p50, of.p99, of.max);
}

fn spread(mut micros: Vec<u64>) -> Spread {
    micros.sort_unstable();
    let at = |percent: usize| {
        let rank = (micros.len() * percent).div_ceil(100).max(1) - 1;
        micros.get(rank).map_or(0.0, |micros| *micros as f64 / 1e3)
    };
    Spread { count: micros.len(), p50: at(50), p99: at(99), max: at(100) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_the_nearest() {
        let of = spread((1..=200).map(|ms| ms * 1_000).rev().collect());
        assert_eq!((of.count, of.p50, of.p99, of.max), (200, 100.0, 198.0, 200.0));
        let one = spread(vec![7_000]);
        assert_eq!((one.p50, one.p99, one.max), (7.0, 7.0, 7.0));
        assert_eq!(spread(Vec::new()).p99, 0.0);
    }
}

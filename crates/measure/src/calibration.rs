//! Whether probabilities mean what they say: reliability table, expected calibration error with
//! its interval, Brier score, and how much can be released at a precision.

use crate::dice::Dice;
use serde::Serialize;

/// Bins of equal mass.
pub const BINS: usize = 10;

/// Resamplings of the charts.
const ROUNDS: usize = 1_000;

/// Where every stream of resampling begins.
const SEED: u64 = 20_260_615;

/// A probability and what came of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// The chart: codes of one chart stand and fall together, and are resampled together.
    pub chart: usize,
    /// The probability.
    pub probability: f64,
    /// What came of it.
    pub right: bool,
}

/// One row of the reliability table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Bin {
    /// How many.
    pub n: usize,
    /// The lowest probability.
    pub from: f64,
    /// The highest.
    pub to: f64,
    /// Their mean.
    pub mean: f64,
    /// The share that was right.
    pub right: f64,
}

/// Bins of equal mass, from the lowest probability; none is empty.
#[must_use]
pub fn bins(judged: &[Judged]) -> Vec<Bin> {
    let mut sorted: Vec<&Judged> = judged.iter().collect();
    sorted.sort_by(|a, b| a.probability.total_cmp(&b.probability));
    let part = |bin: usize| &sorted[bin * sorted.len() / BINS..(bin + 1) * sorted.len() / BINS];
    let bin = |part: &[&Judged]| {
        let n = part.len();
        let (first, last) = (part.first()?, part.last()?);
        Some(Bin {
            n,
            from: first.probability,
            to: last.probability,
            mean: part.iter().map(|j| j.probability).sum::<f64>() / n as f64,
            right: part.iter().filter(|j| j.right).count() as f64 / n as f64,
        })
    };
    (0..BINS).filter_map(|at| bin(part(at))).collect()
}

/// Expected calibration error: the mean distance of probability and share right over the bins,
/// each by its mass.
#[must_use]
pub fn ece(judged: &[Judged]) -> f64 {
    let distance = |bin: &Bin| bin.n as f64 * (bin.mean - bin.right).abs();
    bins(judged).iter().map(distance).sum::<f64>() / judged.len().max(1) as f64
}

/// Mean squared distance of probability and outcome.
#[must_use]
pub fn brier(judged: &[Judged]) -> f64 {
    let squares = judged.iter().map(|j| (f64::from(j.right) - j.probability).powi(2));
    squares.sum::<f64>() / judged.len().max(1) as f64
}

/// The Brier score of who always says the share that is right here: the best constant.
#[must_use]
pub fn brier_of_constant(judged: &[Judged]) -> f64 {
    let base = judged.iter().filter(|j| j.right).count() as f64 / judged.len().max(1) as f64;
    base * (1.0 - base)
}

/// The 95 % interval of a statistic under resampling of whole charts (percentile bootstrap).
#[must_use]
pub fn interval(judged: &[Judged], statistic: impl Fn(&[Judged]) -> f64) -> (f64, f64) {
    let charts = judged.iter().map(|j| j.chart + 1).max().unwrap_or(0);
    let mut of_chart: Vec<Vec<Judged>> = vec![Vec::new(); charts];
    for one in judged {
        of_chart[one.chart].push(*one);
    }
    of_chart.retain(|codes| !codes.is_empty());
    let mut dice = Dice::new(SEED);
    let mut values: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let draws = 0..of_chart.len();
            let drawn = draws.flat_map(|_| of_chart[dice.below(of_chart.len())].iter().copied());
            statistic(&drawn.collect::<Vec<Judged>>())
        })
        .collect();
    values.sort_by(f64::total_cmp);
    let at = |share: f64| values[((ROUNDS - 1) as f64 * share).round() as usize];
    (at(0.025), at(0.975))
}

/// The calibration error that a perfectly calibrated model with these probabilities would show
/// by chance: with few codes it is far from 0.
#[must_use]
pub fn ece_by_chance(judged: &[Judged]) -> f64 {
    let mut dice = Dice::new(SEED);
    let sum: f64 = (0..ROUNDS)
        .map(|_| {
            let thrown = judged.iter().map(|j| Judged { right: dice.unit() < j.probability, ..*j });
            ece(&thrown.collect::<Vec<Judged>>())
        })
        .sum();
    sum / ROUNDS as f64
}

/// How much is released at a precision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Coverage {
    /// The precision that is asked for.
    pub precision: f64,
    /// The lowest probability that is released; none can be when it is missing.
    pub threshold: Option<f64>,
    /// How many are released.
    pub released: usize,
    /// Of them right.
    pub right: usize,
    /// Released, as a share of all.
    pub share: f64,
}

/// The largest part from the top whose share right is at least each precision. What has the same
/// probability is released together.
#[must_use]
pub fn coverage(judged: &[Judged], precisions: &[f64]) -> Vec<Coverage> {
    let mut sorted: Vec<&Judged> = judged.iter().collect();
    sorted.sort_by(|a, b| b.probability.total_cmp(&a.probability));
    let at = |precision: f64| {
        let mut best = Coverage { precision, ..Coverage::default() };
        let mut right = 0;
        for (i, one) in sorted.iter().enumerate() {
            right += usize::from(one.right);
            let last = sorted.get(i + 1).is_none_or(|next| next.probability < one.probability);
            if last && right as f64 >= precision * (i + 1) as f64 {
                best.threshold = Some(one.probability);
                (best.released, best.right) = (i + 1, right);
            }
        }
        best.share = best.released as f64 / judged.len().max(1) as f64;
        best
    };
    precisions.iter().map(|precision| at(*precision)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(pairs: &[(f64, bool)]) -> Vec<Judged> {
        let one = |(chart, (probability, right)): (usize, &(f64, bool))| Judged {
            chart: chart / 2,
            probability: *probability,
            right: *right,
        };
        pairs.iter().enumerate().map(one).collect()
    }

    #[test]
    fn by_hand() {
        // Twenty codes of 0.8, of which half are right: every bin is off by 0.3.
        let codes = judged(&[(0.8, true), (0.8, false)].repeat(10));
        assert!((ece(&codes) - 0.3).abs() < 1e-9);
        assert!((brier(&codes) - (0.04 + 0.64) / 2.0).abs() < 1e-9);
        assert!((brier_of_constant(&codes) - 0.25).abs() < 1e-9);
        let table = bins(&codes);
        assert_eq!((table.len(), table[0].n), (BINS, 2));
        assert_eq!((table[0].from, table[0].to, table[0].right), (0.8, 0.8, 0.5));
        // Each chart has one right and one wrong code: resampling charts changes nothing.
        assert!(interval(&codes, brier).0 > 0.339 && interval(&codes, brier).1 < 0.341);
        assert_eq!((ece(&[]), brier(&[]), bins(&[]).len()), (0.0, 0.0, 0));
    }

    #[test]
    fn an_interval_holds_the_value_and_is_always_the_same() {
        let pairs: Vec<(f64, bool)> =
            (0..120).map(|i| (0.5 + f64::from(i % 50) / 100.0, (i * 13) % 7 > 1)).collect();
        let codes = judged(&pairs);
        let (low, high) = interval(&codes, brier);
        assert!(low < brier(&codes) && brier(&codes) < high && high - low > 0.01);
        assert_eq!(interval(&codes, brier), (low, high));
        let chance = ece_by_chance(&codes);
        assert!(chance > 0.02 && chance < 0.2, "{chance}");
    }

    #[test]
    fn covers_from_the_top() {
        let pairs =
            [(0.9, true), (0.8, true), (0.7, false), (0.7, true), (0.6, true), (0.2, false)];
        let all = coverage(&judged(&pairs), &[1.0, 0.8, 0.75, 0.1]);
        let found: Vec<_> = all.iter().map(|c| (c.threshold, c.released, c.right)).collect();
        assert_eq!(
            found,
            [(Some(0.8), 2, 2), (Some(0.6), 5, 4), (Some(0.6), 5, 4), (Some(0.2), 6, 4)]
        );
        let none = coverage(&judged(&[(0.9, false)]), &[0.5])[0];
        assert_eq!((none.threshold, none.released), (None, 0));
    }
}

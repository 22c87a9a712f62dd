//! Monotone logistic regression: the weight of the constant is free, all others are 0 or more,
//! so that more of a feature never lowers the probability. Features are made so that more of
//! them speaks for a code.
//!
//! Maximum of the likelihood with a quadratic penalty, by coordinate-wise Newton steps cut at 0.

/// Most passes over all weights.
const MOST_PASSES: usize = 200;

/// A pass that changes no weight by more ends the search.
const SMALL: f64 = 1e-6;

/// Longest step of one weight.
const LONGEST_STEP: f64 = 2.0;

/// One judged thing: its features, the first of which is the constant 1, and whether it is right.
pub type Row<'a> = (&'a [f64], bool);

/// The weights. Without rows they are all 0.
#[must_use]
pub fn fit(rows: &[Row<'_>], penalty: f64) -> Vec<f64> {
    let Some((first, _)) = rows.first() else { return Vec::new() };
    let mut weights = vec![0.0; first.len()];
    let mut sums = vec![0.0; rows.len()];
    for _ in 0..MOST_PASSES {
        let mut largest: f64 = 0.0;
        for at in 0..weights.len() {
            let held = if at == 0 { 0.0 } else { penalty };
            let (mut slope, mut bend) = (held * weights[at], held + 1e-9);
            for ((features, right), sum) in rows.iter().zip(&sums) {
                let x = features[at];
                if x != 0.0 {
                    let p = sigmoid(*sum);
                    slope += (p - f64::from(*right)) * x;
                    bend += p * (1.0 - p) * x * x;
                }
            }
            let step = (-slope / bend).clamp(-LONGEST_STEP, LONGEST_STEP);
            let next = weights[at] + step;
            let next = if at == 0 { next } else { next.max(0.0) };
            let change = next - weights[at];
            weights[at] = next;
            largest = largest.max(change.abs());
            if change != 0.0 {
                for ((features, _), sum) in rows.iter().zip(&mut sums) {
                    *sum += change * features[at];
                }
            }
        }
        if largest < SMALL {
            break;
        }
    }
    weights
}

/// The probability of a row of features.
#[must_use]
pub fn probability(weights: &[f64], features: &[f64]) -> f64 {
    sigmoid(weights.iter().zip(features).map(|(w, x)| w * x).sum())
}

fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The constant and one feature: right in `high` of 100 where it is there, else in `low`.
    fn table(low: usize, high: usize) -> Vec<(Vec<f64>, bool)> {
        let row = |x: f64, right: bool| (vec![1.0, x], right);
        (0..100).flat_map(|i| [row(0.0, i < low), row(1.0, i < high)]).collect()
    }

    fn fitted(table: &[(Vec<f64>, bool)], penalty: f64) -> Vec<f64> {
        let rows: Vec<Row<'_>> = table.iter().map(|(f, right)| (f.as_slice(), *right)).collect();
        fit(&rows, penalty)
    }

    #[test]
    fn finds_the_shares_of_a_table() {
        let weights = fitted(&table(30, 80), 0.0);
        assert!((probability(&weights, &[1.0, 0.0]) - 0.3).abs() < 1e-3, "{weights:?}");
        assert!((probability(&weights, &[1.0, 1.0]) - 0.8).abs() < 1e-3, "{weights:?}");
    }

    #[test]
    fn a_weight_is_never_below_zero_and_a_penalty_lowers_it() {
        let weights = fitted(&table(80, 30), 0.0);
        assert_eq!(weights[1], 0.0);
        assert!((probability(&weights, &[1.0, 1.0]) - 0.55).abs() < 1e-3, "{weights:?}");
        let (free, held) = (fitted(&table(30, 80), 0.0)[1], fitted(&table(30, 80), 20.0)[1]);
        assert!(held > 0.0 && held < free, "{held} {free}");
        assert!(fit(&[], 1.0).is_empty());
        let all_right = fitted(&table(100, 100), 1.0);
        assert!(all_right.iter().all(|w| w.is_finite()), "{all_right:?}");
    }
}

//! Isotonic calibration: how often scores of this height were right, as a curve that never falls
//! (pool adjacent violators; Zadrozny and Elkan 2002).
//!
//! Few judged codes must not make a step of 0 or 1: scores are first taken together in groups,
//! and each group keeps a little of the mean of its scores.

/// Fewest judged scores of a group.
const SMALLEST_GROUP: usize = 12;

/// Most groups.
const MOST_GROUPS: usize = 40;

/// How many judged scores the group's own mean score counts for.
const OWN_WEIGHT: f64 = 4.0;

/// Points of the curve, from the lowest score; between them it is straight, outside flat.
pub type Curve = Vec<[f64; 2]>;

/// Fits the curve to scores (probabilities) and whether each was right.
#[must_use]
pub fn fit(judged: &[(f64, bool)]) -> Curve {
    let mut sorted = judged.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let groups = (sorted.len() / SMALLEST_GROUP).clamp(1, MOST_GROUPS);
    let mut blocks: Vec<Block> = Vec::new();
    for group in 0..groups {
        let (from, to) = (group * sorted.len() / groups, (group + 1) * sorted.len() / groups);
        let Some(block) = Block::of(&sorted[from..to]) else { continue };
        blocks.push(block);
        while let [.., before, last] = &mut blocks[..]
            && before.value() >= last.value()
        {
            before.weight += last.weight;
            before.scores += last.scores;
            before.right += last.right;
            blocks.pop();
        }
    }
    blocks.iter().map(|block| [block.scores / block.weight, block.value()]).collect()
}

/// Scores that share one value.
struct Block {
    weight: f64,
    scores: f64,
    right: f64,
}

impl Block {
    fn of(scores: &[(f64, bool)]) -> Option<Block> {
        let n = scores.len() as f64;
        let sum: f64 = scores.iter().map(|(score, _)| score).sum();
        let right = scores.iter().filter(|(_, right)| *right).count() as f64;
        let mean = sum / n;
        let weight = n + OWN_WEIGHT;
        (!scores.is_empty()).then_some(Block {
            weight,
            scores: mean * weight,
            right: right + OWN_WEIGHT * mean,
        })
    }

    fn value(&self) -> f64 {
        self.right / self.weight
    }
}

/// The height of the curve at a score; the score itself where there is no curve.
#[must_use]
pub fn height(curve: &[[f64; 2]], score: f64) -> f64 {
    let (Some(first), Some(last)) = (curve.first(), curve.last()) else { return score };
    if score <= first[0] {
        return first[1];
    }
    let next = curve.iter().position(|point| point[0] >= score);
    let Some(next) = next else { return last[1] };
    let (low, high) = (curve[next - 1], curve[next]);
    let part = (score - low[0]) / (high[0] - low[0]).max(f64::EPSILON);
    low[1] + part * (high[1] - low[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corrects_scores_that_are_too_sure() {
        // Scores of 0.9 are right in half of the cases, scores of 0.5 in one of ten.
        let mut judged: Vec<(f64, bool)> = (0..200).map(|i| (0.9, i % 2 == 0)).collect();
        judged.extend((0..200).map(|i| (0.5, i % 10 == 0)));
        let curve = fit(&judged);
        assert!((height(&curve, 0.9) - 0.5).abs() < 0.12, "{curve:?}");
        assert!((height(&curve, 0.5) - 0.1).abs() < 0.12, "{curve:?}");
    }

    #[test]
    fn never_falls_and_stays_between_0_and_1() {
        let judged: Vec<(f64, bool)> =
            (0..97).map(|i| (f64::from(i) / 97.0, (i * 7) % 11 < 4 || i > 80)).collect();
        let curve = fit(&judged);
        let heights: Vec<f64> = (0..=100).map(|i| height(&curve, f64::from(i) / 100.0)).collect();
        assert!(heights.is_sorted(), "{curve:?}");
        assert!(heights.iter().all(|h| (0.0..=1.0).contains(h)), "{curve:?}");
        assert_eq!(height(&[], 0.3), 0.3);
        assert!(fit(&[]).is_empty());
        assert!(height(&fit(&[(0.8, true)]), 0.8) < 1.0, "one right code is no certainty");
    }
}

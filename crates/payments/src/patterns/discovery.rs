//! Many comparisons at once: which are worth an alarm.

/// Which hypotheses are rejected at a false discovery rate (Benjamini and Hochberg, 1995), in the
/// order given. A value that is no probability is never rejected.
#[must_use]
pub fn benjamini_hochberg(p: &[f64], rate: f64) -> Vec<bool> {
    let mut sorted: Vec<f64> = p.iter().copied().filter(|p| (0.0..=1.0).contains(p)).collect();
    sorted.sort_by(f64::total_cmp);
    let count = p.len() as f64;
    let passes = |(index, p): &(usize, &f64)| **p <= rate * (*index + 1) as f64 / count;
    let last = sorted.iter().enumerate().rev().find(passes).map(|(_, p)| *p);
    p.iter().map(|p| last.is_some_and(|last| (0.0..=1.0).contains(p) && *p <= last)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_paper() {
        // The fifteen values of Benjamini and Hochberg's example (1995, section 3.2): four fall.
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
            0.5719, 0.6528, 0.7590, 1.0000,
        ];
        let rejected = benjamini_hochberg(&p, 0.05);
        assert_eq!(rejected.iter().filter(|one| **one).count(), 4);
        assert_eq!(&rejected[..5], [true, true, true, true, false]);
    }

    #[test]
    fn edges() {
        assert_eq!(benjamini_hochberg(&[], 0.05), Vec::<bool>::new());
        assert_eq!(benjamini_hochberg(&[0.04, 0.05], 0.05), [true, true], "the larger pulls both");
        assert_eq!(benjamini_hochberg(&[f64::NAN, 0.9], 0.05), [false, false]);
        assert_eq!(benjamini_hochberg(&[0.5, 0.001], 0.05), [false, true]);
    }
}

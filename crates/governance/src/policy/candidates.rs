//! Which thresholds a batch should try, and with how many audits: computed from the confidences of
//! the charts that may be drawn, before any of them is audited.
//!
//! Only confidences are looked at, never an outcome, so that the list may be chosen freely: fixed
//! -sequence testing asks no more than that the order is fixed before the audits are known.

use super::plan::MAX_THRESHOLDS;
use crate::bound::{MAX_AUDITS, clopper_pearson, sequence};
use crate::policy::Looking;

/// The strictest candidate keeps half of the charts: fewer would leave its test without audits.
const STRICTEST_PERCENT: usize = 50;

/// Percent of the charts by which each candidate keeps more than the one before.
const STEP_PERCENT: usize = 10;

/// Thresholds are proposed in thousandths.
const THOUSAND: f64 = 1_000.0;

/// One threshold that a batch may try.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// The least chart confidence that would be released.
    pub threshold: f64,
    /// Charts of at least this confidence.
    pub charts: usize,
}

/// Candidates for these chart confidences (0 to 1), strictest first: the confidences from which on
/// 50 %, 60 % and so on up to all of the charts would be released, in thousandths rounded down.
/// Empty without charts.
#[must_use]
pub fn candidates(confidences: &[f64]) -> Vec<Candidate> {
    let mut sorted: Vec<f64> =
        confidences.iter().copied().filter(|c| (0.0..=1.0).contains(c)).collect();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let mut found: Vec<Candidate> = Vec::new();
    for percent in (STRICTEST_PERCENT..=100).step_by(STEP_PERCENT) {
        let Some(last) = (sorted.len() * percent).div_ceil(100).checked_sub(1) else { continue };
        let Some(confidence) = sorted.get(last) else { continue };
        let threshold = (confidence * THOUSAND).floor() / THOUSAND;
        if found.last().is_none_or(|before| threshold < before.threshold)
            && found.len() < MAX_THRESHOLDS
        {
            let charts = sorted.partition_point(|confidence| *confidence >= threshold);
            found.push(Candidate { threshold, charts });
        }
    }
    found
}

/// Audits with which the strictest candidate can bear one error: a batch that no error may touch
/// fails too often. `None` without candidates, or where no number within bounds will do.
#[must_use]
pub fn batch_size(
    candidates: &[Candidate],
    looking: Looking,
    (target_error, confidence): (f64, f64),
) -> Option<u32> {
    let (strictest, widest) = (candidates.first()?, candidates.last()?);
    let needed = match looking {
        Looking::Once => clopper_pearson::sample_needed(target_error, confidence, 1),
        Looking::Anytime => sequence::sample_needed(target_error, confidence, 1),
    }?;
    // Charts are drawn from the widest candidate; of these only a part lies above the strictest.
    let size = u64::from(needed) * widest.charts as u64;
    let size = size.div_ceil((strictest.charts as u64).max(1));
    u32::try_from(size).ok().filter(|size| *size <= MAX_AUDITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn candidates_keep_half_of_the_charts_then_more_and_more() {
        let confidences: Vec<f64> = (0..100).map(|n| f64::from(n) / 100.0).collect();
        let found = candidates(&confidences);
        let thresholds: Vec<f64> = found.iter().map(|one| one.threshold).collect();
        assert_eq!(thresholds, [0.5, 0.4, 0.3, 0.2, 0.1, 0.0]);
        assert_eq!(
            found.iter().map(|one| one.charts).collect::<Vec<_>>(),
            [50, 60, 70, 80, 90, 100]
        );
        // 93 audits bear one error at 5 % and 95 %; half of those drawn lie above 0.5.
        assert_eq!(batch_size(&found, Looking::Once, (0.05, 0.95)), Some(186));
        assert_eq!(batch_size(&found, Looking::Anytime, (0.05, 0.95)), Some(262));
    }

    #[test]
    fn few_and_equal_charts_give_few_candidates() {
        assert_eq!(candidates(&[]), []);
        assert_eq!(batch_size(&[], Looking::Once, (0.05, 0.95)), None);
        assert_eq!(candidates(&[f64::NAN, 1.5]), []);
        let one = candidates(&[0.876_543]);
        assert_eq!(one, [Candidate { threshold: 0.876, charts: 1 }]);
        assert_eq!(batch_size(&one, Looking::Once, (0.05, 0.95)), Some(93));
        assert_eq!(candidates(&[0.9; 50]), [Candidate { threshold: 0.9, charts: 50 }]);
        // The order is what a plan asks for.
        let found = candidates(&[0.99, 0.98, 0.98, 0.7, 0.2, 0.2, 0.1]);
        assert!(found.windows(2).all(|pair| pair[0].threshold > pair[1].threshold), "{found:?}");
    }
}

//! Bounds that hold at every look at once, so that whoever looks after every audit, and stops when
//! it suits, breaks the promise no more often than stated.
//!
//! To test "the rate is at least m" one bets against it. Betting on a rate q < m multiplies the
//! wealth by q/m at an error and by (1-q)/(1-m) at a right chart; if the rate is m or more, the
//! expected factor is at most 1, so the wealth is a non-negative supermartingale that begins at 1.
//! Here the stake is spread over all q below m (a Beta(1/2, 1/2) cut off at m), which has the
//! closed form of [`ln_evidence_below`]. By Ville's inequality the wealth ever reaches 1/d with
//! probability at most d: then "at least m" is refused. The bound is the set of all m not refused.
//!
//! Sources: H. Robbins, Ann. Math. Statist. 41 (1970), 1397-1409 (mixtures); J. Ville, Étude
//! critique de la notion de collectif (1939); I. Waudby-Smith and A. Ramdas, J. R. Statist. Soc. B
//! 86 (2024), 1-27 (bets against each candidate mean). The one-sided cut of the mixture is ours
//! and proved in the lines above: every q bet on lies below m, so each bet alone is a
//! supermartingale under every rate of m or more, and so is their mean.

use super::beta::{ln_beta, ln_incomplete};
use super::{MAX_AUDITS, crossing, least};

/// Both parameters of the beta distribution by which the stake is spread: errors are rare, so half
/// the stake lies near zero. Fixed once and for all: a choice after looking would be cheating.
const SPREAD: f64 = 0.5;

fn sensible(rate: f64, errors: u32, audited: u32) -> bool {
    rate > 0.0 && rate < 1.0 && errors <= audited && audited <= MAX_AUDITS
}

/// ln of the wealth of who bets that the rate lies below `rate`; minus infinity for nonsense.
///
/// ln [ B(m; ½+S, ½+n-S) / B(m; ½, ½) ] - S ln m - (n-S) ln(1-m), where B(m; a, b) is the
/// incomplete beta function, n the audits and S the errors.
#[must_use]
pub fn ln_evidence_below(rate: f64, errors: u32, audited: u32) -> f64 {
    if !sensible(rate, errors, audited) {
        return f64::NEG_INFINITY;
    }
    let (wrong, right) = (f64::from(errors), f64::from(audited - errors));
    let (a, b) = (SPREAD + wrong, SPREAD + right);
    ln_beta(a, b) + ln_incomplete(rate, a, b)
        - ln_beta(SPREAD, SPREAD)
        - ln_incomplete(rate, SPREAD, SPREAD)
        - wrong * rate.ln()
        - right * (-rate).ln_1p()
}

/// ln of the wealth of who bets that the rate lies above `rate`: the same with right and wrong
/// exchanged.
#[must_use]
pub fn ln_evidence_above(rate: f64, errors: u32, audited: u32) -> f64 {
    if errors > audited {
        return f64::NEG_INFINITY;
    }
    ln_evidence_below(1.0 - rate, audited - errors, audited)
}

/// True when the audits so far refuse "the rate is `target` or more" at `level`, the probability
/// with which that may ever happen wrongly.
#[must_use]
pub fn proves_below(target: f64, level: f64, errors: u32, audited: u32) -> bool {
    let sensible = level > 0.0 && level < 1.0 && sensible(target, errors, audited);
    // No mean of bets wins more than the best of them; most looks end with this cheap question.
    sensible
        && ln_best_bet(target, errors, audited) >= -level.ln()
        && ln_evidence_below(target, errors, audited) >= -level.ln()
}

/// ln of the wealth of who had bet on the rate that was then found; 0 when it is not below `rate`.
fn ln_best_bet(rate: f64, errors: u32, audited: u32) -> f64 {
    let (wrong, right) = (f64::from(errors), f64::from(audited - errors));
    let found = wrong / f64::from(audited).max(1.0);
    if found >= rate {
        return 0.0;
    }
    let at_errors = if errors == 0 { 0.0 } else { wrong * (found / rate).ln() };
    at_errors + right * ((1.0 - found) / (1.0 - rate)).ln()
}

/// True when the audits so far refuse "the rate is `target` or less" at `level`.
#[must_use]
pub fn proves_above(target: f64, level: f64, errors: u32, audited: u32) -> bool {
    // The bet that right charts are rarer than 1 - target.
    errors <= audited && proves_below(1.0 - target, level, audited - errors, audited)
}

/// The upper bound after these audits, valid at every look; 1 when nothing is known.
#[must_use]
pub fn upper_bound(errors: u32, audited: u32, confidence: f64) -> f64 {
    let level = 1.0 - confidence;
    if errors >= audited || audited > MAX_AUDITS || !(level > 0.0 && level < 1.0) {
        return 1.0;
    }
    let share = f64::from(errors) / f64::from(audited);
    crossing(share, |rate| rate >= 1.0 || proves_below(rate, level, errors, audited))
}

/// The least sample in which `errors` errors prove `target`, whenever one looks; `None` when none
/// up to [`MAX_AUDITS`] does. Without an error at 95 %: 74 for 5 %, 188 for 2 %.
#[must_use]
pub fn sample_needed(target: f64, confidence: f64, errors: u32) -> Option<u32> {
    least(|n| errors < n && proves_below(target, 1.0 - confidence, errors, n))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The wealth by summing over many bets.
    fn by_sum(rate: f64, errors: u32, audited: u32) -> f64 {
        let (mut stake, mut wealth) = (0.0, 0.0);
        let steps = 40_000;
        for step in 0..steps {
            // q = m u²: equal steps of u spread the stake as 1/√q does.
            let u = (f64::from(step) + 0.5) / f64::from(steps);
            let q = rate * u * u;
            let weight = 1.0 / (1.0 - q).sqrt();
            let wrong = f64::from(errors) * (q / rate).ln();
            let right = f64::from(audited - errors) * ((1.0 - q) / (1.0 - rate)).ln();
            stake += weight;
            wealth += weight * (wrong + right).exp();
        }
        (wealth / stake).ln()
    }

    #[test]
    fn the_closed_form_is_the_mean_of_the_bets() {
        for (rate, errors, audited) in
            [(0.05, 0, 0), (0.05, 0, 74), (0.05, 3, 60), (0.02, 12, 300), (0.6, 5, 9)]
        {
            let (closed, sum) =
                (ln_evidence_below(rate, errors, audited), by_sum(rate, errors, audited));
            assert!((closed - sum).abs() < 1e-6, "{rate} {errors} {audited}: {closed} {sum}");
            assert!(closed <= ln_best_bet(rate, errors, audited) + 1e-9);
        }
    }

    #[test]
    fn each_bet_is_fair_or_worse_under_what_it_tests() {
        // The expected wealth after one more audit, exactly, at the rate itself and above.
        for (rate, errors, audited) in [(0.05, 0, 10), (0.05, 2, 40), (0.2, 7, 30)] {
            let now = ln_evidence_below(rate, errors, audited).exp();
            let wrong = ln_evidence_below(rate, errors + 1, audited + 1).exp();
            let right = ln_evidence_below(rate, errors, audited + 1).exp();
            let expected = |p: f64| p * wrong + (1.0 - p) * right;
            assert!((expected(rate) - now).abs() < 1e-9 * now.max(1.0));
            assert!(expected(rate + 0.1) < now);
        }
    }

    #[test]
    fn numbers_of_the_reference() {
        let table = [(0.05, 0, 74), (0.05, 1, 131), (0.05, 2, 174), (0.02, 0, 188), (0.02, 1, 330)];
        for (target, errors, audits) in table {
            assert_eq!(sample_needed(target, 0.95, errors), Some(audits), "{target} {errors}");
        }
        assert!(proves_above(0.05, 0.05, 8, 30) && !proves_above(0.05, 0.05, 2, 30));
    }

    #[test]
    fn the_bound_rises_with_errors_and_is_one_crossing() {
        for (errors, audited) in [(0, 50), (1, 50), (4, 200), (30, 200), (49, 50)] {
            let bound = upper_bound(errors, audited, 0.95);
            assert!(bound > f64::from(errors) / f64::from(audited));
            assert!(bound >= super::super::clopper_pearson::upper_bound(errors, audited, 0.95));
            assert!(bound <= upper_bound(errors + 1, audited, 0.95));
            for step in 1..200 {
                let rate = bound + (1.0 - bound) * f64::from(step) / 200.0;
                assert!(proves_below(rate, 0.05, errors, audited), "{errors} {audited} {rate}");
            }
        }
        assert_eq!((upper_bound(0, 0, 0.95), upper_bound(3, 2, 0.95)), (1.0, 1.0));
        assert_eq!(ln_evidence_above(0.05, 3, 2), f64::NEG_INFINITY);
    }
}

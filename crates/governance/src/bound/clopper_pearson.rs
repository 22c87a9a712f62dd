//! The exact one-sided upper bound of a share, for one look at a sample whose size was fixed
//! beforehand: C. J. Clopper and E. S. Pearson, Biometrika 26 (1934), 404-413.
//!
//! The bound is the largest rate p at which `errors` or fewer of `audited` charts still have the
//! probability 1 - confidence: sup { p : P(X ≤ errors | audited, p) > 1 - confidence }.

use super::beta::incomplete;
use super::{MAX_AUDITS, crossing, least};

/// The upper bound; 1 when nothing was audited, when all were errors, or when the numbers make no
/// sense (more errors than audits, a confidence outside 0 to 1, more than [`MAX_AUDITS`]).
#[must_use]
pub fn upper_bound(errors: u32, audited: u32, confidence: f64) -> f64 {
    let sensible = confidence > 0.0 && confidence < 1.0 && audited <= MAX_AUDITS;
    if !sensible || errors >= audited {
        return 1.0;
    }
    // P(X > errors) = I_p(errors + 1, audited - errors), which rises with p.
    let (a, b) = (f64::from(errors + 1), f64::from(audited - errors));
    crossing(f64::from(errors) / f64::from(audited), |p| incomplete(p, a, b) >= confidence)
}

/// The least sample in which `errors` errors still prove `target` at `confidence`; `None` when
/// no sample up to [`MAX_AUDITS`] does.
///
/// Without an error: ⌈ln(1 - confidence) / ln(1 - target)⌉, 59 for 5 % and 149 for 2 % at 95 %.
#[must_use]
pub fn sample_needed(target: f64, confidence: f64, errors: u32) -> Option<u32> {
    let sensible = target > 0.0 && target < 1.0 && confidence > 0.0 && confidence < 1.0;
    if !sensible {
        return None;
    }
    least(|n| upper_bound(errors, n, confidence) <= target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_the_published_bound() {
        // Without an error the bound is 1 - (1 - confidence)^(1/n).
        for n in [1_u32, 10, 59, 149, 1_000] {
            let exact = 1.0 - 0.05_f64.powf(1.0 / f64::from(n));
            assert!((upper_bound(0, n, 0.95) - exact).abs() < 1e-10, "{n}");
        }
        // Upper ends of the two-sided 95 % interval (one-sided 97.5 %), as in every table of it.
        for (x, n, bound) in [(1, 10, 0.445_02), (5, 10, 0.812_91), (10, 100, 0.176_22)] {
            assert!((upper_bound(x, n, 0.975) - bound).abs() < 1e-5, "{x} of {n}");
        }
    }

    #[test]
    fn the_issues_numbers() {
        let table = [(0.05, 0, 59), (0.02, 0, 149), (0.05, 1, 93), (0.05, 2, 124), (0.10, 0, 29)];
        for (target, errors, audits) in table {
            assert_eq!(sample_needed(target, 0.95, errors), Some(audits), "{target} {errors}");
        }
        assert!(upper_bound(0, 58, 0.95) > 0.05 && upper_bound(0, 148, 0.95) > 0.02);
    }

    #[test]
    fn nonsense_proves_nothing() {
        for (errors, audited, confidence) in
            [(0, 0, 0.95), (5, 5, 0.95), (6, 5, 0.95), (0, 9, 1.0), (0, 9, 0.0), (0, 9, f64::NAN)]
        {
            assert_eq!(upper_bound(errors, audited, confidence), 1.0);
        }
        assert_eq!(upper_bound(0, MAX_AUDITS + 1, 0.95), 1.0);
        assert_eq!(sample_needed(0.0, 0.95, 0), None);
        assert_eq!(sample_needed(1e-9, 0.95, 0), None);
    }
}

//! Exact tails: are there too many events in one part of the exposure?

/// Terms after which the rest of a sum is smaller than the last bit.
const MOST_TERMS: usize = 2_000_000;

/// Probability of `now` or more events falling into the newer part of the exposure, when events are
/// as frequent in both parts: the exact conditional comparison of two Poisson rates (Przyborowski
/// and Wilenski, 1940), the upper tail of a binomial of `now + before` draws with the newer part's
/// share of the exposure. For refusals among lines, whose counts vary less than Poisson counts, it
/// is on the safe side.
///
/// 1 when there is no event, or no exposure in one part.
#[must_use]
pub fn share_of_events(now: u64, before: u64, exposure_now: u64, exposure_before: u64) -> f64 {
    if now == 0 || exposure_now == 0 || exposure_before == 0 {
        return 1.0;
    }
    let whole = exposure_now as f64 + exposure_before as f64;
    let share = exposure_now as f64 / whole;
    upper_tail(now.saturating_add(before), now, share)
}

/// Probability of at least `least` successes in `draws` draws. Summed from `least` away from the
/// mean, so that every term is smaller than the one before and none is lost beside nothing.
pub(super) fn upper_tail(draws: u64, least: u64, share: f64) -> f64 {
    if least == 0 {
        return 1.0;
    }
    if least > draws {
        return 0.0;
    }
    let odds = share / (1.0 - share);
    if least as f64 > draws as f64 * share {
        let up = |k: u64| (draws - k) as f64 / (k + 1) as f64 * odds;
        return sum(density(draws, least, share), least..=draws, up);
    }
    let down = |k: u64| k as f64 / (draws - k + 1) as f64 / odds;
    1.0 - sum(density(draws, least - 1, share), (0..least).rev(), down)
}

/// The sum of falling terms: the first one, and the factor from the term of each number to the
/// next one.
fn sum(first: f64, numbers: impl Iterator<Item = u64>, factor: impl Fn(u64) -> f64) -> f64 {
    let (mut sum, mut term) = (0.0, first);
    for number in numbers.take(MOST_TERMS) {
        let before = sum;
        sum += term;
        if sum == before {
            break;
        }
        term *= factor(number);
    }
    f64::clamp(sum, 0.0, 1.0)
}

/// Probability of exactly `hits` successes.
fn density(draws: u64, hits: u64, share: f64) -> f64 {
    let misses = (draws - hits) as f64;
    (ln_choose(draws, hits) + hits as f64 * share.ln() + misses * (-share).ln_1p()).exp()
}

fn ln_choose(draws: u64, taken: u64) -> f64 {
    ln_factorial(draws) - ln_factorial(taken) - ln_factorial(draws - taken)
}

/// Logarithm of n!, by its product below 32 and by Stirling's series above, whose next term is
/// smaller than 1e-13 there.
fn ln_factorial(n: u64) -> f64 {
    if n < 32 {
        return (2..=n).map(|factor| (factor as f64).ln()).sum();
    }
    let x = n as f64;
    let series = 1.0 / (12.0 * x) - 1.0 / (360.0 * x.powi(3)) + 1.0 / (1260.0 * x.powi(5))
        - 1.0 / (1680.0 * x.powi(7));
    x * x.ln() - x + 0.5 * (2.0 * std::f64::consts::PI * x).ln() + series
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn tails_by_hand() {
        for (draws, least, share, expected) in [
            (1, 1, 0.5, 0.5),
            (10, 10, 0.5, 1.0 / 1024.0),
            (10, 9, 0.5, 11.0 / 1024.0),
            (4, 2, 0.25, 67.0 / 256.0),
            (5, 6, 0.5, 0.0),
            (5, 0, 0.5, 1.0),
            (5_000, 1, 0.9, 1.0),
            (164, 2, 0.988, 1.0),
        ] {
            let tail = upper_tail(draws, least, share);
            assert!((tail - expected).abs() < 1e-12, "{draws} {least} {share}: {tail}");
        }
        // 3 refusals in 10 lines against 3 in 590: a share of 1 in 60, six draws.
        let p = share_of_events(3, 3, 10, 590);
        let exact: f64 = [(20.0, 3), (15.0, 4), (6.0, 5), (1.0, 6)]
            .iter()
            .map(|(ways, hits)| ways * (1f64 / 60.0).powi(*hits) * (59f64 / 60.0).powi(6 - hits))
            .sum();
        assert!((p - exact).abs() < 1e-15, "{p} {exact}");
        assert_eq!(share_of_events(0, 9, 10, 10), 1.0);
        assert_eq!(share_of_events(1, 0, 0, 10), 1.0);
    }

    #[test]
    fn factorials_meet_where_the_series_begins() {
        let product: f64 = (2..=40u64).map(|factor| (factor as f64).ln()).sum();
        assert!((ln_factorial(40) - product).abs() < 1e-11);
        assert!(upper_tail(2_000_000, 1_000_000, 0.5) > 0.5);
        assert!(upper_tail(2_000_000, 1_010_000, 0.5) < 1e-40);
    }

    proptest! {
        #[test]
        fn more_events_are_less_probable(draws in 1u64..300, share in 0.01f64..0.99) {
            let tails: Vec<f64> =
                (0..=draws).map(|least| upper_tail(draws, least, share)).collect();
            prop_assert!(tails.windows(2).all(|pair| pair[0] + 1e-9 >= pair[1]));
            prop_assert!(tails.iter().all(|tail| (0.0..=1.0).contains(tail)));
        }
    }
}

//! Drift: whether a window of charts still looks like the reference on which the proofs stand.
//!
//! Population stability index: Σ (w - r) · ln(w / r) over the classes, w and r being the shares of
//! a class in the window and in the reference (N. Siddiqi, Credit Risk Scorecards, Wiley 2006; it
//! is the symmetrised Kullback-Leibler divergence of H. Jeffreys 1946). An empty class would make
//! it infinite, so half a chart is added to every class. By custom up to 0.1 is read as stable and
//! from 0.25 on as a shift; that custom knows nothing of the number of charts, so a shift is only
//! told when the index also passes what chance alone gives: without any change it is distributed
//! about as (1/n + 1/m) times a chi-square with one degree of freedom less than there are classes
//! (B. Yurdakul, Statistical Properties of Population Stability Index, Western Michigan
//! University 2018).

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Up to here a mix is called stable.
pub const STABLE: f64 = 0.1;

/// From here on a mix is called shifted.
pub const SHIFTED: f64 = 0.25;

/// Most codes that are classes of their own; the others are one.
pub const MOST_CODES: usize = 30;

/// Fewest charts on either side for any statement.
pub const FEWEST_CHARTS: u64 = 30;

/// Standard deviations at which a share or mean is called changed: one false word in 370.
const NOTABLE: f64 = 3.0;

/// The 99.7th percentile of the standard normal distribution, one-sided.
const RARE: f64 = 2.748;

/// Charts of a time, summed up.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// Charts.
    pub charts: u64,
    /// Those that were released.
    pub released: u64,
    /// Charts by the tenth of their confidence: 0 to 0.1, …, 0.9 to 1.
    pub confidence: [u64; 10],
    /// Sum of the confidences.
    pub confidence_sum: f64,
    /// Sum of their squares.
    pub confidence_squares: f64,
    /// How often each code was given.
    pub codes: BTreeMap<String, u64>,
}

impl Window {
    /// Counts one chart; a confidence outside 0 to 1 is counted as the nearer end, none as 0.
    pub fn add<'a>(
        &mut self,
        released: bool,
        confidence: f64,
        codes: impl IntoIterator<Item = &'a str>,
    ) {
        let confidence = if confidence.is_nan() { 0.0 } else { confidence.clamp(0.0, 1.0) };
        self.charts += 1;
        self.released += u64::from(released);
        self.confidence[((confidence * 10.0) as usize).min(9)] += 1;
        self.confidence_sum += confidence;
        self.confidence_squares += confidence * confidence;
        for code in codes {
            *self.codes.entry(code.to_owned()).or_default() += 1;
        }
    }

    fn mean(&self) -> f64 {
        self.confidence_sum / self.charts as f64
    }

    fn variance(&self) -> f64 {
        (self.confidence_squares / self.charts as f64 - self.mean().powi(2)).max(0.0)
    }

    fn released_share(&self) -> f64 {
        self.released as f64 / self.charts as f64
    }
}

/// How far a mix moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shift {
    /// As before, or no more than chance.
    Stable,
    /// Moved; worth a look.
    Moved,
    /// Another population: the proofs may no longer speak of these charts.
    Shifted,
}

/// A population stability index and what it means.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stability {
    /// The index; 0 for the same mix.
    pub index: f64,
    /// What chance alone passes in 3 of 1,000 windows of this size.
    pub by_chance: f64,
    /// How far the mix moved.
    pub shift: Shift,
}

/// The index of two counts of the same classes; zero for fewer than two classes.
#[must_use]
pub fn stability(window: &[u64], reference: &[u64]) -> Stability {
    let classes = window.len().min(reference.len());
    let total = |counts: &[u64]| counts[..classes].iter().map(|n| *n as f64).sum::<f64>();
    let (n, m) = (total(window), total(reference));
    if classes < 2 || n == 0.0 || m == 0.0 {
        return Stability { index: 0.0, by_chance: 0.0, shift: Shift::Stable };
    }
    let half = 0.5 * classes as f64;
    let share = |count: u64, all: f64| (count as f64 + 0.5) / (all + half);
    let index = (0..classes)
        .map(|class| {
            let (w, r) = (share(window[class], n), share(reference[class], m));
            (w - r) * (w / r).ln()
        })
        .sum();
    // Wilson and Hilferty's approximation of the chi-square quantile (1931).
    let freedom = (classes - 1) as f64;
    let spread = 2.0 / (9.0 * freedom);
    let quantile = freedom * (1.0 - spread + RARE * spread.sqrt()).powi(3);
    let by_chance = quantile * (1.0 / n + 1.0 / m);
    let shift = if index <= by_chance || index <= STABLE {
        Shift::Stable
    } else if index < SHIFTED {
        Shift::Moved
    } else {
        Shift::Shifted
    };
    Stability { index, by_chance, shift }
}

/// A window against its reference.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drift {
    /// Released share: in the window, in the reference.
    pub released: (f64, f64),
    /// Mean chart confidence: in the window, in the reference.
    pub confidence: (f64, f64),
    /// The mix of confidences, by tenths.
    pub confidence_mix: Stability,
    /// The mix of codes: the most frequent of the reference, and all others.
    pub code_mix: Stability,
    /// What changed, in plain sentences; empty when nothing did.
    pub says: Vec<String>,
}

/// Compares a window with its reference; `None` when either has fewer than [`FEWEST_CHARTS`].
#[must_use]
pub fn drift(window: &Window, reference: &Window) -> Option<Drift> {
    if window.charts.min(reference.charts) < FEWEST_CHARTS {
        return None;
    }
    let released = (window.released_share(), reference.released_share());
    let confidence = (window.mean(), reference.mean());
    let confidence_mix = stability(&window.confidence, &reference.confidence);
    let (now, before) = code_classes(window, reference);
    let code_mix = stability(&now, &before);
    let (n, m) = (window.charts as f64, reference.charts as f64);
    let pooled = (window.released + reference.released) as f64 / (n + m);
    let share_error = (pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m)).sqrt();
    let mean_error = (window.variance() / n + reference.variance() / m).sqrt();
    let mut says = Vec::new();
    let direction = |pair: (f64, f64)| if pair.0 > pair.1 { "rose" } else { "fell" };
    if (released.0 - released.1).abs() > NOTABLE * share_error {
        says.push(format!(
            "the released share {} from {:.1} % to {:.1} % of the charts",
            direction(released),
            released.1 * 100.0,
            released.0 * 100.0
        ));
    }
    if (confidence.0 - confidence.1).abs() > NOTABLE * mean_error {
        says.push(format!(
            "the mean confidence of a chart {} from {:.3} to {:.3}",
            direction(confidence),
            confidence.1,
            confidence.0
        ));
    }
    for (what, mix) in [("confidences", confidence_mix), ("codes", code_mix)] {
        let how = match mix.shift {
            Shift::Stable => continue,
            Shift::Moved => "moved: look at what is new",
            Shift::Shifted => {
                "shifted: these charts are others than those that were audited; audit anew"
            }
        };
        says.push(format!("the mix of {what} {how} (stability index {:.2})", mix.index));
    }
    Some(Drift { released, confidence, confidence_mix, code_mix, says })
}

/// Counts of the reference's most frequent codes, and of all others, on both sides.
fn code_classes(window: &Window, reference: &Window) -> (Vec<u64>, Vec<u64>) {
    let mut frequent: Vec<(&String, &u64)> = reference.codes.iter().collect();
    frequent.sort_by_key(|(code, count)| (std::cmp::Reverse(**count), code.as_str()));
    frequent.truncate(MOST_CODES);
    let counts = |of: &Window| {
        let mut counts: Vec<u64> = frequent
            .iter()
            .map(|(code, _)| of.codes.get(*code).copied().unwrap_or_default())
            .collect();
        let rest = of.codes.values().sum::<u64>() - counts.iter().sum::<u64>();
        counts.push(rest);
        counts
    };
    (counts(window), counts(reference))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(charts: u64, released: u64, confidence: f64, codes: &[(&str, u64)]) -> Window {
        let mut window = Window::default();
        for n in 0..charts {
            let spread = if n % 2 == 0 { 0.03 } else { -0.03 };
            window.add(n < released, confidence + spread, []);
        }
        window.codes = codes.iter().map(|(code, n)| ((*code).to_owned(), *n)).collect();
        window
    }

    #[test]
    fn the_index_by_hand() {
        // Shares 0.5/0.5 against 0.8/0.2: 2 · 0.3 · ln-terms = -0.3 ln(0.625) + 0.3 ln(2.5).
        let index = stability(&[500_000, 500_000], &[800_000, 200_000]).index;
        let by_hand = -0.3 * 0.625_f64.ln() + 0.3 * 2.5_f64.ln();
        assert!((index - by_hand).abs() < 1e-5, "{index} {by_hand}");
        assert_eq!(stability(&[5, 5], &[50, 50]).index, 0.0);
        assert_eq!(stability(&[5], &[9]).shift, Shift::Stable);
        assert!(stability(&[0, 100], &[100, 0]).index.is_finite());
    }

    #[test]
    fn chance_is_not_called_drift() {
        // An index above 0.25 from twenty charts is what chance gives.
        let few = stability(&[14, 6], &[8, 12]);
        assert!(few.index > SHIFTED && few.shift == Shift::Stable, "{few:?}");
        let many = stability(&[1_400, 600], &[800, 1_200]);
        assert_eq!(many.shift, Shift::Shifted);
        assert_eq!(stability(&[1_160, 840], &[800, 1_200]).shift, Shift::Moved);
        // The quantile of chi-square with 9 degrees of freedom at 0.997 is 24.99 by tables.
        let nine = stability(&[10; 10], &[10; 10]).by_chance / 0.02;
        assert!((nine - 24.99).abs() < 0.15, "{nine}");
    }

    #[test]
    fn says_what_changed() {
        let reference = window(1_000, 600, 0.9, &[("E11.9", 500), ("I10", 500)]);
        assert_eq!(drift(&reference, &reference).unwrap().says, Vec::<String>::new());
        let now = window(1_000, 450, 0.8, &[("E11.9", 100), ("J18.9", 900)]);
        let drift = super::drift(&now, &reference).unwrap();
        assert_eq!(drift.says.len(), 4, "{:?}", drift.says);
        assert_eq!(drift.says[0], "the released share fell from 60.0 % to 45.0 % of the charts");
        assert_eq!(drift.says[1], "the mean confidence of a chart fell from 0.900 to 0.800");
        assert!(drift.says[3].starts_with("the mix of codes shifted"), "{}", drift.says[3]);
        assert_eq!(super::drift(&window(29, 1, 0.9, &[]), &reference), None);
    }

    #[test]
    fn counts_any_confidence() {
        let mut window = Window::default();
        for confidence in [f64::NAN, -1.0, 0.05, 0.1, 1.0, 7.0] {
            window.add(true, confidence, ["I10", "I10"]);
        }
        assert_eq!(window.confidence, [3, 1, 0, 0, 0, 0, 0, 0, 0, 2]);
        assert_eq!((window.codes["I10"], window.released), (12, 6));
    }
}

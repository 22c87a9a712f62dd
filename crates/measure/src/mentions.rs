//! Every code mentioned in a text, against what people found there: sets of codes, each once.

use crate::codes::{Scores, Tally, category, plain};
use serde::Serialize;
use std::collections::BTreeSet;

/// One case's comparison.
#[derive(Clone, Debug, Default)]
pub struct MentionScore {
    /// Given and expected, without dots.
    pub right: BTreeSet<String>,
    /// Given and not expected.
    pub wrong: BTreeSet<String>,
    /// Expected and not given.
    pub missed: BTreeSet<String>,
    /// By three-character category.
    pub categories: Tally,
}

impl MentionScore {
    /// Compares codes.
    pub fn new<'a>(
        expected: impl IntoIterator<Item = &'a str>,
        given: impl IntoIterator<Item = &'a str>,
    ) -> MentionScore {
        let expected: BTreeSet<String> = expected.into_iter().map(plain).collect();
        let given: BTreeSet<String> = given.into_iter().map(plain).collect();
        let categories = |all: &BTreeSet<String>| -> BTreeSet<String> {
            all.iter().map(|code| category(code)).collect()
        };
        let (wanted, named) = (categories(&expected), categories(&given));
        MentionScore {
            right: expected.intersection(&given).cloned().collect(),
            wrong: given.difference(&expected).cloned().collect(),
            missed: expected.difference(&given).cloned().collect(),
            categories: Tally {
                right: wanted.intersection(&named).count(),
                wrong: named.difference(&wanted).count(),
                missed: wanted.difference(&named).count(),
            },
        }
    }

    /// The counts of exact codes.
    #[must_use]
    pub fn tally(&self) -> Tally {
        Tally { right: self.right.len(), wrong: self.wrong.len(), missed: self.missed.len() }
    }
}

/// The report.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct MentionReport {
    /// Cases.
    pub charts: usize,
    /// Exact codes.
    pub dx: Scores,
    /// Three-character categories.
    pub dx_category: Scores,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_sets() {
        let score = MentionScore::new(["R05.9", "I10", "E11.9"], ["I10", "i10", "E11.65", "J18.9"]);
        assert_eq!(score.tally(), Tally { right: 1, wrong: 2, missed: 2 });
        assert_eq!(score.categories, Tally { right: 2, wrong: 1, missed: 1 });
        assert_eq!(Vec::from_iter(&score.missed), ["E119", "R059"]);
    }
}

//! The smallest change: single changes and pairs, cheapest first, until one passes.

use super::change::{Change, apply};
use model::Claim;
use serde::{Deserialize, Serialize};

/// Most changes at once.
pub const MAX_CHANGES: usize = 2;
/// Most claims that are judged in one search.
pub const MAX_JUDGED: usize = 2_000;

/// What the search found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Smallest {
    /// The claim passes as it stands: what the payer does is not among the rules that were asked.
    PassesAsItStands,
    /// These changes, and none that cost less among those that were judged, would have passed.
    Found {
        /// One or two changes.
        changes: Vec<Change>,
        /// The sum of what they cost.
        cost: u32,
        /// How many claims were judged.
        judged: usize,
    },
    /// Nothing that was tried passes.
    NotFound {
        /// How many claims were judged.
        judged: usize,
    },
    /// The search ended at its bound.
    TooMany,
}

/// Looks for the cheapest change or pair of changes with which the claim passes; among equals the
/// single change, then the earlier candidates. Single changes are judged first, so that what is
/// simple is found however many pairs there are; then the pairs that cost less than the best of
/// them, as far as [`MAX_JUDGED`] goes.
#[must_use]
pub fn smallest_change(
    claim: &Claim,
    candidates: &[Change],
    passes: &mut dyn FnMut(&Claim) -> bool,
) -> Smallest {
    if passes(claim) {
        return Smallest::PassesAsItStands;
    }
    let mut single: Vec<Try> = Vec::new();
    let mut pairs: Vec<Try> = Vec::new();
    for (first, change) in candidates.iter().enumerate() {
        single.push((change.cost(), vec![first]));
        for (second, other) in candidates.iter().enumerate().skip(first + 1) {
            pairs.push((change.cost() + other.cost(), vec![first, second]));
        }
    }
    single.sort();
    pairs.sort();
    let mut judged = 1;
    let mut best: Option<(u32, Vec<Change>)> = None;
    for (cost, indices) in single.into_iter().chain(pairs) {
        if best.as_ref().is_some_and(|(least, _)| cost >= *least) {
            continue;
        }
        let changes: Vec<Change> =
            indices.iter().filter_map(|index| candidates.get(*index).cloned()).collect();
        let Some(changed) = apply_all(claim, &changes) else { continue };
        if judged >= MAX_JUDGED {
            return found(best, judged).unwrap_or(Smallest::TooMany);
        }
        judged += 1;
        if passes(&changed) {
            best = Some((cost, changes));
        }
    }
    found(best, judged).unwrap_or(Smallest::NotFound { judged })
}

/// What it costs, and the places of the candidates.
type Try = (u32, Vec<usize>);

fn found(best: Option<(u32, Vec<Change>)>, judged: usize) -> Option<Smallest> {
    best.map(|(cost, changes)| Smallest::Found { changes, cost, judged })
}

fn apply_all(claim: &Claim, changes: &[Change]) -> Option<Claim> {
    let (first, rest) = changes.split_first()?;
    rest.iter().try_fold(apply(claim, first)?, |changed, change| apply(&changed, change))
}

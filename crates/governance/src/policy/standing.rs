//! Where one scope stands: in the shadow, open, or closed; and the monitor of its ongoing audits.

use super::proof::{Proof, percent};
use super::scope::Scope;
use crate::bound::sequence;
use serde::{Deserialize, Serialize};

/// Shadow, open or closed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StandingState {
    /// Charts are coded and audited; nothing is released.
    #[default]
    Shadow,
    /// Charts are released as far as the proof goes.
    Open {
        /// The proof.
        proof: Box<Proof>,
        /// Who opened it.
        by: String,
        /// When, in microseconds since 1970-01-01 UTC.
        at: i64,
    },
    /// Nothing is released until a new batch proves it.
    Closed {
        /// When, in microseconds since 1970-01-01 UTC.
        at: i64,
        /// Why, in a plain sentence.
        reason: String,
    },
}

/// A batch that was declared for a scope: counted when it is declared, not when it is finished, so
/// that no attempt can be forgotten.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attempt {
    /// What coded.
    pub engine: String,
    /// The target.
    pub target_error: f64,
    /// The confidence over all attempts.
    pub confidence: f64,
    /// How many attempts were declared.
    pub attempts: u32,
    /// When, in microseconds since 1970-01-01 UTC.
    pub at: i64,
}

/// Ongoing random audits of released charts, watched by a bet that the promise is broken
/// (`bound::sequence`): it may be looked at after every audit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Monitor {
    /// Audited released charts since the scope was opened.
    pub audited: u32,
    /// Those with an error.
    pub errors: u32,
}

impl Monitor {
    /// Counts one audit; tells the sentence of the contradiction when there is one. A promise that
    /// holds is contradicted with a probability of at most 1 - `confidence`, over all time.
    #[must_use]
    pub fn count(&mut self, error: bool, target_error: f64, confidence: f64) -> Option<String> {
        self.audited = self.audited.saturating_add(1);
        self.errors = self.errors.saturating_add(u32::from(error));
        let broken =
            sequence::proves_above(target_error, 1.0 - confidence, self.errors, self.audited);
        broken.then(|| {
            format!(
                "closed itself: of {} released charts audited since it was opened {} had an \
                 error, which contradicts the promise of at most {} (confidence {})",
                self.audited,
                self.errors,
                percent(target_error),
                percent(confidence)
            )
        })
    }
}

/// One scope.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standing {
    /// The scope.
    pub scope: Scope,
    /// Where it stands.
    pub state: StandingState,
    /// Batches declared so far, oldest first.
    pub attempts: Vec<Attempt>,
    /// Ongoing audits of its released charts.
    pub monitor: Monitor,
}

impl Standing {
    /// A scope of which nothing is known: in the shadow.
    #[must_use]
    pub fn shadow(scope: Scope) -> Standing {
        Standing {
            scope,
            state: StandingState::Shadow,
            attempts: Vec::new(),
            monitor: Monitor::default(),
        }
    }

    /// The proof, while the scope is open.
    #[must_use]
    pub fn proof(&self) -> Option<&Proof> {
        match &self.state {
            StandingState::Open { proof, .. } => Some(proof),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_monitor_speaks_when_the_promise_is_contradicted() {
        let mut monitor = Monitor::default();
        // One error in forty: within the promise.
        for n in 0..400 {
            assert_eq!(monitor.count(n % 40 == 0, 0.05, 0.95), None, "{n}");
        }
        let mut monitor = Monitor::default();
        let said = (0..60).find_map(|n| monitor.count(n % 5 == 0, 0.05, 0.95));
        let said = said.expect("one error in five contradicts 5 % within 60 audits");
        assert!(said.starts_with("closed itself: of "), "{said}");
        assert!(said.contains("at most 5 % (confidence 95 %)"), "{said}");
    }
}

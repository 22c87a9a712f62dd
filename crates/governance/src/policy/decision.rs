//! One chart: released on a proof, or sent to a coder with the reason.

use super::plan::Looking;
use super::proof::{Proof, percent};
use super::register::ReleasePolicy;
use super::scope::Scope;
use super::standing::StandingState;
use super::{DEFAULT_CONFIDENCE, DEFAULT_TARGET_ERROR, audits_missing};
use serde::{Deserialize, Serialize};

/// What is asked of the policy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReleaseRequest<'a> {
    /// The deepest scope of the chart.
    pub scope: &'a Scope,
    /// What coded it, as in the plan of the audits.
    pub engine: &'a str,
    /// Its chart confidence, 0 to 1.
    pub chart_confidence: f64,
}

/// What a release stands on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// The scope whose audits prove it: the chart's own, or one above it.
    pub scope: Scope,
    /// The least chart confidence that is released.
    pub threshold: f64,
    /// The upper bound of the share of released charts with an error.
    pub bound: f64,
    /// Charts audited.
    pub audited: u32,
    /// Those with an error.
    pub errors: u32,
    /// The promise.
    pub target_error: f64,
    /// How sure it is.
    pub confidence: f64,
}

/// Released, or to be reviewed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// Released without a human touch.
    Release(Release),
    /// To a coder.
    Review {
        /// Why, in a plain sentence.
        reason: String,
    },
}

fn review(reason: String) -> Decision {
    Decision::Review { reason }
}

impl ReleasePolicy {
    /// Decides one chart. Only a site's own audits release; a closed scope keeps all below it
    /// closed; a scope without a proof of its own takes the nearest one above whose sample was
    /// drawn at random over its charts too.
    #[must_use]
    pub fn decide(&self, request: &ReleaseRequest<'_>) -> Decision {
        let given = request.chart_confidence;
        if !(0.0..=1.0).contains(&given) {
            return review("the chart has no confidence between 0 and 1".to_owned());
        }
        let closed = request.scope.upward().find_map(|scope| match &self.standing(&scope)?.state {
            StandingState::Closed { reason, .. } => Some(format!("{scope} is closed: {reason}")),
            _ => None,
        });
        if let Some(reason) = closed {
            return review(reason);
        }
        match self.proof_for(request.scope) {
            Some(proof) => by_proof(proof, request),
            None => review(self.unproved(request.scope)),
        }
    }

    /// The proof under which charts of a scope are released: its own, or the nearest above that
    /// covers it.
    #[must_use]
    pub fn proof_for(&self, scope: &Scope) -> Option<&Proof> {
        scope.upward().find_map(|above| {
            let proof = self.standing(&above)?.proof()?;
            proof.frame.covers(scope).then_some(proof)
        })
    }

    /// Why a scope has no proof.
    fn unproved(&self, scope: &Scope) -> String {
        let above = scope.upward().find(|s| self.standing(s).is_some_and(|s| s.proof().is_some()));
        if let Some(above) = above {
            return format!(
                "{scope} has no proof of its own, and the audits of {above} were not drawn over \
                 its charts"
            );
        }
        let (target, confidence) = match self.standing(scope).and_then(|s| s.attempts.last()) {
            Some(attempt) => {
                let level = (1.0 - attempt.confidence) / f64::from(attempt.attempts.max(1));
                (attempt.target_error, 1.0 - level)
            }
            None => (DEFAULT_TARGET_ERROR, DEFAULT_CONFIDENCE),
        };
        let needed = audits_missing(Looking::Once, target, confidence, 0, 0);
        let needed = needed.map_or("more than a million".to_owned(), |n| n.to_string());
        format!(
            "no blind audits of this site prove {scope}: it takes at least {needed} without an \
             error to promise at most {} errors",
            percent(target)
        )
    }
}

fn by_proof(proof: &Proof, request: &ReleaseRequest<'_>) -> Decision {
    if proof.engine != request.engine {
        return review(format!(
            "the audits of {} prove {}; this chart was coded by {}, which has none",
            proof.scope, proof.engine, request.engine
        ));
    }
    if request.chart_confidence < proof.threshold {
        return review(format!(
            "the chart's confidence {} is below {}, the threshold that the audits of {} prove",
            request.chart_confidence, proof.threshold, proof.scope
        ));
    }
    Decision::Release(Release {
        scope: proof.scope.clone(),
        threshold: proof.threshold,
        bound: proof.bound,
        audited: proof.audited,
        errors: proof.errors,
        target_error: proof.target_error,
        confidence: proof.confidence,
    })
}

//! The register of all scopes of a site: declaring batches, opening, watching, closing.

use super::batch::{AuditBatch, BatchFault};
use super::plan::{AuditPlan, Frame};
use super::scope::Scope;
use super::standing::{Attempt, Monitor, Standing, StandingState};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most scopes of a site.
pub const MAX_SCOPES: usize = 100_000;

/// Most batches that are remembered of one scope; further ones are refused.
pub const MAX_BATCHES: usize = 10_000;

/// The release policy of one site. Nothing is in it at the beginning, so nothing is released.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleasePolicy {
    standings: BTreeMap<Scope, Standing>,
}

/// Why a step of the policy is refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PolicyFault {
    /// The batch can't be declared.
    #[error(transparent)]
    Batch(#[from] BatchFault),
    /// All declared attempts are used.
    #[error(
        "{scope} has used its {attempts} declared attempts with {engine}: a further one would \
         break the promise more often than stated. Change what codes, then declare anew; next \
         time declare more attempts, or looking at any time"
    )]
    NoAttemptLeft {
        /// The scope.
        scope: Scope,
        /// What codes.
        engine: String,
        /// The attempts that were declared.
        attempts: u32,
    },
    /// Another promise than the first batch of this engine.
    #[error(
        "{0} was declared with another target, confidence or number of attempts for this engine; \
         these can't change once a batch is declared"
    )]
    OtherPromise(Scope),
    /// The batch proves nothing.
    #[error("the batch of {0} was not tested, or proves no threshold: nothing can be opened")]
    NoProof(Scope),
    /// The batch was not declared here.
    #[error("no batch of {0} with this plan was declared in this register")]
    NotDeclared(Scope),
    /// The scope is open.
    #[error("{0} is open already; close it first")]
    Open(Scope),
    /// The scope was closed after the batch was tested.
    #[error("{0} was closed after this batch was tested; it takes a new batch to open it")]
    OldProof(Scope),
    /// Too many scopes or batches.
    #[error("the policy holds {MAX_SCOPES} scopes, or {MAX_BATCHES} batches of one: no more")]
    Full,
}

impl ReleasePolicy {
    /// A policy that releases nothing.
    #[must_use]
    pub fn new() -> ReleasePolicy {
        ReleasePolicy::default()
    }

    /// Where a scope stands, if anything was ever declared or found for it.
    #[must_use]
    pub fn standing(&self, scope: &Scope) -> Option<&Standing> {
        self.standings.get(scope)
    }

    /// All scopes, in the order of the tree.
    pub fn standings(&self) -> impl Iterator<Item = &Standing> {
        self.standings.values()
    }

    fn entry(&mut self, scope: &Scope) -> Result<&mut Standing, PolicyFault> {
        if self.standings.len() >= MAX_SCOPES && !self.standings.contains_key(scope) {
            return Err(PolicyFault::Full);
        }
        Ok(self.standings.entry(scope.clone()).or_insert_with(|| Standing::shadow(scope.clone())))
    }

    /// Declares a batch, and counts it as an attempt from now on.
    ///
    /// # Errors
    /// When the plan is not right, its promise differs from the first one for this engine, or all
    /// attempts are used.
    pub fn declare(
        &mut self,
        plan: AuditPlan,
        frame: Frame,
        by: &str,
        at: i64,
    ) -> Result<AuditBatch, PolicyFault> {
        let batch = AuditBatch::declare(plan, frame, by, at)?;
        let plan = batch.plan();
        let attempt = Attempt {
            engine: plan.engine.clone(),
            target_error: plan.target_error,
            confidence: plan.confidence,
            attempts: plan.attempts,
            at,
        };
        let standing = self.entry(&plan.scope)?;
        let before: Vec<_> =
            standing.attempts.iter().filter(|a| a.engine == attempt.engine).collect();
        if before.iter().any(|a| Attempt { at, ..(*a).clone() } != attempt) {
            return Err(PolicyFault::OtherPromise(plan.scope.clone()));
        }
        if before.len() >= attempt.attempts as usize {
            return Err(PolicyFault::NoAttemptLeft {
                scope: plan.scope.clone(),
                engine: attempt.engine,
                attempts: attempt.attempts,
            });
        }
        if standing.attempts.len() >= MAX_BATCHES {
            return Err(PolicyFault::Full);
        }
        standing.attempts.push(attempt);
        Ok(batch)
    }

    /// Opens a scope on a tested batch that was declared here.
    ///
    /// # Errors
    /// When the batch proves nothing, was not declared here, or is older than a closing.
    pub fn open(&mut self, batch: &AuditBatch, by: &str, at: i64) -> Result<(), PolicyFault> {
        let scope = &batch.plan().scope;
        let proof = batch.verdict().and_then(|verdict| verdict.proof.clone());
        let proof = proof.ok_or_else(|| PolicyFault::NoProof(scope.clone()))?;
        let plan = batch.plan();
        let declared = |attempt: &Attempt| {
            (attempt.at, attempt.attempts) == (batch.declared().1, plan.attempts)
                && (attempt.target_error, attempt.confidence)
                    == (plan.target_error, plan.confidence)
                && attempt.engine == plan.engine
        };
        let standing = self.standings.get_mut(scope);
        let standing = standing
            .filter(|standing| standing.attempts.iter().any(declared))
            .ok_or_else(|| PolicyFault::NotDeclared(scope.clone()))?;
        match &standing.state {
            // What coded has changed, and the new one is proved: the old proof gives way.
            StandingState::Open { proof: old, .. } if old.engine == proof.engine => {
                return Err(PolicyFault::Open(scope.clone()));
            }
            StandingState::Closed { at: closed, .. } if proof.at <= *closed => {
                return Err(PolicyFault::OldProof(scope.clone()));
            }
            _ => {}
        }
        standing.state = StandingState::Open { proof: Box::new(proof), by: by.to_owned(), at };
        standing.monitor = Monitor::default();
        Ok(())
    }

    /// Closes a scope by hand; everything below it is closed with it.
    ///
    /// # Errors
    /// When there are too many scopes.
    pub fn close(&mut self, scope: &Scope, reason: &str, at: i64) -> Result<(), PolicyFault> {
        self.entry(scope)?.state = StandingState::Closed { at, reason: reason.to_owned() };
        Ok(())
    }

    /// Counts one ongoing random audit of a released chart: for the scope whose proof released it,
    /// and for each scope below that down to the chart's own, so that one payer with many errors
    /// closes although the average holds. Each has a monitor, and a chance of a false alarm, of
    /// its own. Gives the scopes that closed themselves, each with its sentence. An unusable chart
    /// counts as an error.
    ///
    /// # Errors
    /// When there are too many scopes.
    pub fn ongoing(
        &mut self,
        leaf: &Scope,
        error: bool,
        at: i64,
    ) -> Result<Vec<(Scope, String)>, PolicyFault> {
        let Some(proof) = self.proof_for(leaf) else {
            return Ok(Vec::new());
        };
        let (target, confidence) = (proof.target_error, proof.confidence);
        let proved = proof.scope.clone();
        let mut closed = Vec::new();
        for scope in leaf.upward().filter(|scope| proved.contains(scope)) {
            let standing = self.entry(&scope)?;
            let counted = standing.monitor.count(error, target, confidence);
            let open = !matches!(standing.state, StandingState::Closed { .. });
            if let Some(reason) = counted.filter(|_| open) {
                standing.state = StandingState::Closed { at, reason: reason.clone() };
                closed.push((scope, reason));
            }
        }
        Ok(closed)
    }
}

#[cfg(test)]
mod tests;

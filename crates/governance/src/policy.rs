//! The release policy: what a site's own blind audits prove, scope by scope, and what may be
//! released on that proof. `docs/reference/release-policy.md` tells the statistics in words.

pub mod batch;
pub mod candidates;
pub mod decision;
pub mod plan;
pub mod proof;
pub mod register;
pub mod scope;
pub mod standing;

pub use batch::{Audit, AuditBatch, BatchFault, BatchState, Outcome};
pub use decision::{Decision, Release, ReleaseRequest};
pub use plan::{AuditPlan, Frame, Looking, PlanFault};
pub use proof::{Proof, Step, Verdict};
pub use register::{PolicyFault, ReleasePolicy};
pub use scope::{Scope, ScopeError};
pub use standing::{Monitor, Standing, StandingState};

use crate::bound::{clopper_pearson, sequence};

/// The error rate that is promised where a site sets none: 5 of 100 released charts.
pub const DEFAULT_TARGET_ERROR: f64 = 0.05;

/// How sure the promise is where a site sets nothing else.
pub const DEFAULT_CONFIDENCE: f64 = 0.95;

/// How many more audits without an error prove the target, given what was audited so far; 0 when
/// it is proved, `None` when no number of audits within bounds does.
#[must_use]
pub fn audits_missing(
    looking: Looking,
    target_error: f64,
    confidence: f64,
    audited: u32,
    errors: u32,
) -> Option<u32> {
    let needed = match looking {
        Looking::Once => clopper_pearson::sample_needed(target_error, confidence, errors),
        Looking::Anytime => sequence::sample_needed(target_error, confidence, errors),
    };
    needed.map(|needed| needed.saturating_sub(audited))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_issues_numbers_of_missing_audits() {
        let missing = |target, audited, errors| {
            audits_missing(Looking::Once, target, DEFAULT_CONFIDENCE, audited, errors)
        };
        assert_eq!(missing(DEFAULT_TARGET_ERROR, 0, 0), Some(59));
        assert_eq!(missing(0.02, 0, 0), Some(149));
        assert_eq!(missing(0.05, 12, 0), Some(47));
        assert_eq!(missing(0.05, 59, 1), Some(34));
        assert_eq!(missing(0.05, 60, 0), Some(0));
        assert_eq!(audits_missing(Looking::Anytime, 0.05, 0.95, 14, 0), Some(60));
    }
}

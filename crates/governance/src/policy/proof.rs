//! What a batch proves: thresholds tested in the declared order until the first that fails.
//!
//! Fixed-sequence testing: each threshold is tested at the full level, the strictest first, and
//! the first failure ends it; the chance to prove anything untrue is then at most the level
//! however many thresholds were declared (W. Maurer, L. Hothorn, W. Lehmacher 1995; for thresholds
//! of a model's confidence: A. Angelopoulos et al., Learn then Test, Ann. Appl. Stat. 19 (2025),
//! 1641-1662).

use super::plan::{AuditPlan, Frame, Looking};
use super::scope::Scope;
use crate::bound::{clopper_pearson, sequence};
use serde::{Deserialize, Serialize};

/// One threshold as it was tested.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// The least chart confidence that would be released.
    pub threshold: f64,
    /// Audited charts of at least this confidence.
    pub audited: u32,
    /// Those with an error.
    pub errors: u32,
    /// The upper bound of the share of charts with an error.
    pub bound: f64,
    /// True when the bound is at most the target.
    pub proved: bool,
}

/// What a test of a batch says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// When, in microseconds since 1970-01-01 UTC.
    pub at: i64,
    /// Thresholds in the order of the test, up to and with the first that failed.
    pub steps: Vec<Step>,
    /// What is proved, if anything is.
    pub proof: Option<Proof>,
    /// The same in plain sentences.
    pub says: String,
}

/// A proof that a threshold may be released.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Proof {
    /// The scope whose charts were drawn.
    pub scope: Scope,
    /// What coded them.
    pub engine: String,
    /// The least chart confidence that may be released.
    pub threshold: f64,
    /// The upper bound of the share of released charts with an error.
    pub bound: f64,
    /// Audited charts of at least this confidence.
    pub audited: u32,
    /// Those with an error.
    pub errors: u32,
    /// The target of the plan.
    pub target_error: f64,
    /// The confidence of the promise over all attempts of the plan.
    pub confidence: f64,
    /// How it was looked at.
    pub looking: Looking,
    /// The charts over which the sample was drawn.
    pub frame: Frame,
    /// When it was proved, in microseconds since 1970-01-01 UTC.
    pub at: i64,
}

/// A share as a person reads it: `4.95 %`.
pub(crate) fn percent(share: f64) -> String {
    let text = format!("{:.2}", share * 100.0);
    format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
}

/// True when audits and errors prove the target of a plan.
pub(crate) fn proves(plan: &AuditPlan, (audited, errors): (u32, u32)) -> bool {
    match plan.looking {
        Looking::Once => bound(plan, (audited, errors)) <= plan.target_error,
        Looking::Anytime => {
            sequence::proves_below(plan.target_error, plan.level(), errors, audited)
        }
    }
}

/// The upper bound of the share of errors, by the way of looking that was declared.
fn bound(plan: &AuditPlan, (audited, errors): (u32, u32)) -> f64 {
    let confidence = 1.0 - plan.level();
    match plan.looking {
        Looking::Once => clopper_pearson::upper_bound(errors, audited, confidence),
        Looking::Anytime => sequence::upper_bound(errors, audited, confidence),
    }
}

/// Tests the thresholds of a plan, each with its audits and errors.
pub(crate) fn test(plan: &AuditPlan, frame: &Frame, tallies: &[(u32, u32)], at: i64) -> Verdict {
    let mut steps: Vec<Step> = Vec::new();
    for (threshold, tally) in plan.thresholds.iter().zip(tallies) {
        steps.push(Step {
            threshold: *threshold,
            audited: tally.0,
            errors: tally.1,
            bound: bound(plan, *tally),
            proved: proves(plan, *tally),
        });
        if steps.last().is_some_and(|step| !step.proved) {
            break;
        }
    }
    let last_proved = steps.iter().rev().find(|step| step.proved);
    let proof = last_proved.map(|step| Proof {
        scope: plan.scope.clone(),
        engine: plan.engine.clone(),
        threshold: step.threshold,
        bound: step.bound,
        audited: step.audited,
        errors: step.errors,
        target_error: plan.target_error,
        confidence: plan.confidence,
        looking: plan.looking,
        frame: frame.clone(),
        at,
    });
    let says = sentence(plan, &steps, proof.as_ref());
    Verdict { at, steps, proof, says }
}

fn sentence(plan: &AuditPlan, steps: &[Step], proof: Option<&Proof>) -> String {
    let target = percent(plan.target_error);
    let mut says = match proof {
        Some(proof) => format!(
            "{}: charts of confidence {} and more may be released: {} audited, {} with an error, \
             so at most {} of them have one (target {target}, confidence {}).",
            plan.scope,
            proof.threshold,
            proof.audited,
            proof.errors,
            percent(proof.bound),
            percent(plan.confidence),
        ),
        None => format!("{}: nothing may be released.", plan.scope),
    };
    if let Some(failed) = steps.iter().find(|step| !step.proved) {
        says.push_str(&format!(
            " From {} on: {} audited, {} with an error, so it could be {}, above the target \
             {target}.",
            failed.threshold,
            failed.audited,
            failed.errors,
            percent(failed.bound),
        ));
    }
    says
}

//! What is declared before the first audit: once the charts are known, every choice would be a
//! choice by the result.

use super::scope::Scope;
use crate::bound::MAX_AUDITS;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most thresholds of one plan.
pub const MAX_THRESHOLDS: usize = 32;

/// Most attempts of one plan: each takes its share of the risk that is allowed.
pub const MAX_ATTEMPTS: u32 = 20;

/// Most scopes over which one sample is drawn.
pub const MAX_FRAME: usize = 10_000;

/// Longest name of what codes, in bytes.
pub const MAX_ENGINE_NAME: usize = 256;

/// How often one may look at the audits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Looking {
    /// Once, when all audits are done: fewest audits.
    #[default]
    Once,
    /// After every audit: some more audits, and stopping when it suits is allowed.
    Anytime,
}

/// A declared batch of audits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditPlan {
    /// The scope that is to be opened.
    pub scope: Scope,
    /// Hash or version of what codes: the proof holds for this and nothing else.
    pub engine: String,
    /// The share of released charts that may have an error, 0 to 1.
    pub target_error: f64,
    /// The probability with which the promise holds, 0.5 to 1.
    pub confidence: f64,
    /// Chart confidences from which on charts would be released, in the order in which they are
    /// tested: strictest (highest) first.
    pub thresholds: Vec<f64>,
    /// Audits of the batch; with [`Looking::Anytime`] the most there will be.
    pub size: u32,
    /// How often one may look.
    pub looking: Looking,
    /// How many batches this scope may take with this engine; each is tested at
    /// (1 - confidence) / attempts, so that all together break the promise no more often than
    /// stated.
    pub attempts: u32,
}

/// The charts over which a sample is drawn: how many of each scope, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frame {
    /// Charts by the deepest scope they belong to.
    pub charts: BTreeMap<Scope, u64>,
    /// True when every chart had the same chance, by `audit_sample`; a sample that was chosen
    /// proves nothing about the rest.
    pub random: bool,
}

impl Frame {
    /// True when the sample was drawn at random over charts of this scope as well.
    #[must_use]
    pub fn covers(&self, scope: &Scope) -> bool {
        self.random && self.charts.iter().any(|(drawn, n)| *n > 0 && scope.contains(drawn))
    }
}

/// What is wrong with a plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {message}")]
pub struct PlanFault {
    /// A stable code.
    pub code: &'static str,
    /// The field.
    pub field: &'static str,
    /// A plain sentence, with what to do.
    pub message: String,
}

impl AuditPlan {
    /// The probability with which one batch may prove too much.
    #[must_use]
    pub fn level(&self) -> f64 {
        (1.0 - self.confidence) / f64::from(self.attempts.max(1))
    }

    /// All faults of the plan and its frame.
    #[must_use]
    pub fn faults(&self, frame: &Frame) -> Vec<PlanFault> {
        let mut faults = Vec::new();
        let mut fault = |right: bool, code, field, message: &str| {
            if !right {
                faults.push(PlanFault { code, field, message: message.to_owned() });
            }
        };
        fault(
            self.target_error > 0.0 && self.target_error < 1.0,
            "target-range",
            "target_error",
            "the target is a share between 0 and 1; 0.05 promises 5 errors in 100 charts",
        );
        fault(
            self.confidence >= 0.5 && self.confidence < 1.0,
            "confidence-range",
            "confidence",
            "the confidence lies between 0.5 and 1; 0.95 is usual",
        );
        fault(
            !self.thresholds.is_empty() && self.thresholds.len() <= MAX_THRESHOLDS,
            "threshold-count",
            "thresholds",
            "declare between 1 and 32 thresholds",
        );
        fault(
            self.thresholds.iter().all(|t| (0.0..=1.0).contains(t))
                && self.thresholds.windows(2).all(|pair| pair[0] > pair[1]),
            "threshold-order",
            "thresholds",
            "thresholds lie between 0 and 1 and fall from each to the next",
        );
        fault(
            self.size > 0 && self.size <= MAX_AUDITS,
            "size-range",
            "size",
            "the batch has between 1 and 1,000,000 audits",
        );
        fault(
            (1..=MAX_ATTEMPTS).contains(&self.attempts),
            "attempts-range",
            "attempts",
            "declare between 1 and 20 attempts",
        );
        fault(
            !self.engine.is_empty() && self.engine.len() <= MAX_ENGINE_NAME,
            "engine-missing",
            "engine",
            "name what codes, by hash or version, in at most 256 bytes",
        );
        fault(
            frame.charts.len() <= MAX_FRAME,
            "frame-size",
            "frame",
            "draw over at most 10,000 scopes at once",
        );
        fault(
            frame.random,
            "frame-chosen",
            "frame",
            "the audits must be drawn at random: a chosen sample proves nothing about the rest",
        );
        fault(
            frame.covers(&self.scope) && frame.charts.keys().all(|s| self.scope.contains(s)),
            "frame-scope",
            "frame",
            "the charts drawn from must be charts of the scope, and there must be some",
        );
        faults
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A right plan: one look, 59 audits, 5 % at 95 %.
    pub(crate) fn plan(scope: &str) -> AuditPlan {
        AuditPlan {
            scope: scope.parse().unwrap(),
            engine: "model-1".into(),
            target_error: 0.05,
            confidence: 0.95,
            thresholds: vec![0.9],
            size: 59,
            looking: Looking::Once,
            attempts: 1,
        }
    }

    /// A frame of a hundred charts of each of these scopes.
    pub(crate) fn frame(scopes: &[&str]) -> Frame {
        let charts = scopes.iter().map(|scope| (scope.parse().unwrap(), 100)).collect();
        Frame { charts, random: true }
    }

    #[test]
    fn lists_all_faults() {
        let right = frame(&["office/cardiology/medicare"]);
        assert_eq!(plan("office").faults(&right), vec![]);
        let bad = AuditPlan {
            engine: String::new(),
            target_error: f64::NAN,
            confidence: 1.0,
            thresholds: vec![0.8, 0.9],
            size: 0,
            attempts: 0,
            ..plan("office")
        };
        let codes: Vec<_> = bad.faults(&Frame::default()).iter().map(|f| f.code).collect();
        assert_eq!(
            codes,
            [
                "target-range",
                "confidence-range",
                "threshold-order",
                "size-range",
                "attempts-range",
                "engine-missing",
                "frame-chosen",
                "frame-scope"
            ]
        );
        assert_eq!(plan("ed").faults(&right)[0].code, "frame-scope");
        let chosen = Frame { random: false, ..right };
        assert_eq!(plan("office").faults(&chosen)[0].code, "frame-chosen");
    }
}

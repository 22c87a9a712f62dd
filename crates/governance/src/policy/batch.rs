//! A batch of blind audits: declared, drawn, recorded, tested.

use super::audits_missing;
use super::plan::{AuditPlan, Frame, Looking, PlanFault};
use super::proof::{self, Verdict};
use super::scope::Scope;
use serde::{Deserialize, Serialize};

/// What the second, blind coding found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// No material difference.
    Right,
    /// A material error.
    Error,
    /// The chart can't be coded a second time. Counts as an error: leaving it out would let who
    /// audits choose.
    Unusable,
}

/// One chart of a batch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Audit {
    /// The account.
    pub account: String,
    /// The deepest scope of the chart.
    pub scope: Scope,
    /// The chart confidence that the engine gave, 0 to 1.
    pub confidence: f64,
    /// What was found, once it was.
    pub outcome: Option<Outcome>,
}

/// Where a batch stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchState {
    /// Declared; charts are drawn and audited.
    Declared,
    /// Every chart of the declared size is audited.
    Complete,
    /// Tested; nothing more is added.
    Tested,
}

/// A batch from its declaration to its verdict.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditBatch {
    plan: AuditPlan,
    frame: Frame,
    declared_by: String,
    declared_at: i64,
    audits: Vec<Audit>,
    /// Audits from the first drawn on without a gap that have their outcome.
    counted: usize,
    verdict: Option<Verdict>,
}

/// Why a step of a batch is refused.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BatchFault {
    /// The plan is not right.
    #[error("the plan can't be declared: {}", list(.0))]
    Plan(Vec<PlanFault>),
    /// All charts are drawn.
    #[error("the batch was declared with {0} charts, and they are all drawn")]
    Full(u32),
    /// The batch is tested.
    #[error("the batch was tested and is closed; declare another one")]
    Tested,
    /// The chart is in the batch already.
    #[error("account {0} is in this batch already")]
    Twice(String),
    /// The chart is of another scope.
    #[error("account {account} is of {scope}, over which this batch is not drawn")]
    OtherScope {
        /// The account.
        account: String,
        /// Its scope.
        scope: Scope,
    },
    /// The chart could not be released under any declared threshold, or its confidence is none.
    #[error(
        "account {account} has confidence {confidence}; the lowest declared threshold is {lowest}"
    )]
    BelowThresholds {
        /// The account.
        account: String,
        /// Its confidence.
        confidence: f64,
        /// The lowest threshold.
        lowest: f64,
    },
    /// The chart was not drawn.
    #[error("account {0} was not drawn for this batch")]
    NotDrawn(String),
    /// The chart has its outcome.
    #[error("account {0} has its outcome already; an audit is not audited away")]
    Recorded(String),
    /// Looking early at a batch that was declared for one look.
    #[error(
        "{done} of {size} audits are done; this batch was declared for one look when it is \
         complete. Looking earlier needs a batch declared with looking at any time"
    )]
    TooEarly {
        /// Audits done.
        done: usize,
        /// Audits declared.
        size: u32,
    },
}

fn list(faults: &[PlanFault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

impl AuditBatch {
    /// Declares a batch.
    ///
    /// # Errors
    /// With all faults of the plan.
    pub fn declare(
        plan: AuditPlan,
        frame: Frame,
        by: &str,
        at: i64,
    ) -> Result<AuditBatch, BatchFault> {
        let faults = plan.faults(&frame);
        if !faults.is_empty() {
            return Err(BatchFault::Plan(faults));
        }
        Ok(AuditBatch {
            plan,
            frame,
            declared_by: by.to_owned(),
            declared_at: at,
            audits: Vec::new(),
            counted: 0,
            verdict: None,
        })
    }

    /// The plan as it was declared.
    #[must_use]
    pub fn plan(&self) -> &AuditPlan {
        &self.plan
    }

    /// Who declared it, and when (microseconds since 1970-01-01 UTC).
    #[must_use]
    pub fn declared(&self) -> (&str, i64) {
        (&self.declared_by, self.declared_at)
    }

    /// The charts in the order in which they were drawn.
    #[must_use]
    pub fn audits(&self) -> &[Audit] {
        &self.audits
    }

    /// The verdict, once there is one.
    #[must_use]
    pub fn verdict(&self) -> Option<&Verdict> {
        self.verdict.as_ref()
    }

    /// Where the batch stands.
    #[must_use]
    pub fn state(&self) -> BatchState {
        match (&self.verdict, self.counted >= self.plan.size as usize) {
            (Some(_), _) => BatchState::Tested,
            (None, true) => BatchState::Complete,
            (None, false) => BatchState::Declared,
        }
    }

    /// Adds the next chart of the random draw.
    ///
    /// # Errors
    /// When the batch is full or tested, or the chart is not one of its charts.
    pub fn draw(
        &mut self,
        account: &str,
        scope: &Scope,
        confidence: f64,
    ) -> Result<(), BatchFault> {
        let lowest = self.plan.thresholds.last().copied().unwrap_or(1.0);
        let name = || account.to_owned();
        if self.verdict.is_some() {
            return Err(BatchFault::Tested);
        }
        if self.audits.len() >= self.plan.size as usize {
            return Err(BatchFault::Full(self.plan.size));
        }
        if !self.frame.charts.contains_key(scope) {
            return Err(BatchFault::OtherScope { account: name(), scope: scope.clone() });
        }
        if !(lowest..=1.0).contains(&confidence) {
            return Err(BatchFault::BelowThresholds { account: name(), confidence, lowest });
        }
        if self.audits.iter().any(|audit| audit.account == account) {
            return Err(BatchFault::Twice(name()));
        }
        self.audits.push(Audit {
            account: name(),
            scope: scope.clone(),
            confidence,
            outcome: None,
        });
        Ok(())
    }

    /// Records what the blind coding of a drawn chart found; once.
    ///
    /// # Errors
    /// When the chart was not drawn, has its outcome, or the batch is tested.
    pub fn record(&mut self, account: &str, outcome: Outcome) -> Result<(), BatchFault> {
        if self.verdict.is_some() {
            return Err(BatchFault::Tested);
        }
        // Most audits come in the order of the draw: the search begins where that stands.
        let (done, open) = self.audits.split_at_mut(self.counted);
        let audit = open.iter_mut().chain(done).find(|audit| audit.account == account);
        let audit = audit.ok_or_else(|| BatchFault::NotDrawn(account.to_owned()))?;
        if audit.outcome.is_some() {
            return Err(BatchFault::Recorded(account.to_owned()));
        }
        audit.outcome = Some(outcome);
        let more = self.audits[self.counted..].iter().take_while(|a| a.outcome.is_some()).count();
        self.counted += more;
        Ok(())
    }

    /// Audits that count: in the order of the draw, up to the first without an outcome, so that
    /// nobody gains by auditing the easy charts first.
    #[must_use]
    pub fn counted(&self) -> &[Audit] {
        &self.audits[..self.counted]
    }

    /// Counted audits of at least this confidence, and those with an error.
    #[must_use]
    pub fn tally(&self, threshold: f64) -> (u32, u32) {
        let reached = self.counted().iter().filter(|audit| audit.confidence >= threshold);
        reached.fold((0, 0), |(audited, errors), audit| {
            (audited + 1, errors + u32::from(audit.outcome != Some(Outcome::Right)))
        })
    }

    /// How many more audits without an error prove the strictest threshold, the first that is
    /// tested; `None` when none within bounds do.
    #[must_use]
    pub fn audits_missing(&self) -> Option<u32> {
        let (audited, errors) = self.tally(*self.plan.thresholds.first()?);
        let confidence = 1.0 - self.plan.level();
        audits_missing(self.plan.looking, self.plan.target_error, confidence, audited, errors)
    }

    /// Tests the batch. Declared for one look it must be complete; declared for any time it may be
    /// looked at after every audit, and is closed when something is proved or all are audited.
    ///
    /// # Errors
    /// When it was tested, or looks too early.
    pub fn test(&mut self, at: i64) -> Result<Verdict, BatchFault> {
        let complete = match self.state() {
            BatchState::Tested => return Err(BatchFault::Tested),
            state => state == BatchState::Complete,
        };
        if self.plan.looking == Looking::Once && !complete {
            return Err(BatchFault::TooEarly { done: self.counted, size: self.plan.size });
        }
        let verdict = proof::test(&self.plan, &self.frame, |threshold| self.tally(threshold), at);
        let all_proved = verdict.steps.iter().all(|step| step.proved);
        if complete || all_proved {
            self.verdict = Some(verdict.clone());
        }
        Ok(verdict)
    }

    /// Ends a batch that may be looked at any time with what it proves now.
    ///
    /// # Errors
    /// As [`AuditBatch::test`].
    pub fn conclude(&mut self, at: i64) -> Result<Verdict, BatchFault> {
        let verdict = self.test(at)?;
        self.verdict = Some(verdict.clone());
        Ok(verdict)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::super::plan::tests::{frame, plan};
    use super::*;

    const LEAF: &str = "office/cardiology/medicare";

    /// A batch with this many right audits of confidence 0.95, then this many errors.
    pub(crate) fn audited(plan: AuditPlan, frame: Frame, right: u32, errors: u32) -> AuditBatch {
        let leaf = frame.charts.keys().next().unwrap().clone();
        let mut batch = AuditBatch::declare(plan, frame, "lead", 1).unwrap();
        for n in 0..right + errors {
            let account = format!("acct_{n}");
            batch.draw(&account, &leaf, 0.95).unwrap();
            let outcome = if n < right { Outcome::Right } else { Outcome::Error };
            batch.record(&account, outcome).unwrap();
        }
        batch
    }

    #[test]
    fn one_look_when_complete() {
        let mut batch = audited(plan("office"), frame(&[LEAF]), 58, 0);
        assert_eq!(batch.state(), BatchState::Declared);
        assert_eq!(batch.audits_missing(), Some(1));
        assert_eq!(batch.test(5), Err(BatchFault::TooEarly { done: 58, size: 59 }));
        batch.draw("last", &LEAF.parse().unwrap(), 0.9).unwrap();
        batch.record("last", Outcome::Right).unwrap();
        assert_eq!(batch.state(), BatchState::Complete);
        let full = batch.draw("more", &LEAF.parse().unwrap(), 0.9);
        assert_eq!(full, Err(BatchFault::Full(59)));
        let verdict = batch.test(5).unwrap();
        let proof = verdict.proof.unwrap();
        assert_eq!((proof.threshold, proof.audited, proof.errors), (0.9, 59, 0));
        assert!(proof.bound <= 0.05);
        assert!(verdict.says.contains("at most 4.95 % of them have one"), "{}", verdict.says);
        assert_eq!(batch.state(), BatchState::Tested);
        assert_eq!(batch.test(6), Err(BatchFault::Tested));
    }

    #[test]
    fn an_error_or_an_unusable_chart_proves_nothing() {
        let verdict = audited(plan("office"), frame(&[LEAF]), 58, 1).test(1).unwrap();
        assert_eq!(verdict.proof, None);
        assert!(verdict.says.contains("nothing may be released"), "{}", verdict.says);
        let mut batch = audited(plan("office"), frame(&[LEAF]), 58, 0);
        batch.draw("lost", &LEAF.parse().unwrap(), 0.95).unwrap();
        batch.record("lost", Outcome::Unusable).unwrap();
        assert_eq!(batch.test(1).unwrap().proof, None);
    }

    #[test]
    fn thresholds_fall_until_the_first_that_fails() {
        let plan = AuditPlan { thresholds: vec![0.95, 0.9, 0.8, 0.7], size: 200, ..plan("office") };
        let mut batch = AuditBatch::declare(plan, frame(&[LEAF]), "lead", 1).unwrap();
        let leaf = LEAF.parse().unwrap();
        for n in 0..200 {
            let confidence = [0.96, 0.92, 0.85, 0.75][n % 4];
            let account = format!("acct_{n}");
            batch.draw(&account, &leaf, confidence).unwrap();
            // Below 0.9 one chart in five is wrong.
            let wrong = confidence < 0.9 && n % 5 == 0;
            batch.record(&account, if wrong { Outcome::Error } else { Outcome::Right }).unwrap();
        }
        // Fifty charts a step: the first step alone is too small to prove 5 %.
        let verdict = batch.test(1).unwrap();
        assert_eq!(verdict.steps.len(), 1);
        assert_eq!((verdict.proof, verdict.steps[0].audited), (None, 50));

        let plan = AuditPlan { thresholds: vec![0.9, 0.8, 0.7], ..batch.plan().clone() };
        let mut again = AuditBatch { plan, verdict: None, ..batch };
        let verdict = again.test(1).unwrap();
        let proved: Vec<_> = verdict.steps.iter().map(|s| (s.threshold, s.proved)).collect();
        assert_eq!(proved, [(0.9, true), (0.8, false)]);
        assert_eq!(verdict.proof.unwrap().threshold, 0.9);
    }

    #[test]
    fn any_time_takes_a_few_more() {
        let plan = AuditPlan { looking: Looking::Anytime, size: 400, ..plan("office") };
        let mut batch = audited(plan.clone(), frame(&[LEAF]), 73, 0);
        assert_eq!(batch.test(1).unwrap().proof, None);
        assert_eq!((batch.state(), batch.audits_missing()), (BatchState::Declared, Some(1)));
        let mut batch = audited(plan, frame(&[LEAF]), 74, 0);
        assert!(batch.test(1).unwrap().proof.is_some());
        assert_eq!(batch.state(), BatchState::Tested);
    }

    #[test]
    fn counts_in_the_order_of_the_draw() {
        let mut batch = AuditBatch::declare(plan("office"), frame(&[LEAF]), "lead", 1).unwrap();
        let leaf: Scope = LEAF.parse().unwrap();
        for account in ["a", "b", "c"] {
            batch.draw(account, &leaf, 0.95).unwrap();
        }
        batch.record("c", Outcome::Right).unwrap();
        assert_eq!(batch.counted().len(), 0);
        batch.record("a", Outcome::Error).unwrap();
        assert_eq!(batch.tally(0.9), (1, 1));
        batch.record("b", Outcome::Right).unwrap();
        assert_eq!(batch.tally(0.9), (3, 1));
        assert_eq!(batch.record("a", Outcome::Right), Err(BatchFault::Recorded("a".into())));
        assert_eq!(batch.record("x", Outcome::Right), Err(BatchFault::NotDrawn("x".into())));
        assert_eq!(batch.draw("a", &leaf, 0.95), Err(BatchFault::Twice("a".into())));
        for confidence in [0.89, f64::NAN, 1.1] {
            let refused = batch.draw("d", &leaf, confidence);
            assert!(matches!(refused, Err(BatchFault::BelowThresholds { .. })), "{confidence}");
        }
        let other = batch.draw("d", &"ed".parse().unwrap(), 0.95);
        assert!(matches!(other, Err(BatchFault::OtherScope { .. })));
    }

    #[test]
    fn goes_through_json() {
        let mut batch = audited(plan("office"), frame(&[LEAF]), 59, 0);
        batch.test(5).unwrap();
        let text = serde_json::to_string(&batch).unwrap();
        assert_eq!(serde_json::from_str::<AuditBatch>(&text).unwrap(), batch);
    }
}

//! A batch of blind audits: declared, drawn, recorded, tested.

use super::audits_missing;
use super::plan::{AuditPlan, Frame, Looking, PlanFault};
use super::proof::{self, Verdict};
use super::scope::Scope;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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

/// A batch from its declaration to its verdict. Read from where it is stored it is drawn and
/// recorded anew, so that a stored batch holds to the same rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "StoredBatch")]
pub struct AuditBatch {
    plan: AuditPlan,
    frame: Frame,
    declared_by: String,
    declared_at: i64,
    audits: Vec<Audit>,
    verdict: Option<Verdict>,
    /// The place of each account in the draw.
    #[serde(skip_serializing)]
    places: BTreeMap<String, usize>,
    /// Audits from the first drawn on without a gap that have their outcome.
    #[serde(skip_serializing)]
    counted: usize,
    /// For each threshold of the plan its counted audits, and those with an error.
    #[serde(skip_serializing)]
    tallies: Vec<(u32, u32)>,
}

/// A batch as it is stored.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredBatch {
    plan: AuditPlan,
    frame: Frame,
    declared_by: String,
    declared_at: i64,
    audits: Vec<Audit>,
    verdict: Option<Verdict>,
}

impl TryFrom<StoredBatch> for AuditBatch {
    type Error = BatchFault;

    fn try_from(stored: StoredBatch) -> Result<AuditBatch, BatchFault> {
        let StoredBatch { plan, frame, declared_by, declared_at, audits, verdict } = stored;
        let mut batch = AuditBatch::declare(plan, frame, &declared_by, declared_at)?;
        for audit in &audits {
            batch.draw(&audit.account, &audit.scope, audit.confidence)?;
        }
        for audit in audits {
            if let Some(outcome) = audit.outcome {
                batch.record(&audit.account, outcome)?;
            }
        }
        batch.verdict = verdict;
        Ok(batch)
    }
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
            tallies: vec![(0, 0); plan.thresholds.len()],
            plan,
            frame,
            declared_by: by.to_owned(),
            declared_at: at,
            audits: Vec::new(),
            verdict: None,
            places: BTreeMap::new(),
            counted: 0,
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

    /// The charts over which the sample is drawn.
    #[must_use]
    pub fn frame(&self) -> &Frame {
        &self.frame
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
        if self.places.contains_key(account) {
            return Err(BatchFault::Twice(name()));
        }
        self.places.insert(name(), self.audits.len());
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
        let place = self.places.get(account);
        let place = *place.ok_or_else(|| BatchFault::NotDrawn(account.to_owned()))?;
        if self.audits[place].outcome.is_some() {
            return Err(BatchFault::Recorded(account.to_owned()));
        }
        self.audits[place].outcome = Some(outcome);
        while let Some(Audit { outcome: Some(outcome), confidence, .. }) =
            self.audits.get(self.counted)
        {
            for (threshold, (audited, errors)) in self.plan.thresholds.iter().zip(&mut self.tallies)
            {
                if confidence >= threshold {
                    *audited += 1;
                    *errors += u32::from(*outcome != Outcome::Right);
                }
            }
            self.counted += 1;
        }
        Ok(())
    }

    /// Audits that count: in the order of the draw, up to the first without an outcome, so that
    /// nobody gains by auditing the easy charts first.
    #[must_use]
    pub fn counted(&self) -> &[Audit] {
        &self.audits[..self.counted]
    }

    /// For each threshold of the plan, in its order: counted audits of at least this confidence,
    /// and those with an error.
    #[must_use]
    pub fn tallies(&self) -> &[(u32, u32)] {
        &self.tallies
    }

    /// The lowest threshold that the counted audits prove now; `None` while nothing is proved, or
    /// when it is too early to look.
    #[must_use]
    pub fn proved_now(&self) -> Option<f64> {
        let early = self.plan.looking == Looking::Once && self.state() == BatchState::Declared;
        let steps = self.plan.thresholds.iter().zip(&self.tallies);
        let proved = steps.take_while(|(_, tally)| !early && proof::proves(&self.plan, **tally));
        proved.last().map(|(threshold, _)| *threshold)
    }

    /// How many more audits without an error prove the strictest threshold, the first that is
    /// tested; `None` when none within bounds do.
    #[must_use]
    pub fn audits_missing(&self) -> Option<u32> {
        let (audited, errors) = *self.tallies.first()?;
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
        let verdict = proof::test(&self.plan, &self.frame, &self.tallies, at);
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
mod tests;

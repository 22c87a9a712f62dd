//! A finding of an audit and its way: agreed, or rebutted and then upheld, withdrawn or escalated
//! to a third person.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Longest comment, in bytes.
pub const MAX_COMMENT: usize = 10_000;

/// Where a finding stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingState {
    /// Written by the auditor; the coder has not answered.
    Open,
    /// The coder agrees. Counts as an error.
    Agreed,
    /// The coder objects.
    Rebutted,
    /// The auditor, or who decided the escalation, stays with it. Counts as an error.
    Upheld,
    /// Taken back. Counts as none.
    Withdrawn,
    /// A third person decides.
    Escalated,
}

impl fmt::Display for FindingState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            FindingState::Open => "open",
            FindingState::Agreed => "agreed",
            FindingState::Rebutted => "rebutted",
            FindingState::Upheld => "upheld",
            FindingState::Withdrawn => "withdrawn",
            FindingState::Escalated => "escalated",
        })
    }
}

/// One step of a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindingStep {
    /// When, in microseconds since 1970-01-01 UTC.
    pub at: i64,
    /// Who.
    pub by: String,
    /// Where the finding stood afterwards.
    pub to: FindingState,
    /// What was said.
    pub comment: String,
}

/// A finding. An engine does not answer: who is responsible for it does, as `coder`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    auditor: String,
    coder: String,
    state: FindingState,
    steps: Vec<FindingStep>,
}

/// Why a step is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FindingFault {
    /// It does not follow from where the finding stands.
    #[error("a finding that is {from} can't become {to}")]
    Order {
        /// Where it stands.
        from: FindingState,
        /// Where it was to go.
        to: FindingState,
    },
    /// Somebody else's step.
    #[error("{by} can't make a finding {to}: {who} does")]
    NotTheirs {
        /// Who tried.
        by: String,
        /// Where it was to go.
        to: FindingState,
        /// Who may.
        who: &'static str,
    },
    /// No comment where one is needed, or one that is too long.
    #[error("say why, in at most {MAX_COMMENT} bytes")]
    Comment,
    /// Auditor and coder are one.
    #[error("{0} can't audit their own work")]
    OwnWork(String),
}

impl Finding {
    /// A finding of an auditor on a coder's work.
    ///
    /// # Errors
    /// When both are one person, or nothing is said.
    pub fn new(
        auditor: &str,
        coder: &str,
        comment: &str,
        at: i64,
    ) -> Result<Finding, FindingFault> {
        if auditor == coder {
            return Err(FindingFault::OwnWork(auditor.to_owned()));
        }
        let mut finding = Finding {
            auditor: auditor.to_owned(),
            coder: coder.to_owned(),
            state: FindingState::Open,
            steps: Vec::new(),
        };
        finding.step(FindingState::Open, auditor, comment, at)?;
        Ok(finding)
    }

    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> FindingState {
        self.state
    }

    /// Who answers it.
    #[must_use]
    pub fn answers_for(&self) -> &str {
        &self.coder
    }

    /// Every step so far, oldest first.
    #[must_use]
    pub fn steps(&self) -> &[FindingStep] {
        &self.steps
    }

    /// Whether it counts as an error; `None` while it is not settled.
    #[must_use]
    pub fn counts(&self) -> Option<bool> {
        match self.state {
            FindingState::Agreed | FindingState::Upheld => Some(true),
            FindingState::Withdrawn => Some(false),
            FindingState::Open | FindingState::Rebutted | FindingState::Escalated => None,
        }
    }

    fn step(
        &mut self,
        to: FindingState,
        by: &str,
        comment: &str,
        at: i64,
    ) -> Result<(), FindingFault> {
        let needs_words = to != FindingState::Agreed;
        if comment.len() > MAX_COMMENT || (needs_words && comment.trim().is_empty()) {
            return Err(FindingFault::Comment);
        }
        self.state = to;
        self.steps.push(FindingStep { at, by: by.to_owned(), to, comment: comment.to_owned() });
        Ok(())
    }

    /// Takes the finding on: who may depends on where it stands and where it goes.
    ///
    /// # Errors
    /// When it does not follow, is somebody else's step, or nothing is said.
    pub fn go(
        &mut self,
        to: FindingState,
        by: &str,
        comment: &str,
        at: i64,
    ) -> Result<(), FindingFault> {
        use FindingState::{Agreed, Escalated, Open, Rebutted, Upheld, Withdrawn};
        let (may, who) = match (self.state, to) {
            (Open, Agreed | Rebutted) => (by == self.coder, "the coder"),
            (Open, Withdrawn) | (Rebutted, Upheld | Withdrawn | Escalated) => {
                (by == self.auditor, "the auditor")
            }
            (Escalated, Upheld | Withdrawn) => {
                (by != self.auditor && by != self.coder, "a third person")
            }
            (from, to) => return Err(FindingFault::Order { from, to }),
        };
        if !may {
            return Err(FindingFault::NotTheirs { by: by.to_owned(), to, who });
        }
        self.step(to, by, comment, at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use FindingState::{Agreed, Escalated, Open, Rebutted, Upheld, Withdrawn};

    const ALL: [FindingState; 6] = [Open, Agreed, Rebutted, Upheld, Withdrawn, Escalated];

    fn finding() -> Finding {
        Finding::new("aud", "cod", "the note says type 2 with CKD", 1).unwrap()
    }

    #[test]
    fn every_way() {
        type Way<'a> = &'a [(FindingState, &'a str)];
        let ways: [(Way<'_>, Option<bool>); 6] = [
            (&[], None),
            (&[(Agreed, "cod")], Some(true)),
            (&[(Withdrawn, "aud")], Some(false)),
            (&[(Rebutted, "cod"), (Upheld, "aud")], Some(true)),
            (&[(Rebutted, "cod"), (Escalated, "aud"), (Withdrawn, "lead")], Some(false)),
            (&[(Rebutted, "cod"), (Escalated, "aud")], None),
        ];
        for (way, counts) in ways {
            let mut finding = finding();
            for (to, by) in way {
                finding.go(*to, by, "because", 2).unwrap();
            }
            assert_eq!((finding.counts(), finding.steps().len()), (counts, way.len() + 1));
        }
    }

    #[test]
    fn only_the_right_person_and_the_right_order() {
        let mut open = finding();
        for by in ["aud", "lead"] {
            assert!(matches!(open.go(Agreed, by, "", 2), Err(FindingFault::NotTheirs { .. })));
        }
        assert_eq!(open.go(Rebutted, "cod", " ", 2), Err(FindingFault::Comment));
        open.go(Rebutted, "cod", "the note does not link them", 2).unwrap();
        open.go(Escalated, "aud", "please decide", 3).unwrap();
        for by in ["aud", "cod"] {
            let refused = open.go(Upheld, by, "x", 4);
            assert!(matches!(refused, Err(FindingFault::NotTheirs { who: "a third person", .. })));
        }
        open.go(Upheld, "lead", "linked by convention", 4).unwrap();
        for to in ALL {
            for by in ["aud", "cod", "lead"] {
                let refused = open.go(to, by, "again", 5);
                assert_eq!(refused, Err(FindingFault::Order { from: Upheld, to }));
            }
        }
        let own = Finding::new("ann", "ann", "x", 1);
        assert_eq!(own, Err(FindingFault::OwnWork("ann".into())));
    }
}

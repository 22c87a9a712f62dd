//! Change control: a new rule, code set, model or threshold is proposed, run over recorded
//! decisions, approved by a second person, and only then active.

pub mod impact;

pub use impact::Impact;

use serde::{Deserialize, Serialize};
use std::fmt;

/// Most steps that a proposal remembers; further ones are refused.
pub const MAX_STEPS: usize = 1_000;

/// Longest note, in bytes.
pub const MAX_NOTE: usize = 10_000;

/// What is to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Rules of payers or of coding.
    Rules,
    /// A release of a code set.
    CodeSet,
    /// The model of confidence.
    Model,
    /// Targets, thresholds, sampling rates.
    Policy,
}

/// Where a proposal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeState {
    /// Written; may still be edited.
    Drafted,
    /// Run over recorded decisions.
    Replayed,
    /// Approved by a second person.
    Approved,
    /// In force.
    Active,
    /// Refused; ended.
    Rejected,
    /// No longer in force; ended.
    Retired,
}

impl fmt::Display for ChangeState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ChangeState::Drafted => "drafted",
            ChangeState::Replayed => "replayed",
            ChangeState::Approved => "approved",
            ChangeState::Active => "active",
            ChangeState::Rejected => "rejected",
            ChangeState::Retired => "retired",
        })
    }
}

/// One step of a proposal: who, when, what, why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChangeStep {
    /// When, in microseconds since 1970-01-01 UTC.
    pub at: i64,
    /// Who.
    pub by: String,
    /// Where the proposal stood afterwards.
    pub to: ChangeState,
    /// Why, or what was edited.
    pub note: String,
}

/// A proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    id: String,
    kind: ChangeKind,
    title: String,
    /// Everyone who wrote on it: none of them may approve.
    authors: Vec<String>,
    content_hash: String,
    impact: Option<Impact>,
    state: ChangeState,
    steps: Vec<ChangeStep>,
}

/// Why a step is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeFault {
    /// The step does not follow from where the proposal stands.
    #[error("a change that is {from} can't become {to}")]
    Order {
        /// Where it stands.
        from: ChangeState,
        /// Where it was to go.
        to: ChangeState,
    },
    /// An author wants to approve.
    #[error("{0} wrote this change; a second person must approve it")]
    OwnWork(String),
    /// The replay was of another content.
    #[error("the replay is of content {0}, which is not what is proposed now; run it again")]
    OtherContent(String),
    /// The replay ran nothing, or could run nothing.
    #[error("the replay ran no decision to its end, so it shows nothing")]
    EmptyReplay,
    /// No reason where one is needed.
    #[error("say why, in at most {MAX_NOTE} bytes")]
    Reason,
    /// Too many steps.
    #[error("the change has {MAX_STEPS} steps; draft a new one")]
    Full,
}

impl Change {
    /// Drafts a proposal for content with this hash.
    #[must_use]
    pub fn draft(
        id: &str,
        kind: ChangeKind,
        title: &str,
        content_hash: &str,
        by: &str,
        at: i64,
    ) -> Change {
        let step = ChangeStep {
            at,
            by: by.to_owned(),
            to: ChangeState::Drafted,
            note: title.chars().take(MAX_NOTE / 4).collect(),
        };
        Change {
            id: id.to_owned(),
            kind,
            title: title.to_owned(),
            authors: vec![by.to_owned()],
            content_hash: content_hash.to_owned(),
            impact: None,
            state: ChangeState::Drafted,
            steps: vec![step],
        }
    }

    /// The proposal's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What is to change.
    #[must_use]
    pub fn kind(&self) -> ChangeKind {
        self.kind
    }

    /// The proposal in one line.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Everyone who wrote on it.
    #[must_use]
    pub fn authors(&self) -> &[String] {
        &self.authors
    }

    /// The hash of what is proposed.
    #[must_use]
    pub fn content_hash(&self) -> &str {
        &self.content_hash
    }

    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> ChangeState {
        self.state
    }

    /// What the replay found, once it ran.
    #[must_use]
    pub fn impact(&self) -> Option<&Impact> {
        self.impact.as_ref()
    }

    /// Every step so far, oldest first.
    #[must_use]
    pub fn steps(&self) -> &[ChangeStep] {
        &self.steps
    }

    fn go(
        &mut self,
        from: &[ChangeState],
        to: ChangeState,
        by: &str,
        note: &str,
        at: i64,
    ) -> Result<(), ChangeFault> {
        if !from.contains(&self.state) {
            return Err(ChangeFault::Order { from: self.state, to });
        }
        if note.len() > MAX_NOTE {
            return Err(ChangeFault::Reason);
        }
        if self.steps.len() >= MAX_STEPS {
            return Err(ChangeFault::Full);
        }
        self.state = to;
        self.steps.push(ChangeStep { at, by: by.to_owned(), to, note: note.to_owned() });
        Ok(())
    }

    /// New content: back to a draft without a replay, and its writer becomes an author.
    ///
    /// # Errors
    /// When it is approved already, or ended.
    pub fn edit(&mut self, content_hash: &str, by: &str, at: i64) -> Result<(), ChangeFault> {
        let open = [ChangeState::Drafted, ChangeState::Replayed];
        self.go(&open, ChangeState::Drafted, by, "new content", at)?;
        content_hash.clone_into(&mut self.content_hash);
        self.impact = None;
        if !self.authors.iter().any(|author| author == by) {
            self.authors.push(by.to_owned());
        }
        Ok(())
    }

    /// Attaches the replay of exactly this content.
    ///
    /// # Errors
    /// When it is of other content, ran nothing, or the proposal is past it.
    pub fn replayed(
        &mut self,
        content_hash: &str,
        impact: Impact,
        by: &str,
        at: i64,
    ) -> Result<(), ChangeFault> {
        if content_hash != self.content_hash {
            return Err(ChangeFault::OtherContent(content_hash.to_owned()));
        }
        if impact.same + impact.changed == 0 {
            return Err(ChangeFault::EmptyReplay);
        }
        let note = format!("{} of {} decisions change", impact.changed, impact.records);
        let open = [ChangeState::Drafted, ChangeState::Replayed];
        self.go(&open, ChangeState::Replayed, by, &note, at)?;
        self.impact = Some(impact);
        Ok(())
    }

    /// Approval by somebody who wrote none of it.
    ///
    /// # Errors
    /// When the approver is an author, or it was not replayed.
    pub fn approve(&mut self, by: &str, note: &str, at: i64) -> Result<(), ChangeFault> {
        if self.authors.iter().any(|author| author == by) {
            return Err(ChangeFault::OwnWork(by.to_owned()));
        }
        self.go(&[ChangeState::Replayed], ChangeState::Approved, by, note, at)
    }

    /// Puts it in force.
    ///
    /// # Errors
    /// When it is not approved.
    pub fn activate(&mut self, by: &str, at: i64) -> Result<(), ChangeFault> {
        self.go(&[ChangeState::Approved], ChangeState::Active, by, "", at)
    }

    /// Refuses it, with a reason; ends it.
    ///
    /// # Errors
    /// When it is in force or ended, or no reason is given.
    pub fn reject(&mut self, by: &str, reason: &str, at: i64) -> Result<(), ChangeFault> {
        let open = [ChangeState::Drafted, ChangeState::Replayed, ChangeState::Approved];
        self.with_reason(&open, ChangeState::Rejected, by, reason, at)
    }

    /// Takes it out of force, with a reason; ends it.
    ///
    /// # Errors
    /// When it is not in force, or no reason is given.
    pub fn retire(&mut self, by: &str, reason: &str, at: i64) -> Result<(), ChangeFault> {
        self.with_reason(&[ChangeState::Active], ChangeState::Retired, by, reason, at)
    }

    fn with_reason(
        &mut self,
        from: &[ChangeState],
        to: ChangeState,
        by: &str,
        reason: &str,
        at: i64,
    ) -> Result<(), ChangeFault> {
        if reason.trim().is_empty() {
            return Err(ChangeFault::Reason);
        }
        self.go(from, to, by, reason, at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ran() -> Impact {
        Impact { records: 10, same: 8, changed: 2, ..Impact::default() }
    }

    fn draft() -> Change {
        Change::draft("chg_1", ChangeKind::Rules, "Modifier 25 for payer A", "h1", "ann", 1)
    }

    #[test]
    fn two_people_and_a_replay() {
        let mut change = draft();
        let order = |to| Err(ChangeFault::Order { from: ChangeState::Drafted, to });
        assert_eq!(change.approve("bob", "", 2), order(ChangeState::Approved));
        assert_eq!(change.activate("bob", 2), order(ChangeState::Active));
        let other = change.replayed("h0", ran(), "ann", 2);
        assert_eq!(other, Err(ChangeFault::OtherContent("h0".into())));
        let empty = change.replayed("h1", Impact { records: 3, ..Impact::default() }, "ann", 2);
        assert_eq!(empty, Err(ChangeFault::EmptyReplay));
        change.replayed("h1", ran(), "ann", 3).unwrap();
        assert_eq!(change.approve("ann", "", 4), Err(ChangeFault::OwnWork("ann".into())));

        change.edit("h2", "cyd", 5).unwrap();
        assert_eq!((change.state(), change.impact()), (ChangeState::Drafted, None));
        change.replayed("h2", ran(), "ann", 6).unwrap();
        assert_eq!(change.approve("cyd", "", 7), Err(ChangeFault::OwnWork("cyd".into())));
        change.approve("bob", "seen", 8).unwrap();
        assert!(change.edit("h3", "ann", 9).is_err());
        change.activate("bob", 10).unwrap();
        assert!(change.reject("bob", "late", 11).is_err());
        assert_eq!(change.retire("bob", " ", 11), Err(ChangeFault::Reason));
        change.retire("bob", "replaced", 12).unwrap();
        assert!(change.activate("bob", 13).is_err());
        let way: Vec<_> = change.steps().iter().map(|step| step.to.to_string()).collect();
        assert_eq!(
            way,
            ["drafted", "replayed", "drafted", "replayed", "approved", "active", "retired"]
        );
    }

    #[test]
    fn a_rejected_change_stays_so() {
        let mut change = draft();
        assert_eq!(change.reject("bob", "", 2), Err(ChangeFault::Reason));
        change.reject("bob", "no source", 3).unwrap();
        assert!(change.edit("h2", "ann", 4).is_err());
        assert!(change.replayed("h1", ran(), "ann", 4).is_err());
    }
}

//! The story of a made-up practice as plain facts: who did what, when. Who tells it (the command
//! `demo`) knows the practice; this room knows how the service takes each step.

use super::audits::ScopeAudits;
use crate::identity::permission::Role;
use model::{AccountState, Chart, GapKind, HoldKind};
use std::collections::BTreeMap;

/// A practice with its history.
#[derive(Clone, Debug, Default)]
pub struct Practice {
    /// Its accounts, in any order.
    pub accounts: Vec<Told>,
    /// Its prices as CSV: code, modifier, charge.
    pub fees: String,
    /// Its contracts with payers, by file name, as `cleanclaim price --contract` reads them.
    pub contracts: BTreeMap<String, String>,
    /// People besides [`super::PEOPLE`].
    pub staff: Vec<Person>,
    /// The specialty of each taxonomy code, in a few words.
    pub specialties: BTreeMap<String, String>,
    /// The provider (NPI) who logs in as `pia`.
    pub pia: Option<String>,
    /// Blind audits, by scope.
    pub audits: Vec<ScopeAudits>,
}

/// Somebody who can log in.
#[derive(Clone, Debug)]
pub struct Person {
    /// Login; the id is `user_` and this.
    pub login: String,
    /// Name as shown.
    pub name: String,
    /// What they do.
    pub roles: Vec<Role>,
    /// The provider (NPI) that they are.
    pub provider: Option<String>,
}

/// One account.
#[derive(Clone, Debug)]
pub struct Told {
    /// The chart.
    pub chart: Chart,
    /// What happened, oldest first.
    pub events: Vec<Happening>,
    /// Why its charges wait, where they differ from the chart.
    pub charges_wait: Option<String>,
    /// Whether its charges reach the service with the chart; else when the codes are final.
    pub charges_come: bool,
}

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct Happening {
    /// Microseconds since 1970.
    pub at: i64,
    /// A login, or `service`.
    pub who: String,
    /// What.
    pub step: Step,
}

/// What happened. Money and codes are not told: the service finds them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The chart came in.
    Received,
    /// The service read and coded it.
    Coded,
    /// It was given to somebody (a login).
    Assigned(String),
    /// A person looked through it and made the codes final.
    Reviewed {
        /// Time spent.
        minutes: u16,
        /// How many codes the person changed.
        changed: u8,
    },
    /// A question went to the provider.
    QuerySent(GapKind),
    /// The provider answered; whether they gave what was missing.
    QueryAnswered(bool),
    /// It was set aside.
    Held {
        /// What sort.
        kind: HoldKind,
        /// Why.
        reason: String,
        /// Who clears it: a login.
        owner: String,
        /// Until when, in microseconds since 1970.
        until: i64,
    },
    /// What it waited for came.
    HoldLifted,
    /// Charges were put together.
    Charged,
    /// The claim did not pass its edits at first.
    EditsFailed,
    /// Somebody mended the claim.
    EditsCorrected,
    /// The claim left.
    Submitted,
    /// The payer took it.
    Acknowledged,
    /// The payer decided.
    Adjudicated,
    /// It went out again after a denial.
    Resubmitted,
    /// Nothing is left to do.
    Closed,
}

/// What became of the story.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// Accounts.
    pub accounts: usize,
    /// Accounts whose story went on after the service had stopped them, with the step at which
    /// they were left where they stood: the source key, the state, the step.
    pub stopped: Vec<(String, AccountState, String)>,
    /// Blind audits that were done.
    pub audits: usize,
    /// Scopes that the audits opened.
    pub opened: Vec<String>,
}

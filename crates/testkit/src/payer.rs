//! A synthetic payer: it takes our files and answers as payers do, and keeps the truth of what it
//! did and why.
//!
//! | enters | by | leaves |
//! |---|---|---|
//! | an 837P, 837I, 270 or 276 and its day | [`SyntheticPayer::receive`] | TA1, 999, 271, 277 |
//! | a day | [`SyntheticPayer::due`] | 277CA and 835 up to that day |
//! | nothing | [`SyntheticPayer::truths`] | for each claim line what was decided, and why |
//! | a claim, changed or not | [`SyntheticPayer::refused`] | the lines it would refuse, and why |
//!
//! Everything follows from its [`Profile`], the files and their days: no clock, no randomness.
//! Whether something happens to a claim is drawn from the profile's seed and the claim's control
//! number, so that it does not depend on what else came. The payer is a serde value: stored and
//! read back it goes on where it was.
//!
//! `docs/reference/synthetic-payer.md` tells what it does.

pub mod caseload;
mod chance;
mod decision;
mod eligibility;
mod envelope;
mod front_door;
mod habits;
mod judge;
mod paying;
mod payment;
mod policy;
mod profile;
mod receiving;
mod state;
mod status;
mod truth;

pub use chance::Share;
pub use policy::{Policy, Remedy, Rule};
pub use profile::{Coverage, Habits, Prices, Profile};
pub use truth::{Cause, Event, LineTruth, Truth};

use judge::Case;
use model::{Cents, Claim, ClaimLine, Date};
use serde::{Deserialize, Serialize};
use state::State;
use std::collections::BTreeMap;

/// Claims that one payer keeps; further ones are acknowledged and never decided.
pub const MOST_CLAIMS: usize = 500_000;

/// Claims in one payment; more are spread over several of the same day.
pub const MOST_OF_A_PAYMENT: usize = 5_000;

/// What an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// TA1: the interchange.
    Interchange,
    /// 999: groups and transactions.
    Implementation,
    /// 277CA: which claims are taken.
    Claims,
    /// 271: eligibility.
    Eligibility,
    /// 277: claim status.
    Status,
    /// 835: payment and remittance advice.
    Remittance,
}

impl Kind {
    /// As in file names: `ta1`, `999`, `277ca`, `271`, `277`, `835`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Interchange => "ta1",
            Kind::Implementation => "999",
            Kind::Claims => "277ca",
            Kind::Eligibility => "271",
            Kind::Status => "277",
            Kind::Remittance => "835",
        }
    }
}

/// A file that the payer sends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The day on which it is sent.
    pub day: Date,
    /// A name that no other file of this payer has.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// The interchange.
    pub text: String,
}

/// A payer with all that it remembers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SyntheticPayer {
    profile: Profile,
    state: State,
}

impl SyntheticPayer {
    /// A payer that has not seen a claim yet.
    #[must_use]
    pub fn new(profile: Profile) -> SyntheticPayer {
        SyntheticPayer { profile, state: State::default() }
    }

    /// Who it is and how it behaves.
    #[must_use]
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Changes a policy, a price or a habit from now on; what was decided stays.
    pub fn profile_mut(&mut self) -> &mut Profile {
        &mut self.profile
    }

    /// The truth of every claim that it took, in the order in which they came.
    pub fn truths(&self) -> impl Iterator<Item = &Truth> {
        self.state.files.iter().map(|file| &file.truth)
    }

    /// The lines of a claim that it would refuse, had it come on this day, with the causes. A
    /// claim that came before is judged as if it came then, in its turn.
    #[must_use]
    pub fn refused(&self, claim: &Claim, received: Date) -> BTreeMap<u16, Cause> {
        let known = self.state.by_number.get(claim.id.as_str()).copied();
        let turn = known.unwrap_or(self.state.files.len()) as u64;
        let case = Case { claim, received, turn, paid: &self.state.paid };
        let refusals = self.profile.refusals(&case).into_iter();
        refusals.filter_map(|(line, broken)| Some((line, broken.cause()?))).collect()
    }

    /// What its contract allows for a line.
    #[must_use]
    pub fn contract(&self, line: &ClaimLine) -> Cents {
        self.profile.prices.allowed(line)
    }

    /// The next day on which it sends something; `None` when nothing waits.
    #[must_use]
    pub fn next_day(&self) -> Option<Date> {
        let answers = self.state.outbox.keys().next();
        answers.into_iter().chain(self.state.waiting.keys().next()).min().copied()
    }

    fn answer(&self, day: Date, kind: Kind, control: u32, text: String) -> Answer {
        let id = self.profile.id.to_ascii_lowercase();
        let name = format!("{id}_{}_{}_{control:09}.x12", kind.name(), day.to_x12());
        Answer { day, name, kind, text }
    }
}

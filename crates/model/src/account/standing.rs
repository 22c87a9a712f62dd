//! Where an account stands.

use super::{Hold, event::HoldKind};
use crate::UserId;
use serde::{Deserialize, Serialize};

/// The state of an account, in the order of its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountState {
    /// The chart is here and waits to be read.
    Received,
    /// A worker reads it.
    Reading,
    /// Codes are suggested; the release policy has not spoken yet.
    Coded,
    /// The codes are final, by policy or by a person.
    Released,
    /// A coder looks at it.
    Review,
    /// A question to a provider is open.
    Query,
    /// Somebody stopped it, with reason, owner and date.
    Held,
    /// Charges and claim are made; the claim has not passed its edits.
    Charged,
    /// The claim passed its edits and may leave.
    Scrubbed,
    /// The claim left.
    Submitted,
    /// The payer's front door took it (999, 277CA).
    Acknowledged,
    /// The payer decided.
    Adjudicated,
    /// Nothing is left to do.
    Closed,
}

/// The place where an account waits: who looks for it where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Queue {
    /// The service works on it by itself.
    Service,
    /// Coders' review.
    Review,
    /// Open questions to providers.
    Query,
    /// Held by somebody.
    Held,
    /// Charges are missing or without a price.
    Charges,
    /// Edits stop the claim.
    Edits,
    /// The clearinghouse or payer refused the file or claim.
    Rejections,
    /// The payer has it not, or wants something before it decides.
    FollowUp,
    /// The payer has it.
    Payer,
    /// Closed.
    Done,
}

/// Who must act next. Never nobody.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// The service itself.
    Service,
    /// The team of the queue: anybody may take it.
    Team,
    /// One person.
    Person(UserId),
    /// The payer.
    Payer,
}

/// What must happen next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NextAction {
    /// The service reads and codes the chart.
    Read,
    /// The release policy decides.
    Decide,
    /// A coder reviews the codes.
    Review,
    /// The provider answers.
    Answer,
    /// Somebody clears what holds it.
    ClearHold,
    /// Charges or a price are supplied.
    SupplyCharges,
    /// The service makes charges and claim.
    Charge,
    /// A biller mends the claim.
    MendClaim,
    /// The service sends the claim.
    Submit,
    /// A biller works the rejection.
    WorkRejection,
    /// Somebody gives the payer what it asks for, or finds the claim with it.
    FollowUp,
    /// Wait for the payer.
    AwaitPayer,
    /// Work what the payer decided.
    WorkRemittance,
    /// Nothing.
    Nothing,
}

/// Where an account stands: state, place, owner, next action, due time. Always all five.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The state.
    pub state: AccountState,
    /// The one place.
    pub queue: Queue,
    /// The one owner.
    pub owner: Owner,
    /// The one next action.
    pub next_action: NextAction,
    /// When the next action is due: microseconds since 1970.
    pub due_at: i64,
    /// Why it stands where it stands, in plain sentences.
    #[serde(default)]
    pub reasons: Vec<String>,
    /// The hold, exactly when the state is [`AccountState::Held`].
    #[serde(default)]
    pub hold: Option<Hold>,
}

impl AccountState {
    /// Every state, in order.
    pub const ALL: [AccountState; 13] = [
        AccountState::Received,
        AccountState::Reading,
        AccountState::Coded,
        AccountState::Released,
        AccountState::Review,
        AccountState::Query,
        AccountState::Held,
        AccountState::Charged,
        AccountState::Scrubbed,
        AccountState::Submitted,
        AccountState::Acknowledged,
        AccountState::Adjudicated,
        AccountState::Closed,
    ];

    /// The lower-case name, as stored.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            AccountState::Received => "received",
            AccountState::Reading => "reading",
            AccountState::Coded => "coded",
            AccountState::Released => "released",
            AccountState::Review => "review",
            AccountState::Query => "query",
            AccountState::Held => "held",
            AccountState::Charged => "charged",
            AccountState::Scrubbed => "scrubbed",
            AccountState::Submitted => "submitted",
            AccountState::Acknowledged => "acknowledged",
            AccountState::Adjudicated => "adjudicated",
            AccountState::Closed => "closed",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<AccountState> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// True while no claim of it has left and its codes may still change freely.
    #[must_use]
    pub fn before_submission(self) -> bool {
        self < AccountState::Submitted
    }
}

impl Queue {
    /// Every queue.
    pub const ALL: [Queue; 10] = [
        Queue::Service,
        Queue::Review,
        Queue::Query,
        Queue::Held,
        Queue::Charges,
        Queue::Edits,
        Queue::Rejections,
        Queue::FollowUp,
        Queue::Payer,
        Queue::Done,
    ];

    /// The queues that people work.
    pub const WORKED: [Queue; 7] = [
        Queue::Review,
        Queue::Query,
        Queue::Held,
        Queue::Charges,
        Queue::Edits,
        Queue::Rejections,
        Queue::FollowUp,
    ];

    /// The lower-case name, as stored and in addresses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Queue::Service => "service",
            Queue::Review => "review",
            Queue::Query => "query",
            Queue::Held => "held",
            Queue::Charges => "charges",
            Queue::Edits => "edits",
            Queue::Rejections => "rejections",
            Queue::FollowUp => "follow_up",
            Queue::Payer => "payer",
            Queue::Done => "done",
        }
    }

    /// The queue of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Queue> {
        Self::ALL.into_iter().find(|queue| queue.name() == name)
    }

    /// Whether people take accounts from it.
    #[must_use]
    pub fn is_worked(self) -> bool {
        Self::WORKED.contains(&self)
    }
}

impl NextAction {
    /// The action in plain words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            NextAction::Read => "Read and code the chart",
            NextAction::Decide => "Decide on release",
            NextAction::Review => "Review the codes",
            NextAction::Answer => "Provider answers the query",
            NextAction::ClearHold => "Clear what holds it",
            NextAction::SupplyCharges => "Supply charges or a price",
            NextAction::Charge => "Make charges and claim",
            NextAction::MendClaim => "Mend the claim",
            NextAction::Submit => "Send the claim",
            NextAction::WorkRejection => "Work the rejection",
            NextAction::FollowUp => "Follow up with the payer",
            NextAction::AwaitPayer => "Wait for the payer",
            NextAction::WorkRemittance => "Work the payer's answer",
            NextAction::Nothing => "Nothing",
        }
    }
}

impl Owner {
    /// The person, where one owns it.
    #[must_use]
    pub fn person(&self) -> Option<&UserId> {
        match self {
            Owner::Person(user) => Some(user),
            _ => None,
        }
    }
}

impl Standing {
    /// Whether the five facts agree with each other. Nothing that breaks this is ever stored.
    ///
    /// # Errors
    /// What does not agree.
    pub fn check(&self) -> Result<(), &'static str> {
        if (self.state == AccountState::Held) != self.hold.is_some() {
            return Err("a hold stands exactly where the state is held");
        }
        if let Some(hold) = &self.hold
            && hold.reason.trim().is_empty()
        {
            return Err("a hold needs a reason");
        }
        let (queue, action) = place(self.state, self.queue, self.hold.as_ref());
        if queue != self.queue {
            return Err("the place does not follow from the state");
        }
        if action != self.next_action {
            return Err("the next action does not follow from the place");
        }
        let owner_fits = match (&self.owner, self.queue) {
            (Owner::Service, Queue::Service | Queue::Done) | (Owner::Payer, Queue::Payer) => true,
            (Owner::Team | Owner::Person(_), queue) => {
                queue.is_worked() || self.state == AccountState::Adjudicated
            }
            _ => false,
        };
        if owner_fits { Ok(()) } else { Err("the owner does not fit the place") }
    }
}

/// The place and action that follow from a state; of a claim that stopped, or that is with its
/// payer, `at` says at which of the two places it may wait.
pub(super) fn place(state: AccountState, at: Queue, hold: Option<&Hold>) -> (Queue, NextAction) {
    match state {
        AccountState::Received | AccountState::Reading => (Queue::Service, NextAction::Read),
        AccountState::Coded => (Queue::Service, NextAction::Decide),
        AccountState::Released => (Queue::Service, NextAction::Charge),
        AccountState::Review => (Queue::Review, NextAction::Review),
        AccountState::Query => (Queue::Query, NextAction::Answer),
        AccountState::Held if hold.is_some_and(|hold| hold.kind == HoldKind::Charges) => {
            (Queue::Charges, NextAction::SupplyCharges)
        }
        AccountState::Held => (Queue::Held, NextAction::ClearHold),
        AccountState::Charged if at == Queue::Rejections => {
            (Queue::Rejections, NextAction::WorkRejection)
        }
        AccountState::Charged if at == Queue::Edits => (Queue::Edits, NextAction::MendClaim),
        AccountState::Charged => (Queue::Service, NextAction::Charge),
        AccountState::Scrubbed => (Queue::Service, NextAction::Submit),
        AccountState::Submitted | AccountState::Acknowledged | AccountState::Adjudicated
            if at == Queue::FollowUp =>
        {
            (Queue::FollowUp, NextAction::FollowUp)
        }
        AccountState::Submitted | AccountState::Acknowledged => {
            (Queue::Payer, NextAction::AwaitPayer)
        }
        AccountState::Adjudicated => (Queue::Payer, NextAction::WorkRemittance),
        AccountState::Closed => (Queue::Done, NextAction::Nothing),
    }
}

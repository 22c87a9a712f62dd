//! What people did with an account: plain facts that the service applies in their order through
//! its ordinary state machine, as if somebody had pressed the buttons.

use model::{Cents, Date, GapKind};

/// The history of one account. Times never go back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountStory {
    /// The events, oldest first.
    pub events: Vec<StoryEvent>,
    /// Where the account lies now.
    pub place: Place,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryEvent {
    /// Microseconds since 1970-01-01T00:00Z.
    pub at: i64,
    /// Who did it: a person's name, or `cleanclaim` for the service itself.
    pub who: String,
    /// What.
    pub step: StoryStep,
}

/// Where an account lies at the end of its story.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The chart came; nothing was coded yet.
    #[default]
    Received,
    /// A coder has to look.
    Review,
    /// A provider has to answer.
    Query,
    /// It waits for a stated reason.
    Held,
    /// Coded and released; charges are being put together.
    Charging,
    /// The edits stop the claim.
    Edits,
    /// The claim went out.
    Submitted,
    /// The payer has it.
    Acknowledged,
    /// Denied, and somebody works on it.
    Denied,
    /// Paid or written off.
    Closed,
}

/// Why an account waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldReason {
    /// The author has not signed.
    UnsignedNote,
    /// A code has no price.
    MissingPrice,
    /// The coverage had ended.
    ExpiredCoverage,
    /// The payer asks an authorization.
    MissingAuthorization,
    /// Charges and documents differ.
    ChargeMismatch,
    /// The pathology report, or the final culture, is not here yet.
    ResultPending,
    /// The front desk checks the coverage.
    CoverageCheck,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoryStep {
    /// The chart came in.
    Received,
    /// The service coded it.
    Coded,
    /// It was given to a coder.
    Assigned {
        /// The coder.
        to: String,
    },
    /// A coder looked through it and released it.
    Reviewed {
        /// Time spent.
        minutes: u16,
        /// How many codes were changed.
        changed: u8,
    },
    /// A question went to the provider.
    QuerySent {
        /// About what.
        gap: GapKind,
        /// The provider's key in the directory.
        to: String,
    },
    /// The provider answered.
    QueryAnswered {
        /// True when the answer gave what was missing; false when the provider disagreed or could
        /// not say.
        agreed: bool,
    },
    /// It was set aside.
    Held {
        /// Why.
        reason: HoldReason,
        /// Who has to do something.
        owner: String,
        /// Until when.
        until: Date,
    },
    /// What it waited for came.
    HoldLifted,
    /// Charges are complete.
    Charged {
        /// Their sum.
        billed: Cents,
    },
    /// The edits stopped the claim.
    EditsFailed,
    /// Somebody corrected the claim.
    EditsCorrected,
    /// The claim went out (or, for a patient who pays, the statement).
    Submitted {
        /// What was billed.
        billed: Cents,
    },
    /// The payer took it.
    Acknowledged,
    /// The payer paid.
    Paid {
        /// What the contract allows.
        allowed: Cents,
        /// What the payer paid.
        paid: Cents,
        /// What the patient owes: allowed less paid.
        patient: Cents,
    },
    /// The payer refused.
    Denied {
        /// Claim adjustment reason code.
        carc: String,
        /// What was refused.
        amount: Cents,
    },
    /// It went out again after a denial.
    Resubmitted,
    /// The rest was given up.
    WrittenOff {
        /// How much.
        amount: Cents,
    },
    /// Nothing is left to do.
    Closed,
}

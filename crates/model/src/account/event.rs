//! What can happen to an account.

use super::AccountState;
use crate::UserId;
use serde::{Deserialize, Serialize};

/// What sort of thing an account waits for while it is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldKind {
    /// A document is missing or not signed.
    Document,
    /// Pathology or another result is awaited.
    Result,
    /// A charge or a price is missing.
    Charges,
    /// Coverage, authorization or another fact for the payer.
    Payer,
    /// A second opinion.
    SecondOpinion,
    /// The chart could not be read or coded.
    Unreadable,
    /// A consent is missing (42 CFR Part 2).
    Consent,
    /// Anything else, told in the reason.
    Other,
}

/// A hold: never without reason, owner and date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// What sort.
    pub kind: HoldKind,
    /// Why, in words.
    pub reason: String,
    /// When somebody must look again: microseconds since 1970.
    pub until: i64,
    /// Where the account goes on when it is lifted.
    pub resume: AccountState,
}

/// One step of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum AccountEvent {
    /// A worker starts to read.
    ReadingStarted,
    /// The worker could not go on and put the chart back.
    ReadingStopped,
    /// Codes are suggested.
    Coded,
    /// The release policy, or a person, made the codes final.
    Released,
    /// The policy sends it to a person, with the exact reasons.
    SentToReview {
        /// Plain sentences.
        reasons: Vec<String>,
    },
    /// A query left for a provider.
    QuerySent {
        /// When the answer is due.
        due_at: i64,
    },
    /// No query is open any more.
    QueriesClosed,
    /// Somebody stops it.
    Held {
        /// What sort.
        kind: HoldKind,
        /// Why.
        reason: String,
        /// Who clears it; the team when nobody is named.
        owner: Option<UserId>,
        /// When to look again.
        until: i64,
    },
    /// What held it is gone.
    HoldLifted,
    /// A new or changed document came, or an answer: read again.
    ReadAgain,
    /// Charges and claim are made.
    Charged,
    /// Edits stop the claim.
    EditsFound {
        /// The edits' messages.
        reasons: Vec<String>,
    },
    /// The claim passes.
    ScrubbedClean,
    /// The claim left.
    Submitted,
    /// The payer's front door took it.
    Acknowledged,
    /// The payer's front door refused it.
    Rejected {
        /// The reasons given.
        reasons: Vec<String>,
    },
    /// The payer has it not, wants something, or says what nobody here knows: somebody follows up.
    PayerAsks {
        /// What it says, and what is to be done.
        reasons: Vec<String>,
    },
    /// That is done: the payer is waited for again.
    FollowedUp,
    /// The payer decided.
    Adjudicated,
    /// A corrected claim is to be made.
    Corrected,
    /// The claim to the next payer is made; it has not passed its edits yet.
    BilledNext,
    /// A person took the decision back that was posted to it by mistake: its payer has not
    /// answered.
    DecisionUndone,
    /// No payer is asked: the patient owes what is charged.
    PatientBilled,
    /// Nothing is left to do.
    Closed,
    /// A person opens it again.
    Reopened {
        /// Why.
        reason: String,
    },
    /// A person takes it or is given it.
    Assigned {
        /// Who.
        to: UserId,
    },
    /// It goes back to the team.
    Unassigned,
}

impl AccountEvent {
    /// The lower-case name, as stored.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            AccountEvent::ReadingStarted => "reading_started",
            AccountEvent::ReadingStopped => "reading_stopped",
            AccountEvent::Coded => "coded",
            AccountEvent::Released => "released",
            AccountEvent::SentToReview { .. } => "sent_to_review",
            AccountEvent::QuerySent { .. } => "query_sent",
            AccountEvent::QueriesClosed => "queries_closed",
            AccountEvent::Held { .. } => "held",
            AccountEvent::HoldLifted => "hold_lifted",
            AccountEvent::ReadAgain => "read_again",
            AccountEvent::Charged => "charged",
            AccountEvent::EditsFound { .. } => "edits_found",
            AccountEvent::ScrubbedClean => "scrubbed_clean",
            AccountEvent::Submitted => "submitted",
            AccountEvent::Acknowledged => "acknowledged",
            AccountEvent::Rejected { .. } => "rejected",
            AccountEvent::PayerAsks { .. } => "payer_asks",
            AccountEvent::FollowedUp => "followed_up",
            AccountEvent::Adjudicated => "adjudicated",
            AccountEvent::Corrected => "corrected",
            AccountEvent::BilledNext => "billed_next",
            AccountEvent::DecisionUndone => "decision_undone",
            AccountEvent::PatientBilled => "patient_billed",
            AccountEvent::Closed => "closed",
            AccountEvent::Reopened { .. } => "reopened",
            AccountEvent::Assigned { .. } => "assigned",
            AccountEvent::Unassigned => "unassigned",
        }
    }
}

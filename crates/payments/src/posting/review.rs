//! What a person must look at: the posting went on, and says what it took for granted.

use super::claim_match::{MatchedBy, NoMatch};
use super::line_match::LineHow;
use model::{Cents, ClaimId};
use serde::{Deserialize, Serialize};
use std::fmt;

/// One thing to look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewItem {
    /// The claim in the remittance, counted from 1; 0: the payment itself.
    pub place: usize,
    /// The control number that the payer gave.
    pub control_number: String,
    /// Our claim, as far as it is known.
    #[serde(default)]
    pub claim: Option<ClaimId>,
    /// The line in the remittance, counted from 1, where one is meant.
    #[serde(default)]
    pub line: Option<usize>,
    /// The money that waits for the answer; nothing where it is posted already.
    pub waiting: Cents,
    /// Why.
    pub reason: ReviewReason,
}

/// Why a person must look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum ReviewReason {
    /// No claim of ours fits.
    UnknownClaim,
    /// Several claims fit.
    SeveralClaims {
        /// Which.
        claims: Vec<String>,
    },
    /// The number fits a claim of somebody else.
    OtherPatient {
        /// Which.
        claim: String,
    },
    /// Found by other keys than our control number; posted.
    FoundByKeys {
        /// Which.
        by: MatchedBy,
    },
    /// The claim was sent to other payers than the one that pays.
    WrongPayer {
        /// Who pays.
        pays: String,
        /// Who was asked.
        asked: Vec<String>,
    },
    /// The charge is another one than ours, and no lines explain it; posted.
    ChargeDiffers {
        /// What the payer says.
        told: Cents,
        /// What we charged.
        ours: Cents,
    },
    /// A line is not exactly the one that was sent; posted.
    LineNotExact {
        /// How it was found.
        how: LineHow,
    },
    /// The very same decision is posted already.
    SameDecisionAgain {
        /// In which remittance.
        before: String,
    },
    /// The payer decided again without taking the first decision back.
    SecondDecision {
        /// The first one's remittance.
        before: String,
    },
    /// A refusal gave way to a later decision; posted.
    RefusalSuperseded {
        /// The refusal's remittance.
        before: String,
    },
    /// What is taken back was never posted.
    ReversalOfUnknown,
    /// What is taken back could be several decisions.
    ReversalAmbiguous {
        /// How many.
        count: usize,
    },
    /// The original is taken back, but the payer names other money; the difference waits.
    ReversalDiffers {
        /// What the payer takes back, as a positive amount.
        told: Cents,
        /// What was posted.
        posted: Cents,
    },
    /// The whole charge is called contractual and nothing is paid: kept as a denial.
    AllOfItContractual,
    /// Another payer's payment is named that is not posted here.
    OtherPayerNotPosted {
        /// How much.
        amount: Cents,
    },
    /// CLP05 is not the sum of the adjustments of group PR; posted by the adjustments.
    PatientShareDiffers {
        /// What CLP05 says.
        told: Cents,
        /// The sum.
        computed: Cents,
    },
    /// A payment with a decision that pays nothing by its nature (status 25).
    PaidPredetermination,
    /// It was posted, and a person took it back: it stood on the wrong claim.
    TakenBackByHand {
        /// On which.
        from: String,
        /// Why, and what is left to do there.
        why: String,
    },
    /// It was to go back to the payer, and that was declined.
    RefundDeclined {
        /// Why.
        why: String,
    },
    /// A reason of a provider adjustment that the house does not know.
    UnknownProviderAdjustment {
        /// The reason.
        reason: String,
    },
}

impl ReviewReason {
    /// The reason for a claim that was not found.
    #[must_use]
    pub(super) fn of(no_match: NoMatch) -> ReviewReason {
        match no_match {
            NoMatch::Unknown => ReviewReason::UnknownClaim,
            NoMatch::Ambiguous(claims) => ReviewReason::SeveralClaims { claims },
            NoMatch::OtherPatient(claim) => ReviewReason::OtherPatient { claim },
        }
    }
}

impl fmt::Display for ReviewReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReviewReason::UnknownClaim => f.write_str("no claim of ours fits; find it by hand"),
            ReviewReason::SeveralClaims { claims } => {
                write!(f, "several claims fit ({}); choose one", claims.join(", "))
            }
            ReviewReason::OtherPatient { claim } => {
                write!(f, "the number is that of {claim}, but member, name and charge are not")
            }
            ReviewReason::FoundByKeys { by: MatchedBy::PayerControlNumber } => {
                f.write_str("found by the payer's number of the claim; confirm")
            }
            ReviewReason::FoundByKeys { .. } => {
                f.write_str("found by member, days, charge and procedures; confirm")
            }
            ReviewReason::WrongPayer { pays, asked } => {
                write!(f, "{pays} pays, but the claim was sent to {}", asked.join(", "))
            }
            ReviewReason::ChargeDiffers { told, ours } => {
                write!(f, "the payer says {told} was charged; our claim says {ours}")
            }
            ReviewReason::LineNotExact { how } => f.write_str(line_words(*how)),
            ReviewReason::SameDecisionAgain { before } => {
                write!(f, "the same decision is posted from {before}; its money waits")
            }
            ReviewReason::SecondDecision { before } => write!(
                f,
                "the payer decided before ({before}) and did not take that back; the money waits"
            ),
            ReviewReason::RefusalSuperseded { before } => {
                write!(f, "takes the place of the refusal in {before}")
            }
            ReviewReason::ReversalOfUnknown => {
                f.write_str("takes back a decision that was never posted; its money waits")
            }
            ReviewReason::ReversalAmbiguous { count } => {
                write!(f, "could take back any of {count} decisions; its money waits")
            }
            ReviewReason::ReversalDiffers { told, posted } => {
                write!(f, "takes back {told}, but {posted} was posted; the difference waits")
            }
            ReviewReason::AllOfItContractual => {
                f.write_str("the whole charge is called contractual: kept as denied, look why")
            }
            ReviewReason::OtherPayerNotPosted { amount } => {
                write!(f, "{amount} is what another payer did, but nothing of it is posted here")
            }
            ReviewReason::PatientShareDiffers { told, computed } => {
                write!(f, "the patient owes {told} by CLP05, {computed} by the adjustments")
            }
            ReviewReason::PaidPredetermination => {
                f.write_str("a predetermination carries money; its money waits")
            }
            ReviewReason::TakenBackByHand { from, why } => {
                write!(f, "was taken back from claim {from} by hand: {why}; choose the right claim")
            }
            ReviewReason::RefundDeclined { why } => {
                write!(f, "was to go back to the payer, which was declined: {why}; find its claim")
            }
            ReviewReason::UnknownProviderAdjustment { reason } => {
                write!(f, "the provider adjustment {reason} is not known; ask the payer")
            }
        }
    }
}

fn line_words(how: LineHow) -> &'static str {
    match how {
        LineHow::ControlNumber | LineHow::Exact => "the line is exactly ours",
        LineHow::ModifierDropped => "the payer left out a modifier",
        LineHow::ModifierChanged => "the payer changed a modifier",
        LineHow::OtherCode => "the line's number fits, but another code is paid",
        LineHow::Recoded => "another code is paid than was billed (SVC06)",
        LineHow::Split => "the payer made several lines of one",
        LineHow::Combined => "the payer put several lines together",
        LineHow::NoLine => "no line of the claim fits; posted to the claim as a whole",
    }
}

//! Posting: from a remittance to entries of the ledger, with whatever a person must look at.
//!
//! | enters | by | leaves |
//! |---|---|---|
//! | a remittance | [`check`] | every place where it does not add up |
//! | and payers and payments known | [`admit`] | an [`Admitted`], or why nothing is posted |
//! | and one claim of it | [`post_claim`] | a [`ClaimPosting`]: entries and review items |
//! | all at once | [`post`] | a [`Posting`] |
//!
//! The unit is one transaction (ST to SE, one payment): either it is admitted as a whole, or
//! nothing of it is posted. Money that fits no claim goes to unapplied cash with a review item, so
//! that the cash of a posting is always the payment, to the cent.

mod admission;
mod balance;
mod book;
mod by_hand;
mod claim_match;
mod decision;
mod entries;
mod kind;
mod line_match;
mod open_claim;
mod payer;
mod reversal;
mod review;
#[cfg(test)]
mod tests;
mod transaction;
mod unposting;

pub use admission::{Admitted, Context, KnownPayment, Refusal, admit, admit_checked, is_paid_to};
pub use balance::{
    BalanceFault, MOST_ADJUSTMENTS, Rule, Spot, check, check_claims, check_payment, paid,
};
pub use book::{Book, Shelf};
pub use by_hand::{
    Chosen, DivideFault, Portion, Whose, act_of, divide, post_chosen, still_waiting,
};
pub use claim_match::{MatchedBy, NoMatch, match_claim};
pub use decision::{ClaimPosting, Outcome, PostedClaim, PostedPart, post_claim, post_decision};
pub(crate) use kind::kind;
pub use line_match::{LineHow, LineMatch, match_lines};
pub use open_claim::{OpenClaim, OpenLine, keys_of, numbers_of, plain};
pub use payer::{KnownPayer, Payers};
pub use review::{ReviewItem, ReviewReason};
pub use transaction::{NotPosted, Posting, post, post_provider_adjustments};
pub use unposting::{Unposted, not_refunded, unpost};

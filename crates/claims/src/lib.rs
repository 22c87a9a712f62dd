//! Claims: charge capture becomes a claim.
//!
//! What enters: a [`model::Chart`] with its captured charges, the [`model::CodedChart`], a
//! [`FeeSchedule`], and a [`ClaimContext`] (day of submission, history). What leaves: the claims
//! of the encounter, with notes for a reviewer, or every fault that prevents them. Pure: no
//! clock, no I/O.
//!
//! The way of a chart through this crate: [`build`] decides which claims there are, `parties`
//! fills in people and payers, `professional` and `institutional` make the lines,
//! `diagnosis_list` the diagnoses and pointers, `code_system` refuses codes of other systems,
//! `drug_quantity` adds up what was given of a drug, `claim_id` the identifier; [`build_and_scrub`]
//! hands the result to the edits. [`json`] reads claims that come from elsewhere; [`expected`]
//! says what a payer should pay for one.
#![deny(missing_docs)]

mod build;
mod captured;
mod claim_id;
mod code_system;
mod diagnosis_list;
mod drug_quantity;
pub mod expected;
mod fault;
mod fees;
mod institutional;
pub mod json;
mod operations;
mod parties;
mod place;
mod price;
mod professional;
mod scrubbed;
mod visit_reason;

pub use build::{ClaimContext, DraftedClaims, build};
pub use fault::{ClaimFault, ClaimNote};
pub use fees::{FeeFault, FeeSchedule};
pub use scrubbed::{ScrubbedClaim, ScrubbedClaims, build_and_scrub};

#[cfg(test)]
mod example;

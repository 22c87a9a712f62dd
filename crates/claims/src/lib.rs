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
//!
//! Before the claim stand the charges of an account: [`charge_master`] holds the prices by site and
//! day, [`charge`] makes charges from the chart's codes and from outside, [`reconcile`] compares
//! them with the coded chart both ways. [`paper`] puts a claim on the two paper forms.
#![deny(missing_docs)]

mod build;
mod captured;
pub mod charge;
mod charge_cells;
pub mod charge_master;
mod claim_id;
mod code_system;
mod csv;
mod diagnosis_list;
mod drug_quantity;
pub mod expected;
mod fault;
mod fees;
mod institutional;
pub mod json;
mod operations;
pub mod paper;
mod parties;
mod place;
mod price;
mod professional;
pub mod reconcile;
mod scrubbed;
mod visit_reason;

pub use build::{ClaimContext, DraftedClaims, build};
pub use charge_master::ChargeMaster;
pub use claim_id::next_claim_id;
pub use csv::{MAX_ROW_FAULTS, RowFault, csv_cell};
pub use fault::{ClaimFault, ClaimNote};
pub use fees::{FeeFault, FeeSchedule};
pub use scrubbed::{ScrubbedClaim, ScrubbedClaims, build_and_scrub};

#[cfg(test)]
mod example;

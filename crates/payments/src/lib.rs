//! What the payer answered, and the money: remittances posted into a double-entry ledger, denials
//! sorted, appeals written, statements that a patient understands.
//!
//! Pure: no clock, no randomness, no I/O. The store keeps what is decided here, the server wires
//! it.

pub mod appeal;
pub mod denials;
pub mod ledger;
pub mod patience;
pub mod patterns;
pub mod posting;
pub mod provider_adjustments;
pub mod reason;
pub mod reassociation;
pub mod secondary;
pub mod sheet;
pub mod statement;
pub mod trace;
pub mod variance;

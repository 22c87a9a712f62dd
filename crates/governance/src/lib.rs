//! Who may release what, and how that can be proved afterwards.
//!
//! What enters: audits, decisions, keys, a time. What leaves: thresholds with their bound, records
//! that are chained and signed, and the result of running a record again. No clock, no I/O.
#![deny(missing_docs)]

pub mod audit_sample;
pub mod bound;
pub mod canonical;
pub mod chain;
pub mod change;
pub mod checkpoint;
pub mod comparison;
pub mod drift;
mod hex;
pub mod policy;
pub mod record;
pub mod replay;
pub mod signing;

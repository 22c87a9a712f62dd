//! Findings become codes.
//!
//! What enters: a chart, its reading, the code sets in force. What leaves: a `model::CodedChart`:
//! each code with its verbatim words and the rules that decided, what was not coded and why, the
//! gaps, a confidence and a route. A pure function of its inputs: no clock, no randomness, no
//! order of threads.

pub mod coder;
pub mod confidence;
pub mod context;
pub mod draft;
pub mod drug_table;
pub mod em;
pub mod gaps;
pub mod gather;
pub mod generic_mentions;
pub mod guidelines;
pub mod in_force;
pub mod index_walk;
pub mod mentions;
pub mod neoplasm_sites;
pub mod pcs;
pub mod pointers;
pub mod procedures;
pub mod refinement;
pub mod route;
pub mod sentence_words;
pub mod sequence;
pub mod services;
pub mod setting;
pub mod tables;
pub mod tabular_walk;
pub mod treatment;
#[cfg(test)]
pub(crate) mod trial;

pub use coder::{Coder, CoderError, DEFAULT_DATE, Profile};
pub use draft::{Diagnosis, Draft, Facts, Standing};

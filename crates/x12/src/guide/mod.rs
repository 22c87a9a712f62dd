//! The guides as data: which loops, segments, elements and codes each transaction set has.
//!
//! The notation is told in `guides/README.md`. Guide files are read when a guide is first
//! needed, which takes well under a millisecond each, and kept as tables (`tables.rs`).

mod build;
mod build_elements;
mod build_rules;
pub(crate) mod lines;
pub(crate) mod notation;
mod notation_elements;
pub(crate) mod notation_rules;
mod profile;
pub(crate) mod roles;
mod shelf;
pub(crate) mod standard;
pub(crate) mod symbols;
pub(crate) mod tables;

pub use lines::GuideError;
pub use notation::Usage;
pub use profile::MAX_PROFILE_BYTES;
pub use shelf::{Shelf, guide_names};
pub use tables::Guide;

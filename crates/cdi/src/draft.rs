//! Compliant drafts from documentation gaps.

mod lines;

pub use lines::{medication_line, observation_line};

//! How right the product is.
//!
//! What enters: results, and references that people made. What leaves: counts and scores. Pure
//! arithmetic, without I/O, clock or randomness: `cleanclaim eval` reads the files and prints,
//! tests and the fit of the confidence model use the same functions.

pub mod assertion;
pub mod calibration;
pub mod charts;
pub mod codes;
pub mod dice;
pub mod golden;
pub mod isotonic;
pub mod logistic;
pub mod mentions;
pub mod reference;

pub use codes::{Expected, Matched, Tally, matched, plain};
pub use reference::{MentionCase, ReferenceChart, ReferenceCode, Trap};

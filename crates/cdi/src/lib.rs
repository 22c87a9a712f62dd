//! From a documentation gap to a compliant question, and from its answer back to the chart.
//!
//! What enters: gaps of a coded chart, texts of people, a time. What leaves: queries in their
//! states, faults of a text that may not be sent, the ladder of reminders. No clock, no I/O.
#![deny(missing_docs)]

pub mod aging;
pub mod answer;
pub mod draft;
pub mod linter;
pub mod measures;
pub mod query;
pub mod worklist;

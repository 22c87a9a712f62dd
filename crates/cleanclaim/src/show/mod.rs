//! What is printed for people.

pub mod chart;
pub mod licence;
pub mod table;

//! Measurements, printed for people.

pub mod charts;
pub mod codiesp;
pub mod scores;

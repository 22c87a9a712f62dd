//! Measurements, printed for people.

pub mod calibration;
pub mod charts;
pub mod codiesp;
pub mod scores;

//! Connectors to other systems, one folder each.

pub mod downloads;
mod switches;

pub use switches::Switches;

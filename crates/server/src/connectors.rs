//! Connectors to other systems, one folder each.

pub mod downloads;

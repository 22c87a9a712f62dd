//! What can be proved afterwards: the audit log and the decisions, each a chain of hashes.
mod audit;
mod decision;
mod head;
pub use audit::{AuditEntry, AuditFilter, AuditRow, append, search};
pub use decision::{Decision, NewDecision, decide, decision, decisions_of, link_before};
pub use head::{Chain, ChainReport, Head, hash_at, head, verify};

//! Release policy, audits of charts and change control. The values are those of the crate
//! `governance`; they are stored as JSON beside the columns that lists ask for.

mod batch;
mod change;
mod chart_audit;
mod policy;
mod word;

pub use batch::{BatchRow, add_batch, batch, batch_for_change, batches, save_batch};
pub use change::{ChangeRow, Proposal, add_change, change, changes, save_change};
pub use chart_audit::{
    AuditBody, AuditFilter, AuditState, ChartAudit, Note, add_audits, audit, audit_for_change,
    audited_accounts, audits, save_audit,
};
pub use policy::{policy, policy_for_change, policy_versions, put_policy};
pub use word::{ReleaseWord, WordFilter, put_words, words};

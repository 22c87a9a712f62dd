//! The ledger: double entry, append-only, down to the line of a claim.
//!
//! | enters | by | leaves |
//! |---|---|---|
//! | legs that sum to nothing | [`Entry::new`] | an [`Entry`]; anything else is an [`EntryFault`] |
//! | entries | [`Journal::append`] | a [`Journal`] in which nothing is changed or removed |
//! | a journal and a day | [`Balances::of`] | what was known then, open batches left out |
//! | balances | [`Balances::credit_balances`] | whom we owe |
//! | a journal and a day | [`services`] | line by line, where every cent of a charge went |
//! | a journal and a span of days | [`export::totals`] | totals for the general ledger as CSV |
//!
//! Amounts are signed: a debit is positive, a credit negative.

pub mod balance;
pub mod chart;
pub mod entry;
pub mod export;
pub mod journal;
pub mod movement;
pub mod self_pay;
pub mod services;

pub use balance::{Balances, CreditBalance, View};
pub use chart::{Ledger, Side, WriteOff};
pub use entry::{
    BatchId, Cause, Entry, EntryFault, EntryHead, EntryId, Event, Leg, MOST_LEGS, Reason, Subject,
};
pub use journal::{Appended, Journal, JournalFault};
pub use services::{ServiceKey, ServiceMoney, services};

//! What payers answered and the money: files, remittances, postings, the ledger, open claims.
//!
//! `payments` (the pure room) judges; this keeps. A file comes in once ([`begin_file`]); each
//! payment in it is a [`RemittanceRow`], staged claim by claim ([`stage`]), admitted or refused as
//! a whole, posted place by place ([`book`], [`put_posted`], [`advance`]) and closed.

mod claim_event;
mod deposit;
mod incoming;
mod ledger;
mod open_claim;
mod payer;
mod posted;
mod remittance;
mod review;
mod sent;
mod unapplied;

pub use claim_event::{ClaimEvent, claim_events, put_claim_events};
pub use deposit::{DepositRow, deposit, deposits, join_deposit, put_deposits, without_deposit};
pub use incoming::{FileContent, IncomingFile, begin_file, end_file, file, files, of_file};
pub use ledger::{
    ClaimBalances, add_entries, balances_of, close_batch, entries_of_account, entries_of_claim,
    journal_of_account, open_batch, owing,
};
pub use open_claim::{
    OpenRow, add_keys, ask_again, decided, open_already, open_claim, open_claims, put_open, silent,
};
pub use payer::{
    known_payer_for_change, known_payers, known_payers_for_change, own_numbers, put_known_payer,
    seen_payers, versioned_payers,
};
pub use posted::{PostedRow, book, posted_of_claim, posted_of_remittance, put_posted};
pub use remittance::{
    Admission, RemittanceFilter, RemittanceRow, admit, advance, close, drop_staged, known_payments,
    put_remittance, remittance, remittance_for_change, remittances, stage, staged, to_post,
};
pub use review::{
    ReviewRow, open_reviews, put_reviews, reopen_review, review, review_counts, review_for_change,
    reviews, settle_review,
};
pub use sent::{SentInterchange, put_sent, sent, sent_about, settle_sent};
pub use unapplied::{
    RefundDue, Waiting, kept_for_change, ledger_balance, open_items, put_chosen, put_divided,
    refund_due, settle_money, waiting, waiting_for_change,
};

//! Accounts: their standing, their charts, their codings, and the lists people work from.

mod account;
mod account_row;
mod chart;
mod coding;
mod draft;
mod worklist;

pub use account::AccountStep;
pub(crate) use account::text;
pub use account::{
    Account, by_source_key, events, get, get_for_change, insert_new, of_patient, save, take_steps,
};
pub use chart::{
    DocumentRow, StoredChart, documents, documents_for_change, latest_chart,
    latest_chart_for_change, mark_read, put_chart,
};
pub use coding::{Coding, codings, latest_coding, next_coding_version, put_coding};
pub use draft::{Draft, Lock, draft, drop_draft, lock, lock_of, put_draft, unlock};
pub use worklist::{Count, Filter, Ownership, Page, Sort, by_ids, counts, page};

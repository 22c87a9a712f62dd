//! Accounts: their standing, their charts, their codings, and the lists people work from.

mod account;
mod account_row;
mod batch;
mod chart;
mod coding;
mod draft;
mod found;
mod span;
mod step;
mod word;
mod worked;
mod worklist;

pub use account::{
    Account, by_source_key, get, get_for_change, insert_new, of_patient, save, take_steps,
};
pub(crate) use account::{columns as account_columns, text};
pub(crate) use account_row::read as read_account;
pub use batch::{
    Versions, get_all_for_change, latest_charts, latest_codings, move_all, put_codings,
    take_all_steps, versions,
};
pub use chart::{
    DocumentRow, StoredChart, chart_version, documents, documents_for_change, latest_chart,
    latest_chart_for_change, mark_read, put_chart,
};
pub use coding::{
    Coding, coding_of_decision, codings, codings_by, latest_coding, next_coding_version, put_coding,
};
pub use draft::{Draft, Lock, draft, drop_draft, lock, lock_of, put_draft, unlock};
pub use span::{Note, PAUSE, Touch, add_note, notes, time_in, touch_span};
pub use step::{AccountStep, events};
pub(crate) use word::{fill_search, keep_words_of_patient, prepare_search};
pub use worked::{WorkSpan, put_span};
pub use worklist::{
    Count, Filter, NOT_STATED, Ownership, Page, Sort, by_ids, counts, open_specialties, page,
};

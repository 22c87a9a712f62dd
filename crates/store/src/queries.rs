//! Questions to providers: one row a query, and the documentation gaps they begin with.

mod gaps;
mod lines;
mod query;

pub use gaps::{AccountGaps, GapPage, gap_page, put_gaps};
pub use lines::{Line, LineFilter, ladder_due, lines, newest_lines};
pub use query::{
    Recoding, StoredQuery, add, coding_before, get, get_for_change, of_account, of_accounts,
    open_others, save, to_link,
};

//! Validation by SNIP type: bytes in, a [`Report`] out.
//!
//! | type | what | where |
//! |---|---|---|
//! | 1 | envelope, counts, order, form of values, syntax notes | `envelope_checks`, `elements` |
//! | 2 | the guide: what must, may and may not be there, how often | `set`, `elements` |
//! | 3 | sums | `balance_837`, `balance_835` |
//! | 4, 6 | situations: rules of the guides, and links within a claim | `set`, `claim_links` |
//! | 5 | external code lists | `code_checks` |
//! | 7 | what one partner asks for | a guide with the partner's profile |

mod balance_835;
mod balance_837;
mod claim_dates;
mod claim_links;
mod claim_services;
mod code_checks;
mod elements;
mod envelope_checks;
mod fault;
mod file;
mod findings;
mod group_answer;
mod levels;
mod money;
mod open_set;
mod report;
mod set;
mod set_faults;
mod side_by_side;
mod syntax_notes;
mod values;

pub(crate) use findings::At;
pub(crate) use money::Amount;
pub(crate) use values::{is_date, is_time};

pub use fault::{Fault, Level, MAX_VALUE, Severity, Within};
pub use report::{GroupReport, InterchangeReport, Report, SetReport};

use crate::codes::{CodeLists, Embedded};
use crate::guide::Shelf;
use file::FileCheck;
use std::io::Read;

/// Faults listed for one file; further ones are counted.
pub const MAX_FAULTS: usize = 10_000;

/// Bytes read at once from a stream.
const WINDOW: usize = 1 << 18;

/// What to check and by which guides and lists.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// SNIP types wanted.
    pub types: &'a [u8],
    /// The guides.
    pub shelf: &'a Shelf,
    /// The code lists.
    pub lists: &'a dyn CodeLists,
}

/// All types that need no partner's profile.
pub const ALL_TYPES: &[u8] = &[1, 2, 3, 4, 5, 6, 7];

impl Default for Options<'_> {
    fn default() -> Self {
        Options { types: ALL_TYPES, shelf: Shelf::built_in(), lists: &Embedded }
    }
}

/// Validates a file that is in memory.
#[must_use]
pub fn validate(data: &[u8], options: &Options<'_>) -> Report {
    let mut check = FileCheck::new(options);
    check.feed(data, true);
    in_file_order(check.finish())
}

/// Validates a file that is in memory, its sets side by side on that many threads. The report is
/// the same as that of [`validate`].
#[must_use]
pub fn validate_side_by_side(data: &[u8], options: &Options<'_>, threads: usize) -> Report {
    let mut check = FileCheck::deferring(options);
    check.feed(data, true);
    let (mut report, sets) = check.finish_deferred();
    let not_checked = side_by_side::judge_all(data, sets, options, threads, &mut report);
    report.leave_unchecked(not_checked);
    in_file_order(report)
}

/// What is missing from a loop is found when it closes; readers want faults by their place.
fn in_file_order(mut report: Report) -> Report {
    report.faults.sort_by_key(|f| (f.place.segment, f.place.element, f.place.component));
    report
}

/// Validates a stream in constant memory.
///
/// # Errors
/// When reading fails.
pub fn validate_stream(
    mut input: impl Read,
    options: &Options<'_>,
) -> Result<Report, std::io::Error> {
    let mut check = FileCheck::new(options);
    let mut window = vec![0; WINDOW];
    let mut filled = 0;
    loop {
        let read = match input.read(&mut window[filled..]) {
            Ok(read) => read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        filled += read;
        let used = check.feed(&window[..filled], read == 0);
        if read == 0 {
            return Ok(in_file_order(check.finish()));
        }
        // What is left is the beginning of a segment, which is shorter than the window.
        window.copy_within(used..filled, 0);
        filled -= used;
        if filled == window.len() {
            check.feed(&window[..filled], true);
            return Ok(in_file_order(check.finish()));
        }
    }
}

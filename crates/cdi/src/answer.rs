//! An answer read into the record: the addendum that recoding reads, its difference to the note,
//! and the link to the codes that changed.

mod addendum;
mod codes;
mod diff;
#[cfg(test)]
mod tests;

pub use addendum::{Addendum, addendum};
pub use codes::{code_changes, link, queries_of_code};
pub use diff::{Piece, PieceKind, line_diff, word_diff};

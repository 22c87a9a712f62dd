//! Denials: what payers refused, as work. Opened from each posted payment, followed back to the
//! code decision, worked, appealed, corrected, closed.
//!
//! `payments::denials`, `trace`, `appeal` and `patterns` judge; nothing here knows what a reason
//! code means. `opening` makes and moves denials after a payment, `following` finds the smallest
//! change, `rule` drafts a payer rule, `correcting` sends a claim again, `money` books what was
//! given up, `letter` writes appeals, `watching` looks for patterns.

pub(crate) mod correcting;
pub(crate) mod following;
mod history;
mod judging;
pub(crate) mod letter;
pub(crate) mod money;
mod opening;
mod payer_memory;
pub(crate) mod rule;
pub(crate) mod terms;
pub(crate) mod unposting;
pub(crate) mod watching;

pub(crate) use history::limits;
pub(crate) use opening::open_for;
pub use watching::watch;

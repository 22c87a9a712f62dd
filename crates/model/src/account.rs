//! The account: one encounter on its way from the chart to the closed claim.
//!
//! An account is in exactly one place, has exactly one owner, one next action and one due time;
//! [`Standing::after`] is the only way from one standing to the next. A step that is not allowed
//! changes nothing and says why.

mod event;
mod standing;
mod step;

pub use event::{AccountEvent, Hold, HoldKind};
pub use standing::{AccountState, NextAction, Owner, Queue, Standing};
pub use step::{Refused, Terms};

#[cfg(test)]
mod tests;

//! Webhooks: other programs are told of what happened, signed, at least once.
//!
//! An event is put into the outbox in the transaction in which it happens ([`announce`]), once
//! for each webhook that wants it, and sent afterwards ([`send`]). The form is that of Standard
//! Webhooks (standardwebhooks.com): the headers `webhook-id`, `webhook-timestamp`,
//! `webhook-signature`. A body names the account and its state, never a patient.

mod announce;
mod send;
mod setting;
mod signature;
mod target;

pub use announce::{EVENTS, Event, announce, test};
pub use send::{pass, run};
pub use setting::Sending;
pub use signature::{new_secret, sign};
pub use target::{check, may_reach};

/// The kind of their parcels.
pub const KIND: &str = "webhook";

//! Work that waits: jobs, what leaves, and the keys that make a write happen once.

mod control;
mod idempotency;
mod job;
mod leaving;
mod outbox;
mod schedule;
mod webhook;

pub use control::next_control;
pub use idempotency::{Answer, Claimed, answered, forget_before, keep_answer};
pub use job::{
    Job, JobCounts, MOST_ATTEMPTS, NewJob, add, complete, complete_all, counts, dead, fail, lease,
    lease_of, leases_of, put_back, release_owner, renew, revive, waits,
};
pub use leaving::{leaving_under, leaving_with};
pub use outbox::{
    NewParcel, Parcel, came_back, pack, put, send_failed, sent, sent_for_sure, take, withdraw,
};
pub use schedule::{due_of, keep_schedules, make_due};
pub use webhook::{Webhook, add_webhook, drop_webhook, outbox_counts, webhook, webhooks};

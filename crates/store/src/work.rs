//! Work that waits: jobs, what leaves, and the keys that make a write happen once.

mod idempotency;
mod job;
mod outbox;
mod schedule;

pub use idempotency::{Answer, Claimed, answered, forget_before, keep_answer};
pub use job::{
    Job, JobCounts, NewJob, add, complete, counts, dead, fail, lease, lease_of, release_owner,
    revive,
};
pub use outbox::{NewParcel, Parcel, put, send_failed, sent, take};
pub use schedule::{due, keep_schedules};

//! How many requests a program or an address makes, counted in this process.
//!
//! Several processes that serve one site each count for themselves: with `n` of them behind a
//! balancer a caller may get up to `n` times the limit. It protects a process, so that is enough;
//! failed logins, which protect people, are counted in the database (`store::people::failures_of`).

use crate::identity::rate_limit::{Limit, Limiter, Verdict};
use std::sync::{Mutex, PoisonError};

/// See the module.
#[derive(Debug, Default)]
pub struct Limits {
    api: Mutex<Limiter>,
    login: Mutex<Limiter>,
}

impl Limits {
    /// Counts a request of a program.
    pub fn api(&self, who: &str, limit: Limit, now: i64) -> Verdict {
        self.api.lock().unwrap_or_else(PoisonError::into_inner).take(who, limit, now)
    }

    /// Counts a request to the login form.
    pub fn login(&self, address: &str, limit: Limit, now: i64) -> Verdict {
        self.login.lock().unwrap_or_else(PoisonError::into_inner).take(address, limit, now)
    }
}

//! What is counted per address and person in this process: failed logins and requests.

use crate::identity::lockout::{Attempts, Gate, Policy};
use crate::identity::rate_limit::{Limit, Limiter, Verdict};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Addresses remembered at most; the oldest make room.
const MOST_ADDRESSES: usize = 50_000;

/// Requests of one program.
pub(crate) const API: Limit = Limit { burst: 600, per_minute: 6_000 };

/// Tries to log in from one address.
const LOGIN: Limit = Limit { burst: 30, per_minute: 30 };

/// See the module.
#[derive(Debug)]
pub struct Limits {
    failed: Mutex<BTreeMap<String, Attempts>>,
    api: Mutex<Limiter>,
    login: Mutex<Limiter>,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            failed: Mutex::default(),
            api: Mutex::new(Limiter::new(API)),
            login: Mutex::new(Limiter::new(LOGIN)),
        }
    }
}

impl Limits {
    /// Whether this address may try to log in now.
    pub fn login_gate(&self, address: &str, now: i64) -> Gate {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.get(address).copied().unwrap_or_default().gate(&Policy::ADDRESS, now)
    }

    /// Counts a login from an address.
    pub fn login_tried(&self, address: &str, good: bool, now: i64) {
        let mut failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        if good {
            failed.remove(address);
            return;
        }
        if failed.len() >= MOST_ADDRESSES && !failed.contains_key(address) {
            let oldest = failed.iter().min_by_key(|(_, attempts)| attempts.last);
            if let Some(oldest) = oldest.map(|(address, _)| address.clone()) {
                failed.remove(&oldest);
            }
        }
        let before = failed.get(address).copied().unwrap_or_default();
        failed.insert(address.to_owned(), before.failed(&Policy::ADDRESS, now));
    }

    /// Counts a request of a program.
    pub fn api(&self, who: &str, now: i64) -> Verdict {
        self.api.lock().unwrap_or_else(PoisonError::into_inner).take(who, now)
    }

    /// Counts a request to the login form.
    pub fn login(&self, address: &str, now: i64) -> Verdict {
        self.login.lock().unwrap_or_else(PoisonError::into_inner).take(address, now)
    }
}

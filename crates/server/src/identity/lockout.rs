//! Failed attempts lock a login, or an address, for a growing time.

use serde::{Deserialize, Serialize};

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;

/// How failures are answered. Times in microseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Failures that lock nothing.
    pub free: u32,
    /// The first lock; each further failure doubles it.
    pub first: i64,
    /// The longest lock.
    pub longest: i64,
    /// Failures are forgotten after so long without another.
    pub forget_after: i64,
    /// Failures in a row that lock until somebody unlocks; `None`: never.
    pub close_at: Option<u32>,
}

impl Policy {
    /// For one login. NIST SP 800-63B limits the failures in a row on one account to 100.
    pub const LOGIN: Policy = Policy {
        free: 4,
        first: MINUTE,
        longest: 60 * MINUTE,
        forget_after: 24 * 60 * MINUTE,
        close_at: Some(100),
    };

    /// For one address, behind which many people may sit.
    pub const ADDRESS: Policy = Policy {
        free: 19,
        first: MINUTE,
        longest: 15 * MINUTE,
        forget_after: 60 * MINUTE,
        close_at: None,
    };
}

/// What is kept of one login or address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempts {
    /// Failures in a row.
    pub failures: u32,
    /// When the last one was, in epoch microseconds.
    pub last: i64,
}

/// Whether an attempt may be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// It may.
    Open,
    /// Not before this time (epoch microseconds).
    Until(i64),
    /// Not before an administrator unlocks it.
    Closed,
}

impl Attempts {
    /// Whether an attempt may be made now. Ask before the password is compared; an attempt at a
    /// shut gate is not counted.
    #[must_use]
    pub fn gate(&self, policy: &Policy, now: i64) -> Gate {
        if policy.close_at.is_some_and(|most| self.failures >= most) {
            return Gate::Closed;
        }
        if self.failures <= policy.free || self.is_forgotten(policy, now) {
            return Gate::Open;
        }
        let doublings = (self.failures - policy.free - 1).min(30);
        let lock = policy.first.saturating_mul(1 << doublings).min(policy.longest);
        let until = self.last.saturating_add(lock);
        if now >= until { Gate::Open } else { Gate::Until(until) }
    }

    /// After a failure.
    #[must_use]
    pub fn failed(self, policy: &Policy, now: i64) -> Attempts {
        let before = if self.is_forgotten(policy, now) { 0 } else { self.failures };
        Attempts { failures: before.saturating_add(1), last: now.max(self.last) }
    }

    /// After a success, or when an administrator unlocks.
    #[must_use]
    pub fn cleared(self) -> Attempts {
        Attempts::default()
    }

    /// A login that is closed stays so; a clock that goes back forgets nothing.
    fn is_forgotten(&self, policy: &Policy, now: i64) -> bool {
        let closed = policy.close_at.is_some_and(|most| self.failures >= most);
        !closed && now.saturating_sub(self.last) >= policy.forget_after
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(failures: u32) -> Attempts {
        (0..failures).fold(Attempts::default(), |attempts, _| attempts.failed(&Policy::LOGIN, 0))
    }

    #[test]
    fn the_lock_grows() {
        let cases = [
            (0, Gate::Open),
            (4, Gate::Open),
            (5, Gate::Until(MINUTE)),
            (6, Gate::Until(2 * MINUTE)),
            (7, Gate::Until(4 * MINUTE)),
            (10, Gate::Until(32 * MINUTE)),
            (11, Gate::Until(60 * MINUTE)),
            (99, Gate::Until(60 * MINUTE)),
            (100, Gate::Closed),
        ];
        for (failures, gate) in cases {
            assert_eq!(after(failures).gate(&Policy::LOGIN, 0), gate, "{failures}");
        }
        assert_eq!(after(5).gate(&Policy::LOGIN, MINUTE - 1), Gate::Until(MINUTE));
        assert_eq!(after(5).gate(&Policy::LOGIN, MINUTE), Gate::Open);
    }

    #[test]
    fn success_and_time_forget() {
        let policy = Policy::LOGIN;
        assert_eq!(after(9).cleared().gate(&policy, 0), Gate::Open);
        let later = policy.forget_after;
        assert_eq!(after(9).failed(&policy, later).failures, 1);
        assert_eq!(after(9).failed(&policy, later - 1).failures, 10);
        assert_eq!(after(100).gate(&policy, later), Gate::Closed);
        assert_eq!(after(100).failed(&policy, later).failures, 101);
    }

    #[test]
    fn a_clock_that_goes_back_opens_nothing() {
        let locked = Attempts { failures: 5, last: 10 * MINUTE };
        assert_eq!(locked.gate(&Policy::LOGIN, 0), Gate::Until(11 * MINUTE));
        assert_eq!(locked.failed(&Policy::LOGIN, 0).last, 10 * MINUTE);
    }

    #[test]
    fn an_address_locks_later_and_never_closes() {
        let failed = |n| Attempts { failures: n, last: 0 }.gate(&Policy::ADDRESS, 0);
        assert_eq!(failed(19), Gate::Open);
        assert_eq!(failed(20), Gate::Until(MINUTE));
        assert_eq!(failed(u32::MAX), Gate::Until(15 * MINUTE));
    }
}

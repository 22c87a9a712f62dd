//! How many requests a principal or an address may make: a bucket of tokens for each, refilled
//! by time. The time is passed in; the number of buckets is bounded.

use std::collections::HashMap;

/// Most buckets that are kept.
pub const MOST_BUCKETS: usize = 100_000;

const SECOND: i64 = 1_000_000;

/// A limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Requests that may come at once.
    pub burst: u32,
    /// Requests a minute in the long run.
    pub per_minute: u32,
}

/// What became of a request, and the numbers of the answer's headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// False: answer 429.
    pub allowed: bool,
    /// Requests that may come at once.
    pub limit: u32,
    /// Requests left now.
    pub remaining: u32,
    /// Seconds until the bucket is full.
    pub reset: u64,
    /// Seconds until the next request is allowed; 0 where this one was.
    pub retry_after: u64,
}

impl Verdict {
    /// Names and values of the headers: the three `RateLimit-` fields of the IETF's httpapi
    /// drafts up to 06, which clients know, and `Retry-After` (RFC 9110, section 10.2.3) with a
    /// refusal.
    #[must_use]
    pub fn headers(&self) -> Vec<(&'static str, String)> {
        let mut headers = vec![
            ("ratelimit-limit", self.limit.to_string()),
            ("ratelimit-remaining", self.remaining.to_string()),
            ("ratelimit-reset", self.reset.to_string()),
        ];
        if !self.allowed {
            headers.push(("retry-after", self.retry_after.to_string()));
        }
        headers
    }
}

/// Microseconds' worth of tokens: one token is what refills in `60 s / per_minute`.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    credit: i64,
    at: i64,
}

/// The buckets of one kind of request. The limit comes with each request, for a site may change
/// it while the service runs.
#[derive(Debug)]
pub struct Limiter {
    most: usize,
    buckets: HashMap<String, Bucket>,
    /// Shared by all who come while every bucket is taken: a flood of made-up names is held
    /// back, and is not let through for want of memory.
    rest: Option<Bucket>,
    swept: i64,
}

impl Default for Limiter {
    fn default() -> Limiter {
        Limiter::with_most(MOST_BUCKETS)
    }
}

impl Limiter {
    fn with_most(most: usize) -> Limiter {
        Limiter { most, buckets: HashMap::new(), rest: None, swept: i64::MIN }
    }

    /// Takes one token from the bucket of `key` at `now` (epoch microseconds). A limit of 0
    /// counts as 1.
    pub fn take(&mut self, key: &str, limit: Limit, now: i64) -> Verdict {
        let limit = Limit { burst: limit.burst.max(1), per_minute: limit.per_minute.max(1) };
        if let Some(bucket) = self.buckets.get_mut(key) {
            return spend(bucket, limit, now);
        }
        if self.buckets.len() >= self.most {
            self.sweep(limit, now);
        }
        if self.buckets.len() >= self.most {
            let full = Bucket { credit: full(limit), at: i64::MIN };
            return spend(self.rest.get_or_insert(full), limit, now);
        }
        let mut bucket = Bucket { credit: full(limit), at: now };
        let verdict = spend(&mut bucket, limit, now);
        self.buckets.insert(key.to_owned(), bucket);
        verdict
    }

    /// Forgets the buckets that are full again; at most once a second, for it looks at all.
    fn sweep(&mut self, limit: Limit, now: i64) {
        if now.saturating_sub(self.swept) < SECOND && now >= self.swept {
            return;
        }
        self.swept = now;
        self.buckets.retain(|_, bucket| refilled(bucket, limit, now) < full(limit));
    }
}

fn price(limit: Limit) -> i64 {
    (60 * SECOND / i64::from(limit.per_minute)).max(1)
}

fn full(limit: Limit) -> i64 {
    price(limit).saturating_mul(i64::from(limit.burst))
}

/// A clock that goes back gives nothing and takes nothing.
fn refilled(bucket: &Bucket, limit: Limit, now: i64) -> i64 {
    let passed = now.saturating_sub(bucket.at).max(0);
    bucket.credit.saturating_add(passed).min(full(limit))
}

fn spend(bucket: &mut Bucket, limit: Limit, now: i64) -> Verdict {
    let price = price(limit);
    let credit = refilled(bucket, limit, now);
    let allowed = credit >= price;
    bucket.credit = if allowed { credit - price } else { credit };
    // The later of both, so that a clock that goes back and forth credits no time twice.
    bucket.at = bucket.at.max(now);
    let missing = if allowed { 0 } else { price - credit };
    Verdict {
        allowed,
        limit: limit.burst,
        remaining: u32::try_from(bucket.credit / price).unwrap_or(u32::MAX),
        reset: seconds(full(limit) - bucket.credit),
        retry_after: seconds(missing),
    }
}

fn seconds(microseconds: i64) -> u64 {
    u64::try_from(microseconds).unwrap_or(0).div_ceil(SECOND.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMIT: Limit = Limit { burst: 3, per_minute: 60 };

    #[test]
    fn a_burst_then_one_a_second() {
        let mut limiter = Limiter::default();
        let cases = [
            // now, allowed, remaining, reset, retry
            (0, true, 2, 1, 0),
            (0, true, 1, 2, 0),
            (0, true, 0, 3, 0),
            (0, false, 0, 3, 1),
            (SECOND / 2, false, 0, 3, 1),
            (SECOND, true, 0, 3, 0),
            (SECOND - 1, false, 0, 3, 1),
            (60 * SECOND, true, 2, 1, 0),
        ];
        for (now, allowed, remaining, reset, retry_after) in cases {
            let expected = Verdict { allowed, limit: 3, remaining, reset, retry_after };
            assert_eq!(limiter.take("ada", LIMIT, now), expected, "{now}");
        }
        assert!(limiter.take("bob", LIMIT, 0).allowed);
    }

    #[test]
    fn headers() {
        let mut limiter = Limiter::default();
        let slow = Limit { burst: 1, per_minute: 2 };
        let names = |verdict: Verdict| verdict.headers().len();
        assert_eq!(names(limiter.take("ada", slow, 0)), 3);
        let refused = limiter.take("ada", slow, 0);
        assert_eq!(refused.headers()[3], ("retry-after", "30".to_owned()));
    }

    #[test]
    fn names_without_end_share_one_bucket() {
        let mut limiter = Limiter::with_most(10);
        let let_in = (0..1_000).filter(|n| limiter.take(&n.to_string(), LIMIT, 0).allowed).count();
        assert_eq!(let_in, 10 + 3);
        assert_eq!(limiter.buckets.len(), 10);
        // Later the first ones are full again, and are forgotten.
        assert!(limiter.take("new", LIMIT, 10 * SECOND).allowed);
        assert_eq!(limiter.buckets.len(), 1);
    }

    #[test]
    fn a_clock_that_goes_back_gives_nothing() {
        let mut limiter = Limiter::default();
        for _ in 0..3 {
            assert!(limiter.take("ada", LIMIT, 100 * SECOND).allowed);
        }
        assert!(!limiter.take("ada", LIMIT, 0).allowed);
        assert!(!limiter.take("ada", LIMIT, i64::MIN).allowed);
    }

    #[test]
    fn a_limit_of_nothing_is_one() {
        let mut limiter = Limiter::default();
        let nothing = Limit { burst: 0, per_minute: 0 };
        assert!(limiter.take("ada", nothing, 0).allowed);
        assert_eq!(limiter.take("ada", nothing, 0).retry_after, 60);
    }

    #[test]
    fn a_limit_that_changes_holds_at_once() {
        let mut limiter = Limiter::default();
        let wide = Limit { burst: 100, per_minute: 60 };
        assert_eq!(limiter.take("ada", wide, 0).remaining, 99);
        assert_eq!(limiter.take("ada", LIMIT, 0).remaining, 2);
        assert_eq!(limiter.take("ada", wide, 0).remaining, 1);
    }
}

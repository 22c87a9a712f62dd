//! The clock and the dice: everything that is not a function of its input comes from here, so that
//! tests and the demo hand in their own.

use model::Date;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::UNIX_EPOCH;

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

/// Days from 1970-01-01 to 2000-01-01.
const DAYS_TO_2000: i64 = 10_957;

/// What the service asks of the world.
pub trait Surroundings: Send + Sync {
    /// Now, in microseconds since 1970 (UTC). Never earlier than it said before.
    fn now(&self) -> i64;
    /// Fills a slice with bytes that nobody can guess.
    fn random(&self, bytes: &mut [u8]);
}

/// The machine's clock and its source of random bytes.
#[derive(Debug, Default)]
pub struct Machine {
    latest: AtomicI64,
    ahead: i64,
}

impl Machine {
    /// The same machine with a clock that shows `now` at this moment and runs on from there: for
    /// the made-up practice, whose story ends on a fixed day. Never for a site.
    #[must_use]
    pub fn starting_at(now: i64) -> Machine {
        let machine = Machine::default();
        let real = machine.now();
        Machine { latest: AtomicI64::new(0), ahead: now - real }
    }
}

impl Surroundings for Machine {
    #[expect(clippy::disallowed_methods, reason = "the service's one look at the clock")]
    fn now(&self) -> i64 {
        let elapsed = std::time::SystemTime::now().duration_since(UNIX_EPOCH);
        let now = elapsed.map_or(0, |elapsed| i64::try_from(elapsed.as_micros()).unwrap_or(0));
        let now = now + self.ahead;
        // A clock that goes back stands still here: nothing happens before what caused it.
        self.latest.fetch_max(now, Ordering::Relaxed).max(now)
    }

    fn random(&self, bytes: &mut [u8]) {
        // The operating system's generator does not fail once it is seeded; if it did, zeros must
        // not pass as a secret.
        aws_lc_rs::rand::fill(bytes).expect("the system gives random bytes");
    }
}

/// A clock that stands until it is moved, and dice that fall the same each time: for the demo and
/// for tests. Never for a site.
#[derive(Debug)]
pub struct Seeded {
    now: AtomicI64,
    dice: AtomicU64,
}

impl Seeded {
    /// A clock at a time, and the seed of the dice.
    #[must_use]
    pub fn new(now: i64, seed: u64) -> Seeded {
        Seeded { now: AtomicI64::new(now), dice: AtomicU64::new(seed) }
    }

    /// Sets the clock.
    pub fn set(&self, now: i64) {
        self.now.store(now, Ordering::Relaxed);
    }
}

impl Surroundings for Seeded {
    fn now(&self) -> i64 {
        self.now.load(Ordering::Relaxed)
    }

    fn random(&self, bytes: &mut [u8]) {
        for byte in bytes {
            let state = self.dice.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
            let mut z = state;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            *byte = (z >> 56) as u8;
        }
    }
}

impl Surroundings for std::sync::Arc<Seeded> {
    fn now(&self) -> i64 {
        Seeded::now(self)
    }

    fn random(&self, bytes: &mut [u8]) {
        Seeded::random(self, bytes);
    }
}

/// The day of a time, in UTC.
#[must_use]
pub fn day_of(at_micros: i64) -> Date {
    let days = at_micros.div_euclid(DAY) - DAYS_TO_2000;
    Date::from_days_since_2000(i32::try_from(days).unwrap_or(0))
}

/// The first moment of a day, in UTC.
#[must_use]
pub fn start_of(day: Date) -> i64 {
    (i64::from(day.days_since_2000()) + DAYS_TO_2000) * DAY
}

/// A time as people read it: `2026-06-22 14:05`, in UTC.
#[must_use]
pub fn shown(at_micros: i64) -> String {
    let minutes = at_micros.rem_euclid(DAY) / 60_000_000;
    format!("{} {:02}:{:02}", day_of(at_micros), minutes / 60, minutes % 60)
}

/// A time as programs read it (RFC 3339).
#[must_use]
pub fn rfc3339(at_micros: i64) -> String {
    let seconds = at_micros.rem_euclid(DAY) / 1_000_000;
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{}T{hour:02}:{minute:02}:{second:02}Z", day_of(at_micros))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_shown_in_utc_before_and_after_1970() {
        let cases = [
            (0, "1970-01-01 00:00", "1970-01-01T00:00:00Z"),
            (1_782_136_800_000_000, "2026-06-22 14:00", "2026-06-22T14:00:00Z"),
            (-1, "1969-12-31 23:59", "1969-12-31T23:59:59Z"),
        ];
        for (at, people, programs) in cases {
            assert_eq!(shown(at), people);
            assert_eq!(rfc3339(at), programs);
        }
        assert_eq!(day_of(start_of(day_of(1_782_136_800_000_000))).to_string(), "2026-06-22");
    }
}

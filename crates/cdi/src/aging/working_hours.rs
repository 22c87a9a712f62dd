//! Hours that count: between opening and closing on the days that a site names.

use super::HOUR_MICROS;
use serde::{Deserialize, Serialize};

const MINUTE_MICROS: i64 = HOUR_MICROS / 60;
const DAY_MICROS: i64 = 24 * HOUR_MICROS;
/// Most days that are walked: longer than the longest step takes with one short day a week.
const MOST_DAYS: usize = 8_000;

/// The working hours of a site. Holidays are not known to it; a time zone is a fixed offset, so
/// that a change of clocks moves a step by an hour at most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkingHours {
    /// Minutes east of UTC.
    pub utc_offset_minutes: i32,
    /// Monday to Sunday.
    pub days: [bool; 7],
    /// First minute of the working day, 0 to 1439.
    pub from_minute: u16,
    /// One past the last minute, at most 1440.
    pub to_minute: u16,
}

impl WorkingHours {
    /// True when time passes in them at all.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.days.contains(&true)
            && self.from_minute < self.to_minute
            && self.to_minute <= 1440
            && self.utc_offset_minutes.abs() <= 1440
    }

    /// The time at which `length` microseconds of working time have passed since `start`.
    #[must_use]
    pub fn after(&self, start: i64, length: i64) -> i64 {
        let offset = i64::from(self.utc_offset_minutes) * MINUTE_MICROS;
        let mut at = start.saturating_add(offset);
        let mut left = length.max(0);
        for _ in 0..MOST_DAYS {
            let day = at.div_euclid(DAY_MICROS);
            let midnight = day.saturating_mul(DAY_MICROS);
            let opens = midnight.saturating_add(i64::from(self.from_minute) * MINUTE_MICROS);
            let closes = midnight.saturating_add(i64::from(self.to_minute) * MINUTE_MICROS);
            // The first day of the epoch was a Thursday.
            let weekday = usize::try_from((day + 3).rem_euclid(7)).unwrap_or(0);
            if self.days[weekday] && at < closes {
                let from = at.max(opens);
                if left <= closes.saturating_sub(from) {
                    return from.saturating_add(left).saturating_sub(offset);
                }
                left -= closes.saturating_sub(from);
            }
            at = midnight.saturating_add(DAY_MICROS);
        }
        at.saturating_add(left).saturating_sub(offset)
    }
}

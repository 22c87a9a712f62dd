//! Days on which the practice works, and moments as microseconds since 1970-01-01T00:00Z.

use model::Date;
use std::collections::BTreeSet;

/// Microseconds of a minute.
pub(super) const MINUTE: i64 = 60_000_000;
const DAY: i64 = 24 * 60 * MINUTE;
/// 2000-01-01 lies so many days after 1970-01-01.
const DAYS_1970_TO_2000: i64 = 10_957;
/// The practice's clock is six hours behind Greenwich (standard time, the whole year).
const ZONE_MINUTES: i64 = 6 * 60;

/// The practice's closed days.
#[derive(Clone, Debug)]
pub(super) struct Calendar {
    pub(super) holidays: BTreeSet<Date>,
}

impl Calendar {
    /// Monday to Friday, and no holiday.
    pub(super) fn works(&self, day: Date) -> bool {
        // 2000-01-01 was a Saturday.
        let weekday = day.days_since_2000().rem_euclid(7);
        weekday > 1 && !self.holidays.contains(&day)
    }

    /// The day itself, or the next one on which the practice works.
    pub(super) fn working(&self, mut day: Date) -> Date {
        while !self.works(day) {
            day = day.plus_days(1);
        }
        day
    }

    /// So many working days later.
    pub(super) fn later(&self, mut day: Date, working_days: i64) -> Date {
        for _ in 0..working_days.max(0) {
            day = self.working(day.plus_days(1));
        }
        self.working(day)
    }
}

/// The moment: a day, and minutes after midnight by the practice's clock.
pub(super) fn moment(day: Date, minutes: i64) -> i64 {
    let days = i64::from(day.days_since_2000()) + DAYS_1970_TO_2000;
    days * DAY + (minutes + ZONE_MINUTES) * MINUTE
}

/// MM/DD/YYYY, as notes write it.
pub(super) fn written_day(day: Date) -> String {
    format!("{:02}/{:02}/{}", day.month(), day.day(), day.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn knows_weekends_and_holidays() {
        let calendar = Calendar { holidays: [day("2026-05-25")].into() };
        for (text, works) in [
            ("2026-05-22", true),
            ("2026-05-23", false),
            ("2026-05-24", false),
            ("2026-05-25", false),
            ("2026-05-26", true),
        ] {
            assert_eq!(calendar.works(day(text)), works, "{text}");
        }
        assert_eq!(calendar.later(day("2026-05-22"), 1), day("2026-05-26"));
        assert_eq!(calendar.later(day("2026-05-23"), 0), day("2026-05-26"));
    }

    #[test]
    fn counts_from_1970() {
        // 2026-06-22T15:00:00Z is 1 782 140 400 seconds after the epoch.
        assert_eq!(moment(day("2026-06-22"), 9 * 60), 1_782_140_400_000_000);
        assert_eq!(moment(day("2000-01-01"), -360), 946_684_800_000_000);
    }
}

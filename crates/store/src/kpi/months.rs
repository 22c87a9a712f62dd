//! The months of a trend.

use model::Date;

/// Months of a trend: the present one and the twelve before, so that a year can be compared.
pub const MONTHS: usize = 13;

/// Microseconds of a day.
pub(super) const DAY: i64 = 86_400_000_000;

/// Days from 1970-01-01 to 2000-01-01.
const DAYS_TO_2000: i64 = 10_957;

/// One month, as far as it lies before the day asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Month {
    /// `2026-06`.
    pub label: String,
    /// Its first moment, in microseconds since 1970 (UTC).
    pub from: i64,
    /// The first moment after it, or the time asked about.
    pub to: i64,
}

impl Month {
    /// The month in which a moment lies, to its end.
    #[must_use]
    pub fn of(at: i64) -> Month {
        let days = i32::try_from(at.div_euclid(DAY) - DAYS_TO_2000).unwrap_or(0);
        let day = Date::from_days_since_2000(days);
        let (year, month) = (day.year(), day.month());
        let next = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        let (from, to) = (start(year, month), start(next.0, next.1));
        Month { label: format!("{year:04}-{month:02}"), from, to }
    }

    /// The whole month of a label such as `2026-06`.
    #[must_use]
    pub fn of_label(label: &str) -> Option<Month> {
        let day: Date = format!("{label}-01").parse().ok()?;
        let month = Month::of(midnight(day));
        (month.label == label).then_some(month)
    }

    /// The whole month before.
    #[must_use]
    pub fn before(&self) -> Month {
        Month::of(self.from - 1)
    }

    /// The first moment of the month after it, also where it is told to an earlier time only.
    #[must_use]
    pub fn after(&self) -> i64 {
        Month::of(self.from).to
    }
}

fn start(year: i16, month: i8) -> i64 {
    midnight(Date::new(year, month, 1).unwrap_or_default())
}

/// The first moment of a day, in microseconds since 1970 (UTC).
#[must_use]
pub fn midnight(day: Date) -> i64 {
    (i64::from(day.days_since_2000()) + DAYS_TO_2000) * DAY
}

/// The months that end with the one in which the last moment before `at` lies, oldest first.
#[must_use]
pub fn months(at: i64) -> Vec<Month> {
    let mut months = vec![Month { to: at, ..Month::of(at - 1) }];
    while months.len() < MONTHS {
        let earlier = months[months.len() - 1].before();
        months.push(earlier);
    }
    months.reverse();
    months
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirteen_months_follow_each_other_and_end_now() {
        // 2026-03-15 12:00 UTC.
        let now = 1_773_576_000_000_000;
        let months = months(now);
        let labels: Vec<&str> = months.iter().map(|month| month.label.as_str()).collect();
        assert_eq!(labels.len(), 13);
        assert_eq!((labels[0], labels[12], labels[10]), ("2025-03", "2026-03", "2026-01"));
        assert!(months.windows(2).all(|pair| pair[0].to == pair[1].from));
        assert_eq!(months[12].to, now);
        assert_eq!(months[11].to - months[11].from, 28 * DAY);
    }

    #[test]
    fn a_month_that_is_just_over_is_the_last_one() {
        let june = Month::of_label("2026-06").unwrap();
        let months = months(june.to);
        assert_eq!(months[12], june);
        assert_eq!((june.after(), june.before().label.as_str()), (june.to, "2026-05"));
        assert_eq!(Month::of_label("2026-6"), None);
        assert_eq!(Month::of_label("2026-13"), None);
        assert_eq!(
            Month::of_label("2025-12").unwrap().after(),
            midnight("2026-01-01".parse().unwrap())
        );
    }
}

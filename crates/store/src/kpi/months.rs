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

/// The months that end with the one in which `at` lies, oldest first.
#[must_use]
pub fn months(at: i64) -> Vec<Month> {
    let days = i32::try_from(at.div_euclid(DAY) - DAYS_TO_2000).unwrap_or(0);
    let today = Date::from_days_since_2000(days);
    let (mut year, mut month) = (today.year(), today.month());
    let mut to = at;
    let mut months = Vec::with_capacity(MONTHS);
    for _ in 0..MONTHS {
        let first = Date::new(year, month, 1).unwrap_or_default();
        let from = (i64::from(first.days_since_2000()) + DAYS_TO_2000) * DAY;
        months.push(Month { label: format!("{year:04}-{month:02}"), from, to });
        to = from;
        (year, month) = if month == 1 { (year - 1, 12) } else { (year, month - 1) };
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
}

//! Business days of banks.

use model::Date;

/// Days over which business days are counted one by one; older money is as old as that.
const MOST_DAYS: i32 = 3_660;

/// Day of the week, 0 a Monday. 2000-01-01 was a Saturday.
fn weekday(day: Date) -> i32 {
    (day.days_since_2000() + 5).rem_euclid(7)
}

/// Business days after `from` up to and with `to`: weekends and holidays do not count. Nothing
/// when `to` is earlier.
#[must_use]
pub fn business_days_between(from: Date, to: Date, holidays: &[Date]) -> u32 {
    let days = from.days_until(to).clamp(0, MOST_DAYS);
    let open = |after: &i32| {
        let day = from.plus_days(*after);
        weekday(day) < 5 && !holidays.contains(&day)
    };
    (1..=days).filter(open).count() as u32
}

/// The days on which the Federal Reserve Banks are closed in a year. One that falls on a Sunday
/// is kept on Monday; on a Saturday the Friday before stays open (their holiday schedule).
#[must_use]
pub fn federal_holidays(year: i16) -> Vec<Date> {
    let on = |month, day| Date::new(year, month, day);
    // The n-th weekday of a month, from 1; a Monday is 0.
    let nth = |month: i8, wanted: i32, n: i32| {
        let first = Date::new(year, month, 1)?;
        Some(first.plus_days((wanted - weekday(first)).rem_euclid(7) + 7 * (n - 1)))
    };
    let last_monday_of_may = || {
        let last = Date::new(year, 5, 31)?;
        Some(last.plus_days(-weekday(last)))
    };
    let fixed = [on(1, 1), on(6, 19), on(7, 4), on(11, 11), on(12, 25)];
    let kept = fixed.into_iter().flatten().filter_map(|day| match weekday(day) {
        5 => None,
        6 => Some(day.plus_days(1)),
        _ => Some(day),
    });
    let moving = [
        nth(1, 0, 3),
        nth(2, 0, 3),
        last_monday_of_may(),
        nth(9, 0, 1),
        nth(10, 0, 2),
        nth(11, 3, 4),
    ];
    let mut all: Vec<Date> = kept.chain(moving.into_iter().flatten()).collect();
    all.sort_unstable();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn holidays_of_the_banks() {
        let of_2026: Vec<String> = federal_holidays(2026).iter().map(Date::to_string).collect();
        // Independence Day of 2026 is a Saturday.
        let wanted = [
            "2026-01-01",
            "2026-01-19",
            "2026-02-16",
            "2026-05-25",
            "2026-06-19",
            "2026-09-07",
            "2026-10-12",
            "2026-11-11",
            "2026-11-26",
            "2026-12-25",
        ];
        assert_eq!(of_2026, wanted);
        // Juneteenth of 2022 and New Year's Day of 2023 were Sundays.
        assert!(federal_holidays(2022).contains(&day("2022-06-20")));
        assert!(federal_holidays(2023).contains(&day("2023-01-02")));
    }

    #[test]
    fn weekends_and_holidays_do_not_count() {
        for (from, to, count) in [
            ("2026-07-01", "2026-07-01", 0),
            ("2026-07-01", "2026-07-02", 1),
            ("2026-07-01", "2026-07-06", 3),
            ("2026-07-04", "2026-07-06", 1),
            ("2026-05-22", "2026-05-26", 1),
            ("2026-07-06", "2026-07-01", 0),
        ] {
            let days = business_days_between(day(from), day(to), &federal_holidays(2026));
            assert_eq!(days, count, "{from} to {to}");
        }
    }
}

//! The table of limits (`data/edits/frequency.csv`; its README tells the columns).

use model::{Date, Severity};
use std::fmt;
use std::sync::OnceLock;

const TABLE: &str = include_str!("../../../../../data/edits/frequency.csv");
const COLUMNS: usize = 12;

/// Over which time services are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Period {
    /// The patient's life.
    Lifetime,
    /// So many whole months between the month of the last service and that of the next.
    FullMonths(u16),
    /// So many months back from the day.
    Months(u16),
    /// So many days back from the day.
    Days(u16),
    /// From 1 January to 31 December.
    CalendarYear,
}

impl Period {
    fn read(text: &str) -> Option<Period> {
        match text {
            "lifetime" => return Some(Period::Lifetime),
            "calendar year" => return Some(Period::CalendarYear),
            _ => {}
        }
        let (count, unit) = text.split_once(' ')?;
        let count = count.parse().ok().filter(|count| *count > 0)?;
        match unit {
            "full months" => Some(Period::FullMonths(count)),
            "months" => Some(Period::Months(count)),
            "days" => Some(Period::Days(count)),
            _ => None,
        }
    }

    /// The first day on which a service of `day` counts no more; `None` when it always will.
    pub(super) fn free_again(self, day: Date) -> Option<Date> {
        match self {
            Period::Lifetime => None,
            Period::FullMonths(months) => Some(later(day, i32::from(months) + 1, 1)),
            Period::Months(months) => Some(later(day, i32::from(months), day.day())),
            Period::Days(days) => Some(day.plus_days(i32::from(days))),
            Period::CalendarYear => Date::new(day.year().saturating_add(1), 1, 1),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Period::Lifetime => f.write_str("a lifetime"),
            Period::FullMonths(months) => write!(f, "{months} full months"),
            Period::Months(months) => write!(f, "{months} months"),
            Period::Days(days) => write!(f, "{days} days"),
            Period::CalendarYear => f.write_str("a calendar year"),
        }
    }
}

/// A day of the month that lies so many months later; the first of the month after it where that
/// month is too short.
fn later(day: Date, months: i32, of_month: i8) -> Date {
    let month = i32::from(day.year()) * 12 + i32::from(day.month()) - 1 + months;
    let at = |month: i32, of_month: i8| {
        let year = i16::try_from(month.div_euclid(12)).ok()?;
        Date::new(year, i8::try_from(month.rem_euclid(12) + 1).ok()?, of_month)
    };
    at(month, of_month).or_else(|| at(month + 1, 1)).unwrap_or(day)
}

/// One limit.
#[derive(Debug)]
pub(super) struct Limit {
    pub(super) codes: Vec<&'static str>,
    pub(super) counted: Vec<&'static str>,
    pub(super) limit: u16,
    pub(super) period: Period,
    pub(super) severity: Severity,
    pub(super) only_with: Vec<&'static str>,
    pub(super) not_with: Vec<&'static str>,
    pub(super) unless: Vec<&'static str>,
    pub(super) uncounted: Vec<&'static str>,
    pub(super) from: Date,
    pub(super) to: Option<Date>,
    pub(super) source: &'static str,
}

fn read(line: &'static str) -> Option<Limit> {
    let cells: [&str; COLUMNS] = line.split(',').collect::<Vec<_>>().try_into().ok()?;
    let [codes, counted, limit, period, severity, only, not, unless, uncounted, from, to, source] =
        cells;
    let list = |cell: &'static str| cell.split_whitespace().collect::<Vec<_>>();
    let severity = match severity {
        "block" => Severity::Block,
        "reason" => Severity::Reason,
        "warn" => Severity::Warn,
        _ => return None,
    };
    let to = if to.is_empty() { None } else { Some(to.parse().ok()?) };
    let limit = Limit {
        codes: list(codes),
        counted: list(counted),
        limit: limit.parse().ok().filter(|limit| *limit > 0)?,
        period: Period::read(period)?,
        severity,
        only_with: list(only),
        not_with: list(not),
        unless: list(unless),
        uncounted: list(uncounted),
        from: from.parse().ok()?,
        to,
        source: source.trim(),
    };
    let whole = !limit.codes.is_empty() && !limit.counted.is_empty() && !limit.source.is_empty();
    whole.then_some(limit)
}

/// Every limit, in the order of the table.
pub(super) fn all() -> &'static [Limit] {
    static LIMITS: OnceLock<Vec<Limit>> = OnceLock::new();
    LIMITS.get_or_init(|| TABLE.lines().skip(1).filter_map(read).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn every_line_of_the_table_is_a_limit() {
        let lines: Vec<_> = TABLE.lines().skip(1).collect();
        for line in &lines {
            let limit = read(line).unwrap_or_else(|| panic!("{line}"));
            for code in limit.codes.iter().chain(&limit.counted) {
                assert!(codesets::code_table::code(code).is_some(), "{code} in {line}");
            }
        }
        assert_eq!(all().len(), lines.len());
        assert!(all().len() > 25);
    }

    #[test]
    fn broken_lines_are_none() {
        let line = "G0439,G0439,1,11 full months,block,,,,,2011-01-01,,42 CFR 410.15";
        assert!(read(line).is_some());
        for (a, b) in [
            ("G0439,G0439", ",G0439"),
            (",1,", ",0,"),
            ("11 full months", "0 full months"),
            ("11 full months", "11 weeks"),
            ("block", "stop"),
            ("2011-01-01", "soon"),
            (",,42 CFR", ",x,42 CFR"),
            ("42 CFR 410.15", ""),
            ("42 CFR", "42, CFR"),
        ] {
            let broken: &'static str = line.replacen(a, b, 1).leak();
            assert!(read(broken).is_none(), "{broken}");
        }
    }

    #[test]
    fn when_a_service_counts_no_more() {
        for (period, on, free) in [
            (Period::FullMonths(11), "2025-06-01", Some("2026-06-01")),
            (Period::FullMonths(11), "2025-06-30", Some("2026-06-01")),
            (Period::FullMonths(11), "2025-01-31", Some("2026-01-01")),
            (Period::FullMonths(11), "2024-12-15", Some("2025-12-01")),
            (Period::FullMonths(23), "2024-02-29", Some("2026-02-01")),
            (Period::FullMonths(119), "2016-06-10", Some("2026-06-01")),
            (Period::Months(12), "2025-06-15", Some("2026-06-15")),
            (Period::Months(12), "2024-02-29", Some("2025-03-01")),
            (Period::Days(30), "2026-06-15", Some("2026-07-15")),
            (Period::CalendarYear, "2025-12-31", Some("2026-01-01")),
            (Period::CalendarYear, "2025-01-01", Some("2026-01-01")),
            (Period::Lifetime, "2025-01-01", None),
        ] {
            assert_eq!(period.free_again(day(on)), free.map(day), "{period} {on}");
        }
    }
}

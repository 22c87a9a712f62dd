//! Civil dates (dates of service, of birth). No clock is read here.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A calendar day, `YYYY-MM-DD`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(jiff::civil::Date);

/// Why a text is not a date.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a calendar date; write it as YYYY-MM-DD")]
pub struct DateError {
    /// The text as it was given.
    pub text: String,
}

impl Date {
    /// The day, or `None` when there is no such day in the calendar.
    #[must_use]
    pub fn new(year: i16, month: i8, day: i8) -> Option<Date> {
        jiff::civil::Date::new(year, month, day).ok().map(Date)
    }

    /// The month that an English word names by its first three letters: 9 for `Sep`, `sept` and
    /// `September`.
    #[must_use]
    pub fn month_named(word: &str) -> Option<i8> {
        const MONTHS: [&str; 12] =
            ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
        let name = word.get(..3)?;
        (1..).zip(MONTHS).find(|(_, month)| name.eq_ignore_ascii_case(month)).map(|found| found.0)
    }

    /// Reads the X12 form `CCYYMMDD` (D8).
    ///
    /// # Errors
    /// When the text is not eight digits that name a day.
    pub fn from_x12(text: &str) -> Result<Date, DateError> {
        let fault = || DateError { text: text.to_owned() };
        if text.len() != 8 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(fault());
        }
        let part = |range: std::ops::Range<usize>| text[range].parse::<i16>().unwrap_or(0);
        let (month, day) = (part(4..6), part(6..8));
        Date::new(part(0..4), month as i8, day as i8).ok_or_else(fault)
    }

    /// The X12 form `CCYYMMDD` (D8).
    #[must_use]
    pub fn to_x12(self) -> String {
        self.0.strftime("%Y%m%d").to_string()
    }

    /// Year of the Gregorian calendar.
    #[must_use]
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// Month, 1 to 12.
    #[must_use]
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// Day of the month, 1 to 31.
    #[must_use]
    pub fn day(self) -> i8 {
        self.0.day()
    }

    /// Whole years from this day (a birth date) to `on`; 0 when `on` is earlier.
    #[must_use]
    pub fn years_until(self, on: Date) -> u16 {
        let had_birthday = (on.month(), on.day()) >= (self.month(), self.day());
        let years = i32::from(on.year()) - i32::from(self.year()) - i32::from(!had_birthday);
        u16::try_from(years.max(0)).unwrap_or(0)
    }

    /// Days from this day to `other`; negative when `other` is earlier.
    #[must_use]
    pub fn days_until(self, other: Date) -> i32 {
        self.0.until(other.0).map_or(0, |span| span.get_days())
    }

    /// The day `days` later (earlier when negative); saturates at the calendar's ends.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Date {
        Date(self.0.saturating_add(jiff::Span::new().days(days.clamp(-3_000_000, 3_000_000))))
    }

    /// Days since 2000-01-01; a compact form for packed tables.
    #[must_use]
    pub fn days_since_2000(self) -> i32 {
        Date(jiff::civil::date(2000, 1, 1)).days_until(self)
    }

    /// The day that lies `days` after 2000-01-01.
    #[must_use]
    pub fn from_days_since_2000(days: i32) -> Date {
        Date(jiff::civil::date(2000, 1, 1)).plus_days(days)
    }
}

impl Default for Date {
    /// The first day of ICD-10-CM, 2015-10-01.
    fn default() -> Date {
        Date(jiff::civil::date(2015, 10, 1))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl FromStr for Date {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Date, DateError> {
        let fault = || DateError { text: text.to_owned() };
        let bytes = text.as_bytes();
        let well_formed = bytes.len() == 10
            && bytes.iter().enumerate().all(|(i, b)| match i {
                4 | 7 => *b == b'-',
                _ => b.is_ascii_digit(),
            });
        if !well_formed {
            return Err(fault());
        }
        text.parse().map(Date).map_err(|_| fault())
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn reads_and_writes() {
        assert_eq!(day("2026-04-01").to_string(), "2026-04-01");
        assert_eq!(day("2026-04-01").to_x12(), "20260401");
        assert_eq!(Date::from_x12("20260401").unwrap(), day("2026-04-01"));
        for bad in ["2026-02-30", "26-1-1", "2026/01/01", "2026-04-01T10:00", ""] {
            assert!(bad.parse::<Date>().is_err(), "{bad}");
        }
        assert!(Date::from_x12("20261301").is_err());
        assert!(Date::from_x12("２０２６").is_err());
    }

    #[test]
    fn counts() {
        assert_eq!(day("1960-06-16").years_until(day("2026-06-15")), 65);
        assert_eq!(day("1960-06-15").years_until(day("2026-06-15")), 66);
        assert_eq!(day("2026-01-31").days_until(day("2026-03-01")), 29);
        assert_eq!(day("2026-02-28").plus_days(1), day("2026-03-01"));
        let packed = day("2015-10-01").days_since_2000();
        assert_eq!(Date::from_days_since_2000(packed), day("2015-10-01"));
    }
}

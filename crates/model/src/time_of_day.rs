//! A time of day by the clock of the place: hour and minute, without a zone.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// Hour and minute, from 00:00 to 23:59.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay {
    hour: u8,
    minute: u8,
}

/// Why a text is not a time of day.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a time of day; write hour and minute, as 14:30")]
pub struct TimeOfDayError {
    /// The text as it was given.
    pub text: String,
}

impl TimeOfDay {
    /// The time, when there is such a one.
    #[must_use]
    pub fn new(hour: u8, minute: u8) -> Option<TimeOfDay> {
        (hour < 24 && minute < 60).then_some(TimeOfDay { hour, minute })
    }

    /// X12 form `HHMM` (type TM). Seconds, where given, are left out.
    ///
    /// # Errors
    /// When the text is no time of that form.
    pub fn from_x12(text: &str) -> Result<TimeOfDay, TimeOfDayError> {
        let fault = || TimeOfDayError { text: text.to_owned() };
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        if !digits || !matches!(text.len(), 4 | 6..=8) {
            return Err(fault());
        }
        let number = |from: usize| text.get(from..from + 2)?.parse::<u8>().ok();
        let seconds_fit = text.len() == 4 || number(4).is_some_and(|seconds| seconds < 60);
        let time = number(0).zip(number(2)).and_then(|(h, m)| TimeOfDay::new(h, m));
        time.filter(|_| seconds_fit).ok_or_else(fault)
    }

    /// X12 form `HHMM`.
    #[must_use]
    pub fn to_x12(self) -> String {
        format!("{:02}{:02}", self.hour, self.minute)
    }
}

impl FromStr for TimeOfDay {
    type Err = TimeOfDayError;

    /// `14:30`, `1430`, or the hour alone as the UB-04 has it: `14`.
    fn from_str(text: &str) -> Result<TimeOfDay, TimeOfDayError> {
        let fault = || TimeOfDayError { text: text.to_owned() };
        let bare = match text.split_once(':') {
            Some((hour, minute)) if hour.len() == 2 && minute.len() == 2 => {
                format!("{hour}{minute}")
            }
            Some(_) => return Err(fault()),
            None if text.len() == 2 => format!("{text}00"),
            None => text.to_owned(),
        };
        TimeOfDay::from_x12(&bare).ok().filter(|_| bare.len() == 4).ok_or_else(fault)
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)
    }
}

impl Serialize for TimeOfDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TimeOfDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<TimeOfDay, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        for (text, x12) in [("14:30", "1430"), ("0905", "0905"), ("23", "2300"), ("00:00", "0000")]
        {
            let time: TimeOfDay = text.parse().unwrap();
            assert_eq!(time.to_x12(), x12);
            assert_eq!(TimeOfDay::from_x12(x12), Ok(time));
            assert_eq!(time.to_string().parse(), Ok(time));
        }
        assert_eq!(TimeOfDay::from_x12("143059"), TimeOfDay::from_x12("1430"));
        for text in ["24", "99", "12:60", "1:30", "12:5", "noon", "", "１２", "143059", "+1:30"] {
            assert!(text.parse::<TimeOfDay>().is_err(), "{text}");
        }
        for text in ["", "12", "2400", "12345", "143060", "14:30"] {
            assert!(TimeOfDay::from_x12(text).is_err(), "{text}");
        }
    }
}

//! "As known on": the day whose knowledge the numbers are of.

use crate::surroundings::day_of;
use crate::web::fault::{PageFault, PageResult};
use model::Date;
use store::kpi::midnight;

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

/// Now, or a past day to its end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Known {
    /// The past day; `None`: now.
    pub(crate) day: Option<Date>,
    /// What was known before this moment counts.
    pub(crate) until: i64,
}

impl Known {
    /// The day that was asked for; nothing and today are now.
    pub(crate) fn of(asked: &str, now: i64) -> PageResult<Known> {
        if asked.is_empty() {
            return Ok(Known { day: None, until: now });
        }
        let day: Option<Date> = asked.parse().ok();
        match day.map(|day| (day, day_of(now))) {
            Some((day, today)) if day == today => Ok(Known { day: None, until: now }),
            Some((day, today)) if day < today && day.year() >= 2000 => {
                Ok(Known { day: Some(day), until: midnight(day) + DAY })
            }
            _ => Err(PageFault::invalid(
                "The day as known on which the numbers are wanted is written YYYY-MM-DD, and is \
                 today or past.",
            )),
        }
    }

    /// As in addresses; empty for now.
    pub(crate) fn label(&self) -> String {
        self.day.map_or_else(String::new, |day| day.to_string())
    }

    /// What an address ends in to keep the day: `?known=…`, or after other parts `&known=…`.
    pub(super) fn part(&self, sign: char) -> String {
        self.day.map_or_else(String::new, |day| format!("{sign}known={day}"))
    }
}

#[cfg(test)]
mod tests {
    use super::Known;

    /// 2026-06-22 09:00 UTC.
    const NOW: i64 = 1_782_118_800_000_000;

    #[test]
    fn a_past_day_counts_to_its_end_and_no_later_day_is_taken() {
        for now in ["", "2026-06-22"] {
            let known = Known::of(now, NOW).map_err(|fault| fault.what).unwrap();
            assert_eq!((known.until, known.label()), (NOW, String::new()));
        }
        let known = Known::of("2026-06-21", NOW).map_err(|fault| fault.what).unwrap();
        assert_eq!(NOW - known.until, 9 * 3_600_000_000);
        assert_eq!(known.part('&'), "&known=2026-06-21");
        for wrong in ["2026-06-23", "yesterday", "1999-12-31", "2026-02-30"] {
            assert!(Known::of(wrong, NOW).is_err(), "{wrong}");
        }
    }
}

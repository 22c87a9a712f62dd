//! What the caller says about every chart, and the checks on a date of service.

use model::{Date, Encounter, Setting};

/// First day of ICD-10-CM. Services before it were coded in ICD-9-CM, which the product lacks.
pub const FIRST_SERVICE_DATE: &str = "2015-10-01";

/// How an ICD-10-CM code stands, as the caller's code set knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeStanding {
    /// In force on the day (or, without a day, in the newest release).
    Valid,
    /// A code of ICD-10-CM, but of another year.
    OtherYear,
    /// In no release of ICD-10-CM.
    Unknown,
}

/// Answers how a code with its dot stands on a day; `None` when the chart has no date.
pub type CodeLookup<'a> = &'a (dyn Fn(&str, Option<Date>) -> CodeStanding + Sync);

/// What holds for every chart of a call.
#[derive(Clone, Copy, Default)]
pub struct Options<'a> {
    /// Setting that wins over the structured one.
    pub setting: Option<Setting>,
    /// Date of service that wins over the structured one.
    pub date: Option<Date>,
    /// The current day; without it no date is judged to lie in the future.
    pub today: Option<Date>,
    /// Join all named files into one chart.
    pub one_chart: bool,
    /// Looks up ICD-10-CM codes of Conditions; without it only their form is checked.
    pub code_standing: Option<CodeLookup<'a>>,
}

impl Options<'_> {
    /// Puts what the caller stated over what the source stated.
    pub(crate) fn apply(&self, encounter: &mut Encounter) {
        if self.setting.is_some() {
            encounter.setting = self.setting;
        }
        if self.date.is_some() && self.date != encounter.start {
            encounter.start = self.date;
            encounter.end = None;
        }
    }

    /// Says what is wrong with a date of service. `slack` days of grace hold for instants
    /// written in UTC, which in the Americas run into the next day in the evening.
    pub(crate) fn fault_of(&self, date: Date, slack: i32) -> Option<String> {
        if date < Date::default() {
            return Some(format!(
                "the date of service {date} is before {FIRST_SERVICE_DATE}, the first day of \
                 ICD-10-CM; correct the date, or code this chart in ICD-9-CM elsewhere"
            ));
        }
        let today = self.today?;
        (date > today.plus_days(slack)).then(|| {
            format!("the date of service {date} is in the future (today is {today}); correct it")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_service() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let options = Options { today: Some(day("2026-06-15")), ..Options::default() };
        for (date, slack, word) in [
            ("2015-09-30", 0, Some("before")),
            ("2015-10-01", 0, None),
            ("2026-06-15", 0, None),
            ("2026-06-16", 0, Some("future")),
            ("2026-06-16", 1, None),
            ("2026-06-17", 1, Some("future")),
        ] {
            let fault = options.fault_of(day(date), slack);
            assert_eq!(fault.is_some(), word.is_some(), "{date}");
            assert!(word.is_none_or(|w| fault.unwrap().contains(w)), "{date}");
        }
        assert_eq!(Options::default().fault_of(day("2999-01-01"), 0), None);
        assert_eq!(Date::default(), day(FIRST_SERVICE_DATE));
    }
}

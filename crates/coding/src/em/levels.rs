//! Grades and ladders: two of three, time, and the number that follows.
//!
//! The arithmetic of the 2023 rules: each of problems, data and risk has a grade; the level is
//! the highest grade that two of them reach. Where time may decide, the higher of both counts.

use serde::Deserialize;

/// The grade of one element of medical decision making.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// Straightforward.
    #[default]
    Minimal,
    /// Low; limited for data.
    Low,
    /// Moderate.
    Moderate,
    /// High; extensive for data.
    High,
}

impl Grade {
    /// Every grade, lowest first.
    pub const ALL: [Grade; 4] = [Grade::Minimal, Grade::Low, Grade::Moderate, Grade::High];

    /// Its name for problems and risk.
    #[must_use]
    pub fn name(self) -> &'static str {
        ["minimal", "low", "moderate", "high"][self as usize]
    }

    /// Its name for data.
    #[must_use]
    pub fn data_name(self) -> &'static str {
        ["minimal", "limited", "moderate", "extensive"][self as usize]
    }
}

/// The highest grade that two of the three reach: the middle one.
#[must_use]
pub fn two_of_three(problems: Grade, data: Grade, risk: Grade) -> Grade {
    let mut grades = [problems, data, risk];
    grades.sort_unstable();
    grades[1]
}

/// The numbers of one family of visits, by grade.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ladder {
    /// Numbers for minimal, low, moderate, high.
    pub codes: [String; 4],
    /// Least minutes of each; empty where time may not decide.
    pub minutes: Vec<u32>,
}

impl Ladder {
    /// The number of a grade.
    #[must_use]
    pub fn code(&self, grade: Grade) -> &str {
        &self.codes[grade as usize]
    }

    /// The highest grade that the minutes reach.
    #[must_use]
    pub fn by_time(&self, minutes: u32) -> Option<Grade> {
        let reached =
            |grade: &Grade| self.minutes.get(*grade as usize).is_some_and(|m| minutes >= *m);
        Grade::ALL.into_iter().rev().find(reached)
    }

    /// Least minutes of the highest grade.
    #[must_use]
    pub fn top_minutes(&self) -> Option<u32> {
        self.minutes.last().copied()
    }
}

/// Numbers that do not depend on medical decision making, and their bounds.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numbers {
    pub discharge: String,
    pub discharge_long: String,
    pub discharge_long_minutes: u32,
    pub critical_first: String,
    pub critical_more: String,
    pub critical_least_minutes: u32,
    /// The first number covers the minutes up to here.
    pub critical_first_minutes: u32,
    /// Each further number covers as many more.
    pub critical_more_minutes: u32,
    pub postoperative: String,
    pub prolonged: String,
    pub prolonged_medicare: String,
    pub medicare_welcome: String,
    pub medicare_first: String,
    pub medicare_next: String,
    pub preventive_from: [u16; 7],
    pub preventive_new: [String; 7],
    pub preventive_established: [String; 7],
}

impl Numbers {
    /// The preventive visit of an age in whole years.
    #[must_use]
    pub fn preventive(&self, age: u16, new: bool) -> &str {
        let band = self.preventive_from.iter().rposition(|from| age >= *from).unwrap_or(0);
        if new { &self.preventive_new[band] } else { &self.preventive_established[band] }
    }

    /// How often the second critical care number stands beside the first.
    #[must_use]
    pub fn critical_units(&self, minutes: u32) -> u32 {
        // The second begins with the first minute after the first's span.
        minutes.saturating_sub(self.critical_first_minutes).div_ceil(self.critical_more_minutes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::em::cues::Lists;

    #[test]
    fn the_middle_grade_decides() {
        use Grade::{High, Low, Minimal, Moderate};
        let table = [
            (Minimal, Minimal, High, Minimal),
            (Low, Minimal, Moderate, Low),
            (Moderate, Minimal, Moderate, Moderate),
            (High, Moderate, Low, Moderate),
            (High, High, Minimal, High),
        ];
        for (problems, data, risk, level) in table {
            assert_eq!(two_of_three(problems, data, risk), level);
        }
    }

    #[test]
    fn minutes_climb_the_ladder() {
        let lists = Lists::embedded().unwrap();
        let code = |family: &str, minutes| {
            let ladder = &lists.levels[family];
            ladder.by_time(minutes).map(|grade| ladder.code(grade).to_owned())
        };
        let table = [
            ("office_new", 14, None),
            ("office_new", 15, Some("99202")),
            ("office_new", 44, Some("99203")),
            ("office_new", 45, Some("99204")),
            ("office_new", 60, Some("99205")),
            ("office_established", 9, None),
            ("office_established", 29, Some("99213")),
            ("office_established", 40, Some("99215")),
            ("inpatient_initial", 54, Some("99221")),
            ("inpatient_initial", 75, Some("99223")),
            ("inpatient_subsequent", 35, Some("99232")),
            ("inpatient_subsequent", 50, Some("99233")),
            ("emergency", 500, None),
        ];
        for (family, minutes, expected) in table {
            assert_eq!(code(family, minutes).as_deref(), expected, "{family} {minutes}");
        }
    }

    #[test]
    fn preventive_ages_and_critical_minutes() {
        let numbers = &Lists::embedded().unwrap().services;
        let ages = [(0, "99391"), (4, "99392"), (11, "99393"), (17, "99394"), (39, "99395")];
        for (age, code) in ages.into_iter().chain([(40, "99396"), (65, "99397"), (101, "99397")]) {
            assert_eq!(numbers.preventive(age, false), code);
        }
        assert_eq!(numbers.preventive(17, true), "99384");
        for (minutes, units) in [(30, 0), (74, 0), (75, 1), (104, 1), (105, 2), (134, 2), (135, 3)]
        {
            assert_eq!(numbers.critical_units(minutes), units, "{minutes}");
        }
    }
}

//! What a payer began to refuse: counts by payer, code, modifier and reason, week by week, and an
//! alarm when the newest weeks differ from the payer's own history.
//!
//! The rate of false alarms is held twice. Within a week, over all patterns at once, by the
//! procedure of Benjamini and Hochberg (1995). Over the weeks by spending: a year of
//! [`WEEKS_OF_A_YEAR`] looks shares [`FALSE_ALARMS`], so that the chance of even one false alarm in
//! a year in which no payer changed anything is at most that share, however often one looks.

mod discovery;
mod tail;

pub use discovery::benjamini_hochberg;
pub use tail::share_of_events;

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Chance of a false alarm in a year without any change.
pub const FALSE_ALARMS: f64 = 0.05;
/// Looks that share it.
pub const WEEKS_OF_A_YEAR: u32 = 52;
/// Lengths of the newest weeks that are compared with the history: a change is seen at once when
/// it is large, and after three weeks when it is smaller.
pub const NEWEST: [u32; 3] = [1, 2, 3];
/// Weeks of history before them.
pub const HISTORY: u32 = 52;
/// Fewest lines in the history before a comparison is made.
pub const LEAST_HISTORY: u64 = 20;
/// Most patterns.
pub const MAX_PATTERNS: usize = 1_000_000;

/// A service at a payer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Service {
    /// The payer.
    pub payer: String,
    /// The code.
    pub code: String,
    /// Its modifiers, in order, joined by `-`; empty without.
    pub modifier: String,
}

/// What is refused: a service and a reason (`CO-97`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Pattern {
    /// The service.
    pub service: Service,
    /// Group and reason.
    pub reason: String,
}

/// Counts by week. A week is a number that grows by one each week, such as whole weeks since 2000.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    decided: BTreeMap<Service, BTreeMap<i32, u64>>,
    refused: BTreeMap<Pattern, BTreeMap<i32, u64>>,
}

/// The counts of one comparison.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// Weeks that were compared.
    pub weeks: u32,
    /// Lines refused in them.
    pub refused: u64,
    /// Lines decided in them.
    pub decided: u64,
    /// Lines refused in the history.
    pub refused_before: u64,
    /// Lines decided in the history.
    pub decided_before: u64,
}

/// A pattern that became more frequent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alarm {
    /// The pattern.
    pub pattern: Pattern,
    /// The counts of the most telling comparison.
    pub compared: Compared,
    /// How probable that is without a change, for all lengths together.
    pub p: f64,
}

/// The week of a day, as whole weeks since Saturday, 1 January 2000.
#[must_use]
pub fn week_of(day: model::Date) -> i32 {
    day.days_since_2000().div_euclid(7)
}

impl Counts {
    /// Counts lines that a payer decided in a week, refused or not.
    pub fn add_decided(&mut self, service: &Service, week: i32, lines: u64) {
        let weeks = self.decided.entry(service.clone()).or_default();
        let count = weeks.entry(week).or_default();
        *count = count.saturating_add(lines);
    }

    /// Counts lines that were refused; they are among the decided ones too. What comes after
    /// [`MAX_PATTERNS`] different patterns is left out.
    pub fn add_refused(&mut self, pattern: &Pattern, week: i32, lines: u64) {
        if self.refused.len() >= MAX_PATTERNS && !self.refused.contains_key(pattern) {
            return;
        }
        let count = self.refused.entry(pattern.clone()).or_default().entry(week).or_default();
        *count = count.saturating_add(lines);
    }

    /// How many patterns there are.
    #[must_use]
    pub fn patterns(&self) -> usize {
        self.refused.len()
    }

    /// Refused and decided lines of a pattern by week, for a picture: week, refused, decided.
    #[must_use]
    pub fn weeks(&self, pattern: &Pattern, first: i32, last: i32) -> Vec<(i32, u64, u64)> {
        let of = |weeks: Option<&BTreeMap<i32, u64>>, week| {
            weeks.and_then(|weeks| weeks.get(&week)).copied().unwrap_or(0)
        };
        let decided = self.decided.get(&pattern.service);
        let refused = self.refused.get(pattern);
        let last = last.min(first.saturating_add(1_000));
        (first..=last).map(|week| (week, of(refused, week), of(decided, week))).collect()
    }

    /// The alarms of a week: call it once a week with the newest whole week.
    #[must_use]
    pub fn alarms(&self, week: i32) -> Vec<Alarm> {
        let tested: Vec<Alarm> =
            self.refused.keys().filter_map(|pattern| self.test(pattern, week)).collect();
        let level = FALSE_ALARMS / f64::from(WEEKS_OF_A_YEAR);
        let found = benjamini_hochberg(&tested.iter().map(|one| one.p).collect::<Vec<_>>(), level);
        let mut alarms: Vec<Alarm> =
            tested.into_iter().zip(found).filter(|(_, found)| *found).map(|(one, _)| one).collect();
        alarms.sort_by(|a, b| a.p.total_cmp(&b.p).then_with(|| a.pattern.cmp(&b.pattern)));
        alarms
    }

    /// The most telling of the comparisons, its probability multiplied by their number.
    fn test(&self, pattern: &Pattern, week: i32) -> Option<Alarm> {
        let compared = NEWEST.iter().filter_map(|weeks| self.compare(pattern, week, *weeks));
        let best = compared
            .map(|compared| (p_of(&compared), compared))
            .min_by(|(a, _), (b, _)| a.total_cmp(b))?;
        let p = (best.0 * NEWEST.len() as f64).min(1.0);
        Some(Alarm { pattern: pattern.clone(), compared: best.1, p })
    }

    fn compare(&self, pattern: &Pattern, week: i32, weeks: u32) -> Option<Compared> {
        let longest = NEWEST.iter().copied().max().unwrap_or(1);
        let first = back(week, weeks - 1);
        // The history ends before the longest comparison begins, so that a change that is two
        // weeks old is not among what it is compared with.
        let last_before = back(week, longest);
        let first_before = back(last_before, HISTORY - 1);
        let decided = self.decided.get(&pattern.service)?;
        let refused = self.refused.get(pattern)?;
        let sum = |counts: &BTreeMap<i32, u64>, from, to| {
            counts.range(from..=to).map(|(_, count)| *count).fold(0u64, u64::saturating_add)
        };
        let compared = Compared {
            weeks,
            refused: sum(refused, first, week),
            decided: sum(decided, first, week),
            refused_before: sum(refused, first_before, last_before),
            decided_before: sum(decided, first_before, last_before),
        };
        // A pattern without any refusal says nothing and could never be an alarm.
        let told = compared.refused + compared.refused_before > 0;
        (told && compared.decided > 0 && compared.decided_before >= LEAST_HISTORY)
            .then_some(compared)
    }
}

fn back(week: i32, weeks: u32) -> i32 {
    week.saturating_sub_unsigned(weeks)
}

fn p_of(compared: &Compared) -> f64 {
    share_of_events(
        compared.refused,
        compared.refused_before,
        compared.decided,
        compared.decided_before,
    )
}

#[cfg(test)]
mod tests;

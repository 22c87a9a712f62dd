//! How old an open query is, what comes next on its ladder, and when.
//!
//! Pure functions of a query and a time, both in epoch microseconds. The hours of the ladders are
//! data (`data/queries/ladders.toml`), and a site may pass its own.

mod working_hours;

pub use working_hours::WorkingHours;

use crate::query::{Event, Query};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// Microseconds of an hour.
pub const HOUR_MICROS: i64 = 3_600_000_000;

/// Most steps of a ladder.
pub const MAX_STEPS: usize = 20;
/// Longest time of a step, in hours: a year.
pub const MAX_HOURS: u32 = 8_784;

/// The age of a query; each bucket takes its lower bound and leaves out its upper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bucket {
    /// Under 24 hours.
    Under24Hours,
    /// 24 to under 48 hours.
    From24To48Hours,
    /// 48 to under 72 hours.
    From48To72Hours,
    /// 72 hours to under 7 days.
    From3To7Days,
    /// 7 days and more.
    Over7Days,
}

impl Bucket {
    /// Every bucket, youngest first.
    pub const ALL: [Bucket; 5] = [
        Bucket::Under24Hours,
        Bucket::From24To48Hours,
        Bucket::From48To72Hours,
        Bucket::From3To7Days,
        Bucket::Over7Days,
    ];

    /// The bucket of an age in microseconds; a negative age counts as none.
    #[must_use]
    pub fn of(age_micros: i64) -> Bucket {
        match age_micros.div_euclid(HOUR_MICROS) {
            ..24 => Bucket::Under24Hours,
            24..48 => Bucket::From24To48Hours,
            48..72 => Bucket::From48To72Hours,
            72..168 => Bucket::From3To7Days,
            _ => Bucket::Over7Days,
        }
    }

    /// What a page calls it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Bucket::Under24Hours => "0–24 h",
            Bucket::From24To48Hours => "24–48 h",
            Bucket::From48To72Hours => "48–72 h",
            Bucket::From3To7Days => "3–7 d",
            Bucket::Over7Days => "over 7 d",
        }
    }
}

/// The bucket of a query that awaits its answer, by the time since it was sent; `None` for others.
#[must_use]
pub fn bucket(query: &Query, now_micros: i64) -> Option<Bucket> {
    let sent = query.sent_micros.filter(|_| query.status.awaits_answer())?;
    Some(Bucket::of(now_micros.saturating_sub(sent)))
}

/// True when a query awaits its answer past the time at which it was due.
#[must_use]
pub fn overdue(query: &Query, now_micros: i64) -> bool {
    query.status.awaits_answer() && query.due_micros.is_some_and(|due| now_micros > due)
}

/// Where the query was asked: each has its own ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QuerySetting {
    /// While the patient is in the hospital.
    InpatientConcurrent,
    /// After discharge, before the claim.
    InpatientRetrospective,
    /// An office, clinic, emergency or ambulatory encounter.
    Outpatient,
}

impl QuerySetting {
    /// The setting of a query about an encounter.
    #[must_use]
    pub fn of(setting: model::Setting, discharged: bool) -> QuerySetting {
        match (setting.is_inpatient(), discharged) {
            (true, false) => QuerySetting::InpatientConcurrent,
            (true, true) => QuerySetting::InpatientRetrospective,
            (false, _) => QuerySetting::Outpatient,
        }
    }
}

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// The provider is reminded.
    Remind,
    /// Somebody above is brought in.
    Escalate,
}

/// Who a step turns to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    /// The provider who was asked.
    Recipient,
    /// The physician advisor.
    PhysicianAdvisor,
    /// The chief of the service.
    Chief,
}

impl Rung {
    /// The words of the history and of a page.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Rung::Recipient => "recipient",
            Rung::PhysicianAdvisor => "physician advisor",
            Rung::Chief => "chief",
        }
    }
}

/// One step of a ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Hours after sending.
    pub after_hours: u32,
    /// What is done.
    pub act: Act,
    /// Towards whom.
    pub to: Rung,
}

/// The steps of one setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ladder {
    /// The setting.
    pub setting: QuerySetting,
    /// Hours after sending by which an answer is due.
    pub due_hours: u32,
    /// Steps in the order in which they are climbed.
    pub steps: Vec<Step>,
    /// Hours count only within these; around the clock where absent.
    #[serde(default)]
    pub working_hours: Option<WorkingHours>,
}

/// The next thing that the ladder asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct NextStep {
    /// Number of the step, from 1.
    pub number: u32,
    /// What is done.
    pub act: Act,
    /// Towards whom.
    pub to: Rung,
    /// When, epoch microseconds.
    pub at_micros: i64,
    /// True when that time has come.
    pub due: bool,
}

impl NextStep {
    /// The event that does it.
    #[must_use]
    pub fn event(&self) -> Event {
        match self.act {
            Act::Remind => Event::Remind { step: self.number },
            Act::Escalate => Event::Escalate { step: self.number, to: self.to.name().to_owned() },
        }
    }
}

impl Ladder {
    /// What is wrong with a ladder that a site wrote; empty when it can be climbed.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if self.steps.len() > MAX_STEPS {
            faults.push(format!("a ladder has at most {MAX_STEPS} steps"));
        }
        let hours = self.steps.iter().map(|step| step.after_hours).chain([self.due_hours]);
        if hours.into_iter().any(|hours| hours == 0 || hours > MAX_HOURS) {
            faults.push(format!("hours lie between 1 and {MAX_HOURS}"));
        }
        if self.steps.windows(2).any(|pair| pair[0].after_hours >= pair[1].after_hours) {
            faults.push("each step comes later than the one before it".to_owned());
        }
        if self.working_hours.as_ref().is_some_and(|hours| !hours.is_sound()) {
            faults.push("working hours need a day, and an end after their beginning".to_owned());
        }
        faults
    }

    /// When an answer to a query sent at `sent_micros` is due, epoch microseconds.
    #[must_use]
    pub fn due_micros(&self, sent_micros: i64) -> i64 {
        self.after(sent_micros, self.due_hours)
    }

    /// The next step of a query that awaits its answer; `None` when it does not, or the ladder is
    /// climbed. After a time without anybody looking, the highest step whose time has come is
    /// next: nobody is reminded twice in one minute.
    #[must_use]
    pub fn next_step(&self, query: &Query, now_micros: i64) -> Option<NextStep> {
        let sent = query.sent_micros.filter(|_| query.status.awaits_answer())?;
        let steps = (1u32..).zip(&self.steps).take(MAX_STEPS);
        let ahead: Vec<NextStep> = steps
            .filter(|(number, _)| *number > query.escalation_step)
            .map(|(number, step)| {
                let at_micros = self.after(sent, step.after_hours);
                let due = now_micros >= at_micros;
                NextStep { number, act: step.act, to: step.to, at_micros, due }
            })
            .collect();
        ahead.iter().rev().find(|step| step.due).or(ahead.first()).copied()
    }

    fn after(&self, start_micros: i64, hours: u32) -> i64 {
        let length = i64::from(hours.min(MAX_HOURS)) * HOUR_MICROS;
        match self.working_hours.as_ref().filter(|hours| hours.is_sound()) {
            Some(working) => working.after(start_micros, length),
            None => start_micros.saturating_add(length),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    ladder: Vec<Ladder>,
}

static LADDERS: LazyLock<Vec<Ladder>> = LazyLock::new(|| {
    let text = include_str!("../../../data/queries/ladders.toml");
    // Embedded, and read by a test of this file.
    toml::from_str::<File>(text).expect("a test reads data/queries/ladders.toml").ladder
});

/// The ladder of a setting as this product brings it.
#[must_use]
pub fn ladder(setting: QuerySetting) -> &'static Ladder {
    let found = LADDERS.iter().find(|ladder| ladder.setting == setting);
    found.unwrap_or(&LADDERS[0])
}

#[cfg(test)]
mod tests;

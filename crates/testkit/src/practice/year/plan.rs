//! Which visits happen, when, and to whom: all that is decided before anything is written.

use super::super::{Directory, PracticeChart, PracticeError};
use super::calendar::Calendar;
use super::draw::Draw;
use super::problem::{self, Planted};
use super::visit::{Material, Visit};
use super::{ACCOUNTS, first_day, people, today};
use model::{Coverage, Date, Patient, Setting};

/// Streams of numbers of their own.
const STREAM_OF_DAYS: u64 = 9_002;
const STREAM_OF_VISITS: u64 = 9_003;
/// So many of the template's visits fall into the last weeks, when accounts are still open.
const RECENT: usize = 56;
/// How far back the last weeks reach, in days.
const RECENT_DAYS: i64 = 27;
/// How many of a hundred office visits are a return of an earlier patient.
const RETURNING: i64 = 30;

/// The accounts in the order of days, and the practice's calendar.
pub(super) struct Plan<'a> {
    pub(super) entries: Vec<Entry<'a>>,
    pub(super) calendar: Calendar,
}

/// One account before it is written.
pub(super) enum Entry<'a> {
    /// One of the 36 hand-written charts.
    Written(Box<PracticeChart>),
    /// One that a template writes.
    Draft(Box<Draft<'a>>),
}

pub(super) struct Draft<'a> {
    /// From 1: names the account and its stream of numbers.
    pub(super) number: usize,
    pub(super) visit: &'a Visit,
    pub(super) date: Date,
    pub(super) patient: Patient,
    pub(super) new_patient: Option<bool>,
    pub(super) coverages: Vec<Coverage>,
    pub(super) planted: Option<Planted>,
    pub(super) draw: Draw,
}

impl<'a> Entry<'a> {
    pub(super) fn draft(&self) -> Option<&Draft<'a>> {
        match self {
            Entry::Draft(draft) => Some(draft),
            Entry::Written(_) => None,
        }
    }

    pub(super) fn draft_mut(&mut self) -> Option<&mut Draft<'a>> {
        match self {
            Entry::Draft(draft) => Some(draft),
            Entry::Written(_) => None,
        }
    }

    fn date(&self) -> Date {
        match self {
            Entry::Written(chart) => chart.chart.encounter.start.unwrap_or_default(),
            Entry::Draft(draft) => draft.date,
        }
    }
}

impl Draft<'_> {
    /// The charge for which the primary payer asks an authorization.
    pub(super) fn asked_authorization(&self) -> Option<String> {
        let asked = &self.coverages.first()?.auth_required;
        self.visit.charges.iter().filter_map(|c| c.code.clone()).find(|c| asked.contains(c))
    }
}

impl<'a> Plan<'a> {
    /// Decides everything.
    pub(super) fn make(
        material: &'a Material,
        directory: &Directory,
        written: Vec<PracticeChart>,
    ) -> Result<Plan<'a>, PracticeError> {
        let calendar = Calendar { holidays: material.names.holidays.iter().copied().collect() };
        let days = days(ACCOUNTS.saturating_sub(written.len()));
        let visits = visits(material, days.len());
        let mut drafts: Vec<Draft<'a>> = Vec::with_capacity(days.len());
        for (number, (visit, day)) in (1..).zip(visits.into_iter().zip(days)) {
            let draft = draft(number, visit, day, &drafts, material, directory, &calendar)?;
            drafts.push(draft);
        }
        let mut entries: Vec<Entry<'a>> =
            drafts.into_iter().map(|draft| Entry::Draft(Box::new(draft))).collect();
        entries.extend(written.into_iter().map(|chart| Entry::Written(Box::new(chart))));
        entries.sort_by_key(Entry::date);
        problem::plant(&mut entries);
        Ok(Plan { entries, calendar })
    }
}

/// Days over thirteen months, in order; closed days are moved later.
fn days(count: usize) -> Vec<Date> {
    let mut draw = Draw::of(STREAM_OF_DAYS);
    let last = i64::from(first_day().days_until(today())) - 4;
    let recent = last - RECENT_DAYS;
    let mut days: Vec<Date> = (0..count)
        .map(|n| {
            let days =
                if n < RECENT { draw.between(recent, last) } else { draw.between(0, recent) };
            first_day().plus_days(i32::try_from(days).unwrap_or(0))
        })
        .collect();
    days.sort_unstable();
    days
}

/// So many visits, each kind as often as its weight says, in a drawn order.
fn visits(material: &Material, count: usize) -> Vec<&Visit> {
    let total: u32 = material.visits.iter().map(|visit| visit.weight).sum();
    let mut chosen: Vec<&Visit> = Vec::with_capacity(count);
    let (mut due, mut given) = (0_usize, 0_usize);
    for visit in &material.visits {
        due += visit.weight as usize;
        let until = due * count / (total.max(1) as usize);
        chosen.extend(std::iter::repeat_n(visit, until.saturating_sub(given)));
        given = given.max(until);
    }
    Draw::of(STREAM_OF_VISITS).shuffle(&mut chosen);
    chosen
}

fn draft<'a>(
    number: usize,
    visit: &'a Visit,
    day: Date,
    before: &[Draft<'a>],
    material: &Material,
    directory: &Directory,
    calendar: &Calendar,
) -> Result<Draft<'a>, PracticeError> {
    let mut draw = Draw::of(number as u64);
    // Emergency department and wards never close.
    let always_open = matches!(visit.setting, Setting::Ed | Setting::Inpatient);
    let date = if always_open { day } else { calendar.working(day) };
    let office = visit.setting == Setting::Office;
    let is_new = office && draw.percent(visit.new_patients);
    let known = before.iter().find(|earlier| {
        earlier.visit.setting == Setting::Office
            && earlier.date < date.plus_days(-20)
            && earlier.visit.slug != visit.slug
            && visit.sex.is_none_or(|sex| sex == earlier.patient.sex)
            && earlier
                .patient
                .age_on(date)
                .is_some_and(|age| (visit.ages[0]..=visit.ages[1]).contains(&i64::from(age)))
            && !before.iter().any(|other| {
                other.patient.id == earlier.patient.id && other.number != earlier.number
            })
    });
    let known = known.filter(|_| office && !is_new && draw.percent(RETURNING));
    let (patient, coverages) = match known {
        Some(earlier) => (earlier.patient.clone(), earlier.coverages.clone()),
        None => {
            let patient = people::patient(number, visit, date, &material.names, &mut draw);
            let coverages = people::coverages(number, &patient, date, directory, &mut draw)?;
            (patient, coverages)
        }
    };
    let new_patient = office.then_some(is_new);
    Ok(Draft { number, visit, date, patient, new_patient, coverages, planted: None, draw })
}

//! The level of a visit (E/M) as a worksheet that a coder can read.
//!
//! Problems, data and risk each get a grade with the words that carry it; the level is what two
//! of the three reach, or what the stated time reaches where that is more. Nothing here counts
//! vital signs, review of systems, examination items, or the length of the note.

pub mod age;
pub mod besides;
pub mod cues;
pub mod levels;
pub mod problems;
pub mod risk;
pub mod scan;
pub mod sheet;
pub mod time;
pub mod visit;
pub mod weight;
pub mod workup;

#[cfg(test)]
mod invariance;
#[cfg(test)]
mod worked;

use crate::draft::{Draft, Facts};
use cues::{Cue, Lists};
use levels::Grade;
use model::{EmWorksheet, Evidence, Setting};
use scan::{Scan, Zone};
use sheet::Sheet;
use std::ops::Range;
use visit::{Family, Visit};

/// The level, the services that it gives, and what a coder must look at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EmLevel {
    /// How the level follows.
    pub worksheet: EmWorksheet,
    /// The services.
    pub procedures: Vec<EmService>,
    /// Reasons for review, in plain sentences.
    pub review: Vec<String>,
}

/// One visit service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EmService {
    /// Bare number.
    pub code: String,
    /// Modifiers that follow from the visit itself.
    pub modifiers: Vec<String>,
    /// How often; 1 but for further critical care.
    pub units: u32,
    /// Minutes, where the number stands on time.
    pub minutes: Option<u32>,
    /// The words that carry it. Never empty.
    pub evidence: Vec<Evidence>,
    /// Rules that decided.
    pub rules: Vec<String>,
}

/// The visit level of the chart; `None` when no visit is documented.
#[must_use]
pub fn level(facts: &Facts<'_>, draft: &Draft) -> Option<EmLevel> {
    let lists = Lists::embedded()?;
    let documents = facts.reading.documents.len() as u32;
    if facts.setting != Setting::Inpatient || documents <= 1 {
        return visit_level(facts, draft, lists, 0..documents);
    }
    // Each document of a stay is a day of its own.
    let mut days = (0..documents).filter_map(|d| visit_level(facts, draft, lists, d..d + 1));
    let mut whole = days.next()?;
    for day in days {
        for service in day.procedures {
            let known = whole.procedures.iter_mut().find(|s| s.code == service.code);
            match known {
                Some(known) if known.code == lists.services.discharge => {}
                Some(known) => known.units += service.units,
                None => whole.procedures.push(service),
            }
        }
        whole.review.extend(day.review);
    }
    whole.review.dedup();
    Some(whole)
}

fn visit_level(
    facts: &Facts<'_>,
    draft: &Draft,
    lists: &'static Lists,
    documents: Range<u32>,
) -> Option<EmLevel> {
    let scan = Scan::new(facts, lists, documents);
    let visit = visit::visit(facts, &scan)?;
    if visit.family == Family::Discharge {
        return Some(discharge(facts, &scan, visit));
    }
    let blocks = scan.blocks();
    let workup = workup::workup(facts, &scan);
    let management = risk::management(facts, &scan, &blocks, visit.family, workup.counted > 0);
    let worked_up = workup.counted > 0 || management.grade > Grade::Low;
    let urgent = management.grade == Grade::High;
    let mut problems = problems::problems(facts, &scan, &blocks, draft, worked_up, urgent);
    if management.emergency_surgery {
        // What must be operated on at once threatens life or a function.
        problems.grade = Grade::High;
        problems.evidence.extend(management.evidence.first().cloned());
    }
    let minutes = time::total(facts, &scan);
    let mut review = visit.review.clone();
    if problems.unrecognised {
        review.push("No problem of the plan was recognised; the level needs a look.".into());
    }
    notices(&scan, &mut review);
    let sheet = Sheet { facts, scan, problems, workup, management, minutes, review };
    Some(sheet.level(draft, &visit))
}

/// What the note says about how the visit was held.
fn notices(scan: &Scan<'_>, review: &mut Vec<String>) {
    let zones = [Zone::Plan, Zone::Other, Zone::Heading, Zone::Story, Zone::Workup];
    if scan.said(Cue::SharedVisit, &zones).is_some() {
        review.push(
            "Two clinicians document this visit: in a facility bill it under the one who did the \
             substantive part, with FS."
                .into(),
        );
    }
}

/// The day of discharge: by time, without problems, data and risk.
fn discharge(facts: &Facts<'_>, scan: &Scan<'_>, visit: Visit) -> EmLevel {
    let numbers = &scan.lists.services;
    let mut level = EmLevel { review: visit.review, ..EmLevel::default() };
    level.worksheet.reason = "The stay's package holds the day of discharge.".into();
    if visit::in_package(scan) {
        return level;
    }
    let minutes = time::discharge(facts, scan);
    let long = minutes.as_ref().is_some_and(|m| m.minutes >= numbers.discharge_long_minutes);
    let code = if long { &numbers.discharge_long } else { &numbers.discharge };
    if minutes.is_none() {
        level.review.push(
            "The time of the discharge is not stated; the shorter discharge day is taken.".into(),
        );
    }
    let stated = minutes.as_ref().map(|m| m.minutes);
    level.worksheet.code = code.clone();
    level.worksheet.minutes = stated;
    level.worksheet.reason = match stated {
        Some(minutes) => format!("Day of discharge with {minutes} minutes stated."),
        None => "Day of discharge; no time stated.".into(),
    };
    let evidence = visit.evidence.into_iter().chain(minutes.map(|m| m.evidence)).collect();
    let rules = vec!["E/M day of discharge".to_owned()];
    let code = code.clone();
    level.procedures.push(EmService {
        code,
        units: 1,
        minutes: stated,
        evidence,
        rules,
        ..Default::default()
    });
    level
}

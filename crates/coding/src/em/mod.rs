//! The level of a visit (E/M) as a worksheet that a coder can read.
//!
//! Problems, data and risk each get a grade with the words that carry it; the level is what two
//! of the three reach, or what the stated time reaches where that is more. Nothing here counts
//! vital signs, review of systems, examination items, or the length of the note.

pub mod cues;
pub mod levels;
pub mod problems;
pub mod risk;
pub mod scan;
pub mod time;
pub mod visit;
pub mod workup;

#[cfg(test)]
mod invariance;
#[cfg(test)]
mod worked;

use crate::draft::{Draft, Facts};
use cues::{Cue, Lists};
use levels::{Grade, two_of_three};
use model::{EmWorksheet, Evidence, Setting};
use problems::Problems;
use risk::Management;
use scan::{Scan, Zone};
use std::ops::Range;
use time::Minutes;
use visit::{Family, Preventive, Visit};
use workup::Workup;

/// Most pieces of evidence of one service.
const MOST_EVIDENCE: usize = 12;

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

/// All that a level is made of.
struct Sheet<'f, 'a> {
    facts: &'f Facts<'a>,
    scan: Scan<'a>,
    problems: Problems,
    workup: Workup,
    management: Management,
    minutes: Option<Minutes>,
    review: Vec<String>,
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
    let problems = problems::problems(facts, &scan, &blocks, draft, worked_up);
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

impl Sheet<'_, '_> {
    fn level(mut self, draft: &Draft, visit: &Visit) -> EmLevel {
        let numbers = &self.scan.lists.services;
        if matches!(visit.family, Family::Office { .. })
            && let Some((words, dated)) = visit::postoperative(self.facts, &self.scan)
        {
            if dated {
                return self.postoperative(words);
            }
            self.review.push(format!(
                "\"{}\" without the time since the operation: within its global period the visit \
                 is not billed.",
                words.text
            ));
        }
        let mut level = EmLevel { worksheet: self.worksheet(visit), ..EmLevel::default() };
        let mut services = vec![self.service(&level.worksheet, visit)];
        if let Family::Office { new } = visit.family
            && let Some(preventive) = visit::preventive(self.facts, &self.scan, draft)
        {
            self.preventive(&preventive, new, &mut services, &mut level.worksheet);
        }
        if matches!(visit.family, Family::Emergency | Family::Initial | Family::Subsequent)
            && let Some(critical) = time::critical(self.facts, &self.scan)
        {
            if critical.minutes >= numbers.critical_least_minutes {
                self.critical(&critical, &mut services, &mut level.worksheet);
            } else {
                self.review.push(format!(
                    "{} minutes of critical care are fewer than {}; they count as a visit only.",
                    critical.minutes, numbers.critical_least_minutes
                ));
            }
        }
        self.by_wire(&mut services);
        level.procedures = services;
        level.review = self.review;
        level
    }

    /// The level and how it follows.
    fn worksheet(&mut self, visit: &Visit) -> EmWorksheet {
        let (problems, data, risk) =
            (self.problems.grade, self.workup.grade, self.management.grade);
        let by_thought = two_of_three(problems, data, risk);
        let ladder = visit.family.ladder().and_then(|name| self.scan.lists.levels.get(name));
        let by_time = self.minutes.as_ref().zip(ladder).and_then(|(m, l)| l.by_time(m.minutes));
        let elements = format!(
            "problems {}, data {}, risk {}",
            problems.name(),
            data.data_name(),
            risk.name()
        );
        let mut sheet = EmWorksheet {
            problems: problems.name().into(),
            problems_evidence: self.problems.evidence.clone(),
            data: data.data_name().into(),
            data_evidence: self.workup.evidence.clone(),
            risk: risk.name().into(),
            risk_evidence: self.risk_evidence(),
            ..EmWorksheet::default()
        };
        let code = |grade: Grade| ladder.map(|l| l.code(grade).to_owned()).unwrap_or_default();
        let longer = by_time.filter(|grade| *grade > by_thought);
        match (longer, &self.minutes) {
            (Some(grade), Some(minutes)) => {
                sheet.code = code(grade);
                sheet.minutes = Some(minutes.minutes);
                sheet.reason = format!(
                    "Total time of {} minutes reaches {}; by {elements} it would be {}.",
                    minutes.minutes,
                    sheet.code,
                    code(by_thought)
                );
            }
            _ => {
                sheet.code = code(by_thought);
                sheet.reason = format!("Two of three: {elements}: {}.", by_thought.name());
            }
        }
        let top = ladder.and_then(levels::Ladder::top_minutes);
        if let (Some(minutes), Some(top)) = (&self.minutes, top)
            && minutes.minutes >= top + PROLONGED_MINUTES
        {
            self.review.push(format!(
                "{} minutes exceed the highest level by {PROLONGED_MINUTES} or more: prolonged \
                 service may be billable (99417, or G2212 for Medicare).",
                minutes.minutes
            ));
        }
        sheet
    }

    /// What carries the risk; tests carry it where nothing else does.
    fn risk_evidence(&self) -> Vec<Evidence> {
        let own = &self.management.evidence;
        let tests = self.workup.evidence.iter().filter(|_| own.is_empty());
        own.iter().chain(tests.take(1)).cloned().collect()
    }

    fn service(&self, sheet: &EmWorksheet, visit: &Visit) -> EmService {
        let timed = self.minutes.as_ref().filter(|_| sheet.minutes.is_some());
        let mut evidence: Vec<Evidence> = timed.map(|m| m.evidence.clone()).into_iter().collect();
        // The best of each element first, so that the cut leaves all three.
        let parts = [
            &self.problems.evidence,
            &self.management.evidence,
            &self.workup.evidence,
            &visit.evidence,
        ];
        for part in parts {
            evidence.extend(part.iter().take(4).cloned());
        }
        if evidence.is_empty() {
            evidence.extend(self.any_sentence());
        }
        evidence.truncate(MOST_EVIDENCE);
        let mut modifiers = Vec::new();
        let mut rules = vec![match timed {
            Some(_) => "E/M total time".to_owned(),
            None => "E/M two of three".to_owned(),
        }];
        if self.management.emergency_surgery {
            modifiers.push("57".into());
            rules.push("modifier 57: decision for an operation done at once".into());
        }
        let minutes = sheet.minutes;
        EmService { code: sheet.code.clone(), modifiers, units: 1, minutes, evidence, rules }
    }

    /// The first sentence of the plan, else of the note.
    fn any_sentence(&self) -> Option<Evidence> {
        let page = self.scan.pages.first()?;
        let at = page.zones.iter().position(|z| *z == Zone::Plan).unwrap_or(0);
        (at < page.zones.len()).then(|| page.sentence(self.facts, at))
    }

    /// A follow-up inside an operation's package: named, not charged.
    fn postoperative(self, words: Evidence) -> EmLevel {
        let code = self.scan.lists.services.postoperative.clone();
        let mut worksheet = EmWorksheet { code: code.clone(), ..EmWorksheet::default() };
        worksheet.reason = "A follow-up inside the global period of an operation.".into();
        let mut review = self.review;
        review.push(
            "A follow-up inside the global period is not charged; if it was for something else, \
             bill the visit with 24."
                .into(),
        );
        let rules = vec!["global period".to_owned()];
        let service =
            EmService { code, units: 1, evidence: vec![words], rules, ..Default::default() };
        EmLevel { worksheet, procedures: vec![service], review }
    }

    /// A preventive visit, and beside it the problem visit only when a problem was worked up.
    fn preventive(
        &mut self,
        preventive: &Preventive,
        new: bool,
        services: &mut Vec<EmService>,
        sheet: &mut EmWorksheet,
    ) {
        let numbers = &self.scan.lists.services;
        let code = match preventive.medicare {
            Some(Cue::MedicareWelcome) => numbers.medicare_welcome.clone(),
            Some(Cue::MedicareFirst) => numbers.medicare_first.clone(),
            Some(_) => numbers.medicare_next.clone(),
            None => match visit::age(self.facts, &self.scan) {
                Some(age) => numbers.preventive(age, new).to_owned(),
                None => {
                    self.review.push(
                        "A preventive visit, but the patient's age is not documented: its number \
                         depends on it."
                            .into(),
                    );
                    return;
                }
            },
        };
        let beyond = self.problems.grade >= Grade::Low
            && !self.problems.unrecognised
            && (self.problems.grade >= Grade::Moderate || self.management.grade >= Grade::Moderate);
        let service = EmService {
            code: code.clone(),
            units: 1,
            evidence: preventive.evidence.clone(),
            rules: vec!["E/M preventive visit".into()],
            ..Default::default()
        };
        if beyond {
            for problem in services.iter_mut() {
                problem.modifiers.insert(0, "25".into());
                problem.rules.push(
                    "modifier 25: a problem was worked up beyond the preventive visit".into(),
                );
            }
        } else {
            services.clear();
            sheet.code = code;
            sheet.minutes = None;
            sheet.reason = "A preventive visit; no problem was worked up beyond it.".into();
        }
        services.insert(0, service);
    }

    /// Critical care by its minutes, in place of the visit of the same clinician.
    fn critical(
        &mut self,
        critical: &Minutes,
        services: &mut Vec<EmService>,
        sheet: &mut EmWorksheet,
    ) {
        let numbers = &self.scan.lists.services;
        let one = |code: &str, units: u32| EmService {
            code: code.to_owned(),
            units,
            minutes: Some(critical.minutes),
            evidence: vec![critical.evidence.clone()],
            rules: vec!["E/M critical care by minutes".into()],
            ..Default::default()
        };
        services.clear();
        services.push(one(&numbers.critical_first, 1));
        let more = numbers.critical_units(critical.minutes);
        if more > 0 {
            services.push(one(&numbers.critical_more, more));
        }
        sheet.code = numbers.critical_first.clone();
        sheet.minutes = Some(critical.minutes);
        sheet.reason = format!(
            "{} minutes of critical care; the visit itself is billable beside it only if it came \
             before and apart.",
            critical.minutes
        );
    }

    /// A visit by video or telephone.
    fn by_wire(&self, services: &mut [EmService]) {
        let zones = [Zone::Story, Zone::Heading, Zone::Other];
        let wire = if self.scan.said(Cue::VideoVisit, &zones).is_some() {
            "95"
        } else if self.scan.said(Cue::AudioVisit, &zones).is_some() {
            "93"
        } else {
            return;
        };
        for service in services {
            service.modifiers.push(wire.into());
            service.rules.push(format!("modifier {wire}: the visit was held from afar"));
        }
    }
}

/// Minutes beyond the highest level from which prolonged service may be billed.
const PROLONGED_MINUTES: u32 = 15;

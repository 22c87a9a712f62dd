//! The worksheet of one visit and the service that follows from it.

use super::levels::{self, Grade, two_of_three};
use super::problems::Problems;
use super::risk::Management;
use super::scan::{Scan, Zone};
use super::time::{self, Minutes};
use super::visit::{self, Family, Visit};
use super::workup::Workup;
use super::{EmLevel, EmService};
use crate::draft::{Draft, Facts};
use model::{EmWorksheet, Evidence};

/// Most pieces of evidence of one service.
const MOST_EVIDENCE: usize = 12;

/// Minutes beyond the highest level from which prolonged service may be billed.
pub(super) const PROLONGED_MINUTES: u32 = 15;

/// All that a level is made of.
pub struct Sheet<'f, 'a> {
    pub facts: &'f Facts<'a>,
    pub scan: Scan<'a>,
    pub problems: Problems,
    pub workup: Workup,
    pub management: Management,
    pub minutes: Option<Minutes>,
    pub review: Vec<String>,
}

impl Sheet<'_, '_> {
    /// The level with everything that stands beside it.
    pub fn level(mut self, draft: &Draft, visit: &Visit) -> EmLevel {
        let numbers = &self.scan.lists.services;
        let apart = self.apart_from_operation(visit);
        if matches!(visit.family, Family::Office { .. })
            && !apart
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
        if apart && let Some(service) = services.first_mut() {
            service.modifiers.insert(0, "24".into());
            let why = "unrelated to the operation in whose period it falls";
            service.rules.push(format!("modifier 24: {why}"));
        }
        self.prolonged(visit, &mut services);
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
        let unknown = self.facts.circumstances().payer.is_none();
        if let (Some(minutes), Some(top)) = (&self.minutes, top)
            && minutes.minutes >= top + PROLONGED_MINUTES
            && unknown
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
}

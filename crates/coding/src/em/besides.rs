//! Rules that stand beside medical decision making: follow-up after an operation, preventive
//! visits, critical care, visits from afar.

use super::cues::Cue;
use super::levels::Grade;
use super::scan::Zone;
use super::sheet::{PROLONGED_MINUTES, Sheet};
use super::time::Minutes;
use super::visit::{self, Family, Preventive, Visit};
use super::{EmLevel, EmService};
use model::{EmWorksheet, Evidence};

impl Sheet<'_, '_> {
    /// A follow-up inside an operation's package: named, not charged.
    pub(super) fn postoperative(self, words: Evidence) -> EmLevel {
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
    pub(super) fn preventive(
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
            None => match super::age::age(self.facts, &self.scan) {
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
    pub(super) fn critical(
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

    /// True for a visit inside the period of an operation that is about something else.
    pub(super) fn apart_from_operation(&self, visit: &Visit) -> bool {
        matches!(visit.family, Family::Office { .. })
            && self.facts.circumstances().is_about_something_else(self.facts)
            && visit::days_since_operation(&self.scan).is_some_and(|d| d <= visit::PACKAGE_DAYS)
    }

    /// Prolonged service beside the highest office level by time, by the payer's rule: Medicare
    /// counts from the end of the level's range, others from its least time.
    pub(super) fn prolonged(&self, visit: &Visit, services: &mut Vec<EmService>) {
        let numbers = &self.scan.lists.services;
        let ladder = visit.family.ladder().and_then(|name| self.scan.lists.levels.get(name));
        let (Some(ladder), Some(minutes)) = (ladder, &self.minutes) else { return };
        let around = self.facts.circumstances();
        let top = services.first().is_some_and(|s| s.code == ladder.code(Grade::High));
        let office = matches!(visit.family, Family::Office { .. });
        let Some(least) = ladder.top_minutes().filter(|_| office && top) else { return };
        let (code, from) = match () {
            () if around.is_medicare() => {
                (&numbers.prolonged_medicare, least + PROLONGED_MINUTES - 1)
            }
            () if around.is_private() => (&numbers.prolonged, least),
            () => return,
        };
        let units = minutes.minutes.saturating_sub(from) / PROLONGED_MINUTES;
        if units > 0 {
            services.push(EmService {
                code: code.clone(),
                units,
                minutes: Some(minutes.minutes),
                evidence: vec![minutes.evidence.clone()],
                rules: vec![format!("prolonged service: {} minutes", minutes.minutes)],
                ..Default::default()
            });
        }
    }

    /// A visit by video or telephone.
    pub(super) fn by_wire(&self, services: &mut [EmService]) {
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

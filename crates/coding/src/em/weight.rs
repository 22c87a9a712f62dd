//! The weight of one problem: from the code to which its words lead and from how the note says
//! that it stands.

use super::cues::{Cue, Means, below_any};
use super::levels::Grade;
use super::problems::{Named, Weighing};
use super::scan::{Page, Zone};
use crate::draft::is_below;
use model::SectionKind;
use reader::{Drug, Kind, Mention, Risk, TermSource};
use std::ops::Range;

impl<'a> Weighing<'_, '_, 'a> {
    /// The weight of a problem from its code and from the sentences about it.
    pub(super) fn weigh(
        &self,
        page: &Page<'a>,
        one: &Named<'_>,
        about: Range<usize>,
    ) -> Option<Grade> {
        let own = one.mention.sentence as usize..one.mention.sentence as usize + 1;
        if page.has(own, Cue::Unlikely) && (one.possible || self.hospital()) {
            let certain = !one.possible && one.mention.finding.section != SectionKind::Course;
            if !certain {
                return None;
            }
        }
        if one.possible {
            return self.weigh_possible(one.code);
        }
        let threat = below_any(one.code, &self.codes.threat);
        Some(match one.kind {
            Kind::Neoplasm => self.weigh_neoplasm(page, one, about),
            _ if threat => Grade::High,
            Kind::Chronic => self.weigh_chronic(page, one, about),
            Kind::Encounter => self.weigh_acute(one.code),
            Kind::Pregnancy => Grade::Moderate,
            Kind::Symptom | Kind::Finding if self.stands_for_lasting(page, about.clone()) => {
                Grade::Moderate
            }
            Kind::Symptom | Kind::Finding => self.weigh_symptom(one.code),
            _ => self.weigh_acute(one.code),
        })
    }

    /// A finding for which the treatment of a documented lasting disease is raised is that
    /// disease away from its goal ("elevated blood sugar: increase insulin").
    fn stands_for_lasting(&self, page: &Page<'a>, about: Range<usize>) -> bool {
        self.escalated(page, about, |drug| {
            drug.treats.iter().any(|prefix| self.lasting.iter().any(|code| is_below(code, prefix)))
        })
    }

    /// A suspicion counts by what it would be, only where that is grave.
    fn weigh_possible(&self, code: &str) -> Option<Grade> {
        let grave = [&self.codes.systemic, &self.codes.complicated_injury];
        if below_any(code, &self.codes.threat) {
            return Some(if self.hospital() || self.urgent {
                Grade::High
            } else {
                Grade::Moderate
            });
        }
        let cancer = code.starts_with('C') || ["D0", "D4", "I2"].iter().any(|p| is_below(code, p));
        (cancer || grave.iter().any(|list| below_any(code, list))).then_some(Grade::Moderate)
    }

    pub(super) fn weigh_acute(&self, code: &str) -> Grade {
        let codes = self.codes;
        if below_any(code, &codes.complicated_injury) || below_any(code, &codes.systemic) {
            Grade::Moderate
        } else if below_any(code, &codes.self_limited) {
            Grade::Minimal
        } else if below_any(code, &codes.undiagnosed) {
            self.weigh_symptom(code)
        } else {
            Grade::Low
        }
    }

    /// A new problem without a cause weighs more once it is worked up.
    pub(super) fn weigh_symptom(&self, code: &str) -> Grade {
        if below_any(code, &self.codes.undiagnosed) && (self.worked_up || self.hospital()) {
            Grade::Moderate
        } else if below_any(code, &self.codes.self_limited) {
            Grade::Minimal
        } else {
            Grade::Low
        }
    }

    fn weigh_chronic(&self, page: &Page<'a>, one: &Named<'_>, about: Range<usize>) -> Grade {
        let flare = below_any(one.code, &self.codes.systemic);
        if !flare && below_any(one.code, &self.codes.acute_like) {
            return Grade::Low;
        }
        let said =
            self.stands(page, about.clone(), Cue::NotAtGoal) || self.story.contains(&one.group);
        if !flare && !said && !self.escalated(page, about.clone(), |_| true) {
            return Grade::Low;
        }
        // A severe exacerbation: said beside the problem, or of the course of the day.
        let severe =
            self.hospital() && (self.severe_course || self.stands(page, about, Cue::Severe));
        if severe { Grade::High } else { Grade::Moderate }
    }

    pub(super) fn severe_course(&self) -> bool {
        self.scan
            .cues(Cue::Severe)
            .any(|(p, h)| p.section(h) == SectionKind::Course && !p.denied(h) && !p.conditional(h))
    }

    fn weigh_neoplasm(&self, page: &Page<'a>, one: &Named<'_>, about: Range<usize>) -> Grade {
        if ["D1", "D2", "D30", "D31", "D32", "D33", "D34", "D35", "D36"]
            .iter()
            .any(|benign| is_below(one.code, benign))
        {
            return Grade::Low;
        }
        let quiet = self.stands(page, about.clone(), Cue::Stable);
        let spread = ["C77", "C78", "C79"].iter().any(|p| is_below(one.code, p));
        let grave = spread || self.stands(page, about, Cue::Severe) || self.severe_tumour;
        match (one.code.starts_with('C') && grave, quiet) {
            (true, _) => Grade::High,
            (false, true) => Grade::Low,
            (false, false) => Grade::Moderate,
        }
    }

    /// "High-grade", "metastatic" beside a tumour in the story.
    pub(super) fn told_severe(&self) -> bool {
        self.scan.cues(Cue::Severe).any(|(page, hit)| {
            let told = page.zone(hit) == Zone::Story && !page.denied(hit);
            told && self
                .mentions_of(page, hit.sentence)
                .any(|m| self.facts.reader.kind(m) == Kind::Neoplasm)
        })
    }

    pub(super) fn mentions_of(
        &self,
        page: &Page<'a>,
        sentence: u32,
    ) -> impl Iterator<Item = &'a Mention> {
        let mentions = &page.reading.mentions;
        let from = mentions.partition_point(|m| m.sentence < sentence);
        mentions[from..].iter().take_while(move |m| m.sentence == sentence)
    }

    /// True when a cue stands in the sentences, affirmed and unconditional.
    fn stands(&self, page: &Page<'_>, about: Range<usize>, cue: Cue) -> bool {
        page.within(about).iter().any(|h| {
            h.means == Means::Cue(cue)
                && !page.denied(h)
                && !page.conditional_at(h.sentence, h.first)
        })
    }

    /// True when treatment of the problem is raised: a prescription drug started, added, changed.
    fn escalated(
        &self,
        page: &Page<'a>,
        about: Range<usize>,
        counts: impl Fn(&Drug) -> bool,
    ) -> bool {
        let mentions = &page.reading.mentions;
        let from = mentions.partition_point(|m| (m.sentence as usize) < about.start);
        let own = mentions[from..].iter().take_while(|m| (m.sentence as usize) < about.end);
        own.into_iter().any(|m| {
            let TermSource::Drug(row) = self.facts.reader.term(m).source else { return false };
            let drug = self.facts.reader.lexicon().drugs.get(row as usize);
            let at = m.sentence as usize;
            let word = m.words.first().copied().unwrap_or_default();
            drug.is_some_and(|d| d.risk != Risk::Otc && counts(d))
                && self.stands(page, at..at + 1, Cue::DrugEscalated)
                && !page.denied_at(m.sentence, word)
                && !page.conditional_at(m.sentence, word)
        })
    }
}
